//! The origin of an answer as a document: how many of 100 trials pass each state of a process, and the answer in
//! each case of a cause. Independent of formats.

use super::causes::{causes_blocks, parts_blocks};
use super::paths::{Headline, Trees};
use crate::engine::PathNode;
use crate::forecast::{Answer, Body, Estimate, Forecast, Origin, Settled, Ways};
use crate::report::Detail;
use crate::report::document::{Block, Document, Parts};
use crate::report::forecast::heading::{condition, heading};
use crate::report::forecast::known;
use crate::report::forecast::notes::closing;
use crate::report::forecast::present;
use crate::report::forecast::present::{by_until, category};
use crate::report::forecast::suppositions::suppositions;
use crate::report::format::number;

/// Shows the first answer of a forecast and its origin.
pub fn trace(forecast: &Forecast, origin: &Origin, rests: Vec<Block>) -> Document {
    let Some(answer) = forecast.answers.first() else { return Document::default() };
    let mut blocks = suppositions(forecast);
    let share = chance_of(answer).map(|chance| sentence(forecast, answer, chance));
    match (share, &answer.body) {
        (Some(words), _) => blocks.push(Block::Paragraph(words)),
        (None, Body::Category(outcomes)) => {
            blocks.push(category(answer, outcomes, forecast, Detail::Brief));
        }
        (None, _) => {
            let alone = Forecast { answers: vec![answer.clone()], ..forecast.clone() };
            let all = present(&alone, Detail::Brief);
            let head = blocks.len();
            let notes = closing(forecast).len();
            let count = all.blocks.len().saturating_sub(notes);
            blocks.extend(all.blocks.into_iter().take(count).skip(head));
        }
    }
    blocks.extend(self::origin(answer, origin));
    // the table of what it rests on has the widest doubt, by the same measure
    let has_table = rests.iter().any(|block| matches!(block, Block::Table(_)));
    blocks.extend(rests);
    let widest = forecast.widest.clone().filter(|_| !has_table);
    blocks.extend(closing(&Forecast { answers: vec![answer.clone()], widest, ..forecast.clone() }));
    Document { blocks, ..Document::default() }
}

/// Shows the origin of an answer: the parts of its formula, its causes and the paths that lead to it.
pub(crate) fn origin(answer: &Answer, origin: &Origin) -> Vec<Block> {
    let chance = chance_of(answer);
    let mut blocks = parts_blocks(&origin.splits);
    blocks.extend(causes_blocks(&origin.splits, chance.is_some()));
    if let Some(ways) = origin.ways.as_ref().filter(|ways| ways.root.reached > 0) {
        blocks.extend(tree_blocks(answer, ways, chance));
    }
    blocks
}

/// The chance of an answer that is a condition or a date.
fn chance_of(answer: &Answer) -> Option<&Estimate> {
    match &answer.body {
        Body::Date(date) => Some(&date.happens),
        _ => condition(answer),
    }
}

/// A sentence with the answer, such as `They meet by 31 Dec: 31 in 100 (19–45), unlikely (20–45 %)`.
fn sentence(forecast: &Forecast, answer: &Answer, chance: &Estimate) -> String {
    let label = heading(answer);
    let label = label.trim();
    if answer.kept <= answer.left_out {
        return format!("{label}: no trial to ask");
    }
    let by = by_until(forecast, answer);
    let range = number::range(chance);
    let range = if range.is_empty() { range } else { format!(" ({range})") };
    let word = number::word(chance, &forecast.yardstick).filter(|_| answer.given.is_none());
    let word = word.map(|word| format!(", {word}")).unwrap_or_default();
    let word = match chance.settled {
        Some(Settled::Supposed) => {
            let how = known::settled(forecast, answer);
            format!(", {}", how.unwrap_or_else(|| "supposed".to_owned()))
        }
        Some(Settled::Certain | Settled::Impossible) => ", by the model".to_owned(),
        None => word,
    };
    format!("{label}{by}: {} in 100{range}{word}", number::in_100(chance))
}

