//! A network of tables as a loop over its variables, parents first.

use super::answers::{Answers, shares};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use std::collections::HashMap;

/// A variable: its parents with the number of rows that each of their outcomes spans, and
/// cumulative chances, row after row.
struct Node {
    name: String,
    outcomes: Vec<String>,
    parents: Vec<(usize, usize)>,
    cumulative: Vec<f64>,
}

/// Variables in an order in which parents come first.
pub(crate) struct Network {
    nodes: Vec<Node>,
}

impl Network {
    /// Reads BIF as `foretell export` writes it: a row a line, the states of its parents in front.
    pub(crate) fn read(text: &str) -> Self {
        let mut outcomes: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut blocks = Vec::new();
        let mut name = "";
        for line in text.lines().map(str::trim) {
            let words: Vec<&str> =
                line.split([' ', ',', ';', '(', ')']).filter(|word| !word.is_empty()).collect();
            match words.as_slice() {
                ["variable", variable, "{"] => name = variable,
                ["type", "discrete", "[", _, "]", "{", states @ .., "}"] => {
                    outcomes.insert(name, states.to_vec());
                }
                ["probability", child, "{"] => blocks.push((*child, Vec::new(), Vec::new())),
                ["probability", child, "|", parents @ .., "{"] => {
                    blocks.push((*child, parents.to_vec(), Vec::new()));
                }
                ["table", chances @ ..] => row_of(&mut blocks).push((Vec::new(), chances.to_vec())),
                row if line.starts_with('(') => {
                    let parents = blocks.last().map_or(0, |block| block.1.len());
                    let (states, chances) = row.split_at(parents);
                    row_of(&mut blocks).push((states.to_vec(), chances.to_vec()));
                }
                _ => {}
            }
        }
        let mut nodes: Vec<Node> = Vec::new();
        while nodes.len() < blocks.len() {
            let known = |name: &str| nodes.iter().position(|node| node.name == name);
            let next = blocks.iter().find(|(child, parents, _)| {
                known(child).is_none() && parents.iter().all(|parent| known(parent).is_some())
            });
            let (child, parents, rows) = next.expect("a network has no circle");
            let parents: Vec<_> =
                parents.iter().map(|parent| known(parent).expect("it comes first")).collect();
            let node = Node::new(child, &outcomes[child], &parents, rows, &nodes);
            nodes.push(node);
        }
        Self { nodes }
    }

    /// Returns the marginals of some variables; every variable is drawn in every trial.
    pub(crate) fn answers(&self, asked: &[&str], trials: u64) -> Answers {
        let place = |name: &&str| self.nodes.iter().position(|node| node.name == *name);
        let asked: Vec<usize> = asked.iter().filter_map(place).collect();
        let mut counts: Vec<Vec<u64>> =
            asked.iter().map(|at| vec![0; self.nodes[*at].outcomes.len()]).collect();
        let mut state = vec![0_usize; self.nodes.len()];
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        for _ in 0..trials {
            for (i, node) in self.nodes.iter().enumerate() {
                let row: usize = node.parents.iter().map(|(at, span)| state[*at] * span).sum();
                let width = node.outcomes.len() - 1;
                let cumulative = &node.cumulative[row * width..(row + 1) * width];
                let u: f64 = rng.random();
                state[i] = cumulative.iter().take_while(|p| u >= **p).count();
            }
            for (counts, at) in counts.iter_mut().zip(&asked) {
                counts[state[*at]] += 1;
            }
        }
        let mut answers = Answers::new();
        for (counts, at) in counts.iter().zip(&asked) {
            let node = &self.nodes[*at];
            let outcomes: Vec<&str> = node.outcomes.iter().map(String::as_str).collect();
            shares(&mut answers, &node.name, &outcomes, counts, trials);
        }
        answers
    }
}

/// The states of the parents and the chances, as words.
type Row<'a> = (Vec<&'a str>, Vec<&'a str>);

fn row_of<'a, 'b>(blocks: &'b mut [(&'a str, Vec<&'a str>, Vec<Row<'a>>)]) -> &'b mut Vec<Row<'a>> {
    &mut blocks.last_mut().expect("a row stands in a block").2
}

impl Node {
    fn new(
        name: &str,
        outcomes: &[&str],
        parents: &[usize],
        rows: &[Row],
        before: &[Self],
    ) -> Self {
        let mut span = 1;
        let mut spans: Vec<(usize, usize)> = Vec::new();
        for parent in parents.iter().rev() {
            spans.insert(0, (*parent, span));
            span *= before[*parent].outcomes.len();
        }
        let width = outcomes.len() - 1;
        let mut cumulative = vec![f64::NAN; span * width];
        for (states, chances) in rows {
            let row: usize = states
                .iter()
                .zip(&spans)
                .map(|(state, (parent, span))| {
                    let known = &before[*parent].outcomes;
                    known.iter().position(|known| known == state).expect("it is a state") * span
                })
                .sum();
            let mut below = 0.0;
            for (i, chance) in chances.iter().take(width).enumerate() {
                below += chance.parse::<f64>().expect("a chance is a number");
                cumulative[row * width + i] = below;
            }
        }
        let outcomes = outcomes.iter().map(|&outcome| outcome.to_owned()).collect();
        Self { name: name.to_owned(), outcomes, parents: spans, cumulative }
    }
}
