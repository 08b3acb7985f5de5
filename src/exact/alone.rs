//! Finds out whether a question is too large by itself, without computing its answer.

use super::asks::reads_of;
use super::clamped::Clamped;
use super::elimination::Problem;
use super::moment::{Group, nodes};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Question;

impl Group<'_> {
    /// Whether one of some questions is too wide by itself: the last ones in the order of causes are looked at first, as
    /// they come from most.
    pub(super) fn is_one_too_wide(&self, asked: &[&Question]) -> bool {
        let mut place = vec![0; self.model.variables.len()];
        for (at, id) in self.model.at_start.iter().enumerate() {
            place[id.index()] = at;
        }
        let last = |question: &&Question| {
            let read = reads_of(question, self.supposition);
            read.iter().map(|id| place.get(id.index()).copied().unwrap_or(0)).max()
        };
        let mut asked = asked.to_vec();
        asked.sort_by_cached_key(|question| std::cmp::Reverse(last(question)));
        let is_too_wide = |question: &&Question| {
            let found = self.problem(&[*question]).map(|found| found.map(|it| it.within_bounds()));
            matches!(found, Ok(Some(Err(fault))) if fault.code == Code::TooWide)
        };
        asked.iter().any(is_too_wide)
    }

    /// The problem of some questions, for its size alone; `None` if the evidence excludes itself.
    fn problem(&self, asked: &[&Question]) -> Result<Option<Problem>, Diagnostic> {
        let (mut network, known) = self.network(asked)?;
        let mut columns = Vec::new();
        for question in asked {
            columns.push(nodes(&mut network, &question.asked)?);
        }
        let mut clamped = Clamped::new(&network, network.nodes.len());
        for k in &known {
            k.clamp(&mut clamped);
        }
        Ok(clamped.problem(&network, &columns).map(|(problem, _)| problem))
    }
}
