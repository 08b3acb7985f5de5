//! XMLBIF, the interchange format of Bayesian networks in XML.
//!
//! The numbers of a table vary the child's states fastest and its first parent's slowest.

use super::super::read::assemble::assemble;
use super::super::read::faults::{Faults, shortened};
use super::super::read::list::Listed;
use super::super::read::numbers::Text;
use super::super::read::parts::{Name, Parts, Table, Variable};
use super::walk::{Collected, Element, Step, Walker};
use crate::diagnostic::{Code, Diagnostic};
use crate::scenario::Scenario;
use std::collections::BTreeSet;
use std::ops::Range;

/// Reads a network: everything that can be read, and every fault, in the order of the file.
pub(in crate::internal::interchange) fn read(
    text: Text<'_>,
    mut faults: Faults,
) -> (Scenario, Vec<Diagnostic>) {
    let mut reader = Reader {
        text: text.text,
        faults: &mut faults,
        parts: Parts::empty(),
        variable: None,
        definition: None,
        utilities: BTreeSet::new(),
        collected: Collected::default(),
    };
    reader.all(Walker::new(text.text));
    let Reader { mut parts, utilities, .. } = reader;
    parts.tables.retain(|table| !utilities.contains(table.child.text.as_ref()));
    let tables: BTreeSet<_> = parts.tables.iter().map(|table| table.child.text.clone()).collect();
    let undecided =
        |variable: &&Variable<'_>| variable.is_choice && !tables.contains(&variable.name.text);
    let choices: Vec<Name<'_>> =
        parts.variables.iter().filter(undecided).map(|variable| variable.name.clone()).collect();
    parts.tables.extend(choices.into_iter().map(|child| Table::alone(child, Listed::Decision)));
    assemble(text, &parts, faults)
}

/// A variable that is being read.
struct Begun<'a> {
    /// `nature`, `decision` or `utility`.
    kind: String,
    name: Option<Name<'a>>,
    states: Vec<Name<'a>>,
    span: Range<usize>,
}

/// A definition that is being read.
struct Defined<'a> {
    child: Option<Name<'a>>,
    parents: Vec<Name<'a>>,
    table: Option<Collected>,
    head: Range<usize>,
}

struct Reader<'a, 'f> {
    text: &'a str,
    faults: &'f mut Faults,
    parts: Parts<'a, Listed>,
    variable: Option<Begun<'a>>,
    definition: Option<Defined<'a>>,
    utilities: BTreeSet<String>,
    /// The text of the element that began last.
    collected: Collected,
}

impl<'a> Reader<'a, '_> {
    fn all(&mut self, mut walker: Walker<'a>) {
        while let Some(step) = walker.next(self.faults) {
            match step {
                Step::Open(element) => self.begin(&walker, &element),
                Step::Text(span) => self.collected.text(self.text, span),
                Step::Char(character, span) => self.collected.char(self.text, character, span),
                Step::Close(name) => self.end(name, walker.open.len()),
            }
        }
        self.parts.is_broken |= self.variable.is_some() || self.definition.is_some();
    }

    fn begin(&mut self, walker: &Walker<'a>, element: &Element<'a>) {
        self.collected = Collected::default();
        let span = element.span.clone();
        match element.name.to_ascii_uppercase().as_str() {
            "VARIABLE" => {
                let kind = walker.attribute(element, "TYPE").map(|kind| kind.text.into_owned());
                let kind = kind.unwrap_or_else(|| "nature".to_owned());
                self.variable = Some(Begun { kind, name: None, states: Vec::new(), span });
            }
            "DEFINITION" | "PROBABILITY" => {
                let (child, parents, table) = (None, Vec::new(), None);
                self.definition = Some(Defined { child, parents, table, head: span });
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, open: usize) {
        let collected = std::mem::take(&mut self.collected);
        match (name.to_ascii_uppercase().as_str(), &mut self.variable, &mut self.definition) {
            ("NAME", Some(variable), _) => variable.name = Some(collected.name(self.text)),
            ("OUTCOME" | "VALUE", Some(variable), _) => {
                variable.states.push(collected.name(self.text));
            }
            ("FOR", _, Some(definition)) => {
                let child = collected.name(self.text);
                if definition.child.is_some() {
                    let message = "a table of two variables at once";
                    let repair = "give each variable a table of its own";
                    self.faults.tell(Code::NetworkSyntax, child.span.clone(), message, repair);
                    self.parts.is_broken = true;
                }
                definition.child = Some(child);
            }
            ("GIVEN", _, Some(definition)) => definition.parents.push(collected.name(self.text)),
            ("TABLE", _, Some(definition)) => definition.table = Some(collected),
            ("VARIABLE", Some(_), _) => self.variable_ends(),
            ("DEFINITION" | "PROBABILITY", _, Some(_)) => self.definition_ends(),
            ("NAME", None, None) if open == 2 => self.parts.title = Some(collected.name(self.text)),
            _ => {}
        }
    }

    fn variable_ends(&mut self) {
        let Some(Begun { kind, name, states, span }) = self.variable.take() else { return };
        let Some(name) = name else {
            self.faults.tell(Code::NetworkSyntax, span, "a variable without a name", "add <NAME>");
            self.parts.is_broken = true;
            return;
        };
        if kind.eq_ignore_ascii_case("utility") {
            self.faults.left_out(&name.span, &name.text);
            self.utilities.insert(name.text.into_owned());
            return;
        }
        if states.is_empty() {
            let message = format!("`{}` has no outcomes", shortened(&name.text));
            self.faults.tell(Code::WrongCount, name.span.clone(), message, "add <OUTCOME>");
        }
        let listed = states.first().zip(states.last());
        let states_at = listed.map(|(first, last)| first.span.start..last.span.end);
        let states_at = states_at.unwrap_or_else(|| name.span.clone());
        let is_choice = kind.eq_ignore_ascii_case("decision");
        self.parts.variables.push(Variable { name, states, states_at, is_choice });
    }

    fn definition_ends(&mut self) {
        let Some(Defined { child, parents, table, head }) = self.definition.take() else { return };
        let Some(child) = child else {
            self.faults.tell(Code::NetworkSyntax, head, "a table of no variable", "add <FOR>");
            self.parts.is_broken = true;
            return;
        };
        let Some(table) = table else { return }; // reported as a variable without chances
        let body = Listed::Numbers(table.numbers());
        let place = head.clone();
        self.parts.tables.push(Table { child, parents, head, place, body });
    }
}
