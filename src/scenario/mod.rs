//! The scenario as the analyst wrote it, with places: TOML is read, and nothing is computed.
//!
//! `admit` turns bytes into text, `foreign` recognises files that are not scenarios, and `syntax/` recovers from text
//! that is not TOML. `read/` walks the parsed document with its spans, so that every fault of a file is reported at
//! once, each at its own column. The result is a [`Scenario`] (`tree`, with `news` and `calendar`), whose numbers, rules and grounds are as written
//! (`literal`, and `flat` for tables with millions of numbers); `group` has groups of actors and definitions, which `expand/`
//! writes out. `paths/` finds and replaces numbers by their paths, and compares scenarios. `reporting` has the settings of
//! the page, `yardstick` the words for chances, `names` checks names,
//! `example` words examples of news.

mod admit;
mod calendar;
mod example;
mod expand;
mod flat;
mod foreign;
mod group;
mod literal;
mod names;
mod news;
mod paths;
mod read;
mod reporting;
mod syntax;
#[cfg(test)]
mod tests;
mod tree;
mod worth;
mod written;

pub use admit::{MOST_BYTES, Refusal, admit, utf8};
pub use calendar::{Calendar, Deadline, Per};
pub use expand::{Expanded, Language, UNREADABLE, VARIED, expanded, written_out};
pub use flat::{Cells, Names};
pub use group::{Cell, Definition, Group, Member, MemberOf, Memberships, member_variable};
pub use literal::*;
pub use names::{is_identifier, is_reserved, path_piece, split_setting};
pub use news::{Learnt, Likelier, News, Partial, Watched};
pub use paths::{
    Conditions, Differing, Given, MOST_SPELT_OUT, MOST_VALUES, Restructured, Setting, Spread,
    Values, WITHHELD, chances, differing, formulas, graft, join_news, label_of, literal_path,
    literals, no_ratio, number_at, numbers_shared, ratio_at, ratios, reset, restructured,
    same_frame, set, spell_out, transplant, values, withhold,
};
pub use read::{
    Attached, Beside, MOST_OUTCOMES, MOST_STEPS, add_news, apply, believing, files_named, read,
    read_beside, read_overlay, speakers,
};
pub use reporting::yardstick::Yardstick;
pub use reporting::{Confidence, Level, Reporting, SECTIONS};
pub use tree::*;
pub use worth::Worth;
pub use written::Written;
