//! The ways through a process as trees of 100 trials: each state is told where most trials first come
//! to it. Knows counts and names, no layout.

use super::document::Tree;
use super::number;
use crate::forecast::Ways;

/// A tree deeper than this goes on in another one, so that it stays on the page.
const DEEPEST: usize = 10;

/// The states of a process, each planted where most trials come to it first.
pub(super) struct Planted<'w> {
    ways: &'w Ways,
    /// By state, the state below which it is told with all that follows from it; none at the root.
    below: Vec<Option<usize>>,
    /// By state, its place among those that are told with what follows from them.
    place: Vec<Option<usize>>,
    /// Those of them whose tree is too deep to go on, in order: each begins a tree of its own.
    deferred: Vec<usize>,
    /// Whether any trial comes to a state again that is told already.
    pub(super) returns: bool,
}

impl<'w> Planted<'w> {
    /// Finds where each state is told.
    pub(super) fn new(ways: &'w Ways) -> Self {
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

    /// The trees, the first from the start on.
    pub(super) fn trees(&mut self) -> Vec<Tree> {
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