/// The paths through a process as trees of 100 trials, with sentences before and after.
fn tree_blocks(answer: &Answer, ways: &Ways, chance: Option<&Estimate>) -> Vec<Block> {
    let headline = match (chance, &answer.body) {
        (Some(chance), _) => of_condition(chance),
        (None, Body::Category(outcomes)) => of_category(ways, outcomes),
        (None, _) => return Vec::new(),
    };
    let hundred = 100 * 10_u64.pow(headline.decimals as u32);
    let total: u64 = headline.units.iter().sum();
    let part = match headline.is_whole {
        true => String::new(),
        false if headline.units[1] > 0 => {
            format!(", the {} in which it is so", headline.text(total))
        }
        false => format!(", the {} in which it is not so", headline.text(total)),
    };
    let among = answer.given.as_ref().map(|given| format!(" in which {given}")).unwrap_or_default();
    let layout = Trees::new(ways, chance.is_some());
    let asked = if layout.is_labelled() {
        format!(" (yes: {})", heading(answer).trim())
    } else {
        String::new()
    };
    let is_rounded_apart = headline.is_whole && total != hundred;
    let sum = headline.text(total);
    let drawing = layout.draw(headline);
    let day = ways.from.map(|day| number::day_since(day, ways.as_of.year()));
    let from = day.as_ref().map(|day| format!(", from {day} on")).unwrap_or_default();
    let words = format!("Of 100 trials{among}{part}, by {}{from}{asked}:", ways.process);
    let mut blocks = vec![Block::Paragraph(words)];
    blocks.extend(drawing.trees.into_iter().map(Block::Flow));
    if !drawing.by_any_way.is_empty() {
        // news tells which states were entered before
        let label =
            day.map_or_else(|| "Ever entered".to_owned(), |day| format!("Entered after {day}"));
        blocks.push(Block::Parts(Parts {
            label,
            parts: drawing.by_any_way,
            remark: String::new(),
        }));
    }
    blocks.extend(settled(ways));
    let mut notes = vec!["Parts are rounded so that they add up.".to_owned()];
    if is_rounded_apart {
        notes = vec![format!("Parts sum to the rounded answers, so to {sum} in all.")];
    }
    if drawing.returns {
        notes.push(
            "Only the first visit to each state is shown; some trials go back before they go on."
                .to_owned(),
        );
    }
    blocks.extend(missed(ways));
    blocks.push(Block::Note(notes.join(" ")));
    blocks
}

/// The units of *no* and *yes* as the probability is printed. If it has more decimals than larger shares can
/// have, only the less probable outcome.
fn of_condition(chance: &Estimate) -> Headline {
    let p = chance.probability;
    let text = number::in_100(chance);
    let Some((units, decimals)) = units(&text) else {
        let yes = if p < 0.5 { 0 } else { 100 };
        return Headline { units: vec![100 - yes, yes], decimals: 0, is_whole: true };
    };
    let no = 100 * 10_u64.pow(decimals as u32) - units;
    let is_whole = decimals <= finest(chance);
    let units = match p < 0.5 {
        _ if is_whole => vec![no, units],
        true => vec![0, units],
        false => vec![no, 0],
    };
    Headline { units, decimals, is_whole }
}

/// The most decimals that any share of the same trials can have: those of the least precise one, one half.
fn finest(chance: &Estimate) -> usize {
    let p = chance.probability;
    let of_half = 50.0 * chance.error() / (p * (1.0 - p)).sqrt();
    usize::from(chance.range.is_none() && of_half <= 0.1)
}

/// The units of each outcome as printed, with the decimals of the largest, if all shares can have so many.
fn of_category(ways: &Ways, outcomes: &[(String, Estimate)]) -> Headline {
    let largest =
        outcomes.iter().map(|(_, e)| e).max_by(|a, b| a.probability.total_cmp(&b.probability));
    let decimals = |e: &Estimate| units(&number::in_100(e)).map(|(_, own)| own.min(finest(e)));
    let decimals = largest.and_then(decimals).unwrap_or(0);
    let of = |name: &String| {
        let estimate = outcomes.iter().find(|(outcome, _)| outcome == name).map(|(_, e)| e);
        let estimate = estimate.filter(|e| e.probability.is_finite());
        let Some(estimate) = estimate else { return 0 };
        match units(&number::in_100(estimate)) {
            Some((units, its)) if its == decimals => units,
            _ => (estimate.probability * 100.0 * 10_f64.powi(decimals as i32)).round() as u64,
        }
    };
    Headline { units: ways.outcomes.iter().map(of).collect(), decimals, is_whole: true }
}

