//! News: what each key means, which news counts on a day, and what is refused. Numbers are those of closed forms on
//! small discrete scenarios, each worked out beside its test.

mod blame;
mod faults;
mod files;
mod history;
mod repairs;
mod replay;
mod said;
mod settled;
mod silence;

use foretell::{Case, Options, Scenario};

/// Ten daily steps from 20 to 30 August 2025; talks go from off to on by 3 in 10 a day, then to done by 2 in 10.
const TALKS: &str = "\
[scenario]
as_of = 2025-08-20
until = 2025-08-30

[process.talks]
states = [\"off\", \"on\", \"done\"]
start = \"off\"
from.off.on = 0.3
from.on.done = 0.2

[event.washington]
outcomes = { press = 0.2, wait = 0.5, leave = 0.3 }

[event.raid]
each = \"step\"
p = 0.25

[question]
done       = { ask = \"talks == done\" }
on         = { ask = \"talks == on\" }
early      = { ask = \"by(talks != off, 2025-08-23)\" }
first      = { ask = \"first(talks == on) == 2025-08-24\" }
washington = { ask = \"washington\" }
raids      = { ask = \"count(raid) >= 4\" }
";

/// The chance to stay off for so many days.
fn off(days: i32) -> f64 {
    0.7_f64.powi(days)
}

/// The chance that talks that are on are not yet done so many days later.
fn not_done(days: i32) -> f64 {
    0.8_f64.powi(days)
}

/// The chance that talks are on after so many days: they began on one of the days, and did not end since.
fn on_after(days: i32) -> f64 {
    (1..=days).map(|begun| off(begun - 1) * 0.3 * not_done(days - begun)).sum()
}

/// A scenario with more text at its end.
fn with(scenario: &str, more: &str) -> Case {
    Scenario::read("talks.toml", format!("{scenario}\n{more}")).case()
}

/// The exact answer to a question: the chance of its condition, or of an outcome.
fn exactly(case: &Case, question: &str, outcome: Option<&str>) -> f64 {
    let model = case.compile().unwrap_or_else(|faults| panic!("{faults}"));
    let options = Options::default().exact(true).question(question);
    let forecast = model.run(&options).unwrap_or_else(|fault| panic!("{fault}"));
    let answer = forecast.answer(question).expect("it is asked");
    let found = match outcome {
        None => answer.probability(),
        Some(outcome) => answer.outcome(outcome),
    };
    found.expect("a chance").estimate.expect("it is asked somewhere")
}

/// Asserts that the exact answer to a question with this news is a number.
#[track_caller]
fn holds(news: &str, question: &str, expected: f64) {
    close(exactly(&with(TALKS, news), question, None), expected, question);
}

#[track_caller]
fn close(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() < 1e-12, "{what}: {found} instead of {expected}");
}

/// Asserts that the sampled answer agrees with the exact one, within six standard errors and a hair.
#[track_caller]
fn sampled_agrees(case: &Case, question: &str, outcome: Option<&str>) {
    let model = case.compile().unwrap_or_else(|faults| panic!("{faults}"));
    let options = Options::default().trials(40_000).question(question);
    let forecast = model.run(&options).unwrap_or_else(|fault| panic!("{fault}"));
    let answer = forecast.answer(question).expect("it is asked");
    let found = match outcome {
        None => answer.probability(),
        Some(outcome) => answer.outcome(outcome),
    };
    let found = found.expect("a chance");
    let exact = exactly(case, question, outcome);
    let bound = 6.0 * found.std_error.expect("an error") + 1e-9;
    let estimate = found.estimate.expect("trials meet it");
    assert!((estimate - exact).abs() < bound, "{question}: {estimate} for {exact}");
}
