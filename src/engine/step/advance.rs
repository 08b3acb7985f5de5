//! Computes one step of a block: moves processes and series, settles events and quantities, updates monitors.

use crate::diagnostic::{Code, Place};
use crate::engine::block::{Block, Draws, Floats, LaneFacts, Look, Marks, View};
use crate::engine::draw::{At, Choice};
use crate::engine::program::{Laws, Program, Purpose, Snapshot};
use crate::engine::tables::LANES;
use crate::formula::calendar::working_days;
use crate::formula::{Condition, Holidays, Interned, Number, Summary, VariableId};
use crate::model::conditional::ChanceFault;
use crate::model::impossible::impossible_draw;
use crate::model::{Event, InterventionValue, Kind, Quantity, Series, Settled, settles_at_start};
use crate::numerics::kernel::{self, Level, Lined};

/// Computes one step of a block.
pub(crate) fn one_step(program: &Program, block: &mut Block, step: usize) {
    one_step_again(program, block, step, None);
}

/// Computes one step, drawing only the variables marked in `redrawn` if it is given.
pub(crate) fn one_step_again(
    program: &Program,
    block: &mut Block,
    step: usize,
    redrawn: Option<&[bool]>,
) {
    begin(program, block, step);
    for (place, id) in order(program, step).iter().enumerate() {
        if redrawn.is_some_and(|redrawn| !redrawn[id.index()]) {
            continue;
        }
        match program.static_draws.get(place) {
            Some(Some(drawn)) => drawn.draw(block),
            _ => At { program, id: *id, step, among: None }.come_about(block),
        }
    }
    note(program, block, step, |_| None);
}

/// Prepares a block for a step.
pub(crate) fn begin(program: &Program, block: &mut Block, step: usize) {
    block.begin_step();
    if step > 0 {
        block.turn(program);
    }
}

/// The order in which variables are computed in a step.
fn order<'a>(program: &'a Program, step: usize) -> &'a [VariableId] {
    if step == 0 { &program.model.at_start } else { &program.at_step }
}

