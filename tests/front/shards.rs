//! Work in parts that merge to the whole.

use super::{case, compiled};
use foretell::{
    Design, Error, Job, Model, Options, Outcome, Part, Round, Scenario, Shard, Side, Step, Subject,
    Task, compare, compare_why,
};

/// Draws all parts of some work, and reads each back from its bytes.
fn parts(model: &Model, job: &Job, of: u64, options: &Options) -> Vec<Part> {
    let part = |index| {
        let part = model.part(job, Shard { index, of }, options).expect("it can be drawn");
        Part::read("a part", part.to_bytes()).expect("it is whole")
    };
    (0..of).map(part).collect()
}

/// The faults of parts: the code, the text that each is about, and what is wrong.
fn told<T: std::fmt::Debug>(done: Result<T, Error>) -> Vec<(&'static str, String, String)> {
    let Err(Error::Parts(faults)) = done else { panic!("{done:?}") };
    let told = faults.iter().map(|fault| {
        let source = fault.span.as_ref().map(|span| span.source.clone());
        assert_eq!(fault.help.len(), 1, "{fault:?}");
        (fault.code, source.unwrap_or_default(), fault.message.clone())
    });
    told.collect()
}

/// The reasons why parts can't be merged.
fn refused(model: &Model, job: &Job, parts: Vec<Part>) -> String {
    let told = told(model.merge(job, parts)).into_iter().map(|(_, _, why)| why);
    told.collect::<Vec<_>>().join("; ")
}

#[test]
fn parts_merge_to_the_whole_in_any_order() {
    let options = Options::default().trials(6_000).worlds(20);
    let early = case().overlay("o.toml", "process.talks.from.none.open.p = 0.4\n").believe("anna");
    for case in [case(), early, case().variant("early").observe("mood == good")] {
        let model = compiled(&case);
        let mut parts = parts(&model, &Job::Run, 3, &options);
        parts.rotate_left(1);
        let merged = model.merge(&Job::Run, parts).expect("they belong together");
        let whole = model.run(&options).expect("it runs");
        assert_eq!(merged, Outcome::Run(Box::new(whole)));
    }
    let model = compiled(&case());
    let design = Design::default().over("process.talks.from.none.open.p", "0.1..0.5:5");
    let job = Job::Sweep(design.clone());
    let mut parts = parts(&model, &job, 2, &options);
    parts.reverse();
    let merged = model.merge(&job, parts).expect("they belong together");
    let whole = model.sweep(&design, &options).expect("it can be swept");
    assert_eq!(merged, Outcome::Sweep(Box::new(whole)));
}

/// A range, a panel of experts, a number without a stable mean, a duration, news, and a clock.
const WIDE: &str = r#"
[scenario]
as_of = 2025-01-01
until = 2025-01-15
[choice.push]
options = ["no", "yes"]
default = "no"
[expert.anna]
[expert.ben]
[event.calm]
p = { by = { anna = 0.3, ben = "40% to 70%" } }
[quantity.cost]
value = "(if calm then 1 else 2) * lognormal(mu = 0, sigma = 3)"
[process.talks]
states = ["none", "open", "over"]
start = "none"
from.none.open = { p = "5% to 20%", case = [ { if = "push == yes", p = 0.4 } ] }
from.open.over = 0.1
[question.open]
ask = "at(talks == open, 2025-01-09)"
[question.cost]
ask = "cost"
[question.first]
ask = "first(talks == open)"
"#;

const NEWS: &str = r#"
[[news]]
on = 2025-01-06
is = "talks == none"
[[news]]
on = 2025-01-10
happened = "talks == open"
"#;

/// Draws all rounds of a task in `of` parts, of which each is read back from its bytes and joined out of order; returns
/// the outcome and the number of rounds. Every other part is drawn by a machine that draws no other.
fn in_rounds(make: &dyn Fn() -> Task, of: u64) -> (Outcome, u64) {
    let task = make();
    let mut round = Round::default();
    for count in 1..10 {
        let sent = Round::read(round.to_bytes()).expect("it is whole");
        let part = |index| {
            let drawn = if index % 2 == 0 { &task } else { &make() };
            let part = drawn.part(&sent, Shard { index, of }).expect("it can be drawn");
            Part::read("a part", part.to_bytes()).expect("it is whole")
        };
        let mut parts: Vec<Part> = (0..of).rev().map(part).collect();
        parts.rotate_left(of as usize / 3);
        let as_come = task.join_arriving(&round, parts.clone().into_iter().map(Ok));
        let step = task.join(&round, parts).expect("they belong together");
        match (&step, as_come.expect("they belong together")) {
            (Step::Done(outcome), Step::Done(other)) => assert!(*outcome == other),
            (Step::Again(next), Step::Again(other)) => {
                assert!(next.to_bytes() == other.to_bytes());
            }
            (_, other) => panic!("{other:?}"),
        }
        match step {
            Step::Done(outcome) => return (outcome, count),
            Step::Again(next) => round = next,
        }
    }
    panic!("it does not end");
}

