//! States that delays make certain by a date.

use super::page;
use crate::support::Foretell;
use serde_json::Value;

/// The kind: what constant delays make certain was told as a bound of trials (`>99.998`), and `--exact` told what no
/// reading can have as one of readings (`<0.4`). From a, b is entered after 3 weeks and c 10 days after that, on day 31: at
/// the weekly step of day 35. Taking what every trial met for certain, as the wrong estimator does, is caught: of `long`
/// and `near` hardly a trial differs.
#[test]
fn what_must_happen_by_a_date_is_not_sampled() {
    let text = r#"
[scenario]
as_of = 2025-01-01
until = 2025-04-02
step = "week"
[process.w]
states = ["a", "b", "c"]
start = "a"
from.a.b = { after = "3 weeks" }
from.b.c = { after = "10 days" }
[process.x]
states = ["a", "b"]
start = "a"
per = "week"
from.a.b = "20% to 60%"
[process.chance]
states = ["a", "b", "c"]
start = "a"
per = "week"
from.a.b = 1
from.b.c = { after = "uniform(4 days, 13 days)" }
[process.long]
states = ["a", "b"]
start = "a"
from.a.b = { after = "gamma(shape=1, scale=3 days)" }
[process.near]
states = ["a", "b", "c"]
start = "a"
per = "week"
from.a = { b = { after = "4 weeks" }, c = 0.0001 }
[process.held]
states = ["a", "b"]
start = "a"
from.a.b = { after = "2 weeks", if = "x == b" }
[question]
b = { ask = "by(w == b, 2025-01-22)" }
not_yet = { ask = "by(w == b, 2025-01-15)" }
c_not_yet = { ask = "by(w == c, 2025-01-29)" }
c = { ask = "by(w == c, 2025-02-05)" }
end = { ask = "w == c and x != c" }
chance_open = { ask = "by(chance == c, 2025-01-15)" }
chance = { ask = "by(chance == c, 2025-01-22)" }
long = { ask = "long == b" }
near = { ask = "near == b" }
held = { ask = "held == b" }
first = { ask = "by(x == b, 2025-01-01)" }
"#
    .replace(" and x != c", "");
    let of = |arguments: &[&str]| {
        let page = page(&text, arguments).expect("it runs");
        let answers = page["answers"].as_array().expect("there are answers").clone();
        let how = |answer: &Value| {
            let name = answer["question"].as_str().expect("a name");
            Some(format!("{name} {}", answer["settled"].as_str()?))
        };
        (answers.iter().filter_map(how).collect::<Vec<_>>().join(", "), answers)
    };
    let (found, answers) = of(&["-n", "60"]);
    let wanted = "b certain, not_yet impossible, c_not_yet impossible, c certain, end certain, chance certain, first impossible";
    assert_eq!(found, wanted);
    let at = |name: &str| answers.iter().find(|answer| answer["question"] == name);
    for open in ["long", "near"] {
        let answer = at(open).expect("it is asked");
        assert!(
            answer["probability"].as_f64() == Some(1.0),
            "the wrong estimator would pass: {answer}"
        );
    }
    // a process that is made to have a state may stay in it
    let (made, _) = of(&["-n", "60", "--do", "w=a@2025-01-08..2025-01-29"]);
    assert!(!made.contains("c certain") && !made.contains("end certain"), "{made}");
    let exact = text.replace("[process.long]", "[process.gone]").replace("long = {", "long_ = {");
    let exact =
        exact.replace("gamma(shape=1, scale=3 days)", "3 weeks").replace("long == b", "gone == b");
    let exact = exact
        .replace("uniform(4 days, 13 days)", "13 days")
        .replace("chance_open = { ask = \"by(chance == c, 2025-01-15)\" }\n", "");
    let run = Foretell::new().args(["run", "a.toml", "--exact"]).file("a.toml", exact);
    let printed = run.any_output().run().stdout;
    let line = |name: &str| {
        let line = printed.lines().find(|line| line.split_whitespace().next() == Some(name));
        line.unwrap_or_default().split_whitespace().nth(1).unwrap_or_default().to_owned()
    };
    assert_eq!((line("c"), line("first")), ("100".to_owned(), "0".to_owned()), "{printed}");
}
