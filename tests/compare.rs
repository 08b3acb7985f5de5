//! `compare`: sides on the same trials, why they differ, and checks on by how much.

use crate::support::Foretell;
use foretell::internal::analysis::{Comparison, Contender, Row, compare, split};
use foretell::internal::diagnostic::Sources;
use foretell::internal::engine::Plan;
use foretell::internal::forecast::{Range, Verdict};
use foretell::internal::model::{self, Supposition};
use foretell::internal::scenario;

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
    Plan { trials, seed, worlds, threads: 2, questions: None, timelines: false, paths: None }
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
        scenario,
        model: model.into(),
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
    let text = include_str!("../scenarios/leaders_summit.toml");
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

/// Uncertainty about both sides: what is uncertain about both equally cancels, world by world.
const DOUBTFUL: &str = r#"
[parameter.base]
value = "uniform(0.2, 0.6)"
[parameter.push]
value = "uniform(0.5, 3)"
[choice.we]
options = ["no", "yes"]
default = "no"
[event.meeting]
p = "base"
adjust = [ { if = "we == yes", odds = "push" } ]
[event.other]
p = "base"
adjust = [ { if = "we == yes", odds = 1.5 } ]
[question.meet]
ask = "meeting"
[question.other]
ask = "other"
"#;

/// The mean and the 5th and 95th percentile of a function of two uniforms, on a grid.
fn grid(f: impl Fn(f64, f64) -> f64) -> (f64, f64, f64) {
    let at = |i: usize| (i as f64 + 0.5) / 400.0;
    let mut all: Vec<f64> = (0..400)
        .flat_map(|i| (0..400).map(move |j| (i, j)))
        .map(|(i, j)| f(at(i), at(j)))
        .collect();
    all.sort_by(f64::total_cmp);
    let n = all.len();
    (all.iter().sum::<f64>() / n as f64, all[n / 20], all[n - n / 20])
}

#[test]
fn ranges_of_differences_are_those_across_worlds() {
    let sides = [side(DOUBTFUL, &[], &[]), side(DOUBTFUL, &[], &["we=yes"])];
    for per_world in [30_000, 60_000] {
        let found = compared(&sides, &plan(128 * per_world, 128, 1));
        let base = |u: f64| 0.2 + 0.4 * u;
        let forms = [
            ("meet", grid(|u, v| odds(base(u), 0.5 + 2.5 * v) - base(u)), Verdict::SignUnsure),
            ("other", grid(|u, _| odds(base(u), 1.5) - base(u)), Verdict::Higher),
        ];
        for (question, (mean, low, high), verdict) in forms {
            let d = &row(&found, question, "yes").differences[0];
            near(question, d.value, d.std_error, mean);
            let Some(Range::Resolved { low: l, high: h, low_error, high_error }) = d.range else {
                panic!("{question} is resolved: {:?}", d.range);
            };
            // three of its own half-widths of 95 %
            assert!(
                (l - low).abs() < 3.0 * low_error && (h - high).abs() < 3.0 * high_error,
                "{question}: {l} to {h}, for {low} to {high}"
            );
            assert_eq!(d.verdict(), verdict, "{question} at {per_world}");
        }
    }
}

/// Returns the share of the seeds whose interval of two standard errors (95 %) holds the truth.
fn coverage(
    text: &str,
    made: &str,
    wanted: f64,
    (trials, worlds): (u64, u64),
    paired: bool,
) -> f64 {
    let sides = [side(text, &[], &[]), side(text, &[], &[made])];
    let seeds = 2000;
    let mut held = 0;
    for seed in 0..seeds {
        let found = compared(&sides, &plan(trials, worlds, seed));
        let row = &found.rows[0];
        let d = &row.differences[0];
        let error =
            if paired { d.std_error } else { row.sides[0].std_error.hypot(row.sides[1].std_error) };
        let reach = (d.sampling.1 - d.value) / d.std_error * error;
        held += u32::from((d.value - wanted).abs() <= reach);
    }
    f64::from(held) / seeds as f64
}

