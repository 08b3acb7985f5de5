//! `is`, `happened` and `heard`.

use super::{TALKS, close, exactly, holds, not_done, off, on_after, sampled_agrees, with};

#[test]
fn is_holds_on_the_day_whenever_it_began() {
    let news = "[[news]]\non = 2025-08-24\nis = \"talks == on\"\n";
    // six days remain
    holds(news, "done", 1.0 - not_done(6));
    // on at day 4, begun before the fourth day: all but those that began on it
    holds(news, "early", 1.0 - off(3) * 0.3 / on_after(4));
    holds(news, "first", off(3) * 0.3 / on_after(4));
    sampled_agrees(&with(TALKS, news), "early", None);
}

#[test]
fn happened_holds_for_the_first_time_on_the_day() {
    let news = "[[news]]\non = 2025-08-24\nhappened = \"talks == on\"\n";
    holds(news, "done", 1.0 - not_done(6));
    holds(news, "early", 0.0);
    holds(news, "first", 1.0);
    sampled_agrees(&with(TALKS, news), "done", None);
    // on the first day there is no day before
    let first = "[[news]]\non = 2025-08-20\nhappened = \"talks == off\"\n";
    holds(first, "on", on_after(10));
}

#[test]
fn several_news_hold_together() {
    // off until the third day, on by the sixth, done by the end
    let news = "[[news]]\non = 2025-08-23\nis = \"talks == off\"\n\
                [[news]]\non = 2025-08-26\nis = \"talks == on\"\n";
    let both: f64 = (4..=6).map(|begun| off(begun - 1) * 0.3 * not_done(6 - begun)).sum();
    holds(news, "first", off(3) * 0.3 * not_done(2) / both);
    holds(news, "done", 1.0 - not_done(4));
    let joined =
        "[[news]]\non = 2025-08-26\nis = \"talks == on and at(talks == off, 2025-08-23)\"\n";
    holds(joined, "first", off(3) * 0.3 * not_done(2) / both);
    sampled_agrees(&with(TALKS, news), "first", None);
}

#[test]
fn memory_is_read_as_known_on_the_day() {
    // silence: not by day 3
    let ever = "[[news]]\non = 2025-08-23\nis = \"not ever(talks == on)\"\n";
    holds(ever, "on", on_after(7));
    let by = "[[news]]\non = 2025-08-25\nis = \"not by(talks == on, 2025-08-23)\"\n";
    holds(by, "on", on_after(7));
    // on day 4 a first day after day 2 is day 3, day 4, or none so far
    let late = "[[news]]\non = 2025-08-24\nis = \"first(talks == on) > 2025-08-22\"\n";
    holds(late, "on", on_after(8));
    holds(late, "first", 0.7 * 0.3);
    // on day 4 it has begun, and whatever begins later does not count
    let begun = "[[news]]\non = 2025-08-24\nis = \"first(talks == on) <= 2025-08-30\"\n";
    holds(begun, "first", off(3) * 0.3 / (1.0 - off(4)));
    holds(begun, "early", (1.0 - off(3)) / (1.0 - off(4)));
    let day = "[[news]]\non = 2025-08-24\nis = \"date == 2025-08-24 and talks == on\"\n";
    holds(day, "done", 1.0 - not_done(6));
    for news in [ever, by, late, begun, day] {
        sampled_agrees(&with(TALKS, news), "on", None);
        sampled_agrees(&with(TALKS, news), "first", None);
    }
}

#[test]
fn counts_and_numbers_are_conditions() {
    // two raids in the first four steps (step 0 is not counted), at least four in ten
    let binomial = |n: u32, k: u32| {
        let ways = (0..k).fold(1.0, |ways, i| ways * f64::from(n - i) / f64::from(i + 1));
        ways * 0.25_f64.powi(k as i32) * 0.75_f64.powi((n - k) as i32)
    };
    let at_least = |n: u32, k: u32| (k..=n).map(|k| binomial(n, k)).sum::<f64>();
    let news = "[[news]]\non = 2025-08-24\nis = \"count(raid) == 2\"\n";
    holds(news, "raids", at_least(6, 2));
    let many = "[[news]]\non = 2025-08-24\nis = \"count(raid) >= 2\"\n";
    let joint: f64 = (2..=4).map(|k| binomial(4, k) * at_least(6, 4_u32.saturating_sub(k))).sum();
    holds(many, "raids", joint / at_least(4, 2));
    sampled_agrees(&with(TALKS, news), "raids", None);
    sampled_agrees(&with(TALKS, many), "raids", None);
}

