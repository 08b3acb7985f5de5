//! Conditions and numbers with an identity: equal ones have the same id, in one model and in others that are made of the
//! same scenario, so that a monitor, or a value kept from a step, is found without comparing formulas.

use sha2::{Digest, Sha256};
use std::fmt::{self, Debug, Formatter};
use std::ops::Deref;
use std::sync::Arc;

/// The identity of a condition or number: a hash of all that it says. Evidence may come from another compilation of the
/// scenario than the model that is run (an expert's, or one with numbers that vary), so ids can't be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FormulaId(u128);

/// A condition or number with an identity.
#[derive(Clone)]
pub struct Interned<T> {
    id: FormulaId,
    value: Arc<T>,
}

impl FormulaId {
    /// The id of a formula, and of all that are equal to it.
    pub fn of<T: Debug>(formula: &T) -> Self {
        // numbers are written so that they read back the same, interned parts as their ids
        let digest = Sha256::digest(format!("{formula:?}"));
        Self(digest.iter().take(16).fold(0, |id, byte| id << 8 | u128::from(*byte)))
    }
}

impl<T: Debug> Interned<T> {
    /// Gives a condition or number its identity.
    pub fn of(value: T) -> Self {
        Self { id: FormulaId::of(&value), value: Arc::new(value) }
    }
}

impl<T> Interned<T> {
    /// The identity.
    pub fn id(&self) -> FormulaId {
        self.id
    }
}

impl<T> Deref for Interned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> PartialEq for Interned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl<T> Debug for Interned<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.id.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::{Condition, Number};

    #[test]
    fn equal_formulas_have_one_id_and_others_do_not() {
        let number = |x: f64| Interned::of(Number::Constant(x));
        assert_eq!(number(0.1 + 0.2), number(0.300_000_000_000_000_04));
        assert_ne!(number(0.1 + 0.2), number(0.3));
        assert_ne!(number(0.0), number(-0.0));
        let ever = |inner: Condition| Condition::Ever(Interned::of(inner));
        let (yes, no) = (Condition::Constant(true), Condition::Constant(false));
        let inside = |c: &Condition| Interned::of(ever(c.clone()));
        assert_eq!(inside(&yes), inside(&yes));
        assert_ne!(inside(&yes), inside(&no));
        let of_another = Interned::of(ever(yes.clone()));
        assert_eq!(of_another, inside(&yes), "ids are those of other models");
    }
}