/// The undivided run on two threads gives the bytes of 1, 2, 8 and 50 parts: with 20 readings of 3,000 trials, that is
/// whole readings, and pieces of them.
#[test]
fn runs_in_parts_are_the_run_to_the_bit() {
    let options = Options::default().trials(60_000).worlds(20);
    let plain = Scenario::read("wide.toml", WIDE).case();
    let known = Scenario::read("wide.toml", format!("{WIDE}{NEWS}")).case();
    let certain = plain.clone().believe("anna").set("process.talks.from.none.open.p", 0.1);
    for case in [plain, known, certain] {
        let model = compiled(&case);
        let whole = Outcome::Run(Box::new(model.run(&options).expect("it runs")));
        let task = || Task::new(&compiled(&case), &Job::Run, &options);
        for of in [1, 2, 8, 50] {
            assert!(in_rounds(&task, of) == (whole.clone(), 1), "{of} parts");
        }
    }
    // a pilot chooses the readings
    let open = Options::default().trials(60_000);
    let model = compiled(&Scenario::read("wide.toml", WIDE).case());
    let whole = Outcome::Run(Box::new(model.run(&open).expect("it runs")));
    assert!(in_rounds(&|| Task::new(&model, &Job::Run, &open), 4) == (whole, 1));
}

#[test]
fn comparisons_in_parts_are_the_comparison_to_the_bit() {
    let options = Options::default().trials(40_000).worlds(16);
    for news in ["", NEWS] {
        let sides = || {
            let case = Scenario::read("wide.toml", format!("{WIDE}{news}")).case();
            [
                Side::new("as it is", &compiled(&case)),
                Side::new("we push", &compiled(&case.clone().intervene("push", "yes"))),
            ]
        };
        let whole = compare(&sides(), &options).expect("they can be compared");
        assert!(whole.answer("cost", "median", "we push").is_ok(), "its mean is unstable");
        for of in [1, 2, 8, 50] {
            let (found, rounds) = in_rounds(&|| Task::comparison(&sides(), false, &options), of);
            assert!(found.comparison() == Some(&whole), "{of} parts in {rounds} rounds");
            assert!(rounds <= 3, "{rounds}");
        }
    }
    let case = Scenario::read("wide.toml", WIDE).case();
    let sides = [
        Side::new("as it is", &compiled(&case)),
        Side::new("hopeful", &compiled(&case.clone().set("process.talks.from.open.over", 0.3))),
    ];
    let options = options.question("open");
    let whole = compare_why(&sides, &options).expect("they can be compared");
    let (found, _) = in_rounds(&|| Task::comparison(&sides, true, &options), 3);
    assert!(found.comparison() == Some(&whole));
}

#[test]
fn sensitivities_in_parts_are_the_sensitivity_to_the_bit() {
    let options = Options::default().trials(40_000).worlds(64);
    let model = compiled(&Scenario::read("wide.toml", WIDE).case());
    for (subject, of) in [
        (Subject::default().question("open").indices(true).boxes(true), 2),
        (Subject::default().question("open").all(true), 8),
        (Subject::default().question("cost"), 3),
    ] {
        let whole = model.sensitivity(&subject, &options).expect("it can be analysed");
        let task = || Task::new(&model, &Job::Sensitivity(subject.clone()), &options);
        let (found, rounds) = in_rounds(&task, of);
        assert!(found.sensitivity() == Some(&whole), "{subject:?}");
        // the answer, whether its mean is stable, the moves, the foremost again
        assert!(rounds <= 5, "{rounds}");
        let parts = parts(&model, &Job::Sensitivity(subject.clone()), 2, &options);
        let merged = model.merge(&Job::Sensitivity(subject), parts).expect("they belong together");
        assert!(merged.sensitivity() == Some(&whole));
    }
}

