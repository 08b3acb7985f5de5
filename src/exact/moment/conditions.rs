//! Conditions as nodes of a network: small ones as a table over the variables they read, large ones part by
//! part, so that no table has to cover all of them.

use super::nodes::{HOLDS, Inputs, Network, Scratch, TRUTHS};
use crate::diagnostic::{Diagnostic, Place};
use crate::exact::refusal::not_exact;
use crate::exact::row::RowFacts;
use crate::formula::bounds::Bounds;
use crate::formula::{Access, Compared, Condition, Number, Read};
use crate::inference::digits;
use crate::model::Asked;
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
        self.read_all(inputs, |visit| condition.for_each_read(visit))
    }

    /// Adds the nodes that a number reads.
    pub(super) fn read_number(
        &self,
        number: &Number,
        inputs: &mut Inputs,
    ) -> Result<(), Diagnostic> {
        self.read_all(inputs, |visit| number.for_each_read(visit))
    }

    fn read_all(
        &self,
        inputs: &mut Inputs,
        reads: impl FnOnce(&mut dyn FnMut(Read)),
    ) -> Result<(), Diagnostic> {
        let mut wrong = None;
        reads(&mut |read| wrong = wrong.take().or(self.read(read, inputs)));
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
        let cells = self.cells(&inputs);
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
            Condition::Compare(compared) if let Some(parts) = counted(compared) => {
                self.counted(compared, parts)
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
        let (parents, rows) = self.rows(inputs, 3, place, of)?;
        Ok(self.truths(parents, rows))
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
            let digits = digits(row, &sizes).into_iter();
            Some(of(&digits.map(|digit| TRUTHS[digit]).collect::<Vec<_>>()))
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
    fn counted(&mut self, compared: &Compared, parts: &[Condition]) -> Result<usize, Diagnostic> {
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

    /// Adds the evidence of a condition, clause by clause: those over one variable restrict its own node.
    pub(crate) fn learn(&mut self, condition: &Condition) -> Result<(), Diagnostic> {
        if let Condition::And(all) = condition {
            return all.iter().try_for_each(|clause| self.learn(clause));
        }
        let known = match condition {
            Condition::Is { variable, outcomes, .. } => self.of_variable[variable.index()]
                .map(|node| (node, outcomes.iter().map(|o| usize::from(*o)).collect())),
            _ => None,
        };
        let known = match known {
            Some(known) => known,
            None => (self.truth_node(condition)?, vec![HOLDS]),
        };
        self.known.push(known);
        Ok(())
    }

    /// The node of a part of an answer.
    pub(super) fn part(&mut self, part: &Asked) -> Result<usize, Diagnostic> {
        match part {
            Asked::Condition(condition) => self.truth_node(condition),
            Asked::Category(category) => {
                Ok(self.of_variable[category.variable.index()].unwrap_or(0))
            }
            Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number) => {
                self.number(number, None, self.model.variables[0].place)
            }
            Asked::Joint(_) => unreachable!("it has parts"),
        }
    }
}

/// The truth of a comparison of a count that lies between bounds with a fixed number.
pub(super) fn of_count(compared: &Compared, count: Bounds, facts: &RowFacts) -> Truth {
    Truth::of_known(match (&compared.left, &compared.right) {
        (Number::HowMany(_), other) if other.is_fixed() => {
            count.compare(compared.how, bounds(other, facts))
        }
        (other, _) => bounds(other, facts).compare(compared.how, count),
    })
}

/// The conditions that a comparison of a count with a fixed number counts.
fn counted(compared: &Compared) -> Option<&[Condition]> {
    match (&compared.left, &compared.right) {
        (Number::HowMany(parts), other) | (other, Number::HowMany(parts)) if other.is_fixed() => {
            Some(parts)
        }
        _ => None,
    }
}
