//! `compare`: sides on the same trials, why they differ, and checks on by how much.

mod command;
mod ranges;
mod why;

use foretell::internal::analysis::{Comparison, Contender, Row, compare};
use foretell::internal::diagnostic::Sources;
use foretell::internal::engine::Plan;
use foretell::internal::forecast::Verdict;
use foretell::internal::{model, scenario};

/// Two events and their joint effect; the second does not depend on the first.
const TALKS: &str = r#"
[scenario]
title = "Talks"

[choice.push]
options = ["none", "some", "hard"]
default = "some"

[event.meeting]
p = 0.3
adjust = [ { if = "push == hard", odds = 2 }, { if = "push == none", odds = 0.5 } ]

[event.deal]
p = 0.2
adjust = [ { if = "meeting", odds = 3 } ]

[quantity.cost]
value = "normal(10, 2) + (if meeting then 5 else 0)"
unit  = "USD bn"

[event.venue]
outcomes = { geneva = 0.4, budapest = 0.2, other = "rest" }

[question]
they_meet = { ask = "meeting", label = "They meet" }
deal      = { ask = "deal", label = "A deal" }
where     = { ask = "venue", given = "meeting", label = "Venue, if they meet" }
cost      = { ask = "cost", label = "Cost" }

[variant.hopeful]
label = "Everybody hopes"
set   = { event.meeting.p = 0.6, event.deal.p = 0.4 }

[variant.made]
do    = { meeting = "yes" }
"#;

fn plan(trials: u64, worlds: u64, seed: u64) -> Plan {
    Plan { trials, seed, worlds, threads: 2, ..Plan::default() }
}

/// Returns a side of a scenario with numbers replaced, `path = value` each, and interventions.
fn side(text: &str, set: &[(&str, &str)], made: &[&str]) -> Contender {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", text);
    let (mut scenario, findings) = scenario::read(&sources, file);
    assert!(findings.iter().all(|f| !f.is_fault()), "{findings:?}");
    scenario.variants.clear();
    for (path, value) in set {
        let place = |range| foretell::internal::diagnostic::Place::new(file, range);
        scenario::set(&mut scenario, path, value, &|_| place(0..0)).expect("the path exists");
    }
    let model = model::compile(&scenario).expect("no faults");
    let made: Vec<String> = made.iter().map(|m| (*m).to_owned()).collect();
    let supposition = model::suppose(&model, &mut sources, &made, &[]).expect("it can be supposed");
    Contender {
        name: "side".into(),
        label: "side".into(),
        scenario: scenario.into(),
        model: model.into(),
        unlearnt: supposition.clone(),
        supposition,
    }
}

fn compared(sides: &[Contender], plan: &Plan) -> Comparison {
    compare(sides, &[], plan, &|_| ()).expect("it can be drawn")
}

fn row<'c>(comparison: &'c Comparison, question: &str, outcome: &str) -> &'c Row {
    let found = comparison.rows.iter().find(|r| r.question == question && r.outcome == outcome);
    found.unwrap_or_else(|| panic!("{question}, {outcome}"))
}

fn odds(p: f64, factor: f64) -> f64 {
    factor * p / (1.0 - p + factor * p)
}

/// Asserts a value within five standard errors, one false alarm in a million and a half.
fn near(what: &str, value: f64, error: f64, wanted: f64) {
    assert!((value - wanted).abs() <= 5.0 * error, "{what}: {value} ± {error} for {wanted}");
}

#[test]
fn differences_of_chances_and_means_have_closed_forms() {
    let sides = [side(TALKS, &[], &[]), side(TALKS, &[], &["push=hard"])];
    let found = compared(&sides, &plan(200_000, 1, 3));
    let (p, q) = (0.3, odds(0.3, 2.0));
    let deal = |p: f64| p * odds(0.2, 3.0) + (1.0 - p) * 0.2;
    for (question, outcome, a, b) in [
        ("they_meet", "yes", p, q),
        ("deal", "yes", deal(p), deal(q)),
        ("where", "geneva", 0.4, 0.4),
        ("cost", "mean", 10.0 + 5.0 * p, 10.0 + 5.0 * q),
    ] {
        let row = row(&found, question, outcome);
        let d = &row.differences[0];
        near(question, row.sides[0].value, row.sides[0].std_error, a);
        near(question, row.sides[1].value, row.sides[1].std_error, b);
        near(question, d.value, d.std_error, b - a);
        let unpaired = row.sides[0].std_error.hypot(row.sides[1].std_error);
        assert!(d.std_error < 0.7 * unpaired, "{question}: {} of {unpaired}", d.std_error);
        assert!(d.std_error > 0.0 && d.range.is_none());
    }
    // between the two meetings nested in each other: the error is that of the trials that differ
    let d = &row(&found, "they_meet", "yes").differences[0];
    let error = ((q - p) * (1.0 - (q - p)) / 200_000.0).sqrt();
    assert!((d.std_error / error - 1.0).abs() < 0.05, "{} for {error}", d.std_error);
    assert_eq!(d.verdict(), Verdict::Higher);
    assert_eq!(row(&found, "where", "geneva").differences[0].verdict(), Verdict::NotSeen);
}

