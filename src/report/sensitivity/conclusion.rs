//! The conclusion of a sensitivity analysis: sentences on the numbers to argue about.

use crate::analysis::sensitivity::{Effects, Findings, Swing, Tornado};
use crate::report::format::number;

/// The most numbers to argue about, and the least movement of each relative to the first.
const MOST_ARGUED: usize = 3;
const WORTH: f64 = 1.0 / 3.0;
/// The least unexplained share of the variance that is mentioned if an input is named.
const LEFT_WORTH: f64 = 0.1;

/// Names the numbers to argue about, and mentions what was not found; `whose` ranges they are is `your` or `the`.
pub(super) fn conclusion(findings: &Findings, whose: &str) -> String {
    let Tornado { uncertain, plain, effects, base, .. } = &findings.tornado;
    if base.is_thin() {
        return "Too few readings carry the answer to tell which numbers move it.".to_owned();
    }
    let named = named(effects.as_ref(), uncertain);
    let mut sentences = Vec::new();
    let of_plain = argued(plain);
    if named.is_empty() {
        sentences.extend(effects.as_ref().and_then(|effects| pair(findings, effects, true)));
        let is_unexplained = sentences.is_empty() && effects.as_ref().is_some_and(|e| e.varies);
        if is_unexplained {
            let ranges = if whose == "your" { "Your ranges" } else { "The ranges" };
            sentences.push(format!(
                "{ranges} move it, but no single one and no pair was found to: several act \
                together. Try `--indices`."
            ));
        } else if sentences.is_empty() && of_plain.is_empty() {
            return "No number is found to move it, so there is nothing to argue about.".to_owned();
        } else if sentences.is_empty() {
            let names: Vec<String> =
                of_plain.iter().map(|swing| findings.label_of(&swing.name)).collect();
            sentences.push(format!("Argue about {}.", listed(&names)));
            let is_argued = |swing: &&Swing| of_plain.iter().any(|one| one.name == swing.name);
            let rest: Vec<Swing> = plain.iter().filter(|s| !is_argued(s)).cloned().collect();
            sentences.extend(others(findings, &rest, "number, nudged alike,"));
            return sentences.join(" ");
        }
    } else {
        let names: Vec<String> = named.iter().map(|name| findings.label_of(name)).collect();
        sentences.push(format!("Argue about {}.", listed(&names)));
        let is_seen =
            |name: &String| uncertain.iter().any(|swing| swing.name == *name && swing.is_seen);
        if !named.iter().any(is_seen) {
            let it = if named.len() == 1 { "it" } else { "they" };
            let is_open = |swing: &&Swing| named.contains(&swing.name) && swing.is_open();
            sentences.push(if uncertain.iter().any(|swing| is_open(&swing)) {
                format!(
                    "Readings with other values of {it} differ; at an end of the range there is no answer to show by how \
                     much."
                )
            } else {
                format!(
                    "Readings with other values of {it} differ, but too few trials were drawn to show by how much."
                )
            });
        }
        let rest: Vec<Swing> =
            uncertain.iter().filter(|swing| !named.contains(&swing.name)).cloned().collect();
        sentences.extend(others(findings, &rest, &format!("of {whose} ranges")));
        sentences.extend(effects.as_ref().and_then(|effects| pair(findings, effects, false)));
        sentences.extend(effects.as_ref().and_then(left).filter(|_| whose == "your"));
    }
    if let Some(first) = plain.iter().find(|swing| swing.is_seen) {
        let (name, by) = (findings.label_of(&first.name), distance(findings, first));
        sentences.push(format!("Of {whose} plain numbers {name} moves it most, by {by}."));
    }
    sentences.join(" ")
}

/// The uncertain inputs to argue about: by their shares of the variance or, if too few worlds show any, by
/// how far each moves the answer from end to end.
fn named(effects: Option<&Effects>, uncertain: &[Swing]) -> Vec<String> {
    let of_variance = effects.map_or(&[][..], |effects| &effects.named);
    if of_variance.is_empty() {
        return argued(uncertain).into_iter().map(|swing| swing.name.clone()).collect();
    }
    let most = of_variance[0].share;
    let worth = of_variance.iter().take_while(|effect| effect.share >= WORTH * WORTH * most);
    worth.take(MOST_ARGUED).map(|effect| effect.name.clone()).collect()
}

/// Mentions two inputs that interact; `alone` if no single input has an effect.
fn pair(findings: &Findings, effects: &Effects, alone: bool) -> Option<String> {
    let pair = effects.pairs.first().filter(|pair| alone || pair.share >= LEFT_WORTH)?;
    let (a, b) = (findings.label_of(&pair.names.0), findings.label_of(&pair.names.1));
    let share = in_100(pair.share);
    Some(if alone {
        format!(
            "Argue about {a} and {b}: together they cause {share} of 100 of the variance between \
            readings; neither is found to move it alone."
        )
    } else {
        format!(
            "{a} and {b} act together too, with {share} of 100 of the variance between readings."
        )
    })
}

/// Mentions the share that neither an input nor a pair explains.
fn left(effects: &Effects) -> Option<String> {
    let left = effects.left.filter(|left| *left >= LEFT_WORTH)?;
    Some(format!(
        "{} of 100 of the variance between readings comes from several inputs together or from \
        small effects; try `--indices`.",
        in_100(left)
    ))
}

/// Formats a share in 100 to a tenth of its size, the precision of a thousand worlds.
fn in_100(share: f64) -> String {
    number::with_error(100.0 * share, (10.0 * share).max(1.0))
}

/// Mentions the largest movement among the numbers that are not named.
fn others(findings: &Findings, rest: &[Swing], kind: &str) -> Option<String> {
    let largest = rest.iter().max_by(|a, b| {
        let by = |swing: &Swing| swing.movement().0.abs();
        by(a).total_cmp(&by(b))
    })?;
    let (by, error) = largest.movement();
    if by == 0.0 && error.unwrap_or(0.0) == 0.0 {
        return Some(format!("No other {kind} moves it."));
    }
    Some(format!("No other {kind} moves it more than {}.", distance(findings, largest)))
}

/// The swings to argue about: those seen that move the answer most. Noise can move it more than these.
fn argued(swings: &[Swing]) -> Vec<&Swing> {
    let seen = || swings.iter().filter(|swing| swing.is_seen);
    let most = seen().next().map_or(0.0, |swing| swing.movement().0.abs());
    let worth = seen().take_while(|swing| swing.movement().0.abs() >= WORTH * most);
    worth.take(MOST_ARGUED).collect()
}

/// Formats a movement, such as `6 points`, rounded up.
fn distance(findings: &Findings, swing: &Swing) -> String {
    let (by, error) = swing.movement();
    let by = by.abs().max(2.0 * error.unwrap_or(0.0));
    if findings.unit.is_some() {
        return number::error(by);
    }
    let points = 100.0 * by;
    let points =
        if points < 1.0 { number::one_digit_up(points) } else { format!("{:.0}", points.ceil()) };
    format!("{points} point{}", if points == "1" { "" } else { "s" })
}

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn names_are_listed() {
        let names =
            |n: usize| ["a", "b", "c"][..n].iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!(listed(&names(1)), "a");
        assert_eq!(listed(&names(3)), "a, b and c");
    }
}
