//! Dispatch of network files to the readers of their formats.

use super::bif::{MICROSOFT, PLAIN_BIF, read as read_bif};
use super::read::admit::Format;
use super::read::faults::{Faults, shortened};
use super::read::numbers::Text;
use super::text::{read_hugin, read_uai};
use super::xml::{read_xdsl, read_xmlbif, root};
use crate::diagnostic::{Code, Diagnostic, FileId, Sources};
use crate::scenario::Scenario;

/// Reads the network in `file`: everything that can be read, and every fault, in the order of the file. The scenario
/// is usable only if there are no faults. `normalize` divides each row by its sum, however far that is from 1.
pub fn read(
    sources: &Sources,
    file: FileId,
    format: Format,
    normalize: bool,
) -> (Scenario, Vec<Diagnostic>) {
    let text = Text { text: sources.text(file), normalize };
    let faults = Faults::new(file);
    match format {
        Format::Bif => read_bif(text, &PLAIN_BIF, faults),
        Format::Dsc => read_bif(text, &MICROSOFT, faults),
        Format::Hugin => read_hugin(text, faults),
        Format::Uai => read_uai(text, faults),
        Format::Xdsl => read_xdsl(text, faults),
        Format::XmlBif => read_xmlbif(text, faults),
        Format::Xml => (Scenario::empty(file), vec![foreign(text.text, &faults)]),
    }
}

/// The fault of XML that is not a network.
fn foreign(text: &str, faults: &Faults) -> Diagnostic {
    let at = text.find('<').unwrap_or(0);
    let message = match root(text) {
        Some(root) if root.eq_ignore_ascii_case("html") => "this is a web page".to_owned(),
        Some(root) => format!("an XML file of another kind: its root is `{}`", shortened(&root)),
        None => "this looks like XML, and is not well-formed".to_owned(),
    };
    Diagnostic::new(Code::NetworkSyntax, faults.place(at..at + 1), message)
        .help("networks in XML are XDSL (`smile`) and XMLBIF (`BIF`)")
}
