//! Networks in XML: GeNIe's XDSL, and XMLBIF.
//!
//! [`walk`] goes through the elements of a document; `xdsl` and `xmlbif` know what they mean, `noisy` how
//! a noisy-max node comes to a table. Entities other than those of XML itself are refused, and nothing
//! outside the file is looked for.

mod noisy;
mod walk;
mod xdsl;
mod xmlbif;

pub(super) use walk::root;
pub(super) use xdsl::read as read_xdsl;
pub(super) use xmlbif::read as read_xmlbif;
