//! `watched`: what silence says.

use super::{TALKS, close, exactly, holds, not_done, off, on_after, sampled_agrees, with};

/// Talks that begin by 1 or 4 in 10 a day, as the other side is hard or soft, and are watched.
fn hard_or_soft(more: &str) -> foretell::Case {
    let text = "[scenario]\nas_of = 2025-08-20\nuntil = 2025-08-30\nwatched = [\"talks\"]\n\
        [event.side]\noutcomes = { hard = 0.5, soft = 0.5 }\n\
        [process.talks]\nstates = [\"off\", \"on\"]\nstart = \"off\"\n\
        from.off.on = { p = 0.1, case = [ { if = \"side == soft\", p = 0.4 } ] }\n\
        [question]\nhard = { ask = \"side == hard\" }\non = { ask = \"talks == on\" }\n";
    with(&text.replace("watched", &format!("{more}watched")), "")
}

#[test]
fn silence_is_news_of_a_watched_process() {
    let watched =
        TALKS.replace("[scenario]\n", "[scenario]\ntoday = 2025-08-25\nwatched = [\"talks\"]\n");
    let case = with(&watched, "");
    // off for five days, five remain
    close(exactly(&case, "on", None), on_after(5), "silence");
    close(exactly(&case, "early", None), 0.0, "silence");
    let unwatched = with(&TALKS.replace("[scenario]\n", "[scenario]\ntoday = 2025-08-25\n"), "");
    close(exactly(&unwatched, "on", None), on_after(10), "without `watched` silence says nothing");
    sampled_agrees(&case, "on", None);
}

#[test]
fn silence_teaches_of_causes() {
    // five days of silence: 0.9^5 against 0.6^5
    let (hard, soft) = (0.9_f64.powi(5), 0.6_f64.powi(5));
    let case = hard_or_soft("today = 2025-08-25\n");
    close(exactly(&case, "hard", None), hard / (hard + soft), "silence");
    let on = (hard * (1.0 - 0.9_f64.powi(5)) + soft * (1.0 - 0.6_f64.powi(5))) / (hard + soft);
    close(exactly(&case, "on", None), on, "silence");
    sampled_agrees(&case, "hard", None);
}

#[test]
fn news_of_a_watched_process_are_its_only_moves() {
    let watched =
        TALKS.replace("[scenario]\n", "[scenario]\ntoday = 2025-08-27\nwatched = [\"talks\"]\n");
    let news = "[[news]]\non = 2025-08-23\nis = \"talks == on\"\n";
    // on since the third day for certain, and not done on the seventh
    let case = with(&watched, news);
    close(exactly(&case, "done", None), 1.0 - not_done(3), "still on");
    close(exactly(&case, "early", None), 1.0, "on the third day");
    sampled_agrees(&case, "done", None);
    // without silence: on at day 3, whatever came since
    holds(news, "done", 1.0 - not_done(7));
    holds(news, "early", 1.0);
    let began = off(2) * 0.3 / on_after(3);
    let first = with(TALKS, news).clone();
    let first = exactly(&first, "first", None);
    close(first, 0.0, "not on the fourth day");
    assert!(began < 1.0, "it may have begun before");
}

#[test]
fn a_report_breaks_no_silence() {
    let watched =
        TALKS.replace("[scenario]\n", "[scenario]\ntoday = 2025-08-25\nwatched = [\"talks\"]\n");
    let news = "[[news]]\non = 2025-08-23\nheard = \"talks == on\"\nlikelier = 100\n";
    close(exactly(&with(&watched, news), "early", None), 0.0, "a report of a move is not a move");
}
