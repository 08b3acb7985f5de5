//! Numbers that few trials have, answers of rare conditions, and the reasons given for what can't be told.

use super::printed;
use crate::support::Foretell;

/// Trials in which numbers have no value, and conditions that never hold.
const SELDOM: &str = r#"
[scenario]
as_of = 2025-01-01
until = 2025-01-21
[parameter.x]
value = "uniform(0, 1)"
[event.e]
p = 0.02
[quantity.q]
when = "e"
value = "poisson(3)"
[process.s]
states = ["off", "on"]
start = "off"
from.off.on = 0.3
[question]
q = { ask = "q" }
never = { ask = "x < 0.5", given = "e and not e" }
wait = { ask = "first(s == on) - 2025-01-01" }
shift = { ask = "first(s == on) - first(e and s == off)" }
"#;

/// The kinds: a mean called unstable because trials in which the number is undefined were counted among those that
/// tails are judged by; advice to draw more readings of a question whose condition holds in none; a share of *never*
/// rounded to 0.
#[test]
fn numbers_that_few_trials_have_keep_their_means() {
    for seed in ["0", "1", "2", "3"] {
        let printed = printed(SELDOM, &["run", "--seed", seed], 3000, "table").expect("an answer");
        // about 60 trials have a value, with mean 3 and variance 3; only waits have no mean
        let mean = printed.split("mean ").nth(1).unwrap_or_else(|| panic!("{printed}"));
        let mean: f64 = mean.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(f64::NAN);
        assert!((mean - 3.0).abs() < 1.2, "{printed}");
        assert!(printed.contains("No trial satisfies the condition of \"never\""), "{printed}");
        assert!(!printed.contains("asked of readings worth 0"), "{printed}");
        // never in 0.7²⁰ of all trials: 0.08 in 100
        assert!(
            !printed.contains("never in 0 of 100") && !printed.contains("never: 0 "),
            "{printed}"
        );
    }
    let few = printed(SELDOM, &["run"], 1, "table").expect("an answer");
    assert!(!few.contains("at most 48") && !few.contains("(±48)"), "{few}");
}

/// A rare condition, an answer that is undefined at an end of an input, and inputs that move nothing.
const RARE: &str = r#"
[parameter.base]
value = "20% to 70%"
[parameter.rare]
value = "0.05% to 0.5%"
[parameter.price]
value = "uniform(0, 10)"
[choice.push]
options = ["no", "yes"]
default = "no"
[event.crisis]
p = "rare"
[event.deal]
p = "if push == yes then base * 0.9 else base"
[quantity.cost]
value = "100 + (if push == yes then 2 else 0) + normal(0, 5)"
[quantity.sold]
value = "(if ln(price - 3) > -100 then price else 0) + normal(0, 1)"
[question]
deal = { ask = "deal", given = "crisis" }
cost = { ask = "cost", given = "crisis" }
all = { ask = "cost" }
sold = { ask = "sold" }
"#;

fn of_rare(arguments: &[&str]) -> String {
    Foretell::new().args(arguments.iter().copied()).file("a.toml", RARE).any_output().run().stdout
}

/// The kind: a single trial was told as all (`99.4131 in every trial`), each of ten drawn numbers as a value of its own
/// (`22.0792: 10 in 100`), and a mean without an error with six digits. Of 2,000 trials 4 or so are in a crisis.
#[test]
fn a_few_trials_are_not_shown_as_all() {
    let mut single = 0;
    for seed in 0..30 {
        let seed = seed.to_string();
        let json = of_rare(&["run", "a.toml", "-n", "1000", "--seed", &seed, "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
        let cost = &json["answers"][1];
        let page = of_rare(&["run", "a.toml", "-n", "1000", "--seed", &seed]);
        let line = page.lines().find(|line| line.starts_with("cost")).expect("a line");
        assert!(!line.contains("in every trial"), "{page}");
        single += u32::from(cost["kept"] == 1);
        assert_eq!(cost["kept"] == 1, line.contains("in the only trial"), "{page}");
        assert!(cost["kept"] == 1 || cost["values"].as_array().is_none_or(Vec::is_empty), "{cost}");
        let page =
            of_rare(&["compare", "a.toml", "--choice", "push", "-n", "1000", "--seed", &seed]);
        for line in page.lines().filter(|line| line.contains("too few to tell")) {
            let cells: Vec<&str> =
                line.split("  ").filter(|cell| !cell.trim().is_empty()).collect();
            let is_long = |cell: &&str| cell.chars().filter(char::is_ascii_digit).count() > 3;
            assert!(!cells.iter().any(is_long), "{page}");
            assert!(cells.len() > 3 || !cells.contains(&"0"), "{page}");
        }
    }
    assert!(single > 2, "{single} runs have a single trial");
    let ten = of_rare(&["run", "a.toml", "-n", "10"]);
    assert!(!ten.contains(": 10 in 100"), "{ten}");
    let counted = "[quantity.n]\nvalue = \"poisson(1)\"\n[question.n]\nask = \"n\"\n";
    let run = Foretell::new().args(["run", "a.toml", "-n", "10"]).file("a.toml", counted);
    assert!(
        run.any_output().run().stdout.contains(" in 100 ·"),
        "what trials share is told by value"
    );
}

/// The kind: reasons that are untrue. Ten trials can't show that several inputs act together, and an answer that is
/// undefined at the low end of the price is not one of too few trials.
#[test]
fn reasons_for_no_movement_are_true() {
    let ask = |question: &str, n: &str| {
        of_rare(&["sensitivity", "a.toml", "--question", question, "-n", n])
    };
    for n in ["10", "20", "50"] {
        for question in ["all", "sold"] {
            let page = ask(question, n);
            assert!(!page.contains("several act together"), "{n} {question}: {page}");
        }
    }
    let page = ask("sold", "100000");
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains("Argue about price.") && !page.contains("too few trials"), "{page}");
    assert!(page.contains("at an end of the range there is no answer"), "{page}");
    assert!(page.contains("1 has an end at which the answer is undefined"), "{page}");
}
