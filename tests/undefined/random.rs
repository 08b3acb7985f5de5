//! Random formulas over numbers that may be undefined: every trial, and every exact chance.

use super::formulas::{Cond, Names, Num, Picker, World};
use crate::support::Foretell;
use foretell::internal::exact::{Exactly, Masses, Task, solve};
use foretell::internal::model::{compile, suppose};
use foretell::internal::{diagnostic, scenario};
use std::collections::BTreeMap;
use std::fmt::Write;

/// `y` is not settled in half of the trials, `k` is 0 in some.
const MOMENT: &str = r#"
[event.a]
p = 0.5
[event.b]
p = 0.3
[event.c]
p = 0.4
[quantity.y]
when  = "a"
value = "if b then 12 else 2"
[quantity.k]
value = "if c then 0 else if b then 2 else 1"
"#;

/// A scenario like [`MOMENT`] on a clock, where numbers come to be defined.
const CLOCK: &str = r#"
[scenario]
as_of = 2025-01-01
until = 2025-01-12
[event.raid]
each = "step"
p = 0.1
[process.talks]
states = ["none", "met"]
start = "none"
from.none.met = 0.1
[series.level]
start = 2
next = "level - count(raid)"
[quantity.y]
when  = "talks == met"
value = "normal(1, 2)"
"#;

/// The formulas of one seed.
struct Asked {
    conditions: Vec<Cond>,
    numbers: Vec<Num>,
}

impl Asked {
    fn new(seed: u64, names: &Names) -> Self {
        let mut picker = Picker(seed);
        let depth = |at: usize| 1 + at % 4;
        Self {
            conditions: (0..40).map(|at| picker.condition(names, depth(at))).collect(),
            numbers: (0..20).map(|at| picker.number(names, depth(at))).collect(),
        }
    }

    /// Returns the text of the questions, and of one for each name.
    fn text(&self, names: &Names) -> String {
        let mut text = String::new();
        let mut ask = |name: String, formula: String| {
            writeln!(text, "[question.{name}]\nask = \"{formula}\"").expect("a String takes all");
        };
        for (at, name) in names.numbers.iter().enumerate() {
            ask(format!("number_{at}"), (*name).to_owned());
        }
        for (at, name) in names.events.iter().enumerate() {
            ask(format!("event_{at}"), (*name).to_owned());
        }
        for (at, condition) in self.conditions.iter().enumerate() {
            ask(format!("c{at}"), condition.text(names));
        }
        for (at, number) in self.numbers.iter().enumerate() {
            ask(format!("n{at}"), number.text(names));
        }
        text
    }
}

/// The columns of a table of trials, by question.
fn trials(text: &str, arguments: &[&str]) -> BTreeMap<String, Vec<String>> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    Foretell::new()
        .args(["run", "s.toml", "-n", "1500", "--save-trials", "t.csv"])
        .args(arguments.to_vec())
        .file("s.toml", text)
        .folder(folder.path())
        .any_output()
        .run();
    let bytes = std::fs::read(folder.path().join("t.csv")).expect("the table is there");
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let header: Vec<String> =
        reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let mut columns = vec![Vec::new(); header.len()];
    for record in reader.records() {
        for (column, cell) in columns.iter_mut().zip(&record.expect("it is CSV")) {
            column.push(cell.to_owned());
        }
    }
    header.into_iter().zip(columns).collect()
}

fn is_known_to_every_trial(scenario: &str, names: &Names, seeds: std::ops::Range<u64>) {
    let (mut open, mut decided) = (0, 0);
    for seed in seeds {
        let asked = Asked::new(seed, names);
        let table = trials(&format!("{scenario}{}", asked.text(names)), &[]);
        let of = |name: String| &table[&format!("question.{name}")];
        for trial in 0..1500 {
            let number = |at: usize| of(format!("number_{at}"))[trial].parse().ok();
            let event = |at: usize| of(format!("event_{at}"))[trial] == "true";
            let world = World {
                numbers: (0..names.numbers.len()).map(number).collect(),
                events: (0..names.events.len()).map(event).collect(),
            };
            for (at, condition) in asked.conditions.iter().enumerate() {
                let found = &of(format!("c{at}"))[trial];
                let wanted = condition.truth(&world);
                (open, decided) = match wanted {
                    None => (open + 1, decided),
                    Some(_) => (open, decided + 1),
                };
                let wanted = wanted.map_or(String::new(), |holds| holds.to_string());
                assert_eq!(*found, wanted, "seed {seed}, {}", condition.text(names));
            }
            for (at, number) in asked.numbers.iter().enumerate() {
                let found: Option<f64> = of(format!("n{at}"))[trial].parse().ok();
                // an infinite number has no place in a table
                let wanted = number.value(&world).filter(|x| x.is_finite());
                assert_eq!(found, wanted, "seed {seed}, {}", number.text(names));
            }
        }
    }
    assert!(open > 1000 && decided > 1000, "{open} open and {decided} decided");
}

#[test]
fn every_trial_of_a_moment_knows_what_is_decided() {
    let names = Names { numbers: &["y", "k"], events: &["a", "b", "c"] };
    is_known_to_every_trial(MOMENT, &names, 0..6);
}

#[test]
fn every_trial_on_a_clock_knows_what_is_decided() {
    let names =
        Names { numbers: &["y", "count(raid)", "level"], events: &["talks == met", "ever(raid)"] };
    is_known_to_every_trial(CLOCK, &names, 10..16);
}

