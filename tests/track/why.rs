//! Why an answer changed: time, news and edits against closed forms.

use super::{Foretell, LAST, SILENT, TALKS, after, model, program, silent};
use foretell::result::{Change, ChangeKind, Comparison, Part, Why};
use foretell::{Options, Scenario, Side, compare_why};

fn options() -> Options {
    Options::default().trials(400_000).question("begun")
}

pub(super) fn compared(old: &str, new: &str) -> Comparison {
    let sides = [Side::new("old", &model(old)), Side::new("new", &model(new))];
    compare_why(&sides, &options()).unwrap_or_else(|e| panic!("{e}"))
}

/// The parts of the only split, each with its name and its error.
pub(super) fn parts(why: &Why) -> Vec<(String, f64, f64)> {
    let [split] = why.splits.as_slice() else { panic!("one is asked") };
    let named = why.changes.iter().zip(&split.parts);
    let of = |(change, part): (&Change, &Part)| {
        (change.name.clone(), part.value.expect("known"), part.std_error.expect("known"))
    };
    named.map(of).collect()
}

/// Whether parts are these, within their errors.
pub(super) fn are(found: &[(String, f64, f64)], right: &[f64]) -> bool {
    let near = |((_, value, error), right): (&(String, f64, f64), &f64)| {
        (value - right).abs() <= 5.0 * error + 1e-12
    };
    found.len() == right.len() && found.iter().zip(right).all(near)
}

#[test]
fn parts_of_news_are_those_of_the_chain_in_order_of_date() {
    let found = compared(TALKS, &silent(&SILENT));
    let why = found.why("new").expect("it was asked for");
    let kinds: Vec<ChangeKind> = why.changes.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [ChangeKind::Time, ChangeKind::News, ChangeKind::News]);
    assert_eq!((why.is_grouped, why.is_edited_first), (false, false));
    let parts = parts(why);
    // nothing is watched, so that time is exactly 0
    assert_eq!((parts[0].0.as_str(), parts[0].1, parts[0].2), ("time", 0.0, 0.0));
    assert_eq!(parts[1].0, "news 2025-01-09: talks == none");
    // what is left of a geometric time after each day of silence
    let right = [0.0, after(8) - after(0), after(15) - after(8)];
    assert!(are(&parts, &right), "{parts:?} for {right:?}");
    // news in another order, or one piece forgotten, has other parts
    let latest_first = [0.0, 0.0, after(15) - after(0)];
    assert!(!are(&parts, &latest_first) && !are(&parts, &[right[0], right[1], 0.0]));
    let difference = &found.difference("begun", "yes", "new").expect("compared").figure;
    let sum: f64 = parts.iter().map(|part| part.1).sum();
    let whole = difference.value.and_then(foretell::result::Value::finite).expect("known");
    assert!((sum - whole).abs() < 1e-12, "{sum} for {whole}");
}

#[test]
fn edits_come_after_news_and_are_named() {
    let new = silent(&[8]).replace("= 0.03", "= 0.05");
    let found = compared(TALKS, &new);
    let why = found.why("new").expect("it was asked for");
    let parts = parts(why);
    let names: Vec<&str> = parts.iter().map(|part| part.0.as_str()).collect();
    assert_eq!(
        names,
        ["time", "news 2025-01-09: talks == none", "process.talks.from.none.begun.p"]
    );
    let edited = 1.0 - 0.95_f64.powi(LAST - 8);
    let right = [0.0, after(8) - after(0), edited - after(8)];
    assert!(are(&parts, &right), "{parts:?} for {right:?}");
}

/// A state, an arm and an event more: edits of structure.
fn restructured(text: &str) -> String {
    let more = text.replace("\"none\", \"begun\"]", "\"none\", \"asked\", \"begun\"]").replace(
        "from.none.begun = 0.03",
        "from.none.begun = 0.03\nfrom.none.asked = 0.02\nfrom.asked.begun = 0.5",
    );
    format!("{more}\n[event.weather]\np = 0.5\n")
}

#[test]
fn what_is_added_or_removed_is_an_edit_with_a_name() {
    let found = compared(TALKS, &restructured(TALKS));
    let why = found.why("new").expect("it was asked for");
    let parts = parts(why);
    let names: Vec<&str> = parts.iter().map(|part| part.0.as_str()).collect();
    let states = "process.talks: state asked added, move none→asked added, move asked→begun added";
    assert_eq!(names, ["event.weather: added", states]);
    // nothing depends on the weather; the state is the whole difference
    assert_eq!((parts[0].1, parts[0].2), (0.0, 0.0));
    let difference = &found.difference("begun", "yes", "new").expect("compared").figure;
    let whole = difference.value.and_then(foretell::result::Value::finite).expect("known");
    assert!((parts[1].1 - whole).abs() < 1e-12 && whole > 0.1, "{whole}");
    let back = compared(&restructured(TALKS), TALKS);
    let why = back.why("new").expect("it was asked for");
    assert_eq!(why.changes[0].name, "event.weather: removed");
    assert_eq!(why.changes[1].name, states.replace("added", "removed"));
}

#[test]
fn news_about_what_an_edit_adds_comes_after_it() {
    let new = restructured(TALKS) + "[[news]]\non = 2025-01-09\nis = \"talks == asked\"\n";
    let found = compared(TALKS, &new);
    let why = found.why("new").expect("it was asked for");
    assert!(why.is_edited_first && !why.is_grouped, "{why:?}");
    assert_eq!(why.changes[1].name, "news 2025-01-09: talks == asked");
    let parts = parts(why);
    let sum: f64 = parts.iter().map(|part| part.1).sum();
    let difference = &found.difference("begun", "yes", "new").expect("compared").figure;
    let whole = difference.value.and_then(foretell::result::Value::finite).expect("known");
    assert!((sum - whole).abs() < 1e-12, "{sum} for {whole}");
}

