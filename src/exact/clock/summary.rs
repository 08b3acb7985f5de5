//! Summaries of every layer of a pass: which conditions have held, and the states of processes.

use super::carried::Carried;
use super::layout::Layout;
use super::pass::Layer;
use super::register::Register;
use crate::formula::VariableId;
use crate::model::{Kind, Model};

/// The probabilities, by step, that conditions have held and that processes are in each state.
pub(super) struct Summary {
    /// By monitored condition, then by step.
    pub(super) happened: Vec<Vec<f64>>,
    /// By process carried: its register, and the probability of state `s` at step `t`, at `t · states + s`.
    pub(super) states: Vec<(VariableId, usize, Vec<f64>)>,
    /// The number of steps.
    steps: usize,
}

impl Summary {
    pub(super) fn new(model: &Model, carried: &Carried) -> Self {
        let steps = model.timeline.last() + 1;
        let process = |(at, register): (usize, &Register)| match register {
            Register::Outcome(id) if matches!(model.variable(*id).kind, Kind::Process(_)) => {
                let states = model.variable(*id).outcomes.len();
                Some((*id, at, vec![0.0; steps * states]))
            }
            _ => None,
        };
        Self {
            happened: vec![vec![0.0; steps]; carried.happened.len()],
            states: carried.registers.iter().enumerate().filter_map(process).collect(),
            steps,
        }
    }

    /// Adds a step; `weights` has the probability of each state of its layer.
    pub(super) fn add(
        &mut self,
        (carried, layout): (&Carried, &Layout),
        layer: &Layer,
        weights: &[f64],
        step: usize,
    ) {
        for (at, register) in carried.registers.iter().enumerate() {
            if let Register::Happened(condition) = register {
                let happened =
                    layer.keys.iter().zip(weights).filter(|(k, _)| layout.value(k, at) == 1);
                self.happened[*condition][step] = happened.map(|(_, w)| w).sum();
            }
        }
        for (_, register, chances) in &mut self.states {
            let states = chances.len() / self.steps;
            for (key, weight) in layer.keys.iter().zip(weights) {
                chances[step * states + layout.value(key, *register) as usize] += weight;
            }
        }
    }
}
