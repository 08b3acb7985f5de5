//! Closed forms and integrals.

use super::{assert_near, chances, forecast, sampled};
use foretell::{Job, Outcome, Scenario, Shard};
use std::fmt::Write;

fn chance(text: &str, question: &str, trials: u64, seed: u64) -> (f64, Option<f64>) {
    let found = forecast(text, &sampled(trials, seed)).expect("the facts can hold");
    let estimate =
        found.answer(question).expect("it is asked").probability().expect("a chance").clone();
    (estimate.estimate.unwrap_or(f64::NAN), estimate.std_error)
}

/// A gamma delay of shape 2 that has lasted 20 days. P(T > t) = (1 + t/θ) e^(−t/θ).
#[test]
fn a_delay_that_has_not_ended_is_as_likely_to_end_as_its_law_says() {
    let text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-04-10\ntoday = 2025-01-21\nwatched = [\"talks\"]\n\
                [process.talks]\nstates = [\"none\", \"met\"]\nstart = \"none\"\n\
                from.none.met.after = \"gamma(shape = 2, scale = 15 days)\"\n\
                [question.soon]\nask = \"by(talks == met, 2025-02-10)\"\n";
    let lasts = |t: f64| (1.0 + t / 15.0) * (-t / 15.0).exp();
    let truth = 1.0 - lasts(40.0) / lasts(20.0);
    assert_near("gamma", chance(text, "soon", 100_000, 3), truth);
}

/// The steps of a normal random walk, by a grid of its density: the filter of a walk that is seen above a level.
pub(crate) fn walk_above(level: f64, seen: &[usize], steps: usize) -> f64 {
    const WIDTH: f64 = 0.05;
    let reach = 240_i32;
    let at = |i: i32| f64::from(i - reach) * WIDTH;
    let kernel: Vec<f64> = (-200..=200)
        .map(|i| {
            (-0.5 * (f64::from(i) * WIDTH).powi(2)).exp() * WIDTH
                / (2.0 * std::f64::consts::PI).sqrt()
        })
        .collect();
    let mut density = vec![0.0; 2 * reach as usize + 1];
    density[reach as usize] = 1.0;
    for step in 1..=steps {
        let mut next = vec![0.0; density.len()];
        for (i, mass) in density.iter().enumerate().filter(|(_, mass)| **mass > 1e-300) {
            for (shift, weight) in (-200_i32..=200).zip(&kernel) {
                let to = i as i32 + shift;
                if (0..next.len() as i32).contains(&to) {
                    next[to as usize] += mass * weight;
                }
            }
        }
        if seen.contains(&step) {
            // a cell on the level counts by half
            for (i, mass) in next.iter_mut().enumerate() {
                let beyond = at(i as i32) - level;
                *mass *= if beyond.abs() < WIDTH / 4.0 {
                    0.5
                } else {
                    f64::from(u8::from(beyond > 0.0))
                };
            }
        }
        density = next;
    }
    let all: f64 = density.iter().sum();
    let high = |(i, mass): (usize, &f64)| {
        let beyond = at(i as i32) - 3.0;
        mass * if beyond.abs() < WIDTH / 4.0 { 0.5 } else { f64::from(u8::from(beyond > 0.0)) }
    };
    density.iter().enumerate().map(high).sum::<f64>() / all
}

#[test]
fn a_walk_seen_above_a_level_is_filtered() {
    let mut text = String::from(
        "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-09\n\
         [series.x]\nstart = 0\nnext = \"x + normal(0, 1)\"\n\
         [question.high]\nask = \"x > 3\"\n",
    );
    for day in [3, 5, 6, 7] {
        let _ = write!(text, "[[news]]\non = 2025-01-0{day}\nis = \"x > 1\"\n");
    }
    let truth = walk_above(1.0, &[2, 4, 5, 6], 8);
    assert_near("walk", chance(&text, "high", 200_000, 5), truth);
}

/// Raids at a daily chance that is uniform between 0 and 1, of which at least 7 are counted in ten days and none in the
/// three days after: the density of the chance is the binomial tail times (1 − p)³.
#[test]
fn a_count_teaches_about_the_chance_behind_it() {
    let text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-20\n\
                [parameter.pull]\nvalue = \"uniform(0, 1)\"\n\
                [event.raid]\neach = \"step\"\np = \"pull\"\n\
                [question.raid]\nask = \"at(raid, 2025-01-20)\"\n\
                [[news]]\non = 2025-01-11\nis = \"count(raid) >= 7\"\n\
                [[news]]\non = 2025-01-12\nis = \"not raid\"\n\
                [[news]]\non = 2025-01-13\nis = \"not raid\"\n\
                [[news]]\non = 2025-01-14\nis = \"not raid\"\n";
    let choose = [120.0, 45.0, 10.0, 1.0];
    let tail = |p: f64| -> f64 {
        (7..=10).zip(choose).map(|(k, c)| c * p.powi(k) * (1.0 - p).powi(10 - k)).sum()
    };
    let cells = 20_000;
    let (mut all, mut raids) = (0.0, 0.0);
    for i in 0..cells {
        let p = (f64::from(i) + 0.5) / f64::from(cells);
        let weight = tail(p) * (1.0 - p).powi(3);
        all += weight;
        raids += weight * p;
    }
    assert_near("raids", chance(text, "raid", 200_000, 2), raids / all);
}

/// Two exponential delays in a row whose common mean is uncertain, the first known to the day: smoothing, filtering and
/// a forecast, by integration over the mean.
#[test]
fn a_delay_known_to_the_day_teaches_about_its_mean() {
    let text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-03-01\n\
                [parameter.mean]\nvalue = \"uniform(5, 40)\"\n\
                [process.talks]\nstates = [\"none\", \"met\", \"done\"]\nstart = \"none\"\n\
                from.none.met.after = \"exponential(mean = mean * 1 day)\"\n\
                from.met.done.after = \"exponential(mean = mean * 1 day)\"\n\
                [question.done]\nask = \"by(talks == done, 2025-02-10)\"\n\
                [question.slow]\nask = \"mean > 20\"\n\
                [[news]]\non = 2025-01-05\nhappened = \"talks == met\"\n";
    let (done, slow) = waiting();
    assert_near("done", chance(text, "done", 200_000, 4), done);
    assert_near("slow", chance(text, "slow", 200_000, 4), slow);
}

/// Of a delay with a mean uniform from 5 to 40 days that ends between day 3 and 4, and of one with the same mean that
/// follows it and lasts beyond day 4: the chance that this is over by day 40, and that the mean is over 20 days.
pub(crate) fn waiting() -> (f64, f64) {
    let (mut all, mut done, mut slow) = (0.0, 0.0, 0.0);
    let (means, moments) = (700, 200);
    for i in 0..means {
        let mean = 5.0 + 35.0 * (f64::from(i) + 0.5) / f64::from(means);
        for j in 0..moments {
            let entered = 3.0 + (f64::from(j) + 0.5) / f64::from(moments);
            let lasts = |until: f64| (-(until - entered) / mean).exp();
            let weight = (-entered / mean).exp() / mean;
            all += weight * lasts(4.0);
            done += weight * (lasts(4.0) - lasts(40.0));
            slow += weight * lasts(4.0) * f64::from(u8::from(mean > 20.0));
        }
    }
    (done / all, slow / all)
}

/// Of few trials, one in a hundred of which meets a fact late: those kept descend from a handful at the start.
#[test]
fn few_histories_are_told() {
    let text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-20\n\
                [series.x]\nstart = 0\nnext = \"x + normal(0, 1)\"\n\
                [question.high]\nask = \"x > 3\"\n\
                [[news]]\non = 2025-01-10\nis = \"x > 7\"\n[[news]]\non = 2025-01-15\nis = \"x < 0\"\n";
    let few = forecast(text, &sampled(4_000, 1)).expect("the facts can hold");
    let many = forecast(text, &sampled(400_000, 1)).expect("the facts can hold");
    let (few, many) = (few.histories.expect("drawn anew"), many.histories.expect("drawn anew"));
    assert!(few < 100 && many > 20 * few.max(1), "{few} and {many}");
    let plain = forecast(&text[..text.find("[[news]]").expect("news")], &sampled(4_000, 1));
    assert_eq!(plain.expect("nothing is learnt").histories, None);
}

/// The same bytes for every number of threads, and joined from shards.
#[test]
fn threads_and_shards_change_no_bit() {
    let text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-20\n\
                [parameter.drift]\nvalue = \"normal(0, 0.3)\"\n\
                [series.x]\nstart = 0\nnext = \"x + normal(drift, 1)\"\n\
                [question.high]\nask = \"x > 3\"\n\
                [[news]]\non = 2025-01-05\nis = \"x > 1\"\n[[news]]\non = 2025-01-09\nis = \"x < 5\"\n";
    let options = sampled(40_000, 3);
    let whole = forecast(text, &options.clone().threads(1)).expect("the facts can hold");
    for threads in [2, 7] {
        let found = forecast(text, &options.clone().threads(threads)).expect("the facts can hold");
        assert_eq!(found, whole, "{threads} threads");
    }
    let model = Scenario::read("news.toml", text).case().compile().expect("no faults");
    let part = |index| model.part(&Job::Run, Shard { index, of: 5 }, &options);
    let parts = (0..5).map(|index| part(index).expect("the facts can hold"));
    let Outcome::Run(joined) = model.merge(&Job::Run, parts).expect("the parts fit") else {
        panic!("it is a run")
    };
    // where answers stood before the news takes a run of its own, which parts don't have
    assert_eq!(chances(&joined), chances(&whole));
    assert_eq!((joined.kept, joined.histories), (whole.kept, whole.histories));
}
