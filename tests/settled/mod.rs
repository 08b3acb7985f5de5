//! Answers that the model or a supposition settles are printed as settled, and no others.
//!
//! Random scenarios with chances of 0 and 1, conditions, delays and suppositions are drawn with so few
//! trials that much of what can be never comes. What is then said to be settled must have exactly
//! the chance 0 or 1 in the exact distribution, which sums over all joint states and knows nothing of
//! this analysis. Taking what no trial met for impossible, as the wrong estimator here does, fails.

mod delays;
mod differences;
mod pages;

use crate::support::Foretell;
use serde_json::Value;
use std::fmt::Write;

/// Numbers that look drawn (Knuth's MMIX).
struct Luck(u64);

impl Luck {
    fn below(&mut self, n: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as u64) as usize]
    }

    fn condition(&mut self, others: &[&str]) -> String {
        let one = self.of(others).to_owned();
        let other = self.of(others);
        match self.below(5) {
            0 => format!("{one} and {other}"),
            1 => format!("{one} or {other}"),
            2 => format!("not ({one})"),
            _ => one,
        }
    }
}

const STARTED: [&str; 3] = ["e0", "e1 == y", "e1 in { x, z }"];

const MOVING: [&str; 9] = [
    "p0 == a",
    "p0 in { b, c }",
    "p1 == c",
    "e0",
    "e1 == y",
    "date >= 2025-01-22",
    "ever(p1 == b)",
    "ever(p0 == c)",
    "p1 != a",
];

const ASKED: [&str; 15] = [
    "e0 and not e0",
    "p0 == a and p0 in { b, c }",
    "how_many(e0, p0 == c) >= 3",
    "how_many(e1 == z, e1 == y) >= 2",
    "e1 == z or not (e1 in { z, x }) or e1 == x",
    "p0 == b",
    "p1 == c",
    "p0 != a",
    "e0",
    "e1 == z",
    "w == big",
    "w == none",
    "each",
    "p1 in { a, b }",
    "e0 and p0 == c",
];

/// A scenario with a few events and two processes over ten weeks.
fn scenario(luck: &mut Luck) -> String {
    let mut text =
        "[scenario]\nas_of = 2025-01-01\nuntil = 2025-03-12\nstep = \"week\"\n".to_owned();
    let mut say = |words: String| writeln!(text, "{words}").expect("a String takes all");
    say(format!("[event.e0]\np = {}", luck.of(&["0", "1", "0.3", "0.02"])));
    let outcomes =
        ["{ x = 0.5, y = 0, z = 0.5 }", "{ x = 1, y = 0, z = 0 }", "{ x = 0.9, y = 0.1, z = 0 }"];
    say(format!("[event.e1]\noutcomes = {}", luck.of(&outcomes)));
    if luck.below(2) == 0 {
        say(format!("case = [{{ if = \"e0\", outcomes = {} }}]", luck.of(&outcomes)));
    }
    for process in ["p0", "p1"] {
        let start = luck.of(&["\"a\"", "{ a = 0.98, b = 0.02, c = 0 }", "\"b\""]);
        say(format!(
            "[process.{process}]\nstates = [\"a\", \"b\", \"c\"]\nstart = {start}\nper = \"week\""
        ));
        for (from, first, second) in [("a", "b", "c"), ("b", "c", "a"), ("c", "a", "b")] {
            if luck.below(4) == 0 {
                continue;
            }
            let p = luck.of(&["0", "0.03", "0.3", "1"]);
            let open = match luck.below(3) {
                0 => String::new(),
                _ => format!(", if = \"{}\"", luck.condition(&MOVING)),
            };
            say(format!("[process.{process}.from.{from}]\n{first} = {{ p = {p}{open} }}"));
            if p != "1" && luck.below(2) == 0 {
                let delay = luck.of(&["after = \"3 weeks\"", "after = \"10 days\"", "p = 0.02"]);
                let open = luck.condition(&MOVING);
                say(format!("{second} = {{ {delay}, if = \"{open}\" }}"));
            }
        }
    }
    let when = luck.condition(&MOVING);
    let big = luck.of(&["0", "0.5", "1"]);
    say(format!(
        "[event.w]\nwhen = \"{when}\"\notherwise = \"none\"\noutcomes = {{ big = {big}, small = \"rest\" }}"
    ));
    let each = luck.of(&["0", "0.02", "1"]);
    let case = luck.condition(&STARTED);
    say(format!(
        "[event.each]\neach = \"step\"\np = {each}\ncase = [{{ if = \"{case}\", p = {} }}]",
        luck.of(&["0", "1"])
    ));
    say("[question]".to_owned());
    for i in 0..8 {
        let inner = luck.condition(&ASKED);
        let asked = match luck.below(6) {
            0 => format!("by({inner}, 2025-01-22)"),
            1 => format!("ever({inner})"),
            2 => format!("at({inner}, 2025-01-29)"),
            3 => format!("not by({inner}, 2025-02-12)"),
            _ => inner,
        };
        say(format!("q{i}.ask = \"{asked}\""));
        if luck.below(3) == 0 {
            say(format!("q{i}.given = \"{}\"", luck.condition(&ASKED)));
        }
    }
    say("end.ask = \"p0\"\nset.ask = \"w\"\nfirst.ask = \"first(p1 == c)\"".to_owned());
    text
}

