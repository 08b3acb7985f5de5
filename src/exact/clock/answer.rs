//! Answers questions on a clock: a forward pass for all that depend on the same variables, and a backward pass for
//! each `given`, if earlier steps are asked for.

use super::carried::Carried;
use super::layout::Layout;
use super::pass::{Layer, Pass, backward};
use super::summary::Summary;
use crate::diagnostic::{Code, Diagnostic};
use crate::exact::answers::{Exactly, Masses};
use crate::exact::questions::{self, Value, given, nothing, parts, step_of};
use crate::exact::refusal::followed;
use crate::formula::{Condition, Interned, Number, VariableId};
use crate::model::facts::{truth, value};
use crate::model::{Asked, Kind, Model, Question, Supposition, World};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The answers in one world.
#[derive(Default)]
pub(crate) struct Answered {
    /// Indexed by question.
    pub(crate) answers: Vec<Result<Exactly, Diagnostic>>,
    /// The log probability of the evidence, times the factors of reports.
    pub(crate) ln_kept: f64,
    /// The log probability of what is learnt for sure, without reports; NaN if it could not be computed.
    pub(crate) ln_sure: f64,
    /// Indexed by process, if requested; empty if it could not be computed.
    pub(crate) processes: Vec<Vec<f64>>,
    /// The most joint states of a step.
    pub(crate) states: usize,
}

/// A request: a question, by its index among those asked, or a process's states by step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ask {
    Question(usize),
    Process(VariableId),
}

/// The questions and the world to answer them in.
pub(crate) struct Clock<'a> {
    pub(crate) model: &'a Model,
    pub(crate) supposition: &'a Supposition,
    pub(crate) world: &'a World,
    /// The questions asked.
    pub(crate) questions: &'a [&'a Question],
}

/// The requests answered so far.
#[derive(Default)]
struct Progress {
    questions: Vec<Option<Result<Exactly, Diagnostic>>>,
    processes: Vec<(VariableId, Vec<f64>)>,
    ln_kept: f64,
    states: usize,
    /// The registers of passes that were too large, each with its refusal.
    too_large: Vec<(BTreeSet<String>, Diagnostic)>,
}

