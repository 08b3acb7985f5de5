//! Small networks from the literature: priors, evidence and interventions to twelve digits against
//! the enumeration of every world; and networks that enumeration could not do.

use super::solved::{Solve, near};
use crate::statistics::{Network, Node};
use std::fmt::Write;

const NO_YES: &[&str] = &["no", "yes"];

fn node(name: &'static str, parents: &'static [usize], chances: &[f64]) -> Node {
    let rows = chances.iter().map(|p| vec![1.0 - p, *p]).collect();
    Node { name, outcomes: NO_YES, parents, rows }
}

fn several(
    name: &'static str,
    outcomes: &'static [&'static str],
    parents: &'static [usize],
    rows: &[&[f64]],
) -> Node {
    Node { name, outcomes, parents, rows: rows.iter().map(|row| row.to_vec()).collect() }
}

/// Lauritzen and Spiegelhalter (1988), section 2.
fn asia() -> Network {
    Network(vec![
        node("asia", &[], &[0.01]),
        node("smoker", &[], &[0.5]),
        node("tuberculosis", &[0], &[0.01, 0.05]),
        node("lung_cancer", &[1], &[0.01, 0.1]),
        node("bronchitis", &[1], &[0.3, 0.6]),
        node("either", &[2, 3], &[0.0, 1.0, 1.0, 1.0]),
        node("x_ray", &[5], &[0.05, 0.98]),
        node("dyspnoea", &[5, 4], &[0.1, 0.8, 0.7, 0.9]),
    ])
}

/// Korb and Nicholson (2010), section 2.2.
fn cancer() -> Network {
    Network(vec![
        several("pollution", &["high", "low"], &[], &[&[0.1, 0.9]]),
        node("smoker", &[], &[0.3]),
        node("cancer", &[0, 1], &[0.02, 0.05, 0.001, 0.03]),
        node("x_ray", &[2], &[0.2, 0.9]),
        node("dyspnoea", &[2], &[0.3, 0.65]),
    ])
}

/// Pearl (1988), with the numbers of Russell and Norvig (2010), figure 14.2.
fn earthquake() -> Network {
    Network(vec![
        node("burglary", &[], &[0.001]),
        node("earthquake", &[], &[0.002]),
        node("alarm", &[0, 1], &[0.001, 0.29, 0.94, 0.95]),
        node("john_calls", &[2], &[0.05, 0.9]),
        node("mary_calls", &[2], &[0.01, 0.7]),
    ])
}

/// Russell and Norvig (2010), figure 14.12.
fn sprinkler() -> Network {
    Network(vec![
        node("cloudy", &[], &[0.5]),
        node("sprinkler", &[0], &[0.5, 0.1]),
        node("rain", &[0], &[0.2, 0.8]),
        node("wet", &[1, 2], &[0.0, 0.9, 0.9, 0.99]),
    ])
}

/// Scutari and Denis (2014), chapter 1.
fn survey() -> Network {
    Network(vec![
        several("age", &["adult", "old", "young"], &[], &[&[0.5, 0.2, 0.3]]),
        several("sex", &["f", "m"], &[], &[&[0.4, 0.6]]),
        several(
            "education",
            &["high", "uni"],
            &[0, 1],
            &[
                &[0.70, 0.30],
                &[0.72, 0.28],
                &[0.90, 0.10],
                &[0.88, 0.12],
                &[0.64, 0.36],
                &[0.75, 0.25],
            ],
        ),
        several("occupation", &["emp", "self"], &[2], &[&[0.96, 0.04], &[0.92, 0.08]]),
        several("residence", &["big", "small"], &[2], &[&[0.75, 0.25], &[0.80, 0.20]]),
        several(
            "travel",
            &["car", "other", "train"],
            &[3, 4],
            &[&[0.58, 0.18, 0.24], &[0.48, 0.10, 0.42], &[0.70, 0.09, 0.21], &[0.56, 0.08, 0.36]],
        ),
    ])
}

