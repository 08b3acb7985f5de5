//! The reason why chances are not valid in some state of the world.

use crate::diagnostic::{Code, Place};

/// The explanation of undefined values.
const UNDEFINED: &str = "a division by 0, a logarithm or root outside its range, a distribution \
                         outside its parameters' ranges, or a quantity that is not settled yet";

/// The reason why chances are not valid in some state of the world.
#[derive(Clone, Debug, PartialEq)]
pub struct ChanceFault {
    /// The code of the fault.
    pub code: Code,
    /// The fault in words, with the number.
    pub message: String,
    /// The place of the number or rule.
    pub place: Place,
}

impl ChanceFault {
    /// Creates a fault.
    pub fn new(code: Code, message: impl Into<String>, place: Place) -> Self {
        Self { code, message: message.into(), place }
    }

    /// The fault of an undefined condition that has to decide something.
    pub fn undefined_condition(place: Place) -> Self {
        Self::undefined("a condition here", place)
    }

    /// The fault of an undefined value where one is needed.
    pub fn undefined(what: &str, place: Place) -> Self {
        let message = format!("{what} is undefined: {UNDEFINED}");
        Self::new(Code::UndefinedInTrial, message, place)
    }

    /// A repair for any fault of this kind; `None` for other kinds.
    pub fn repair(&self) -> Option<&'static str> {
        (self.code == Code::UndefinedInTrial).then_some(
            "say what holds there, as in `if x != 0 then 1 / x else 0`, or let another condition \
             decide first, as in `x != 0 and 1 / x > 2`",
        )
    }
}
