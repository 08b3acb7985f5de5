//! The library as its callers see it: the numbers of the program to the bit, errors as values, work that can be
//! watched and ended, and few public items.

use crate::support::{Foretell, repository};
use foretell::internal::report::pretty;
use foretell::result::Forecast;
use foretell::{
    Case, Design, Error, Intervention, Model, Monitor, Options, Overlay, Scenario, Severity, Side,
    Subject, compare, compare_why,
};
use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

mod journal;
mod passed_on;
mod public;
mod shards;

const TALKS: &str = r#"
[scenario]
title = "Talks"
as_of = 2025-09-01
until = 2025-12-31
step  = "month"

[choice.push]
options = ["no", "yes"]
default = "no"

[event.mood]
outcomes = { good = "20% to 60%", bad = "rest" }

[process.talks]
states = ["none", "open", "deal"]
start  = "none"
per    = "month"
from.none.open = { p = 0.3, case = [ { if = "push == yes", p = 0.6 } ] }
from.open.deal = { p = { by = { anna = 0.2, ben = 0.4 } }, case = [ { if = "mood == bad", p = 0.1 } ] }

[question]
deal = { ask = "by(talks == deal, 2025-12-31)" }
mood = { ask = "mood" }
when = { ask = "first(talks == deal)" }

[variant.early]
label = "Pushed early"
set = { "process.talks.from.none.open.p" = 0.5 }

[expert.anna]
label = "Anna"

[expert.ben]
label = "Ben"
"#;

fn case() -> Case {
    let scenario = Scenario::read("talks.toml", TALKS);
    assert!(!scenario.check().has_faults(), "{}", scenario.check());
    scenario.case()
}

fn compiled(case: &Case) -> Model {
    case.compile().unwrap_or_else(|error| panic!("{error}"))
}

/// The output of the program.
fn program(arguments: &[&str], text: &str) -> String {
    let arguments = arguments.iter().copied();
    Foretell::new().args(arguments).file("talks.toml", text).any_output().run().stdout
}

/// Runs the program and returns its JSON.
fn printed(text: &str, arguments: &[&str]) -> String {
    let mut all = vec!["run", "talks.toml", "--format", "json"];
    all.extend(arguments);
    program(&all, text)
}

fn written(forecast: &Forecast) -> String {
    pretty::render(forecast)
}

#[test]
fn a_forecast_is_that_of_the_program_to_the_bit() {
    let options = Options::default().trials(40_000).seed(3);
    let arguments = ["-n", "40000", "--seed", "3"];
    let of =
        |case: &Case, options: &Options| written(&compiled(case).run(options).expect("it runs"));
    assert_eq!(of(&case(), &options), printed(TALKS, &arguments));
    let changed = case()
        .variant("early")
        .set("process.talks.from.none.open.case.1.p", "70%")
        .intervene("push", Intervention::to("yes").from("2025-10-01"))
        .observe("mood == good");
    let further = ["--variant", "early", "--set", "process.talks.from.none.open.case.1.p=70%"];
    let further =
        [&arguments[..], &further, &["--do", "push=yes@2025-10-01..", "--given", "mood == good"]];
    assert_eq!(of(&changed, &options), printed(TALKS, &further.concat()));
    let exact = options.clone().worlds(20).question("deal").exact(true);
    let further = [&arguments[..], &["--worlds", "20", "--question", "deal", "--exact"]].concat();
    assert_eq!(of(&case(), &exact), printed(TALKS, &further));
    let sharp = Options::default().target_std_error(0.01).question("deal").threads(1);
    assert_eq!(of(&case(), &sharp), printed(TALKS, &["--target-se", "0.01", "--question", "deal"]));
}

#[test]
fn a_file_is_loaded_as_the_program_reads_it() {
    let path = repository().join("scenarios/leaders_summit.toml");
    let scenario = Scenario::load(&path).expect("it is there");
    let text = fs::read_to_string(&path).expect("it is there");
    assert_eq!(scenario.sources()[0].text, text);
    let model = compiled(&scenario.case());
    let forecast = model.run(&Options::default().trials(5_000)).expect("it runs");
    assert_eq!(written(&forecast), printed(&text, &["-n", "5000"]));
    let missing = Scenario::load(path.with_extension("missing")).expect_err("it is not there");
    assert!(matches!(missing, Error::Io { .. }), "{missing}");
}