/// Every node, one question for each, and the joint table of all.
fn asked(network: &Network) -> String {
    let mut text = network.text();
    for node in &network.0 {
        let name = node.name;
        writeln!(text, "[question.of_{name}]\nask = [\"{name}\"]").expect("a String takes all");
    }
    text
}

/// The place of a named outcome of a named node.
fn of(network: &Network, name: &str, outcome: &str) -> (usize, usize) {
    let at = network.0.iter().position(|n| n.name == name).expect("there is such a node");
    let outcomes = network.0[at].outcomes;
    (at, outcomes.iter().position(|o| *o == outcome).expect("it has the outcome"))
}

/// Compares every marginal with the enumeration, given some outcomes.
fn agrees(network: &Network, learnt: &[(&str, &str)]) {
    let mut solve = Solve::of(asked(network));
    for (name, outcome) in learnt {
        solve = solve.learnt(format!("{name} == {outcome}"));
    }
    let solved = solve.run();
    let known: Vec<_> = learnt.iter().map(|(name, o)| of(network, name, o)).collect();
    for (at, node) in network.0.iter().enumerate() {
        let shown: Vec<usize> = (0..node.outcomes.len()).collect();
        let mut wanted: Vec<f64> = shown.iter().map(|o| network.given((at, *o), &known)).collect();
        if node.outcomes == NO_YES {
            wanted.reverse(); // a yes/no event is told yes first
        }
        let question = format!("of_{}", node.name);
        solved.cells(&question, &wanted);
    }
    let mut chance = 0.0;
    for (cell, p) in network.joint().iter().enumerate() {
        let world = network.world(cell);
        chance += if known.iter().all(|(node, o)| world[*node] == *o) { *p } else { 0.0 };
    }
    near("the evidence", solved.ln_evidence().exp(), chance);
}

#[test]
fn published_networks_are_exact_to_twelve_digits() {
    agrees(&asia(), &[]);
    agrees(&asia(), &[("x_ray", "yes")]);
    agrees(&asia(), &[("dyspnoea", "yes"), ("asia", "yes"), ("smoker", "no")]);
    agrees(&cancer(), &[]);
    agrees(&cancer(), &[("x_ray", "yes"), ("pollution", "high")]);
    agrees(&earthquake(), &[]);
    agrees(&earthquake(), &[("john_calls", "yes"), ("mary_calls", "yes")]);
    agrees(&sprinkler(), &[]);
    agrees(&sprinkler(), &[("wet", "yes"), ("rain", "yes")]);
    agrees(&survey(), &[]);
    agrees(&survey(), &[("travel", "train"), ("age", "young")]);
}

#[test]
fn burglary_when_both_call() {
    let text = earthquake().text() + "[question.burglary]\nask = \"burglary\"\n";
    let solved = Solve::of(text).learnt("john_calls and mary_calls").run();
    // Russell and Norvig (2010), section 14.4.1: 0.284
    let foretell::internal::forecast::Body::Condition(found) = solved.body("burglary") else {
        panic!()
    };
    assert!((found.probability - 0.284_171_835_364_4).abs() < 1e-12, "{}", found.probability);
}

#[test]
fn making_cuts_what_learning_follows() {
    // in the sprinkler network, the grass made wet tells nothing of rain
    let text = sprinkler().text() + "[question.rain]\nask = \"rain\"\n";
    Solve::of(text.clone()).made("wet=yes").run().chance("rain", 0.5);
    let rain = sprinkler().given((2, 1), &[(3, 1)]);
    Solve::of(text.clone()).learnt("wet").run().chance("rain", rain);
    // by hand: cloudy from 0.5 through rain, whatever the sprinkler's causes are
    let wet = "[question.soaked]\nask = \"wet\"\n";
    let solved = Solve::of(text + wet).made("sprinkler=yes").run();
    solved.chance("soaked", 0.5 * 0.9 + 0.5 * 0.99);
}

