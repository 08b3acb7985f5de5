//! One step of a joint state: enumerates every random branch with its probability.

use super::chances::Chances;
use super::delays::Delays;
use super::state::{JointState, Look};
use super::values::{NEVER, Values};
use crate::diagnostic::{Diagnostic, Place};
use crate::exact::draws::draws;
use crate::exact::refusal::{alone, between_steps, counted_from_between_steps, not_exact};
use crate::formula::{Number, VariableId};
use crate::model::conditional::{ChanceFault, ConditionalDistribution};
use crate::model::facts::{Truth, truth, value};
use crate::model::{
    Delay, Event, InterventionValue, Kind, Process, Quantity, Series, Settled, settles_at_start,
};
use std::rc::Rc;

/// Called at the end of each branch, with the state and its probability.
pub(super) type Leaf<'l> = &'l mut dyn FnMut(&mut JointState, f64) -> Result<(), Diagnostic>;

/// Caches shared by all states.
#[derive(Default)]
pub(super) struct Known {
    chances: Chances,
    delays: Delays,
}

/// A depth-first walk through the branches of a step.
pub(super) struct Walk<'w, 'a, 'l> {
    pub(super) joint: &'w mut JointState<'a>,
    pub(super) known: &'w mut Known,
    /// The relevant variables, in the order of computation.
    pub(super) order: &'w [VariableId],
    pub(super) leaf: Leaf<'l>,
}

