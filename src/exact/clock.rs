//! Exact answers on a clock: a forward pass for all questions that depend on the same variables, and a
//! backward pass for each `given`, if earlier steps are asked for.

use super::answers::{Exactly, Masses};
use super::asks::{self, values};
use super::layout::Layout;
use super::needs::Needs;
use super::pass::{Layer, Pass, backward};
use super::refusal::not_exact;
use super::scene::Scene;
use super::seen::Seen;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::{Category, Condition, Interned, Number, VariableId};
use crate::model::facts::{Truth, truth, value};
use crate::model::{Asked, Kind, Model, Question, Supposition, World};
use std::collections::BTreeSet;

/// The answers in one world.
pub(super) struct Answered {
    /// Indexed by question.
    pub(super) answers: Vec<Result<Exactly, Diagnostic>>,
    /// The log probability of the evidence.
    pub(super) ln_kept: f64,
    /// Indexed by process, if requested; empty if it could not be computed.
    pub(super) processes: Vec<Vec<f64>>,
    /// The most joint states of a step.
    pub(super) states: usize,
    /// The registers of passes that were too large, each with its refusal.
    too_much: Vec<(BTreeSet<String>, Diagnostic)>,
}

/// A request: a question, by its index among those asked, or a process's states by step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ask {
    Question(usize),
    Process(VariableId),
}

/// The answer to a request.
enum Told {
    Question(usize, Exactly),
    Process(VariableId, Vec<f64>),
}

/// The questions and the world to answer them in.
pub(super) struct Clock<'a> {
    pub(super) model: &'a Model,
    pub(super) supposition: &'a Supposition,
    pub(super) world: &'a World,
    /// The questions asked.
    pub(super) questions: &'a [&'a Question],
}

impl Clock<'_> {
    /// Answers every question; with `timelines`, also computes the states of every process at each step.
    pub(super) fn answer(&self, timelines: bool) -> Answered {
        let processes: Vec<VariableId> = if timelines { self.processes() } else { Vec::new() };
        let asks = (0..self.questions.len()).map(Ask::Question);
        let asks: Vec<Ask> = asks.chain(processes.iter().copied().map(Ask::Process)).collect();
        let mut answered = Answered {
            answers: Vec::new(),
            ln_kept: 0.0,
            processes: vec![Vec::new(); processes.len()],
            states: 0,
            too_much: Vec::new(),
        };
        let mut answers: Vec<Option<Result<Exactly, Diagnostic>>> =
            vec![None; self.questions.len()];
        for group in self.groups(&asks) {
            for (asked, told) in self.together(&group, &mut answered) {
                match (asked, told) {
                    (Ask::Question(at), Err(refusal)) => answers[at] = Some(Err(refusal)),
                    (_, Ok(told)) => {
                        for told in told {
                            match told {
                                Told::Question(at, exactly) => answers[at] = Some(Ok(exactly)),
                                Told::Process(id, chances) => {
                                    let at = processes.iter().position(|p| *p == id);
                                    answered.processes[at.unwrap_or(0)] = chances;
                                }
                            }
                        }
                    }
                    (Ask::Process(_), Err(_)) => {}
                }
            }
        }
        answered.answers = answers.into_iter().flatten().collect();
        answered
    }

    fn given(&self, ask: Ask) -> Option<&Condition> {
        match ask {
            Ask::Question(at) => self.questions[at].given.as_ref().map(|(c, _)| c),
            Ask::Process(_) => None,
        }
    }

    fn processes(&self) -> Vec<VariableId> {
        let all = self.model.variables.iter().enumerate();
        let processes = all.filter(|(_, v)| matches!(v.kind, Kind::Process(_)));
        processes.map(|(id, _)| VariableId(id as u32)).collect()
    }

    fn needs(&self, asks: &[Ask]) -> Needs {
        let (mut questions, mut processes) = (Vec::new(), Vec::new());
        for ask in asks {
            match ask {
                Ask::Question(at) => questions.push(self.questions[*at]),
                Ask::Process(id) => processes.push(*id),
            }
        }
        Needs::new((self.model, self.world), self.supposition, &questions, &processes, false)
    }

    /// Groups requests: each joins one whose relevant variables include its own.
    fn groups(&self, asks: &[Ask]) -> Vec<Vec<Ask>> {
        let mut alone: Vec<(Ask, Needs)> =
            asks.iter().map(|ask| (*ask, self.needs(&[*ask]))).collect();
        let size = |needs: &Needs| needs.relevant.iter().filter(|r| **r).count();
        alone.sort_by_key(|(_, needs)| std::cmp::Reverse(size(needs)));
        let mut groups: Vec<(Vec<Ask>, Needs)> = Vec::new();
        for (ask, needs) in alone {
            match groups.iter_mut().find(|(_, widest)| needs.is_within(widest)) {
                Some((group, _)) => group.push(ask),
                None => groups.push((vec![ask], needs)),
            }
        }
        groups.into_iter().map(|(group, _)| group).collect()
    }

    /// Answers a group in one pass; if that is too large, each request in a pass of its own.
    fn together(
        &self,
        group: &[Ask],
        answered: &mut Answered,
    ) -> Vec<(Ask, Result<Vec<Told>, Diagnostic>)> {
        match self.pass(group, answered) {
            Ok(told) => vec![(group[0], Ok(told))],
            Err(refusal) if group.len() == 1 => vec![(group[0], Err(refusal))],
            Err(_) => {
                // the smallest first: a request that carries all that was too large is refused at once
                let mut alone = group.to_vec();
                alone.sort_by_key(|ask| self.needs(&[*ask]).registers.len());
                alone.into_iter().map(|ask| (ask, self.pass(&[ask], answered))).collect()
            }
        }
    }

    fn pass(&self, group: &[Ask], answered: &mut Answered) -> Result<Vec<Told>, Diagnostic> {
        let needs = self.needs(group);
        let carried = needs.signature();
        if let Some((_, refusal)) = answered.too_much.iter().find(|(c, _)| c.is_subset(&carried)) {
            return Err(refusal.clone());
        }
        let told = self.pass_over(group, &needs, answered);
        if let Err(refusal) = &told
            && refusal.code == Code::TooWide
        {
            answered.too_much.push((carried, refusal.clone()));
        }
        told
    }

    fn pass_over(
        &self,
        group: &[Ask],
        needs: &Needs,
        answered: &mut Answered,
    ) -> Result<Vec<Told>, Diagnostic> {
        let Some(layout) = Layout::new(self.model, needs) else {
            let what = "what has to be carried from step to step fits no joint state";
            return Err(not_exact(self.model.variables[0].place, what));
        };
        let both = (needs, &layout);
        let mut pass = Pass::new(self.model, self.supposition, self.world, both);
        let past = |ask: &Ask| match ask {
            Ask::Question(at) => self.questions[*at].asked.passage().is_some(),
            Ask::Process(_) => true,
        };
        let depends = |ask: &Ask| {
            !self.supposition.evidence.is_empty()
                || matches!(ask, Ask::Question(at) if self.questions[*at].given.is_some())
        };
        let keep = group.iter().any(|ask| past(ask) && depends(ask));
        let mut seen = Seen::new(self.model, needs);
        let layers = pass.forward(keep, &mut |_, layer, step| {
            seen.see(needs, &layout, layer, &layer.chances, step);
        })?;
        answered.states = answered.states.max(pass.most);
        let mut finish = Finish { clock: self, pass, needs, layout: &layout, layers, seen };
        let (told, ln_kept) = finish.tell(group);
        answered.ln_kept = ln_kept;
        Ok(told)
    }
}