#[test]
fn since_a_day_compares_what_was_known_then() {
    let scenario = Scenario::read("talks.toml", silent(&SILENT));
    let sides = scenario.case().since("2025-01-10").expect("it is a day").sides;
    let found = compare_why(&sides, &options()).unwrap_or_else(|e| panic!("{e}"));
    let why = found.why("2025-01-16").expect("it is a side");
    let parts = parts(why);
    let right = [0.0, after(15) - after(8)];
    assert!(are(&parts, &right), "{parts:?} for {right:?}");
    // the other way round, what was learnt is unlearnt
    let turned = [sides[1].clone(), sides[0].clone()];
    let back = compare_why(&turned, &options()).unwrap_or_else(|e| panic!("{e}"));
    let back = parts_of(&back, "2025-01-10");
    let sum: f64 = back.iter().sum();
    assert!((sum + right[1]).abs() < 0.01, "{back:?}");
}

/// The parts of a side.
fn parts_of(found: &Comparison, side: &str) -> Vec<f64> {
    parts(found.why(side).expect("it is a side")).iter().map(|part| part.1).collect()
}

#[test]
fn time_with_nothing_happening_is_a_part_if_it_is_watched() {
    let new = TALKS.replace("until", "today = 2025-01-11\nwatched = [\"talks\"]\nuntil");
    let old = TALKS.replace("until", "watched = [\"talks\"]\nuntil");
    let found = compared(&old, &new);
    let why = found.why("new").expect("it was asked for");
    let parts = parts(why);
    // ten days without a move
    assert!(are(&parts, &[after(10) - after(0)]), "{parts:?}");
    assert!(!are(&parts, &[after(11) - after(0)]) && !are(&parts, &[0.0]));
}

#[test]
fn nothing_changed_is_nothing_to_split() {
    let text = silent(&SILENT);
    let found = compared(&text, &text);
    let why = found.why("new").expect("it was asked for");
    assert!(why.changes.is_empty(), "{why:?}");
    let difference = &found.difference("begun", "yes", "new").expect("compared").figure;
    assert_eq!(difference.value.and_then(foretell::result::Value::finite), Some(0.0));
}

#[test]
fn parts_are_printed_in_order_and_sum_as_printed() {
    let new = silent(&SILENT).replace("= 0.03", "= 0.05");
    let words = "compare old.toml talks.toml --why --question begun -n 100000";
    let page = program(words, &new).file("old.toml", TALKS).any_output().run().stdout;
    let labels =
        ["time passed (nothing is watched)", "news 9 Jan", "news 16 Jan", "talks: none→begun"];
    let at: Vec<usize> = labels.iter().map(|label| page.find(label).expect(label)).collect();
    assert!(at.is_sorted(), "{page}");
    assert!(page.contains("In this order: time; then news by date"), "{page}");
    // the last but one number of each row, in tenths, and the gap of the head
    let number = |text: &str| -> Option<f64> {
        let text = text.replace('−', "-");
        text.strip_prefix('+').unwrap_or(&text).parse().ok()
    };
    let part = |label: &&str| {
        let line = page.lines().find(|line| line.contains(*label)).expect("it has a row");
        let words: Vec<&str> = line.split_whitespace().collect();
        number(words[words.len() - 2]).expect("a part")
    };
    let sum: f64 = labels.iter().map(part).sum();
    let (_, gap) = page.split_once("gap ").expect("the head has it");
    let gap = number(gap.split_whitespace().next().expect("a number")).expect("a number");
    assert!((sum - gap).abs() < 1e-9, "{sum} for {gap}:\n{page}");
    // days as readers write them, and no error finer than its part
    assert!(!page.contains("2025-"), "{page}");
    let decimals = |word: &str| word.split_once('.').map_or(0, |(_, after)| after.len());
    for label in &labels {
        let line = page.lines().find(|line| line.contains(label)).expect("it has a row");
        let words: Vec<&str> = line.split_whitespace().collect();
        let (part, error) = (words[words.len() - 2], words[words.len() - 1]);
        assert!(error == "0" || decimals(error) == 1, "{line}");
        assert!(part == "0" || decimals(part) == 1, "{line}");
    }
}

#[test]
fn days_of_another_year_have_their_year_and_ratios_their_outcomes() {
    let new = TALKS.replace("2025-01-01", "2024-12-20").replace(
        "[question]",
        "[event.mood]\noutcomes = { good = 0.3, bad = 0.3, none = 0.4 }\n[question]",
    );
    let new = format!(
        "{new}[[news]]\non = 2025-01-09\nheard = \"mood\"\nlikelier = {{ good = 2, bad = 0.5 }}\n\
         [[news]]\non = 2025-01-10\nis = \"talks == none\"\n"
    );
    let words = "compare talks.toml --since 2024-12-24 --why --question begun -n 20000";
    let page = program(words, &new).any_output().run().stdout;
    assert!(page.contains("24 Dec 2024") && page.contains("news 10 Jan 2025: talks"), "{page}");
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains("heard mood, likelier bad 0.5, good 2"), "{page}");
}

#[test]
fn why_is_the_same_for_every_number_of_threads() {
    let new = silent(&SILENT).replace("= 0.03", "= \"2% to 6%\"");
    let of = |threads: u32| {
        let words = format!(
            "compare old.toml talks.toml --why --question begun -n 20000 --worlds 64 --threads {threads} --format json"
        );
        let done: Foretell = program(&words, &new).file("old.toml", TALKS);
        done.any_output().run().stdout
    };
    let one = of(1);
    assert!(one.contains("\"kind\": \"news\"") && one == of(2) && one == of(7));
}