impl Walk<'_, '_, '_> {
    /// Walks every branch from variable `at` of the order on.
    pub(super) fn go(&mut self, at: usize, p: f64) -> Result<(), Diagnostic> {
        let Some(id) = self.order.get(at).copied() else {
            return (self.leaf)(self.joint, p);
        };
        let before = self.joint.now[id.index()];
        let done = self.variable(id, at, p);
        self.joint.now[id.index()] = before;
        done
    }

    /// Walks every branch of a variable, whose state is restored afterwards.
    fn variable(&mut self, id: VariableId, at: usize, p: f64) -> Result<(), Diagnostic> {
        let variable = self.joint.model.variable(id);
        if let Some(made) = self.joint.held(id) {
            return self.hold(id, made, at, p);
        }
        match &variable.kind {
            Kind::Parameter(_) => self.go(at + 1, p),
            Kind::Choice(option) => self.hold(id, InterventionValue::Outcome(*option), at, p),
            _ if self.joint.step > 0 && settles_at_start(variable) => self.go(at + 1, p),
            Kind::Event(event) => self.event(id, event, at, p),
            Kind::Process(process) if self.joint.step == 0 => self.start(id, process, at, p),
            Kind::Process(process) => self.moves(id, process, at, p),
            Kind::Series(series) => self.series(id, series, at, p),
            Kind::Quantity(quantity) => self.quantity(id, quantity, at, p),
        }
    }

    /// The state of a variable in this step.
    fn now(&mut self, id: VariableId) -> &mut Values {
        &mut self.joint.now[id.index()]
    }

    /// The moment of the step.
    fn moment(&self) -> f64 {
        self.joint.model.timeline.moment_of(self.joint.step)
    }

    fn hold(
        &mut self,
        id: VariableId,
        made: InterventionValue,
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        let (step, moment) = (self.joint.step, self.moment());
        let now = self.now(id);
        (now.settled, now.due) = (true, (NEVER, 0));
        match made {
            InterventionValue::Outcome(outcome) => {
                if step == 0 || now.outcome != outcome {
                    now.entered = moment;
                }
                now.outcome = outcome;
                self.let_go(id, outcome)?;
            }
            InterventionValue::Number(x) => now.number = x,
        }
        self.go(at + 1, p)
    }

    /// Refuses a state that is held for a while and has delays.
    fn let_go(&self, id: VariableId, outcome: u16) -> Result<(), Diagnostic> {
        let Kind::Process(process) = &self.joint.model.variable(id).kind else { return Ok(()) };
        match process.delays[usize::from(outcome)].first() {
            Some(delay) if self.joint.supposition.is_let_go(id, self.joint.step) => {
                let what = "this delay begins while the state is made, which is not computed";
                Err(not_exact(delay.place, what))
            }
            _ => Ok(()),
        }
    }

    /// Whether an event or quantity is settled in this step.
    fn is_due(&self, id: VariableId, settled: &Settled) -> bool {
        let joint = &*self.joint;
        match settled {
            Settled::AtStart => joint.step == 0,
            Settled::EachStep => true,
            Settled::AtEnd => joint.step == joint.model.timeline.last(),
            Settled::When(condition) => {
                !joint.now[id.index()].settled
                    && truth(condition, &joint.look(false, Some(id))) == Truth::True
            }
        }
    }

    /// The chances of a distribution of a variable, numbered `which`.
    fn chances(
        &mut self,
        (id, which): (VariableId, usize),
        conditional: &ConditionalDistribution,
    ) -> Result<Rc<Vec<f64>>, Diagnostic> {
        let look = match which {
            0 => self.joint.look(false, Some(id)),
            _ => self.joint.look(true, None),
        };
        let found = self.known.chances.of(self.joint, &look, (id, which), conditional);
        found.map_err(|fault| self.diagnosed(&fault))
    }

    fn diagnosed(&self, fault: &ChanceFault) -> Diagnostic {
        let step = self.joint.step;
        let when = self.joint.model.timeline.date(step);
        let when = when.map(|date| format!("this happens on {date} (step {step})"));
        let found = Diagnostic::new(fault.code, fault.place, fault.message.clone());
        when.into_iter().chain(fault.repair().map(str::to_owned)).fold(found, Diagnostic::help)
    }

    fn event(
        &mut self,
        id: VariableId,
        event: &Event,
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        if self.joint.step == 0 {
            self.now(id).outcome = event.otherwise.unwrap_or(0);
            self.now(id).settled = false;
        }
        if !self.is_due(id, &event.settled) {
            return self.go(at + 1, p);
        }
        let chances = self.chances((id, 0), &event.conditional)?;
        self.now(id).settled = true;
        for (outcome, chance) in possible(&chances) {
            self.now(id).outcome = outcome as u16;
            self.go(at + 1, p * chance)?;
        }
        Ok(())
    }

    fn start(
        &mut self,
        id: VariableId,
        process: &Process,
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        let chances = self.chances((id, 0), &process.start)?;
        for (state, chance) in possible(&chances) {
            self.enter((id, process), (state as u16, -process.since_days), at, p * chance)?;
        }
        Ok(())
    }

    /// Walks on from each possible exit from a state that is entered at a moment; NaN if it was entered at an unknown
    /// moment since the step before.
    fn enter(
        &mut self,
        (id, process): (VariableId, &Process),
        (state, moment): (u16, f64),
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        if self.joint.is_cut(id, state) {
            return Ok(());
        }
        let is_between = moment.is_nan();
        let entered = if is_between { self.moment() } else { moment };
        let here = Values {
            outcome: state,
            entered,
            due: (NEVER, 0),
            due_moment: f64::NAN,
            ..*self.now(id)
        };
        *self.now(id) = here;
        let delays = &process.delays[usize::from(state)];
        let Some(first) = delays.first() else { return self.go(at + 1, p) };
        let waits = self.known.delays.of(self.joint, id, process, state)?;
        if is_between && !waits.in_whole_steps {
            return Err(between_steps(self.joint.model, (id, state), first));
        }
        let (now, last) = (self.joint.step as u32, self.joint.model.timeline.last() as u32);
        let mut within = 0.0;
        let counts = self.joint.carried.counts_moments(id) && !is_between;
        for wait in waits.all.iter().filter(|wait| now + wait.after <= last) {
            within += wait.chance;
            self.now(id).due = (now + wait.after, wait.which);
            self.now(id).due_moment = if counts { wait.moment } else { f64::NAN };
            self.go(at + 1, p * wait.chance)?;
        }
        *self.now(id) = here;
        // a remainder of rounding size is not worth a state
        if within < 1.0 - 1e-15 {
            self.go(at + 1, p * (1.0 - within))?;
        }
        Ok(())
    }

    fn moves(
        &mut self,
        id: VariableId,
        process: &Process,
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        let stays = *self.now(id);
        let (from, (due, which)) = (usize::from(stays.outcome), stays.due);
        if due != NEVER && due as usize <= self.joint.step {
            let delay = &process.delays[from][usize::from(which)];
            let look = self.joint.look(true, None);
            match delay.condition.as_ref().map_or(Truth::True, |c| truth(c, &look)) {
                Truth::True => {
                    let moment = self.moment_of_move(id, delay)?;
                    return self.enter((id, process), (delay.to, moment), at, p);
                }
                Truth::False => {}
                Truth::Undefined => {
                    return Err(self.diagnosed(&ChanceFault::undefined_condition(delay.place)));
                }
            }
        }
        let Some(conditional) = &process.moves[from] else { return self.go(at + 1, p) };
        let chances = self.chances((id, from + 1), conditional)?;
        for (index, chance) in possible(&chances) {
            let to = conditional.outcome_at(index);
            *self.now(id) = stays;
            if to == from {
                self.go(at + 1, p * chance)?;
            } else {
                let moment = self.moment();
                self.enter((id, process), (to as u16, moment), at, p * chance)?;
            }
        }
        Ok(())
    }

    /// The moment at which a delay that is over enters its target state; NaN if it is random.
    fn moment_of_move(&mut self, id: VariableId, delay: &Delay) -> Result<f64, Diagnostic> {
        let Values { due, due_moment, .. } = *self.now(id);
        if (due.0 as usize) < self.joint.step {
            return Ok(self.moment()); // it has waited for its condition
        }
        if due_moment.is_nan() && self.joint.carried.carries_entry(id) {
            return Err(counted_from_between_steps(self.joint.model, id, delay));
        }
        Ok(due_moment)
    }

    fn series(
        &mut self,
        id: VariableId,
        series: &Series,
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        let is_first = self.joint.step == 0;
        let formula = if is_first { &series.start } else { &series.next };
        let values = self.values(formula, self.joint.look(!is_first, None), (id, series.place))?;
        self.each_value(id, &values, at, p)
    }

    fn quantity(
        &mut self,
        id: VariableId,
        quantity: &Quantity,
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        if self.joint.step == 0 {
            self.now(id).settled = false;
            self.now(id).number = f64::NAN;
        }
        if !self.is_due(id, &quantity.settled) {
            return self.go(at + 1, p);
        }
        alone(self.joint.model, id, quantity)?;
        let look = self.joint.look(false, Some(id));
        let values = self.values(&quantity.value, look, (id, quantity.place))?;
        self.now(id).settled = true;
        self.each_value(id, &values, at, p)
    }

    fn each_value(
        &mut self,
        id: VariableId,
        values: &[(f64, f64)],
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        for (x, chance) in values {
            self.now(id).number = *x;
            self.go(at + 1, p * chance)?;
        }
        Ok(())
    }

    /// The possible values of a number, with their probabilities.
    fn values(
        &self,
        number: &Number,
        look: Look,
        (id, place): (VariableId, Place),
    ) -> Result<Vec<(f64, f64)>, Diagnostic> {
        let Some(all) = draws(number, &mut |parameter| value(parameter, &look)) else {
            let name = &self.joint.model.variable(id).name;
            let what =
                format!("`{name}` is drawn from a distribution without finitely many values");
            return Err(not_exact(place, what));
        };
        let of = |(drawn, p): &(Vec<(u32, f64)>, f64)| (value(number, &Look { drawn, ..look }), *p);
        Ok(all.iter().map(of).collect())
    }
}

/// The chances above 0, each with its index.
fn possible(chances: &[f64]) -> impl Iterator<Item = (usize, f64)> {
    chances.iter().copied().enumerate().filter(|(_, chance)| *chance > 0.0)
}
