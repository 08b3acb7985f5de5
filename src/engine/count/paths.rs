//! Follows the path of a process in each trial of a block: its states in the order of first entry.
//! Independent of names.

use super::path_tree::{DEEPEST, PathTally, Way};
use super::questions::{among, outcomes, satisfied};
use crate::engine::block::{Block, Copied, Look, Marks, View, in_places};
use crate::engine::program::{Paths, Program};
use crate::model::Asked;
use crate::numerics::kernel::Lined;

/// The paths of a process in one block.
pub(crate) struct Trace {
    paths: Paths,
    /// The index of the process's outcome column.
    column: usize,
    /// The index of the process among processes.
    process: usize,
    /// The state of each trial at the last recorded step.
    state: Lined<u16>,
    /// The path of each trial so far.
    walks: Vec<Walk>,
}

/// The path of one trial so far.
#[derive(Clone, Default)]
struct Walk {
    /// The states in the order of their first entries.
    order: Vec<u16>,
    /// Bit d is set if the trial went back to an earlier state after entry d and before the next.
    returns: u128,
    /// Whether it has reached a state at which paths end.
    is_over: bool,
}

impl Trace {
    /// Creates an empty trace.
    pub(crate) fn new(program: &Program, paths: &Paths) -> Self {
        let slot = program.slots[paths.process.index()];
        Self {
            paths: paths.clone(),
            column: slot.outcome,
            process: slot.process,
            state: Lined::of(0),
            walks: Vec::new(),
        }
    }

    /// Records a step; step 0 begins a new block.
    pub(crate) fn note(&mut self, block: &Block, step: usize) {
        if step > self.paths.last {
            return;
        }
        let column = &block.outcomes[self.column];
        if step == 0 {
            self.walks.clear();
            self.walks.resize(block.lanes, Walk::default());
        }
        let passed = &block.moved[self.process].passed;
        if step <= self.paths.first {
            // a path that is over before it is followed is that of its last state
            let passed = passed.iter().filter(|(lane, _)| step > 0 && *lane < block.lanes);
            for (lane, state) in passed {
                self.begin(*lane, *state, false);
            }
            for lane in 0..block.lanes {
                self.begin(lane, column.of(lane), step == self.paths.first);
            }
            return;
        }
        for (lane, state) in passed {
            if *lane < block.lanes {
                self.go(*lane, *state);
            }
        }
        for lane in 0..block.lanes {
            self.go(lane, column.of(lane));
        }
    }

    /// Begins the path of a trial in its state of a step, if paths are followed from it on or end there.
    fn begin(&mut self, lane: usize, now: u16, is_first: bool) {
        let walk = &mut self.walks[lane];
        let is_end = self.paths.ends.contains(&now);
        if walk.is_over || !(is_first || is_end) {
            return;
        }
        self.state[lane] = now;
        *walk = Walk { order: vec![now], returns: 0, is_over: is_end };
    }

    /// Copies trials over others.
    pub(crate) fn copy_trials(&mut self, copies: &[Copied]) {
        for (to, from) in in_places(copies) {
            self.state[to] = self.state[from];
            let walk = self.walks[from].clone();
            self.walks[to] = walk;
        }
    }

    /// Records the current state of a trial.
    fn go(&mut self, lane: usize, now: u16) {
        let walk = &mut self.walks[lane];
        if self.state[lane] == now || walk.is_over {
            return;
        }
        self.state[lane] = now;
        if walk.order.contains(&now) {
            walk.returns |= 1_u128.checked_shl(walk.order.len() as u32 - 1).unwrap_or(0);
        } else {
            // later entries are not distinguished
            if walk.order.len() <= DEEPEST {
                walk.order.push(now);
            }
            walk.is_over = self.paths.ends.contains(&now);
        }
    }

