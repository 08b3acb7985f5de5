//! Sensitivity of an answer: `tornado` moves each number from one end to the other, `indices` attributes
//! the variance of the answer to uncertain inputs, `discovery` finds where the answer is high, `flip` the smallest
//! change of one number that takes it across a bound. `subject` is the
//! answer they have in common.

mod answers;
mod discovery;
mod effects;
mod findings;
mod flip;
mod indices;
mod influence;
mod points;
mod prim;
mod shares;
mod subject;
mod tornado;

pub use discovery::{Bound, Boxes, HighBox, boxes};
pub use effects::{Effects, MainEffect, Together};
pub use findings::Findings;
pub use flip::{Flip, flip};
pub use indices::indices;
pub use influence::{FAINT, MOST_MOVED};
pub use points::{Inner, Swing};
pub use shares::{Absent, Index, Indices};
pub use subject::{Objection, Subject};
pub use tornado::{NUDGE, Tornado, tornado};