impl Clock<'_> {
    /// Answers every question; with `timelines`, also computes the states of every process at each step.
    pub(crate) fn answer(&self, timelines: bool) -> Answered {
        let all = self.model.variables.iter().enumerate().filter(|_| timelines);
        let processes = all.filter(|(_, v)| matches!(v.kind, Kind::Process(_)));
        let processes: Vec<_> =
            processes.map(|(id, _)| (VariableId(id as u32), Vec::new())).collect();
        let asks = (0..self.questions.len()).map(Ask::Question);
        let asks: Vec<Ask> =
            asks.chain(processes.iter().map(|(id, _)| Ask::Process(*id))).collect();
        let questions = vec![None; self.questions.len()];
        let mut progress = Progress { questions, processes, ..Progress::default() };
        for group in self.groups(&asks) {
            self.answer_group(&group, &mut progress);
        }
        let has_reports = !self.supposition.reports.is_empty();
        Answered {
            ln_sure: if has_reports { self.ln_sure() } else { progress.ln_kept },
            answers: progress.questions.into_iter().flatten().collect(),
            ln_kept: progress.ln_kept,
            processes: progress.processes.into_iter().map(|(_, chances)| chances).collect(),
            states: progress.states,
        }
    }

    /// The log probability of what is learnt for sure, without reports; NaN if it could not be computed.
    fn ln_sure(&self) -> f64 {
        let sure = self.supposition.sure();
        if !sure.learns() {
            return 0.0;
        }
        let carried = Carried::new((self.model, self.world), &sure, &[], &[], false);
        let kept = Layout::new(self.model, &carried).and_then(|layout| {
            let mut pass = Pass::new(self.model, &sure, self.world, (&carried, &layout));
            let layers = pass.forward(false, &mut |_, _| ())?;
            let clauses: Vec<&Condition> = sure.conditions().collect();
            let last = &layers[layers.len() - 1];
            let holds = pass.hold(last, &clauses);
            let kept = last.chances.iter().zip(holds).filter(|(_, holds)| *holds);
            pass.ln_of(kept.map(|(p, _)| p).sum())
        });
        kept.unwrap_or(f64::NAN)
    }

    fn carried(&self, asks: &[Ask]) -> Carried {
        let (mut questions, mut processes) = (Vec::new(), Vec::new());
        for ask in asks {
            match ask {
                Ask::Question(at) => questions.push(self.questions[*at]),
                Ask::Process(id) => processes.push(*id),
            }
        }
        Carried::new((self.model, self.world), self.supposition, &questions, &processes, false)
    }

    /// Groups requests: each joins one whose relevant variables include its own.
    fn groups(&self, asks: &[Ask]) -> Vec<Vec<Ask>> {
        let mut alone: Vec<(Ask, Carried)> =
            asks.iter().map(|ask| (*ask, self.carried(&[*ask]))).collect();
        alone.sort_by_key(|(_, own)| Reverse(own.relevant.iter().filter(|r| **r).count()));
        let mut groups: Vec<(Vec<Ask>, Carried)> = Vec::new();
        for (ask, own) in alone {
            match groups.iter_mut().find(|(_, widest)| own.is_within(widest)) {
                Some((group, _)) => group.push(ask),
                None => groups.push((vec![ask], own)),
            }
        }
        groups.into_iter().map(|(group, _)| group).collect()
    }

    /// Answers a group in one pass; if that is too large, each request in a pass of its own.
    fn answer_group(&self, group: &[Ask], progress: &mut Progress) {
        match (self.pass(group, progress), group) {
            (Ok(()), _) | (Err(_), [Ask::Process(_)]) => {}
            (Err(refusal), [Ask::Question(at)]) => progress.questions[*at] = Some(Err(refusal)),
            (Err(_), _) => {
                // the smallest first: a request that carries all that was too large is refused at once
                let mut alone = group.to_vec();
                alone.sort_by_key(|ask| self.carried(&[*ask]).registers.len());
                for ask in alone {
                    self.answer_group(&[ask], progress);
                }
            }
        }
    }

    fn pass(&self, group: &[Ask], progress: &mut Progress) -> Result<(), Diagnostic> {
        let carried = self.carried(group);
        let signature = carried.signature();
        if let Some((_, refusal)) =
            progress.too_large.iter().find(|(known, _)| known.is_subset(&signature))
        {
            return Err(refusal.clone());
        }
        let done = self.pass_with(group, &carried, progress);
        if let Err(refusal) = &done
            && refusal.code == Code::TooWide
        {
            progress.too_large.push((signature, refusal.clone()));
        }
        done
    }

    fn pass_with(
        &self,
        group: &[Ask],
        carried: &Carried,
        progress: &mut Progress,
    ) -> Result<(), Diagnostic> {
        let questions = group.iter().filter_map(|ask| match ask {
            Ask::Question(at) => Some(self.questions[*at]),
            Ask::Process(_) => None,
        });
        followed((self.model, self.supposition), &carried.relevant, questions)?;
        let layout = Layout::new(self.model, carried)?;
        let mut pass = Pass::new(self.model, self.supposition, self.world, (carried, &layout));
        let reads_past = |ask: &Ask| match ask {
            Ask::Question(at) => self.questions[*at].asked.passage().is_some(),
            Ask::Process(_) => true,
        };
        let is_conditional = |ask: &Ask| self.supposition.learns() || self.given(*ask).is_some();
        let keep = group.iter().any(|ask| reads_past(ask) && is_conditional(ask));
        let mut summary = Summary::new(self.model, carried);
        let layers = pass.forward(keep, &mut |layer, step| {
            summary.add((carried, &layout), layer, &layer.chances, step);
        })?;
        progress.states = progress.states.max(pass.most);
        Finish { clock: self, pass, layout: &layout, layers, summary }.answer(group, progress)
    }

    fn given(&self, ask: Ask) -> Option<&Condition> {
        match ask {
            Ask::Question(at) => given(self.questions[at]),
            Ask::Process(_) => None,
        }
    }
}

/// A completed forward pass.
struct Finish<'f, 'a> {
    clock: &'f Clock<'a>,
    pass: Pass<'f>,
    layout: &'f Layout,
    /// All layers, or the last one alone.
    layers: Vec<Layer>,
    /// The summary of every step, whatever happens later.
    summary: Summary,
}

impl Finish<'_, '_> {
    fn last(&self) -> &Layer {
        &self.layers[self.layers.len() - 1]
    }

    /// The requests that share a `given` are answered together.
    fn answer(&mut self, group: &[Ask], progress: &mut Progress) -> Result<(), Diagnostic> {
        let clock = self.clock;
        let evidence_clauses: Vec<&Condition> =
            clock.supposition.evidence.iter().map(|(c, _)| c).collect();
        let kept = self.marks(&evidence_clauses);
        let learns = clock.supposition.learns();
        progress.ln_kept = if learns { self.ln_of(self.total(&kept))? } else { 0.0 };
        let mut open = group.to_vec();
        while let Some(first) = open.first().copied() {
            let given = clock.given(first);
            let (same, others): (Vec<Ask>, Vec<Ask>) =
                open.into_iter().partition(|ask| clock.given(*ask) == given);
            open = others;
            let conditions: Vec<&Condition> =
                evidence_clauses.iter().copied().chain(given).collect();
            let marks = if given.is_some() { self.marks(&conditions) } else { kept.clone() };
            self.answer_among(&same, &marks, !learns && given.is_none(), progress)?;
        }
        Ok(())
    }

    /// For each final state: 1 if all conditions hold in it, otherwise 0.
    fn marks(&mut self, conditions: &[&Condition]) -> Vec<f64> {
        let holds = self.pass.hold(&self.layers[self.layers.len() - 1], conditions);
        holds.into_iter().map(|holds| f64::from(u8::from(holds))).collect()
    }

