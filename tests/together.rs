//! Items drawn together on a clock are the same as drawn alone, to the bit: points of a sweep, sides of a
//! comparison, evaluations of sensitivity.

use foretell::internal::analysis::sensitivity::{Subject, tornado};
use foretell::internal::diagnostic::Sources;
use foretell::internal::engine::{
    Item, Measure, Own, Plan, Shared, Side, run, run_batch, run_paired,
};
use foretell::internal::model::{Model, Overrides, Supposition, compile_varying, suppose};
use foretell::internal::scenario::{self, Scenario};

/// A scenario on a clock: some of it lies upstream of `talks` (the front, oil, raids) and some downstream; each
/// way to look back is there, delays that wait, and values settled once, at the end, and in every step.
pub(crate) const CLOCK: &str = r#"
[scenario]
as_of = 2025-01-01
until = 2025-03-15

[parameter.mood]
value = "20% to 60%"

[choice.push]
options = ["none", "hard"]
default = "none"

[process.front]
states = ["still", "moves"]
start  = { still = 0.7, moves = 0.3 }
from.still = { moves = 0.1 }
from.moves = { still = { after = "3 to 12 days" } }

[series.oil]
start = 70
next  = "0.9 * oil + 7 + normal(0, 2)"

[event.raid]
each = "step"
p    = 0.1
adjust = [ { if = "front == moves", odds = 3 } ]

[process.sanctions]
states = ["eased", "held", "tight"]
start  = "held"
from.held  = { tight = { p = 0.04, adjust = [ { if = "push == hard", odds = 2 } ] }, eased = 0.02 }
from.tight = { held = { after = "lognormal(mean = 10 days, sd = 4 days)", if = "oil < 72" } }
from.eased = { held = { p = "0.05 + 0.01 * mood" } }

[process.talks]
states = ["none", "experts", "leaders"]
start  = "none"
[process.talks.from.none]
experts = { p = 0.05, adjust = [
  { if = "ever(front == moves)", odds = 1.5 },
  { if = "elapsed(front) > 5 days", odds = 2 },
  { if = "count(raid) > 4", odds = 0.5 },
] }
[process.talks.from.experts]
leaders = { after = "if sanctions == tight then 4 days else 9 days", if = "not now(front) == moves" }
none    = 0.03
[process.talks.from.leaders]
none = 0.2

[event.format]
when = "talks == leaders"
outcomes = { bilateral = "mood", trilateral = "rest" }

[event.walkout]
each = "step"
p = "if talks == leaders and elapsed(talks) >= 2 days then 0.2 else 0.01"

[event.verdict]
when = "end"
p = "if count(walkout) > 1 then 0.7 else 0.2"

[quantity.cost]
when  = "talks == leaders"
value = "lognormal(mean = 20, sd = 8) + count(raid)"

[series.trust]
start = 0
next  = "0.9 * trust + (if talks == leaders then 1 else 0) + normal(0, 0.1)"

[question]
meet    = { ask = "ever(talks == leaders)" }
when    = { ask = "first(talks == leaders)" }
format  = { ask = "format", given = "ever(talks == leaders)" }
cost    = { ask = "cost" }
trust   = { ask = "trust" }
verdict = { ask = "verdict" }
raids   = { ask = "count(raid)" }
oil     = { ask = "at(oil, 2025-02-01)" }
calm    = { ask = "by(walkout and sanctions == tight, 2025-03-01)" }
table   = { ask = ["sanctions == tight", "at(talks, 2025-02-10)"] }
"#;

const NUMBERS: [&str; 6] = [
    "process.talks.from.none.experts.p",
    "process.talks.from.leaders.none.p",
    "process.sanctions.from.held.tight.p",
    "process.front.from.still.moves.p",
    "process.front.start.moves",
    "event.raid.p",
];

fn read(sources: &mut Sources, text: &str) -> Scenario {
    let file = sources.add("a.toml", text);
    let (scenario, findings) = scenario::read(sources, file);
    assert!(findings.iter().all(|f| !f.is_fault()), "{findings:?}");
    scenario
}

fn model(text: &str) -> Model {
    let scenario = read(&mut Sources::default(), text);
    let paths: Vec<String> = NUMBERS.iter().map(|&path| path.to_owned()).collect();
    let model = compile_varying(&scenario, &paths).expect("no faults");
    assert_eq!(model.varied.len(), paths.len(), "each stands somewhere");
    model
}

fn plan(trials: u64, worlds: u64) -> Plan {
    let (seed, threads) = (5, 2);
    Plan { trials, seed, worlds, threads, timelines: true, ..Plan::default() }
}

fn given(model: &Model, numbers: &[(usize, f64)]) -> Overrides {
    let numbers: Vec<_> = numbers.iter().map(|(i, x)| (&model.varied[*i], *x)).collect();
    model.give(&numbers).expect("they can be given")
}

