//! XDSL, the format of GeNIe and SMILE.
//!
//! Chance, deterministic, noisy-max and decision nodes are read, also those in submodels. Utilities are left out;
//! equations and dynamic networks are refused.

use super::super::read::assemble::assemble;
use super::super::read::faults::{Faults, shortened};
use super::super::read::list::Listed;
use super::super::read::numbers::{Numbers, Text};
use super::super::read::parts::{Body, Name, Parts, Shape, Table, Variable};
use super::noisy::NoisyMax;
use super::walk::{Collected, Element, Step, Walker};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::scenario::Scenario;
use std::ops::Range;

/// The elements of nodes that can be read.
const KINDS: [&str; 4] = ["cpt", "deterministic", "noisymax", "decision"];
/// The elements of nodes that change no chance.
const VALUES: [&str; 2] = ["utility", "mau"];
/// The elements whose text is kept.
const KEPT: [&str; 5] = ["parents", "probabilities", "resultingstates", "strengths", "parameters"];

/// The definition of a node.
enum Definition<'a> {
    Listed(Listed),
    /// A deterministic node: the state that each row gives.
    States(Vec<Name<'a>>),
    NoisyMax(NoisyMax),
}

impl Body for Definition<'_> {
    fn chances(&self, shape: &Shape<'_, '_>, numbers: &mut Numbers<'_, '_>) -> Option<Vec<f64>> {
        match self {
            Self::Listed(listed) => listed.chances(shape, numbers),
            Self::States(names) => certain(names, shape, numbers),
            Self::NoisyMax(noisy) => noisy.chances(shape, numbers),
        }
    }
}

/// The conditional table of a deterministic node.
fn certain(
    names: &[Name<'_>],
    shape: &Shape<'_, '_>,
    numbers: &mut Numbers<'_, '_>,
) -> Option<Vec<f64>> {
    if names.len() != shape.rows {
        let of = shortened(&shape.child.name.text);
        let message = format!("{} states where `{of}` needs {}", names.len(), shape.rows);
        let repair = "one for each combination of the parents' states";
        numbers.faults.tell(Code::WrongCount, shape.head.clone(), message, repair);
        return None;
    }
    let states = &shape.child.states;
    let mut chances = vec![0.0; shape.rows * shape.width()];
    let mut sound = true;
    for (row, name) in names.iter().enumerate() {
        if let Some(state) = states.iter().position(|state| state.text == name.text) {
            chances[row * shape.width() + state] = 1.0;
            continue;
        }
        let of = shortened(&shape.child.name.text);
        let message = format!("`{of}` has no state `{}`", shortened(&name.text));
        let near = nearest(&name.text, states.iter().map(|state| state.text.as_ref()));
        let place = numbers.faults.place(name.span.clone());
        numbers.faults.push(Diagnostic::new(Code::UnknownOutcome, place, message).suggest(near));
        sound = false;
    }
    sound.then_some(chances)
}

/// Reads a network: everything that can be read, and every fault, in the order of the file.
pub(in crate::internal::interchange) fn read(
    text: Text<'_>,
    mut faults: Faults,
) -> (Scenario, Vec<Diagnostic>) {
    let mut reader =
        Reader { text: text.text, faults: &mut faults, parts: Parts::empty(), node: None };
    reader.all(Walker::new(text.text));
    let parts = reader.parts;
    assemble(text, &parts, faults)
}

/// A node that is being read.
struct Node<'a> {
    /// The name of its element.
    kind: &'a str,
    name: Name<'a>,
    /// The number of elements that are open around its content.
    depth: usize,
    head: Range<usize>,
    states: Vec<Name<'a>>,
    states_at: Option<Range<usize>>,
    /// The texts of its elements, in the order of [`KEPT`].
    texts: [Option<Collected>; KEPT.len()],
}

struct Reader<'a, 'f> {
    text: &'a str,
    faults: &'f mut Faults,
    parts: Parts<'a, Definition<'a>>,
    node: Option<Node<'a>>,
}

