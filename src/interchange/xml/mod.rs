//! Networks in XML: GeNIe's XDSL, and XMLBIF.
//!
//! [`walk`] steps through the elements of a document, `xdsl` and `xmlbif` read the two formats, and `noisy` computes
//! the tables of noisy-max nodes. Entities other than those of XML itself are refused, and nothing outside the file
//! is read.

mod noisy;
mod walk;
mod xdsl;
mod xmlbif;

pub(super) use walk::root;
pub(super) use xdsl::read as read_xdsl;
pub(super) use xmlbif::read as read_xmlbif;