#[test]
fn trials_know_the_same_on_plain_kernels_and_in_any_number_of_threads() {
    let names =
        Names { numbers: &["y", "count(raid)", "level"], events: &["talks == met", "ever(raid)"] };
    let text = format!("{CLOCK}{}", Asked::new(77, &names).text(&names));
    let run = |level: Option<&str>, threads: &str| {
        let program = Foretell::new()
            .args(["run", "s.toml", "-n", "20000", "--format", "json", "--threads", threads])
            .file("s.toml", text.as_str());
        let program = level
            .into_iter()
            .fold(program, |program, level| program.environment("FORETELL_KERNELS", level));
        program.any_output().run().stdout
    };
    let best = run(None, "2");
    assert!(best.contains("left_out"));
    assert_eq!(best, run(Some("plain"), "1"));
    assert_eq!(best, run(Some("avx2"), "3"));
}

/// The exact answers of a moment, by question.
fn exact(text: &str) -> BTreeMap<String, Exactly> {
    let mut sources = diagnostic::Sources::default();
    let file = sources.add("test.toml", text);
    let (scenario, faults) = scenario::read(&sources, file);
    assert!(faults.is_empty(), "{}", diagnostic::render_plain(&faults, &sources));
    let model = compile(&scenario)
        .unwrap_or_else(|faults| panic!("{}", diagnostic::render_plain(&faults, &sources)));
    let supposition = suppose(&model, &mut sources, &[], &[]).expect("nothing is supposed");
    let (questions, values) = (None, Vec::new());
    let task = Task { questions, worlds: 1, seed: 0, threads: 2, timelines: false, values };
    let exact = solve(&model, &supposition, &task, &|_| {}).expect("it is discrete");
    assert!(exact.refused.is_empty());
    let names = exact.questions.iter().map(|at| model.questions[*at].name.clone());
    names.zip(exact.worlds[0].answers.clone()).collect()
}

fn near(what: &str, found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-12, "{what}: {found} where {wanted} is right");
}

#[test]
fn the_exact_solver_knows_what_is_decided() {
    let names = Names { numbers: &["y", "k"], events: &["a", "b", "c"] };
    let worlds = || {
        (0..8_u8).map(|world| -> (World, f64) {
            let events = [1, 2, 4].map(|bit| world & bit == bit);
            let y = events[0].then_some(if events[1] { 12.0 } else { 2.0 });
            let k = if events[2] { 0.0 } else { 1.0 + f64::from(u8::from(events[1])) };
            let chances = events.iter().zip([0.5, 0.3, 0.4]);
            let chance = chances.map(|(holds, p)| if *holds { p } else { 1.0 - p }).product();
            let world = World { numbers: vec![y, Some(k)], events: events.to_vec() };
            (world, chance)
        })
    };
    for seed in 100..130 {
        let asked = Asked::new(seed, &names);
        let found = exact(&format!("{MOMENT}{}", asked.text(&names)));
        for (at, condition) in asked.conditions.iter().enumerate() {
            let answer = &found[&format!("c{at}")];
            let text = condition.text(&names);
            let share = |wanted: Option<bool>| -> f64 {
                worlds().filter(|(w, _)| condition.truth(w) == wanted).map(|(_, p)| p).sum()
            };
            near(&text, answer.left_out, share(None));
            let Masses::Outcomes(masses) = &answer.masses else { panic!("a condition") };
            near(&text, masses[0], share(Some(false)));
            near(&text, masses[1], share(Some(true)));
        }
        for (at, number) in asked.numbers.iter().enumerate() {
            let answer = &found[&format!("n{at}")];
            let text = number.text(&names);
            let of = |w: &World| number.value(w).filter(|x| x.is_finite());
            let undefined: f64 = worlds().filter(|(w, _)| of(w).is_none()).map(|(_, p)| p).sum();
            near(&text, answer.left_out, undefined);
            let Masses::Values(values) = &answer.masses else { panic!("a number") };
            for (x, p) in values {
                let wanted = worlds().filter(|(w, _)| of(w) == Some(*x)).map(|(_, p)| p).sum();
                near(&text, *p, wanted);
            }
        }
    }
}

#[test]
fn a_count_too_large_for_a_table_is_taken_apart() {
    // sixteen of three truths each, counted one after another: true 0.15, false 0.35, undefined 0.5
    let mut text = String::new();
    for at in 0..16 {
        write!(
            text,
            "[event.a{at}]\np = 0.5\n[event.b{at}]\np = 0.3\n\
             [quantity.y{at}]\nwhen = \"a{at}\"\nvalue = \"if b{at} then 12 else 2\"\n"
        )
        .expect("a String takes all");
    }
    let parts: Vec<String> = (0..16).map(|at| format!("y{at} > 10")).collect();
    write!(text, "[question.q]\nask = \"how_many({}) >= 3\"\n", parts.join(", "))
        .expect("a String");
    let found = &exact(&text)["q"];
    // at least three are true; or fewer than three are not false
    let binomial = |n: i32, k: i32, p: f64| -> f64 {
        let choose = (0..k).fold(1.0, |c, i| c * f64::from(n - i) / f64::from(i + 1));
        choose * p.powi(k) * (1.0 - p).powi(n - k)
    };
    let below = |p: f64| (0..3).map(|k| binomial(16, k, p)).sum::<f64>();
    let Masses::Outcomes(masses) = &found.masses else { panic!("a condition") };
    near("yes", masses[1], 1.0 - below(0.15));
    near("no", masses[0], below(0.65));
    near("undefined", found.left_out, below(0.15) - below(0.65));
}
