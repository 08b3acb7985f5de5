//! A scenario on a clock as its users see it: dates, their origin, and the files.

use crate::support::Foretell;

const TALKS: &str = r#"
[scenario]
title = "Will the two meet?"
as_of = 2025-08-20
until = 2025-12-31
step = "week"
[process.talks]
states = ["none", "experts", "leaders", "collapsed"]
start = "none"
[process.talks.from.none]
experts = 0.1
[process.talks.from.experts]
leaders = 0.05
collapsed = 0.03
[event.format]
when = "talks == leaders"
otherwise = "no meeting"
outcomes = { two = 0.6, three = "rest" }
[quantity.cost]
when = "end"
value = "uniform(0, 2)"
[question.by_october]
ask = "by(talks == leaders, 2025-10-31)"
label = "They meet by 31 Oct"
[question.by_december]
ask = "by(talks == leaders, 2025-12-31)"
label = "They meet by 31 Dec"
[question.collapse]
ask = "by(talks == collapsed, 2025-12-31)"
label = "Collapse by 31 Dec"
given = "by(talks == experts, 2025-09-30)"
[question.format]
ask = "format"
given = "ever(talks == leaders)"
label = "Format, if they meet"
[question.two]
ask = "format == two"
label = "They meet as two"
[question.cost]
ask = "cost"
"#;

/// Runs a command on the scenario with so few trials that it is quick.
fn foretell(command: &str, arguments: &[&str]) -> Foretell {
    let few = ["-n", "20000"];
    Foretell::new()
        .args([command, "a.toml"])
        .args(few)
        .args(arguments.to_vec())
        .file("a.toml", TALKS)
}

#[test]
fn a_forecast_tells_when() {
    foretell("run", &[]).stdout(FORECAST).stderr(BETWEEN).run();
}

