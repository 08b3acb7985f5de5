//! The values of which a joint state is made: those of each variable, and the history of conditions.

/// Stands for no step.
pub(super) const NEVER: u32 = u32::MAX;
/// The state of a variable in a step.
#[derive(Clone, Copy)]
pub(super) struct Values {
    pub(super) outcome: u16,
    pub(super) number: f64,
    /// Whether it is settled, if it is an event or quantity.
    pub(super) settled: bool,
    /// The moment at which a process entered its state.
    pub(super) entered: f64,
    /// The step in which a delay of a process is due, and which of the state's delays.
    pub(super) due: (u32, u16),
    /// The moment at which this delay ends; NaN if it is random.
    pub(super) due_moment: f64,
}

/// The state of every variable before anything is computed.
pub(super) const BLANK: Values = Values {
    outcome: 0,
    number: f64::NAN,
    settled: false,
    entered: 0.0,
    due: (NEVER, 0),
    due_moment: f64::NAN,
};

/// The history that conditions need.
#[derive(Clone)]
pub(super) struct History {
    /// By condition: whether it has held by its step.
    pub(super) happened: Vec<bool>,
    /// By condition: the first step in which it held.
    pub(super) first: Vec<u32>,
    /// By condition: the number of steps in which it held.
    pub(super) count: Vec<u32>,
    /// The truths and outcomes kept from a step.
    pub(super) kept: Vec<u16>,
    /// The numbers kept from a step.
    pub(super) kept_numbers: Vec<f64>,
}

/// The entries to keep from a step, each with its index.
pub(super) fn due_at<T>(
    kept: &[(T, usize)],
    step: usize,
) -> impl Iterator<Item = (usize, &(T, usize))> {
    kept.iter().enumerate().filter(move |(_, (_, when))| *when == step)
}
