//! Why an answer changed, by closed forms: news that is removed, silence and the last day as edits, questions with several
//! outcomes, and much news.

use super::why::{are, compared, parts};
use super::{SILENT, TALKS, after, model, program, silent};
use foretell::result::{ChangeKind, Comparison, Why};
use foretell::{Options, Side, compare_why};

fn names(why: &Why) -> Vec<&str> {
    why.changes.iter().map(|change| change.name.as_str()).collect()
}

/// Whether the parts of each split sum to its difference.
fn sums(found: &Comparison) -> bool {
    let why = found.why("new").expect("it was asked for");
    why.splits.iter().all(|split| {
        let difference = &found.difference(&split.question, &split.outcome, "new");
        let figure = &difference.as_ref().expect("compared").figure;
        let whole = figure.value.and_then(foretell::result::Value::finite).expect("known");
        let sum: f64 = split.parts.iter().filter_map(|part| part.value).sum();
        (sum - whole).abs() < 1e-12
    })
}

#[test]
fn news_that_is_removed_says_so() {
    // the last piece: today goes back to the piece before
    let found = compared(&silent(&SILENT), &silent(&SILENT[..1]));
    let why = found.why("new").expect("it was asked for");
    assert_eq!(names(why), ["news removed 2025-01-16: talks == none", "time"]);
    let labels: Vec<&str> = why.changes.iter().map(|change| change.label.as_str()).collect();
    assert_eq!(labels[1], "time taken back");
    assert_eq!(
        (why.changes[1].from.as_str(), why.changes[1].to.as_str()),
        ("2025-01-16", "2025-01-09")
    );
    assert!(are(&parts(why), &[after(8) - after(15), 0.0]) && sums(&found), "{why:?}");
    // an earlier piece: the later one says it too
    let found = compared(&silent(&SILENT), &silent(&SILENT[1..]));
    let why = found.why("new").expect("it was asked for");
    assert_eq!(names(why), ["news removed 2025-01-09: talks == none"]);
    assert!(are(&parts(why), &[0.0]));
    let page = program("compare old.toml talks.toml --why -n 20000", &silent(&SILENT[..1]))
        .file("old.toml", silent(&SILENT))
        .any_output()
        .run()
        .stdout;
    assert!(page.contains("  news removed 16 Jan: talks == none"), "{page}");
    assert!(page.contains("news that is removed, the last first"), "{page}");
}

#[test]
fn what_is_watched_is_an_edit_of_its_own() {
    let old = TALKS.replace("until", "today = 2025-01-11\nuntil");
    let new = old.replace("until", "watched = [\"talks\"]\nuntil").replace("= 0.03", "= 0.05");
    let found = compared(&old, &new);
    let why = found.why("new").expect("it was asked for");
    assert_eq!(names(why), ["process.talks.from.none.begun.p", "watched"]);
    assert_eq!((why.changes[1].from.as_str(), why.changes[1].to.as_str()), ("", "talks"));
    // the mean over both orders of two edits; ten days of silence leave 20
    let of = |p: f64, days: i32| 1.0 - (1.0 - p).powi(days);
    let number = f64::midpoint(of(0.05, 30) - of(0.03, 30), of(0.05, 20) - of(0.03, 20));
    let silence = f64::midpoint(of(0.03, 20) - of(0.03, 30), of(0.05, 20) - of(0.05, 30));
    assert!(are(&parts(why), &[number, silence]) && sums(&found), "{why:?}");
    assert!(!are(&parts(why), &[number + silence, 0.0]));
}

#[test]
fn a_last_day_that_moved_is_an_edit_of_its_own() {
    let old = TALKS.replace("by(talks == begun, 2025-01-31)", "ever(talks == begun)");
    let new = old.replace("until = 2025-01-31", "until = 2025-02-10");
    let found = compared(&old, &new);
    let why = found.why("new").expect("it was asked for");
    assert_eq!(names(why), ["until"]);
    let change = &why.changes[0];
    assert_eq!((change.from.as_str(), change.to.as_str()), ("2025-01-31", "2025-02-10"));
    assert_eq!(change.kind, ChangeKind::Edit);
    assert!(are(&parts(why), &[0.97_f64.powi(30) - 0.97_f64.powi(40)]), "{why:?}");
    // nobody who words a page otherwise changes an answer
    let worded = format!("{old}[confidence]\nlevel = \"low\"\n");
    let worded = worded.replace("[scenario]", "[scenario]\nyardstick = \"phia\"");
    assert!(compared(&old, &worded).why("new").expect("asked for").changes.is_empty());
}

