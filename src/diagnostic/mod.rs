//! A fault or a piece of advice, with its place, its reason and its repair.
//!
//! [`Place`] says where in which text; [`Code`] is the closed list of what can be wrong;
//! [`Diagnostic`] is one finding; `render` turns findings into the text that people read, `advised` advice into tables;
//! `shown` makes text from outside fit to be shown;
//! [`work`] says whether work is to end early, and how far it has come;
//! `catalogue` reads the pages of the codes, which `foretell explain E0302` prints.
//! Nothing here knows what a scenario means.

mod advised;
mod catalogue;
mod code;
mod finding;
mod place;
mod render;
mod repair;
mod shown;
mod suggest;
pub mod work;

pub use advised::render_advice;
pub use catalogue::{Entry, Example, entry, render_entry};
pub use code::{Code, Severity};
pub use finding::Diagnostic;
pub use place::{FileId, Located, Place, Sources};
pub use render::{render, render_plain};
pub use repair::{Edit, Repair, mended};
pub use shown::{coloured, count, grouped, is_unfit, on_lines, on_one_line, sentence, uncoloured};
pub use suggest::nearest;