#[test]
fn the_guest_who_switches_wins_two_times_in_three() {
    // Selvin (1975); the guest has chosen the first door
    Solve::of(
        r#"
        [event.prize]
        outcomes = { first = "1/3", second = "1/3", third = "1/3" }
        [event.opened]
        table = { given = ["prize"], rows = [
            { prize = "first", outcomes = { second = 0.5, third = 0.5 } },
            { prize = "second", outcomes = { second = 0, third = 1 } },
            { prize = "third", outcomes = { second = 1, third = 0 } },
        ] }
        [question.switching]
        ask = "prize == second"
        given = "opened == third"
        "#,
    )
    .run()
    .chance("switching", 2.0 / 3.0);
}

#[test]
fn simpsons_paradox_turns_round_when_it_is_made() {
    // Charig and others (1986): kidney stones, 357 small and 343 large
    let text = r#"
        [event.large]
        p = "343/700"
        [event.treatment]
        outcomes = { a = "87/357", b = "270/357" }
        case = [ { if = "large", outcomes = { a = "263/343", b = "80/343" } } ]
        [event.cured]
        table = { given = ["treatment", "large"], rows = [
            { treatment = "a", large = "no", p = "81/87" },
            { treatment = "a", large = "yes", p = "192/263" },
            { treatment = "b", large = "no", p = "234/270" },
            { treatment = "b", large = "yes", p = "55/80" },
        ] }
        [question.cured]
        ask = "cured"
    "#;
    let learnt = |of: &str, p: f64| {
        Solve::of(text).learnt(format!("treatment == {of}")).run().chance("cured", p);
    };
    learnt("a", 273.0 / 350.0);
    learnt("b", 289.0 / 350.0);
    let (small, large) = (357.0 / 700.0, 343.0 / 700.0);
    Solve::of(text)
        .made("treatment=a")
        .run()
        .chance("cured", small * 81.0 / 87.0 + large * 192.0 / 263.0);
    Solve::of(text)
        .made("treatment=b")
        .run()
        .chance("cured", small * 234.0 / 270.0 + large * 55.0 / 80.0);
}

/// A chain of yes/no events, each of which repeats the one before with chance 0.9.
fn chain(length: usize) -> String {
    let mut text = String::from("[event.x00000]\np = 0.5\n");
    for i in 1..length {
        let before = format!("x{:05}", i - 1);
        writeln!(text, "[event.x{i:05}]\np = 0.1\ncase = [ {{ if = \"{before}\", p = 0.9 }} ]")
            .expect("a String takes all");
    }
    text
}

#[test]
fn a_long_chain_takes_no_stack_and_its_evidence_does_not_underflow() {
    let length = 4000;
    let text = chain(length) + "[question.first]\nask = \"x00000\"\n";
    let solved = Solve::of(text.clone() + "[question.last]\nask = \"x03999\"\n").run();
    solved.chance("first", 0.5).chance("last", 0.5);
    assert_eq!(solved.width(), 1);
    // every other one yes, every other no: 0.5 · 0.1^3999, far below the least number there is
    let all: Vec<String> =
        (0..length).map(|i| format!("{}x{i:05}", if i % 2 == 0 { "" } else { "not " })).collect();
    let mut solve = Solve::of(text);
    for clause in all {
        solve = solve.learnt(clause);
    }
    let solved = solve.run();
    solved.chance("first", 1.0);
    let wanted = 0.5_f64.ln() + 3999.0 * 0.1_f64.ln();
    assert!((solved.ln_evidence() - wanted).abs() < 1e-9, "{}", solved.ln_evidence());
}