/// A completed forward pass.
struct Finish<'f, 'a> {
    clock: &'f Clock<'a>,
    pass: Pass<'f>,
    needs: &'f Needs,
    layout: &'f Layout,
    layers: Vec<Layer>,
    seen: Seen,
}

impl Finish<'_, '_> {
    fn last(&self) -> usize {
        self.clock.model.timeline.last()
    }

    /// For each final state: 1 if all conditions hold in it, otherwise 0.
    fn hold(&mut self, conditions: &[&Condition]) -> Vec<f64> {
        let last = self.last();
        let layer = &self.layers[self.layers.len() - 1];
        let scene = &mut self.pass.scene;
        let of = |key| {
            scene.load(key, last, false);
            let look = scene.look(false, None);
            f64::from(u8::from(conditions.iter().all(|c| truth(c, &look) == Truth::True)))
        };
        layer.keys.iter().map(of).collect()
    }

    fn tell(&mut self, group: &[Ask]) -> (Vec<Told>, f64) {
        let clock = self.clock;
        let learnt: Vec<&Condition> = clock.supposition.evidence.iter().map(|(c, _)| c).collect();
        let kept = self.hold(&learnt);
        let ln_kept = if learnt.is_empty() { 0.0 } else { libm::log(self.total(&kept)) };
        let mut told = Vec::new();
        let mut open = group.to_vec();
        while let Some(first) = open.first().copied() {
            let given = clock.given(first);
            let (same, others): (Vec<Ask>, Vec<Ask>) =
                open.into_iter().partition(|ask| clock.given(*ask) == given);
            open = others;
            let conditions: Vec<&Condition> = learnt.iter().copied().chain(given).collect();
            let marks = if given.is_some() { self.hold(&conditions) } else { kept.clone() };
            told.extend(self.among(&same, &marks, conditions.is_empty()));
        }
        (told, ln_kept)
    }

    fn total(&self, marks: &[f64]) -> f64 {
        let layer = &self.layers[self.layers.len() - 1];
        layer.chances.iter().zip(marks).map(|(p, m)| p * m).sum()
    }

