//! The compiled part of the Python package `foretell`: a thin layer over the library's front door. The package's Python
//! code, in `foretell/`, is what users see.

mod arrow;
mod case;
mod errors;
mod found;
mod frame;
mod journal;
mod options;
mod parts;
mod rows;
mod sides;
mod trials;
mod work;

/// The compiled module.
#[pyo3::pymodule]
mod _foretell {
    #[pymodule_export]
    use crate::case::Case;
    #[pymodule_export]
    use crate::case::{explain_code, version};
    #[pymodule_export]
    use crate::found::Found;
    #[pymodule_export]
    use crate::frame::Frame;
    #[pymodule_export]
    use crate::journal::Journal;
    #[pymodule_export]
    use crate::options::Options;
    #[pymodule_export]
    use crate::parts::Task;
    #[pymodule_export]
    use crate::trials::Trials;
}
