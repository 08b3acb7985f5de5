//! Conditions as nodes of a network: small ones as a table over the variables they read, large ones part by
//! part, so that no table has to cover all of them.

use super::clamped::Clamped;
use super::facts::RowFacts;
use super::nodes::{Inputs, Network, Row, Scratch, TRUTHS};
use super::refusal::not_exact;
use crate::diagnostic::{Diagnostic, Place};
use crate::formula::bounds::Bounds;
use crate::formula::{Access, Condition, Number, Read};
use crate::model::facts::{Truth, bounds, truth};

/// Up to this many combinations, a condition has a single table.
const FEW: usize = 256;
/// A comparison with more combinations is too large for a table.
const MOST: usize = 1 << 20;

/// The number of conditions that hold so far: the least, and the most if all undefined ones hold.
type Count = (u32, u32);

impl Network<'_> {
    /// Adds the nodes that a condition reads.
    pub(super) fn read_condition(
        &self,
        condition: &Condition,
        inputs: &mut Inputs,
    ) -> Result<(), Diagnostic> {
        let mut wrong = None;
        condition.for_each_read(&mut |read| wrong = wrong.take().or(self.read(read, inputs)));
        wrong.map_or(Ok(()), Err)
    }

    /// Adds the nodes that a number reads.
    pub(super) fn read_number(
        &self,
        number: &Number,
        inputs: &mut Inputs,
    ) -> Result<(), Diagnostic> {
        let mut wrong = None;
        number.for_each_read(&mut |read| wrong = wrong.take().or(self.read(read, inputs)));
        wrong.map_or(Ok(()), Err)
    }

    fn read(&self, read: Read, inputs: &mut Inputs) -> Option<Diagnostic> {
        if read.access == Access::Parameter {
            return None;
        }
        let Some(node) = self.of_variable[read.variable.index()] else {
            let variable = self.model.variable(read.variable);
            let what = format!("`{}` is looked at before it comes about", variable.name);
            return Some(not_exact(variable.place, what));
        };
        if !inputs.variables.contains(&(read.variable, node)) {
            inputs.variables.push((read.variable, node));
        }
        None
    }

    /// Adds a node for the truth of a condition: false, true and, if possible, undefined.
    pub(super) fn truth_node(&mut self, condition: &Condition) -> Result<usize, Diagnostic> {
        let mut inputs = Inputs::default();
        self.read_condition(condition, &mut inputs)?;
        let cells = inputs.nodes().iter().map(|n| self.size(*n)).fold(1, usize::saturating_mul);
        let is_whole = !matches!(
            condition,
            Condition::Not(_) | Condition::And(_) | Condition::Or(_) | Condition::If(..)
        );
        if cells <= FEW || (is_whole && cells <= MOST) {
            return self.truth_table(&inputs, &mut |facts| truth(condition, facts));
        }
        match condition {
            Condition::Not(a) => {
                let a = self.truth_node(a)?;
                Ok(self.combined(&[a], &|truths| truths[0].negated()))
            }
            Condition::And(all) => self.folded(all, &|truths| truths[0].min(truths[1])),
            Condition::Or(any) => self.folded(any, &|truths| truths[0].max(truths[1])),
            Condition::If(c, a, b) => {
                let parts = [self.truth_node(c)?, self.truth_node(a)?, self.truth_node(b)?];
                Ok(self.combined(&parts, &|truths| match truths[0] {
                    Truth::True => truths[1],
                    Truth::False => truths[2],
                    Truth::Undefined if truths[1] == truths[2] => truths[1],
                    Truth::Undefined => Truth::Undefined,
                }))
            }
            Condition::Compare(_, Number::HowMany(parts), other) if other.is_fixed() => {
                self.counted(condition, parts)
            }
            Condition::Compare(_, other, Number::HowMany(parts)) if other.is_fixed() => {
                self.counted(condition, parts)
            }
            _ => {
                let place = self.place_of(&inputs);
                let what = format!("a comparison reads {cells} combinations of values: too many");
                Err(not_exact(place, what))
            }
        }
    }

    fn place_of(&self, inputs: &Inputs) -> Place {
        let first = inputs.variables.first().map_or(0, |(id, _)| id.index());
        self.model.variables[first].place
    }

    fn truth_table(
        &mut self,
        inputs: &Inputs,
        of: &mut dyn FnMut(&RowFacts) -> Truth,
    ) -> Result<usize, Diagnostic> {
        let place = self.place_of(inputs);
        let (parents, rows) =
            self.rows(inputs, 3, place, &mut |facts| Ok(vec![f64::from(of(facts) as u8)]))?;
        let truth = |row: &Option<Row>| match row {
            Some(Ok(truth)) => {
                Some([Truth::False, Truth::Undefined, Truth::True][truth[0] as usize])
            }
            _ => None,
        };
        Ok(self.truths(parents, rows.iter().map(truth).collect()))
    }

    /// Adds a node whose truth is determined by its parents, row by row; `None` for an impossible row.
    fn truths(&mut self, parents: Vec<usize>, rows: Vec<Option<Truth>>) -> usize {
        let width = if rows.contains(&Some(Truth::Undefined)) { 3 } else { 2 };
        let mut table = vec![0.0; rows.len() * width];
        for (at, row) in rows.into_iter().enumerate() {
            if let Some(found) = row.and_then(|row| TRUTHS.iter().position(|t| *t == row)) {
                table[at * width + found] = 1.0;
            }
        }
        self.add(parents, table, Vec::new(), Vec::new())
    }

    /// Adds a node whose truth depends on the truths of other nodes.
    fn combined(&mut self, parts: &[usize], of: &dyn Fn(&[Truth]) -> Truth) -> usize {
        let sizes: Vec<usize> = parts.iter().map(|n| self.size(*n)).collect();
        let row = |row: usize| {
            let mut left = row;
            let mut truths = vec![Truth::False; parts.len()];
            for (truth, size) in truths.iter_mut().zip(&sizes).rev() {
                *truth = TRUTHS[left % size];
                left /= size;
            }
            Some(of(&truths))
        };
        let rows = (0..sizes.iter().product()).map(row).collect();
        self.truths(parts.to_vec(), rows)
    }

    fn folded(
        &mut self,
        parts: &[Condition],
        of: &dyn Fn(&[Truth]) -> Truth,
    ) -> Result<usize, Diagnostic> {
        let mut so_far: Option<usize> = None;
        for part in parts {
            let node = self.truth_node(part)?;
            so_far = Some(match so_far {
                Some(before) => self.combined(&[before, node], of),
                None => node,
            });
        }
        Ok(so_far.unwrap_or_else(|| self.truths(Vec::new(), vec![Some(of(&[Truth::True; 2]))])))
    }

    /// Adds a comparison of the number of conditions that hold, counting them one after another.
    fn counted(&mut self, compared: &Condition, parts: &[Condition]) -> Result<usize, Diagnostic> {
        // if none is undefined, each has a table: the count so far, whether it holds, the new count
        let n = parts.len();
        let least = (1..=n).fold(0_usize, |cells, k| cells.saturating_add(2 * k * (k + 1)));
        self.room(least)?;
        let mut so_far: Option<(usize, Vec<Count>)> = None;
        for part in parts {
            let node = self.truth_node(part)?;
            let before = so_far.as_ref().map_or_else(|| vec![(0, 0)], |(_, counts)| counts.clone());
            let size = self.size(node);
            let after = |count: Count, truth: Truth| match truth {
                Truth::False => count,
                Truth::True => (count.0 + 1, count.1 + 1),
                Truth::Undefined => (count.0, count.1 + 1),
            };
            let found: Vec<Count> = before
                .iter()
                .flat_map(|count| TRUTHS[..size].iter().map(|truth| after(*count, *truth)))
                .collect();
            let mut counts = found.clone();
            counts.sort_unstable();
            counts.dedup();
            let mut table = vec![0.0; found.len() * counts.len()];
            for (row, count) in found.iter().enumerate() {
                let at = counts.binary_search(count).unwrap_or(0);
                table[row * counts.len() + at] = 1.0;
            }
            let parents = so_far.into_iter().map(|(count, _)| count).chain([node]).collect();
            so_far = Some((self.add(parents, table, Vec::new(), Vec::new()), counts));
        }
        let scratch = Scratch::new(self);
        let of = |(low, high): &Count| {
            let bounds = Bounds { low: f64::from(*low), high: f64::from(*high) };
            Some(of_count(compared, bounds, &scratch.facts(self)))
        };
        let (count, counts) = so_far.unwrap_or_default();
        let rows = counts.iter().map(of).collect();
        Ok(self.truths(vec![count], rows))
    }

    /// Returns the evidence of a condition, clause by clause: those over one variable restrict its own node.
    pub(super) fn learn(&mut self, condition: &Condition) -> Result<Vec<Known>, Diagnostic> {
        match condition {
            Condition::And(all) => {
                let mut known = Vec::new();
                for clause in all {
                    known.extend(self.learn(clause)?);
                }
                Ok(known)
            }
            Condition::Is { variable, outcomes, .. }
                if self.of_variable[variable.index()].is_some() =>
            {
                let node = self.of_variable[variable.index()].unwrap_or(0);
                Ok(vec![Known { node, values: outcomes.iter().map(|o| usize::from(*o)).collect() }])
            }
            other => {
                let truth_is = TRUTHS.iter().position(|t| *t == Truth::True).unwrap_or(1);
                Ok(vec![Known { node: self.truth_node(other)?, values: vec![truth_is] }])
            }
        }
    }
}

/// The truth of a comparison of a count that lies between bounds with a fixed number.
pub(super) fn of_count(compared: &Condition, count: Bounds, facts: &RowFacts) -> Truth {
    Truth::of_known(match compared {
        Condition::Compare(how, Number::HowMany(_), other) if other.is_fixed() => {
            count.compare(*how, bounds(other, facts))
        }
        Condition::Compare(how, other, _) => bounds(other, facts).compare(*how, count),
        _ => unreachable!("only comparisons are counted"),
    })
}

/// The values that a node may have, given evidence.
#[derive(Clone)]
pub(super) struct Known {
    node: usize,
    values: Vec<usize>,
}

impl Known {
    /// Restricts the node to these values.
    pub(super) fn clamp(&self, clamped: &mut Clamped) {
        clamped.keep(self.node, |value| self.values.contains(&value));
    }
}