#[test]
fn large_conditions_are_taken_apart() {
    // 30 fair coins: exactly 15 heads, any head, all heads
    let mut text = String::new();
    let coin = |i: usize| format!("coin{i:02}");
    for i in 0..30 {
        writeln!(text, "[event.{}]\np = 0.5", coin(i)).expect("a String takes all");
    }
    let coins: Vec<String> = (0..30).map(coin).collect();
    let joined = coins.join(", ");
    writeln!(text, "[question.half]\nask = \"how_many({joined}) == 15\"").expect("a String");
    writeln!(text, "[question.any]\nask = \"{}\"", coins.join(" or ")).expect("a String");
    writeln!(text, "[question.first]\nask = \"coin00\"\ngiven = \"{}\"", coins.join(" or "))
        .expect("a String");
    let all = 0.5_f64.powi(30);
    let solved = Solve::of(text).run();
    solved
        .chance("half", 155_117_520.0 * all)
        .chance("any", 1.0 - all)
        .chance("first", 0.5 / (1.0 - all));
}

#[test]
fn what_does_not_fit_is_refused_with_its_width() {
    // a grid of 32 by 32 whose rows and columns all hang together
    let mut text = String::new();
    for x in 0..32 {
        for y in 0..32 {
            let name = |x: usize, y: usize| format!("g{x:02}{y:02}");
            write!(text, "[event.{}]\np = 0.3\n", name(x, y)).expect("a String takes all");
            let mut cases = Vec::new();
            if x > 0 {
                cases.push(format!("{{ if = \"{}\", p = 0.6 }}", name(x - 1, y)));
            }
            if y > 0 {
                cases.push(format!("{{ if = \"{}\", p = 0.5 }}", name(x, y - 1)));
            }
            if !cases.is_empty() {
                writeln!(text, "case = [ {} ]", cases.join(", ")).expect("a String takes all");
            }
        }
    }
    text += "[question.corner]\nask = \"g3131\"\n";
    let refused = Solve::of(text).try_run().err().expect("it does not fit");
    assert!(
        refused.contains("E0811") && refused.contains("the elimination has width"),
        "{refused}"
    );
}

#[test]
fn evidence_that_excludes_itself_is_named_clause_by_clause() {
    let text = asia().text();
    let refused = Solve::of(text)
        .learnt("smoker")
        .learnt("lung_cancer")
        .learnt("asia")
        .learnt("not either")
        .try_run();
    let refused = refused.err().expect("lung cancer is one of the two");
    assert!(refused.contains("`lung_cancer` and `not either` can't hold together"), "{refused}");
    assert!(!refused.contains("smoker") && !refused.contains("asia"), "{refused}");
}

#[test]
fn numbers_with_finitely_many_values() {
    let solved = Solve::of(
        r#"
        [event.meeting]
        p = 0.25
        [quantity.heads]
        value = "if meeting then binomial(2, 0.5) else mixture(50%: 10, 50%: 20)"
        [question.mean]
        ask = "heads"
        [question.many]
        ask = "heads >= 10"
        [question.none]
        ask = "meeting"
        given = "heads == 1"
        "#,
    )
    .run();
    solved.chance("many", 0.75).chance("none", 1.0);
    let foretell::internal::forecast::Body::Number(number) = solved.body("mean") else { panic!() };
    near("mean", number.mean.expect("a mean").value, 0.25 + 0.75 * 15.0);
    let squares = 0.25 * 1.5 + 0.75 * 250.0;
    near("sd", number.std_dev.expect("it has one"), (squares - 11.5_f64 * 11.5).sqrt());
}

#[test]
fn a_number_without_end_is_refused_by_name() {
    let text = r#"
        [quantity.price]
        value = "lognormal(mean=20, sd=8)"
        [question.dear]
        ask = "price > 30"
    "#;
    let refused = Solve::of(text).try_run().err().expect("it is continuous");
    assert!(refused.contains("E0810") && refused.contains("lognormal"), "{refused}");
    // what does not depend on it is answered
    let free = format!("{text}[event.coin]\np = 0.5\n").replace("price > 30", "coin");
    Solve::of(free).run().chance("dear", 0.5);
}
