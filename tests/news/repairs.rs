//! Faults of news: all of them at once, in the words of the scenario at hand, and with repairs that repair.

use super::{TALKS, with};
use crate::support::Foretell;
use foretell::internal::diagnostic::{Diagnostic, FileId, Sources, mended};
use foretell::internal::{model, scenario};

/// Numbers beside the talks.
const NUMBERS: &str = "\
[series.price]
start = 60
next  = \"price + normal(0, 1)\"
[quantity.loss]
value = \"5 to 9\"
when  = \"end\"
[quantity.size]
value = \"uniform(0, 10)\"
";

/// The scenario with keys of `[scenario]` and news.
fn text(head: &str, news: &str) -> String {
    let talks = TALKS.replace("[scenario]\n", &format!("[scenario]\n{head}\n"));
    format!("{talks}\n{NUMBERS}\n{news}\n")
}

/// Every fault and piece of advice about news in a text.
fn findings(text: &str) -> (Vec<Diagnostic>, FileId) {
    let mut sources = Sources::default();
    let file = sources.add("slip.toml", text);
    let (scenario, mut found) = scenario::read(&sources, file);
    match model::compile(&scenario) {
        Err(further) => found.extend(further),
        Ok(model) if found.is_empty() => {
            let advice = model::advice::advice(&scenario, &model);
            found.extend(advice.into_iter().filter(|own| own.code.id().starts_with("A04")));
        }
        Ok(_) => {}
    }
    (found, file)
}

/// Slips, as keys of `[scenario]` and news.
const SLIPS: [(&str, &str); 46] = [
    ("", "[[news]]\non = 2025-08-24\nis = \"talks\""),
    ("", "[[news]]\non = 2025-08-24\nis = \"price\""),
    ("", "[[news]]\non = 2025-08-24\nis = \"\""),
    ("", "[[news]]\non = 2025-08-24\nhappened = \" \""),
    ("", "[[news]]\non = 2025-08-24\nheard = \"talks == on\"\nlikelier = inf"),
    ("", "[[news]]\non = 2025-08-24\nheard = \"talks == on\"\nlikelier = 1e400"),
    ("", "[[news]\non = 2025-08-24\nis = \"talks == on\""),
    ("", "[[news] # today\non = 2025-08-24\nis = \"talks == on\""),
    ("", "[[news\non = 2025-08-24\nis = \"talks == on\""),
    ("", "[[news]]\nis = \"talks == on\""),
    ("", "[[news]]\non = 2025-08-24"),
    ("", "[[news]]\non = 2025-08-24\nlikelier = 2"),
    ("", "[[news]]\non = 5\nis = \"talks == on\""),
    ("", "[[news]]\non = true\nis = \"talks == on\""),
    ("", "[[news]]\non = 2025-08-24\nis = \"talks == on\"\nheard = \"raid\"\nlikelier = 2"),
    ("", "[[news]]\non = 2025-08-24\nis = \"talks == on\"\nlikelier = 2"),
    ("", "[[news]]\non = 2025-08-24\nheard = \"talks == on\""),
    ("", "[[news]]\non = 2025-08-24\nheard = \"talks == on\"\nlikelier = \"3\""),
    ("", "[[news]]\non = 2025-08-24\nheard = \"talks == on\"\nlikelier = \"often\""),
    ("", "[[news]]\non = 2025-08-24\nheard = \"talks == on\"\nlikelier = 0"),
    ("", "[[news]]\non = 2025-08-24\nheard = \"talks == on\"\nlikelier = -1"),
    ("", "[[news]]\non = 2025-08-24\nheard = \"talks == on\"\nlikelier = nan"),
    ("", "[[news]]\non = 2025-08-24\nheard = \"talks == on\"\nlikelier = 1"),
    ("", "[[news]]\non = 2025-08-24\nheard = \"talks\"\nlikelier = 2"),
    ("", "[[news]]\non = 2025-08-24\nheard = \"talks\"\nlikelier = {}"),
    ("", "[[news]]\non = 2025-08-24\nheard = \"talks\"\nlikelier = { onn = 2 }"),
    ("", "[[news]]\non = 2025-08-24\nheard = \"talks\"\nlikelier = { on = 2, off = 2, done = 2 }"),
    ("", "[[news]]\non = 2025-08-24\nheard = \"talks == on\"\nlikelier = { on = 2 }"),
    ("", "[[news]]\non = 2025-08-19\nis = \"talks == off\""),
    ("", "[[news]]\non = 2026-08-19\nis = \"talks == on\""),
    ("", "[[news]]\non = 2025-08-24\nis = \"by(talks == on, 2025-08-26)\""),
    ("", "[[news]]\non = 2025-08-24\nhappened = \"by(talks == on, 2025-08-22)\""),
    ("", "[[news]]\non = 2025-08-24\nis = \"loss > 6\""),
    ("", "[[news]]\non = 2025-08-24\nis = \"size == 3.2\""),
    ("", "[[news]]\non = 2025-08-24\nis = \"talks == on and 61 == price\""),
    (
        "",
        "[[news]]\non = 2025-08-23\nhappened = \"talks == on\"\n[[news]]\non = 2025-08-25\nhappened = \"talks == on\"",
    ),
    (
        "",
        "[[news]]\non = 2025-08-23\nis = \"talks == on\"\n[[news]]\non = 2025-08-23\nis = \"talks == on\"",
    ),
    (
        "",
        "[[news]]\non = 2025-08-23\nheard = \"raid\"\nlikelier = 2\n[[news]]\non = 2025-08-23\nheard = \"raid\"\nlikelier = 2",
    ),
    ("", "news = 3\n"),
    ("watched = [\"talks\", 5]\ntoday = 2025-08-24", ""),
    ("watched = \"talks\"\ntoday = 2025-08-24", ""),
    ("watched = 5\ntoday = 2025-08-24", ""),
    ("watched = [\"raid\", \"talks\"]\ntoday = 2025-08-24", ""),
    ("watched = [\"talks\", \"talks\"]\ntoday = 2025-08-24", ""),
    ("watched = [\"tlks\"]\ntoday = 2025-08-24", ""),
    ("today = 2025-08-01", ""),
];

