//! Columns that several tables have.

use super::super::table::{ColumnType, Spec};

pub(super) const QUESTION: Spec = Spec::text("question", "The name of the question.");
pub(super) const OUTCOME: Spec = Spec::text(
    "outcome",
    "The outcome: `yes` of a condition, and of a day that comes within the horizon; the outcomes of a joint table with \
     ` · ` between them.",
);
pub(super) const PROBABILITY: Spec =
    Spec::number("probability", "The chance of the outcome, from 0 to 1.");
pub(super) const STD_ERROR: Spec = Spec::number(
    "std_error",
    "The standard error of sampling, in the unit of the value; of a day in days.",
);
pub(super) const LOW: Spec =
    Spec::number("low", "The 5th percentile across readings of the inputs, if it is resolved.");
pub(super) const HIGH: Spec =
    Spec::number("high", "The 95th percentile across readings of the inputs, if it is resolved.");
pub(super) const LABEL: Spec = Spec::text("label", "The name of the number on a page.");
pub(super) const TODAY: Spec = Spec::text(
    "today",
    "The last day of which anything is known; the column is there if the scenario has news or a day of its own.",
)
.of(ColumnType::Date);
pub(super) const NEWS: Spec =
    Spec::text("news", "The number of pieces of news up to that day; as `today`.")
        .of(ColumnType::Whole);
