//! Networks as the tests read them, and their answers by adding up every combination: a second way
//! to each number that shares nothing with sampling.

use crate::support::{files_below, repository};
use foretell::internal::diagnostic::{Diagnostic, Sources};
use foretell::internal::interchange::{self, Format, Network, Node};
use foretell::internal::model::{self, Supposition, World};
use foretell::internal::scenario;
use std::path::{Path, PathBuf};

/// Every lawful network that ships with the tests.
pub(super) fn lawful() -> Vec<PathBuf> {
    let folders = ["tests/bif/published", "tests/bif/odd"];
    let mut found = Vec::new();
    for folder in folders {
        found.extend(files_below(&repository().join(folder), "bif"));
    }
    assert!(found.len() >= 20, "only {} lawful networks", found.len());
    found
}

pub(super) fn name_of(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).expect("a plain file name")
}

/// Returns the tables of a network's text in BIF.
pub(super) fn network(text: &[u8]) -> Network {
    network_in(Format::Bif, text)
}

/// Whether each row of a table sums to 1.
pub(super) fn sums(node: &Node) -> Vec<bool> {
    let rows = node.chances.chunks(node.outcomes.len());
    rows.map(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-9).collect()
}

/// Returns the tables of a network's text in a format.
pub(super) fn network_in(format: Format, text: &[u8]) -> Network {
    let shown = String::from_utf8_lossy(text);
    let text = interchange::admit(text.to_vec(), format).expect("it is a text");
    let mut sources = Sources::default();
    let file = sources.add("a network", text);
    let (scenario, found) = interchange::read(&sources, file, format, false);
    assert!(!found.iter().any(Diagnostic::is_fault), "{found:?}\n{shown}");
    tables(&scenario)
}

/// Returns the tables of a scenario's text.
pub(super) fn network_of_scenario(text: &str) -> Network {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", text);
    let (scenario, found) = scenario::read(&sources, file);
    assert!(!found.iter().any(Diagnostic::is_fault), "{found:?}\n{text}");
    tables(&scenario)
}

fn tables(scenario: &scenario::Scenario) -> Network {
    let model = model::compile(scenario).expect("it has no faults");
    let world = World::draw(&model, 0, 0).expect("a network has one world");
    model::network(&model, &world, &Supposition::default()).expect("it is a network")
}

/// Returns `a=x, b=y` as nodes and outcomes.
fn pairs(network: &Network, text: &str) -> Vec<(usize, usize)> {
    let pairs = text.split(", ").filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, outcome) = pair.split_once('=').expect("NAME=OUTCOME");
            let node = network.nodes.iter().position(|node| node.name == name);
            let node = node.unwrap_or_else(|| panic!("no variable {name}"));
            let outcomes = &network.nodes[node].outcomes;
            let outcome = outcomes.iter().position(|o| o == outcome);
            (node, outcome.unwrap_or_else(|| panic!("no outcome {pair}")))
        })
        .collect()
}

/// Returns the chance of `asked` given the evidence `learnt` and the interventions `made`.
pub(super) fn chance(network: &Network, asked: &str, learnt: &str, made: &str) -> f64 {
    let [asked, learnt, made] = [asked, learnt, made].map(|text| pairs(network, text));
    let mut at = vec![0_usize; network.nodes.len()];
    let (mut hits, mut all) = (0.0, 0.0);
    loop {
        let holds = |wanted: &[(usize, usize)]| wanted.iter().all(|(node, o)| at[*node] == *o);
        if holds(&learnt) && holds(&made) {
            let mut p = 1.0;
            for (i, node) in network.nodes.iter().enumerate() {
                if made.iter().any(|(made, _)| *made == i) {
                    continue;
                }
                let row = node.parents.iter().fold(0, |row, parent| {
                    row * network.nodes[*parent].outcomes.len() + at[*parent]
                });
                p *= node.chances[row * node.outcomes.len() + at[i]];
            }
            all += p;
            hits += if holds(&asked) { p } else { 0.0 };
        }
        let mut turning = at.iter_mut().zip(&network.nodes);
        let turned = turning.find_map(|(at, node)| {
            *at = (*at + 1) % node.outcomes.len();
            (*at > 0).then_some(())
        });
        if turned.is_none() {
            return hits / all;
        }
    }
}
