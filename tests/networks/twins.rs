//! Networks in other formats than BIF, each against its twin in BIF: the files in `tests/bif/twins`, and
//! every network of the tests and any other written out in each format by the rules of that format.

use super::table::{lawful, network, network_in, sums};
use crate::support::{Foretell, files_below, repository};
use foretell::internal::diagnostic::{Code, Severity, Sources};
use foretell::internal::interchange::{Format, Network, Node, admit, read};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use std::fmt::Write as _;

const FORMATS: [(&str, Format); 5] = [
    ("dsc", Format::Dsc),
    ("net", Format::Hugin),
    ("uai", Format::Uai),
    ("xdsl", Format::Xdsl),
    ("xmlbif", Format::XmlBif),
];

/// A network in one of the formats, by a writer that shares nothing with the readers.
fn written(format: Format, of: &Network) -> String {
    let head = match format {
        Format::Dsc => "belief network \"any\"\n",
        Format::Hugin => "net\n{\n}\n",
        Format::Uai => "BAYES\n",
        Format::Xdsl => "<?xml version=\"1.0\"?>\n<smile version=\"1.0\" id=\"any\"><nodes>\n",
        _ => "<?xml version=\"1.0\"?>\n<BIF VERSION=\"0.3\"><NETWORK><NAME>any</NAME>\n",
    };
    let mut out = head.to_owned();
    if format == Format::Uai {
        uai(&mut out, of);
        return out;
    }
    for node in &of.nodes {
        put(&mut out, &variable(format, of, node));
    }
    for node in of.nodes.iter().filter(|_| format != Format::Xdsl) {
        put(&mut out, &table(format, of, node));
    }
    out += match format {
        Format::Xdsl => "</nodes></smile>\n",
        Format::XmlBif => "</NETWORK></BIF>\n",
        _ => "",
    };
    out
}

fn put(out: &mut String, line: &str) {
    writeln!(out, "{line}").expect("a string takes all");
}

fn joined(parts: impl Iterator<Item = String>, by: &str) -> String {
    parts.collect::<Vec<_>>().join(by)
}

