//! One step of a joint state: enumerates every random branch with its probability.

use super::atoms::draws;
use super::chances::Chances;
use super::delays::Delays;
use super::refusal::{alone, between_steps, counted_from_between_steps, not_exact};
use super::scene::{Look, NEVER, Scene};
use crate::diagnostic::{Diagnostic, Place};
use crate::formula::{Number, VariableId};
use crate::model::conditional::ChanceFault;
use crate::model::facts::{Truth, truth, value};
use crate::model::{
    Delay, Event, InterventionValue, Kind, Process, Quantity, Series, Settled, settles_at_start,
};

/// Called at the end of each branch, with the scene and the probability.
pub(super) type Leaf<'l> = &'l mut dyn FnMut(&mut Scene, f64) -> Result<(), Diagnostic>;

/// Stands for no running delay.
const NOT_DUE: ((u32, u16), f64) = ((NEVER, 0), f64::NAN);

/// Caches shared by all states.
#[derive(Default)]
pub(super) struct Known {
    chances: Chances,
    delays: Delays,
}

/// A depth-first walk through the branches of a step.
pub(super) struct Walk<'w, 'a, 'l> {
    pub(super) scene: &'w mut Scene<'a>,
    pub(super) known: &'w mut Known,
    /// The relevant variables, in the order of computation.
    pub(super) order: &'w [VariableId],
    pub(super) leaf: Leaf<'l>,
}

