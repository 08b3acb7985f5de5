//! Panels of experts and numbers worth so many observations, against closed forms.

use super::Draw;
use super::doubt::{estimate, near, ranges};
use foretell::internal::analysis;
use foretell::internal::diagnostic::Sources;
use foretell::internal::engine::Plan;
use foretell::internal::forecast::{Body, Voices};
use foretell::internal::{model, scenario};

const TWO: &str = "[expert.anna]\nweight = 1\n[expert.ben]\nweight = 3\n";

/// The pools of 0.1 with the weight 1 and of 0.4 with the weight 3.
fn pool(log: bool, power: f64) -> f64 {
    let (p, q): (f64, f64) = (0.1, 0.4);
    let (yes, no) = if log {
        (p.powf(0.25) * q.powf(0.75), (1.0 - p).powf(0.25) * (1.0 - q).powf(0.75))
    } else {
        (0.25 * p + 0.75 * q, 0.25 * (1.0 - p) + 0.75 * (1.0 - q))
    };
    yes.powf(power) / (yes.powf(power) + no.powf(power))
}

#[test]
fn chances_are_pooled() {
    let cases = [
        ("", pool(true, 1.0)),
        (", pool = \"log\"", pool(true, 1.0)),
        (", pool = \"log\", extremize = 2.5", pool(true, 2.5)),
        (", pool = \"linear\"", pool(false, 1.0)),
        (", pool = \"linear\", extremize = 0.5", pool(false, 0.5)),
        (", pool = \"mixture\"", pool(false, 1.0)),
    ];
    for (how, p) in cases {
        let text = format!(
            "{TWO}[event.a]\np = {{ by = {{ anna = 0.1, ben = {{ p = 0.4, because = \"so\" }} }}{how} }}\n\
             [question.q]\nask = \"a\"\n"
        );
        let found = estimate(&Draw::of(text).run(), "q");
        near(how, found, p);
        // none of the other pools would do
        for (other, wrong) in cases.iter().filter(|(_, wrong)| (wrong - p).abs() > 1e-9) {
            let away = (found.probability - wrong).abs() / found.error();
            assert!(away > 7.0, "{how} passes for {other}");
        }
    }
}

#[test]
fn tables_of_outcomes_are_pooled() {
    let anna = [0.2, 0.3, 0.5];
    let ben = [0.6, 0.1, 0.3];
    let log: Vec<f64> =
        anna.iter().zip(&ben).map(|(a, b): (&f64, &f64)| a.powf(0.25) * b.powf(0.75)).collect();
    let sum: f64 = log.iter().sum();
    let linear = anna.iter().zip(&ben).map(|(a, b)| 0.25 * a + 0.75 * b);
    let expected = [
        ("log", log.iter().map(|p| p / sum).collect::<Vec<_>>()),
        ("linear", linear.clone().collect()),
        ("mixture", linear.collect()),
    ];
    for (pool, expected) in expected {
        let text = format!(
            "{TWO}[event.v]\noutcomes = {{ pool = \"{pool}\", by = {{ \
             anna = {{ x = 0.2, y = 0.3, z = \"rest\" }}, ben = {{ outcomes = {{ z = 0.3, x = 0.6, \
             y = 0.1 }}, because = \"so\" }} }} }}\n\
             [question]\nx = {{ ask = \"v == x\" }}\ny = {{ ask = \"v == y\" }}\nz = {{ ask = \"v == z\" }}\n"
        );
        let run = Draw::of(text).run();
        for (name, p) in ["x", "y", "z"].into_iter().zip(expected) {
            near(&format!("{pool} {name}"), estimate(&run, name), p);
        }
    }
}

#[test]
fn uncertainty_of_members_goes_through_the_pool() {
    // the log odds of a log pool are the weighted mean of theirs: of two independent logit-normals
    // with the 5–95 % ranges 10–30 % and 20–60 % and equal weights that is logit-normal again
    let logit = |p: f64| (p / (1.0 - p)).ln();
    let normal = |low: f64, high: f64| {
        let (low, high) = (logit(low), logit(high));
        (f64::midpoint(low, high), (high - low) / 2.0 / 1.644_853_626_951_472_2)
    };
    let ((m1, s1), (m2, s2)) = (normal(0.1, 0.3), normal(0.2, 0.6));
    let (mean, sd) = (f64::midpoint(m1, m2), s1.hypot(s2) / 2.0);
    let end = |z: f64| 1.0 / (1.0 + (-(mean + z * sd)).exp());
    let text = "[expert]\nanna = {}\nben = {}\n[event.a]\np = { by = { anna = \"10% to 30%\", \
                ben = \"20% to 60%\" } }\n[question.q]\nask = \"a\"\n";
    let found = estimate(&Draw::of(text).run(), "q");
    ranges("log pool", found, end(-1.644_853_6), end(1.644_853_6));
}

