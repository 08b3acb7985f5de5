//! The dependency graph of a model: the variables and parameters that each one reads. Every part that asks who reads
//! whom gets its answer here: the order of computation, advice, incremental drawing, exact inference and output.

use crate::formula::{Read, VariableId};
use crate::model::uncertain::UncertainNumber;
use std::collections::BTreeSet;

/// The dependency graph, indexed by id.
#[derive(Clone, Debug, Default)]
pub struct Dependencies {
    /// By variable.
    variables: Vec<Reads>,
    /// By id of an uncertain number: the parameters from which it is computed.
    numbers: Vec<Vec<VariableId>>,
}

/// The reads of a variable, each once and in the order as written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reads {
    pub(crate) at_start: Vec<Read>,
    /// `None` if they are those at the start.
    pub(crate) later: Option<Vec<Read>>,
}

impl Dependencies {
    /// Collects the reads of variables, and those of uncertain numbers.
    pub(crate) fn new(variables: Vec<Reads>, uncertain_numbers: &[UncertainNumber]) -> Self {
        let ids =
            uncertain_numbers.iter().map(|uncertain| uncertain.id.index() + 1).max().unwrap_or(0);
        let mut numbers = vec![Vec::new(); ids.max(variables.len())];
        for uncertain in uncertain_numbers {
            let reads = distinct(|visit| uncertain.number.for_each_read(visit));
            numbers[uncertain.id.index()] = reads.iter().map(|read| read.variable).collect();
        }
        Self { variables, numbers }
    }

    /// The reads of a variable to be computed at step 0.
    pub fn at_start(&self, id: VariableId) -> &[Read] {
        &self.variables[id.index()].at_start
    }

    /// The reads of a variable to be computed at a later step.
    pub fn later(&self, id: VariableId) -> &[Read] {
        let reads = &self.variables[id.index()];
        reads.later.as_ref().unwrap_or(&reads.at_start)
    }

    /// The reads of a variable at any step. Some may be there twice.
    pub fn reads(&self, id: VariableId) -> impl Iterator<Item = Read> {
        let reads = &self.variables[id.index()];
        reads.at_start.iter().chain(reads.later.iter().flatten()).copied()
    }

    /// The ids that a variable, or an uncertain number, reads. Some may be there twice.
    pub fn parents(&self, id: VariableId) -> impl Iterator<Item = VariableId> {
        let reads = self.variables.get(id.index()).into_iter();
        let of_variable = reads
            .flat_map(|r| r.at_start.iter().chain(r.later.iter().flatten()).map(|r| r.variable));
        of_variable.chain(self.numbers[id.index()].iter().copied())
    }

    /// By id: whether it is one of these or an ancestor of one. The ancestors of an id that `is_cut` are not followed.
    pub fn ancestors(
        &self,
        mut of: Vec<VariableId>,
        is_cut: impl Fn(VariableId) -> bool,
    ) -> Vec<bool> {
        let mut found = vec![false; self.numbers.len()];
        while let Some(id) = of.pop() {
            if !std::mem::replace(&mut found[id.index()], true) && !is_cut(id) {
                of.extend(self.parents(id));
            }
        }
        found
    }

    /// By id: whether it is one of these or a descendant of one. An id that `is_cut` descends from nothing.
    pub fn descendants(
        &self,
        mut of: Vec<VariableId>,
        is_cut: impl Fn(VariableId) -> bool,
    ) -> Vec<bool> {
        let mut readers: Vec<Vec<VariableId>> = vec![Vec::new(); self.numbers.len()];
        for id in (0..self.numbers.len() as u32).map(VariableId).filter(|id| !is_cut(*id)) {
            self.parents(id).for_each(|read| readers[read.index()].push(id));
        }
        let mut found = vec![false; self.numbers.len()];
        while let Some(id) = of.pop() {
            if !std::mem::replace(&mut found[id.index()], true) {
                of.append(&mut readers[id.index()]);
            }
        }
        found
    }
}

/// The reads that a walk visits, each once.
pub(crate) fn distinct(walk: impl FnOnce(&mut dyn FnMut(Read))) -> Vec<Read> {
    let (mut known, mut found) = (BTreeSet::new(), Vec::new());
    walk(&mut |read| {
        if known.insert(read) {
            found.push(read);
        }
    });
    found
}
