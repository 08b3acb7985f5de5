//! The paths through a process as trees of shares that sum to the answer. Independent of layout.

use super::shares::Share;
use crate::engine::PathNode;
use crate::forecast::Ways;
use crate::report::document::Flow;
use crate::report::format::number;

/// A tree deeper than this continues in another one, so that it fits on the page.
const DEEPEST: usize = 10;
/// A state with a smaller share in 100, both of all trials and of those asked for, is not divided further.
const DIVIDED: u64 = 8;
/// States with smaller shares in 100 are merged.
const NAMED: u64 = 2;

/// A node of the tree.
#[derive(Clone, Debug, Default, PartialEq)]
struct Part {
    words: String,
    /// Whether the answer is settled as asked here.
    is_asked: bool,
    /// Number of trials that went back to an earlier state before reaching this one.
    after_return: u64,
}

/// The answer as printed, to which the tree sums.
pub(crate) struct Headline {
    /// Number of units, by outcome.
    pub units: Vec<u64>,
    /// Number of decimals of a unit in 100.
    pub decimals: usize,
    /// Whether the units are those of all trials.
    pub is_whole: bool,
}

impl Headline {
    /// Formats a number of units.
    pub(crate) fn text(&self, units: u64) -> String {
        text(units, self.decimals)
    }
}

/// The trees of a process's paths.
pub(crate) struct Drawing {
    /// The first tree begins at the start; the others continue where it is too deep.
    pub trees: Vec<Flow>,
    /// Whether any trial goes back before it continues.
    pub returns: bool,
    /// The states that trials first enter at several places in the tree, with their shares.
    pub by_any_way: Vec<String>,
}

/// Builds the trees of a process's paths.
pub(crate) struct Trees<'w> {
    ways: &'w Ways,
    /// Whether each final state determines the outcome.
    is_plain: bool,
    /// Whether the question asks for one of two outcomes.
    is_condition: bool,
    /// Number of trials, by outcome.
    totals: Vec<u64>,
}

impl<'w> Trees<'w> {
    /// Prepares the paths; `is_condition` if the question asks for *yes* only.
    pub(crate) fn new(ways: &'w Ways, is_condition: bool) -> Self {
        let ends = ways.root.ends();
        let is_plain = ends.iter().all(|((state, outcome), _)| {
            let state = usize::from(*state);
            if is_condition {
                ways.ends[state] == (*outcome == 1)
            } else {
                ways.states[state] == ways.outcomes[usize::from(*outcome)]
            }
        });
        let totals = by_outcome(&ways.root, ways.outcomes.len());
        Self { ways, is_plain, is_condition, totals }
    }

    /// Whether parts are labelled with the outcome of a condition.
    pub(crate) fn is_labelled(&self) -> bool {
        self.is_condition && !self.is_plain
    }

    /// Builds trees with shares that sum to the headline; outcomes without units are omitted.
    pub(crate) fn draw(&self, headline: Headline) -> Drawing {
        let mut root = self.root();
        root.divide(headline.units);
        let Headline { decimals, is_whole, .. } = headline;
        let scale = Scale { decimals, trials: self.ways.root.reached, is_whole };
        let mut drawing = Drawing { trees: Vec::new(), returns: false, by_any_way: Vec::new() };
        let mut waiting = vec![(root, true)];
        while let Some((share, is_first)) = waiting.pop() {
            let mut deferred = Vec::new();
            let mut tree = tree(share, 0, &scale, &mut deferred, &mut drawing.returns);
            if !is_first {
                tree.words += ", from above";
            }
            drawing.trees.push(tree);
            waiting.extend(deferred.into_iter().rev().map(|share| (share, false)));
        }
        if is_whole {
            drawing.by_any_way = self.by_any_way(&scale);
        }
        drawing
    }

    fn root(&self) -> Share<Part> {
        let starts = &self.ways.root.next;
        if let [(state, node)] = starts.as_slice() {
            let mut only = self.share(*state, node, &mut Vec::new());
            let lead = if self.ways.from.is_some() { "today" } else { "start" };
            only.what.words = format!("{lead} in {}", self.name(*state));
            return only;
        }
        let parts = self.in_order(starts).map(|(state, node)| {
            let mut path = Vec::new();
            self.share(*state, node, &mut path)
        });
        let words = if self.ways.from.is_some() { "today" } else { "start" };
        let what = Part { words: words.to_owned(), ..Part::default() };
        Share { what, counts: self.totals.clone(), units: Vec::new(), parts: parts.collect() }
    }