/// Returns suppositions: the scenario as it stands, with numbers that reach much, little and nothing else, and
/// with interventions, from the start and from a date on.
fn supposed(model: &Model, learnt: &[&str]) -> Vec<Supposition> {
    let numbers: &[&[(usize, f64)]] = &[
        &[],
        &[(0, 0.1)],
        &[(1, 0.4)],
        &[(2, 0.08)],
        &[(3, 0.2)],
        &[(4, 0.9)],
        &[(5, 0.2)],
        &[(0, 0.0501)],
        &[(1, 0.1), (2, 0.01)],
        &[(0, 0.2), (3, 0.3), (5, 0.01)],
        &[],
    ];
    let made: [&[&str]; 9] = [
        &[],
        &["push=hard"],
        &["talks=experts@2025-01-20"],
        &["sanctions=tight@2025-02-01", "talks=leaders@2025-02-01"],
        &["oil=80@2025-01-15"],
        &["format=bilateral@2025-02-20"],
        &["cost=7@2025-03-01", "walkout=yes@2025-03-10"],
        &["front=moves@2025-01-10..2025-01-12", "walkout=yes@2025-03-10.."],
        &["push=hard@2025-01-10..2025-01-20", "format=bilateral@2025-02-20..2025-02-25"],
    ];
    let learnt: Vec<String> = learnt.iter().map(|&text| text.to_owned()).collect();
    let mut all = Vec::new();
    for (i, numbers) in numbers.iter().enumerate() {
        all.push((given(model, numbers), made[usize::from(i + 1 == numbers.len())]));
    }
    all.extend(made.iter().map(|made| (given(model, &[]), *made)));
    all.push((given(model, &[(0, 0.3)]), made[3]));
    let mut sources = Sources::default();
    let mut suppose = |(numbers, made): (Overrides, &[&str])| {
        let made: Vec<String> = made.iter().map(|&text| text.to_owned()).collect();
        let supposition = suppose(model, &mut sources, &made, &learnt).expect("no faults");
        Supposition { numbers, ..supposition }
    };
    all.into_iter().map(&mut suppose).collect()
}

/// Returns the scenario with delays so short that states are passed within a step.
fn passing() -> String {
    let text = CLOCK
        .replace("states = [\"still\", \"moves\"]", "states = [\"still\", \"moves\", \"halts\"]");
    let chain = "from.moves = { halts = { after = \"0.2 to 3 days\" } }\n\
                 from.halts = { moves = { after = \"0.2 to 2 days\" }, still = { after = \"0.5 to 6 days\" } }";
    let text = text.replace("from.moves = { still = { after = \"3 to 12 days\" } }", chain);
    assert!(text.contains("halts = {"), "the delays are there");
    text.replace("ever(front == moves)", "ever(front == halts)")
}

#[test]
fn points_that_pass_states_within_a_step_are_those_drawn_alone() {
    points_are_those_drawn_alone(&passing());
}

#[test]
fn points_drawn_together_on_a_clock_are_those_drawn_alone() {
    points_are_those_drawn_alone(CLOCK);
}

fn points_are_those_drawn_alone(text: &str) {
    let model = model(text);
    for (trials, worlds) in [(2500, 1), (2600, 2), (90, 9)] {
        let plan = plan(trials, worlds);
        let supposed = supposed(&model, &[]);
        let together = run_batch(&model, &supposed, &plan).expect("all can be drawn");
        assert_eq!(together.len(), supposed.len());
        for (i, (together, supposed)) in together.iter().zip(&supposed).enumerate() {
            let alone = run(&model, supposed, &plan, &|_| ()).expect("it can be drawn");
            let text = |tallies| serde_json::to_string(tallies).expect("all keys are text");
            assert!(text(together) == text(&alone), "{trials} in {worlds}, point {i}");
        }
    }
}

#[test]
fn points_with_undefined_conditions_are_those_drawn_alone() {
    // a condition that may be undefined is weighed in each trial, and guarded by another
    let text = CLOCK.replace("count(raid) > 4", "count(raid) > 0 and 4 / count(raid) < 1")
        + "[question.undefined]\nask = \"1 / count(walkout) > 0.4 or cost > 20\"\n\
           [question.bounded]\nask = \"how_many(cost > 20, raid, 2 / count(walkout) > 1) >= 1\"\n";
    assert!(text.contains("4 / count(raid) < 1"));
    let model = model(&text);
    let plan = plan(2600, 2);
    let supposed = supposed(&model, &[]);
    let together = run_batch(&model, &supposed, &plan).expect("all can be drawn");
    let mut left_out = 0;
    for (i, (together, supposed)) in together.iter().zip(&supposed).enumerate() {
        let alone = run(&model, supposed, &plan, &|_| ()).expect("it can be drawn");
        let text = |tallies| serde_json::to_string(tallies).expect("all keys are text");
        assert!(text(together) == text(&alone), "point {i}");
        left_out += alone.pooled.answers.iter().map(|answer| answer.left_out).sum::<u64>();
    }
    assert!(left_out > 0, "nothing is undefined");
}