impl Walk<'_, '_, '_> {
    /// Walks every branch from variable `at` of the order on.
    pub(super) fn go(&mut self, at: usize, p: f64) -> Result<(), Diagnostic> {
        let Some(id) = self.order.get(at).copied() else {
            return (self.leaf)(self.scene, p);
        };
        let model = self.scene.model;
        let variable = model.variable(id);
        if let Some(made) = self.scene.held(id) {
            return self.hold(id, made, at, p);
        }
        match &variable.kind {
            Kind::Parameter(_) => self.go(at + 1, p),
            Kind::Choice(option) => self.hold(id, InterventionValue::Outcome(*option), at, p),
            _ if self.scene.step > 0 && settles_at_start(variable) => self.go(at + 1, p),
            Kind::Event(event) => self.event(id, event, at, p),
            Kind::Process(process) if self.scene.step == 0 => self.start(id, process, at, p),
            Kind::Process(process) => self.moves(id, process, at, p),
            Kind::Series(series) => self.series(id, series, at, p),
            Kind::Quantity(quantity) => self.quantity(id, quantity, at, p),
        }
    }

    fn hold(
        &mut self,
        id: VariableId,
        made: InterventionValue,
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        let i = id.index();
        let old = (self.scene.now.outcomes[i], self.scene.now.entered[i], self.scene.settled[i]);
        let number = self.scene.now.numbers[i];
        match made {
            InterventionValue::Outcome(outcome) => {
                if self.scene.step == 0 || self.scene.now.outcomes[i] != outcome {
                    self.scene.now.entered[i] = self.now();
                }
                self.scene.now.outcomes[i] = outcome;
                self.let_go(id, outcome)?;
            }
            InterventionValue::Number(x) => self.scene.now.numbers[i] = x,
        }
        self.scene.settled[i] = true;
        let due = std::mem::replace(&mut self.scene.due[i], (NEVER, 0));
        let done = self.go(at + 1, p);
        (self.scene.now.outcomes[i], self.scene.now.entered[i], self.scene.settled[i]) = old;
        self.scene.now.numbers[i] = number;
        self.scene.due[i] = due;
        done
    }

    /// The moment of the step.
    fn now(&self) -> f64 {
        self.scene.model.timeline.moment_of(self.scene.step)
    }

    /// Refuses a state that is held for a while and has delays.
    fn let_go(&self, id: VariableId, outcome: u16) -> Result<(), Diagnostic> {
        let Kind::Process(process) = &self.scene.model.variable(id).kind else { return Ok(()) };
        match process.delays[usize::from(outcome)].first() {
            Some(delay) if self.scene.supposition.is_let_go(id, self.scene.step) => {
                let what = "this delay begins while the state is made, which is not computed";
                Err(not_exact(delay.place, what))
            }
            _ => Ok(()),
        }
    }

    /// Whether an event or quantity is settled in this step.
    fn is_due(&mut self, id: VariableId, settled: &Settled) -> bool {
        let scene = &mut *self.scene;
        match settled {
            Settled::AtStart => scene.step == 0,
            Settled::EachStep => true,
            Settled::AtEnd => scene.step == scene.model.timeline.last(),
            Settled::When(condition) => {
                !scene.settled[id.index()]
                    && truth(condition, &scene.look(false, Some(id))) == Truth::True
            }
        }
    }

    fn event(
        &mut self,
        id: VariableId,
        event: &Event,
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        let i = id.index();
        let (old, was_settled) = (self.scene.now.outcomes[i], self.scene.settled[i]);
        if self.scene.step == 0 {
            self.scene.now.outcomes[i] = event.otherwise.unwrap_or(0);
            self.scene.settled[i] = false;
        }
        let done = if self.is_due(id, &event.settled) {
            let look = self.scene.look(false, Some(id));
            let chances = self.known.chances.of(self.scene, &look, (id, 0), &event.conditional);
            let chances = chances.map_err(|fault| self.told(&fault))?;
            self.scene.settled[i] = true;
            self.each(&chances, p, at, |scene, outcome| scene.now.outcomes[i] = outcome)
        } else {
            self.go(at + 1, p)
        };
        self.scene.now.outcomes[i] = old;
        self.scene.settled[i] = was_settled;
        done
    }

    /// Walks on from each possible outcome.
    fn each(
        &mut self,
        chances: &[f64],
        p: f64,
        at: usize,
        set: impl Fn(&mut Scene, u16),
    ) -> Result<(), Diagnostic> {
        for (outcome, chance) in chances.iter().enumerate().filter(|(_, chance)| **chance > 0.0) {
            set(self.scene, outcome as u16);
            self.go(at + 1, p * chance)?;
        }
        Ok(())
    }

    fn told(&self, fault: &ChanceFault) -> Diagnostic {
        let step = self.scene.step;
        let when = self.scene.model.timeline.date(step);
        let when = when.map(|date| format!("this happens on {date} (step {step})"));
        let told = Diagnostic::new(fault.code, fault.place, fault.message.clone());
        when.into_iter().chain(fault.repair().map(str::to_owned)).fold(told, Diagnostic::help)
    }

    fn start(
        &mut self,
        id: VariableId,
        process: &Process,
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        let look = self.scene.look(false, Some(id));
        let chances = self.known.chances.of(self.scene, &look, (id, 0), &process.start);
        let chances = chances.map_err(|fault| self.told(&fault))?;
        self.scene.now.entered[id.index()] = -process.since_days;
        for (state, chance) in chances.iter().enumerate().filter(|(_, chance)| **chance > 0.0) {
            self.scene.now.outcomes[id.index()] = state as u16;
            self.enter((id, process), false, at, p * chance)?;
        }
        Ok(())
    }

    /// Walks on from each possible exit from the state just entered; `is_between`: it was entered at an
    /// unknown moment since the step before.
    fn enter(
        &mut self,
        (id, process): (VariableId, &Process),
        is_between: bool,
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        let i = id.index();
        let state = self.scene.now.outcomes[i];
        let old = (self.scene.due[i], self.scene.due_moment[i]);
        (self.scene.due[i], self.scene.due_moment[i]) = NOT_DUE;
        if process.delays[usize::from(state)].is_empty() {
            let done = self.go(at + 1, p);
            (self.scene.due[i], self.scene.due_moment[i]) = old;
            return done;
        }
        let waits = self.known.delays.of(self.scene, id, process, state)?;
        if is_between && !waits.in_whole_steps {
            let next = &process.delays[usize::from(state)][0];
            return Err(between_steps(self.scene.model, (id, state), next));
        }
        let (now, last) = (self.scene.step as u32, self.scene.model.timeline.last() as u32);
        let mut within = 0.0;
        let counts = self.scene.needs.counts_moments(id) && !is_between;
        for wait in waits.all.iter().filter(|wait| now + wait.after <= last) {
            within += wait.chance;
            self.scene.due[i] = (now + wait.after, wait.which);
            self.scene.due_moment[i] = if counts { wait.moment } else { f64::NAN };
            self.go(at + 1, p * wait.chance)?;
        }
        (self.scene.due[i], self.scene.due_moment[i]) = NOT_DUE;
        // a remainder of rounding size is not worth a state
        if within < 1.0 - 1e-15 {
            self.go(at + 1, p * (1.0 - within))?;
        }
        (self.scene.due[i], self.scene.due_moment[i]) = old;
        Ok(())
    }

    fn moves(
        &mut self,
        id: VariableId,
        process: &Process,
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        let i = id.index();
        let (from, entered) = (self.scene.now.outcomes[i], self.scene.now.entered[i]);
        let (due, which) = self.scene.due[i];
        if due != NEVER && due as usize <= self.scene.step {
            let delay = &process.delays[usize::from(from)][usize::from(which)];
            let look = self.scene.look(true, None);
            let holds = delay.condition.as_ref().map_or(Truth::True, |c| truth(c, &look));
            match holds {
                Truth::True => {
                    let moment = self.moment_of_move(id, delay)?;
                    return self.move_to((id, process), (delay.to, moment), at, p);
                }
                Truth::False => {}
                Truth::Undefined => {
                    return Err(self.told(&ChanceFault::undefined_condition(delay.place)));
                }
            }
        }
        let Some(conditional) = &process.moves[usize::from(from)] else {
            return self.go(at + 1, p);
        };
        let look = self.scene.look(true, None);
        let which = (id, usize::from(from) + 1);
        let chances = self.known.chances.of(self.scene, &look, which, conditional);
        let chances = chances.map_err(|fault| self.told(&fault))?;
        for (index, chance) in chances.iter().enumerate().filter(|(_, chance)| **chance > 0.0) {
            let to = conditional.outcome_at(index);
            if to == usize::from(from) {
                self.go(at + 1, p * chance)?;
            } else {
                let now = self.now();
                self.move_to((id, process), (to as u16, now), at, p * chance)?;
            }
            debug_assert!(
                self.scene.now.outcomes[i] == from && self.scene.now.entered[i] <= entered
            );
        }
        Ok(())
    }

    /// The moment at which a delay that is over enters its target state; NaN if it is random.
    fn moment_of_move(&self, id: VariableId, delay: &Delay) -> Result<f64, Diagnostic> {
        let i = id.index();
        if (self.scene.due[i].0 as usize) < self.scene.step {
            return Ok(self.now()); // it has waited for its condition
        }
        let moment = self.scene.due_moment[i];
        if moment.is_nan() && self.scene.needs.carries_entry(id) {
            return Err(counted_from_between_steps(self.scene.model, id, delay));
        }
        Ok(moment)
    }

    fn move_to(
        &mut self,
        (id, process): (VariableId, &Process),
        (to, moment): (u16, f64),
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        let i = id.index();
        let old = (self.scene.now.outcomes[i], self.scene.now.entered[i]);
        self.scene.now.outcomes[i] = to;
        self.scene.now.entered[i] = if moment.is_nan() { self.now() } else { moment };
        let done = self.enter((id, process), moment.is_nan(), at, p);
        (self.scene.now.outcomes[i], self.scene.now.entered[i]) = old;
        done
    }

    fn series(
        &mut self,
        id: VariableId,
        series: &Series,
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        let formula = if self.scene.step == 0 { &series.start } else { &series.next };
        let values = self.values(formula, self.scene.step > 0, None, (id, series.place))?;
        self.each_value(id, &values, at, p)
    }

    fn quantity(
        &mut self,
        id: VariableId,
        quantity: &Quantity,
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        let i = id.index();
        let was_settled = self.scene.settled[i];
        if self.scene.step == 0 {
            self.scene.settled[i] = false;
            self.scene.now.numbers[i] = f64::NAN;
        }
        let done = if self.is_due(id, &quantity.settled) {
            alone(self.scene.model, id, quantity)?;
            let values = self.values(&quantity.value, false, Some(id), (id, quantity.place))?;
            self.scene.settled[i] = true;
            self.each_value(id, &values, at, p)
        } else {
            self.go(at + 1, p)
        };
        self.scene.settled[i] = was_settled;
        done
    }

    fn each_value(
        &mut self,
        id: VariableId,
        values: &[(f64, f64)],
        at: usize,
        p: f64,
    ) -> Result<(), Diagnostic> {
        let old = self.scene.now.numbers[id.index()];
        for (x, chance) in values {
            self.scene.now.numbers[id.index()] = *x;
            self.go(at + 1, p * chance)?;
        }
        self.scene.now.numbers[id.index()] = old;
        Ok(())
    }

    /// The possible values of a number, with their probabilities.
    fn values(
        &self,
        number: &Number,
        before: bool,
        current: Option<VariableId>,
        (id, place): (VariableId, Place),
    ) -> Result<Vec<(f64, f64)>, Diagnostic> {
        let look = self.scene.look(before, current);
        let Some(all) = draws(number, &mut |parameter| value(parameter, &look)) else {
            let name = &self.scene.model.variable(id).name;
            let what =
                format!("`{name}` is drawn from a distribution without finitely many values");
            return Err(not_exact(place, what));
        };
        let of = |(drawn, p): &(Vec<(u32, f64)>, f64)| (value(number, &Look { drawn, ..look }), *p);
        Ok(all.iter().map(of).collect())
    }
}