#[test]
fn sides_answer_as_they_do_alone() {
    let text = include_str!("../../scenarios/leaders_summit.toml");
    let side = side(text, &[], &["our_push=push"]);
    let plan = plan(20_000, 80, 0);
    let found = compared(&[side.clone(), side.clone()], &plan);
    let Contender { model, supposition, .. } = &side;
    let tallies =
        foretell::internal::engine::run(model, supposition, &plan, &|_| ()).expect("it runs");
    let alone = foretell::internal::forecast::summarise(model, supposition, &plan, &tallies);
    let mut seen = 0;
    for answer in &alone.answers {
        if let foretell::internal::forecast::Body::Condition(estimate) = answer.body {
            let row = row(&found, &answer.question, "yes");
            assert_eq!(row.sides[1].value.to_bits(), estimate.probability.to_bits());
            assert_eq!(row.sides[1].std_error.to_bits(), estimate.error().to_bits());
            let d = &row.differences[0];
            assert_eq!((d.value, d.verdict()), (0.0, Verdict::Same), "a side differs from itself");
            seen += 1;
        }
    }
    assert!(seen > 5);
}

#[test]
fn pairing_makes_errors_of_the_flagships_variants_a_third() {
    let text = include_str!("../../scenarios/leaders_summit.toml");
    let unsure = [
        ("process.talks.from.ministers.leaders.p", "15% to 40%"),
        ("process.talks.from.none.experts.p", "15% to 45%"),
    ];
    let of = |set: &[(&str, &str)], worlds| {
        let mut sides = vec![side(text, set, &[])];
        sides.push(side(text, set, &["our_push=push"]));
        sides.push(side(text, set, &["sanctions=imposed@2025-09-01"]));
        let found = compared(&sides, &plan(128 * 1024, worlds, 0));
        let row = row(&found, "meet_by_december", "yes").clone();
        let part = |i: usize| {
            let unpaired = row.sides[0].std_error.hypot(row.sides[i + 1].std_error);
            row.differences[i].std_error / unpaired
        };
        [part(0), part(1)]
    };
    let with_doubt = of(&unsure, 128);
    assert!(with_doubt.iter().all(|part| *part <= 1.0 / 3.0), "{with_doubt:?}");
    let without = of(&[], 1);
    assert!(without.iter().all(|part| *part <= 0.45), "{without:?}");
}

#[test]
fn threads_change_no_bit() {
    let shown = |threads: &str| {
        let words = [
            "compare",
            "talks.toml",
            "-n",
            "30000",
            "--threads",
            threads,
            "--format",
            "json",
            "--with",
            "hopeful.toml",
            "--why",
        ];
        command::foretell(&words).any_output().run().stdout
    };
    assert_eq!(shown("1"), shown("3"));
}

#[test]
fn sides_under_evidence_share_the_worlds_that_carry_it() {
    // u is Beta(1, 60); given twelve facts it is Beta(13, 60), and odds of 2 on u make 2u/(1 + u): the difference is
    // the mean of u (1 − u)/(1 + u), by the midpoint rule
    let events = (0..12).map(|i| format!("[event.e{i}]\np = \"u\"\n")).collect::<Vec<_>>().concat();
    let text = format!(
        "[choice.push]\noptions = [\"no\", \"yes\"]\ndefault = \"no\"\n[parameter.u]\n\
         value = \"beta(1, 60)\"\n{events}[event.x]\np = \"u\"\n\
         adjust = [ {{ if = \"push == yes\", odds = 2 }} ]\n[question.x]\nask = \"x\"\n"
    );
    let learnt: Vec<String> = (0..12).map(|i| format!("e{i}")).collect();
    let sides: Vec<Contender> = [&[][..], &["push=yes"][..]]
        .iter()
        .map(|made| {
            let side = side(&text, &[], made);
            let mut sources = Sources::default();
            let made: Vec<String> = made.iter().map(|text| (*text).to_owned()).collect();
            let supposition = model::suppose(&side.model, &mut sources, &made, &learnt);
            let supposition = supposition.expect("sound");
            Contender { unlearnt: supposition.clone(), supposition, ..side }
        })
        .collect();
    let found = compared(&sides, &plan(200_000, 1000, 1));
    let (mut all, mut sum) = (0.0, 0.0);
    for i in 0..100_000 {
        let u = (f64::from(i) + 0.5) / 100_000.0;
        let weight = u.powi(12) * (1.0 - u).powi(59);
        all += weight;
        sum += weight * u * (1.0 - u) / (1.0 + u);
    }
    let row = row(&found, "x", "yes");
    near("alone", row.sides[0].value, row.sides[0].std_error, 13.0 / 73.0);
    let d = &row.differences[0];
    near("the difference", d.value, d.std_error, sum / all);
    // the parameter's deviation of 0.045 over a thousand worlds and the trials tell the side; trials are paired
    assert!(row.sides[0].std_error < 0.004, "{}", row.sides[0].std_error);
    assert!(d.std_error < 0.004 && d.std_error > 1e-4, "{}", d.std_error);
}