    /// The share of the trials that enter a state after those of `path`, with its parts.
    fn share(&self, state: u16, node: &PathNode, path: &mut Vec<u16>) -> Share<Part> {
        let words = self.name(state);
        let what = Part { words, is_asked: false, after_return: node.after_return };
        let counts = by_outcome(node, self.ways.outcomes.len());
        let mut share = Share { what, counts, units: Vec::new(), parts: Vec::new() };
        let is_over = node.next.is_empty() && node.ended.len() == 1 && node.ended[0].0.0 == state;
        if is_over {
            let outcome = node.ended[0].0.1;
            share.what.is_asked = self.is_condition && outcome == 1;
            if !self.is_plain {
                share.what.words += &self.suffix(outcome);
            }
            return share;
        }
        path.push(state);
        for ((end, outcome), trials) in &node.ended {
            let words = self.ended(*end, *outcome, path);
            share.parts.push(self.leaf(words, *outcome, *trials));
        }
        let mut others = Vec::new();
        for (next, node) in self.in_order(&node.next) {
            if node.next.is_empty() || !self.is_below(DIVIDED, node) {
                share.parts.push(self.share(*next, node, path));
            } else if self.is_below(NAMED, node) {
                others.push((*next, node));
            } else {
                share.parts.extend(self.undivided(&[(*next, node)]));
            }
        }
        share.parts.extend(self.undivided(&others));
        path.pop();
        share
    }

    /// The shares of states that are entered next, without further division.
    fn undivided(&self, states: &[(u16, &PathNode)]) -> Vec<Share<Part>> {
        let name = match states {
            [] => return Vec::new(),
            [(state, _)] => self.name(*state),
            _ => "in other ways".to_owned(),
        };
        let mut all = PathNode::default();
        all.next.extend(states.iter().map(|(state, node)| (*state, (*node).clone())));
        let mut found: Vec<Share<Part>> = Vec::new();
        for ((end, outcome), trials) in all.ends() {
            let words = match (self.is_plain, self.is_condition, outcome) {
                (true, true, 0) => name.clone(),
                (true, ..) if self.name(end) == name => name.clone(),
                (true, ..) => format!("{name}, then {}", self.name(end)),
                (false, ..) => format!("{name}{}", self.suffix(outcome)),
            };
            let leaf = self.leaf(words, outcome, trials);
            match found.iter_mut().find(|share| share.what == leaf.what) {
                Some(share) => share.counts[usize::from(outcome)] += trials,
                None => found.push(leaf),
            }
        }
        found
    }

    fn leaf(&self, words: String, outcome: u16, trials: u64) -> Share<Part> {
        let mut counts = vec![0; self.ways.outcomes.len()];
        counts[usize::from(outcome)] = trials;
        let is_asked = self.is_condition && outcome == 1;
        let what = Part { words, is_asked, after_return: 0 };
        Share { what, counts, units: Vec::new(), parts: Vec::new() }
    }

    /// Words for the end of trials that enter no other state.
    fn ended(&self, end: u16, outcome: u16, path: &[u16]) -> String {
        let day = number::day_since(self.ways.until, self.ways.as_of.year());
        let is_last = path.last() == Some(&end);
        if is_last && self.is_end(end) {
            return self.outcome(outcome).to_owned();
        }
        let words = match (is_last, path.contains(&end)) {
            (true, _) => format!("still there on {day}"),
            (false, true) => format!("on {day} back in {}", self.name(end)),
            (false, false) => format!("then {}", self.name(end)),
        };
        if self.is_plain { words } else { words + &self.suffix(outcome) }
    }

    fn suffix(&self, outcome: u16) -> String {
        format!(": {}", self.outcome(outcome))
    }

    fn outcome(&self, outcome: u16) -> &str {
        &self.ways.outcomes[usize::from(outcome)]
    }

    fn is_end(&self, state: u16) -> bool {
        self.ways.ends[usize::from(state)]
    }