fn numbers(node: &Node) -> String {
    joined(node.chances.iter().map(|chance| format!("{chance:?}")), " ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('>', "&#62;")
}

fn parents(of: &Network, node: &Node) -> String {
    joined(node.parents.iter().map(|parent| of.nodes[*parent].name.clone()), " ")
}

fn variable(format: Format, of: &Network, node: &Node) -> String {
    let name = &node.name;
    let states =
        |by: &str, show: &dyn Fn(&String) -> String| joined(node.outcomes.iter().map(show), by);
    match format {
        Format::Dsc => {
            let states = states(", ", &|state| format!("\"{state}\""));
            format!("node {name} {{ type : discrete [{}] = {{ {states} }}; }}", node.outcomes.len())
        }
        Format::Hugin => {
            format!(
                "node {name}\n{{ states = ({}); }}",
                states(" ", &|state| format!("\"{state}\""))
            )
        }
        Format::Xdsl => {
            let states = states("", &|state| format!("<state id=\"{}\" />", escaped(state)));
            let parents = match parents(of, node) {
                none if none.is_empty() => none,
                parents => format!("<parents>{parents}</parents>"),
            };
            let numbers = numbers(node);
            format!(
                "<cpt id=\"{name}\">{states}{parents}<probabilities>{numbers}</probabilities></cpt>"
            )
        }
        _ => {
            let states = states("", &|state| format!("<OUTCOME>{}</OUTCOME>", escaped(state)));
            format!("<VARIABLE TYPE=\"nature\"><NAME>{name}</NAME>{states}</VARIABLE>")
        }
    }
}

fn table(format: Format, of: &Network, node: &Node) -> String {
    let given = parents(of, node);
    let given = if given.is_empty() { given } else { format!(" | {given}") };
    match format {
        Format::Hugin => {
            format!("potential ({}{given})\n{{ data = ({}); }}", node.name, numbers(node))
        }
        Format::Dsc => {
            let width = node.outcomes.len();
            let mut rows = String::new();
            for (index, row) in node.chances.chunks(width).enumerate() {
                let mut left = index;
                let mut at: Vec<String> = Vec::new();
                for parent in node.parents.iter().rev() {
                    let card = of.nodes[*parent].outcomes.len();
                    at.push((left % card).to_string());
                    left /= card;
                }
                at.reverse();
                let head =
                    if at.is_empty() { at.concat() } else { format!("({}):", at.join(", ")) };
                let row = joined(row.iter().map(|chance| format!("{chance:?}")), ", ");
                put(&mut rows, &format!("  {head} {row};"));
            }
            format!("probability ( {}{given} ) {{\n{rows}}}", node.name)
        }
        _ => {
            let parents = node.parents.iter().map(|parent| &of.nodes[*parent].name);
            let given = joined(parents.map(|name| format!("<GIVEN>{name}</GIVEN>")), "");
            let (name, numbers) = (&node.name, numbers(node));
            format!("<DEFINITION><FOR>{name}</FOR>{given}<TABLE>{numbers}</TABLE></DEFINITION>")
        }
    }
}

fn uai(out: &mut String, of: &Network) {
    put(out, &of.nodes.len().to_string());
    put(out, &joined(of.nodes.iter().map(|node| node.outcomes.len().to_string()), " "));
    put(out, &of.nodes.len().to_string());
    for (index, node) in of.nodes.iter().enumerate() {
        let scope = node.parents.iter().copied().chain([index]);
        let scope = joined(scope.map(|at| at.to_string()), " ");
        put(out, &format!("{} {scope}", node.parents.len() + 1));
    }
    for node in &of.nodes {
        put(out, &format!("{}\n{}", node.chances.len(), numbers(node)));
    }
}

/// Returns the differences between the tables of two networks; empty if they are the same within 1e-12. Names
/// count where the format has any.
fn differences(one: &Network, other: &Network, named: bool) -> Vec<String> {
    let mut found = Vec::new();
    if one.nodes.len() != other.nodes.len() {
        found.push(format!("{} variables, not {}", one.nodes.len(), other.nodes.len()));
    }
    for (left, right) in one.nodes.iter().zip(&other.nodes) {
        let (name, is_choice) = (&left.name, left.is_choice);
        if named && (*name != right.name || left.outcomes != right.outcomes) {
            found.push(format!("{name} {:?}, {} {:?}", left.outcomes, right.name, right.outcomes));
        }
        if left.parents != right.parents || is_choice != right.is_choice {
            found.push(format!("{name}: other parents, or of another kind"));
        }
        let near = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-12;
        let same = left.chances.len() == right.chances.len();
        if !same || !left.chances.iter().zip(&right.chances).all(near) {
            found.push(format!("{name}: {:?}, not {:?}", left.chances, right.chances));
        }
    }
    found
}

#[test]
fn each_format_says_what_its_twin_in_bif_says() {
    let folder = repository().join("tests/bif/twins");
    let mut count = 0;
    for (ending, format) in FORMATS {
        for path in files_below(&folder, ending) {
            let text = std::fs::read(&path).expect("a test file can be read");
            assert_eq!(Format::of("", &text), Some(format), "{}", path.display());
            let twin = std::fs::read(path.with_extension("bif")).expect("its twin");
            let (twin, read) = (network(&twin), network_in(format, &text));
            let found = differences(&twin, &read, format != Format::Uai);
            assert!(found.is_empty(), "{}\n{}", path.display(), found.join("\n"));
            count += 1;
        }
    }
    assert!(count >= 9, "only {count} twins");
}

#[test]
fn networks_written_out_in_each_format_keep_every_chance() {
    for path in lawful() {
        let twin = network(&std::fs::read(&path).expect("a test file can be read"));
        let plain = |name: &String| {
            name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.is_empty()
        };
        let outcomes = twin.nodes.iter().flat_map(|node| &node.outcomes);
        let quotable = outcomes.clone().all(|state| !state.contains(['"', '\\']));
        if !twin.nodes.iter().all(|node| plain(&node.name)) || !quotable {
            continue;
        }
        for (ending, format) in FORMATS {
            let text = written(format, &twin);
            let read = network_in(format, text.as_bytes());
            let found = differences(&without_choices(&twin), &read, format != Format::Uai);
            assert!(found.is_empty(), "{} as {ending}\n{}", path.display(), found.join("\n"));
        }
    }
}

/// The network with its decisions written out as certain events, as the writers above have them.
fn without_choices(of: &Network) -> Network {
    let nodes = of.nodes.iter().map(|node| Node { is_choice: false, ..node.clone() });
    Network { title: of.title.clone(), nodes: nodes.collect() }
}

#[test]
fn a_reader_that_took_another_order_would_be_noticed() {
    let path = repository().join("tests/bif/twins/clinic.bif");
    let twin = network(&std::fs::read(path).expect("a test file can be read"));
    let mut turned = twin.clone();
    // the rows of `wait` with its first parent running fastest
    let rows: Vec<&[f64]> = twin.nodes[2].chances.chunks(3).collect();
    turned.nodes[2].chances =
        [0, 3, 1, 4, 2, 5].iter().flat_map(|row| rows[*row].to_vec()).collect();
    assert_eq!(sums(&turned.nodes[2]), vec![true; 6], "each row is still a distribution");
    for (_, format) in FORMATS {
        let read = network_in(format, written(format, &turned).as_bytes());
        assert_eq!(differences(&twin, &read, false).len(), 1, "{format:?}");
    }
}

/// Any noisy-max node: states of the child, states of each parent, an order of these, parameters.
fn any_noisy() -> impl Strategy<Value = (usize, Vec<Vec<usize>>, Vec<Vec<f64>>)> {
    let parents = proptest::collection::vec(2..4_usize, 1..4);
    (2..5_usize, parents).prop_flat_map(|(width, cards)| {
        let columns = cards.iter().map(|card| card - 1).sum::<usize>() + 1;
        let weights = proptest::collection::vec(1..100_u32, width);
        let column = weights.prop_map(|weights| {
            let sum: u32 = weights.iter().sum();
            weights.iter().map(|weight| f64::from(*weight) / f64::from(sum)).collect::<Vec<_>>()
        });
        let orders: Vec<_> =
            cards.iter().map(|card| Just((0..*card).collect::<Vec<_>>()).prop_shuffle()).collect();
        (Just(width), orders, proptest::collection::vec(column, columns))
    })
}

/// The chances of a noisy-max node in one row, by adding up what every cause may do: the strongest wins.
fn strongest(width: usize, causes: &[&[f64]]) -> Vec<f64> {
    let mut found = vec![0.0; width];
    let mut at = vec![0_usize; causes.len()];
    loop {
        let winner = at.iter().min().copied().expect("the leak is a cause");
        found[winner] += at.iter().zip(causes).map(|(state, cause)| cause[*state]).product::<f64>();
        let turned = at.iter_mut().find_map(|state| {
            *state = (*state + 1) % width;
            (*state > 0).then_some(())
        });
        if turned.is_none() {
            return found;
        }
    }
}

proptest! {
    #![proptest_config(Config {
        cases: 100,
        rng_seed: RngSeed::Fixed(20_261_129),
        failure_persistence: None,
        ..Config::default()
    })]

    #[test]
    fn a_noisy_max_node_is_the_strongest_of_its_causes((width, orders, columns) in any_noisy()) {
        let mut weakest = vec![0.0; width];
        weakest[width - 1] = 1.0;
        let (leak, acting) = columns.split_last().expect("a leak");
        let mut acting = acting.iter();
        // by parent, strongest state first; the last does nothing
        let by_parent: Vec<Vec<Vec<f64>>> = orders
            .iter()
            .map(|order| {
                let mut of: Vec<_> = acting.by_ref().take(order.len() - 1).cloned().collect();
                of.push(weakest.clone());
                of
            })
            .collect();
        let mut text = "<smile version=\"1.0\" id=\"any\"><nodes>".to_owned();
        for (parent, order) in orders.iter().enumerate() {
            let states = joined((0..order.len()).map(|s| format!("<state id=\"s{s}\"/>")), "");
            let even = vec![1.0 / order.len() as f64; order.len()];
            let even = joined(even.iter().map(|p| format!("{p:?}")), " ");
            let node = format!("<cpt id=\"p{parent}\">{states}<probabilities>{even}</probabilities></cpt>");
            put(&mut text, &node);
        }
        let states = joined((0..width).map(|s| format!("<state id=\"k{s}\"/>")), "");
        let parents = joined((0..orders.len()).map(|parent| format!("p{parent}")), " ");
        let strengths = joined(orders.iter().flatten().map(ToString::to_string), " ");
        let parameters = by_parent.iter().flatten().flatten().chain(leak);
        let parameters = joined(parameters.map(|p| format!("{p:?}")), " ");
        let node = format!(
            "<noisymax id=\"n\">{states}<parents>{parents}</parents><strengths>{strengths}</strengths>\
             <parameters>{parameters}</parameters></noisymax></nodes></smile>"
        );
        put(&mut text, &node);
        let read = network_in(Format::Xdsl, text.as_bytes());
        let noisy = read.nodes.last().expect("the noisy node");
        for (row, chances) in noisy.chances.chunks(width).enumerate() {
            let mut left = row;
            let mut causes: Vec<&[f64]> = vec![leak];
            for (parent, order) in orders.iter().enumerate().rev() {
                let state = left % order.len();
                let column = order.iter().position(|of| *of == state).expect("each state is ordered");
                causes.push(&by_parent[parent][column]);
                left /= order.len();
            }
            let wanted = strongest(width, &causes);
            for (found, wanted) in chances.iter().zip(&wanted) {
                prop_assert!((found - wanted).abs() < 1e-12, "row {row}: {chances:?}, not {wanted}");
            }
        }
    }
}

