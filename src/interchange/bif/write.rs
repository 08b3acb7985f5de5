//! Writer of BIF files. The same network gives the same bytes; each number is the shortest that reads back to the
//! same bits.

use super::super::network::{Network, Node};
use super::blocks::CHOICE;
use std::fmt::Write as _;

/// Writes the network as text; its names must not contain quotes or line ends.
pub fn write(network: &Network) -> String {
    let mut out = String::new();
    let title = if network.title.is_empty() { "unknown" } else { &network.title };
    put(&mut out, format_args!("network {} {{\n}}\n", word(&title.replace('"', "'"))));
    for node in &network.nodes {
        variable(&mut out, node);
    }
    for node in &network.nodes {
        probability(&mut out, network, node);
    }
    out
}

fn variable(out: &mut String, node: &Node) {
    let states: Vec<String> = node.outcomes.iter().map(|name| word(name)).collect();
    let (name, count, states) = (word(&node.name), states.len(), states.join(", "));
    put(out, format_args!("variable {name} {{\n  type discrete [ {count} ] {{ {states} }};\n"));
    if node.is_choice {
        put(out, format_args!("  property \"{CHOICE}\";\n"));
    }
    out.push_str("}\n");
}

fn probability(out: &mut String, network: &Network, node: &Node) {
    let parents: Vec<&Node> = node.parents.iter().map(|parent| &network.nodes[*parent]).collect();
    let name = word(&node.name);
    if parents.is_empty() {
        put(out, format_args!("probability ( {name} ) {{\n  table "));
        numbers(out, &node.chances);
        out.push_str("}\n");
        return;
    }
    let names: Vec<String> = parents.iter().map(|parent| word(&parent.name)).collect();
    put(out, format_args!("probability ( {name} | {} ) {{\n", names.join(", ")));
    let states: Vec<Vec<String>> =
        parents.iter().map(|p| p.outcomes.iter().map(|outcome| word(outcome)).collect()).collect();
    let mut at = vec![0_usize; parents.len()];
    for row in node.chances.chunks(node.outcomes.len().max(1)) {
        out.push_str("  (");
        for (parent, (states, at)) in states.iter().zip(&at).enumerate() {
            out.push_str(if parent == 0 { "" } else { ", " });
            out.push_str(&states[*at]);
        }
        out.push_str(") ");
        numbers(out, row);
        for (at, states) in at.iter_mut().zip(&states).rev() {
            *at = (*at + 1) % states.len();
            if *at > 0 {
                break;
            }
        }
    }
    out.push_str("}\n");
}

fn numbers(out: &mut String, row: &[f64]) {
    for (at, chance) in row.iter().enumerate() {
        put(out, format_args!("{}{chance:?}", if at == 0 { "" } else { ", " }));
    }
    out.push_str(";\n");
}

/// A name in BIF: bare if it consists of letters, digits, `_` and `-`, in quotes otherwise. pyAgrum and pgmpy read
/// bare names of states, also those of digits only.
fn word(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !name.is_empty() && name.chars().all(plain) {
        name.to_owned()
    } else {
        format!("\"{name}\"")
    }
}

fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    out.write_fmt(what).expect("a String takes all");
}