#[test]
#[cfg_attr(debug_assertions, ignore = "two thousand runs take too long without optimisation")]
fn the_error_of_a_difference_covers_what_it_says() {
    let wanted = odds(0.3, 2.0) - 0.3;
    let found = coverage(TALKS, "push=hard", wanted, (1024, 1), true);
    assert!((0.94..=0.96).contains(&found), "one world: {found}");
    let (mean, ..) = grid(|u, v| odds(0.2 + 0.4 * u, 0.5 + 2.5 * v) - (0.2 + 0.4 * u));
    let found = coverage(DOUBTFUL, "we=yes", mean, (100 * 20, 100), true);
    assert!((0.94..=0.96).contains(&found), "a hundred worlds: {found}");
    // an estimator that takes the sides for independent must be caught
    let wrong = coverage(TALKS, "push=hard", wanted, (1024, 1), false);
    assert!(!(0.94..=0.96).contains(&wrong), "unpaired errors: {wrong}");
}

#[test]
fn pairing_makes_errors_of_the_flagships_variants_a_third() {
    let text = include_str!("../scenarios/leaders_summit.toml");
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
fn the_parts_of_a_difference_sum_to_it() {
    let set = [
        ("event.meeting.p", "0.6"),
        ("event.deal.p", "0.4"),
        ("event.venue.outcomes.geneva", "0.5"),
    ];
    let (left, right) = (side(TALKS, &[], &[]), side(TALKS, &set, &["push=hard"]));
    let found =
        split((&left, &right), None, &[], &plan(100_000, 1, 0), &|_| ()).expect("it can be split");
    let names: Vec<&str> = found.changes.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(
        names,
        ["event.meeting.p", "event.deal.p", "event.venue.outcomes.geneva", "do push"]
    );
    assert_eq!(found.same, 5);
    assert!(found.orders.is_none() && !found.grouped);
    let whole = compared(&[left, right], &plan(100_000, 1, 0));
    for split in &found.splits {
        let row = row(&whole, &split.question, &split.outcome);
        let sum: f64 = split.parts.iter().map(|part| part.value).sum();
        let gap = row.differences[0].value;
        assert!(
            (sum - gap).abs() < 1e-12 * (1.0 + gap.abs()),
            "{}: {sum} for {gap}",
            split.question
        );
        assert_eq!(split.ends.0.to_bits(), row.sides[0].value.to_bits());
        assert_eq!(split.ends.1.to_bits(), row.sides[1].value.to_bits());
    }
    // two changes meet in one chance: the mean over their two orders
    let meet = found.splits.iter().find(|s| s.question == "they_meet").expect("it is asked");
    let v = |p: f64, factor: f64| odds(p, factor);
    let by_number = f64::midpoint(v(0.6, 1.0) - v(0.3, 1.0), v(0.6, 2.0) - v(0.3, 2.0));
    let by_push = f64::midpoint(v(0.3, 2.0) - v(0.3, 1.0), v(0.6, 2.0) - v(0.6, 1.0));
    near("number", meet.parts[0].value, meet.parts[0].std_error, by_number);
    near("push", meet.parts[3].value, meet.parts[3].std_error, by_push);
    assert!(meet.parts[1].value.abs() < 1e-12 && meet.parts[2].value.abs() < 1e-12);
}

/// Events with these chances, and a question whether five or more of them happen.
fn many(p: &[f64]) -> String {
    let mut text = String::new();
    for (i, p) in p.iter().enumerate() {
        text.push_str(&["[event.e", &i.to_string(), "]\np = ", &p.to_string(), "\n"].concat());
    }
    let all: Vec<String> = (0..p.len()).map(|i| format!("e{i}")).collect();
    text + &format!("[question.most]\nask = \"how_many({}) >= 5\"\n", all.join(", "))
}

#[test]
fn with_many_changes_orders_are_drawn_and_the_error_is_told() {
    let (before, after) = (many(&[0.3; 10]), many(&[0.5; 10]));
    let (left, right) = (side(&before, &[], &[]), side(&after, &[], &[]));
    let found =
        split((&left, &right), None, &[], &plan(20_000, 1, 0), &|_| ()).expect("it can be split");
    assert_eq!(found.changes.len(), 10);
    assert!(found.orders.is_some_and(|orders| orders >= 4));
    let split = &found.splits[0];
    let gap = split.ends.1 - split.ends.0;
    let sum: f64 = split.parts.iter().map(|part| part.value).sum();
    assert!((sum - gap).abs() < 1e-12, "{sum} for {gap}");
    for part in &split.parts {
        assert!(part.std_error > 0.0 && part.std_error < 0.02, "{part:?}");
        near("each alike", part.value, part.std_error, gap / 10.0);
    }
}

#[test]
fn numbers_that_make_no_scenario_alone_change_together() {
    let of = |a: f64, b: f64| {
        format!(
            "[scenario]\nas_of = 2025-01-01\nuntil = 2025-02-01\n[process.x]\n\
             states = [\"a\", \"b\", \"c\"]\nstart = \"a\"\n[process.x.from.a]\nb = {a}\nc = {b}\n\
             [question.q]\nask = \"by(x == b, 2025-01-02)\"\n"
        )
    };
    let (left, right) = (side(&of(0.8, 0.1), &[], &[]), side(&of(0.1, 0.8), &[], &[]));
    let found =
        split((&left, &right), None, &[], &plan(20_000, 1, 0), &|_| ()).expect("it can be split");
    assert!(found.grouped && found.changes.len() == 1, "{:?}", found.changes);
    let part = found.splits[0].parts[0];
    near("all of it", part.value, part.std_error, -0.7);
}

#[test]
fn other_rules_are_one_change() {
    let edited = TALKS.replace("odds = 3 }", "odds = 3 }, { if = \"venue == geneva\", odds = 2 }");
    let (left, mut right) = (side(TALKS, &[], &[]), side(&edited, &[("event.deal.p", "0.5")], &[]));
    right.scenario.file = foretell::internal::diagnostic::FileId(1);
    let found =
        split((&left, &right), None, &[], &plan(50_000, 1, 0), &|_| ()).expect("it can be split");
    let names: Vec<&str> = found.changes.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["event.deal.p", "other edits"]);
    right.supposition = Supposition::default();
    let deal = found.splits.iter().find(|s| s.question == "deal").expect("it is asked");
    assert!(deal.parts.iter().all(|part| part.value > 5.0 * part.std_error), "{deal:?}");
}

