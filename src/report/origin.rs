//! Where an answer comes from, as a document: of 100 trials, how many pass each state of a process;
//! or the answer in each outcome of a cause. Knows no format.

use super::document::{Block, Document, Parts};
use super::heading::{condition, heading};
use super::present::{by_until, category, closing, suppositions};
use super::ways::Planted;
use super::{Detail, number, present};
use crate::forecast::{Answer, Body, Estimate, Forecast, Origin, Split, Ways};

/// The first answer of a forecast and where it comes from.
pub fn trace(forecast: &Forecast, origin: &Origin) -> Document {
    let Some(answer) = forecast.answers.first() else { return Document::default() };
    let mut blocks = suppositions(forecast);
    let chance = match &answer.body {
        Body::Date(date) => Some(&date.happens),
        _ => condition(answer),
    };
    let share = chance.map(|chance| sentence(forecast, answer, chance));
    match (share, &answer.body) {
        (Some(words), _) => blocks.push(Block::Paragraph(words)),
        (None, Body::Category(outcomes)) => {
            blocks.push(category(answer, outcomes, forecast, Detail::Brief));
        }
        (None, _) => {
            let alone = Forecast { answers: vec![answer.clone()], ..forecast.clone() };
            let all = present(
                &Forecast { choices: Vec::new(), made: Vec::new(), ..alone },
                Detail::Brief,
            );
            let learnt = usize::from(!forecast.learnt.is_empty());
            let notes = closing(forecast).len();
            let told = all.blocks.len().saturating_sub(notes);
            blocks.extend(all.blocks.into_iter().take(told).skip(learnt));
        }
    }
    match origin {
        Origin::Ways(ways) if ways.trials > 0 => blocks.extend(tree_blocks(answer, ways)),
        Origin::Ways(_) => {}
        Origin::Splits(splits) => {
            // a cause with one outcome splits nothing
            let splits = splits.iter().filter(|split| split.rows.len() > 1);
            blocks.extend(splits.flat_map(|split| split_blocks(split, chance.is_some())));
        }
    }
    blocks.extend(closing(&Forecast { answers: vec![answer.clone()], ..forecast.clone() }));
    Document { blocks, ..Document::default() }
}

/// `They meet by 31 Dec: 31 in 100 (19–45), unlikely (20–45 %)`.
fn sentence(forecast: &Forecast, answer: &Answer, chance: &Estimate) -> String {
    let label = heading(answer);
    let label = label.trim();
    if answer.kept <= answer.left_out {
        return format!("{label}: no trial to ask");
    }
    let by = by_until(forecast, answer);
    let range = number::range(chance);
    let range = if range.is_empty() { range } else { format!(" ({range})") };
    let word = number::word(chance).filter(|_| answer.given.is_none());
    let word = word.map(|word| format!(", {word}")).unwrap_or_default();
    format!("{label}{by}: {} in 100{range}{word}", number::in_100(chance))
}

/// The answer in each outcome of a cause; of a condition all in one line.
fn split_blocks(split: &Split, is_condition: bool) -> Vec<Block> {
    let cause = &split.cause;
    let names: Vec<&str> = split.rows.iter().map(|(outcome, _)| outcome.as_str()).collect();
    let is_yes_no = names.iter().all(|name| matches!(*name, "yes" | "no"));
    let when = |outcome: &str| match outcome {
        "yes" if is_yes_no => format!("if {cause}"),
        "no" if is_yes_no => format!("if not {cause}"),
        other => format!("if {cause} is {other}"),
    };
    let block = |label: String, parts| Block::Parts(Parts { label, parts, remark: String::new() });
    if is_condition {
        let part = |(outcome, told): &(String, Vec<(String, Estimate)>)| {
            let chance = told.first().map(|(_, e)| number::in_100(e)).unwrap_or_default();
            match outcome.as_str() {
                "no" if is_yes_no && names.len() > 1 => format!("if not {chance}"),
                "yes" | "no" if is_yes_no => format!("{} {chance}", when(outcome)),
                other => format!("if {other} {chance}"),
            }
        };
        return vec![block(format!("  by {cause}"), split.rows.iter().map(part).collect())];
    }
    let row = |(outcome, told): &(String, Vec<(String, Estimate)>)| {
        let shown = told.iter().filter(|(_, e)| e.probability > 0.0);
        let parts = shown.map(|(name, e)| format!("{name} {}", number::in_100(e))).collect();
        block(format!("  {}", when(outcome)), parts)
    };
    split.rows.iter().map(row).collect()
}

