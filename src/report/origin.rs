//! Where an answer comes from, as a document: of 100 trials, how many pass each state of a process;
//! or the answer in each outcome of a cause. Knows no format.

use super::document::{Block, Document, Parts, Tree};
use super::present::{category, closing, condition, heading, suppositions};
use super::{Detail, number, present};
use crate::forecast::{Answer, Body, Estimate, Forecast, Origin, Split, Ways};

/// A tree deeper than this goes on in another one, so that it stays on the page.
const DEEPEST: usize = 10;

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
    let by = match (&answer.body, &forecast.clock) {
        (Body::Date(_), Some(clock)) => format!(", by {}", number::day(clock.until)),
        _ => String::new(),
    };
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

/// The states of a process, each planted where most trials come to it first.
struct Planted<'w> {
    ways: &'w Ways,
    /// By state, the state below which it is told with all that follows from it; none at the root.
    below: Vec<Option<usize>>,
    /// By state, its place among those that are told with what follows from them.
    place: Vec<Option<usize>>,
    /// Those of them whose tree is too deep to go on, in order: each begins a tree of its own.
    deferred: Vec<usize>,
    /// Whether any trial comes to a state again that is told already.
    returns: bool,
}

impl<'w> Planted<'w> {
    fn new(ways: &'w Ways) -> Self {
        let states = ways.states.len();
        // the widest way to each state, from the start on: the widest first, as Prim (1957) does
        let mut below = vec![None; states];
        let mut widest = ways.starts.clone();
        let mut is_planted = vec![false; states];
        while let Some(next) =
            (0..states).filter(|s| !is_planted[*s] && widest[*s] > 0).max_by_key(|s| widest[*s])
        {
            is_planted[next] = true;
            if ways.ends[next] {
                continue;
            }
            for (to, trials) in ways.moved[next].iter().enumerate() {
                if !is_planted[to] && *trials > widest[to] {
                    widest[to] = *trials;
                    below[to] = Some(next);
                }
            }
        }
        let place = vec![None; states];
        let mut planted = Self { ways, below, place, deferred: Vec::new(), returns: false };
        planted.find_places();
        planted
    }

    /// Goes through the trees as they will be told.
    fn find_places(&mut self) {
        let states = self.ways.states.len();
        let starts =
            (0..states).rev().filter(|s| self.ways.starts[*s] > 0 && self.below[*s].is_none());
        let mut waiting: Vec<(usize, usize)> = starts.map(|state| (state, 0)).collect();
        let (mut places, mut begun) = (0, 0);
        loop {
            let Some((state, depth)) = waiting.pop() else {
                let Some(state) = self.deferred.get(begun) else { return };
                begun += 1;
                waiting.push((*state, 0));
                continue;
            };
            if !self.divides(state) {
                continue;
            }
            if depth >= DEEPEST {
                self.deferred.push(state);
                continue;
            }
            self.place[state] = Some(places);
            places += 1;
            let children = (0..states).rev().filter(|to| self.below[*to] == Some(state));
            waiting.extend(children.map(|to| (to, depth + 1)));
        }
    }

    /// Whether it is told what follows from a state.
    fn divides(&self, state: usize) -> bool {
        !self.ways.ends[state] && self.ways.moved[state].iter().any(|n| *n > 0)
    }

    fn trees(&mut self) -> Vec<Tree> {
        let ways = self.ways;
        let started: Vec<usize> = (0..ways.states.len()).filter(|s| ways.starts[*s] > 0).collect();
        let first = if let [only] = started.as_slice() {
            let words = format!("start in {}", self.name(*only));
            Tree {
                number: "100".to_owned(),
                words,
                branches: self.parts(*only, 0),
                ..Tree::default()
            }
        } else {
            let parts = started.iter().map(|s| self.part(*s, ways.starts[*s], None, 0)).collect();
            Tree {
                number: "100".to_owned(),
                words: "start".to_owned(),
                branches: parts,
                ..Tree::default()
            }
        };
        let mut trees = vec![first];
        for state in self.deferred.clone() {
            let number = self.number(ways.entered[state]);
            let words = format!("{}, from above", self.name(state));
            trees.push(Tree { number, words, branches: self.parts(state, 0), ..Tree::default() });
        }
        trees
    }

    /// What becomes of the trials that enter a state: those that leave it, and those that don't.
    fn parts(&mut self, state: usize, depth: usize) -> Vec<Tree> {
        let ways = self.ways;
        let mut parts = Vec::new();
        if ways.stays[state] > 0 {
            let words = format!("still there on {}", number::day(ways.until));
            parts.push(Tree { number: self.number(ways.stays[state]), words, ..Tree::default() });
        }
        for (to, trials) in ways.moved[state].iter().enumerate().filter(|(_, n)| **n > 0) {
            parts.push(self.part(to, *trials, Some(state), depth + 1));
        }
        parts
    }

    /// `trials` that come to a state from another, or start in it.
    fn part(&mut self, state: usize, trials: u64, from: Option<usize>, depth: usize) -> Tree {
        let number = self.number(trials);
        let mut words = self.name(state);
        if !self.divides(state) {
            let is_asked = self.ways.ends[state];
            return Tree { number, words, is_asked, ..Tree::default() };
        }
        if self.below[state] != from {
            self.returns |= self.leads_to(state, from);
            // beside the parts of `from`, so after all that is told before or together with it
            let is_told = from.is_some_and(|from| self.place[state] <= self.place[from]);
            words += if is_told { " (as above)" } else { " (as below)" };
            return Tree { number, words, ..Tree::default() };
        }
        if depth >= DEEPEST {
            words += " (goes on below)";
            return Tree { number, words, ..Tree::default() };
        }
        let all = self.number(self.ways.entered[state]);
        if all != number {
            words = format!("{words} ({all} by all ways)");
        }
        Tree { number, words, branches: self.parts(state, depth), ..Tree::default() }
    }

    /// Whether a state stands above the one that is being told, or is it.
    fn leads_to(&self, state: usize, mut told: Option<usize>) -> bool {
        while let Some(above) = told {
            if above == state {
                return true;
            }
            told = self.below[above];
        }
        false
    }

    fn name(&self, state: usize) -> String {
        self.ways.states[state].replace('_', " ")
    }

    /// A count of trials in 100, whole.
    fn number(&self, trials: u64) -> String {
        let hundred = 100.0 * trials as f64 / self.ways.trials.max(1) as f64;
        match hundred.round() {
            0.0 if trials > 0 => "<1".to_owned(),
            100.0 if trials < self.ways.trials => ">99".to_owned(),
            whole => format!("{whole}"),
        }
    }
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
