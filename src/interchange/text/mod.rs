//! Networks in plain text that are not BIF: Hugin's `.net` and UAI.

mod hugin;
mod uai;

pub(super) use hugin::read as read_hugin;
pub(super) use uai::read as read_uai;