#[test]
fn every_command_takes_every_format() {
    let folder = repository().join("tests/bif/twins");
    for (ending, _) in FORMATS {
        let name = format!("clinic.{ending}");
        let text = std::fs::read(folder.join(&name)).expect("a test file can be read");
        let run = |arguments: &[&str]| {
            let call =
                Foretell::new().args(arguments.iter().copied()).file("any.txt", text.clone());
            call.any_output().run().stdout
        };
        let child = if ending == "uai" { "x3" } else { "letter" };
        assert!(run(&["run", "any.txt", "--exact"]).contains(child), "{name}");
        assert!(run(&["import", "any.txt"]).contains(&format!("[event.{child}]")), "{name}");
        assert!(run(&["explain", "any.txt", child]).contains(child), "{name}");
        assert!(run(&["export", "any.txt", "--to", "bif"]).contains("variable "), "{name}");
    }
}

#[test]
fn utilities_are_named_and_left_out() {
    let folder = repository().join("tests/bif/twins");
    for (ending, format) in
        [("xdsl", Format::Xdsl), ("net", Format::Hugin), ("xmlbif", Format::XmlBif)]
    {
        let bytes = std::fs::read(folder.join(format!("decisions.{ending}"))).expect("a test file");
        let mut sources = Sources::default();
        let file = sources.add("any", admit(bytes, format).expect("it is a text"));
        let (_, found) = read(&sources, file, format, false);
        let shown = found.iter().filter(|finding| finding.code == Code::LeftOut);
        assert!(shown.clone().any(|finding| finding.message.contains("`gain`")), "{found:?}");
        assert!(
            found.iter().all(|finding| finding.code.severity() != Severity::Fault),
            "{found:?}"
        );
    }
}
