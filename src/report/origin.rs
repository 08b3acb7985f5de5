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
            blocks.extend(splits.iter().flat_map(|split| split_blocks(split, chance.is_some())));
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
    let mut plan = Planted::new(ways);
    let mut blocks = vec![Block::Paragraph(among)];
    blocks.extend(plan.trees().into_iter().map(Block::Tree));
    let missed: Vec<&str> = (0..ways.states.len())
        .filter(|state| ways.entered[*state] == 0)
        .map(|state| ways.states[state].as_str())
        .collect();
    if !missed.is_empty() {
        blocks.push(Block::Note(format!("No trial comes to {}.", missed.join(", "))));
    }
    if plan.returns {
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
    /// By state, whether it has been told with what follows from it.
    told: Vec<bool>,
    /// States whose tree was too deep to go on.
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
        Self { ways, below, told: vec![false; states], deferred: Vec::new(), returns: false }
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
        let mut next = 0;
        while let Some(state) = self.deferred.get(next).copied() {
            next += 1;
            let number = self.number(ways.entered[state]);
            let words = format!("{}, from above", self.name(state));
            trees.push(Tree { number, words, branches: self.parts(state, 0), ..Tree::default() });
        }
        trees
    }

    /// What becomes of the trials that enter a state: those that leave it, and those that don't.
    fn parts(&mut self, state: usize, depth: usize) -> Vec<Tree> {
        self.told[state] = true;
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
        if self.ways.ends[state] || self.ways.moved[state].iter().all(|n| *n == 0) {
            let is_asked = self.ways.ends[state];
            return Tree { number, words, is_asked, ..Tree::default() };
        }
        if self.told[state] || self.below[state] != from {
            self.returns |= self.leads_to(state, from);
            words += if self.told[state] { " (as above)" } else { " (as below)" };
            return Tree { number, words, ..Tree::default() };
        }
        if depth >= DEEPEST {
            self.deferred.push(state);
            return Tree { number, words: words + " (goes on below)", ..Tree::default() };
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
