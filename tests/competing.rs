//! Moves that compete for leaving a state, each with a chance in doubt: a world in which they would sum above
//! 1 draws them again together, which is the joint distribution of the doubts given that it does not.

use crate::statistics::{Draw, Run};
use crate::support::{Foretell, repository};
use foretell::internal::diagnostic::{Diagnostic, Sources};
use foretell::internal::forecast::{Body, Estimate};
use foretell::internal::model::{self, Model, Overrides, Remainder, World};
use foretell::internal::scenario;

/// One step, so that the chance of a period is that of the answer.
const CLOCK: &str = "[scenario]\nas_of = 2025-08-20\nuntil = 2025-08-21\n";
const PROCESS: &str = "[process.s]\nstates = [\"a\", \"b\", \"c\"]\nstart = \"a\"\n";
/// Two chances whose sum exceeds 1 in 18 of 100 draws.
const TWO: &str = "from.a.b = \"uniform(0.1, 0.6)\"\nfrom.a.c = \"uniform(0.2, 0.7)\"\n";
const ASK: &str = "[question]\nb.ask = \"s == b\"\nc.ask = \"s == c\"\na.ask = \"s == a\"\n";

fn whole(before: &str, rows: &str) -> String {
    format!("{CLOCK}{before}{PROCESS}{rows}{ASK}")
}

fn compiled(text: &str) -> Result<Model, Vec<Diagnostic>> {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", text);
    let (scenario, findings) = scenario::read(&sources, file);
    assert!(findings.iter().all(|f| !f.is_fault()), "{findings:?}");
    model::compile(&scenario)
}

/// Returns the number of groups that are drawn again together.
fn groups(before: &str, rows: &str) -> usize {
    compiled(&whole(before, rows)).expect("no faults").redrawn.len()
}

/// Doubts at the square's (u, v) are 0.1 + u/2 and 0.2 + v/2; they exceed 1 in the triangle u + v > 1.4,
/// whose area is 0.18 and whose corners are (0.4, 1), (1, 0.4) and (1, 1).
const TRIANGLE: f64 = 0.18;

/// Returns a mean over the square without the triangle.
fn cut(square: f64, triangle: f64) -> f64 {
    (square - TRIANGLE * triangle) / (1.0 - TRIANGLE)
}

