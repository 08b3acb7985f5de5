//! `run -v` prints timings, and changes no byte of a forecast.

use super::{CLOCK, MOMENT};
use crate::support::Foretell;
use foretell::internal::engine::{self, Draws, Phase, Plan, Spent, Watch};
use foretell::internal::model::{Model, Supposition};
use foretell::internal::{diagnostic, model, scenario};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Returns the standard error and the standard output of a run.
fn run(scenario: &str, arguments: &str, status: i32) -> (String, String) {
    let outcome = Foretell::new()
        .args(["run", "s.toml"])
        .args(arguments.split(' '))
        .file("s.toml", scenario)
        .status(status)
        .any_output()
        .run();
    (outcome.stderr, outcome.stdout)
}

/// Returns the kinds of work shown, in order; each with a time, and all times with the same width.
fn shown(printed: &str) -> Vec<&str> {
    let mut lines = printed.lines().skip_while(|line| !line.starts_with("time  "));
    assert_eq!(lines.next(), Some("time        seconds  in 100"), "{printed}");
    let mut found = Vec::new();
    for line in lines.by_ref() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if line.starts_with("in all") {
            assert!(line[10..].trim().parse::<f64>().is_ok_and(|seconds| seconds > 0.0), "{line}");
            break;
        }
        assert_eq!(words.len(), 3, "{line}");
        assert_eq!(line.len(), 27, "{line}");
        assert!(words[1].parse::<f64>().is_ok() && words[2].parse::<u8>().is_ok(), "{line}");
        found.push(words[0]);
    }
    found
}

#[test]
fn each_kind_of_run_tells_what_it_did() {
    let drawn = ["reading", "compiling", "advice", "binding", "drawing", "tallying", "writing"];
    let (printed, _) = run(MOMENT, "-v -n 5000 --threads 1", 0);
    assert_eq!(shown(&printed), drawn);
    assert!(
        printed.contains("\ntrials    5,000, ") && printed.contains(" a second on 1 thread\n"),
        "{printed}"
    );
    assert!(printed.contains("\ndraws     1") && printed.contains("in 100: "), "{printed}");
    assert!(!printed.contains("is divided by"), "one thread has nothing to share");
    let (printed, _) = run(CLOCK, "-v -n 5000 --worlds 20 --threads 2 --save-trials t.csv", 0);
    assert_eq!(shown(&printed), drawn);
    assert!(
        printed.contains("on 2 threads\n") && printed.contains("\nAll times are wall-clock times."),
        "{printed}"
    );
    let (printed, _) = run(MOMENT, "-v --shard 1/2 --out o -n 5000", 0);
    assert_eq!(shown(&printed), drawn);
    let (printed, _) = run(MOMENT, "-v --target-se 0.001 --question meet --threads 1", 0);
    assert_eq!(shown(&printed), drawn);
    // the tries before the last one are draws too
    let trials = printed.lines().find(|line| line.starts_with("trials")).expect("told");
    let trials: u64 = trials[10..]
        .split(", ")
        .next()
        .expect("a count")
        .replace(',', "")
        .parse()
        .expect("a count");
    assert!(trials > 64_000 + 200_000, "{printed}");
    let moment = &MOMENT[..MOMENT.find("[quantity.loss]").expect("there is one")];
    let (printed, _) = run(moment, "-v --exact", 0);
    assert_eq!(shown(&printed), ["reading", "compiling", "advice", "computing", "writing"]);
    assert!(!printed.contains("draws"), "{printed}");
    let (printed, _) = run(moment, "-v --cross-check -n 5000", 0);
    let both = [
        "reading",
        "compiling",
        "advice",
        "computing",
        "binding",
        "drawing",
        "tallying",
        "writing",
    ];
    assert_eq!(shown(&printed), both);
    let experts = "[expert.a]\n[expert.b]\n[event.x]\np = { by = { a = 0.2, b = 0.4 } }\n";
    let (printed, _) = run(experts, "-v -n 5000", 0);
    assert!(shown(&printed).contains(&"experts"), "{printed}");
}

