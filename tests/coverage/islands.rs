//! Chances under facts that trials are guided to, weighed by and drawn anew by: the intervals from the differences between
//! islands, or between readings. The kind: trials that descend from one ancestor are no independent trials. True
//! values are integrals, on a grid of the walk and over an uncertain mean.
//!
//! The wrong estimator is the error of independent trials, as many as were kept.

use super::Coverage;
use super::evidence::{chance, of_interval};
use crate::particles::closed::{waiting, walk_above};

/// A normal random walk that is seen above a level on four of eight days; no number is uncertain.
#[test]
fn a_walk_seen_above_a_level() {
    let text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-09\n\
                [series.x]\nstart = 0\nnext = \"x + normal(0, 1)\"\n[question.high]\nask = \"x > 3\"\n";
    let days = [
        "at(x > 1, 2025-01-03)",
        "at(x > 1, 2025-01-05)",
        "at(x > 1, 2025-01-06)",
        "at(x > 1, 2025-01-07)",
    ];
    let truth = walk_above(1.0, &[2, 4, 5, 6], 8);
    let (found, _): (Coverage, Coverage) =
        of_interval(truth, |seed| chance(text, &days, (16_384, 128), seed));
    found.assert_right("islands");
}

/// A delay known to the day, of an uncertain mean.
#[test]
fn a_delay_known_to_the_day() {
    let text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-03-01\n\
                [parameter.mean]\nvalue = \"uniform(5, 40)\"\n\
                [process.talks]\nstates = [\"none\", \"met\", \"done\"]\nstart = \"none\"\n\
                from.none.met.after = \"exponential(mean = mean * 1 day)\"\n\
                from.met.done.after = \"exponential(mean = mean * 1 day)\"\n\
                [question.done]\nask = \"by(talks == done, 2025-02-10)\"\n";
    let facts = ["at(talks == met, 2025-01-05) and not by(talks == met, 2025-01-04)"];
    let (found, wrong) = of_interval(waiting().0, |seed| chance(text, &facts, (32_768, 256), seed));
    found.assert_right("readings");
    wrong.assert_wrong("trials counted for readings");
}
