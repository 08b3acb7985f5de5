//! The sides of a comparison.

use crate::case::Case;
use crate::errors::raised;
use foretell::{Overlay, Side, Sides};
use pyo3::prelude::*;

/// The other sides of a comparison, as Python names them.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Against {
    /// Other scenarios, each with its name; a name is empty for that of its file.
    others: Vec<(String, Py<Case>)>,
    choice: Option<String>,
    /// Variants; empty for all.
    variants: Option<Vec<String>>,
    experts: bool,
    since: Option<String>,
    /// Names and texts of overlays.
    overlays: Vec<(String, String)>,
}

impl Against {
    /// Returns the sides: of the first kind that is asked for.
    pub(crate) fn sides(&self, py: Python<'_>, own: &Case) -> PyResult<Vec<Side>> {
        let case = own.case();
        let found = if let Some(choice) = &self.choice {
            case.outcomes(choice)
        } else if let Some(names) = &self.variants {
            case.variants(names)
        } else if self.experts {
            case.experts()
        } else if let Some(date) = &self.since {
            case.since(date)
        } else if !self.overlays.is_empty() {
            let overlays = self.overlays.iter();
            let overlays: Vec<Overlay> =
                overlays.map(|(name, text)| Overlay::read(name, text.as_str())).collect();
            case.overlays(&overlays)
        } else {
            return self.models(py, own);
        };
        Ok(found.map_err(|error| raised(py, &error))?.sides)
    }

    fn models(&self, py: Python<'_>, own: &Case) -> PyResult<Vec<Side>> {
        if self.others.iter().all(|(name, _)| name.is_empty()) {
            let mut models = vec![own.model(py)?];
            for (_, other) in &self.others {
                models.push(other.get().model(py)?);
            }
            return Ok(Sides::of_models(&models).sides);
        }
        let mut sides = vec![Side::new("as it is", &own.model(py)?)];
        for (name, other) in &self.others {
            sides.push(Side::new(name, &other.get().model(py)?));
        }
        Ok(sides)
    }
}
