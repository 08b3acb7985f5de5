//! The commands, a file for each, with its arguments.

pub(super) mod check;
pub(super) mod compare;
pub(super) mod completions;
pub(super) mod convert;
pub(super) mod explain;
pub(super) mod man;
pub(super) mod merge;
pub(super) mod new;
pub(super) mod record;
pub(super) mod report;
pub(super) mod run;
pub(super) mod sensitivity;
pub(super) mod shards;
pub(super) mod sweep;
pub(super) mod track;
