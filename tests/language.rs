//! Rules of the language as a user meets them: names of any script, ranges and per cent, correlations that
//! nobody mentions, cuts that leave nothing, evidence about parameters.

use crate::statistics::Draw;
use crate::support::Foretell;
use foretell::internal::forecast::{Body, Estimate};

fn condition(text: &str, question: &str) -> Estimate {
    let run = Draw::of(text).run();
    match &run.answer(question).body {
        Body::Condition(estimate) => *estimate,
        other => panic!("`{question}` has no single chance: {other:?}"),
    }
}

/// Asserts the status of `check` on a scenario, and returns its output.
fn checked(text: &str, status: i32) -> String {
    let outcome = Foretell::new()
        .args(["check", "a.toml"])
        .file("a.toml", text)
        .status(status)
        .any_output()
        .run();
    outcome.stdout + &outcome.stderr
}

/// `-0.25 to -0.05` was normal before, above 0 in 1 of 148 worlds.
#[test]
fn a_negative_range_is_never_positive() {
    let text = "[parameter.e]\nvalue = \"-0.25 to -0.05\"\n[event.pos]\n\
                p = \"if e > 0 then 1 else 0\"\n[question.q]\nask = \"pos\"\n";
    assert!(condition(text, "q").probability <= 0.0);
    let across = text.replace("-0.05", "0.05");
    let printed = checked(&across, 0);
    // Φ(−0.1/0.0912) = 0.137
    assert!(
        printed.contains("advice[A0306]") && printed.contains("above 0 with a chance of 14 %"),
        "{printed}"
    );
}

/// Rank correlations 0.9 and 0.9 say 0.81 for the third pair: P(both above their medians) is
/// ¼ + asin(ρ)/2π for normals of correlation ρ (Sheppard 1899), here ρ = (2 sin(0.15π))² = 0.8244, where the
/// zero of before gives ¼.
#[test]
fn correlations_that_nobody_mentions_follow() {
    let text = r#"
        [parameter.a]
        value = "uniform(0, 1)"
        correlated = { b = 0.9 }
        [parameter.b]
        value = "beta(2, 2)"
        [parameter.c]
        value = "normal(0, 1)"
        correlated = { b = 0.9 }
        [event.both]
        p = "if a > 0.5 and c > 0 then 1 else 0"
        [question.q]
        ask = "both"
        [quantity.x]
        value = "normal(0, 1)"
        correlated = { y = 0.9 }
        [quantity.y]
        value = "uniform(0, 1)"
        [quantity.z]
        value = "normal(5, 2)"
        correlated = { y = 0.9 }
        [question.r]
        ask = "x > 0 and z > 5"
    "#;
    let rho: f64 = (2.0 * (0.15 * std::f64::consts::PI).sin()).powi(2);
    let wanted = 0.25 + rho.asin() / (2.0 * std::f64::consts::PI);
    let run = Draw::of(text).run();
    for question in ["q", "r"] {
        let Body::Condition(found) = &run.answer(question).body else { panic!("a chance") };
        let away = (found.probability - wanted).abs();
        assert!(away < 5.0 * found.error(), "{question}: {} for {wanted}", found.probability);
        assert!(
            0.25 < found.probability - 20.0 * found.error(),
            "{question}: zero would be noticed"
        );
    }
    let printed = checked(text, 0);
    assert!(printed.contains("advice[A0305]"), "{printed}");
    assert!(
        printed.contains("`a` with `c`: 0.81") && printed.contains("`x` with `z`: 0.81"),
        "{printed}"
    );
}

/// 1 makes two numbers one and -1 its mirror, to the bit where they have one distribution.
#[test]
fn correlations_of_one_and_minus_one() {
    let text = r#"
        [parameter.a]
        value = "uniform(0, 1)"
        correlated = { b = 1, c = -1 }
        [parameter.b]
        value = "uniform(0, 1)"
        [parameter.c]
        value = "uniform(0, 1)"
        [event.alike]
        p = "if a == b then 1 else 0"
        [event.mirrored]
        p = "if abs(a + c - 1) < 1e-9 then 1 else 0"
        [question.alike]
        ask = "alike"
        [question.mirrored]
        ask = "mirrored"
        [quantity.x]
        value = "normal(0, 1)"
        correlated = { y = 1, z = -1 }
        [quantity.y]
        value = "normal(0, 1)"
        [quantity.z]
        value = "exponential(mean=2)"
        [question.trial]
        ask = "x == y"
        [question.turned]
        ask = "(x > 0) == (z < 2 * ln(2))"
    "#;
    let text = text
        .replace("(x > 0) == (z < 2 * ln(2))", "if x > 0 then z < 2 * ln(2) else z > 2 * ln(2)");
    for question in ["alike", "mirrored", "trial", "turned"] {
        let found = condition(&text, question).probability;
        assert!(found >= 1.0, "{question}: {found}");
    }
}