/// A point of the square.
type Point = [f64; 2];
/// The name of a moment, the function whose mean it is, and its expected value.
type Moment = (&'static str, Box<dyn Fn(Point) -> f64>, f64);

/// A moment of the square, and what it is without the triangle. Over a triangle the mean of u is that of its
/// corners, of u² the sum of all products of two corners, with repetition, over 6, and of uv as here.
fn moments() -> Vec<Moment> {
    let (mean_u, mean_uu) = (0.8, (0.16 + 1.0 + 1.0 + 0.4 + 0.4 + 1.0) / 6.0);
    let mean_uv = (2.4 * 2.4 + 0.4 + 0.4 + 1.0) / 12.0;
    vec![
        ("u", Box::new(|[u, _]| u), cut(0.5, mean_u)),
        ("v", Box::new(|[_, v]| v), cut(0.5, mean_u)),
        ("u²", Box::new(|[u, _]| u * u), cut(1.0 / 3.0, mean_uu)),
        ("v²", Box::new(|[_, v]| v * v), cut(1.0 / 3.0, mean_uu)),
        ("uv", Box::new(|[u, v]| u * v), cut(0.25, mean_uv)),
    ]
}

/// Returns the number of errors by which each moment is off. The errors are those of independent worlds; worlds
/// that are spread evenly do not exceed them.
fn away(drawn: &[Point]) -> Vec<(&'static str, f64)> {
    let n = drawn.len() as f64;
    let one = |(what, moment, expected): Moment| {
        let mean = drawn.iter().map(|uv| moment(*uv)).sum::<f64>() / n;
        let spread = drawn.iter().map(|uv| (moment(*uv) - mean).powi(2)).sum::<f64>() / n;
        (what, (mean - expected) / (spread / n).sqrt())
    };
    moments().into_iter().map(one).collect()
}

const WORLDS: u64 = 100_000;

/// Returns each world as it is drawn, and as it is before anything is drawn again.
fn both_ways(model: &Model) -> Vec<(World, World)> {
    let none = Overrides::default();
    let world = |i| {
        let once = World::draw_once(model, (3, i), &none, |_| true).expect("it can be");
        (World::draw(model, 3, i).expect("it can be"), once)
    };
    (0..WORLDS).map(world).collect()
}

fn point(model: &Model, world: &World) -> Point {
    let at = |i: usize| world.values[model.redrawn[0].members[i].index()];
    [(at(0) - 0.1) * 2.0, (at(1) - 0.2) * 2.0]
}

#[test]
fn what_is_drawn_again_is_the_joint_given_that_it_fits() {
    let model = compiled(&whole("", TWO)).expect("no faults");
    assert_eq!(model.redrawn[0].remainder, Remainder::Stay("a".to_owned()));
    assert_eq!(model.redrawn[0].members.len(), 2);
    let worlds = both_ways(&model);
    let right: Vec<Point> = worlds.iter().map(|(drawn, _)| point(&model, drawn)).collect();
    assert!(right.iter().all(|[u, v]| u + v <= 1.4 + 1e-8));
    for (what, away) in away(&right) {
        assert!(away.abs() < 5.0, "{what} is {away:.1} errors off");
    }
    // samplers that are wrong: nothing drawn again, both scaled to fit, one of the two drawn again
    let once: Vec<Point> = worlds.iter().map(|(_, once)| point(&model, once)).collect();
    let scaled = |[u, v]: &Point| {
        let (b, c) = (0.1 + u / 2.0, 0.2 + v / 2.0);
        let by = (b + c).max(1.0);
        [(b / by - 0.1) * 2.0, (c / by - 0.2) * 2.0]
    };
    let scaled: Vec<Point> = once.iter().map(scaled).collect();
    let others = once.iter().skip(1).chain(&once);
    let alone = |([u, v], [again, _]): (&Point, &Point)| {
        if u + v > 1.4 { [again * (1.4 - v), *v] } else { [*u, *v] }
    };
    let alone: Vec<Point> = once.iter().zip(others).map(alone).collect();
    for (what, wrong) in [("nothing", once), ("scaled", scaled), ("one alone", alone)] {
        assert!(away(&wrong).iter().any(|(_, away)| away.abs() > 10.0), "{what} passes");
    }
}

#[test]
fn worlds_that_fit_as_first_drawn_keep_every_bit() {
    let model = compiled(&whole("", TWO)).expect("no faults");
    let worlds = both_ways(&model);
    let fits = |(_, once): &&(World, World)| !once.exceeds(&model.redrawn[0]);
    let bits = |world: &World| world.values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    let kept: Vec<&(World, World)> = worlds.iter().filter(fits).collect();
    assert!(kept.iter().all(|(drawn, once)| bits(drawn) == bits(once)));
    let share = 1.0 - kept.len() as f64 / WORLDS as f64;
    assert!((share - TRIANGLE).abs() < 0.01, "{share}");
}

fn estimate(run: &Run, question: &str) -> Estimate {
    match &run.answer(question).body {
        Body::Condition(estimate) => *estimate,
        other => panic!("`{question}` has no single chance: {other:?}"),
    }
}

#[test]
fn forecasts_are_over_the_worlds_that_fit() {
    let run = Draw::of(whole("", TWO)).run();
    let u = cut(0.5, 0.8);
    let expected = [("b", 0.1 + u / 2.0), ("c", 0.2 + u / 2.0), ("a", 0.7 - u)];
    for (question, p) in expected {
        let found = estimate(&run, question);
        let away = (found.probability - p) / found.error();
        assert!(away.abs() < 5.0, "{question}: {} is {away:.1} errors off", found.probability);
    }
    // had nothing been drawn again, the means would be those of the ranges
    let b = estimate(&run, "b");
    assert!((b.probability - 0.35).abs() > 10.0 * b.error());
}

#[test]
fn only_chances_that_stand_beside_each_other_are_drawn_together() {
    let wide = "\"60% to 90%\"";
    let pair = |one: &str, other: &str| {
        format!(
            "from.a.b = {{ p = {wide}, if = \"{one}\" }}\n\
             from.a.c = {{ p = {wide}, if = \"{other}\" }}\n"
        )
    };
    let event = "[event.e]\np = 0.5\n";
    let cost =
        "[quantity.cost]\nvalue = \"normal(0, 1)\"\n[quantity.size]\nvalue = \"normal(0, 1)\"\n";
    let mood = "[parameter.mood]\nvalue = \"uniform(0, 1)\"\n";
    // never open together: nothing to draw again, and nothing to complain of
    assert_eq!(groups(event, &pair("e", "not e")), 0);
    assert_eq!(groups("", &pair("step > 3", "step <= 3")), 0);
    assert_eq!(groups(cost, &pair("cost > 1", "1 >= cost")), 0);
    assert_eq!(groups(cost, &pair("cost > size", "size >= cost")), 0);
    assert_eq!(groups(mood, &pair("mood > 0.5", "mood <= 0.5")), 0);
    let replaced = "from.a.b = { p = \"1% to 2%\", case = [ { if = \"e\", p = \"60% to 90%\" } ] }\n\
                    from.a.c = { p = \"60% to 90%\", if = \"not e\" }\n";
    let model = compiled(&whole(event, replaced)).expect("no faults");
    assert_eq!(model.redrawn.iter().map(|group| group.members.len()).collect::<Vec<_>>(), [2]);
    // open together in some state of the world, in which most draws are in vain
    for (before, one, other) in
        [(event, "e", "e"), (cost, "cost > 1", "cost > 0"), (mood, "mood > 0.2", "mood > 0.3")]
    {
        let faults = compiled(&whole(before, &pair(one, other))).expect_err("too much");
        assert_eq!(faults.iter().map(|f| f.code.id()).collect::<Vec<_>>(), ["E0908"], "{one}");
        assert!(faults[0].message.contains("out of `a` sum to more than 1"), "{faults:?}");
    }
    // ranges that end below, and one move alone
    assert_eq!(groups("", "from.a.b = \"uniform(0, 0.5)\"\nfrom.a.c = \"uniform(0, 0.5)\"\n"), 0);
    assert_eq!(groups("", "from.a.b = \"60% to 90%\"\n"), 0);
    // beside plain chances, and by experts
    assert_eq!(groups("", "from.a.b = \"30% to 60%\"\nfrom.a.c = 0.1\n"), 1);
    let experts = "[expert.anna]\n[expert.ben]\n";
    let panel = "from.a.b = { by = { anna = \"20% to 40%\", ben = \"likely\" } }\n";
    let beside = "from.a.c = { p = 0.3, observations = 8 }\n";
    let model = compiled(&whole(experts, &format!("{panel}{beside}"))).expect("no faults");
    assert_eq!(model.redrawn.iter().map(|group| group.members.len()).collect::<Vec<_>>(), [3]);
}

#[test]
fn a_condition_over_parameters_is_looked_at_in_each_world() {
    let mood = "[parameter.mood]\nvalue = \"uniform(0, 1)\"\n";
    let rows = "from.a.b = \"uniform(0.1, 0.6)\"\n\
                from.a.c = { p = \"uniform(0.2, 0.7)\", if = \"mood > 0.5\" }\n";
    let model = compiled(&whole(mood, rows)).expect("no faults");
    let mood = model.find("mood").expect("it is there").index();
    let [group] = &model.redrawn[..] else { panic!("one group") };
    let mut seen = [0; 2];
    for index in 0..2000 {
        let world = World::draw(&model, 0, index).expect("it can be");
        let sum: f64 = group.members.iter().map(|id| world.values[id.index()]).sum();
        let open = world.values[mood] > 0.5;
        assert!(!open || sum <= 1.0 + 1e-9);
        seen[usize::from(open)] += usize::from(sum > 1.0);
    }
    // where they are not open together, both keep their ranges
    assert!(seen[1] == 0 && (120..240).contains(&seen[0]), "{seen:?}");
}

#[test]
fn named_parameters_are_not_drawn_again() {
    let named = "[parameter.x]\nvalue = \"uniform(0.1, 0.6)\"\n";
    let rows = "from.a.b = \"x\"\nfrom.a.c = \"uniform(0.2, 0.7)\"\n";
    let model = compiled(&whole(named, rows)).expect("no faults");
    let x = model.find("x").expect("it is there").index();
    for index in 0..500 {
        let drawn = World::draw(&model, 0, index).expect("it can be");
        let once = World::draw_once(&model, (0, index), &Overrides::default(), |_| true)
            .expect("it can be");
        assert_eq!(drawn.values[x].to_bits(), once.values[x].to_bits());
        assert!(!drawn.exceeds(&model.redrawn[0]));
    }
    let both = "from.a.b = \"x\"\nfrom.a.c = \"x\"\n";
    assert_eq!(groups(named, both), 0);
    let run = Foretell::new().args(["run", "a.toml", "-n", "2000"]);
    let printed = run.file("a.toml", whole(named, both)).status(3).any_output().run().stderr;
    assert!(printed.contains("E0908") && printed.contains("x = 0.5"), "{printed}");
}

#[test]
fn check_tells_what_is_drawn_again() {
    let printed = |text: String, status: i32| {
        let check = Foretell::new().args(["check", "a.toml"]).file("a.toml", text);
        check.status(status).any_output().run().stderr
    };
    let often = printed(whole("", TWO), 0);
    assert!(
        often.contains("A0301") && often.contains("draws of the chances out of `a`"),
        "{often}"
    );
    // P(b < x) of what is drawn: its 95th percentile is 0.56 rather than 0.575
    assert!(often.contains("a → b: 12 % to 56 % a day"), "{often}");
    // rarely drawn again, a range is told as it is said
    let rarely = printed(whole("", "from.a.b = \"6% to 26%\"\nfrom.a.c = \"20% to 50%\"\n"), 0);
    assert!(rarely.contains("a → b: 6 % to 26 % a day") && !rarely.contains("A0301"), "{rarely}");
    let never = printed(whole("", "from.a.b = \"60% to 90%\"\nfrom.a.c = \"50% to 80%\"\n"), 3);
    assert!(
        never.contains("error[E0908]: 100 in 100 draws of the chances out of `a`")
            && never.contains("lower the ranges"),
        "{never}"
    );
}

#[test]
fn a_member_can_be_given_and_varied() {
    let run = |call: &[&str]| {
        Foretell::new().args(call.to_vec()).file("a.toml", whole("", TWO)).any_output()
    };
    let csv = ["-n", "20000", "--format", "csv"];
    let over = "process.s.from.a.b=0.2,0.4,0.45";
    let sweep = ["sweep", "a.toml", "--question", "c", "--over", over];
    let swept = run(&[&sweep[..], &csv[..]].concat()).run().stdout;
    for (at, value) in ["0.2", "0.4", "0.45"].iter().enumerate() {
        let set = format!("process.s.from.a.b={value}");
        let alone = run(&[&["run", "a.toml", "--set", &set][..], &csv[..]].concat()).run().stdout;
        let line = alone.lines().find(|line| line.starts_with("c,")).expect("an answer");
        let chance = line.split(',').nth(2).expect("a chance");
        let point = swept.lines().nth(at + 1).expect("a point");
        assert!(point.split(',').any(|cell| cell == chance), "{chance} in {point}");
        // what c may be is uniform up to what b leaves
        let b: f64 = value.parse().expect("a number");
        let mean = f64::midpoint(0.2, (1.0 - b).min(0.7));
        let found: f64 = chance.parse().expect("a number");
        assert!((found - mean).abs() < 0.02, "{found} for {mean}");
    }
    let printed = run(&["run", "a.toml", "--set", "process.s.from.a.b=0.7"]).status(3).run().stderr;
    assert!(printed.contains("E0908") && printed.contains("80 in 100 draws"), "{printed}");
    let call = ["sensitivity", "a.toml", "--question", "b", "--indices", "-n", "50000"];
    let shown = run(&call).run().stdout;
    assert!(shown.contains(" with "), "{shown}");
}

#[test]
fn no_world_stops_the_scenario_of_the_readme() {
    let flagship = repository().join("scenarios/leaders_summit.toml");
    let text = std::fs::read_to_string(flagship).expect("it is there");
    let model = compiled(&text).expect("no faults");
    let of = |group: &&model::Redrawn| group.remainder == Remainder::Stay("threatened".to_owned());
    let group = model.redrawn.iter().find(of).expect("two ranges compete");
    let none = Overrides::default();
    let mut again = 0;
    for index in 0..1_000 {
        let seed = index / 25;
        let world = World::draw(&model, seed, index).expect("it can be");
        assert!(model.redrawn.iter().all(|group| !world.exceeds(group)));
        let once = World::draw_once(&model, (seed, index), &none, |_| true).expect("it can be");
        again += usize::from(once.exceeds(group));
    }
    assert!(again < 5, "{again}");
}
