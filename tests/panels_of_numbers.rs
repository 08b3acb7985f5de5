//! Panels on numbers: means of quantiles and mixtures, in each trial and in each reading, by closed forms; and the
//! words for chances of other yardsticks.

use crate::statistics::Draw;
use crate::support::printed;
use foretell::internal::distribution::Recipe;
use foretell::internal::forecast::Body;

fn chance(text: &str, question: &str) -> f64 {
    let run = Draw::of(text).worlds(4_000).trials(400_000).run();
    match &run.answer(question).body {
        Body::Condition(estimate) => estimate.probability,
        other => panic!("`{question}` has no single chance: {other:?}"),
    }
}

/// A scenario with a panel at `VALUE` of a quantity.
fn of_quantity(panel: &str) -> String {
    format!(
        "[expert.anna]\nweight = 3\n[expert.ben]\n[quantity.x]\nvalue = {panel}\n\
         [question.below]\nask = \"x < 14\"\n[question.low]\nask = \"x < 9\"\n"
    )
}

const NORMALS: &str = "{ by = { anna = \"normal(10, 2)\", ben = \"normal(20, 6)\" } }";

fn normal(mean: f64, sd: f64, x: f64) -> f64 {
    Recipe::Normal.build(&[mean, sd]).expect("a normal").cdf(x)
}

/// Three of weight to one: the normal with mean 12.5 and sd 3.
#[test]
fn quantiles_are_averaged_in_each_trial() {
    let text = of_quantity(NORMALS);
    for (question, x) in [("below", 14.0), ("low", 9.0)] {
        let (found, expected) = (chance(&text, question), normal(12.5, 3.0, x));
        assert!((found - expected).abs() < 0.004, "{question}: {found} for {expected}");
    }
}

/// Readings that believe Anna three times as often as Ben.
#[test]
fn a_mixture_believes_one_expert() {
    let text = of_quantity(&NORMALS.replace(" } }", " }, pool = \"mixture\" }"));
    let expected = 0.75 * normal(10.0, 2.0, 14.0) + 0.25 * normal(20.0, 6.0, 14.0);
    let found = chance(&text, "below");
    assert!((found - expected).abs() < 0.02, "{found} for {expected}");
    // two draws in one judgement and one in the other are drawn apart
    let sums = text.replace("\"normal(20, 6)\"", "\"normal(12, 3) + normal(8, 5)\"");
    let sd = 34_f64.sqrt();
    let expected = 0.75 * normal(10.0, 2.0, 14.0) + 0.25 * normal(20.0, sd, 14.0);
    let found = chance(&sums, "below");
    assert!((found - expected).abs() < 0.02, "{found} for {expected}");
}

/// A parameter has one value in each reading: its panel is drawn once for all that reads it.
#[test]
fn a_parameter_may_be_a_panel_on_numbers() {
    let text = format!(
        "[expert.anna]\nweight = 3\n[expert.ben]\n[parameter.x]\nvalue = {NORMALS}\n\
         [quantity.y]\nvalue = \"x\"\n[quantity.z]\nvalue = \"x + 1\"\n\
         [question.below]\nask = \"y < 14\"\n[question.apart]\nask = \"z - y > 0.999 and z - y < 1.001\"\n"
    );
    let (found, expected) = (chance(&text, "below"), normal(12.5, 3.0, 14.0));
    assert!((found - expected).abs() < 0.02, "{found} for {expected}");
    assert!((chance(&text, "apart") - 1.0).abs() < 1e-12);
    let mixture = text.replace(" } }", " }, pool = \"mixture\" }");
    let expected = 0.75 * normal(10.0, 2.0, 14.0) + 0.25 * normal(20.0, 6.0, 14.0);
    let found = chance(&mixture, "below");
    assert!((found - expected).abs() < 0.03, "{found} for {expected}");
}

