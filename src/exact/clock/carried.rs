//! Finds all that has to be carried from step to step to answer questions: the relevant variables, and which of their
//! values are read later.

use super::counters::Counted;
use super::register::{Kept, Register};
use crate::exact::questions::{parts, reads_of, relevant, step_of};
use crate::formula::{
    self, Access, Category, Condition, Interned, Number, Part, Reading, VariableId,
};
use crate::model::monitors::{self, Followed};
use crate::model::{Asked, Kind, Model, Process, Question, Settled, Supposition, World};
use std::collections::BTreeSet;

/// The values carried for some questions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Carried {
    /// By variable: whether it is relevant.
    pub(super) relevant: Vec<bool>,
    /// Conditions for which it is carried whether they have held up to and including a step.
    pub(super) happened: Vec<(Interned<Condition>, usize)>,
    /// Conditions whose first step is carried.
    pub(super) first: Vec<Interned<Condition>>,
    /// Conditions whose steps are counted.
    pub(super) count: Vec<Counted>,
    /// Truth values and outcomes to keep, with their steps.
    pub(super) kept: Vec<(Kept, usize)>,
    /// By entry of `kept`: whether it is a clause of the evidence, so that states in which it fails are
    /// dropped.
    pub(super) is_given: Vec<bool>,
    /// By entry of `happened`: whether the evidence says that it is not so, so that states in which it is are dropped.
    pub(super) is_never: Vec<bool>,
    /// Numbers to keep, with their steps.
    pub(super) kept_numbers: Vec<(Interned<Number>, usize)>,
    /// The number of entries of `kept` that are carried on; those after them are read at their own step alone.
    pub(super) lasting: usize,
    /// The number of entries of `kept_numbers` that are carried on.
    pub(super) lasting_numbers: usize,
    /// The registers, in the order of the key.
    pub(crate) registers: Vec<Register>,
}

impl Carried {
    /// Finds the values for questions and evidence; with `story`, those of every outcome.
    pub(crate) fn new(
        (model, world): (&Model, &World),
        supposition: &Supposition,
        questions: &[&Question],
        further: &[VariableId],
        story: bool,
    ) -> Self {
        let mut requested = further.to_vec();
        requested.extend(questions.iter().flat_map(|q| reads_of(q, supposition)));
        // also where no question is asked, as of the states of processes
        supposition.for_each_variable(&mut |id| requested.push(id));
        let mut carried =
            Self { relevant: relevant(model, supposition, &requested), ..Self::default() };
        for (id, variable) in model.variables.iter().enumerate() {
            if carried.relevant[id] {
                monitors::for_each_part(variable, &mut |part| carried.track(model, part));
            }
        }
        let clauses = supposition.evidence.iter().map(|(condition, _)| condition);
        for condition in clauses.chain(questions.iter().filter_map(|q| Some(&q.given.as_ref()?.0)))
        {
            condition.walk(&mut |part, _| carried.track(model, part));
        }
        for question in questions {
            carried.ask(model, &question.asked);
        }
        carried.hear(model, supposition);
        carried.count.iter_mut().for_each(|counted| counted.bound(world, model.timeline.last()));
        carried.is_given = vec![false; carried.kept.len()];
        carried.is_never = vec![false; carried.happened.len()];
        supposition.evidence.iter().for_each(|(condition, _)| carried.learn(model, condition));
        carried.carry(model, supposition, questions, further, story);
        carried
    }