/// A message about a clash names the values that are allowed beside the others, and they are allowed.
#[test]
fn a_clash_names_what_is_allowed() {
    let text = |r: f64| {
        format!(
            "[parameter.a]\nvalue = \"5% to 30%\"\ncorrelated = {{ b = 0.9, c = 0.9 }}\n\
             [parameter.b]\nvalue = \"5% to 30%\"\ncorrelated = {{ c = {r} }}\n\
             [parameter.c]\nvalue = \"5% to 30%\"\n[event.e]\np = \"a*b*c\"\n[question.q]\nask = \"e\"\n"
        )
    };
    let printed = checked(&text(-0.9), 3);
    let words = "it can be anything from ";
    let at = printed.find(words).unwrap_or_else(|| panic!("{printed}")) + words.len();
    let ends: Vec<f64> = printed[at..]
        .lines()
        .next()
        .expect("a line")
        .split(" to ")
        .map(|end| end.trim().parse().expect("a number"))
        .collect();
    // 2·0.908² − 1 = 0.649 on the normal scale, 0.63 as ranks
    assert!((ends[0] - 0.64).abs() < 0.011 && (ends[1] - 0.99).abs() < 0.011, "{ends:?}");
    for end in ends {
        checked(&text(end), 0);
    }
    checked(&text(0.6), 3);
}

#[test]
fn a_cut_that_leaves_nothing_is_reported_with_its_world() {
    let of = |bounds: &str| {
        format!(
            "[parameter.low]\nvalue = \"uniform(0, 1)\"\n[quantity.x]\n\
             value = \"truncate(poisson(3), {bounds})\"\n[question.q]\nask = \"x > 0\"\n"
        )
    };
    let run = |bounds: &str, status: i32| {
        let outcome = Foretell::new()
            .args(["run", "-n", "20000", "--worlds", "50", "a.toml"])
            .file("a.toml", of(bounds))
            .status(status)
            .any_output()
            .run();
        outcome.stdout + &outcome.stderr
    };
    let printed = run("low + 0.1, low + 0.2", 3);
    assert!(
        printed.contains("error[E1001]") && printed.contains("no whole number lies between"),
        "{printed}"
    );
    assert!(printed.contains("in world") && printed.contains("trial"), "{printed}");
    assert!(printed.contains("where low = "), "{printed}");
    run("low, low + 1", 0);
    // a parameter of its own: the world and the values that it has there
    let text = "[parameter.low]\nvalue = \"uniform(0, 1)\"\n[parameter.cut]\n\
                value = \"truncate(poisson(3), low + 0.1, low + 0.2)\"\n[event.e]\n\
                p = \"cut / (1 + cut)\"\n[question.q]\nask = \"e\"\n";
    let printed = checked(text, 3);
    assert!(printed.contains("in world 0: no whole number lies between"), "{printed}");
}

/// A clause about a parameter filters worlds: of x uniform, those below 0.3 leave 0.3, and the event, whose
/// chance is x, comes about in 0.15 of what is left.
#[test]
fn evidence_about_a_parameter() {
    let text = "[parameter.x]\nvalue = \"uniform(0, 1)\"\n[event.e]\np = \"x\"\n[event.f]\np = 0.5\n\
                [question.e]\nask = \"e\"\n[question.same]\nask = \"e\"\ngiven = \"x < 0.3\"\n";
    let found = |learnt: &str, question: &str| {
        let run = Draw::of(text).learnt(learnt).run();
        let Body::Condition(found) = &run.answer(question).body else { panic!("a chance") };
        *found
    };
    for learnt in ["x < 0.3", "x < 0.3 and f", "(x < 0.3 and f) or (x < 0.3 and not f)"] {
        let found = found(learnt, "e");
        assert!((found.probability - 0.15).abs() < 5.0 * found.error(), "{learnt}: {found:?}");
        assert!(0.5 > found.probability + 20.0 * found.error(), "{learnt}: not filtered");
    }
    let both = found("not x >= 0.3", "same");
    assert!((both.probability - 0.15).abs() < 5.0 * both.error());
    let done = Foretell::new()
        .args(["run", "a.toml", "--do", "x=0.2"])
        .file("a.toml", text)
        .status(3)
        .any_output()
        .run();
    let printed = done.stdout + &done.stderr;
    assert!(
        printed.contains("`x` is a parameter") && printed.contains("`--set x=0.2`"),
        "{printed}"
    );
    Foretell::new()
        .args(["run", "-n", "2000", "a.toml", "--set", "x=0.2"])
        .file("a.toml", text)
        .any_output()
        .run();
}