/// Collects the settled chances of a page, each with the corresponding chance of another page.
fn settled(page: &Value, other: &Value, found: &mut Vec<(String, f64, f64)>) {
    match (page, other) {
        (Value::Object(own), Value::Object(theirs)) => {
            if let Some(how) = own.get("settled").and_then(Value::as_str) {
                let p = |of: &Value| of["probability"].as_f64().unwrap_or(f64::NAN);
                found.push((how.to_owned(), p(page), p(other)));
            }
            for (key, value) in own {
                settled(value, theirs.get(key).unwrap_or(&Value::Null), found);
            }
        }
        (Value::Array(own), Value::Array(theirs)) if own.len() == theirs.len() => {
            own.iter().zip(theirs).for_each(|(a, b)| settled(a, b, found));
        }
        _ => {}
    }
}

/// Collects the chances of 0 in the answers, each with the corresponding chance of another page.
fn never_met(page: &Value, other: &Value, found: &mut Vec<f64>) {
    for (own, exact) in page["answers"]
        .as_array()
        .into_iter()
        .flatten()
        .zip(other["answers"].as_array().into_iter().flatten())
    {
        if own["probability"].as_f64() == Some(0.0) {
            found.extend(exact["probability"].as_f64());
        }
    }
}

fn page(text: &str, arguments: &[&str]) -> Option<Value> {
    let run = Foretell::new().args(["run", "a.toml", "--format", "json"]);
    let run = run.args(arguments.iter().copied()).file("a.toml", text).any_end().run();
    serde_json::from_str(&run.stdout).ok()
}

#[test]
fn what_is_called_settled_has_an_exact_chance_of_0_or_1() {
    let mut luck = Luck(17);
    let (mut found, mut unmet, mut computed) = (Vec::new(), Vec::new(), 0);
    for _ in 0..60 {
        let text = scenario(&mut luck);
        let made = [
            "p0=b@2025-01-29",
            "p1=c",
            "e0=yes",
            "w=big@2025-02-05",
            "each=yes",
            // let go again
            "p0=b@2025-01-15..2025-01-29",
            "e0=no@2025-01-08..2025-01-15",
            "w=small@2025-01-08..2025-01-22",
            "each=no@2025-01-01..2025-01-29",
        ];
        let learnt = ["e0", "p0 == b", "ever(p1 == c)", "e1 != x"];
        let (made, learnt) = (luck.of(&made), luck.of(&learnt));
        for supposed in [&[][..], &["--do", made], &["--given", learnt]] {
            let few = [&["-n", "60"], supposed].concat();
            let exact = [&["--exact"], supposed].concat();
            let (Some(drawn), Some(exact)) = (page(&text, &few), page(&text, &exact)) else {
                continue;
            };
            computed += 1;
            let mut own = Vec::new();
            settled(&drawn, &exact, &mut own);
            for (how, p, exact) in &own {
                assert!((p - exact).abs() < 1e-12, "{how}: {p} is {exact} {supposed:?}\n{text}");
            }
            found.extend(own);
            never_met(&drawn, &exact, &mut unmet);
        }
    }
    assert!(computed > 60, "{computed} of 180 have exact answers");
    for how in ["supposed", "certain", "impossible"] {
        let count = found.iter().filter(|(known, ..)| known == how).count();
        assert!(count > 50, "{count} are {how}");
    }
    assert!(unmet.iter().any(|p| *p > 1e-6), "the wrong estimator would pass");
}
