//! Inference in products of tables: the sum of a product, the marginals and the most probable combination, and draws
//! from it. Used by the exact solver and by the engine for evidence. Independent of models.
//!
//! `order` finds the order in which nodes are summed out; `elimination` sums them out (bucket elimination: Dechter
//! 1999), from which come joint distributions (Cowell et al. 1999, ch. 6) and conditional ones, from which `draws`
//! samples backward. `counting` carries the number of nodes whose value counts. `tests/inference/` compares all of
//! them with enumeration and rejection, and wrong ones are caught there.

mod counting;
mod digits;
mod draws;
mod elimination;
mod factor;
mod memory;
mod order;

pub use counting::Counts;
pub use digits::{advance, digits};
pub use draws::Conditional;
pub use elimination::{Eliminated, Joint, Problem};
pub use factor::Factor;
pub use memory::{shown, too_large};
pub use order::{Effort, Order};
