//! The parts of readers that all formats share.
//!
//! A format's reader finds the [`parts`] of a file: variables, and tables that are not read yet. [`assemble`] makes a
//! scenario of them and asks each table for its numbers. [`numbers`] and [`rows`] check these; [`list`] reads tables
//! that are one list. [`token`] cuts plain text into words and signs, [`take`] takes required ones, and [`faults`]
//! collects the findings.

pub(super) mod admit;
pub(super) mod assemble;
pub(super) mod faults;
pub(super) mod list;
pub(super) mod numbers;
pub(super) mod parts;
pub(super) mod rows;
pub(super) mod take;
pub(super) mod token;