#[test]
fn a_world_believes_one_expert_wherever_the_same_ones_sit() {
    let text = format!(
        "{TWO}[event.a]\np = {{ by = {{ anna = 0.1, ben = 0.4 }}, pool = \"mixture\" }}\n\
         [event.b]\np = {{ by = {{ ben = 0.4, anna = 0.1 }}, pool = \"mixture\" }}\n\
         [question.both]\nask = \"a and b\"\n"
    );
    let found = estimate(&Draw::of(text).run(), "both");
    near("together", found, 0.25 * 0.01 + 0.75 * 0.16);
    let apart = 0.325 * 0.325;
    assert!((found.probability - apart).abs() > 5.0 * found.error(), "the test can tell");
}

#[test]
fn observations_are_beta_and_dirichlet() {
    // p = 0.3 worth 10: Beta(3, 7); two events with one such parameter each are beta–binomial apart
    let text = r#"
        [event.a]
        p = 0.3
        observations = 10
        [event.v]
        outcomes = { x = 0.2, y = 0.3, z = "rest" }
        observations = 5
        [question.a]
        ask = "a"
        [question.x]
        ask = "v == x"
        [question.z]
        ask = "v == z"
        [question.next]
        ask = "b"
        given = "a"
        [event.b]
        case = [ { if = "a", p = 0.3, observations = 10 } ]
        p = 0.3
    "#;
    let run = Draw::of(text).run();
    // the 5th and 95th percentile of Beta(3, 7), Beta(1, 4) and Beta(2.5, 2.5): R 4.3, qbeta
    near("a", estimate(&run, "a"), 0.3);
    ranges("a", estimate(&run, "a"), 0.097_747, 0.549_642);
    near("x", estimate(&run, "x"), 0.2);
    ranges("x", estimate(&run, "x"), 0.012_741, 0.527_129);
    near("z", estimate(&run, "z"), 0.5);
    ranges("z", estimate(&run, "z"), 0.169_2, 0.830_8);
    near("another doubt of the same size", estimate(&run, "next"), 0.3);
}

#[test]
fn quantities_go_together_and_keep_their_marginals() {
    // ranks that go together by r have a normal correlation ρ = 2 sin(πr/6), and both are above
    // their medians in 1/4 + asin(ρ)/2π; settled at different times they still do
    let text = r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-01-10
        [quantity.a]
        value = "normal(0, 1)"
        correlated = { b = 0.6 }
        [quantity.b]
        when = "end"
        value = "exponential(mean = 2)"
        [question]
        a = { ask = "a > 0" }
        b = { ask = "b > 2 * ln(2)" }
        both = { ask = "a > 0 and b > 2 * ln(2)" }
    "#;
    let run = Draw::of(text).run();
    let rho = 2.0 * (std::f64::consts::PI / 10.0).sin();
    near("a", estimate(&run, "a"), 0.5);
    near("b", estimate(&run, "b"), 0.5);
    near("both", estimate(&run, "both"), 0.25 + rho.asin() / (2.0 * std::f64::consts::PI));
}

fn voices(text: &str) -> Voices {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", text);
    let (scenario, faults) = scenario::read(&sources, file);
    assert_eq!(faults, Vec::new());
    let model = model::compile(&scenario).expect("sound");
    let supposition = model::suppose(&model, &mut sources, &[], &[]).expect("nothing");
    let plan = Plan { trials: 2_000_000, seed: 0, worlds: 1000, threads: 2, ..Plan::default() };
    let found =
        analysis::experts(&scenario, &supposition, &plan, &|_| (), || ()).expect("no fault");
    found.0.expect("somebody speaks")
}

#[test]
fn each_expert_alone_and_how_much_is_disagreement() {
    // anna: uniform over 0.1 to 0.3; ben: 0.6. With the weights 1 : 3 the variance between readings
    // would be ¼ · 0.2²/12 within and ¼ · ¾ · 0.4² between
    let text = format!(
        "{TWO}[event.a]\np = {{ by = {{ anna = \"uniform(0.1, 0.3)\", ben = 0.6 }} }}\n\
         [question.q]\nask = \"a\"\n[question.sure]\nask = \"b\"\n[event.b]\np = 0.5\n"
    );
    let found = voices(&text);
    let names: Vec<&str> = found.experts.iter().map(|expert| expert.name.as_str()).collect();
    assert_eq!(names, ["anna", "ben"]);
    let alone = |index: usize| match &found.experts[index].answer(0).expect("it is heard").body {
        Body::Condition(estimate) => *estimate,
        other => panic!("{other:?}"),
    };
    near("anna", alone(0), 0.2);
    ranges("anna", alone(0), 0.11, 0.29);
    near("ben", alone(1), 0.6);
    let (within, between) = (0.25 * 0.04 / 12.0, 0.1875 * 0.16);
    let share = found.disagreement[0].expect("they disagree");
    let error = share.std_error.expect("readings tell it");
    let wanted = between / (between + within);
    assert!((share.share - wanted).abs() < 4.0 * error && error < 0.01, "{share:?}");
}
