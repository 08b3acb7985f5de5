//! Conditions and numbers with an identity: equal ones of one model have the same id, so that a monitor, or a value
//! kept from a step, is found without comparing formulas.

use std::collections::HashMap;
use std::fmt::{self, Debug, Formatter};
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

/// The identity of a condition or number among those of its model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FormulaId(u32);

/// A condition or number with an identity.
#[derive(Clone)]
pub struct Interned<T> {
    id: FormulaId,
    value: Arc<T>,
}

/// The ids of a model. Conditions that come later, such as evidence, continue them; clones share them.
#[derive(Clone, Debug, Default)]
pub struct Interner(Arc<Mutex<HashMap<String, u32>>>);

impl Interner {
    /// Gives a value the id of equal ones, or else the next one.
    pub fn intern<T: Debug>(&self, value: T) -> Interned<T> {
        Interned { id: self.id(&value), value: Arc::new(value) }
    }

    /// The id of equal values, or else the next one.
    pub fn id<T: Debug>(&self, value: &T) -> FormulaId {
        // numbers are written so that they read back the same, interned parts as their ids
        let text = format!("{value:?}");
        let mut ids = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = ids.len() as u32;
        FormulaId(*ids.entry(text).or_insert(next))
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
        let interner = Interner::default();
        let number = |x: f64| interner.intern(Number::Constant(x));
        assert_eq!(number(0.1 + 0.2), number(0.300_000_000_000_000_04));
        assert_ne!(number(0.1 + 0.2), number(0.3));
        assert_ne!(number(0.0), number(-0.0));
        let ever = |inner: Condition| Condition::Ever(interner.intern(inner));
        let (yes, no) = (Condition::Constant(true), Condition::Constant(false));
        let inside = |c: &Condition| interner.intern(ever(c.clone()));
        assert_eq!(inside(&yes), inside(&yes));
        assert_ne!(inside(&yes), inside(&no));
        let later = interner.clone().intern(ever(yes.clone()));
        assert_eq!(later, inside(&yes), "a clone continues the ids");
    }
}