    /// Answers the requests that share the same conditions.
    fn among(&mut self, asks: &[Ask], marks: &[f64], everywhere: bool) -> Vec<Told> {
        let total = self.total(marks);
        let past = if everywhere || self.layers.len() == 1 { None } else { Some(self.past(marks)) };
        let seen = past.as_ref().unwrap_or(&self.seen);
        let divide = |x: &f64| if total > 0.0 { (x / total).min(1.0) } else { 0.0 };
        let mut passed = Vec::new();
        for ask in asks {
            passed.push(match ask {
                Ask::Question(at) => {
                    let condition = self.clock.questions[*at].asked.passage();
                    let at = condition.and_then(|(c, day)| self.followed(c, day));
                    at.map(|at| seen.met[at].iter().map(divide).collect()).unwrap_or_default()
                }
                Ask::Process(id) => {
                    let of = seen.states.iter().find(|(process, ..)| process == id);
                    of.map(|(.., all)| all.iter().map(divide).collect()).unwrap_or_default()
                }
            });
        }
        let mut told = Vec::new();
        for (ask, passed) in asks.iter().zip(passed) {
            told.push(match ask {
                Ask::Process(id) => Told::Process(*id, passed),
                Ask::Question(at) => Told::Question(*at, self.question(*at, marks, total, passed)),
            });
        }
        told
    }

    /// The summary of every step, given that the pass ends in the marked states.
    fn past(&self, marks: &[f64]) -> Seen {
        let back = backward(&self.layers, marks.to_vec());
        let mut seen = Seen::new(self.clock.model, self.needs);
        for (step, (layer, after)) in self.layers.iter().zip(&back).enumerate() {
            let weights: Vec<f64> = layer.chances.iter().zip(after).map(|(p, w)| p * w).collect();
            seen.see(self.needs, self.layout, layer, &weights, step);
        }
        seen
    }

    fn followed(&self, condition: &Interned<Condition>, day: Option<&Number>) -> Option<usize> {
        let until = match day {
            Some(day) => self.clock.model.timeline.step_at(day.constant()?)?,
            None => self.last(),
        };
        self.needs.met(condition, until)
    }

    fn question(&mut self, at: usize, marks: &[f64], total: f64, passed: Vec<f64>) -> Exactly {
        let (model, asked) = (self.clock.model, &self.clock.questions[at].asked);
        let ln_kept = libm::log(total);
        let size = asks::size(model, asked);
        if total <= 0.0 {
            let masses = match size {
                Some(size) => Masses::Outcomes(vec![0.0; size]),
                None => Masses::Values(Vec::new()),
            };
            return Exactly { ln_kept, left_out: 0.0, masses, passed: vec![0.0; passed.len()] };
        }
        if let (Asked::Date(_), Some(_)) = (asked, asked.passage()) {
            let masses = Masses::Values(self.days(&passed));
            return Exactly { ln_kept, left_out: 0.0, masses, passed };
        }
        let mut cells = vec![0.0; size.unwrap_or(0)];
        let (mut left_out, mut numbers) = (0.0, Vec::new());
        let last = self.last();
        let layer = &self.layers[self.layers.len() - 1];
        for ((key, p), mark) in layer.keys.iter().zip(&layer.chances).zip(marks) {
            let weight = p * mark / total;
            if weight <= 0.0 {
                continue;
            }
            self.pass.scene.load(key, last, false);
            if let Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number) = asked
            {
                numbers.push((value(number, &self.pass.scene.look(false, None)), weight));
                continue;
            }
            match outcome(&self.pass.scene, asked, Some(0)) {
                Some(index) => cells[index] += weight,
                None => left_out += weight,
            }
        }
        let (masses, left_out) = match size {
            Some(_) => (Masses::Outcomes(cells), left_out),
            None => values(numbers, asked),
        };
        Exactly { ln_kept, left_out, masses, passed }
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

/// Appends the outcome of each part to a mixed-radix index; `None` if one is undefined.
fn outcome(scene: &Scene, asked: &Asked, index: Option<usize>) -> Option<usize> {
    match asked {
        Asked::Joint(all) => all.iter().fold(index, |index, (_, part)| outcome(scene, part, index)),
        Asked::Category(Category { variable, at }) => {
            let size = scene.model.variable(*variable).outcomes.len();
            let day = at.as_ref().and_then(|day| day.constant());
            let step = day.and_then(|day| scene.model.timeline.step_at(day));
            let kept = step.and_then(|step| scene.kept_outcome(*variable, step));
            let outcome = kept.unwrap_or(scene.now.outcomes[variable.index()]);
            index.map(|i| i * size + usize::from(outcome))
        }
        Asked::Condition(condition) => match truth(condition, &scene.look(false, None)) {
            Truth::True => index.map(|i| i * 2 + 1),
            Truth::False => index.map(|i| i * 2),
            Truth::Undefined => None,
        },
        Asked::Number(..) | Asked::Duration(_) | Asked::Date(_) => None,
    }
}