/// The number of units in a printed number, and the decimals of a unit; `None` for a bound.
fn units(text: &str) -> Option<(u64, usize)> {
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let digits: String = text.chars().filter(|c| *c != '.').collect();
    digits.parse().ok().map(|units| (units, decimals))
}

/// Says in which states the event of the question is settled.
fn settled(ways: &Ways) -> Option<Block> {
    let event = ways.settles.as_ref()?;
    let ends = ways.shown.iter().filter(|state| ways.ends[usize::from(**state)]);
    let ends: Vec<&str> = ends.map(|state| ways.states[usize::from(*state)].as_str()).collect();
    let words = format!("Once in {}, {event} is settled.", ends.join(" or "));
    (!ends.is_empty()).then_some(Block::Paragraph(words))
}

/// The most states listed that no trial reaches.
const MOST_MISSED: usize = 24;

/// Lists the states that no trial reaches as long as it is followed.
fn missed(ways: &Ways) -> Option<Block> {
    let mut is_entered = vec![false; ways.states.len()];
    mark_entered(&ways.root, &mut is_entered);
    let missed = ways.shown.iter().filter(|state| !is_entered[usize::from(**state)]);
    let missed: Vec<&str> = missed.map(|state| ways.states[usize::from(*state)].as_str()).collect();
    let words = match missed.len().saturating_sub(MOST_MISSED) {
        0 => missed.join(", "),
        more => {
            let more = number::several(more as u64, "more state");
            format!("{} and {more}", missed[..MOST_MISSED].join(", "))
        }
    };
    let until = if ways.ends.contains(&true) {
        "before the answer is settled".to_owned()
    } else {
        format!("by {}", number::day_since(ways.until, ways.as_of.year()))
    };
    let words = match ways.from {
        Some(day) => {
            let day = number::day_since(day, ways.as_of.year());
            format!("From {day} on no trial reaches {words} {until}.")
        }
        None => format!("No trial reaches {words} {until}."),
    };
    (!missed.is_empty()).then_some(Block::Note(words))
}

