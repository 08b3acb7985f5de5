//! What is learnt about an uncertain chance from dated facts and silence, in closed form: beta–geometric, beta–binomial
//! and gamma–Poisson.

use super::learnt::Learnt;
use foretell::internal::engine::{Plan, run};
use foretell::internal::forecast::{Body, summarise};
use std::fmt::Write;

/// The estimate of a condition and its standard error, with importance worlds.
fn sampled(text: &str, question: &str) -> (f64, f64) {
    let learnt = Learnt::new(text);
    let plan = Plan { trials: 200_000, seed: 7, worlds: 4000, threads: 2, ..Plan::default() };
    let tallies = run(&learnt.model, &learnt.supposition, &plan, &|_| {}).expect("it draws");
    let forecast = summarise(&learnt.model, &learnt.supposition, &plan, &tallies);
    let answer = forecast.answers.iter().find(|a| a.question == question).expect("it is asked");
    let Body::Condition(found) = &answer.body else { panic!("a condition") };
    (found.probability, found.error())
}

/// Asserts that an estimate is within 4.9 standard errors of its closed form (one in a million), and that the error is
/// small enough to say something.
fn within(what: &str, (found, error): (f64, f64), wanted: f64) {
    assert!(error > 0.0 && error < 0.02, "{what}: an error of {error}");
    let errors = (found - wanted) / error;
    assert!(
        errors.abs() < 4.9,
        "{what}: {found} ± {error} where {wanted} is exact: {errors} errors"
    );
}

const WAIT: &str = r#"
[scenario]
as_of   = 2025-03-01
until   = 2025-03-31
watched = ["talks"]
today   = TODAY
[parameter.q]
value = "uniform(0, 1)"
[process.talks]
states = ["none", "open"]
start  = "none"
from.none.open = "q"
[event.again]
p = "q"
[question.again]
ask = "again"
"#;

#[test]
fn a_chance_is_learnt_from_silence_and_a_happening() {
    // beta–geometric: after k days of silence and a happening, q is Beta(2, 1 + k), with mean 2 ÷ (k + 3)
    for k in [0, 5, 18] {
        let day = k + 2;
        let news = format!("[[news]]\non = 2025-03-{day:02}\nhappened = \"talks == open\"\n");
        let text = format!("{}{news}", WAIT.replace("TODAY", &format!("2025-03-{day:02}")));
        within(&format!("after {k} days"), sampled(&text, "again"), 2.0 / (f64::from(k) + 3.0));
    }
    // silence alone: Beta(1, 1 + k)
    for k in [3, 20] {
        let text = WAIT.replace("TODAY", &format!("2025-03-{:02}", k + 1));
        within(
            &format!("{k} days of silence"),
            sampled(&text, "again"),
            1.0 / (f64::from(k) + 2.0),
        );
    }
    // a report of silence that ended on the last of 6 days, 4 times likelier where it did: a mixture of both
    let text = WAIT.replace("watched = [\"talks\"]", "").replace("TODAY", "2025-03-07")
        + "[[news]]\non = 2025-03-06\nis = \"talks == none\"\n[[news]]\non = 2025-03-07\nheard = \"talks == open\"\nlikelier = 4\n";
    // ∫ (1 − q)^5 (1 + 3 q) dq = 1/6 + 3/42, and with q: 1/42 + 3 · 2/336
    let (weight, mean) = (1.0 / 6.0 + 3.0 / 42.0, 1.0 / 42.0 + 3.0 * 2.0 / 336.0);
    within("a report", sampled(&text, "again"), mean / weight);
}

#[test]
fn a_rate_is_learnt_from_counted_days() {
    // gamma–Poisson seen day by day: a rate r ~ Gamma(2, 10), so a day without a raid has the chance e^−r. After 8 days
    // without and one with raids, the chance of none in a day is a ratio of ∫ r e^{−10 r} e^{−8 r} (1 − e^{−r}) e^{−r m} dr
    let mut text = r#"
[scenario]
as_of = 2025-03-01
until = 2025-03-20
[parameter.r]
value = "gamma(shape = 2, scale = 0.1)"
[event.raid]
each = "step"
p = "1 - exp(-r)"
[event.next]
p = "1 - exp(-r)"
[question.next]
ask = "next"
"#
    .to_owned();
    for day in 1..=9 {
        let not = if day == 4 { "" } else { "not " };
        let _ = write!(text, "[[news]]\non = 2025-03-{day:02}\nis = \"{not}raid\"\n");
    }
    let of = |m: f64| (18.0 + m).powi(-2) - (19.0 + m).powi(-2);
    within("a raid next", sampled(&text, "next"), 1.0 - of(1.0) / of(0.0));
}

#[test]
fn worlds_are_weighed_by_their_chance_of_silence() {
    // without sampling: each reading's weight is q (1 − q)^k
    let news = "[[news]]\non = 2025-03-08\nhappened = \"talks == open\"\n";
    let learnt = Learnt::new(&format!("{}{news}", WAIT.replace("TODAY", "2025-03-08")));
    let solved = learnt.solve(200);
    let q = learnt.model.find("q").expect("it is there").index();
    let weights = || solved.exact.values.iter().map(|v| (v[q], v[q] * (1.0 - v[q]).powi(6)));
    let total: f64 = weights().map(|(_, weight)| weight).sum();
    let mean = weights().map(|(q, weight)| q * weight).sum::<f64>() / total;
    super::learnt::near("again", solved.chance("again"), mean);
    super::learnt::near("the news", solved.ln_sure(), (total / 200.0).ln());
}
