//! The library's front door: what the program, and every other caller, calls. Nothing here prints or reads arguments.
//!
//! [`Scenario`] holds texts, faulty or not; [`Case`] adds changes, interventions and evidence; [`Model`] is what that
//! means, and is run with [`Options`] (`answers`). [`compare`](compare()) sets models beside each other as [`Side`]s;
//! [`Design`] has the points of a sweep; [`Subject`] is the answer that a sensitivity analysis looks at; a [`Job`] is
//! done in [`Part`]s (`shards`). A call that fails returns an [`Error`], most often with [`Diagnostics`].

mod answers;
mod case;
mod check;
mod compare;
mod diagnostic;
mod error;
#[cfg(feature = "files")]
mod files;
mod model;
mod network;
mod options;
mod page;
mod report;
mod requested;
mod scenario;
mod shards;
mod shown;
mod sweep;
mod written;

pub use crate::analysis::Every;
pub use crate::diagnostic::Severity;
pub use crate::engine::{
    NO_CODE, Shard, TrialBlock, TrialColumn, TrialSink, TrialTable, TrialType, TrialValues,
};
pub use crate::report::charts::Chart;
pub use crate::report::html::{TextSize, Theme};
pub use answers::{CrossCheck, Subject};
pub use case::{Case, Intervention, Setting};
pub use check::Path;
pub use compare::{Overlay, Side, Sides, compare, compare_why};
pub use diagnostic::{Diagnostic, Diagnostics, Edit, Span, explain_code};
pub use error::Error;
pub use model::Model;
pub use options::{Monitor, Options};
pub use page::Page;
pub use report::Report;
pub use scenario::{Scenario, Source};
pub use shards::{Job, Outcome, Part, Round, Step, Task};
#[cfg(feature = "files")]
pub use sweep::Journal;
pub use sweep::{Design, SweepPlan};

/// Further items for the program alone.
#[cfg(feature = "cli")]
pub(crate) use {
    crate::analysis::sensitivity::Findings,
    crate::analysis::sweep::Design as Spread,
    crate::analysis::{Comparison, Limit, Splits, Track},
    crate::diagnostic::work::{Phase, Work},
    crate::diagnostic::{coloured, on_lines, sentence, uncoloured},
    crate::engine::{GENERATOR, Phase as DrawPhase, Plan, Spent},
    crate::forecast::{Body, Forecast},
    crate::formula::nfc,
    crate::numerics::kernel::Level,
    answers::Trace,
    compare::{check_questions, compared, held, limit},
    files::{bytes, digest_of, is_ours, scenarios_in},
    options::{MOST_THREADS, MOST_TRIALS},
    scenario::{bounded, digest, stem},
    shards::{Gathered, Identity, Whole, changed_part, double_folder, file_of, missing_folder},
    sweep::{MOST_POINTS, Point},
};
