//! Numbers that are given again by binding: as they are written they change no bit, and given a value they do
//! what `--set` does.

use foretell::internal::diagnostic::{FileId, Place, Sources};
use foretell::internal::engine::{self, Plan};
use foretell::internal::model::{self, Model, Overrides, Supposition, World, compile_varying};
use foretell::internal::scenario::{self, Scenario};

const FLAGSHIP: &str = include_str!("../../scenarios/leaders_summit.toml");
const SMALL: &str = include_str!("../../scenarios/two_leaders.toml");
const EVERYTHING: &str = r#"
[scenario]
as_of = 2025-08-20
until = 2025-11-19
step = "week"

[expert.ann]
[expert.ben]
weight = 2
[event.panel]
p = { by = { ann = "very unlikely", ben = 0.3 } }
[event.tables]
outcomes = { by = { ann = { a = 0.5, b = 0.5 }, ben = { a = 0.2, b = "rest" } }, pool = "linear" }
[event.seen]
p = 0.3
observations = 10
[event.often]
outcomes = { a = 0.3, b = 0.7, c = 0 }
observations = 12

[parameter.appetite]
value = "5% to 30%"
[parameter.pace]
value = "2 to 5"
correlated = { appetite = 0.6 }
[parameter.sum]
value = "appetite + uniform(0, 0.1) * uniform(0, 1)"

[event.plain]
outcomes = { a = 0.6, b = 0.3, c = 0.1 }
[event.left]
outcomes = { a = "10% to 30%", b = "20% to 40%", c = "rest" }
[event.words]
outcomes = { a = "likely", b = "unlikely" }
[event.formula]
p = "sum * uniform(0.5, 1) + 0.1 * uniform(0, 1)"
adjust = [ { if = "plain == a", odds = "1.2 to 2" } ]
[event.sine]
each = "step"
p = "0.2 + 0.1 * sin(step)"
case = [ { if = "plain == b", p = 0.4 } ]

[process.talks]
states = ["none", "experts", "leaders"]
start = { none = 0.75, experts = 0.25 }
per = "month"
[process.talks.from.none]
experts = { p = "appetite", adjust = [ { if = "words == a", odds = 1.5 } ] }
[process.talks.from.experts]
leaders = { after = "3 weeks" }
none = { after = "2 to 8 weeks" }

[series.front]
start = 0
next = "front + normal(0.3, pace / 2)"
[quantity.loss]
when = "end"
value = "lognormal(mean = 20 * pace, sd = 8)"
[quantity.fixed]
value = 4

[question.loss]
ask = "loss + front + fixed"
[question.plain]
ask = "plain"
[question.left]
ask = "left"
[question.words]
ask = "words"
[question.formula]
ask = "formula"
[question.panel]
ask = ["panel", "tables"]
[question.seen]
ask = ["seen", "often"]
[question.sine]
ask = "count(sine)"
[question.leaders]
ask = "ever(talks == leaders)"
"#;

fn read(text: &str) -> Scenario {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", text);
    let (scenario, faults) = scenario::read(&sources, file);
    assert_eq!(faults, Vec::new());
    scenario
}

/// Returns all counts, in the whole run and in each world, to the bit.
fn shown(model: &Model, numbers: Overrides) -> String {
    let plan = Plan {
        trials: 20_000,
        seed: 5,
        worlds: 40,
        // the values of a sample stand in the order in which threads drew them
        threads: 1,
        ..Plan::default()
    };
    let supposition = Supposition { numbers, ..Supposition::default() };
    let tallies = engine::run(model, &supposition, &plan, &|_| ()).expect("it can be drawn");
    // not the answers: what the model settles without counting depends on how much of it is written down
    format!("{:?} {:?}", tallies.pooled, tallies.worlds)
}

fn paths(scenario: &Scenario) -> Vec<String> {
    scenario::literals(scenario).iter().map(|figure| figure.path.clone()).collect()
}

/// Returns the paths of the numbers that have a value without being given one.
fn known(scenario: &Scenario) -> Vec<String> {
    let alone = |path: &String| {
        let model = compile_varying(scenario, std::slice::from_ref(path));
        model.is_ok_and(|model| model.varied[0].is_known)
    };
    paths(scenario).into_iter().filter(alone).collect()
}