    /// Counts the paths of a finished block, over the trials in which the first question has an answer.
    pub(crate) fn count(&self, program: &Program, block: &Block, tally: &mut PathTally) {
        let step = program.last();
        let look = Look { program, block, step, view: View::Now, current: None, draws: None };
        let mut kept = satisfied(&look);
        let mut outcome = Lined::of(0_u32);
        if let Some(question) = program.asked.first() {
            kept = among(&look, question, &kept);
            kept = kept.and(&answers(&look, &question.asked, &mut outcome));
        }
        for lane in kept.lanes() {
            let walk = &self.walks[lane];
            let weight = block.weights.as_ref().map_or(1, |weights| weights[lane]);
            let order = &walk.order[..walk.order.len().min(DEEPEST)];
            let end = (self.state[lane], outcome[lane] as u16);
            tally.add(&Way { order, returns: walk.returns, end }, weight);
        }
    }
}

/// Writes the outcome of each trial, for a date 1 if it occurs; returns the trials that have one.
fn answers(look: &Look, asked: &Asked, outcome: &mut Lined<u32>) -> Marks {
    let Asked::Date(day) = asked else { return outcomes(look, asked, outcome) };
    let mut space = Lined::of(0.0);
    let days = look.column(day, &mut space);
    let mut valid = Marks::NONE;
    for lane in look.block.in_use.lanes().filter(|lane| !days[*lane].is_nan()) {
        valid.mark(lane);
        outcome[lane] = u32::from(days[lane].is_finite());
    }
    valid
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sources;
    use crate::engine::{Counts, Plan, Tally, run};
    use crate::model::{Supposition, compile};
    use crate::scenario::read;

    const EXPERTS: u16 = 0;
    const LEADERS: u16 = 1;
    const NONE: u16 = 2;

    const TALKS: &str = r#"
[scenario]
as_of = 2025-08-20
until = 2025-12-31
step = "week"
[process.talks]
states = ["none", "experts", "leaders"]
start = { none = 0.8, experts = 0.2 }
[process.talks.from.none]
experts = 0.1
[process.talks.from.experts]
none = 0.1
leaders = 0.1
[event.mood]
p = 0.5
[question.meet]
ask = "by(talks == leaders, 2025-10-31)"
given = "mood"
"#;

    fn drawn(threads: usize, given: bool) -> Tally {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", TALKS);
        let (scenario, _) = read(&sources, file);
        let mut model = compile(&scenario).expect("sound");
        if !given {
            model.questions[0].given = None;
        }
        let process = model.find("talks").expect("it is there");
        let last = model.timeline.step_at(20_392.0).expect("31 October 2025");
        let paths = Some(Paths { process, ends: vec![LEADERS], first: 0, last });
        let plan = Plan { trials: 40_000, seed: 3, worlds: 1, threads, paths, ..Plan::default() };
        run(&model, &Supposition::default(), &plan, &|_| ()).expect("draws").pooled
    }

    #[test]
    fn the_ways_add_up_and_end_in_the_answer() {
        for given in [false, true] {
            let tally = drawn(1, given);
            let root = &tally.paths.as_ref().expect("asked for").root;
            let Counts::Outcomes(counts) = &tally.answers[0].counts else { panic!("a condition") };
            assert_eq!(root.reached, tally.answers[0].kept);
            let ends = root.ends();
            let of = |outcome: u16| -> u64 {
                ends.iter().filter(|((_, o), _)| *o == outcome).map(|(_, n)| n).sum()
            };
            assert_eq!([of(0), of(1)], [counts[0], counts[1]]);
            assert!(
                ends.iter().all(|((state, outcome), _)| (*state == LEADERS) == (*outcome == 1))
            );
            let none = &root.next.iter().find(|(state, _)| *state == NONE).expect("a start").1;
            let [(EXPERTS, experts)] = none.next.as_slice() else { panic!("one way out") };
            let [(LEADERS, leaders)] = experts.next.as_slice() else { panic!("one way on") };
            assert!(0 < leaders.after_return && leaders.after_return < leaders.reached);
        }
    }

    #[test]
    fn threads_change_nothing() {
        assert_eq!(drawn(1, true).paths, drawn(2, true).paths);
    }
}
