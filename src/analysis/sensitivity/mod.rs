//! Which numbers move an answer: [`tornado`] takes each from one end to the other, [`indices`] shares
//! the variance of the answer out over what the analyst is unsure of, [`boxes`] finds where the
//! answer is high. `subject` is the answer that all of them look at.

mod boxes;
mod effects;
mod indices;
mod peel;
mod points;
mod shares;
mod subject;
mod tornado;

pub use boxes::{Bound, Boxes, HighBox, boxes};
pub use effects::{Effects, MainEffect, Together};
pub use indices::indices;
pub use points::{Inner, Swing};
pub use shares::{Absent, Index, Indices};
pub use subject::{Objection, Subject};
pub use tornado::{NUDGE, Tornado, tornado};