/// The kind: news of a parameter that the evidence says nothing about, because readings show a quantile of a count on
/// either side of a step. At most 4 come in 94.7 of 100, so that the 95 % quantile is 5.
#[test]
fn evidence_does_not_teach_about_what_it_does_not_reach() {
    let text = "[parameter.x]\nvalue = \"uniform(0, 1)\"\n[parameter.n]\nvalue = \"poisson(2)\"\n\
                [event.e]\np = \"if n > 1 then x else x/2\"\n[question.e]\nask = \"e\"\n";
    for seed in 0..8_u64 {
        let run = Draw::of(text).trials(20_000).seed(seed).learnt("x < 0.3").run().forecast;
        let of = |name: &str| run.parameters.iter().find(|p| p.name == name).expect("told");
        let (n, x) = (of("n"), of("x"));
        assert!(n.before == [(0.05, 0.0), (0.25, 1.0), (0.5, 2.0), (0.75, 3.0), (0.95, 5.0)]);
        assert!(x.before.iter().all(|(p, value)| (p - value).abs() < 1e-12), "{:?}", x.before);
        assert!(x.has_moved && !n.has_moved, "{n:?}");
    }
}

const SCRIPTS: &str = r#"
[parameter."größe"]
value = "uniform(0, 1)"
[event."встреча"]
p = "größe"
[event.first]
p = 0.5
[quantity.count]
value = "uniform(0, 10)"
unit = "%"
[quantity.month]
value = "count * 1% + 2"
[choice.normal]
options = ["ja", "nein"]
default = "ja"
[question."条件"]
ask = "встреча and first and month > 2 and normal == ja"
[question.q]
ask = "count(first) == 0 and count > 5"
"#;

/// Letters of any script, and words that only functions and units were called before.
#[test]
fn names_of_any_script() {
    let text = SCRIPTS.replace("count(first) == 0 and count > 5", "count > 5");
    let found = condition(&text, "条件");
    assert!((found.probability - 0.25).abs() < 5.0 * found.error(), "{found:?}");
    let run = |arguments: &[&str], status: i32| {
        let outcome = Foretell::new()
            .args(["run", "-n", "2000", "a.toml"])
            .args(arguments.iter().copied())
            .file("a.toml", text.clone())
            .status(status)
            .any_output()
            .run();
        outcome.stdout + &outcome.stderr
    };
    // composed and decomposed are one, with quotes and without
    for path in ["größe", "gro\u{308}ße", "parameter.\"größe\"", "parameter.gro\u{308}ße.value"]
    {
        run(&["--set", &format!("{path}=1")], 0);
    }
    run(&["--given", "встреча and gro\u{308}ße > 0.2"], 0);
    run(&["--do", "встреча=yes", "--question", "条件"], 0);
    let decomposed = text.replacen("größe", "gro\u{308}ße", 1);
    assert!((condition(&decomposed, "条件").probability - found.probability).abs() <= 0.0);
    let printed = checked(&text.replace("[event.\"встреча\"]", "[event.встреча]"), 3);
    assert!(printed.contains("write \"встреча\""), "{printed}");
    let clash = checked(&text.replace("[event.first]", "[event.\"gro\u{308}ße\"]"), 3);
    assert!(clash.contains("größe"), "{clash}");
}