#[test]
fn a_report_multiplies_odds() {
    let heard = |formula: &str, likelier: &str| {
        with(
            TALKS,
            &format!("[[news]]\non = 2025-08-24\nheard = \"{formula}\"\nlikelier = {likelier}\n"),
        )
    };
    let press = |case| exactly(&case, "washington", Some("press"));
    // prior 0.2, 0.5, 0.3
    close(press(heard("washington == press", "3")), 0.6 / 1.4, "three times");
    close(press(heard("washington == press", "0.5")), 0.1 / 0.9, "half");
    close(press(heard("washington == press", "1")), 0.2, "says nothing");
    close(press(heard("washington", "{ press = 3, leave = 0.5 }")), 0.6 / 1.25, "a table");
    close(press(heard("washington != press", "2")), 0.2 / 1.8, "against");
    let wait =
        exactly(&heard("washington", "{ press = 3, leave = 0.5 }"), "washington", Some("wait"));
    close(wait, 0.5 / 1.25, "an outcome that is not named counts once");
    let twice = format!(
        "{}\n[[news]]\non = 2025-08-25\nheard = \"washington == press\"\nlikelier = 2\n",
        "[[news]]\non = 2025-08-24\nheard = \"washington == press\"\nlikelier = 3\n"
    );
    close(press(with(TALKS, &twice)), 1.2 / 2.0, "reports multiply");
    // of a process on a day, told from the end
    let on = heard("talks == on", "4");
    let early = on_after(4);
    let weight = 1.0 + 3.0 * early;
    let after = |days: i32| 1.0 - not_done(days);
    let done_now = 1.0 - off(4) - on_after(4);
    let done_later: f64 = (5..=10).map(|begun| off(begun - 5) * 0.3 * after(10 - begun)).sum();
    let done = done_now + 4.0 * early * after(6) + off(4) * done_later;
    close(exactly(&on, "done", None), done / weight, "a process on a day");
    sampled_agrees(&on, "done", None);
    sampled_agrees(&heard("washington", "{ press = 3, leave = 0.5 }"), "washington", Some("press"));
}

#[test]
fn the_ratio_of_a_report_has_a_path() {
    let news = "[[news]]\non = 2025-08-23\nis = \"talks == off\"\n\
        [[news]]\non = 2025-08-24\nheard = \"washington == press\"\nlikelier = 3\n\
        [[news]]\non = 2025-08-24\nheard = \"washington\"\nlikelier = { press = 1, leave = 1 }\n";
    let press = |case: &foretell::Case| exactly(case, "washington", Some("press"));
    let case = with(TALKS, news);
    close(press(&case), 0.6 / 1.4, "as written");
    close(press(&case.clone().set("news.2.likelier", 0.5)), 0.1 / 0.9, "set");
    let both = case.clone().set("news.2.likelier", 1.0).set("news.3.likelier.press", 3.0);
    close(press(&both), 0.6 / 1.4, "of an outcome");
    for (path, value) in
        [("news.2.likelier", "0"), ("news.2.likelier", "often"), ("news.1.likelier", "3")]
    {
        assert!(case.clone().set(path, value).compile().is_err(), "{path}={value}");
    }
    let paths = foretell::Scenario::read("a.toml", format!("{TALKS}\n{news}")).paths();
    assert!(paths.iter().any(|own| own.path == "news.3.likelier.leave" && own.text == "1"));
}

/// The kind: a heading that names less than the numbers below it use.
#[test]
fn the_likeliest_storyline_is_headed_by_all_news() {
    let text = "[scenario]\nas_of = 2025-08-20\nuntil = 2025-08-30\nwatched = [\"talks\"]\n\
        today = 2025-08-26\n[process.talks]\nstates = [\"off\", \"on\"]\nstart = \"off\"\n\
        from.off.on = 0.3\n[event.warm]\np = 0.4\n[question]\non = { ask = \"talks == on\" }\n\
        [[news]]\non = 2025-08-24\nhappened = \"talks == on\"\n\
        [[news]]\non = 2025-08-25\nheard = \"warm\"\nlikelier = 3\n";
    let call = crate::support::Foretell::new().args(["explain", "a.toml", "--likeliest"]);
    let page = call.file("a.toml", text).any_output().run().stdout;
    assert!(page.contains("Today 26 Aug · 2 pieces of news (probability"), "{page}");
    assert!(!page.contains("Supposing we learn"), "{page}");
}
