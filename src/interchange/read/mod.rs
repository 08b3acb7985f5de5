//! The parts that the readers of all formats share.
//!
//! A format's reader finds the [`parts`] of a file: variables, and tables that are still unread.
//! [`assemble`] makes a scenario of them, asking each table for its numbers; [`numbers`] and [`rows`]
//! check these, [`list`] reads those that are one list. [`token`] cuts plain text into words and signs,
//! [`take`] takes those that have to be next, [`faults`] collects what is wrong.

pub(super) mod admit;
pub(super) mod assemble;
pub(super) mod faults;
pub(super) mod list;
pub(super) mod numbers;
pub(super) mod parts;
pub(super) mod rows;
pub(super) mod take;
pub(super) mod token;
