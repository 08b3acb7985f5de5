//! Days on which an event happens: their quantiles, the chance that it has happened by the end, and the ends of
//! their ranges across readings, under uncertainty and under evidence. True values are integrals over the
//! parameter.
//!
//! The wrong estimator takes trials for independent, as errors of days were made before: readings scatter by more.

use super::Coverage;
use super::numbers::{density, integral};
use foretell::internal::diagnostic::Sources;
use foretell::internal::engine::{self, Plan};
use foretell::internal::forecast::{self, Body, DateSummary};
use foretell::internal::{model, scenario};
use jiff::civil::{Date, date};

const FIRST: Date = date(2025, 1, 1);

/// Returns a scenario whose event has the daily hazard 0.01 e^x, x of a normal parameter.
fn text(exponent: &str, more: &str) -> String {
    format!(
        "[scenario]\nas_of = 2025-01-01\nuntil = 2025-12-01\n{more}\n[process.a]\nstates = [\"no\", \"yes\"]\n\
         start = \"no\"\nper = \"day\"\n[process.a.from.no]\nyes = \"1 - exp(-0.01 * exp({exponent}))\"\n\
         [question.when]\nask = \"first(a == yes)\"\n"
    )
}

/// Returns the days, and the number of trials kept.
fn drawn(
    text: &str,
    evidence: &[&str],
    (trials, worlds, seed): (u64, u64, u64),
) -> (DateSummary, u64) {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", text);
    let (scenario, faults) = scenario::read(&sources, file);
    assert!(faults.is_empty(), "{faults:?}");
    let model = model::compile(&scenario).expect("no faults");
    let evidence: Vec<String> = evidence.iter().map(|text| (*text).to_owned()).collect();
    let supposition = model::suppose(&model, &mut sources, &[], &evidence).expect("no faults");
    let plan = Plan { trials, seed, worlds, threads: 1, ..Plan::default() };
    let tallies = engine::run(&model, &supposition, &plan, &|_| ()).expect("it can be drawn");
    let found = forecast::summarise(&model, &supposition, &plan, &tallies);
    let Body::Date(days) = found.answers[0].body.clone() else { panic!("it is a day") };
    (days, found.answers[0].kept)
}

fn days_after(day: Date) -> f64 {
    f64::from(day.duration_since(FIRST).as_hours() as i32 / 24)
}

/// Returns the first day by which the event has happened with this chance.
fn quantile(p: f64, by: impl Fn(f64) -> f64) -> f64 {
    (1..335).map(f64::from).find(|day| by(*day) >= p).expect("it comes before the end")
}

/// Asserts the quantiles at 0.05, 0.25 and 0.5, and the chance that the event happens at all. The day is
/// printed as a whole one, so an interval of days may hold the truth more often than 95 times in 100.
fn hold(what: &str, by: impl Fn(f64) -> f64, draw: impl Fn(u64) -> (DateSummary, u64)) {
    let truths = [0.05, 0.25, 0.5].map(|p| quantile(p, &by));
    let density = by(truths[2] + 0.5) - by(truths[2] - 0.5);
    let mut days = [Coverage::default(); 3];
    let (mut comes, mut independent) = (Coverage::default(), Coverage::default());
    for seed in Coverage::seeds() {
        let (found, kept) = draw(seed);
        for (i, truth) in truths.into_iter().enumerate() {
            let figure = found.quantiles[i].1;
            let day = days_after(figure.day.expect("it comes"));
            let around = |reach: f64| Some((day - reach, day + reach));
            days[i].add(truth, figure.std_error.and_then(|error| around(2.04 * error)));
            if i == 2 {
                independent.add(truth, around(1.96 * 0.5 / (kept as f64).sqrt() / density));
            }
        }
        comes.add(by(334.0), found.happens.sampling);
    }
    for found in days {
        // a 5 % quantile that under ten of the sets reach has no error: one seed in a thousand
        assert!(
            found.absent <= 2 && found.is_enough() && found.share() <= 0.99,
            "{what}: {days:?}"
        );
    }
    comes.assert_right((what, "comes"));
    independent.assert_wrong((what, "independent trials"));
}

/// Three normal parameters add up in the exponent, to sqrt(3) z.
#[test]
fn days_under_uncertainty() {
    let three = "[parameter]\nx = { value = \"normal(0, 1)\" }\ny = { value = \"normal(0, 1)\" }\n\
                 z = { value = \"normal(0, 1)\" }\n";
    let text = text("x + y + z", three);
    let by =
        |day: f64| integral(|z| density(z) * -(-0.01 * day * (3.0_f64.sqrt() * z).exp()).exp_m1());
    hold("uncertain", by, |seed| drawn(&text, &[], (16 * 128, 128, seed)));
}

/// An event of chance exp(−4 m²) is learnt of a normal parameter m: it is then normal with variance 1 ÷ 9. Readings
/// that carry the evidence are drawn from pools.
#[test]
fn days_under_evidence() {
    let text = text(
        "1.7 * m",
        "[parameter.m]\nvalue = \"normal(0, 1)\"\n[event.e]\np = \"exp(-4 * m^2)\"",
    );
    let by = |day: f64| integral(|z| density(z) * -(-0.01 * day * (1.7 * z / 3.0).exp()).exp_m1());
    hold("evidence", by, |seed| drawn(&text, &["e"], (16 * 128, 128, seed)));
}

/// The median day of a reading is where 1 − (1 − h)^t reaches a half, h its hazard: 69.3 e^−x, up to the next day. Its
/// 5th and 95th percentiles across readings, of a normal x, have no error beside them: over seeds they lie about
/// their true days as often before as after.
#[test]
fn ends_of_the_range_of_a_day() {
    let text = text("x", "[parameter.x]\nvalue = \"normal(0, 0.4)\"");
    let z = foretell::internal::numerics::normal_quantile(0.95);
    let truths = [-z, z].map(|z| (69.3147 * (0.4 * z).exp()).ceil());
    let (mut sums, mut squares, mut seeds) = ([0.0; 2], [0.0; 2], 0.0);
    for seed in Coverage::seeds().take(60) {
        let (found, _) = drawn(&text, &[], (900 * 256, 256, seed));
        let Some((Some(low), Some(high))) = found.quantiles[2].1.range else { continue };
        for (i, day) in [low, high].into_iter().enumerate() {
            let off = days_after(day) - truths[i];
            (sums[i], squares[i]) = (sums[i] + off, squares[i] + off * off);
        }
        seeds += 1.0;
    }
    assert!(seeds > 30.0, "the range is resolved for {seeds} seeds");
    for i in 0..2 {
        let (mean, mean_square) = (sums[i] / seeds, squares[i] / seeds);
        let error = (mean_square / seeds).sqrt();
        assert!(mean.abs() < 0.5 + 4.0 * error, "end {i}: off by {mean} ± {error} days");
        assert!(mean_square.sqrt() < 0.06 * truths[i] + 1.0, "end {i}: scatters by {mean_square}");
    }
}
