//! From the origin of an answer to its data.

use super::super::explanation as data;
use super::super::schema::Schema;
use super::forecast::answer;
use super::parts::estimate;
use super::sensitivity::swing;
use crate::analysis::sensitivity::Findings;
use crate::engine::PathNode;
use crate::forecast::{Forecast, Origin, Split, Ways};

/// Converts the first answer of a forecast and its origin into data; `None` without an answer. `findings` are of the
/// numbers that move it.
pub fn explanation(
    forecast: &Forecast,
    origin: &Origin,
    findings: Option<&Findings>,
) -> Option<data::Explanation> {
    let swings = findings.map_or_else(Vec::new, |findings| {
        let foremost = findings.foremost().into_iter();
        foremost.map(|own| swing(own, findings)).collect()
    });
    Some(data::Explanation {
        schema: Schema::default(),
        title: forecast.title.clone(),
        answer: answer(forecast.answers.first()?),
        causes: origin.splits.iter().map(cause).collect(),
        paths: origin.ways.as_ref().filter(|ways| ways.root.reached > 0).map(paths),
        rests_on: swings,
        trials: forecast.drawn.trials,
        worlds: forecast.drawn.worlds,
        seed: forecast.drawn.seed,
    })
}

fn cause(split: &Split) -> data::Cause {
    let cases = split.cases.iter().map(|case| data::Case {
        name: case.name.clone(),
        holds: estimate(&case.holds),
        answer: answer(&case.answer),
    });
    data::Cause { name: split.cause.clone(), is_part: split.is_part, cases: cases.collect() }
}

fn paths(ways: &Ways) -> data::Paths {
    data::Paths {
        process: ways.process.clone(),
        as_of: ways.from.unwrap_or(ways.as_of).to_string(),
        until: ways.until.to_string(),
        starts: ways.root.next.iter().map(|(state, node)| path(ways, *state, node)).collect(),
    }
}

fn path(ways: &Ways, state: u16, node: &PathNode) -> data::Path {
    let share = |trials: u64| trials as f64 / ways.root.reached as f64;
    let state_of = |state: u16| ways.states[usize::from(state)].clone();
    let ended = node.ended.iter().map(|((state, outcome), trials)| data::PathEnd {
        state: state_of(*state),
        outcome: ways.outcomes[usize::from(*outcome)].clone(),
        share: share(*trials),
    });
    data::Path {
        state: state_of(state),
        share: share(node.reached),
        share_after_return: share(node.after_return),
        ended: ended.collect(),
        next: node.next.iter().map(|(state, next)| path(ways, *state, next)).collect(),
    }
}