impl<'a> Reader<'a, '_> {
    fn all(&mut self, mut walker: Walker<'a>) {
        while let Some(step) = walker.next(self.faults) {
            match step {
                Step::Open(element) if walker.open.len() == 1 => {
                    self.parts.title = walker.attribute(&element, "id");
                }
                Step::Open(element) if self.node.is_some() => self.within(&walker, &element),
                Step::Open(element) => self.outside(&walker, &element),
                Step::Text(span) => {
                    let text = self.text;
                    self.collect(&walker, |kept| kept.text(text, span));
                }
                Step::Char(character, span) => {
                    let text = self.text;
                    self.collect(&walker, |kept| kept.char(text, character, span));
                }
                Step::Close(_) => self.close(walker.open.len()),
            }
        }
        self.parts.is_broken |= self.node.is_some();
    }

    /// Handles an element outside nodes, which may begin one.
    fn outside(&mut self, walker: &Walker<'a>, element: &Element<'a>) {
        if walker.open.len() == 2 && element.name == "dynamic" {
            let message = "a dynamic network can't be read";
            self.refuse(element.span.clone(), message, "unroll it in GeNIe, and save the result");
        }
        let depth = walker.open.len() - 1;
        let around = walker.open.get(depth.saturating_sub(1)).copied().unwrap_or_default();
        let in_nodes = walker.at(1) == "nodes" && matches!(around, "nodes" | "submodel");
        if !in_nodes || element.name == "submodel" {
            return;
        }
        let Some(name) = walker.attribute(element, "id") else {
            let message = format!("a node `{}` without an `id`", shortened(element.name));
            self.faults.tell(Code::NetworkSyntax, element.span.clone(), message, "add `id=\"…\"`");
            self.parts.is_broken = true;
            return;
        };
        let shown = shortened(&name.text);
        if VALUES.contains(&element.name) {
            self.faults.left_out(&name.span, &name.text);
        } else if !KINDS.contains(&element.name) {
            let kind = shortened(element.name);
            let message = format!("`{shown}` is a node of the kind `{kind}`, which can't be read");
            self.refuse(name.span.clone(), &message, "make a chance node of it in GeNIe");
        }
        self.node = Some(Node {
            kind: element.name,
            name,
            depth: walker.open.len(),
            head: element.span.clone(),
            states: Vec::new(),
            states_at: None,
            texts: Default::default(),
        });
    }

    fn refuse(&mut self, span: Range<usize>, message: &str, repair: &str) {
        self.parts.is_broken = true;
        self.faults.tell(Code::NotTaken, span, message, repair);
    }

    /// Handles an element of a node.
    fn within(&mut self, walker: &Walker<'a>, element: &Element<'a>) {
        let Some(node) = &mut self.node else { return };
        if walker.open.len() != node.depth + 1 {
            return;
        }
        if let Some(kept) = KEPT.iter().position(|kept| *kept == element.name) {
            node.texts[kept].get_or_insert_default();
        }
        if element.name != "state" {
            return;
        }
        let at = node.states_at.get_or_insert_with(|| element.span.clone());
        at.end = element.span.end;
        if let Some(state) = walker.attribute(element, "id") {
            node.states.push(state);
        } else {
            let message = "a state without an `id`";
            let span = element.span.clone();
            self.faults.tell(Code::NetworkSyntax, span, message, "add `id=\"…\"`");
        }
    }

    fn collect(&mut self, walker: &Walker<'a>, take: impl FnOnce(&mut Collected)) {
        let Some(node) = &mut self.node else { return };
        let kept = KEPT.iter().position(|kept| *kept == walker.inside());
        if let Some(kept) = kept.filter(|_| walker.open.len() == node.depth + 1) {
            take(node.texts[kept].get_or_insert_default());
        }
    }

    /// Handles the end of an element, after which `open` elements are open.
    fn close(&mut self, open: usize) {
        if let Some(node) = self.node.take_if(|node| open < node.depth) {
            self.add(node);
        }
    }

    fn add(&mut self, node: Node<'a>) {
        let Node { kind, name, head, states, states_at, texts, .. } = node;
        if VALUES.contains(&kind) {
            return;
        }
        let states_at = states_at.unwrap_or_else(|| name.span.clone());
        let is_choice = kind == "decision";
        let [parents, probabilities, results, strengths, parameters] = texts;
        let parents = parents.map(|text| text.words(self.text)).unwrap_or_default();
        let parents = if is_choice { Vec::new() } else { parents };
        let body = match kind {
            "decision" => Some(Definition::Listed(Listed::Decision)),
            "deterministic" => results.map(|text| Definition::States(text.words(self.text))),
            "noisymax" => {
                parameters.and_then(|text| Some(Definition::NoisyMax(self.noisy(strengths, text)?)))
            }
            _ => probabilities.map(|text| Definition::Listed(Listed::Numbers(text.numbers()))),
        };
        if let Some(body) = body {
            let place = head.clone();
            let child = name.clone();
            self.parts.tables.push(Table { child, parents, head, place, body });
        }
        if states.is_empty() && KINDS.contains(&kind) {
            let message = format!("`{}` has no states", shortened(&name.text));
            self.faults.tell(Code::WrongCount, name.span.clone(), message, "add its states");
        }
        self.parts.variables.push(Variable { name, states, states_at, is_choice });
    }

    /// A noisy-max node; `None` if its strengths are not numbers.
    fn noisy(&mut self, strengths: Option<Collected>, parameters: Collected) -> Option<NoisyMax> {
        let has_strengths = strengths.is_some();
        let words = strengths.map(|text| text.words(self.text)).unwrap_or_default();
        let mut found = Vec::with_capacity(words.len());
        for word in words {
            let Ok(state) = word.text.parse() else {
                let message = format!("`{}` is not the number of a state", shortened(&word.text));
                self.faults.tell(Code::NetworkSyntax, word.span, message, "count from 0");
                self.parts.is_broken = true;
                return None;
            };
            found.push((state, word.span));
        }
        Some(NoisyMax { strengths: found, has_strengths, parameters: parameters.numbers() })
    }
}
