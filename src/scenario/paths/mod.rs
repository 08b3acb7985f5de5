//! The numbers, formulas and conditions of a scenario by their paths.
//!
//! `numbers` finds and replaces numbers, whose places `slots` visits; `values` reads the values to vary, `cells`
//! expands flat tables, `ratios` has those of reports, `labels` writes paths for readers, `formulas` visits all formulas,
//! `differ`, `structure` and `settings` compare two scenarios, `withhold` takes out what is confidential, and [`Conditions`]
//! has the conditions of cases and adjustments.

mod cells;
mod conditions;
mod differ;
mod formulas;
mod labels;
mod numbers;
mod ratios;
mod settings;
mod slots;
mod structure;
mod values;
mod withhold;

pub use cells::{MOST_SPELT_OUT, spell_out};
pub use conditions::Conditions;
pub use differ::{Differing, differing, numbers_shared, transplant};
pub use formulas::formulas;
pub use labels::label_of;
pub use numbers::{chances, literal_path, literals, set};
pub use ratios::{no_ratio, ratio_at, ratios};
pub use settings::{Setting, reset};
pub(crate) use slots::{
    Slot, visit, visit_alone_mut, visit_mut, visit_odds_mut, visit_rule_mut, visit_shares_mut,
    visit_voices_mut,
};
pub use structure::{Restructured, graft, join_news, restructured, same_frame};
pub use values::{Given, MOST_VALUES, Spread, Values, number_at, values};
pub use withhold::{WITHHELD, withhold};