fn foretell(words: &[&str]) -> Foretell {
    Foretell::new()
        .args(words.iter().copied())
        .file("talks.toml", TALKS)
        .file("hopeful.toml", "label = \"Hope\"\nevent.meeting.p = 0.5\n")
        .file("same.toml", "event.meeting.p = 0.3\n")
        .file("wrong.toml", "event.meting.p = 0.5\nevent.deal.p = 7\nx = true\n")
}

#[test]
fn options_of_a_choice_stand_beside_each_other() {
    let told = foretell(&["compare", "talks.toml", "--choice", "push", "-n", "20000"])
        .stdout_such("have a table for each other option", |text| {
            text.contains("some  none  difference")
                && text.contains("some  hard  difference")
                && text.contains("a decision, not something we observe")
                && text.lines().all(|line| line.chars().count() <= 100)
        })
        .run();
    assert!(told.stdout.contains("No difference seen: Venue, if they meet"), "{}", told.stdout);
    foretell(&["compare", "talks.toml", "--choice", "venue", "-n", "2000"]).any_output().run();
}

#[test]
fn variants_stand_beside_the_file() {
    foretell(&["compare", "talks.toml", "-n", "20000", "--out", "o", "--format", "csv"])
        .stdout_such("be comparison.csv", |text| {
            text.starts_with(
                "question,outcome,side,probability,std_error,low,high,difference,\
                 difference_std_error,difference_low,difference_high\n\
                 they_meet,yes,as written,0.3",
            ) && text.contains("\nthey_meet,yes,made,1,")
        })
        .stderr("note: means of numbers are not in this table: add --out\n")
        .run();
    let told = foretell(&["compare", "talks.toml", "-n", "20000", "--out", "o"]).any_output().run();
    assert!(told.file("o/comparison-means.csv").contains("cost,hopeful,"));
    assert!(told.file("o/run.json").contains("\"command\": \"compare\""));
    assert!(told.stdout.contains("hopeful: Everybody hopes"));
    foretell(&["run", "talks.toml", "-n", "20000", "--variant", "hopeful"])
        .stdout_such("have the variant's numbers and name", |text| {
            text.starts_with("Talks · Everybody hopes\n")
                && text.contains("They meet                60")
        })
        .run();
}

#[test]
fn overlays_are_laid_over_the_file_and_explained() {
    foretell(&["compare", "talks.toml", "--with", "hopeful.toml", "--why", "-n", "20000"])
        .stdout_such("say what changed", |text| {
            text.contains("as written  Hope")
                && text.contains("meeting  0.3")
                && text.contains("gap +")
        })
        .run();
}