/// Asserts that two sides of items are the same to the bit; where they are counted from other numbers, that
/// they have the same trials and, counted from 0, the same sums.
fn same((one, of): (&Item, usize), (other, at): (&Item, usize), place: &str) {
    let (a, b) = (&one.own[of], &other.own[at]);
    if one.origin.to_bits() == other.origin.to_bits() {
        return assert_eq!(a, b, "{place}");
    }
    assert_eq!(
        (a.kept, a.accepted, a.weight_squares),
        (b.kept, b.accepted, b.weight_squares),
        "{place}"
    );
    near(a.sum + one.origin * a.kept, b.sum + other.origin * b.kept, place);
    let squares = |item: &Item, own: &Own| {
        own.squares + 2.0 * item.origin * own.sum + item.origin * item.origin * own.kept
    };
    near(squares(one, a), squares(other, b), place);
}

/// The sum of products of two sides, counted from 0.
fn products(item: &Item, shared: &Shared) -> f64 {
    let origin = item.origin;
    shared.products + origin * (shared.first + shared.other) + origin * origin * shared.kept
}

/// Asserts that two numbers differ by rounding alone.
fn near(one: f64, other: f64, place: &str) {
    let scale = one.abs().max(other.abs()).max(1.0);
    assert!((one - other).abs() <= 1e-9 * scale, "{place}: {one}, not {other}");
}

#[test]
fn sides_drawn_together_on_a_clock_are_those_drawn_alone() {
    let model = model(CLOCK);
    // the chance of meeting, the mean cost, the chance of a verdict
    let questions = vec![0, 3, 5];
    let measures = [Measure::Outcomes(1), Measure::Mean, Measure::Outcomes(1)];
    let yes = vec![None, Some(0)];
    let items = vec![yes.clone(), Vec::new(), yes];
    for (learnt, worlds) in [(vec![], 1), (vec![], 3), (vec!["trust > 0.05"], 3)] {
        let plan = Plan { timelines: false, ..plan(3500, worlds) };
        let supposed = supposed(&model, &learnt);
        let side = |supposition| Side {
            model: &model,
            supposition,
            questions: questions.clone(),
            items: items.clone(),
            numbers: Vec::new(),
        };
        let sides: Vec<Side> = supposed.iter().map(side).collect();
        let together = run_paired(&sides, &measures, &plan, true, &|_| ()).expect("it can");
        for other in 1..sides.len() {
            let pair = [sides[0].clone(), sides[other].clone()];
            let alone = run_paired(&pair[1..], &measures, &plan, false, &|_| ()).expect("it can");
            let pair = run_paired(&pair, &measures, &plan, true, &|_| ()).expect("it can");
            assert_eq!(together.parts.len(), alone.parts.len());
            let parts = together.parts.iter().zip(&alone.parts).zip(&pair.parts);
            for (part, ((together, alone), pair)) in parts.enumerate() {
                for ((together, alone), pair) in together.iter().zip(alone).zip(pair) {
                    let place = format!("side {other}, part {part}, {learnt:?}");
                    same((together, other), (alone, 0), &place);
                    same((together, other), (pair, 1), &place);
                    let (one, two) = (&together.shared[other - 1], &pair.shared[0]);
                    if together.origin.to_bits() == pair.origin.to_bits() {
                        assert_eq!(one, two, "{place}");
                    } else {
                        near(one.kept, two.kept, &place);
                        near(products(together, one), products(pair, two), &place);
                    }
                }
            }
        }
    }
}

#[test]
fn a_number_that_can_not_be_reached_moves_nothing() {
    // all is taken from the base but what the number is said of
    let text = CLOCK.replace("start  = \"held\"", "start  = \"tight\"");
    let text = text.replace("if = \"oil < 72\"", "if = \"oil < -1000\"");
    let text = text.split("[question]").next().expect("text").to_owned();
    let text = text + "[question]\nmeet = { ask = \"ever(talks == leaders)\" }\n";
    let scenario = read(&mut Sources::default(), &text);
    let subject = Subject::new(&scenario, &Supposition::default(), 0, None).expect("one answer");
    let found = tornado(&subject, &plan(60_000, 20), &|_| ()).expect("it can be drawn");
    let swing = |name: &str| {
        let mut swings = found.plain.iter();
        swings.find(|swing| swing.name == name).unwrap_or_else(|| panic!("no {name}")).clone()
    };
    let unreached = swing("process.sanctions.from.held.tight.p");
    assert_eq!(unreached.difference.to_bits() << 1, 0, "{unreached:?}");
    assert!(swing("process.talks.from.none.experts.p").is_seen);
}