#[test]
fn time_is_reported_on_standard_error_alone() {
    for arguments in ["--format json -n 3000 --worlds 5", "--format csv -n 3000 --worlds 5"] {
        let (quiet, plain) = run(CLOCK, arguments, 0);
        let (printed, verbose) = run(CLOCK, &format!("{arguments} -v"), 0);
        assert_eq!(plain, verbose);
        assert!(!quiet.contains("drawing") && printed.contains("drawing"));
    }
}

fn compiled(text: &str, made: &[&str]) -> (Model, Supposition) {
    let mut sources = diagnostic::Sources::default();
    let file = sources.add("test.toml", text);
    let (scenario, faults) = scenario::read(&sources, file);
    assert!(faults.is_empty(), "{}", diagnostic::render_plain(&faults, &sources));
    let model = model::compile(&scenario).expect("sound");
    let made: Vec<String> = made.iter().map(|text| (*text).to_owned()).collect();
    let supposition = model::suppose(&model, &mut sources, &made, &[]).expect("sound");
    (model, supposition)
}

/// The time since the clock was first read.
fn clock() -> Duration {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    BEGAN.get_or_init(Instant::now).elapsed()
}

/// Returns the draws of this many trials, and the number of them that answered the first question yes.
fn draws(text: &str, made: &[&str], trials: u64) -> (Draws, u64) {
    let (model, supposition) = compiled(text, made);
    let plan = Plan { trials, seed: 1, worlds: 1, threads: 2, timelines: true, ..Plan::default() };
    let spent = Spent::new(clock);
    let watch = Watch { progress: &|_| (), spent: Some(&spent) };
    let tallies = engine::run_watched(&model, &supposition, &plan, watch).expect("it runs");
    assert_eq!(spent.trials(), trials);
    assert!(spent.took(Phase::Drawing) > Duration::ZERO);
    let yes = match &tallies.pooled.answers[0].counts {
        engine::Counts::Outcomes(counts) => counts[1],
        engine::Counts::Numbers(..) => 0,
    };
    (spent.draws(), yes)
}

#[test]
fn draws_are_counted_one_by_one() {
    // meet and sanctions in each trial; venue and loss where they meet
    let (found, met) = draws(MOMENT, &[], 5000);
    assert_eq!(found, Draws { tables: 10_000 + met, weighed: 0, numbers: met });
    let (found, _) = draws(MOMENT, &["meet=yes"], 5000);
    assert_eq!(found, Draws { tables: 10_000, weighed: 0, numbers: 5000 });
    // 30 days: a coin each, a walk with its start fixed, a chance that looks at it, and a delay in
    // every trial that gets going
    let clock = r#"
[scenario]
as_of = 2025-09-01
until = 2025-10-01
[process.talks]
states = ["none", "going", "done"]
start = "none"
per = "day"
from.none = { going = 0.01 }
from.going = { done = { after = "2 to 3 days" } }
[event.coin]
each = "step"
p = 0.5
[series.walk]
start = 0
next = "walk + normal(0, 1)"
[event.late]
when = "end"
p = "if walk > 0 then walk / 1000 else 0.1"
[event.follows]
when = "talks == done"
p = 0.5
[question.started]
ask = "ever(talks == going)"
[question.done]
ask = "ever(talks == done)"
"#;
    let (found, started) = draws(clock, &[], 3000);
    let done = {
        let asked = clock.replace("ever(talks == going)", "ever(talks == done)");
        draws(&asked, &[], 3000).1
    };
    assert!(0 < done && done < started);
    let tables = 3000 * (31 + 30) + done;
    assert_eq!(found, Draws { tables, weighed: 3000, numbers: 3000 * 30 + started });
    // from day 11 on nothing of the talks is drawn
    let (held, _) = draws(clock, &["talks=none@2025-09-11"], 3000);
    let (early, _) = draws(&clock.replace("2025-10-01", "2025-09-10"), &[], 3000);
    assert_eq!(early.tables - 3000 * (10 + 9), held.tables - 3000 * (31 + 9));
    assert_eq!(early.numbers - 3000 * 9, held.numbers - 3000 * 30);
}