impl At<'_> {
    /// Computes the variable's columns for the step.
    pub(crate) fn come_about(&self, block: &mut Block) {
        let variable = self.program.model.variable(self.id);
        if let Kind::Process(_) = variable.kind {
            block.moved[self.program.slots[self.id.index()].process].is_listed = false;
        }
        if let Some(made) = self.program.held(self.id, self.step) {
            return self.hold(block, made.value);
        }
        if self.conditioned(block) {
            return;
        }
        match &variable.kind {
            Kind::Parameter(_) => {}
            Kind::Choice(option) => self.hold(block, InterventionValue::Outcome(*option)),
            _ if self.step > 0 && settles_at_start(variable) => {}
            Kind::Event(event) => self.event(block, event),
            Kind::Process(process) if self.step == 0 => self.start(block, process),
            Kind::Process(process) => self.moves(block, process),
            Kind::Series(series) => self.series(block, series),
            Kind::Quantity(quantity) => self.quantity(block, quantity),
        }
    }

    /// Holds the variable at a value; a process enters the state in each trial where it was in another one.
    fn hold(&self, block: &mut Block, value: InterventionValue) {
        let slot = self.program.slots[self.id.index()];
        match value {
            InterventionValue::Outcome(outcome) => {
                let Kind::Process(process) = &self.program.model.variable(self.id).kind else {
                    block.outcomes[slot.outcome].fill(outcome);
                    block.settled[self.id.index()] = Marks::ALL;
                    return;
                };
                let now = self.program.model.timeline.moment_of(self.step);
                let states = &block.outcomes[slot.outcome];
                let is_new = |state: u16| self.step == 0 || state != outcome;
                let mut news = Marks::NONE;
                (0..LANES).filter(|lane| is_new(states.of(*lane))).for_each(|lane| news.mark(lane));
                kernel::put(Level::best(), &mut block.entered[slot.process][..], news.words(), now);
                block.outcomes[slot.outcome].fill(outcome);
                // when the intervention ends, delays count from here
                if self.program.supposition.is_let_go(self.id, self.step) && self.has_delays() {
                    let entering = news.and(&block.in_use);
                    entering.lanes().for_each(|lane| self.draw_delays(block, process, lane));
                }
            }
            InterventionValue::Number(x) => block.numbers[slot.number].fill(x),
        }
        block.settled[self.id.index()] = Marks::ALL;
    }

    fn event(&self, block: &mut Block, event: &Event) {
        let learning = self.program.learning.as_deref();
        let allowed = learning.and_then(|learning| learning.allowed(self.id, self.step));
        // events drawn in every trial at once overwrite the whole column
        let is_all_drawn = matches!(event.settled, Settled::AtStart | Settled::EachStep);
        if self.step == 0 && (!is_all_drawn || allowed.is_some()) {
            block.outcomes[self.slot()].fill(event.otherwise.unwrap_or(0));
        }
        let Some(due) = self.due(block, &event.settled) else { return };
        let table = self.program.binding.settle[self.id.index()].as_deref();
        let probe = self.program.probes[self.id.index()].settle.as_ref();
        let choice = Choice { conditional: &event.conditional, table, probe, view: View::Now };
        if let Some(allowed) = &allowed {
            let some = if let Due::Some(lanes) = &due { Some(&**lanes) } else { None };
            return self.restricted(block, &choice, some, allowed);
        }
        match due {
            Due::All => {
                let mut drawn = block.spare_outcomes(self.slot());
                self.choose(block, &choice, None, &mut drawn);
                std::mem::swap(&mut block.outcomes[self.slot()], &mut drawn);
                block.keep_spare(drawn);
            }
            Due::Some(lanes) => {
                let mut drawn = block.spare_outcomes(self.slot());
                self.choose(block, &choice, Some(&lanes), &mut drawn);
                let outcomes = &mut block.outcomes[self.slot()];
                for lane in lanes.lanes() {
                    outcomes.set(lane, drawn.of(lane));
                }
                block.keep_spare(drawn);
            }
        }
    }

    /// Returns the trials in which the event or quantity is settled in this step; `None` if there are none.
    fn due(&self, block: &mut Block, settled: &Settled) -> Option<Due> {
        let all = match settled {
            Settled::AtStart => self.step == 0,
            Settled::EachStep => true,
            Settled::AtEnd => self.step == self.program.last(),
            Settled::When(condition) => {
                let look = self.look(block, View::Now);
                let holds = look.truth(condition).holds.or(&look.passing(condition));
                let requested = self.requested(block);
                let done = &mut block.settled[self.id.index()];
                let requested = holds.without(done).and(&requested);
                *done = done.or(&requested);
                return (!requested.is_empty()).then(|| Due::Some(Box::new(requested)));
            }
        };
        all.then(|| self.among.map_or(Due::All, |_| Due::Some(Box::new(self.requested(block)))))
    }

    fn series(&self, block: &mut Block, series: &Series) {
        let (formula, view) =
            if self.step == 0 { (&series.start, View::Now) } else { (&series.next, View::Before) };
        let mut values = block.spare_numbers();
        let laws = &self.program.laws[self.id.index()];
        let laws = if self.step == 0 { &laws.start } else { &laws.next };
        let key = self.key(block, Purpose::Number);
        let draws = Some(Draws { key, requested: None, together: &[], laws });
        Look { draws, ..self.look(block, view) }.number(formula, &mut values);
        self.blame_impossible(block, (formula, laws, series.place), view, None, &values);
        std::mem::swap(&mut block.numbers[self.program.slots[self.id.index()].number], &mut values);
        block.spare = Some(values);
    }

    fn quantity(&self, block: &mut Block, quantity: &Quantity) {
        let Some(due) = self.due(block, &quantity.settled) else { return };
        let requested = if let Due::Some(lanes) = &due { Some(&**lanes) } else { None };
        let mut values = block.spare_numbers();
        let together = self.together(block);
        let key = self.key(block, Purpose::Number);
        let laws = &self.program.laws[self.id.index()].start;
        let draws = Draws { key, requested, together: &together, laws };
        let look = Look { draws: Some(draws), ..self.look(block, View::Now) };
        look.number(&quantity.value, &mut values);
        let of = (&quantity.value, laws, quantity.place);
        self.blame_impossible(block, of, View::Now, requested, &values);
        let numbers = &mut block.numbers[self.program.slots[self.id.index()].number];
        match due {
            Due::All => std::mem::swap(numbers, &mut values),
            Due::Some(lanes) => lanes.lanes().for_each(|lane| numbers[lane] = values[lane]),
        }
        block.spare = Some(values);
    }
}

impl At<'_> {
    /// Reports the first of the `requested` trials in which a number is undefined because the computed
    /// parameters of its distribution are invalid.
    fn blame_impossible(
        &self,
        block: &mut Block,
        (formula, laws, place): (&Number, &Laws, Place),
        view: View,
        requested: Option<&Marks>,
        values: &Floats,
    ) {
        if laws.are_all_known() {
            return;
        }
        let lanes = requested.map_or(block.in_use, |requested| requested.and(&block.in_use));
        let look = self.look(block, view);
        let mut undefined = lanes.lanes().filter(|lane| values[*lane].is_nan());
        let broken = undefined.find_map(|lane| {
            let facts = LaneFacts { look: &look, lane, columns: None };
            Some((lane, impossible_draw(formula, &facts)?))
        });
        if let Some((lane, inequality)) = broken {
            let message = format!("a distribution here is impossible: {inequality}");
            block.blame(lane, ChanceFault { code: Code::Inequality, message, place });
        }
    }
}