/// Two parts that trade their places, or whose counts are added twice, are of no run: both are refused, although each has
/// a sound checksum.
#[test]
fn wrong_joins_are_caught() {
    let (model, options) = (compiled(&case()), Options::default().trials(50_000).worlds(3));
    let task = Task::new(&model, &Job::Run, &options);
    let first = Round::default();
    let own: Vec<Part> = (0..9)
        .map(|index| task.part(&first, Shard { index, of: 9 }).expect("it can be drawn"))
        .collect();
    let value = |part: &Part| serde_json::to_value(part).expect("it is JSON");
    let (one, other) = (value(&own[3]), value(&own[4]));
    let sealed = |mut content: serde_json::Value| {
        content.as_object_mut().expect("it is an object").remove("content_sha256");
        let digest = <sha2::Sha256 as sha2::Digest>::digest(content.to_string());
        let hex = digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        content["content_sha256"] = hex.into();
        content.to_string()
    };
    let mut traded = one.clone();
    traded["counts"] = other["counts"].clone();
    let forged = Part::read("traded", sealed(traded)).expect("its checksum is sound");
    let mut parts = own.clone();
    parts[3] = forged;
    let found = told(task.join(&first, parts));
    let [(code, part, why)] = &found[..] else { panic!("{found:?}") };
    assert_eq!((*code, part.as_str()), ("E1401", "traded"));
    assert!(why.contains("does not hold the counts of part 4 of 9"), "{why}");
    // two that trade their places are two faults
    let mut parts = own.clone();
    for (at, from, to) in [(3, &one, &other), (4, &other, &one)] {
        let mut traded = from.clone();
        traded["counts"] = to["counts"].clone();
        let name = format!("{at}");
        parts[at] = Part::read(&name, sealed(traded)).expect("its checksum is sound");
    }
    let found = told(task.join(&first, parts.clone()));
    let named: Vec<&str> = found.iter().map(|(_, part, _)| part.as_str()).collect();
    assert_eq!(named, ["3", "4"]);
    assert_eq!(told(task.join_arriving(&first, parts.into_iter().map(Ok))), found);
    assert!(task.join(&first, own).is_ok());
    // parts of one version and those of another
    let old = one.to_string().replacen(env!("CARGO_PKG_VERSION"), "0.0.9", 1);
    let (code, _, why) = told(Part::read("old", old)).remove(0);
    assert_eq!(code, "E1405", "{why}");
    assert!(why.contains("`0.0.9`") && why.contains(env!("CARGO_PKG_VERSION")), "{why}");
}

#[test]
fn parts_that_do_not_belong_together_are_refused() {
    let (model, options) = (compiled(&case()), Options::default().trials(3_000).worlds(10));
    let own = parts(&model, &Job::Run, 3, &options);
    let with = |other: Part| vec![own[0].clone(), other, own[2].clone()];
    let run = |parts| refused(&model, &Job::Run, parts);
    assert_eq!(run(Vec::new()), "there is no part to join");
    assert_eq!(run(own[..2].to_vec()), "part 3 of 3 is missing");
    let why = run(with(own[0].clone()));
    assert_eq!(why, "this part is there twice; part 2 of 3 is missing");
    let seeded = parts(&model, &Job::Run, 3, &options.clone().seed(1));
    let why = run(with(seeded[1].clone()));
    assert!(why.ends_with("it has \"seed\": 1, not \"seed\": 0"), "{why}");
    let halves = parts(&model, &Job::Run, 2, &options);
    assert!(run(with(halves[1].clone())).starts_with("this is a part of 2"));
    let other = compiled(&case().intervene("push", "yes"));
    let why = refused(&other, &Job::Run, own.clone());
    assert!(why.starts_with("this part is of other work: it has"), "{why}");
    let over =
        |values| Job::Sweep(Design::default().over("process.talks.from.none.open.p", values));
    let points = parts(&model, &over("0.1,0.2"), 2, &options);
    assert!(refused(&model, &over("0.1,0.3"), points.clone()).contains("other work"));
    assert!(refused(&model, &Job::Run, points).contains("other work"));
    let none = model.part(&Job::Run, Shard { index: 3, of: 3 }, &options);
    assert!(matches!(none, Err(Error::Usage(_))), "{none:?}");
    let exact = model.part(&Job::Run, Shard { index: 0, of: 3 }, &options.clone().exact(true));
    assert!(matches!(exact, Err(Error::Usage(_))), "{exact:?}");

    let bytes = own[0].to_bytes();
    let text = serde_json::to_string(&own[0]).expect("it is JSON");
    assert!(10 * bytes.len() < 9 * text.len(), "{} bytes, as text {}", bytes.len(), text.len());
    for whole in [&bytes[..], text.as_bytes()] {
        for end in (0..whole.len()).step_by(whole.len() / 40) {
            let cut = Part::read("cut", &whole[..end]);
            assert_eq!(told(cut)[0].0, "E1401");
        }
    }
    let forged = text.replacen("\"kept\":", "\"kept\":1", 1);
    assert!(forged != text && Part::read("forged", forged).is_err());
    let read: Part = serde_json::from_str(&text).expect("it is whole");
    assert_eq!(read.to_bytes(), bytes);
    let other = [b"foretell part 2\n", &bytes[16..]].concat();
    let (code, _, why) = told(Part::read("other", other)).remove(0);
    assert!(code == "E1405" && why.contains("another version"), "{why}");
}

