//! Networks and puzzles from the literature, typed in with their published numbers.

use super::{Draw, Network, Node};

const NO_YES: &[&str] = &["no", "yes"];

/// Rows of a yes/no node from its chances of yes.
fn yes(chances: &[f64]) -> Vec<Vec<f64>> {
    chances.iter().map(|p| vec![1.0 - p, *p]).collect()
}

fn node(name: &'static str, parents: &'static [usize], chances: &[f64]) -> Node {
    Node { name, outcomes: NO_YES, parents, rows: yes(chances) }
}

fn near(found: f64, published: f64, digits: i32) {
    let half = 0.5 * 10.0_f64.powi(-digits) + 1e-12;
    assert!((found - published).abs() <= half, "{found} is not the published {published}");
}

/// Pearl (1988), with the numbers of Russell and Norvig (2010), figure 14.12.
#[test]
fn the_sprinkler() {
    let network = Network(vec![
        node("cloudy", &[], &[0.5]),
        node("sprinkler", &[0], &[0.5, 0.1]),
        node("rain", &[0], &[0.2, 0.8]),
        node("wet", &[1, 2], &[0.0, 0.9, 0.9, 0.99]),
    ]);
    // Murphy (1998): Pr(wet), and each cause seen from the wet grass
    near(network.given((3, 1), &[]), 0.6471, 4);
    near(network.given((1, 1), &[(3, 1)]), 0.4298, 4);
    near(network.given((2, 1), &[(3, 1)]), 0.7079, 4);
    near(network.given((1, 1), &[(3, 1), (2, 1)]), 0.1945, 4);
    let text = network.text()
        + r#"
        [question.wet]
        ask = "wet"
        [question.sprinkler]
        ask = "sprinkler"
        given = "wet"
        [question.rain]
        ask = "rain"
        given = "wet"
        [question.explained_away]
        ask = "sprinkler"
        given = "wet and rain"
    "#;
    Draw::of(text)
        .run()
        .tallied("all", &network.joint())
        .chance("wet", network.given((3, 1), &[]))
        .chance("sprinkler", network.given((1, 1), &[(3, 1)]))
        .chance("rain", network.given((2, 1), &[(3, 1)]))
        .chance("explained_away", network.given((1, 1), &[(3, 1), (2, 1)]));
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

#[test]
fn the_chest_clinic() {
    let network = asia();
    near(network.given((2, 1), &[]), 0.0104, 4);
    near(network.given((3, 1), &[]), 0.0550, 4);
    near(network.given((4, 1), &[]), 0.4500, 4);
    near(network.given((5, 1), &[]), 0.0648, 4);
    near(network.given((6, 1), &[]), 0.1103, 4);
    near(network.given((7, 1), &[]), 0.4360, 4);
    // a smoker short of breath, and one who has also been to Asia
    let breathless = network.given((4, 1), &[(7, 1), (1, 1)]);
    let traveller = network.given((2, 1), &[(7, 1), (0, 1)]);
    let text = network.text()
        + r#"
        [question.dyspnoea]
        ask = "dyspnoea"
        [question.breathless]
        ask = "bronchitis"
        given = "dyspnoea and smoker"
        [question.traveller]
        ask = "tuberculosis"
        given = "dyspnoea and asia"
    "#;
    Draw::of(text)
        .run()
        .tallied("all", &network.joint())
        .chance("dyspnoea", network.given((7, 1), &[]))
        .chance("breathless", breathless)
        .chance("traveller", traveller);
}

/// Selvin (1975). The guest has chosen the first door.
#[test]
fn monty_hall() {
    let text = r#"
        [event.car]
        outcomes = { first = "1/3", second = "1/3", third = "1/3" }
        [event.opened]
        outcomes = { second = 0.5, third = 0.5 }
        case = [
          { if = "car == second", outcomes = { third = 1.0, second = 0.0 } },
          { if = "car == third", outcomes = { second = 1.0, third = 0.0 } },
        ]
        [question.stay]
        ask = "car == first"
        given = "opened == third"
        [question.switch]
        ask = "car == second"
        given = "opened == third"
        [question.both]
        ask = ["car", "opened"]
    "#;
    let sixth = 1.0 / 6.0;
    Draw::of(text)
        .run()
        .chance("stay", 1.0 / 3.0)
        .chance("switch", 2.0 / 3.0)
        .cells("both", &[sixth, sixth, 0.0, 2.0 * sixth, 2.0 * sixth, 0.0]);
    Draw::of(text).learnt("opened == third").run().chance("switch", 2.0 / 3.0);
    // a door opened by somebody who does not know tells nothing
    let made = Draw::of(text.replace("given = \"opened == third\"", "")).made("opened=third").run();
    made.chance("stay", 1.0 / 3.0).chance("switch", 1.0 / 3.0);
}

/// Charig and others (1986), kidney stones: treatment a is better for every patient, and looks
/// worse, since it is given for the large stones.
#[test]
fn simpsons_paradox() {
    let text = r#"
        [event.small]
        p = "357/700"
        [event.treatment]
        outcomes = { a = "263/343", b = "rest" }
        case = [ { if = "small", outcomes = { a = "87/357", b = "rest" } } ]
        [event.cured]
        table = { given = ["treatment", "small"], rows = [
          { treatment = "a", small = "yes", p = "81/87" },
          { treatment = "b", small = "yes", p = "234/270" },
          { treatment = "a", small = "no", p = "192/263" },
          { treatment = "b", small = "no", p = "55/80" },
        ] }
        [question.cured]
        ask = "cured"
        [question.cured_if_a]
        ask = "cured"
        given = "treatment == a"
        [question.small]
        ask = "small"
    "#;
    let (small, large) = (357.0 / 700.0, 343.0 / 700.0);
    let a = small * 81.0 / 87.0 + large * 192.0 / 263.0;
    let b = small * 234.0 / 270.0 + large * 55.0 / 80.0;
    Draw::of(text).run().chance("cured", 562.0 / 700.0).chance("cured_if_a", 273.0 / 350.0);
    let learnt = |which: &str| Draw::of(text).learnt(format!("treatment == {which}")).run();
    learnt("a").chance("cured", 273.0 / 350.0).chance("small", 87.0 / 350.0);
    let no_given = text.replace("given = \"treatment == a\"", "");
    Draw::of(&no_given).learnt("treatment == b").run().chance("cured", 289.0 / 350.0);
    let made = |which: &str| Draw::of(&no_given).made(format!("treatment={which}")).run();
    made("a").chance("cured", a).chance("small", small);
    made("b").chance("cured", b).chance("small", small);
    assert!(a > b && 273.0 < 289.0);
}
