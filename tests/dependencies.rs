//! The dependency graph against the simulation: random numbers are streams by name, so an intervention on a variable
//! that a question does not depend on leaves the answer as it is, to the bit. Random scenarios have every kind of
//! variable and every kind of read. A graph without the reads of the step before, the wrong one here, is caught.

use foretell::{Model, Options, Scenario};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Numbers that look drawn (Knuth's MMIX).
struct Luck(u64);

impl Luck {
    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        all[((self.0 >> 33) % all.len() as u64) as usize]
    }

    /// A condition that reads one or two others.
    fn condition(&mut self, all: &[&str]) -> String {
        let (one, other) = (self.of(all), self.of(all));
        self.of(&["ONE", "ONE and OTHER", "ONE or not (OTHER)"])
            .replace("ONE", one)
            .replace("OTHER", other)
    }
}

/// Conditions that a rule of the first day may read.
const STARTED: [&str; 4] = ["e0", "e1", "n0 > 0.5", "push == hard"];
/// Conditions that a move may read.
const MOVING: [&str; 11] = [
    "e0",
    "e1",
    "n0 > 0.4",
    "push == hard",
    "p0 == b",
    "p1 == c",
    "ever(p1 == b and e0)",
    "count(p0 == c) >= 2",
    "elapsed(p0) >= 3 days",
    "s0 > 2",
    "now(w0)",
];
/// Each variable with an outcome or a number that an intervention gives it.
const MADE: [(&str, &str); 9] = [
    ("push", "hard"),
    ("e0", "yes"),
    ("e1", "no"),
    ("e2", "yes"),
    ("n0", "0.9"),
    ("w0", "yes"),
    ("p0", "b"),
    ("p1", "c"),
    ("s0", "7"),
];
/// Each question with the variable that it reads.
const ASKED: [(&str, &str, &str); 5] = [
    ("q0", "first(p0 == c)", "p0"),
    ("q1", "ever(p1 == b)", "p1"),
    ("q2", "e2", "e2"),
    ("q3", "w0", "w0"),
    ("q4", "s0", "s0"),
];

fn scenario(luck: &mut Luck) -> String {
    let mut text = String::from(
        "[scenario]\nas_of = 2026-01-01\nuntil = 2026-01-12\nstep = \"day\"\n\
         [parameter.g]\nvalue = \"20% to 60%\"\n\
         [choice.push]\noptions = [\"soft\", \"hard\"]\ndefault = \"soft\"\n\
         [event.e0]\np = 0.4\n[quantity.n0]\nvalue = \"uniform(0, 1)\"\n",
    );
    let started = luck.condition(&["e0", "n0 > 0.5", "push == hard"]);
    let daily = luck.condition(&STARTED);
    let settles = luck.of(&["e0", "p0 == c", "ever(p1 == c)", "w0"]);
    write!(
        text,
        "[event.e1]\np = \"if {started} then 0.8 else g\"\n\
         [event.w0]\np = 0.3\neach = \"step\"\ncase = [{{ if = \"{daily}\", p = 0.7 }}]\n\
         [event.e2]\np = \"g\"\nwhen = \"{settles}\"\n\
         [series.s0]\nstart = 0\nnext = \"s0 + (if {} then 1 else 0)\"\n",
        luck.condition(&MOVING)
    )
    .expect("a String takes all");
    for process in ["p0", "p1"] {
        write!(
            text,
            "[process.{process}]\nstates = [\"a\", \"b\", \"c\"]\nstart = \"a\"\nper = \"day\"\n\
             from.a.b = {{ p = 0.3, if = \"{}\" }}\nfrom.a.c = {{ p = 0.1 }}\n\
             from.b.a = {{ p = 0.2, case = [{{ if = \"{}\", p = 0.6 }}] }}\n\
             from.b.c = {{ after = \"{}\" }}\n",
            luck.condition(&MOVING),
            luck.condition(&MOVING),
            luck.of(&["2 days", "1 to 4 days", "(1 + s0) * 1 day"]),
        )
        .expect("a String takes all");
    }
    for (name, ask, _) in ASKED {
        writeln!(text, "[question.{name}]\nask = \"{ask}\"").expect("a String takes all");
    }
    text
}

fn compiled(text: &str, made: Option<(&str, &str)>) -> Model {
    let case = Scenario::read("random.toml", text).case();
    let case = match made {
        Some((name, to)) => case.intervene(name, to),
        None => case,
    };
    case.compile().unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The answer to each question, with all its digits.
fn answers(model: &Model) -> Vec<String> {
    let options = Options::default().trials(600).worlds(3).seed(5).threads(1);
    let forecast = model.run(&options).unwrap_or_else(|error| panic!("{error}"));
    let answer = |(name, ..): &(&str, &str, &str)| {
        let answer = forecast.answer(name).expect("it is asked");
        serde_json::to_string(answer).expect("an answer is plain data")
    };
    ASKED.iter().map(answer).collect()
}

/// The ancestors of a variable in a drawing, without those behind dashed arrows if `is_wrong`.
fn ancestors<'a>(drawing: &'a str, of: &'a str, is_wrong: bool) -> BTreeSet<&'a str> {
    let arrow = |line: &'a str| {
        let (from, to) = line.split_once(" -> ")?;
        let (to, look) = to.split_once('"').and_then(|(_, rest)| rest.split_once('"'))?;
        (!is_wrong || !look.contains("dashed")).then(|| (from.trim().trim_matches('"'), to))
    };
    let arrows: Vec<(&str, &str)> = drawing.lines().filter_map(arrow).collect();
    let (mut found, mut open) = (BTreeSet::new(), vec![of]);
    while let Some(name) = open.pop() {
        if found.insert(name) {
            open.extend(arrows.iter().filter(|(_, to)| *to == name).map(|(from, _)| *from));
        }
    }
    found
}

#[test]
fn an_intervention_changes_only_its_descendants() {
    let (mut independent, mut caught) = (0, 0);
    for seed in 0..16 {
        let text = scenario(&mut Luck(seed));
        let model = compiled(&text, None);
        let plain = answers(&model);
        for (variable, to) in MADE {
            let changed = answers(&compiled(&text, Some((variable, to))));
            for (i, (question, _, read)) in ASKED.iter().enumerate() {
                let drawing = model.dot(Some(question)).expect("the question is there");
                if !ancestors(&drawing, read, false).contains(variable) {
                    independent += 1;
                    let what = format!("{question} with {variable} = {to}\n{drawing}\n{text}");
                    assert_eq!(plain[i], changed[i], "{what}");
                }
                let is_wrong = !ancestors(&drawing, read, true).contains(variable);
                caught += u32::from(is_wrong && plain[i] != changed[i]);
            }
        }
    }
    assert!(independent > 100, "few pairs are independent: {independent}");
    assert!(caught > 20, "a graph without the step before passes: {caught}");
}