/// The kind: a first day compared with a date after the clock, of which nothing is known, without a word.
#[test]
fn a_first_day_after_the_clock_is_noted() {
    let text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-11\n[process.s]\nstates = [\"off\", \"on\"]\n\
                start = \"off\"\nfrom.off.on = 0.1\n[question]\nlate.ask = \"first(s == on) > DAY\"\n";
    let notes = |day: &str| {
        let run = Foretell::new().args(["run", "a.toml", "-n", "1000"]);
        run.file("a.toml", text.replace("DAY", day)).any_output().run().stderr
    };
    let printed = notes("2026-01-01");
    assert!(
        printed.contains("a first day is before 2026-01-01 if it comes by the end"),
        "{printed}"
    );
    assert_eq!(notes("2025-01-11"), "");
}

/// The note of a run that is asked about two dates that are not Wednesdays.
const BETWEEN: &str = "note: between two steps the one before is taken: 2025-10-31 counts as 2025-10-29, \
     2025-09-30 counts as 2025-09-24\n";

const FORECAST: &str = "\
Will the two meet?                         as of 20 Aug 2025, until 31 Dec, weekly

                      in 100    ±  0    25   50   75   100
They meet by 31 Oct       14  0.3     ●                     very unlikely (5–20 %)
They meet by 31 Dec       32  0.4        ●─                 unlikely (20–45 %)
Collapse by 31 Dec        29  0.5        ●

When: if they meet by 31 Dec, half by 12 Nov, 95 in 100 by 31 Dec
chance so far           0  1.4    4    8   12   16   20   25   29   32
by                     27   10   24    8   22    5   19    3   17   31
                      Aug  Sep       Oct       Nov       Dec

Format, if they meet  two 59 · three 41  (±0.7)

They meet as two          19  0.3      ●                    very unlikely (5–20 %)

cost                  half below 1.00 · 9 in 10 from 0.10 to 1.90 · mean 1.00 ±0.005
                      0 ████████████████████ 2

±: one standard error from sampling, at most 0.7 in 100.
Words are those of ICD-203; chances below 1 or above 99 in 100, or with a condition, have no word.
20,000 trials, seed 0
";

#[test]
fn what_is_made_is_reported_in_words() {
    // 8 October is between steps: the Wednesday before is the one that counts
    let printed = foretell("run", &["--do", "talks=leaders@2025-10-09"]).any_output().run().stdout;
    let words = "\nSupposing somebody makes talks = leaders from 8 Oct 2025 on\n";
    assert!(printed.contains(words), "{printed}");
}

#[test]
fn an_answer_comes_from_the_ways_of_a_process() {
    for threads in ["1", "2"] {
        let words = ["by_december", "--model", "--threads", threads];
        let printed = foretell("explain", &words).any_output().run();
        let (answer, sentences) =
            printed.stdout.split_once("seed 0\n").expect("it ends with the seed");
        assert!(answer.starts_with(WAYS), "{answer}");
        assert!(answer.ends_with(FOOT), "{answer}");
        assert!(sentences.contains("talks (process) is one of none, experts"), "{sentences}");
    }
}

const WAYS: &str = "\
They meet by 31 Dec: 32 in 100, unlikely (20–45 %)
Of 100 trials, by talks:

  100 start in none
    ├─ 14 still there on 31 Dec
    └─ 86 experts
        ├─ 34 still there on 31 Dec  ├─ 20 collapsed
        └─ 32 leaders

Parts are rounded so that they add up.

Rests most on ";

const FOOT: &str = "
±: one standard error from sampling, at most 0.4 in 100.
20,000 trials, ";

#[test]
fn an_event_comes_from_the_process_that_settles_it() {
    let printed = foretell("explain", &["two"]).any_output().run().stdout;
    assert!(printed.contains("\nOnce in leaders, format is settled.\n"), "{printed}");
}

#[test]
fn explain_supposes_as_run_does() {
    let arguments =
        ["by_december", "--set", "process.talks.from.none.experts=0", "--do", "talks=none"];
    let printed = foretell("explain", &arguments).any_output().run().stdout;
    assert!(printed.starts_with("Supposing somebody makes talks = none\n"), "{printed}");
    assert!(
        printed
            .contains("No trial reaches experts, leaders, collapsed before the answer is settled."),
        "{printed}"
    );
    let printed = foretell("explain", &["by_december", "--given", "ever(talks == leaders)"]);
    let printed = printed.any_output().run().stdout;
    assert!(
        printed.starts_with("Supposing we learn that ever(talks == leaders) (kept "),
        "{printed}"
    );
    assert!(printed.contains("100 leaders"), "{printed}");
    foretell("explain", &["by_december", "--given", "talks == nowhere"])
        .status(3)
        .stderr_such("name the outcome", |printed| printed.contains("nowhere"))
        .run();
}

#[test]
fn the_files_follow_the_clock() {
    let outcome = foretell("run", &["--out", "out"]).any_output().run();
    let timeline = outcome.file("out/timeline.csv");
    let of = |question: &str| -> Vec<(String, f64)> {
        let rows = timeline.lines().map(|line| line.split(',').collect::<Vec<_>>());
        rows.filter(|row| row[0] == question)
            .map(|row| (row[1].to_owned(), row[2].parse().expect("a chance")))
            .collect()
    };
    let (october, december) = (of("by_october"), of("by_december"));
    assert_eq!((october.len(), december.len()), (11, 20), "a row for each week");
    assert_eq!(december[10].0, "2025-10-29", "the last week before the day asked for");
    assert_eq!(october[..], december[..11], "one condition, one curve");
    assert!(december.windows(2).all(|pair| pair[0].1 <= pair[1].1), "it never sinks");
    let states: f64 = ["none", "experts", "leaders", "collapsed"]
        .iter()
        .map(|state| of(&format!("talks.{state}"))[19].1)
        .sum();
    assert!((states - 1.0).abs() < 1e-12, "{states}");
    let summary = outcome.file("out/summary.csv");
    assert!(summary.contains("\nformat,no meeting,0,"), "what never comes is told: {summary}");
    let quantiles = outcome.file("out/quantiles.csv");
    assert!(quantiles.contains("\ncost,0.5,"), "{quantiles}");
}

#[test]
fn a_joint_table_calls_its_parts_as_questions_do() {
    let joint = "[question.both]\nask = [\"by(talks == leaders, 2025-12-31)\", \"cost > 1\"]\n";
    let run = Foretell::new().args(["run", "a.toml", "-n", "2000", "--out", "out"]);
    let outcome = run.file("a.toml", format!("{TALKS}{joint}")).any_output().run();
    let printed = &outcome.stdout;
    assert!(printed.contains("They meet by 31 Dec ↓   cost > 1 →"), "{printed}");
    let file = outcome.file("out/joint.csv");
    assert!(file.starts_with("\"by(talks == leaders, 2025-12-31)\",cost > 1,"), "{file}");
}

#[test]
fn moves_that_exceed_their_row_in_a_trial_are_named() {
    let text = TALKS.replace(
        "experts = 0.1",
        "experts = { p = 0.6, if = \"step > 3\" }\ncollapsed = { p = 0.5, if = \"step > 4\" }",
    );
    let run = Foretell::new().args(["run", "a.toml", "-n", "2000"]).file("a.toml", text).status(3);
    let printed = run.any_output().run().stderr;
    let what = "the chances out of this state sum to 1.1, above 1: 0.6 to `experts`, 0.5 to `coll";
    assert!(printed.contains("E0908") && printed.contains(what), "{printed}");
}

#[test]
fn delays_see_the_step_before_whatever_the_names() {
    let mut texts = vec!["[scenario]\nas_of = 2025-08-20\nuntil = 2025-12-31\n".to_owned()];
    texts.extend(["a", "z"].map(|other| {
        format!(
            "[process.{other}]\nstates = [\"x\", \"y\"]\nstart = \"x\"\nfrom.x.y.after = \"5 days\"\n"
        )
    }));
    texts.extend([("b", "a"), ("c", "z"), ("d", "now(a)"), ("e", "now(z)")].map(|(own, seen)| {
        format!(
            "[process.{own}]\nstates = [\"p\", \"q\", \"r\"]\nstart = \"p\"\n\
             from.p.q.after = \"5 days\"\n\
             from.q.r.after = \"if {seen} == y then 1 days else 10 days\"\n\
             [question.{own}]\nask = \"by({own} == r, 2025-08-27)\"\n"
        )
    }));
    let run = Foretell::new().args(["run", "a.toml", "-n", "10", "--format", "csv"]);
    let printed = run.file("a.toml", texts.concat()).any_output().run().stdout;
    let chances: Vec<&str> =
        printed.lines().skip(1).filter_map(|line| line.split(',').nth(2)).collect();
    assert_eq!(chances, ["0", "0", "1", "1"], "{printed}");
}

/// `a` moves on the first day on which `z` holds, whether its rule also looks back on `a` or not. Reading `z` a day
/// late, as `z` without `now` does, has both parts of the question hold in a quarter of the trials.
#[test]
fn a_process_that_looks_back_on_itself_waits_for_what_it_reads_now() {
    let chance = |condition: &str, method: &[&str]| {
        let text = format!(
            "[scenario]\nas_of = 2026-01-01\nuntil = 2026-01-05\nstep = \"day\"\n\
             [event.z]\np = 0.5\neach = \"step\"\n\
             [process.a]\nstates = [\"off\", \"on\"]\nstart = \"off\"\nper = \"day\"\n\
             from.off.on = {{ p = 1, if = \"{condition}\" }}\n\
             [question.early]\nask = \"at(a == on, 2026-01-02) and not at(z, 2026-01-02)\"\n"
        );
        let run = Foretell::new().args(["run", "a.toml", "--format", "csv"]).args(method.to_vec());
        let printed = run.file("a.toml", text).any_output().run().stdout;
        let chance = printed.lines().nth(1).and_then(|line| line.split(',').nth(2));
        chance.and_then(|chance| chance.parse::<f64>().ok()).unwrap_or_else(|| panic!("{printed}"))
    };
    for method in [["--exact"].as_slice(), &["-n", "4000"]] {
        let late = chance("z and not ever(a == on)", method);
        assert!((late - 0.25).abs() < 0.035, "{late}");
        for condition in ["now(z) and not ever(a == on)", "now(z)"] {
            assert!(chance(condition, method).abs() < 1e-9, "{condition} {method:?}");
        }
    }
}

#[test]
fn the_last_day_of_the_calendar_ends_the_clock() {
    let text = "[scenario]\nas_of = 9999-12-01\nuntil = 9999-12-31\n\
                [event.strike]\neach = \"step\"\np = 0.5\n[question.steps]\nask = \"step\"\n";
    Foretell::new()
        .args(["run", "a.toml", "-n", "1000"])
        .file("a.toml", text)
        .stdout_such("count 30 steps", |printed| printed.contains("30 in every trial"))
        .run();
}

#[test]
fn a_day_computed_from_a_first_passage_may_lie_beyond_the_end() {
    let text = TALKS.split("[question.by_october]").next().expect("the model");
    let asked = "[question.signing]\nask = \"first(talks == leaders) + 4 weeks\"\n\
                 [question.wait]\nask = \"first(talks == leaders) - first(talks == experts)\"\n";
    Foretell::new()
        .args(["run", "a.toml", "-n", "20000"])
        .file("a.toml", format!("{text}{asked}"))
        .stdout_such("name no day by which", |printed| {
            printed.contains("signing, ever")
                && printed.contains("When: if it comes, half by")
                && printed.contains("never in ")
                && !printed.contains("mean")
        })
        .run();
}