/// The ways through a process as trees of 100 trials, with a sentence before them and after.
fn tree_blocks(answer: &Answer, ways: &Ways) -> Vec<Block> {
    let among = match &answer.given {
        Some(given) => format!("Of 100 trials in which {given}, by {}:", ways.process),
        None => format!("Of 100 trials, by {}:", ways.process),
    };
    let mut planted = Planted::new(ways);
    let mut blocks = vec![Block::Paragraph(among)];
    blocks.extend(planted.trees().into_iter().map(Block::Tree));
    if let Some(event) = &ways.settles {
        let ends = (0..ways.states.len()).filter(|state| ways.ends[*state]);
        let ends: Vec<&str> = ends.map(|state| ways.states[state].as_str()).collect();
        if !ends.is_empty() {
            let words = format!("Once in {}, {event} is settled.", ends.join(" or "));
            blocks.push(Block::Paragraph(words));
        }
    }
    let missed: Vec<&str> = (0..ways.states.len())
        .filter(|state| ways.entered[*state] == 0)
        .map(|state| ways.states[state].as_str())
        .collect();
    if !missed.is_empty() {
        blocks.push(Block::Note(format!("No trial comes to {}.", missed.join(", "))));
    }
    if planted.returns {
        let words = "Of a state that is entered again only the first visit is told.";
        blocks.push(Block::Note(words.to_owned()));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::super::{sample, terminal};
    use super::*;
    use jiff::civil::date;

    fn ways(states: &[&str], starts: &[u64], moved: &[&[u64]], ends: &[&str]) -> Ways {
        let count = |s: usize| -> u64 { starts[s] + moved.iter().map(|row| row[s]).sum::<u64>() };
        let entered: Vec<u64> = (0..states.len()).map(count).collect();
        let left = moved.iter().map(|row| row.iter().sum::<u64>());
        Ways {
            process: "talks".into(),
            until: date(2025, 12, 31),
            trials: starts.iter().sum(),
            states: states.iter().map(|s| (*s).to_owned()).collect(),
            starts: starts.to_vec(),
            stays: entered.iter().zip(left).map(|(e, l)| e.saturating_sub(l)).collect(),
            entered,
            moved: moved.iter().map(|row| row.to_vec()).collect(),
            ends: states.iter().map(|s| ends.contains(s)).collect(),
            settles: None,
        }
    }

    fn told(ways: Ways) -> String {
        let mut forecast = sample::two_leaders();
        forecast.choices.clear();
        forecast.answers.truncate(1);
        let text = terminal::render(&trace(&forecast, &Origin::Ways(ways)));
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn trials_pass_from_state_to_state() {
        let moved: [&[u64]; 4] =
            [&[0, 822, 0, 0], &[0, 0, 748, 0], &[0, 0, 0, 311], &[0, 400, 0, 0]];
        let talks = ways(
            &["none", "experts", "high_level", "leaders"],
            &[1000, 0, 0, 0],
            &moved,
            &["leaders"],
        );
        let talks =
            Ways { entered: vec![1000, 822, 748, 311], stays: vec![178, 74, 437, 0], ..talks };
        assert_eq!(
            told(talks),
            "\
They meet: 30.0 in 100, unlikely (20–45 %)
Of 100 trials, by talks:

  100 start in none
    ├─ 18 still there on 31 Dec
    └─ 82 experts
        ├─  7 still there on 31 Dec
        └─ 75 high level
            ├─ 44 still there on 31 Dec
            └─ 31 leaders

±: one standard error from sampling, at most 0.05 in 100.
1,000,000 trials, seed 0
"
        );
    }

    #[test]
    fn what_is_told_once_is_not_told_again() {
        let moved: [&[u64]; 4] = [&[0, 600, 300, 0], &[200, 0, 300, 0], &[100, 0, 0, 4], &[0; 4]];
        let war = ways(&["war", "truce", "talks", "peace"], &[900, 100, 0, 0], &moved, &[]);
        let war = Ways { entered: vec![950, 700, 550, 4], ..war };
        let text = told(war);
        for line in [
            "    ├─ 10 truce (as below)",
            "    └─ 90 war (95 by all ways)",
            "        ├─ 60 truce (70 by all ways)",
            "├─ 20 war (as above)",
            "<1 peace",
            "Of a state that is entered again only the first visit is told.",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        assert_eq!(text.matches("by all ways").count(), 3, "{text}");
    }

    #[test]
    fn a_long_chain_goes_on_in_a_tree_of_its_own() {
        let names: Vec<String> = (0..40).map(|i| format!("stage_{i}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let rows: Vec<Vec<u64>> = (0..40)
            .map(|i| (0..40).map(|j| if j == i + 1 { 100 - j } else { 0 }).collect())
            .collect();
        let rows: Vec<&[u64]> = rows.iter().map(Vec::as_slice).collect();
        let mut starts = vec![0; 40];
        starts[0] = 100;
        let text = told(ways(&names, &starts, &rows, &[]));
        assert!(text.contains("stage 10 (goes on below)"), "{text}");
        assert!(text.contains("  90 stage 10, from above"), "{text}");
        assert!(text.contains("61 stage 39"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }

    #[test]
    fn a_cause_splits_a_chance_in_one_line() {
        let mut forecast = sample::two_leaders();
        forecast.answers.truncate(1);
        let row = |name: &str, p| (name.to_owned(), vec![("yes".to_owned(), sample::chance(p))]);
        let split = |cause: &str, rows| Split { cause: cause.into(), rows };
        let origin = Origin::Splits(vec![
            split("meeting", vec![row("yes", 0.58), row("no", 0.12)]),
            split("sanctions", vec![row("none", 0.17), row("imposed", 0.0)]),
            split("alone", vec![row("yes", 0.3)]),
        ]);
        let text = terminal::render(&trace(&forecast, &origin));
        let text = anstream::adapter::strip_str(&text).to_string();
        assert!(text.contains("  by meeting    if meeting 58.0 · if not 12.0\n"), "{text}");
        assert!(text.contains("  by sanctions  if none 17.0 · if imposed <0.0004\n"), "{text}");
        assert!(!text.contains("alone"), "{text}");
    }
}