    fn total(&self, marks: &[f64]) -> f64 {
        self.last().chances.iter().zip(marks).map(|(p, m)| p * m).sum()
    }

    /// The log probability of what has this sum among the final states, times the factors of reports.
    fn ln_of(&self, total: f64) -> Result<f64, Diagnostic> {
        match self.pass.ln_of(total) {
            // what is impossible without the reports is so with them
            Err(_) if self.clock.ln_sure() == f64::NEG_INFINITY => Ok(f64::NEG_INFINITY),
            ln => ln,
        }
    }

    /// Answers the requests that share the same conditions.
    fn answer_among(
        &mut self,
        asks: &[Ask],
        marks: &[f64],
        everywhere: bool,
        progress: &mut Progress,
    ) -> Result<(), Diagnostic> {
        let total = self.total(marks);
        let ln_kept = self.ln_of(total)?;
        let past = (!everywhere && self.layers.len() > 1).then(|| self.past(marks));
        let divide = |all: &Vec<f64>| -> Vec<f64> {
            let of = |x: &f64| if total > 0.0 { (x / total).min(1.0) } else { 0.0 };
            all.iter().map(of).collect()
        };
        for ask in asks {
            let summary = past.as_ref().unwrap_or(&self.summary);
            match ask {
                Ask::Question(at) => {
                    let passage = self.clock.questions[*at].asked.passage();
                    let at_step = passage.and_then(|(c, day)| self.monitored(c, day));
                    let passed =
                        at_step.map(|at| divide(&summary.happened[at])).unwrap_or_default();
                    progress.questions[*at] =
                        Some(Ok(self.question(*at, marks, (total, ln_kept), passed)));
                }
                Ask::Process(id) => {
                    let found = progress.processes.iter_mut().find(|(known, _)| known == id);
                    let states = summary.states.iter().find(|(process, ..)| process == id);
                    if let (Some((_, chances)), Some((.., all))) = (found, states) {
                        *chances = divide(all);
                    }
                }
            }
        }
        Ok(())
    }

    /// The summary of every step, given that the pass ends in the marked states.
    fn past(&self, marks: &[f64]) -> Summary {
        let back = backward(&self.layers, marks.to_vec());
        let carried = self.pass.joint.carried;
        let mut summary = Summary::new(self.clock.model, carried);
        for (step, (layer, after)) in self.layers.iter().zip(&back).enumerate() {
            let weights: Vec<f64> = layer.chances.iter().zip(after).map(|(p, w)| p * w).collect();
            summary.add((carried, self.layout), layer, &weights, step);
        }
        summary
    }

    fn monitored(&self, condition: &Interned<Condition>, day: Option<&Number>) -> Option<usize> {
        let model = self.clock.model;
        let until = day.map_or(Some(model.timeline.last()), |day| step_of(model, day))?;
        self.pass.joint.carried.happened(condition, until)
    }

    /// The answer to a question, given the marked final states: their sum and its log without the scale.
    fn question(
        &mut self,
        at: usize,
        marks: &[f64],
        (total, ln_kept): (f64, f64),
        passed: Vec<f64>,
    ) -> Exactly {
        let (model, asked) = (self.clock.model, &self.clock.questions[at].asked);
        if total <= 0.0 {
            return Exactly { passed: vec![0.0; passed.len()], ..nothing(model, asked) };
        }
        if let (Asked::Date(_), Some(_)) = (asked, asked.passage()) {
            let masses = Masses::Values(self.days(&passed));
            return Exactly { ln_kept, left_out: 0.0, masses, passed };
        }
        let (layer, joint) = (&self.layers[self.layers.len() - 1], &mut self.pass.joint);
        let parts = parts(asked);
        let states = layer.keys.iter().zip(&layer.chances).zip(marks);
        let cases = states.filter_map(|((key, p), mark)| {
            let weight = p * mark / total;
            (weight > 0.0).then(|| {
                joint.load(key, model.timeline.last(), false);
                let look = joint.look(false, None);
                let value = |part: &&Asked| match part {
                    Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number) => {
                        Value::Number(value(number, &look))
                    }
                    Asked::Condition(condition) => Value::Truth(truth(condition, &look)),
                    Asked::Category(category) => Value::Outcome(joint.category(category)),
                    Asked::Joint(_) => unreachable!("it has parts"),
                };
                (parts.iter().map(value).collect(), weight)
            })
        });
        Exactly { passed, ..questions::answer(model, asked, ln_kept, cases) }
    }

    /// The dates of a first passage with their probabilities.
    fn days(&self, passed: &[f64]) -> Vec<(f64, f64)> {
        let mut before = 0.0;
        let mut found = Vec::new();
        for (day, so_far) in self.clock.model.timeline.days.iter().zip(passed) {
            if *so_far > before {
                found.push((*day, so_far - before));
            }
            before = before.max(*so_far);
        }
        if before < 1.0 {
            found.push((f64::INFINITY, 1.0 - before));
        }
        found
    }
}
