//! What is refused: actions on what is known, and days that are none.

use super::{TALKS, close, exactly, not_done, with};
use crate::support::Foretell;
use foretell::Case;

const NEWS: &str = "[[news]]\non = 2025-08-23\nis = \"talks == on\"\n";

/// The faults of a case, as text.
fn faults(case: &Case) -> String {
    case.compile().map(|_| ()).expect_err("it has faults").to_string()
}

#[test]
fn an_action_after_the_news_is_taken() {
    let case =
        with(TALKS, NEWS).intervene("talks", foretell::Intervention::to("done").from("2025-08-26"));
    close(exactly(&case, "done", None), 1.0, "from then on");
    // before it, talks that are on may have ended of themselves
    let asked = TALKS.replace(
        "early      =",
        "asked = { ask = \"at(talks == done, 2025-08-25)\" }\nearly      =",
    );
    let case = with(&asked, NEWS)
        .intervene("talks", foretell::Intervention::to("done").from("2025-08-26"));
    close(exactly(&case, "asked", None), 1.0 - not_done(2), "before it");
}

#[test]
fn an_action_on_what_is_known_is_refused() {
    let case = with(TALKS, NEWS);
    for (from, is_refused) in [("2025-08-20", true), ("2025-08-23", true), ("2025-08-24", false)] {
        let acting = case.clone().intervene("talks", foretell::Intervention::to("done").from(from));
        assert_eq!(acting.compile().is_err(), is_refused, "{from}");
    }
    let always = faults(&case.clone().intervene("talks", "done"));
    assert!(
        always.contains("`talks` is set, and news says what it did: `talks == on on 2025-08-23`"),
        "{always}"
    );
    assert!(always.contains("@2025-08-24..") && always.contains("this is the news"), "{always}");
    assert!(case.clone().intervene("washington", "wait").compile().is_ok());
    assert!(
        case.today("2025-08-22").intervene("talks", "done").compile().is_ok(),
        "news is left out"
    );
    let heard = "[[news]]\non = 2025-08-23\nheard = \"washington\"\nlikelier = { press = 2 }\n";
    assert!(
        faults(&with(TALKS, heard).intervene("washington", "wait"))
            .contains("news says what it did")
    );
}

#[test]
fn an_action_while_a_process_is_watched_is_refused() {
    let watched =
        TALKS.replace("[scenario]\n", "[scenario]\ntoday = 2025-08-25\nwatched = [\"talks\"]\n");
    let case = with(&watched, "");
    let acting =
        |from: &str| case.clone().intervene("talks", foretell::Intervention::to("done").from(from));
    assert!(faults(&acting("2025-08-25")).contains("it is watched up to 2025-08-25"));
    close(exactly(&acting("2025-08-26"), "done", None), 1.0, "after today");
}

#[test]
fn evidence_and_actions_on_later_days_go_together() {
    let case = with(TALKS, "").observe("at(talks == on, 2025-08-23)");
    let acting =
        |from: &str| case.clone().intervene("talks", foretell::Intervention::to("off").from(from));
    close(exactly(&acting("2025-08-24"), "early", None), 1.0, "as observed");
    close(exactly(&acting("2025-08-24"), "on", None), 0.0, "as set");
    assert!(faults(&acting("2025-08-23")).contains("both set and observed"));
    // a variant's evidence and an argument's action
    let variant = "[variant.seen]\ngiven = \"at(talks == on, 2025-08-23)\"\n";
    let seen = with(TALKS, variant).variant("seen");
    assert!(faults(&seen.clone().intervene("talks", "off")).contains("both set and observed"));
    let later = foretell::Intervention::to("off").from("2025-08-24");
    close(exactly(&seen.intervene("talks", later), "early", None), 1.0, "as observed");
}

#[test]
fn days_that_are_none_are_refused() {
    let case = with(TALKS, NEWS);
    let today = |day: &str| faults(&case.clone().today(day));
    assert!(
        today("2025-08-19").contains("before the scenario's clock, which begins on 2025-08-20")
    );
    assert!(today("2025-08-31").contains("after the scenario's clock, which ends on 2025-08-30"));
    assert!(today("yesterday").contains("`yesterday` is not a date"));
    let weekly =
        TALKS.replace("[scenario]\n", "[scenario]\nstep = \"week\"\n").replace("08-30", "09-03");
    let weekly = with(&weekly, "").today("2025-08-26");
    let told = faults(&weekly);
    assert!(
        told.contains("write `2025-08-20`, or `2025-08-27`") && told.contains("step = \"day\""),
        "{told}"
    );
    let moment =
        foretell::Scenario::read("a.toml", "[event.a]\np = 0.3\n").case().today("2025-08-20");
    assert!(faults(&moment).contains("has no dates"));
}