    /// Whether a node has less than `least` in 100, both of all trials and of those asked for.
    fn is_below(&self, least: u64, node: &PathNode) -> bool {
        let is_below =
            |part: u64, all: u64| u128::from(part) * 100 < u128::from(all) * u128::from(least);
        let asked = |counts: &[u64]| counts.last().copied().unwrap_or(0);
        let (own, all) = (by_outcome(node, self.ways.outcomes.len()), &self.totals);
        let is_rare = !self.is_condition || asked(&own) == 0 || is_below(asked(&own), asked(all));
        is_below(node.reached, self.ways.root.reached) && is_rare
    }

    /// The nodes in the order of their states in the file.
    fn in_order<'n>(
        &self,
        nodes: &'n [(u16, PathNode)],
    ) -> impl Iterator<Item = &'n (u16, PathNode)> + use<'_, 'n, 'w> {
        let of = |state: u16| nodes.iter().find(move |(s, _)| *s == state);
        self.ways.shown.iter().filter_map(move |state| of(*state))
    }

    fn by_any_way(&self, scale: &Scale) -> Vec<String> {
        let mut entered = vec![(0, 0); self.ways.states.len()];
        count_entries(&self.ways.root, &mut entered);
        let of = |state: &u16| (*state, entered[usize::from(*state)]);
        let several = self
            .ways
            .shown
            .iter()
            .map(of)
            .filter(|(_, (places, trials))| *places > 1 && scale.units_of(*trials) > 0);
        several
            .map(|(state, (_, trials))| format!("{} {}", self.name(state), scale.of_trials(trials)))
            .collect()
    }

    fn name(&self, state: u16) -> String {
        self.ways.states[usize::from(state)].replace('_', " ")
    }
}

/// The scale of printed shares.
struct Scale {
    decimals: usize,
    /// Number of trials, which are 100 in 100 whatever the parts of the tree sum to.
    trials: u64,
    /// Whether all trials are shown.
    is_whole: bool,
}

impl Scale {
    /// Formats a number of trials, rounded independently.
    fn of_trials(&self, trials: u64) -> String {
        text(self.units_of(trials), self.decimals)
    }

    fn units_of(&self, trials: u64) -> u64 {
        let all = 100.0 * 10_f64.powi(self.decimals as i32);
        (trials as f64 / self.trials.max(1) as f64 * all).round() as u64
    }
}

/// Formats units as a number in 100.
fn text(units: u64, decimals: usize) -> String {
    let hundred = 10_u64.pow(decimals as u32);
    if units == 100 * hundred {
        return "100".to_owned();
    }
    format!("{:.decimals$}", units as f64 / hundred as f64)
}

/// Turns a share into a tree; subtrees that are too deep are added to `deferred`.
fn tree(
    share: Share<Part>,
    depth: usize,
    scale: &Scale,
    deferred: &mut Vec<Share<Part>>,
    returns: &mut bool,
) -> Flow {
    let units = share.unit_count();
    let mut words = share.what.words.clone();
    let after_return = scale.units_of(share.what.after_return).min(units);
    if after_return > 0 && depth > 0 && scale.is_whole {
        *returns = true;
        words = format!("{words} ({} after going back)", text(after_return, scale.decimals));
    }
    let is_asked = share.what.is_asked;
    let number = text(units, scale.decimals);
    let fraction = units as f64 / (100 * 10_u64.pow(scale.decimals as u32)) as f64;
    if depth >= DEEPEST && !share.parts.is_empty() {
        deferred.push(share);
        words += " (goes on below)";
        return Flow { share: fraction, number, words, is_asked, ..Flow::default() };
    }
    let parts = share.parts.into_iter();
    let branches = parts.map(|part| tree(part, depth + 1, scale, deferred, returns)).collect();
    Flow { share: fraction, number, words, is_asked, branches }
}

fn by_outcome(node: &PathNode, outcomes: usize) -> Vec<u64> {
    let mut counts = vec![0; outcomes];
    for ((_, outcome), trials) in node.ends() {
        counts[usize::from(outcome)] += trials;
    }
    counts
}

/// Counts the places at which each state is entered, and the trials.
fn count_entries(node: &PathNode, entered: &mut [(usize, u64)]) {
    for (state, next) in &node.next {
        let entry = &mut entered[usize::from(*state)];
        *entry = (entry.0 + 1, entry.1 + next.reached);
        count_entries(next, entered);
    }
}