/// Weights of some ten million trials have squares beyond 64 bits: they pass through JSON, and through the compact form.
#[test]
fn squares_of_more_than_64_bits_pass_on() {
    let text = "[event.a]\np = \"40% to 60%\"\n[event.b]\ngiven = [\"a\"]\n\
         table = [{ a = \"yes\", outcomes = { x = 0.7, y = 0.3 } }, { a = \"no\", outcomes = { x = 0.6, y = 0.4 } }]\n\
         [quantity.n]\nvalue = \"if a then 1 else 2\"\n[question.n]\nask = \"n\"\n";
    let case = Scenario::read("weighed.toml", text).case().observe("b == x");
    let model = compiled(&case);
    let options = Options::default().trials(8_000_000).worlds(8);
    let task = Task::new(&model, &Job::Run, &options);
    let part = |index| {
        let part = task.part(&Round::default(), Shard { index, of: 2 }).expect("it can be drawn");
        let text = serde_json::to_string(&part).expect("it is JSON");
        let numbers = text.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok());
        assert!(numbers.max() > Some(u128::from(u64::MAX)), "no square is beyond 64 bits");
        let read = Part::read("a part", &text).expect("it is whole");
        assert_eq!(read.to_bytes(), part.to_bytes());
        read
    };
    let Ok(Step::Done(found)) = task.join(&Round::default(), [part(1), part(0)]) else { panic!() };
    assert_eq!(found, Outcome::Run(Box::new(model.run(&options).expect("it runs"))));
}

/// All that is wrong with some parts is said at once, each as a fault of its own, with those that can't be read.
#[test]
fn all_faults_of_parts_are_named_at_once() {
    let (model, options) = (compiled(&case()), Options::default().trials(3_000).worlds(10));
    let own = parts(&model, &Job::Run, 8, &options);
    let seeded = parts(&model, &Job::Run, 8, &options.clone().seed(1));
    let named = |name: &str, part: &Part| Part::read(name, part.to_bytes());
    let bytes = own[1].to_bytes();
    let all = || {
        [
            named("one", &own[0]),
            Part::read("parts/shard-2-of-8.counts", &bytes[..bytes.len() - 1]),
            named("three", &seeded[2]),
            named("four", &own[3]),
            named("five", &own[4]),
            Part::read("seven", "{}"),
            named("again", &own[4]),
        ]
    };
    let found = told(model.merge(&Job::Run, all()));
    let codes: Vec<(&str, &str)> =
        found.iter().map(|(code, part, _)| (*code, part.as_str())).collect();
    let wanted = [
        ("E1401", "parts/shard-2-of-8.counts"),
        ("E1401", "seven"),
        ("E1402", "three"),
        ("E1403", "again"),
        ("E1404", "the parts"),
    ];
    assert_eq!(codes, wanted, "{found:?}");
    assert!(found[2].2.ends_with("it has \"seed\": 1, not \"seed\": 0"), "{found:?}");
    assert_eq!(found[3].2, "this part is there twice: also in five");
    assert_eq!(found[4].2, "parts 6, 7, 8 of 8 are missing");
    // wherever they come, the joining of those before is dropped
    let task = Task::new(&model, &Job::Run, &options);
    for first in 0..all().len() {
        let mut all: Vec<Result<Part, Error>> = all().into();
        all.rotate_left(first);
        let mut as_come = told(task.join_arriving(&Round::default(), all.into_iter()));
        as_come.sort();
        let codes: Vec<&str> = as_come.iter().map(|(code, ..)| *code).collect();
        assert_eq!(codes, wanted.map(|(code, _)| code), "{first}: {as_come:?}");
    }
    let none = task.join_arriving(&Round::default(), std::iter::empty());
    assert_eq!(told(none)[0].0, "E1404");
    // the last comes twice when all others are joined
    let twice = own.iter().chain(own.last()).cloned().map(Ok).collect::<Vec<_>>();
    let twice = told(task.join_arriving(&Round::default(), twice.into_iter()));
    assert_eq!(twice[0].0, "E1403");
}
