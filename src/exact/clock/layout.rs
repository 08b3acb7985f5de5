//! Packs a joint state into a few machine words: each register has its own bits.

use super::carried::Carried;
use super::register::{Kept, Register};
use crate::diagnostic::Diagnostic;
use crate::exact::refusal::not_exact;
use crate::model::{Kind, Model};

/// A joint state.
pub(crate) type Key = [u64; 4];

/// Number of bits for the index of a number's value.
const VALUE_BITS: u32 = 20;
/// The most distinct values of all numbers together.
pub(super) const MOST_VALUES: usize = 1 << VALUE_BITS;

/// The bits of each register.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// By register: its word, its first bit and its number of bits.
    fields: Vec<(usize, u32, u32)>,
}

impl Layout {
    /// Lays out the registers.
    ///
    /// # Errors
    ///
    /// If a joint state has too many bits.
    pub(crate) fn new(model: &Model, carried: &Carried) -> Result<Self, Diagnostic> {
        let (mut word, mut bit) = (0, 0);
        let mut fields = Vec::with_capacity(carried.registers.len());
        for register in &carried.registers {
            let bits = bits(model, carried, *register);
            if bit + bits > 64 {
                word += 1;
                bit = 0;
            }
            fields.push((word, bit, bits));
            bit += bits;
        }
        if word < Key::default().len() {
            return Ok(Self { fields });
        }
        let what = "what has to be carried from step to step fits no joint state";
        Err(not_exact(model.variables[0].place, what))
    }

    /// Puts the value of a register into a key that has none of it yet.
    pub(super) fn put(&self, key: &mut Key, register: usize, value: u64) {
        let (word, bit, _) = self.fields[register];
        key[word] |= value << bit;
    }

    /// The value of a register.
    pub(crate) fn value(&self, key: &Key, register: usize) -> u64 {
        let (word, bit, bits) = self.fields[register];
        if bits == 64 { key[word] } else { key[word] >> bit & ((1 << bits) - 1) }
    }
}

/// The number of bits for values from 0 to `most`.
fn for_values(most: usize) -> u32 {
    (usize::BITS - most.leading_zeros()).max(1)
}

fn bits(model: &Model, carried: &Carried, register: Register) -> u32 {
    let steps = model.timeline.last() + 2;
    match register {
        Register::Outcome(id) | Register::LastOutcome(id) => {
            for_values(model.variable(id).outcomes.len() - 1)
        }
        Register::Settled(_) | Register::Happened(_) => 1,
        Register::First(_) => for_values(steps),
        Register::Count(at) => for_values(carried.count[at].most as usize),
        Register::Due(id) => match &model.variable(id).kind {
            Kind::Process(process) => {
                let most = process.delays.iter().map(Vec::len).max().unwrap_or(1);
                for_values(steps * most + most)
            }
            _ => 1,
        },
        Register::Value(_)
        | Register::KeptNumber(_)
        | Register::Entered(_)
        | Register::Moment(_) => VALUE_BITS,
        Register::Kept(at) => match &carried.kept[at].0 {
            Kept::Truth(_) => 2,
            Kept::Outcome(id) => for_values(model.variable(*id).outcomes.len() - 1),
        },
    }
}