#[test]
fn each_repair_removes_its_finding() {
    for (head, news) in SLIPS.iter().filter(|(_, news)| !news.starts_with("news =")) {
        let text = text(head, news);
        let (found, file) = findings(&text);
        assert!(!found.is_empty(), "{head}\n{news}\nhas no fault");
        for finding in &found {
            assert!(!finding.repairs.is_empty(), "{head}\n{news}\nhas no repair: {finding:?}");
            for repair in &finding.repairs {
                let better = mended(&text, file, [repair]);
                let (left, _) = findings(&better);
                let count = found.len();
                assert!(left.len() < count, "{head}\n{news}\nbecame\n{better}\nwith\n{left:?}");
            }
        }
    }
}

#[test]
fn examples_are_of_the_scenario_at_hand() {
    let foreign =
        ["ministers", "leaders", "washington == press_moscow", "2025-08-28", "2025-10-31"];
    for (head, news) in SLIPS {
        let (found, _) = findings(&text(head, news));
        for finding in found {
            let words = [vec![finding.message, finding.label], finding.help].concat();
            for word in foreign {
                assert!(!words.iter().any(|own| own.contains(word)), "{news}: {words:?}");
            }
        }
    }
}

#[test]
fn faults_of_the_scenario_its_news_and_the_arguments_are_listed_together() {
    let news = "[scenario]\ntoday = 2025-13-01\nwatched = [\"talks\", 5, \"tlks\"]\n\
        [[news]]\non = 2025-02-30\nis = \"talks == on\"\n[[news]]\non = 2025-08-24\nis = \"talks == onn\"\n";
    let broken = TALKS.replace("p = 0.25", "p = 1.25");
    let found = with(&broken, "").news("news.toml", news).compile().expect_err("faults");
    let shown = found.to_string();
    for words in
        ["2025-13-01", "not the number 5", "no process `tlks`", "2025-02-30", "onn", "1.25"]
    {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    let arguments = with(TALKS, "").today("2025-08-01").observe("talk == on");
    let shown = arguments.compile().expect_err("faults").to_string();
    assert!(shown.contains("today, 2025-08-01") && shown.contains("`talk`"), "{shown}");
}

#[test]
fn files_that_are_missing_or_empty_hide_nothing() {
    Foretell::new()
        .args(["check", "a.toml", "--news", "gone.toml", "--news", "lost.toml", "--news", "n.toml"])
        .file("a.toml", TALKS)
        .file("n.toml", "[[news]]\non = 2025-08-24\nis = \"talks == onn\"\n")
        .status(1)
        .stderr_such("name both files and the fault", |text| {
            text.contains("gone.toml") && text.contains("lost.toml") && text.contains("onn")
        })
        .run();
    Foretell::new()
        .args(["run", "a.toml", "--news", "gone.toml", "--news", "lost.toml"])
        .file("a.toml", TALKS)
        .status(1)
        .stderr_such("name both files", |text| {
            text.contains("gone.toml") && text.contains("lost.toml")
        })
        .run();
    Foretell::new()
        .args(["run", "a.toml", "--news", "n.toml"])
        .file("a.toml", TALKS.replace("p = 0.25", "p = 1.25"))
        .file("n.toml", "# none yet\n")
        .status(3)
        .stderr_such("say that it is empty, and the fault", |text| {
            text.contains("the file of news says nothing")
                && text.contains("1.25")
                && !text.contains("foretell new")
        })
        .run();
    Foretell::new()
        .args(["run", "a.toml", "--news", "."])
        .file("a.toml", TALKS)
        .status(1)
        .stderr_such("ask for a file of news", |text| text.contains("name the file of news in it"))
        .run();
}

#[test]
fn a_file_of_news_is_no_scenario() {
    for news in [
        "[[news]]\non = 2025-08-24\nis = \"talks == on\"\n",
        "[scenario]\ntoday = 2025-08-24\nwatched = [\"talks\"]\n[source.wire]\n",
    ] {
        Foretell::new()
            .args(["check", "n.toml"])
            .file("n.toml", news)
            .status(3)
            .stderr_such("say what to do with it", |text| {
                text.contains("a file of news, and not a scenario")
                    && text.contains("check SCENARIO --news FILE")
                    && text.contains("1 fault")
            })
            .run();
    }
}

#[test]
fn files_of_several_days_go_together() {
    let day = |day: u8| {
        format!(
            "[scenario]\nwatched = [\"talks\"]\n[source.wire]\ntitle = \"Wire\"\n[[news]]\n\
             on = 2025-08-{day}\nis = \"talks == off\"\nsource = \"wire\"\n"
        )
    };
    let both = with(TALKS, "").news("a.toml", &day(22)).news("b.toml", &day(23));
    assert!(both.compile().is_ok(), "each watches talks and describes the wire");
    let watched = TALKS.replace("[scenario]\n", "[scenario]\nwatched = [\"talks\"]\n");
    assert!(with(&watched, "").news("a.toml", &day(22)).compile().is_ok(), "so does the scenario");
    let today = |day: u8| format!("[scenario]\ntoday = 2025-08-{day}\n");
    let two = with(TALKS, "").news("a.toml", &today(22)).news("b.toml", &today(23));
    let shown = two.compile().expect_err("two days").to_string();
    assert!(shown.contains("two files of news say what today is"), "{shown}");
    let same = with(TALKS, "").news("a.toml", &today(22)).news("b.toml", &today(22));
    assert!(same.compile().is_ok(), "the same day");
}

#[test]
fn a_choice_that_is_known_is_named_as_it_was_asked() {
    Foretell::new()
        .args(["compare", "a.toml", "--choice", "talks", "-n", "1000"])
        .file("a.toml", format!("{TALKS}\n[[news]]\non = 2025-08-24\nis = \"talks == on\"\n"))
        .status(3)
        .stderr_such("point at --choice", |text| {
            text.contains("--choice:1:1") && !text.contains("--do:1:1")
        })
        .run();
}
