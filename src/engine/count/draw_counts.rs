//! Counts the draws of a block: each random outcome or number in a trial at a step counts once; what is held,
//! waiting or certain does not. Most of it is known before the run; what waits for a condition is counted in
//! each block.

use crate::engine::block::Block;
use crate::engine::evidence::Key;
use crate::engine::program::Program;
use crate::formula::{Number, VariableId};
use crate::model::conditional::ConditionalDistribution;
use crate::model::keys::Form;
use crate::model::{Kind, Process, Settled, settles_at_start};

/// Numbers of draws, by method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Draws {
    /// Outcomes drawn from conditional tables.
    pub tables: u64,
    /// Outcomes whose chances were weighed trial by trial.
    pub weighed: u64,
    /// Numbers and delays.
    pub numbers: u64,
}

impl Draws {
    /// The total number of draws.
    pub fn all(self) -> u64 {
        self.tables + self.weighed + self.numbers
    }

    fn add(&mut self, how: How, times: u64) {
        match how {
            How::Table => self.tables += times,
            How::Weighed => self.weighed += times,
            How::Number => self.numbers += times,
        }
    }
}

/// The method of a draw.
#[derive(Clone, Copy)]
enum How {
    Table,
    Weighed,
    Number,
}

/// A variable that is drawn once a condition holds.
struct Waiting {
    id: VariableId,
    how: How,
    /// The last step in which it can be drawn.
    last: usize,
}

/// Counts the draws of one block at a time.
pub(crate) struct Counter {
    /// The draws of every trial.
    each: Draws,
    waiting: Vec<Waiting>,
    /// The draws counted in the current block.
    found: Draws,
}

impl Counter {
    /// Creates a counter for the blocks of a program, in any world.
    pub(crate) fn new(program: &Program) -> Self {
        let mut counter =
            Self { each: Draws::default(), waiting: Vec::new(), found: Draws::default() };
        if let Some((_, posterior)) = program.absorbed.posterior() {
            counter.each.tables += posterior.draws.len() as u64;
        }
        for step in 0..=program.last() {
            let model = program.model;
            for id in if step == 0 { &model.at_start } else { &model.at_step } {
                if program.held(*id, step).is_none() && !is_conditioned(program, *id, step) {
                    counter.plan(program, *id, step);
                }
            }
        }
        counter
    }

    /// Adds the draws of a variable at a step.
    fn plan(&mut self, program: &Program, id: VariableId, step: usize) {
        let variable = program.model.variable(id);
        if step > 0 && settles_at_start(variable) {
            return;
        }
        match &variable.kind {
            Kind::Event(event) => {
                let learning = program.learning.as_deref();
                let is_restricted = learning.is_some_and(|l| l.allowed(id, step).is_some());
                let how = if is_restricted { How::Weighed } else { how(&event.conditional) };
                self.settle(program, &event.settled, (id, how), step);
            }
            Kind::Quantity(quantity) if draws(&quantity.value) => {
                self.settle(program, &quantity.settled, (id, How::Number), step);
            }
            Kind::Parameter(_) | Kind::Choice(_) | Kind::Quantity(_) => {}
            Kind::Process(process) => self.process(program, process, id, step),
            Kind::Series(series) => {
                let formula = if step == 0 { &series.start } else { &series.next };
                self.each.numbers += u64::from(draws(formula));
            }
        }
    }

    fn settle(
        &mut self,
        program: &Program,
        settled: &Settled,
        (id, how): (VariableId, How),
        step: usize,
    ) {
        match settled {
            Settled::AtStart if step > 0 => {}
            Settled::AtEnd if step < program.last() => {}
            Settled::AtStart | Settled::AtEnd | Settled::EachStep => self.each.add(how, 1),
            Settled::When(_) => match self.waiting.iter_mut().find(|waiting| waiting.id == id) {
                Some(waiting) => waiting.last = step,
                None => self.waiting.push(Waiting { id, how, last: step }),
            },
        }
    }

    fn process(&mut self, program: &Program, process: &Process, id: VariableId, step: usize) {
        if step == 0 {
            // a chance of 0 or 1 needs no draw
            let plain = |threshold: &u64| matches!(*threshold, 0 | u64::MAX);
            let table = program.binding.settle[id.index()].as_ref();
            let is_certain =
                table.is_some_and(|t| t.phases.iter().all(|phase| phase.fine.iter().all(plain)));
            self.each.add(how(&process.start), u64::from(!is_certain));
        } else {
            let mut conditionals = process.moves.iter().flatten().peekable();
            if conditionals.peek().is_some() {
                let all_tables =
                    conditionals.all(|conditional| matches!(conditional.form, Form::Table(_)));
                self.each.add(if all_tables { How::Table } else { How::Weighed }, 1);
            }
        }
    }

    /// Counts waiting variables at the end of a step.
    pub(crate) fn note(&mut self, block: &Block, step: usize) {
        for waiting in self.waiting.iter().filter(|waiting| waiting.last == step) {
            let settled = block.settled[waiting.id.index()].and(&block.in_use);
            self.found.add(waiting.how, settled.count());
        }
    }

    /// Returns the draws of a complete block and resets the count.
    pub(crate) fn finish(&mut self, block: &Block) -> Draws {
        let found = std::mem::take(&mut self.found);
        let trials = block.lanes as u64;
        Draws {
            tables: self.each.tables * trials + found.tables,
            weighed: self.each.weighed * trials + found.weighed,
            numbers: self.each.numbers * trials + found.numbers + block.delays_drawn,
        }
    }
}

fn how(conditional: &ConditionalDistribution) -> How {
    match conditional.form {
        Form::Table(_) => How::Table,
        Form::Weighed => How::Weighed,
    }
}

fn draws(number: &Number) -> bool {
    let mut found = false;
    number.for_each_draw(&mut |_| found = true);
    found
}

/// Whether a variable's outcome at a step is drawn given the evidence, before the first step.
fn is_conditioned(program: &Program, id: VariableId, step: usize) -> bool {
    let posterior = program.absorbed.posterior();
    posterior.is_some_and(|(keys, _)| keys.binary_search(&Key::Outcome(id, step)).is_ok())
}