#[test]
fn news_that_contradicts_names_the_fewest_pieces() {
    let run = |case: &Case| {
        let model = case.compile().expect("no faults yet");
        model.run(&foretell::Options::default().trials(1_000)).expect_err("impossible").to_string()
    };
    // done and then on again
    let back = "[[news]]\non = 2025-08-22\nis = \"washington == wait\"\n\
        [[news]]\non = 2025-08-23\nis = \"talks == done\"\n[[news]]\non = 2025-08-25\nis = \"talks == on\"\n";
    let told = run(&with(TALKS, back));
    assert!(
        told.contains("talks == done on 2025-08-23") && told.contains("talks == on on 2025-08-25"),
        "{told}"
    );
    assert!(!told.contains("washington"), "{told}");
    // from off to done in a step
    let alone = "[[news]]\non = 2025-08-21\nis = \"talks == done\"\n";
    assert!(run(&with(TALKS, alone)).contains("talks == done on 2025-08-21"));
}

#[test]
fn a_move_in_the_middle_of_silence_names_both() {
    let watched =
        TALKS.replace("[scenario]\n", "[scenario]\ntoday = 2025-08-26\nwatched = [\"talks\"]\n");
    // done on the sixth day, two moves from off, and nothing in between
    let news = "[[news]]\non = 2025-08-26\nis = \"talks == done\"\n";
    let model = with(&watched, news).compile().expect("no faults yet");
    let told =
        model.run(&foretell::Options::default().trials(1_000)).expect_err("impossible").to_string();
    assert!(told.contains("talks == done on 2025-08-26") && told.contains("talks"), "{told}");
    assert!(told.contains("no move") || told.contains("watched"), "{told}");
}

/// The kind: a variant that acts on a day that has passed since, which stops every command.
#[test]
fn variants_that_news_has_overtaken_stop_only_those_who_ask_for_them() {
    let variants = "[variant.sooner]\ndo = { talks = \"done@2025-08-22\" }\n\
        [variant.later]\ndo = { talks = \"done@2025-08-26..\" }\n";
    let file = format!("{TALKS}\n{NEWS}\n{variants}");
    let run = |words: &str| {
        let call = Foretell::new().args(words.split(' ')).file("a.toml", file.as_str());
        call.any_output()
    };
    run("run a.toml -n 2000").run();
    run("run a.toml -n 2000 --variant later").run();
    run("explain a.toml done -n 2000").run();
    for asked in ["run a.toml --variant sooner", "compare a.toml --variant sooner -n 2000"] {
        let told = run(asked).status(3).run().stderr;
        assert!(told.contains("E0702") && told.contains("in the variant `sooner`"), "{told}");
        assert!(!told.contains("`later`"), "{told}");
    }
    let told = run("check a.toml").run();
    let told = told.stdout + &told.stderr;
    assert!(told.contains("the variant `sooner` is refused as of today"), "{told}");
    assert!(!told.contains("the variant `later`") && told.contains("@2025-08-24.."), "{told}");
    // a fault that has nothing to do with news is one still
    let wrong = format!("{file}[variant.wrong]\ndo = {{ talks = \"dnoe\" }}\n");
    let call = Foretell::new().args(["run", "a.toml"]).file("a.toml", wrong.as_str());
    let told = call.status(3).any_output().run().stderr;
    assert!(told.contains("dnoe") && told.contains("in the variant `wrong`"), "{told}");
}

/// The kind: a part of a piece of news that is not looked at because another part can't be read.
#[test]
fn every_part_of_a_piece_of_news_is_checked() {
    let told = |news: &str| faults(&with(TALKS, &format!("[[news]]\n{news}\n")));
    for (news, expected) in [
        ("on = 2025-08-32\nhappened = \"first(talks == on) < never\"", ["E0903", "E0301"]),
        ("on = 2025-08-23\nheard = \"talks == onn\"\nlikelier = -1", ["E1301", "E0302"]),
        ("on = 2025-09-23\nheard = \"talks == on\"\nlikelier = 0", ["E1301", "E0903"]),
        ("on = 2025-09-23\nis = \"talks ==\"", ["E0401", "E0903"]),
        ("is = \"tlaks == on\"", ["E0202", "E0301"]),
    ] {
        let told = told(news);
        for code in expected {
            assert!(told.contains(code), "{code} of {news}: {told}");
        }
    }
    // nothing is said of a report whose ratios are missing but that
    let told = told("on = 2025-08-23\nheard = \"talks\"");
    assert!(told.contains("no `likelier`") && !told.contains("one ratio"), "{told}");
}