fn mark_entered(node: &PathNode, is_entered: &mut [bool]) {
    node.ended.iter().for_each(|((state, _), _)| is_entered[usize::from(*state)] = true);
    for (state, next) in &node.next {
        is_entered[usize::from(*state)] = true;
        mark_entered(next, is_entered);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::forecast::sample;
    use crate::report::format::terminal;
    use jiff::civil::date;

    /// Paths through these states, each with its trials, the final state, and *yes* or *no*.
    fn ways(states: &[&str], ends: &[&str], of: &[(&[&str], &str, u16, u64)]) -> Ways {
        let index = |name: &str| states.iter().position(|s| *s == name).expect("a state") as u16;
        let mut root = PathNode::default();
        for (order, end, outcome, trials) in of {
            let mut node = &mut root;
            node.reached += trials;
            for state in order.iter().map(|name| index(name)) {
                let at = node.next.binary_search_by_key(&state, |(s, _)| *s).unwrap_or_else(|at| {
                    node.next.insert(at, (state, PathNode::default()));
                    at
                });
                node = &mut node.next[at].1;
                node.reached += trials;
            }
            node.ended.push(((index(end), *outcome), *trials));
            node.ended.sort_unstable();
        }
        Ways {
            process: "talks".into(),
            as_of: date(2025, 8, 20),
            from: None,
            until: date(2025, 12, 31),
            states: states.iter().map(|s| (*s).to_owned()).collect(),
            shown: (0..states.len() as u16).collect(),
            ends: states.iter().map(|s| ends.contains(s)).collect(),
            outcomes: vec!["no".to_owned(), "yes".to_owned()],
            root,
            settles: None,
        }
    }

    fn text_of(ways: Ways) -> String {
        let mut forecast = sample::two_leaders();
        forecast.choices.clear();
        forecast.answers.truncate(1);
        let origin = Origin { ways: Some(ways), splits: Vec::new() };
        terminal::plain(&trace(&forecast, &origin, Vec::new()))
    }

    #[test]
    fn trials_pass_from_state_to_state() {
        let states = ["none", "experts", "high_level", "leaders"];
        let talks = ways(
            &states,
            &["leaders"],
            &[
                (&["none"], "none", 0, 1784),
                (&["none", "experts"], "experts", 0, 741),
                (&["none", "experts", "high_level"], "high_level", 0, 4100),
                (&["none", "experts", "high_level"], "experts", 0, 370),
                (&["none", "experts", "high_level", "leaders"], "leaders", 1, 3005),
            ],
        );
        assert_eq!(
            text_of(talks),
            "\
They meet: 30.0 in 100, unlikely (20–45 %)
Of 100 trials, by talks:

  100 start in none
    ├─ 17.9 still there on 31 Dec
    └─ 82.1 experts
        ├─  7.4 still there on 31 Dec
        └─ 74.7 high level
            ├─  3.7 on 31 Dec back in experts  ├─ 41.0 still there on 31 Dec
            └─ 30.0 leaders

Parts are rounded so that they add up.
±: one standard error from sampling, at most 0.05 in 100.
1,000,000 trials, seed 0
"
        );
    }

    /// The kind: *ever*, of counts that begin today.
    #[test]
    fn counts_that_begin_today_say_so() {
        let of: [(&[&str], &str, u16, u64); 3] = [
            (&["on"], "on", 0, 400),
            (&["on", "done"], "done", 1, 300),
            (&["on", "back", "done"], "done", 1, 300),
        ];
        let ways = ways(&["off", "on", "back", "done"], &["done"], &of);
        let text = text_of(Ways { from: Some(date(2025, 10, 20)), ..ways });
        assert!(text.contains("from 20 Oct on"), "{text}");
        assert!(text.contains("Entered after 20 Oct") && !text.contains("Ever"), "{text}");
        assert!(text.contains("From 20 Oct on no trial reaches off"), "{text}");
    }

    #[test]
    fn outcomes_that_states_do_not_show_are_reported() {
        let states = ["none", "leaders", "war"];
        let text = text_of(ways(
            &states,
            &["leaders"],
            &[
                (&["none"], "none", 0, 500),
                (&["none", "leaders"], "leaders", 1, 300),
                (&["none", "leaders"], "leaders", 0, 150),
                (&["none", "war", "leaders"], "leaders", 0, 30),
                (&["none", "war"], "war", 0, 20),
            ],
        ));
        assert!(text.contains("Of 100 trials, by talks (yes: They meet):"), "{text}");
        for line in
            ["├─ 50.0 still there on 31 Dec: no", "├─ 15.0 no", "└─ 30.0 yes", "3.0 war: no"]
        {
            assert!(!text.contains(line) || text.matches(line).count() == 1, "{line}\n{text}");
        }
        assert!(text.contains("└─ 30.0 yes"), "{text}");
    }

    #[test]
    fn a_long_chain_goes_on_in_a_tree_of_its_own() {
        let names: Vec<String> = (0..40).map(|i| format!("stage_{i:02}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let stages = (0..40).map(|i| (&names[..=i], names[i], u16::from(i == 39), 10 + i as u64));
        let stages: Vec<_> = stages.collect();
        let text = text_of(ways(&names, &["stage_39"], &stages));
        assert!(text.contains("stage 10 (goes on below)"), "{text}");
        assert!(text.contains(" stage 10, from above"), "{text}");
        assert!(text.contains("30.0 stage 39"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }

    #[test]
    fn what_is_rarer_than_large_shares_are_known_is_reported_alone() {
        let chance = |p, error| Estimate { std_error: Some(error), ..sample::chance(p) };
        let units = |headline: Headline| (headline.units, headline.decimals, headline.is_whole);
        assert_eq!(units(of_condition(&chance(0.584, 0.0005))), (vec![416, 584], 1, true));
        assert_eq!(units(of_condition(&chance(0.011, 0.0007))), (vec![0, 11], 1, false));
        assert_eq!(units(of_condition(&chance(0.9998, 0.00002))), (vec![2, 0], 2, false));
        assert_eq!(units(of_condition(&chance(0.31, 0.004))), (vec![69, 31], 0, true));
    }
}