#[test]
fn nothing_given_changes_no_bit() {
    for text in [SMALL, FLAGSHIP, EVERYTHING] {
        let scenario = read(text);
        let plain = shown(&model::compile(&scenario).expect("it compiles"), Overrides::default());
        let known = known(&scenario);
        assert!(known.len() * 2 > paths(&scenario).len(), "most numbers can be varied");
        let all = compile_varying(&scenario, &known).expect("all can be varied together");
        assert_eq!(all.varied.len(), known.len());
        assert_eq!(shown(&all, Overrides::default()), plain);
    }
}

/// Returns a value that another number may have in the place of this one.
fn other(path: &str) -> &'static str {
    match path {
        _ if path.contains("leaders.after") || path.contains("none.after") => "4 weeks",
        "series.front.start" | "series.front.next" | "quantity.loss.value" => "2.5",
        _ if path.ends_with("observations") => "20",
        _ if path.ends_with("odds")
            || path.starts_with("expert.")
            || path.starts_with("parameter.pace") =>
        {
            "3"
        }
        _ => "0.2",
    }
}

#[test]
fn a_value_given_does_what_set_does() {
    for text in [SMALL, EVERYTHING] {
        let scenario = read(text);
        let mut tried = 0;
        for path in paths(&scenario) {
            let value = other(&path);
            let mut changed = scenario.clone();
            let place = |range: std::ops::Range<usize>| Place::new(FileId(0), range);
            // what has no rest beside doubt, and what goes with others, can't be set
            let Ok(_) = scenario::set(&mut changed, &path, value, &place) else { continue };
            let Ok(set) = model::compile(&changed) else { continue };
            let model = compile_varying(&scenario, std::slice::from_ref(&path)).expect(&path);
            let number = value.strip_suffix(" weeks").map_or_else(
                || value.parse().expect("a number"),
                |weeks| weeks.parse::<f64>().expect("a number") * 7.0,
            );
            let given = model.give(&[(&model.varied[0], number)]).expect("it can have it");
            assert_eq!(shown(&model, given), shown(&set, Overrides::default()), "{path}");
            tried += 1;
        }
        assert!(tried > 8, "{tried}");
    }
}

#[test]
fn other_draws_stay_as_they_were() {
    let scenario = read(EVERYTHING);
    let paths = vec!["parameter.appetite.value".to_owned(), "event.left.outcomes.a".to_owned()];
    let known: Vec<String> = scenario::literals(&scenario).iter().map(|f| f.path.clone()).collect();
    let paths: Vec<String> = paths
        .into_iter()
        .map(|path| path.trim_end_matches(".value").to_owned())
        .map(|path| known.iter().find(|k| k.starts_with(&path)).expect("it is there").clone())
        .collect();
    let model = compile_varying(&scenario, &paths).expect("both can be varied");
    let given = model.give(&[(&model.varied[0], 0.9)]).expect("it can be 0.9");
    let partner = model.find("pace").expect("it is there").index();
    for index in 0..50 {
        let plain = World::draw(&model, 1, index).expect("it can be drawn");
        let held = World::draw_with(&model, 1, index, &given).expect("it can be drawn");
        assert_eq!(plain.values[partner].to_bits(), held.values[partner].to_bits());
        let id = model.varied[0].id.index();
        assert!((held.values[id] - 0.9).abs() < 1e-15 && plain.values[id] < 0.8);
    }
}

#[test]
fn outcomes_given_together_leave_the_others_their_proportions() {
    let scenario = read("[event.e]\noutcomes = { a = 0.4, b = 0.4, c = 0.15, d = 0.05 }\n");
    let paths = ["event.e.outcomes.a", "event.e.outcomes.b"].map(str::to_owned);
    let model = compile_varying(&scenario, &paths).expect("both can be varied");
    let give = |a: f64, b: f64| {
        let given = [(&model.varied[0], a), (&model.varied[1], b)];
        model.give(&given).map(|o| World::draw_with(&model, 0, 0, &o).expect("drawn"))
    };
    let world = give(0.1, 0.5).expect("0.4 is left");
    let values: Vec<f64> = world.values.into_iter().filter(|x| !x.is_nan()).collect();
    let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
    for wanted in [0.1, 0.5, 0.3, 0.1] {
        assert!(values.iter().any(|x| close(*x, wanted)), "{values:?} {wanted}");
    }
    assert!(give(0.6, 0.5).is_err(), "more than 1");
    assert!(give(0.5, 0.5).is_ok(), "nothing is left");
}
