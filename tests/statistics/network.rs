//! A network of events as plain data: its scenario file, its exact joint distribution by
//! enumeration, and a slow, obvious sampler of it that can be told to have a bug.

use foretell::internal::numerics::stream::Key;
use std::fmt::Write as _;

/// An event with a table.
pub(crate) struct Node {
    /// The name.
    pub(crate) name: &'static str,
    /// The outcomes, in the order of their names.
    pub(crate) outcomes: &'static [&'static str],
    /// The parents, as indices of earlier nodes.
    pub(crate) parents: &'static [usize],
    /// A row of chances for each combination of parents, the last parent running fastest.
    pub(crate) rows: Vec<Vec<f64>>,
}

/// Nodes, each after its parents.
pub(crate) struct Network(pub(crate) Vec<Node>);

/// The bug of a sampler.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bug {
    /// No bug.
    None,
    /// The last two parents of a table change places.
    ParentsTransposed,
    /// Rows are taken in the order of the file, whatever parents they name.
    RowsByPosition,
    /// All events of a trial share one uniform.
    SharedUniform,
    /// The last outcome is never drawn.
    LastOutcomeLost,
    /// Evidence is treated as an intervention.
    DoForGiven,
}

/// Trials that share their streams' keys, as the engine has it.
const BLOCK: u64 = 1024;

impl Network {
    /// The scenario. The rows of each table stand in the file from the last to the first.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for node in &self.0 {
            let name = node.name;
            writeln!(text, "[event.{name}]").expect("a String takes all");
            let chances = |row: &[f64]| {
                let pairs = node.outcomes.iter().zip(row).map(|(o, p)| format!("{o} = {p:?}"));
                format!("outcomes = {{ {} }}", pairs.collect::<Vec<_>>().join(", "))
            };
            if node.parents.is_empty() {
                text += &chances(&node.rows[0]);
                text += "\n";
                continue;
            }
            let parents: Vec<&str> = node.parents.iter().map(|p| self.0[*p].name).collect();
            writeln!(text, "table = {{ given = {parents:?}, rows = [").expect("a String takes all");
            for at in (0..node.rows.len()).rev() {
                let mut named = String::new();
                for (parent, outcome) in node.parents.iter().zip(self.combination(node, at)) {
                    let parent = &self.0[*parent];
                    let outcome = parent.outcomes[outcome];
                    write!(named, "{} = \"{outcome}\", ", parent.name).expect("a String takes all");
                }
                let row = chances(&node.rows[at]);
                writeln!(text, "  {{ {named}{row} }},").expect("a String takes all");
            }
            text += "] }\n";
        }
        let names: Vec<&str> = self.0.iter().map(|node| node.name).collect();
        write!(text, "[question.all]\nask = {names:?}\n").expect("a String takes all");
        text
    }

    /// Returns the parents' outcomes of a row.
    fn combination(&self, node: &Node, row: usize) -> Vec<usize> {
        let mut left = row;
        let mut outcomes = Vec::new();
        for parent in node.parents.iter().rev() {
            let size = self.0[*parent].outcomes.len();
            outcomes.push(left % size);
            left /= size;
        }
        outcomes.reverse();
        outcomes
    }

    /// Returns the row of a node in a world, if its parents stand in that order.
    fn row(&self, parents: &[usize], world: &[usize]) -> usize {
        parents.iter().fold(0, |row, p| row * self.0[*p].outcomes.len() + world[*p])
    }

    /// The number of a world, the last node running fastest.
    pub(crate) fn cell(&self, world: &[usize]) -> usize {
        self.0.iter().zip(world).fold(0, |cell, (node, o)| cell * node.outcomes.len() + o)
    }

    /// The chance of every world.
    pub(crate) fn joint(&self) -> Vec<f64> {
        let cells = self.0.iter().map(|node| node.outcomes.len()).product();
        (0..cells).map(|cell| self.chance(&self.world(cell))).collect()
    }

    /// The world of a cell.
    pub(crate) fn world(&self, cell: usize) -> Vec<usize> {
        let mut left = cell;
        let mut world = Vec::new();
        for node in self.0.iter().rev() {
            world.push(left % node.outcomes.len());
            left /= node.outcomes.len();
        }
        world.reverse();
        world
    }

    fn chance(&self, world: &[usize]) -> f64 {
        let of = |(node, o): (&Node, &usize)| node.rows[self.row(node.parents, world)][*o];
        self.0.iter().zip(world).map(of).product()
    }

    /// Returns the chance that node `of` has an outcome, given the outcomes of other nodes.
    pub(crate) fn given(&self, of: (usize, usize), learnt: &[(usize, usize)]) -> f64 {
        let (mut hits, mut kept) = (0.0, 0.0);
        for (cell, p) in self.joint().iter().enumerate() {
            let world = self.world(cell);
            if learnt.iter().all(|(node, outcome)| world[*node] == *outcome) {
                kept += p;
                hits += if world[of.0] == of.1 { *p } else { 0.0 };
            }
        }
        hits / kept
    }

    /// Draws trials one by one and counts the worlds in which everything learnt holds.
    pub(crate) fn draw(
        &self,
        trials: u64,
        seed: u64,
        learnt: &[(usize, usize)],
        bug: Bug,
    ) -> Vec<u64> {
        let cells = self.0.iter().map(|node| node.outcomes.len()).product();
        let mut counts = vec![0; cells];
        for trial in 0..trials {
            let mut world = vec![0; self.0.len()];
            for (at, node) in self.0.iter().enumerate() {
                let made = learnt.iter().find(|(node, _)| *node == at);
                world[at] = match made {
                    Some((_, outcome)) if bug == Bug::DoForGiven => *outcome,
                    _ => self.outcome(node, &world, trial, seed, bug),
                };
            }
            if learnt.iter().all(|(node, outcome)| world[*node] == *outcome) {
                counts[self.cell(&world)] += 1;
            }
        }
        counts
    }

    fn outcome(&self, node: &Node, world: &[usize], trial: u64, seed: u64, bug: Bug) -> usize {
        let mut parents = node.parents.to_vec();
        if bug == Bug::ParentsTransposed && parents.len() > 1 {
            let last = parents.len() - 1;
            parents.swap(last, last - 1);
        }
        let mut row = self.row(&parents, world);
        if bug == Bug::RowsByPosition {
            row = node.rows.len() - 1 - row;
        }
        let name = if bug == Bug::SharedUniform { "one for all" } else { node.name };
        let outcome = pick(&node.rows[row], bits(Key::of(seed, name), 0, trial));
        let last = node.outcomes.len() - 1;
        if bug == Bug::LastOutcomeLost { outcome.min(last - 1) } else { outcome }
    }
}

/// The 64 bits that decide an outcome at a step of a trial.
pub(crate) fn bits(of_name: Key, step: u64, trial: u64) -> u64 {
    const OUTCOME: u64 = 0;
    let key = of_name.at(OUTCOME).at(step).at(trial / BLOCK);
    let lane = trial % BLOCK;
    let sixteen = (key.word(lane / 4) >> (16 * (lane % 4))) as u16;
    key.refine(sixteen, lane)
}

/// The first outcome whose cumulative chance lies above the uniform that the bits make.
pub(crate) fn pick(chances: &[f64], bits: u64) -> usize {
    let sum: f64 = chances.iter().sum();
    let last = chances.iter().rposition(|p| *p > 0.0).expect("something is possible");
    let mut below = 0.0;
    for (outcome, p) in chances[..last].iter().enumerate() {
        below += p;
        if bits < (below / sum * 2.0_f64.powi(64)) as u64 {
            return outcome;
        }
    }
    last
}