#[test]
fn every_outcome_of_a_question_is_split() {
    let of = |a: f64, b: f64| {
        format!(
            "[event.venue]\noutcomes = {{ geneva = {a}, kyiv = {b}, rome = \"rest\" }}\n\
                 [quantity.cost]\nvalue = \"if venue == rome then 3 else 1\"\n\
                 [question.venue]\nask = \"venue\"\n[question.cost]\nask = \"cost\"\n"
        )
    };
    let sides = [Side::new("old", &model(&of(0.5, 0.3))), Side::new("new", &model(&of(0.2, 0.4)))];
    let plain = Options::default().trials(100_000);
    let found = compare_why(&sides, &plain).unwrap_or_else(|e| panic!("{e}"));
    let why = found.why("new").expect("it was asked for");
    let right = [("geneva", -0.3), ("kyiv", 0.1), ("rome", 0.2)];
    let split: Vec<(&str, f64)> = why
        .splits
        .iter()
        .map(|split| (split.outcome.as_str(), split.parts[0].value.expect("known")))
        .collect();
    assert_eq!(split.len(), 3, "{why:?}");
    for ((outcome, part), (name, value)) in split.into_iter().zip(right) {
        assert!(outcome == name && (part - value).abs() < 0.01, "{outcome} {part}");
    }
    assert!(sums(&found));
    // a number has a scale of its own, and is named as not split
    let page = program("compare old.toml talks.toml --why -n 20000", &of(0.2, 0.4))
        .file("old.toml", of(0.5, 0.3))
        .any_output()
        .run()
        .stdout;
    assert!(page.contains("venue: geneva") && page.contains("venue: rome"), "{page}");
    assert!(page.contains("Not split: cost. `--question NAME` splits one of them."), "{page}");
}

#[test]
fn a_refusal_says_nothing_of_parts() {
    // each side has news about a state that the other has not
    let of = |state: &str| {
        let text = TALKS
            .replace("\"none\", \"begun\"]", &format!("\"none\", \"{state}\", \"begun\"]"))
            .replace(
                "from.none.begun = 0.03",
                &format!("from.none.{state} = 0.2\nfrom.{state}.begun = 0.03"),
            );
        format!("{text}[[news]]\non = 2025-01-09\nis = \"talks == {state}\"\n")
    };
    let page = program("compare old.toml talks.toml --why -n 20000", &of("heard"))
        .file("old.toml", of("asked"))
        .any_output()
        .run()
        .stdout;
    assert!(page.contains("too much to split"), "{page}");
    assert!(!page.contains("Each part") && !page.contains("In this order"), "{page}");
}

/// News of silence on each of the first days, several pieces a day.
fn daily(days: i32, pieces: usize) -> String {
    let one = |day: i32| {
        format!("[[news]]\non = 2025-01-{:02}\nis = \"talks == none\"\n", day + 1).repeat(pieces)
    };
    format!("{TALKS}{}", (1..=days).map(one).collect::<String>())
}

#[test]
fn much_news_is_taken_together_by_its_days() {
    let found = compared(TALKS, &daily(28, 4));
    let why = found.why("new").expect("it was asked for");
    let told = why.changes.iter().filter(|change| change.kind == ChangeKind::News).count();
    assert_eq!((told, why.changes.len()), (24, 25));
    assert_eq!(why.changes[1].name, "news 2025-01-02 to 2025-01-03: 8 pieces");
    // 28 days in 24 parts, by the closed form of what is left after the last day of each
    let last_of = |part: i32| ((part + 1) * 28 + 23) / 24;
    let mut right = vec![0.0];
    right.extend((0..24).map(|part| {
        let before = if part == 0 { 0 } else { last_of(part - 1) };
        after(last_of(part)) - after(before)
    }));
    assert!(are(&parts(why), &right) && sums(&found), "{:?} for {right:?}", parts(why));
    let page =
        program("compare old.toml talks.toml --why --question begun -n 20000", &daily(28, 4))
            .file("old.toml", TALKS)
            .any_output()
            .run()
            .stdout;
    assert!(
        page.contains("112 pieces of news are taken together by their days, in 24 parts"),
        "{page}"
    );
    // a few are told one by one
    let few = compared(TALKS, &daily(24, 1));
    assert_eq!(few.why("new").expect("asked for").changes.len(), 25);
}

#[test]
fn a_second_report_of_one_text_is_a_part() {
    let report = "[[news]]\non = 2025-01-09\nheard = \"talks == begun\"\nlikelier = 3\n";
    let (old, new) = (format!("{TALKS}{report}"), format!("{TALKS}{report}{report}"));
    let found = compared(&old, &new);
    let why = found.why("new").expect("it was asked for");
    assert_eq!(names(why), ["news 2025-01-09: heard talks == begun, likelier 3"]);
    // Bayes: begun by that day with odds times 3, else what is left
    let begun = 1.0 - 0.97_f64.powi(8);
    let of =
        |ratio: f64| (ratio * begun + (1.0 - begun) * after(8)) / (ratio * begun + 1.0 - begun);
    assert!(are(&parts(why), &[of(9.0) - of(3.0)]) && sums(&found), "{why:?}");
    assert!(!are(&parts(why), &[of(3.0) - of(1.0)]));
}