#[test]
fn a_limit_that_is_passed_ends_with_four() {
    let call = |limit: &str| {
        foretell(&[
            "compare",
            "talks.toml",
            "--with",
            "hopeful.toml",
            "-n",
            "20000",
            "--fail-if",
            limit,
        ])
    };
    call("abs(difference) > 0.5").stdout_such("be anything", |_| true).run();
    call("difference > 0.15 and right > left")
        .status(4)
        .stdout_such("be anything", |_| true)
        .stderr_such("say of what", |text| {
            text.contains("they_meet, yes, Hope against as written: 0.19")
                && text.lines().count() == 1
        })
        .run();
    // a number has a scale of its own: it is looked at only where it is asked for by name
    foretell(&[
        "compare",
        "talks.toml",
        "--with",
        "hopeful.toml",
        "-n",
        "20000",
        "--fail-if",
        "difference > 0.5",
        "--question",
        "cost",
    ])
    .status(4)
    .any_output()
    .run();
    // with one world there is no range, and what is missing meets no condition
    call("low > -1 or high < 2").stdout_such("be anything", |_| true).run();
    call("diference > 0.1")
        .status(3)
        .stderr_such("suggest the name", |text| text.contains("did you mean `difference`?"))
        .run();
    call("difference >").status(3).stderr_such("be a fault", |t| t.contains("E0401")).run();
}

#[test]
fn faults_of_what_is_compared_are_told() {
    let fault = |words: &[&str], status, part: &'static str| {
        foretell(words).status(status).stderr_such("tell it", move |t| t.contains(part)).run();
    };
    fault(&["compare", "talks.toml", "--with", "same.toml"], 3, "E0311");
    fault(&["compare", "talks.toml", "--with", "wrong.toml"], 3, "did you mean `event.meeting.p`?");
    fault(&["compare", "talks.toml", "--variants", "hopful"], 3, "did you mean `hopeful`?");
    fault(&["run", "talks.toml", "--variant", "x"], 3, "it has hopeful, made");
    fault(&["compare", "talks.toml", "--choice", "pus"], 3, "did you mean `push`?");
    fault(&["compare", "talks.toml", "--choice", "cost"], 3, "has no outcomes to compare");
    fault(&["compare", "talks.toml", "--choice", "push", "--do", "push=hard"], 3, "set twice");
    fault(&["compare", "talks.toml", "talks.toml", "--choice", "push"], 2, "within one file");
    fault(&["compare", "talks.toml", "--question", "dael"], 3, "did you mean `deal`?");
    let plain = "[event.a]\np = 0.5\n[question.other]\nask = \"a\"\n";
    Foretell::new()
        .args(["compare", "plain.toml"])
        .file("plain.toml", plain)
        .status(2)
        .stderr_such("say what is missing", |t| t.contains("nothing to compare with"))
        .run();
    foretell(&["compare", "talks.toml", "plain.toml"])
        .file("plain.toml", plain)
        .status(3)
        .stderr_such("say that nothing is shared", |t| t.contains("E0312"))
        .run();
}

/// Standard input can be read only once.
#[test]
fn standard_input_is_a_side() {
    let words = ["compare", "-", "hopeful.toml", "-n", "2000", "--format", "json"];
    let other = TALKS.replace("p       = 0.3", "p       = 0.5");
    foretell(&words)
        .file("hopeful.toml", other)
        .stdin(TALKS)
        .stdout_such("have both sides", |text| {
            text.contains("\"<stdin>\"") || text.contains("\"stdin\"")
        })
        .run();
}

#[test]
fn questions_that_not_all_ask_alike_are_named() {
    let other = TALKS.replace("cost      = { ask = \"cost\"", "price     = { ask = \"cost\"");
    let other = other.replace("deal      = { ask = \"deal\"", "deal      = { ask = \"venue\"");
    foretell(&["compare", "talks.toml", "other.toml", "-n", "2000"])
        .file("other.toml", other)
        .stdout_such("name them", |text| {
            text.contains("sides ask it differently: deal, cost, price.")
        })
        .run();
}

#[test]
fn threads_change_no_bit() {
    let told = |threads: &str| {
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
        foretell(&words).any_output().run().stdout
    };
    assert_eq!(told("1"), told("3"));
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
            Contender { supposition: supposition.expect("sound"), ..side }
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
