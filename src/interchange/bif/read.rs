//! Reader of networks in a flavour of BIF.

use super::super::read::assemble::assemble;
use super::super::read::faults::Faults;
use super::super::read::numbers::Text;
use super::blocks::blocks;
use super::flavour::Flavour;
use crate::diagnostic::Diagnostic;
use crate::scenario::Scenario;

/// Reads a network: everything that can be read, and every fault, in the order of the file.
pub(in crate::internal::interchange) fn read(
    text: Text<'_>,
    flavour: &'static Flavour,
    mut faults: Faults,
) -> (Scenario, Vec<Diagnostic>) {
    let parts = blocks(text.text, flavour, &mut faults);
    assemble(text, &parts, faults)
}
