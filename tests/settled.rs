//! Answers that the model or a supposition settles are printed as settled, and no others.
//!
//! Random scenarios with chances of 0 and 1, conditions, delays and suppositions are drawn with so few
//! trials that much of what can be never comes. What is then said to be settled must have exactly
//! the chance 0 or 1 in the exact distribution, which sums over all joint states and knows nothing of
//! this analysis. Taking what no trial met for impossible, as the wrong estimator here does, fails.

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
fn what_is_said_to_be_settled_has_an_exact_chance_of_0_or_1() {
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

/// Numbers that are made, constants, numbers within bounds, and what is settled once and made for a while.
const NUMBERS: &str = r#"
[scenario]
as_of = 2025-01-01
until = 2025-02-26
step = "week"
[process.a]
states = ["x", "y"]
start = "x"
per = "week"
from.x.y = 0.3
[series.s]
start = 0
next = "s + normal(0, 1)"
[quantity.loss]
when = "a == y"
value = "normal(10, 1)"
[event.once]
when = "a == y"
p = 0.4
[event.vote]
when = "date == 2025-02-05"
otherwise = "none"
outcomes = { passed = 0.6, failed = "rest" }
[quantity.c]
value = "if vote == passed then 3 else 4"
when = "end"
[quantity.w]
value = "uniform(1, 2)"
[question]
loss = { ask = "loss > 7" }
s = { ask = "s > 7" }
early = { ask = "by(loss > 7, 2025-01-15)" }
once = { ask = "once" }
vote = { ask = "vote == none" }
before = { ask = "at(vote == none, 2025-01-29)" }
c = { ask = "c > 2" }
w = { ask = "w * 2 - 1 >= 0.9" }
w2 = { ask = "w > 1.5" }
"#;

#[test]
fn numbers_that_are_made_or_bounded_are_not_sampled() {
    let of = |arguments: &[&str]| {
        let page = page(NUMBERS, &[&["-n", "100"], arguments].concat()).expect("it runs");
        let answers = page["answers"].as_array().expect("there are answers");
        let how = |answer: &Value| {
            let name = answer["question"].as_str().expect("a name");
            Some(format!("{name} {}", answer["settled"].as_str()?))
        };
        answers.iter().filter_map(how).collect::<Vec<_>>().join(", ")
    };
    let plain = "vote impossible, before certain, c certain, w certain";
    assert_eq!(of(&[]), plain);
    let plain = plain.replace("vote", "once supposed, vote");
    assert_eq!(of(&["--do", "once=yes@2025-01-15..2025-01-22"]), plain);
    let plain = plain.replace("once supposed, ", "");
    assert_eq!(of(&["--do", "loss=8"]), format!("loss supposed, early supposed, {plain}"));
    let made = ["--do", "loss=8@2025-01-08..2025-01-15"];
    assert_eq!(of(&made), format!("loss supposed, early supposed, {plain}"));
    assert_eq!(of(&["--do", "s=9@2025-01-15..2025-01-22"]), plain, "s goes on from 9");
    assert_eq!(of(&["--do", "s=9@2025-01-15"]), format!("s supposed, {plain}"));
}

const SANCTIONS: &str = r#"
[scenario]
as_of = 2025-08-20
until = 2025-12-31
[process.sanctions]
states = ["none", "imposed", "eased"]
start = "none"
per = "month"
[process.sanctions.from.none]
imposed = { p = "20%", if = "date >= 2025-09-10" }
[process.sanctions.from.imposed]
eased = { after = "30 days" }
[question]
imposed = { ask = "ever(sanctions == imposed)", label = "Imposed" }
eased = { ask = "by(sanctions == eased, 2025-10-01)", label = "Eased by October" }
end = { ask = "sanctions", label = "At the end" }
"#;

#[test]
fn suppositions_are_printed_as_such() {
    let run = |arguments: &[&str]| {
        let run =
            Foretell::new().args(["run", "a.toml", "-n", "2000"]).args(arguments.iter().copied());
        run.file("a.toml", SANCTIONS).any_output().run()
    };
    let text = run(&["--do", "sanctions=imposed@2025-10-01"]).stdout;
    let line = |label: &str| text.lines().find(|line| line.contains(label)).unwrap_or_default();
    assert!(line("Imposed").contains(" 100 ") && line("Imposed").contains("supposed"), "{text}");
    assert_eq!(line("At the end").split_whitespace().last(), Some("100"), "{text}");
    assert!(!line("At the end").contains("none"), "{text}");
    let out = run(&["--do", "sanctions=eased", "--out", "out"]);
    let summary = out.file("out/summary.csv");
    assert!(summary.contains("imposed,yes,0,,,"), "{summary}");
    let timeline = run(&["--out", "out"]).file("out/timeline.csv");
    // not before 10 September, nor eased before thirty days later
    assert!(timeline.contains("imposed,2025-09-09,0,,,"), "{timeline}");
    assert!(timeline.contains("eased,2025-09-30,0,,,"), "{timeline}");
    let json = run(&["--format", "json", "--do", "sanctions=imposed@2025-10-01"]).stdout;
    assert!(
        json.contains("\"settled\": \"supposed\"") || json.contains("\"settled\":\"supposed\"")
    );
}

/// The kind: days before which a state can't have lasted long enough, or a first day can't lie, were told as bounds of
/// trials. A threat since 19 August is carried out from two weeks on: not before 2 September.
#[test]
fn what_time_rules_out_is_not_sampled() {
    let text = "[scenario]\nas_of = 2025-08-20\nuntil = 2025-09-20\n[process.s]\n\
                states = [\"threatened\", \"imposed\"]\nstart = \"threatened\"\nsince = 2025-08-19\n\
                from.threatened.imposed = { p = 0.1, if = \"elapsed(s) >= 2 weeks\" }\n\
                [event.raid]\neach = \"step\"\np = 0.5\n[question]\n\
                by.ask = \"ever(s == imposed)\"\nmany.ask = \"count(raid) > 31\"\n\
                most.ask = \"count(raid) > 30\"\nearly.ask = \"first(s == imposed) < 2025-08-20\"\n\
                open.ask = \"first(s == imposed) < 2025-09-10\"\n";
    let run = Foretell::new().args(["run", "a.toml", "-n", "4000", "--format", "json"]);
    let page = run.file("a.toml", text).any_output().run().stdout;
    let page: Value = serde_json::from_str(&page).expect("it is JSON");
    let of = |at: usize| &page["answers"][at];
    let days = of(0)["timeline"].as_array().expect("days");
    let told = |day: &str| days.iter().find(|row| row["date"] == day).expect("a day");
    assert_eq!(told("2025-09-01")["settled"], "impossible", "{}", told("2025-09-01"));
    let then = told("2025-09-02")["probability"].as_f64().expect("a number");
    assert!((then - 0.1).abs() < 0.03 && told("2025-09-02")["settled"].is_null(), "{then}");
    assert_eq!(of(1)["settled"], "impossible", "32 of 31 steps");
    assert!(of(2)["settled"].is_null(), "31 of 31 steps");
    assert_eq!(of(3)["settled"], "impossible", "before the clock");
    assert!(of(4)["settled"].is_null() && of(4)["probability"].as_f64() > Some(0.4), "{}", of(4));
}

/// A side that a supposition determines was printed as a bound from all trials (`>99.99`).
#[test]
fn sides_that_are_supposed_are_not_sampled() {
    let text =
        format!("{SANCTIONS}\n[variant.hard]\ndo = {{ sanctions = \"imposed@2025-10-01\" }}\n");
    let of = |format: &[&str]| {
        let run = Foretell::new().args(["compare", "a.toml", "--variants", "hard", "-n", "2000"]);
        run.args(format.iter().copied()).file("a.toml", text.clone()).any_output().run().stdout
    };
    let page = of(&[]);
    let line = page.lines().find(|line| line.starts_with("Imposed")).unwrap_or_default();
    assert_eq!(line.split_whitespace().nth(2), Some("100"), "{page}");
    let page: Value = serde_json::from_str(&of(&["--format", "json"])).expect("it is JSON");
    let side = &page["rows"][0]["sides"][1];
    assert!(side["value"].as_f64() == Some(1.0) && side["std_error"].is_null(), "{side}");
}

/// Sides that differ in a choice, a number of an event or a supposition; none of these reaches `quiet`, `mean` and `both`,
/// and all reach the others.
const SIDES: &str = r#"
[parameter.u]
value = "20% to 40%"
[choice.c]
options = ["no", "go"]
default = "no"
[event.moved]
p = "if c == go then 0.5 else 0.4"
[event.quiet]
p = "u"
[event.rare]
p = 0.0000001
[quantity.n]
value = "normal(3, 1) + (if quiet then u else 0)"
[quantity.hardly]
value = "normal(3, 1) + (if rare and moved then 1 else 0)"
[event.void]
p = 0
[question]
mean = { ask = "n" }
quiet = { ask = "quiet" }
both = { ask = ["quiet", "void"] }
moved = { ask = "moved" }
hardly = { ask = "hardly" }
rare = { ask = "rare and moved" }
[variant.go]
do = { c = "go" }
[variant.more]
set = { event.moved.p = 0.6 }
[variant.sure]
do = { moved = "yes" }
"#;

/// The rows of a comparison by question and outcome, each with the differences of its sides.
fn rows(text: &str, arguments: &[&str], questions: &[&str]) -> Vec<(String, Value)> {
    let call = Foretell::new().args(["compare", "a.toml", "--format", "json", "-n", "20000"]);
    let asked = questions.iter().flat_map(|name| ["--question", *name]);
    let call = call.args(arguments.iter().copied()).args(asked);
    let run = call.file("a.toml", text).any_output().run();
    let page: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    let rows = page["rows"].as_array().expect("there are rows").iter();
    let name = |row: &Value| {
        let of = |key: &str| row[key].as_str().expect("a name").to_owned();
        format!("{} {}", of("question"), of("outcome"))
    };
    rows.map(|row| (name(row), row.clone())).collect()
}

/// The kind: answers that depend on nothing in which the sides differ have the difference 0, without an error. They had
/// the error of one more pair that differs. The wrong estimator takes pairs that agree in every trial for equal: so
/// `hardly` and `rare` would be, whose sides differ once in ten million trials.
#[test]
fn a_difference_that_nothing_can_cause_is_0() {
    let mut agreed = 0;
    for given in [&[][..], &["--given", "quiet or rare"], &["--worlds", "200"]] {
        for (name, row) in rows(SIDES, given, &["mean", "quiet", "both", "moved", "hardly", "rare"])
        {
            let untouched = ["mean", "quiet", "both"].iter().any(|own| name.starts_with(own));
            for difference in row["differences"].as_array().expect("a list") {
                let is_exact = difference["std_error"].as_f64() == Some(0.0);
                assert_eq!(is_exact, untouched, "{name} {given:?}: {row}");
                assert_eq!(difference["verdict"].as_str() == Some("same"), untouched, "{row}");
                if untouched {
                    assert_eq!(difference["value"].as_f64(), Some(0.0), "{row}");
                } else if difference["value"].as_f64() == Some(0.0) {
                    agreed += 1;
                }
            }
        }
    }
    assert!(agreed > 0, "pairs that agree by chance are not tried");
    let page = Foretell::new().args(["compare", "a.toml", "-n", "20000", "--question", "mean"]);
    let page = page.file("a.toml", SIDES).any_output().run().stdout;
    let line = page.lines().find(|line| line.starts_with("mean")).unwrap_or_default();
    assert!(line.contains("no difference") && !line.contains("seen"), "{page}");
}

/// A side whose evidence or rules differ may differ everywhere, and nothing is said to be 0 that is not.
#[test]
fn a_difference_under_other_evidence_is_estimated() {
    let text = format!("{SIDES}[variant.told]\ngiven = \"rare or quiet or not moved\"\n");
    for (name, row) in rows(&text, &["--variants", "told"], &["mean", "quiet"]) {
        let difference = &row["differences"][0];
        assert_ne!(difference["verdict"].as_str(), Some("same"), "{name}: {row}");
        assert!(difference["std_error"].as_f64().is_some_and(|error| error > 0.0), "{row}");
    }
}

/// Cells that the model determines, and differences of sides that are determined: exact in `compare` too.
#[test]
fn cells_and_differences_that_are_determined_are_exact() {
    let found = rows(SIDES, &["--variants", "sure"], &["both", "moved"]);
    let of = |name: &str| &found.iter().find(|(own, _)| own == name).expect("it is there").1;
    for (cell, is_settled) in [("yes · yes", true), ("no · yes", true), ("yes · no", false)] {
        let row = of(&format!("both {cell}"));
        for side in row["sides"].as_array().expect("a list") {
            assert_eq!(side["settled"].as_str().is_some(), is_settled, "{cell}: {side}");
            assert_eq!(side["std_error"].is_null(), is_settled, "{cell}: {side}");
        }
    }
    assert_eq!(of("moved yes")["sides"][1]["settled"].as_str(), Some("supposed"));
    let text = SIDES.replace("p = \"if c == go then 0.5 else 0.4\"", "p = 0");
    let found = rows(&text, &["--variants", "sure"], &["moved"]);
    let difference = &found[0].1["differences"][0];
    assert_eq!(difference["value"].as_f64(), Some(1.0), "{difference}");
    assert_eq!(difference["std_error"].as_f64(), Some(0.0), "{difference}");
}