/// A column, a network and back.
#[test]
fn names_of_any_script_in_files() {
    let network = "[event.\"größe\"]\noutcomes = { klein = 0.3, \"groß\" = 0.7 }\n\
                   [event.follow]\np = 0.2\ncase = [ { if = \"größe == groß\", p = 0.6 } ]\n";
    let out = Foretell::new()
        .args(["export", "--to", "bif", "a.toml", "-o", "a.bif"])
        .file("a.toml", network)
        .any_output()
        .run();
    let bif = out.file("a.bif");
    assert!(bif.contains("größe"), "{bif}");
    let back =
        Foretell::new().args(["run", "-n", "1000", "a.bif"]).file("a.bif", bif).any_output().run();
    assert!(back.stdout.contains("größe"), "{}", back.stdout);
}

/// The first trials of a longer run are those of a shorter one, on both sides of every threshold by which the
/// program chooses how it draws.
#[test]
fn longer_runs_begin_with_shorter_ones() {
    let text = "[quantity.g]\nvalue = \"gamma(shape=2, scale=3)\"\n[quantity.n]\n\
                value = \"normal(3, 1) + poisson(4)\"\n[question.g]\nask = \"g\"\n[question.n]\nask = \"n\"\n";
    let table = |trials: u64| {
        let trials = trials.to_string();
        let out = Foretell::new()
            .args(["run", "-n", &trials, "a.toml", "--save-trials", "t.csv"])
            .file("a.toml", text)
            .any_output()
            .run();
        out.file("t.csv").lines().map(str::to_owned).collect::<Vec<String>>()
    };
    let long = table(65_536);
    for trials in [10, 1000, 1023, 1024, 65_535] {
        let short = table(trials);
        assert_eq!(short[..], long[..short.len()], "{trials}");
    }
    assert_eq!(long.len(), 65_537);
}

/// A value with a per cent sign means the same in a sweep as in the file: nothing is converted.
#[test]
fn sweeps_convert_no_per_cent() {
    let text = "[parameter.share]\nvalue = \"uniform(1, 5)\"\nunit = \"%\"\n[parameter.plain]\nvalue = \"1% to 5%\"\n\
                [event.e]\np = \"share * 1% + plain\"\n[question.q]\nask = \"e\"\n";
    let run = |arguments: &[&str], status: i32| {
        let run = Foretell::new().args(["sweep", "a.toml", "-n", "1000"]).file("a.toml", text);
        let run = run.file("p.csv", "share\n2%\n3\n").args(arguments.iter().copied());
        let outcome = run.status(status).any_output().run();
        outcome.stdout + &outcome.stderr
    };
    for (arguments, faults) in [
        (["--over", "share=2%,3%"], 2),
        (["--over", "parameter.share.value=2,3%"], 1),
        (["--over", "share=2%..3%:3"], 1),
        (["--points", "p.csv"], 1),
    ] {
        let printed = run(&arguments, 3);
        assert_eq!(printed.matches("error[E0407]").count(), faults, "{printed}");
        assert!(
            printed.contains("`share` is counted in %") && printed.contains("write `"),
            "{printed}"
        );
    }
    run(&["--over", "share=2,3"], 0);
    run(&["--over", "plain=2%,3%"], 0);
}

/// `explain` shows what a chance gives over the whole clock only if it holds over all of it.
#[test]
fn explain_does_not_stretch_a_single_date_over_the_clock() {
    let text = |moves: &str| {
        format!(
            "[scenario]\nas_of = 2025-01-01\nuntil = 2025-03-05\nstep = \"week\"\n[process.a]\nstates = [\"x\", \"y\"]\n\
             start = \"x\"\nper = \"week\"\nfrom.x.y = {moves}\n[question.q]\nask = \"a == y\"\n"
        )
    };
    let printed = |moves: &str| {
        let run = Foretell::new().args(["explain", "a.toml", "a"]).file("a.toml", text(moves));
        run.any_output().run().stdout
    };
    // 1 − 0.7^9 = 0.96
    assert!(printed("{ p = 0.3 }").contains("30 % a week, which is 96 % by 5 March"));
    for moves in [
        "{ p = 0.3, if = \"date == 2025-02-05\" }",
        "{ p = 0.3, if = \"elapsed(a) == 3 weeks\" }",
        "{ p = 0.3, case = [ { if = \"date == 2025-02-05\", p = 0.1 } ] }",
        "{ p = \"20% to 40%\", if = \"step == 2\" }",
    ] {
        let printed = printed(moves);
        assert!(printed.contains("a week") && !printed.contains("by 5 March"), "{printed}");
    }
}