#[test]
fn faults_are_values_with_places_and_repairs() {
    let scenario = Scenario::read("talks.toml", TALKS.replace("mood == bad", "mod == bad"));
    let Err(Error::Faults(faults)) = scenario.case().compile() else { panic!("it has a fault") };
    let fault = &faults[0];
    let span = fault.span.as_ref().expect("it has a place");
    assert_eq!(
        (fault.code, fault.severity, &*span.source),
        ("E0301", Severity::Fault, "talks.toml")
    );
    let (line, _) = TALKS.lines().enumerate().find(|(_, l)| l.contains("mood == bad")).expect("so");
    assert_eq!(span.line, line + 1);
    let mut mended = TALKS.replace("mood == bad", "mod == bad");
    for edit in &fault.repairs[0] {
        mended.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    assert_eq!(mended, TALKS);
    // every argument that is wrong has a place in its own text
    let wrong = case().set("event.mod.outcomes.good", "0.3").set("push", "x").compile();
    let faults = wrong.expect_err("both are wrong");
    let faults = faults.diagnostics().expect("they are faults");
    assert_eq!(faults.len(), 2, "{faults}");
    assert!(
        faults.iter().all(|f| f.span.as_ref().is_some_and(|s| s.source == "--set")),
        "{faults}"
    );
    // those of a variant too
    let wrong = case().variant("x").set("event.mod.outcomes.good", "0.3").compile();
    let faults = wrong.expect_err("both are wrong");
    assert_eq!(faults.diagnostics().map(|faults| faults.len()), Some(2), "{faults}");
    let unknown = compiled(&case()).run(&Options::default().question("dael"));
    let unknown = unknown.expect_err("nobody asks that");
    assert!(unknown.to_string().contains("did you mean `deal`?"), "{unknown}");
    for bytes in [&b"\xff\xfe"[..], b"", b"\x00", b"[event", "[event.é\n".as_bytes()] {
        let scenario = Scenario::read("x.toml", bytes);
        assert!(scenario.diagnostics().has_faults() && scenario.case().compile().is_err());
    }
}

#[test]
fn lookups_that_fail_say_what_there_is() {
    let forecast = compiled(&case()).run(&Options::default().trials(2_000)).expect("it runs");
    let unknown = forecast.answer("dael").expect_err("nobody asks that").to_string();
    assert_eq!(unknown, "there is no answer `dael`, but deal, mood, when");
    let mood = forecast.answer("mood").expect("it is asked");
    assert!(mood.probability().is_err() && mood.number().is_err());
    let good = mood.outcome("good").expect("it is an outcome").estimate;
    let bad = mood.outcome("bad").expect("it is an outcome").estimate;
    let sum = good.zip(bad).map(|(good, bad)| good + bad).expect("both are known");
    assert!((sum - 1.0).abs() < 1e-12);
    assert!(forecast.answer("deal").and_then(|deal| deal.number()).is_err());
}

#[test]
fn comparisons_share_a_model_that_is_not_changed() {
    let as_it_is = compiled(&case());
    let pushed = compiled(&case().intervene("push", "yes"));
    let early = compiled(&case().variant("early"));
    let sides = [
        Side::new("as it is", &as_it_is),
        Side::new("pushed", &pushed),
        Side::new("early", &early),
    ];
    let options = Options::default().trials(40_000).worlds(100);
    let found = compare(&sides, &options).expect("they can be compared");
    let pushed = found.difference("deal", "yes", "pushed").expect("it is compared");
    let value = pushed.figure.value.and_then(foretell::result::Value::finite).expect("it has one");
    assert!(value > 5.0 * pushed.figure.std_error.expect("it has one"), "{pushed:?}");
    let own = as_it_is.run(&options.clone().question("deal")).expect("it runs");
    let own = own.answer("deal").and_then(|a| a.probability()).expect("it is a day").estimate;
    let beside = found.answer("deal", "yes", "as it is").expect("it is compared").value;
    assert_eq!(beside.and_then(foretell::result::Value::finite), own);
    let why =
        compare_why(&[sides[0].clone(), sides[2].clone()], &options).expect("it can be split");
    assert_eq!(why.why[0].changes[0].name, "process.talks.from.none.open.p");
    assert_eq!(case().variants(&[]).expect("it has one").sides.len(), 2);
    assert_eq!(case().outcomes("push").expect("it is a choice").sides.len(), 2);
    assert_eq!(case().experts().expect("there is a panel").sides.len(), 3);
    let overlay = Overlay::read("other.toml", "process.talks.from.none.open.p = 0.4\n");
    assert_eq!(case().overlays(&[overlay]).expect("it can be laid over").sides.len(), 2);
    assert!(matches!(compare(&[], &options), Err(Error::Usage(_))));
    // faults of sides that come from different texts keep their places apart
    let other = Scenario::read("other.toml", "[event.e]\np = 0.5\n");
    let other = Side::new("other", &compiled(&other.case()));
    let nothing =
        compare(&[sides[0].clone(), other], &options).expect_err("they share no question");
    assert!(nothing.diagnostics().is_some(), "{nothing}");
}

#[test]
fn sweeps_and_sensitivity_are_those_of_the_program() {
    let options = Options::default().trials(4_000).worlds(40).question("deal");
    let design = Design::default().over("process.talks.from.none.open.p", "0.1..0.5:3");
    let sweep = compiled(&case()).sweep(&design, &options).expect("it can be swept");
    let arguments = "sweep talks.toml --over process.talks.from.none.open.p=0.1..0.5:3 -n 4000 \
                     --worlds 40 --question deal --format json";
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    assert_eq!(pretty::render(&sweep), program(&arguments, TALKS));
    let subject = Subject::default().question("deal").indices(true);
    let found = compiled(&case()).sensitivity(&subject, &options).expect("it can be analysed");
    let arguments =
        "sensitivity talks.toml --question deal --indices -n 4000 --worlds 40 --format json";
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    assert_eq!(pretty::render(&found), program(&arguments, TALKS));
}

/// Records what the monitor is called with, and ends the work after this many trials.
#[derive(Default)]
struct Watcher {
    after: Option<u64>,
    done: AtomicU64,
    shown: Mutex<Vec<String>>,
}

impl Monitor for Watcher {
    fn begin(&self, stage: &'static str, steps: u64) {
        self.shown.lock().expect("nobody panics").push(format!("{stage} {steps}"));
    }

    fn progress(&self, done: u64, _of: u64) {
        self.done.fetch_max(done, Ordering::Relaxed);
    }

    fn note(&self, note: &str) {
        self.shown.lock().expect("nobody panics").push(note.to_owned());
    }

    fn cancelled(&self) -> bool {
        self.after.is_some_and(|after| self.done.load(Ordering::Relaxed) >= after)
    }
}

#[test]
fn work_is_watched_and_ended_by_its_own_monitor_alone() {
    let model = compiled(&case());
    let watcher = Arc::new(Watcher::default());
    let options = Options::default().trials(60_000).worlds(10);
    model.run(&options.clone().shared_monitor(watcher.clone())).expect("it runs");
    assert_eq!(*watcher.shown.lock().expect("nobody panics"), ["drawing 60000", "experts 60000"]);
    assert_eq!(watcher.done.load(Ordering::Relaxed), 60_000);
    let short = Watcher { after: Some(20_000), ..Watcher::default() };
    let ended = model.run(&options.clone().trials(1_000_000_000).monitor(short));
    assert!(matches!(ended, Err(Error::Cancelled)), "{ended:?}");
    model.run(&options).expect("other work goes on");
}

#[test]
fn everything_can_be_shared_between_threads() {
    fn is_shared<T: Clone + Send + Sync + 'static>() {}
    is_shared::<Scenario>();
    is_shared::<Case>();
    is_shared::<Model>();
    is_shared::<Options>();
    is_shared::<Side>();
    is_shared::<Forecast>();
    let model = compiled(&case());
    let options = Options::default().trials(5_000).worlds(10).threads(1);
    let alone = model.run(&options).expect("it runs");
    let beside: Vec<_> = (0..3)
        .map(|_| {
            let (model, options) = (model.clone(), options.clone());
            std::thread::spawn(move || model.run(&options).expect("it runs"))
        })
        .collect();
    for thread in beside {
        assert_eq!(thread.join().expect("it does not panic"), alone);
    }
}

#[test]
fn a_pool_of_the_caller_is_not_mistaken_for_ours() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).stack_size(1 << 20);
    let pool = pool.build().expect("there are threads");
    let (model, options) = (compiled(&case()), Options::default().trials(20_000).threads(2));
    let within = pool.install(|| model.run(&options)).expect("it runs");
    assert_eq!(within, model.run(&options).expect("it runs"));
}