/// A series that starts and moves by panels: the sum of two steps.
#[test]
fn a_series_may_move_by_a_panel() {
    let text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-03\n[expert.anna]\n[expert.ben]\n\
        [series.x]\nstart = { by = { anna = 0, ben = 4 } }\n\
        next = { by = { anna = \"normal(x + 1, 2)\", ben = \"normal(x + 3, 4)\" } }\n\
        [question.q]\nask = \"x < 8\"\n";
    // 2, then twice + 2 with sd 3
    let (found, expected) = (chance(text, "q"), normal(6.0, 18_f64.sqrt(), 8.0));
    assert!((found - expected).abs() < 0.004, "{found} for {expected}");
}

/// Chances stay chances: the pool of log odds, also where the ends are bare.
#[test]
fn a_panel_within_0_to_1_is_over_chances() {
    let text = |by: &str| {
        format!(
            "[expert.anna]\n[expert.ben]\n[parameter.x]\nvalue = {{ by = {{ {by} }} }}\n\
             [event.e]\np = \"x\"\n[question.q]\nask = \"e\"\n"
        )
    };
    let odds = (0.2_f64 / 0.8 * (0.6 / 0.4)).sqrt();
    for by in ["anna = 0.2, ben = 0.6", "anna = \"20%\", ben = 0.6"] {
        let (found, expected) = (chance(&text(by), "q"), odds / (1.0 + odds));
        assert!((found - expected).abs() < 0.004, "{by}: {found} for {expected}");
    }
    let averaged = text("anna = 0.2, ben = 0.6").replace("} }", "}, pool = \"quantile\" }");
    assert!((chance(&averaged, "q") - 0.4).abs() < 0.004);
    let explained = |by: &str| printed(&["explain", "a.toml"], &text(by), 0);
    assert!(explained("anna = \"likely\", ben = \"20% to 40%\"").contains("pooled by log odds"));
    let numbers = text("anna = 2, ben = \"1 to 6\"").replace("p = \"x\"", "p = \"x / (1 + x)\"");
    let explained = printed(&["explain", "a.toml"], &numbers, 0);
    assert!(explained.contains("anna 2, ben `1 to 6`; the mean of their quantiles"), "{explained}");
}

/// Each judgement has a path, and each expert a forecast alone.
#[test]
fn judgements_have_paths() {
    let text = of_quantity("{ by = { anna = \"normal(10, 2)\", ben = 20 } }");
    let paths = printed(&["check", "a.toml", "--paths"], &text, 0);
    assert!(paths.contains("quantity.x.value.by.ben.value"), "{paths}");
    let run = |more: &[&str]| {
        printed(&[&["run", "a.toml", "-n", "20000", "--format", "csv"], more].concat(), &text, 0)
    };
    let set = run(&["--set", "quantity.x.value.by.ben=10"]);
    // normal(10, 1.5): 9 is 2/3 of an sd below
    let expected = normal(10.0, 1.5, 9.0);
    let row = set.lines().find(|line| line.starts_with("low,")).expect("a row").to_owned();
    let found: f64 = row.split(',').nth(2).and_then(|x| x.parse().ok()).expect("a chance");
    assert!((found - expected).abs() < 0.01, "{row}");
    let over = ["sweep", "a.toml", "--over", "quantity.x.value.by.anna=10,30", "-n", "20000"];
    assert!(printed(&over, &text, 0).contains("100"));
    let alone = printed(&["run", "a.toml", "-n", "20000", "-v"], &text, 0);
    assert!(alone.contains("anna") && alone.contains("ben"), "{alone}");
}

#[test]
fn words_of_other_yardsticks_are_read_and_written() {
    let text = |yardstick: &str, p: &str| {
        format!(
            "[scenario]\n{yardstick}\n[event.e]\np = \"{p}\"\nbecause = \"So.\"\n[question.q]\nask = \"e\"\n"
        )
    };
    // the middle of the range of each word
    for (yardstick, word, mean) in [
        ("yardstick = \"icd203\"", "probable", 0.675),
        ("yardstick = \"icd203\"", "Highly  improbable", 0.125),
        ("yardstick = \"phia\"", "realistic possibility", 0.45),
        ("yardstick = \"ipcc\"", "likely", 0.83),
        (
            "yardstick = { hardly = \"0% to 10%\", \"more or less\" = \"10% to 70%\" }",
            "more or less",
            0.4,
        ),
    ] {
        let found = chance(&text(yardstick, word), "q");
        assert!((found - mean).abs() < 0.01, "{word}: {found} for {mean}");
    }
    let own = "yardstick = { hardly = \"0% to 10%\", \"more or less\" = \"10% to 70%\" }";
    let run = printed(&["run", "a.toml", "-n", "40000"], &text(own, "30%"), 0);
    assert!(run.contains("more or less (10–70 %)"), "{run}");
    let run = printed(&["run", "a.toml", "-n", "40000"], &text(own, "80%"), 0);
    assert!(run.contains("those of the scenario; chances above 70 in 100"), "{run}");
    let set = ["run", "a.toml", "-n", "40000", "--set", "event.e.p=hardly"];
    assert!(printed(&set, &text(own, "30%"), 0).contains("hardly (0–10 %)"));
    let faulty = printed(&["check", "a.toml"], &text("yardstick = \"phia\"", "very likely"), 3);
    assert!(faulty.contains("`remote chance` (0–5 %)"), "{faulty}");
    assert!(faulty.contains("highly likely"), "{faulty}");
    let ipcc =
        printed(&["run", "a.toml", "-n", "40000"], &text("yardstick = \"ipcc\"", "95.5%"), 0);
    assert!(ipcc.contains("extremely likely (95–100 %)"), "{ipcc}");
}