    /// Whether every relevant variable is relevant in `other` too.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.relevant.iter().zip(&other.relevant).all(|(mine, theirs)| *theirs || !*mine)
    }

    /// The registers by name, for comparison with those of other questions.
    pub(super) fn signature(&self) -> BTreeSet<String> {
        let name = |register: &Register| match register {
            Register::Happened(at) => format!("met {:?}", self.happened[*at]),
            Register::First(at) => format!("first {:?}", self.first[*at]),
            Register::Count(at) => self.count[*at].signature(),
            Register::Kept(at) => format!("kept {:?}", self.kept[*at]),
            Register::KeptNumber(at) => format!("kept {:?}", self.kept_numbers[*at]),
            plain => format!("{plain:?}"),
        };
        self.registers.iter().map(name).collect()
    }

    /// Whether the moment at which a delay ends is carried.
    pub(super) fn counts_moments(&self, id: VariableId) -> bool {
        self.registers.contains(&Register::Moment(id))
    }

    /// Whether the time that a process has spent in its state is carried.
    pub(super) fn carries_entry(&self, id: VariableId) -> bool {
        self.registers.contains(&Register::Entered(id))
    }

    /// The index of a condition that has held by a step.
    pub(super) fn happened(&self, condition: &Interned<Condition>, until: usize) -> Option<usize> {
        self.happened.iter().position(|(known, step)| *step == until && known == condition)
    }

    fn ask(&mut self, model: &Model, asked: &Asked) {
        let last = model.timeline.last();
        if let Some((condition, day)) = asked.passage() {
            let until = day.map_or(Some(last), |day| step_of(model, day));
            if let Some(until) = until {
                self.note_happening(condition, until);
            }
            if let Asked::Date(_) = asked {
                condition.walk(&mut |part, _| self.track(model, part));
                return;
            }
        }
        for part in parts(asked) {
            let mut track = |part: Part| self.track(model, part);
            match part {
                Asked::Condition(condition) => condition.walk(&mut |part, _| track(part)),
                Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number) => {
                    number.walk(&mut |part, _| track(part));
                }
                Asked::Category(Category { variable, at }) => {
                    if let Some(step) = at.as_ref().and_then(|day| step_of(model, day)) {
                        push(&mut self.kept, (Kept::Outcome(*variable), step));
                    }
                }
                Asked::Joint(_) => {}
            }
        }
    }

    /// Finds the clauses of the evidence that are decided at a single step, or as soon as something happens.
    fn learn(&mut self, model: &Model, condition: &Condition) {
        match condition {
            Condition::And(clauses) => clauses.iter().for_each(|clause| self.learn(model, clause)),
            Condition::At(inner, day) => {
                let step = step_of(model, day);
                let is_it = |(kept, when): &(Kept, usize)| {
                    Some(*when) == step && matches!(kept, Kept::Truth(known) if known == inner)
                };
                if let Some(at) = self.kept.iter().position(is_it) {
                    self.is_given[at] = true;
                }
            }
            Condition::Not(inner) => {
                let at = match &**inner {
                    Condition::Ever(a) => self.happened(a, model.timeline.last()),
                    Condition::By(a, day @ Number::Constant(_)) => {
                        step_of(model, day).and_then(|until| self.happened(a, until))
                    }
                    _ => None,
                };
                if let Some(at) = at {
                    self.is_never[at] = true;
                }
            }
            _ => {}
        }
    }

    fn note_happening(&mut self, condition: &Interned<Condition>, until: usize) {
        push(&mut self.happened, (condition.clone(), until));
    }

    pub(super) fn track(&mut self, model: &Model, part: Part) {
        let step = |day: &Number| step_of(model, day);
        match part {
            Part::Condition(Condition::Ever(a)) => self.note_happening(a, model.timeline.last()),
            Part::Condition(Condition::By(a, day @ Number::Constant(_))) => {
                if let Some(step) = step(day) {
                    self.note_happening(a, step);
                }
            }
            Part::Condition(Condition::By(a, _)) | Part::Number(Number::First(a)) => {
                push(&mut self.first, a.clone());
            }
            Part::Condition(Condition::At(a, day)) => {
                if let Some(step) = step(day) {
                    push(&mut self.kept, (Kept::Truth(a.clone()), step));
                }
            }
            Part::Number(Number::Count(a)) => self.counted(a).reads += 1,
            Part::Condition(Condition::Compare(compared)) => {
                if let (Number::Count(a), to) | (to, Number::Count(a)) =
                    (&compared.left, &compared.right)
                    && to.is_fixed()
                {
                    self.counted(a).compared.push(to.clone());
                }
            }
            Part::Number(Number::At(a, day)) => {
                if let Some(step) = step(day) {
                    push(&mut self.kept_numbers, (a.clone(), step));
                }
            }
            _ => {}
        }
    }

    /// The count of a condition.
    fn counted(&mut self, condition: &Interned<Condition>) -> &mut Counted {
        let known = self.count.iter().position(|known| known.condition == *condition);
        let at = known.unwrap_or_else(|| {
            self.count.push(Counted::of(condition));
            self.count.len() - 1
        });
        &mut self.count[at]
    }

    /// Finds the registers.
    fn carry(
        &mut self,
        model: &Model,
        supposition: &Supposition,
        questions: &[&Question],
        further: &[VariableId],
        story: bool,
    ) {
        let read = self.read_later(model, supposition, questions, further);
        for (at, variable) in model.variables.iter().enumerate() {
            if self.relevant[at] {
                let id = VariableId(at as u32);
                self.carry_variable(id, &variable.kind, read[at], story);
            }
        }
        let open = (0..self.happened.len()).filter(|at| !self.is_never[*at]);
        self.registers.extend(open.map(Register::Happened));
        self.registers.extend((0..self.first.len()).map(Register::First));
        self.registers.extend((0..self.count.len()).map(Register::Count));
        let open = (0..self.lasting).filter(|at| !self.is_given[*at]);
        self.registers.extend(open.map(Register::Kept));
        self.registers.extend((0..self.lasting_numbers).map(Register::KeptNumber));
    }

    fn carry_variable(&mut self, id: VariableId, kind: &Kind, read: Read, story: bool) {
        let Read { before, later, at_end, elapsed } = read;
        let is_read = before || later || at_end;
        let mut carry = |is_needed: bool, register: fn(VariableId) -> Register| {
            self.registers.extend(is_needed.then(|| register(id)));
        };
        match kind {
            Kind::Parameter(_) => {}
            Kind::Event(event) if event.settled == Settled::EachStep => {
                carry(before, Register::Outcome);
                carry(at_end && !before, Register::LastOutcome);
            }
            Kind::Event(event) => {
                carry(is_read || story, Register::Outcome);
                carry(waits(&event.settled), Register::Settled);
            }
            Kind::Choice(_) => carry(is_read, Register::Outcome),
            Kind::Process(process) => {
                let has_delays = process.delays.iter().any(|delays| !delays.is_empty());
                carry(true, Register::Outcome);
                carry(elapsed, Register::Entered);
                carry(has_delays, Register::Due);
                carry(has_delays && (elapsed || is_chain(process)), Register::Moment);
            }
            Kind::Series(_) => carry(true, Register::Value),
            Kind::Quantity(quantity) => {
                carry(is_read, Register::Value);
                carry(waits(&quantity.settled), Register::Settled);
            }
        }
    }

    /// By variable: how it is read after the step in which it is computed.
    fn read_later(
        &self,
        model: &Model,
        supposition: &Supposition,
        questions: &[&Question],
        further: &[VariableId],
    ) -> Vec<Read> {
        let mut read = vec![Read::default(); model.variables.len()];
        for (id, variable) in model.variables.iter().enumerate().filter(|(i, _)| self.relevant[*i])
        {
            let of = VariableId(id as u32);
            for by in model.dependencies.reads(of).filter(|by| by.access == Access::Elapsed) {
                read[by.variable.index()].elapsed = true;
            }
            let later = model.dependencies.later(of).iter().filter(|by| by.is_in_trial());
            for by in later {
                let is_before = variable.moves() && !by.remembered && by.reading == Reading::Usual;
                let is_own_past = by.variable == of && by.remembered;
                let found = &mut read[by.variable.index()];
                found.before |= is_before;
                found.later |= !is_before && !is_own_past;
            }
            monitors::for_each_part(variable, &mut |part| note_before(part, &mut read));
        }
        let tracked = self
            .happened
            .iter()
            .map(|(condition, _)| condition)
            .chain(&self.first)
            .chain(self.count.iter().map(|counted| &counted.condition));
        let kept = self.kept.iter().filter_map(|(kept, _)| match kept {
            Kept::Truth(condition) => Some(condition),
            Kept::Outcome(_) => None,
        });
        let mut note = |by: formula::Read, how: fn(&mut Read)| {
            if by.is_in_trial() {
                let found = &mut read[by.variable.index()];
                found.elapsed |= by.access == Access::Elapsed;
                how(found);
            }
        };
        let later = |found: &mut Read| found.later = true;
        let at_end = |found: &mut Read| found.at_end = true;
        for condition in tracked.clone().chain(kept.clone()) {
            condition.for_each_read(&mut |by| note(by, later));
        }
        for (number, _) in &self.kept_numbers {
            number.for_each_read(&mut |by| note(by, later));
        }
        for (condition, _) in supposition.reports.iter().flat_map(|report| &report.cases) {
            condition.for_each_read(&mut |by| note(by, later));
        }
        for question in questions {
            question.for_each_read(&mut |by| note(by, at_end));
        }
        for (condition, _) in &supposition.evidence {
            condition.for_each_read(&mut |by| note(by, at_end));
        }
        for id in further {
            read[id.index()].at_end = true;
        }
        let reported = supposition.reports.iter().flat_map(|report| &report.cases);
        let reported = reported.map(|(condition, _)| condition);
        for condition in tracked.chain(kept).map(|condition| &**condition).chain(reported) {
            condition.walk(&mut |part, _| note_before(part, &mut read));
        }
        for (number, _) in &self.kept_numbers {
            number.walk(&mut |part, _| note_before(part, &mut read));
        }
        read
    }
}

/// The way in which a variable is read after the step in which it is computed.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "four readers that come in any combination")]
struct Read {
    /// By a process or series, in the next step.
    before: bool,
    /// In a later step.
    later: bool,
    /// By a question.
    at_end: bool,
    /// Whether the time in its state is read.
    elapsed: bool,
}

/// Notes the variables that a part of a formula reads as of the step before.
fn note_before(part: Part, read: &mut [Read]) {
    if let Some(followed) = Followed::of(part).filter(|followed| followed.is_before()) {
        followed.for_each_read(&mut |id| read[id.index()].before = true);
    }
}

/// Whether a delay leads to a state that has delays too.
fn is_chain(process: &Process) -> bool {
    process.delays.iter().flatten().any(|delay| !process.delays[usize::from(delay.to)].is_empty())
}

fn waits(settled: &Settled) -> bool {
    matches!(settled, Settled::When(_))
}

/// Adds an item unless it is there.
pub(super) fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
