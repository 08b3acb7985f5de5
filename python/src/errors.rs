//! The library's errors as exceptions of `foretell._errors`.

use foretell::{Diagnostics, Error};
use pyo3::prelude::*;
use std::fmt::Display;

/// Returns the exception for an error of the library.
pub(crate) fn raised(py: Python<'_>, error: &Error) -> PyErr {
    let kind = match error {
        Error::Faults(_) => "faults",
        Error::Io { .. } => "io",
        Error::Parts(_) | Error::Mismatch(_) => "mismatch",
        Error::Cancelled => "cancelled",
        _ => "usage",
    };
    let found = error.diagnostics().map(listed);
    exception(py, kind, &error.to_string(), found.as_deref())
}

/// Returns the exception for a name that a result does not have.
pub(crate) fn missing(py: Python<'_>, error: &impl Display) -> PyErr {
    exception(py, "missing", &error.to_string(), None)
}

/// Returns diagnostics as JSON.
pub(crate) fn listed(found: &Diagnostics) -> String {
    serde_json::to_string(&**found).unwrap_or_else(|_| "[]".to_owned())
}

fn exception(py: Python<'_>, kind: &str, text: &str, found: Option<&str>) -> PyErr {
    let made = py
        .import("foretell._errors")
        .and_then(|module| module.getattr("made"))
        .and_then(|made| made.call1((kind, text, found)));
    match made {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}
