//! The ways that a process takes through a block: which states each trial enters, and where to it
//! first leaves each of them. Knows no names.

use super::ask::{among, learnt};
use super::block::{Block, Bytes};
use super::columns::{Look, View};
use super::program::{Paths, Program};
use super::tally::PathTally;
use crate::numerics::kernel::Lined;

/// A state not entered so far.
const NOT_YET: u16 = u16::MAX;
/// A state not left since it was first entered.
const HERE: u16 = u16::MAX - 1;

/// The ways of a process through one block.
pub(super) struct Trace {
    paths: Paths,
    /// The process's column among outcomes.
    column: usize,
    /// The state of each trial at step 0.
    start: Bytes,
    /// The state of each trial at the last step noted.
    state: Bytes,
    /// By state and trial: the state for which it was first left, [`HERE`] or [`NOT_YET`].
    next: Vec<Lined<u16>>,
}

impl Trace {
    /// Nothing noted yet.
    pub(super) fn new(program: &Program, paths: Paths) -> Self {
        let states = program.model.variable(paths.process).outcomes.len();
        Self {
            paths,
            column: program.slots[paths.process.index()].outcome,
            start: Lined::of(0),
            state: Lined::of(0),
            next: vec![Lined::of(NOT_YET); states],
        }
    }

    /// Notes a step; step 0 begins a new block.
    pub(super) fn note(&mut self, block: &Block, step: usize) {
        if step > self.paths.last {
            return;
        }
        let column = &*block.outcomes[self.column];
        if step == 0 {
            self.start = *column;
            self.state = *column;
            self.next.iter_mut().for_each(|next| next.fill(NOT_YET));
            for (lane, state) in column.iter().enumerate().take(block.lanes) {
                self.next[usize::from(*state)][lane] = HERE;
            }
            return;
        }
        for (lane, now) in column.iter().copied().enumerate().take(block.lanes) {
            let before = self.state[lane];
            if before == now {
                continue;
            }
            let left = &mut self.next[usize::from(before)][lane];
            if *left == HERE {
                *left = u16::from(now);
            }
            let entered = &mut self.next[usize::from(now)][lane];
            if *entered == NOT_YET {
                *entered = HERE;
            }
            self.state[lane] = now;
        }
    }

    /// Counts the finished block among the trials in which the first question is asked.
    pub(super) fn count(&self, program: &Program, block: &Block, tally: &mut PathTally) {
        let step = program.last();
        let look = Look { program, block, step, view: View::Now, current: None, draws: None };
        let mut kept = learnt(&look);
        if let Some(question) = program.asked.first() {
            kept = among(&look, question, &kept);
        }
        let states = self.next.len();
        for lane in kept.lanes() {
            let weight = block.weights.as_ref().map_or(1, |weights| weights[lane]);
            tally.kept += weight;
            tally.starts[usize::from(self.start[lane])] += weight;
            for (state, next) in self.next.iter().enumerate() {
                match next[lane] {
                    NOT_YET => {}
                    HERE => tally.entered[state] += weight,
                    to => {
                        tally.entered[state] += weight;
                        tally.moved[state * states + usize::from(to)] += weight;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Counts, Plan, Tally, run};
    use super::*;
    use crate::diagnostic::Sources;
    use crate::model::{Supposition, compile};
    use crate::scenario::read;

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
        let paths = Some(Paths { process, last });
        let plan = Plan {
            trials: 40_000,
            seed: 3,
            worlds: 1,
            threads,
            questions: None,
            timelines: false,
            paths,
        };
        run(&model, &Supposition::default(), &plan, &|_| ()).expect("draws").pooled
    }

    #[test]
    fn the_ways_add_up_and_end_in_the_answer() {
        for given in [false, true] {
            let tally = drawn(1, given);
            let ways = tally.paths.as_ref().expect("asked for");
            let (experts, leaders, none) = (0, 1, 2);
            let Counts::Outcomes(counts) = &tally.answers[0].counts else { panic!("a condition") };
            assert_eq!(ways.entered[leaders], counts[1]);
            assert_eq!(ways.kept, tally.answers[0].kept);
            assert_eq!(ways.starts.iter().sum::<u64>(), ways.kept);
            assert!(ways.starts[none] <= ways.entered[none] && ways.entered[none] <= ways.kept);
            assert_eq!(ways.stays(leaders), ways.entered[leaders]);
            assert_eq!(ways.moved(none, leaders), 0);
            assert!(ways.moved(experts, leaders) < ways.entered[leaders], "some go round first");
        }
    }

    #[test]
    fn threads_change_nothing() {
        assert_eq!(drawn(1, true).paths, drawn(2, true).paths);
    }
}