/// The trials in which a variable is settled in a step.
enum Due {
    /// All trials.
    All,
    /// These trials; boxed to keep the enum small, as it is usually [`Due::All`].
    Some(Box<Marks>),
}

/// Updates the monitors and snapshots at the end of a step. `known` may supply the trials in which a
/// monitored condition holds, by index.
pub(crate) fn note(
    program: &Program,
    block: &mut Block,
    step: usize,
    known: impl Fn(usize) -> Option<Marks>,
) {
    // evaluate all before updating any, because one may read another
    let mut hold = std::mem::take(&mut block.hold_before);
    for ((at, monitored), hold) in program.trackers.iter().enumerate().zip(&mut hold) {
        let found = || end_of(program, block, step).truth(&monitored.condition).holds;
        *hold = known(at).unwrap_or_else(found);
    }
    let in_use = block.in_use;
    for ((at, monitored), hold) in program.trackers.iter().enumerate().zip(&hold) {
        let passing = end_of(program, block, step).passing(&monitored.condition);
        let news = hold.or(&passing).without(&block.has_held[at]).and(&in_use);
        if !news.is_empty() {
            block.first_counts[at][step] += news.count();
            if monitored.is_first_read {
                let first = &mut block.first[at][..];
                kernel::put_step(Level::best(), first, news.words(), step as u32);
            }
        }
        block.has_held[at] = block.has_held[at].or(&news);
        if step > 0 && monitored.is_counted {
            let width = block.width();
            kernel::count_up(Level::best(), &mut block.count[at][..width], hold.words());
        }
    }
    follow(program, block, step);
    block.hold_before = std::mem::replace(&mut block.hold, hold);
    block.closed = true;
    for (at, snapshot) in program.snapshots.iter().enumerate() {
        match snapshot {
            Snapshot::Truth(condition, when) if *when == step => {
                block.truth_snapshots[at] = end_of(program, block, step).truth(condition);
            }
            Snapshot::Outcome(variable, when) if *when == step => {
                let column = &block.outcomes[program.slots[variable.index()].outcome];
                block.outcome_snapshots[at].clone_from(column);
            }
            Snapshot::Truth(..) | Snapshot::Outcome(..) => {}
        }
    }
    for (at, (number, when)) in program.number_snapshots.iter().enumerate() {
        if *when == step {
            let mut kept = Lined::of(0.0);
            end_of(program, block, step).number(number, &mut kept);
            block.number_snapshots[at] = kept;
        }
    }
}

/// Adds the values of a step to the numbers that are followed.
fn follow(program: &Program, block: &mut Block, step: usize) {
    if program.summaries.is_empty() {
        return;
    }
    // evaluate all before adding any, because one may read another
    let values = |(_, number): &(Summary, Interned<Number>)| {
        let mut values = Box::new(Lined::of(f64::NAN));
        end_of(program, block, step).number(number, &mut values);
        values
    };
    let values: Vec<Box<Floats>> = program.summaries.iter().map(values).collect();
    let columns = block.summaries.iter_mut().zip(&*program.summaries);
    columns.zip(&values).for_each(|((columns, (how, _)), values)| columns.add(how, values));
    for (at, ((how, number), values)) in program.summaries.iter().zip(&values).enumerate() {
        if let Summary::Paused(holidays) = how {
            pause(program, block, step, (at, number, holidays.as_ref()), values);
        }
    }
}

/// Adds the next step to the time in which a state was paused, in the trials in which it is paused now: where the value
/// of its number is 1.
fn pause(
    program: &Program,
    block: &mut Block,
    step: usize,
    (at, number, holidays): (usize, &Number, Option<&Holidays>),
    is_paused: &Floats,
) {
    let Number::If(is_in, ..) = number else { return };
    let Condition::Is { variable, .. } = &**is_in else { return };
    let timeline = &program.model.timeline;
    let length = match (timeline.days.get(step + 1), holidays) {
        (None, _) => 0.0,
        (Some(next), None) => next - timeline.days[step],
        (Some(next), Some(holidays)) => working_days(*next, timeline.days[step], holidays),
    };
    let slot = program.slots[variable.index()].process;
    // a state that was entered in this step begins anew, and so does every other one
    let begun = if step == 0 { f64::NEG_INFINITY } else { timeline.moment_of(step - 1) };
    for lane in 0..block.lanes {
        let is_kept = step > 0 && block.entered[slot][lane] <= begun;
        let before = block.summaries[at].value[lane];
        let so_far = if is_kept && before > 0.0 { before } else { 0.0 };
        let more = if is_paused[lane] > 0.0 { length } else { 0.0 };
        block.summaries[at].value[lane] = so_far + more;
    }
}

/// A view of the block at the end of a step.
fn end_of<'a>(program: &'a Program<'a>, block: &'a Block, step: usize) -> Look<'a> {
    Look { program, block, step, view: View::Now, current: None, draws: None }
}
