//! The comparison of sampled and exact answers over random scenarios: it never cries wolf more often
//! than it says, and samplers that are wrong are caught.

use super::scenarios::Scenario;
use foretell::internal::engine::{Counts, Plan, Tallies, run};
use foretell::internal::exact::{Exact, Task, solve};
use foretell::internal::forecast::{Agreement, agreement};
use foretell::internal::model::{Model, Supposition, compile, suppose};
use foretell::internal::{diagnostic, scenario};

const TRIALS: u64 = 20_000;
const WORLDS: u64 = 100;

/// A scenario that was read and compiled.
struct Read {
    model: Model,
    supposition: Supposition,
}

impl Read {
    fn new(scenario: &Scenario) -> Result<Self, String> {
        let mut sources = diagnostic::Sources::default();
        let file = sources.add("test.toml", scenario.text.as_str());
        let (read, faults) = scenario::read(&sources, file);
        if !faults.is_empty() {
            return Err(diagnostic::render_plain(&faults, &sources));
        }
        let model = compile(&read).map_err(|f| diagnostic::render_plain(&f, &sources))?;
        let supposition = suppose(&model, &mut sources, &scenario.made, &scenario.learnt)
            .map_err(|f| diagnostic::render_plain(&f, &sources))?;
        Ok(Self { model, supposition })
    }

    fn exact(&self) -> Result<Exact, String> {
        self.exact_in(Vec::new())
    }

    /// Computes the exact answers in the worlds with these parameters, or in the first worlds if there are
    /// none.
    fn exact_in(&self, values: Vec<Vec<f64>>) -> Result<Exact, String> {
        let (questions, worlds, seed, threads, timelines) = (None, WORLDS, 1, 1, true);
        let task = Task { questions, worlds, seed, threads, timelines, values };
        solve(&self.model, &self.supposition, &task, &|_| {})
            .map_err(|faults| format!("{faults:?}"))
    }

    fn sampled(&self, questions: &[usize]) -> Result<Tallies, String> {
        let plan = Plan {
            trials: TRIALS,
            seed: 1,
            worlds: WORLDS,
            threads: 1,
            questions: Some(questions.to_vec()),
            timelines: true,
            ..Plan::default()
        };
        run(&self.model, &self.supposition, &plan, &|_| {}).map_err(|fault| format!("{fault:?}"))
    }

    fn compared(&self) -> Result<Agreement, String> {
        let first = self.exact()?;
        // where nothing is answered, nothing is compared
        if first.questions.is_empty() {
            return Err(format!("{:?}", first.refused));
        }
        let tallies = self.sampled(&first.questions)?;
        let exact = self.exact_in(tallies.values.clone())?;
        Ok(agreement(&self.model, &exact, &tallies))
    }
}

fn how_many() -> u64 {
    std::env::var("FORETELL_AGREEMENT").ok().and_then(|n| n.parse().ok()).unwrap_or(60)
}

#[test]
fn right_ways_agree_on_random_scenarios() {
    let (mut compared, mut weighed, mut refused) = (0, 0, Vec::new());
    for seed in 0..how_many() {
        let scenario = Scenario::new(seed);
        let read = Read::new(&scenario)
            .unwrap_or_else(|faults| panic!("seed {seed}:\n{}\n{faults}", scenario.text));
        match read.compared() {
            Ok(found) => {
                assert!(
                    found.holds(),
                    "seed {seed}: {:?}\n--do {:?} --given {:?}\n{}",
                    &found.deviations[..found.deviations.len().min(3)],
                    scenario.made,
                    scenario.learnt,
                    scenario.text
                );
                compared += found.deviations.len();
                weighed += usize::from(found.not_compared.iter().any(|why| why.contains("weigh")));
            }
            Err(why) => refused.push((seed, why)),
        }
    }
    // evidence that can't hold, and the undefined where a trial needs it, are faults of both ways
    let fair = how_many() as usize / 3 + 1;
    assert!(refused.len() <= fair, "{} of them: {:?}", refused.len(), refused.first());
    assert!(compared > 30 * how_many() as usize, "{compared} numbers compared");
    assert!(weighed > 0, "none of them weighs trials");
}

fn of(text: &str, made: &[&str], learnt: &[&str]) -> Read {
    let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    let scenario = Scenario { text: text.to_owned(), made: owned(made), learnt: owned(learnt) };
    Read::new(&scenario).unwrap_or_else(|faults| panic!("{faults}"))
}

const SHARED: &str = r#"
[parameter.u]
value = "10% to 30%"
[event.a]
p = "u"
[event.b]
p = "u"
[quantity.q]
value = "if b then 1 else 0"
[question.q]
ask = "q"
[question.undefined]
ask = "1 / q > 0.5"
"#;

#[test]
fn evidence_about_a_parameter_leaves_two_right_ways_in_agreement() {
    for (made, learnt) in
        [(&[][..], &["a"][..]), (&["b=yes"], &["a"]), (&[], &["q > 0"]), (&[], &["a or b"])]
    {
        let found = of(SHARED, made, learnt).compared().expect("it is discrete");
        assert!(found.holds(), "{learnt:?}: {:?}", found.deviations[0]);
        let has = |piece: &str| found.deviations.iter().any(|d| d.what.contains(piece));
        assert!(has("q: mean") && has("q: finite"), "{learnt:?}: {:?}", found.not_compared);
    }
}

#[test]
fn a_wrong_chance_is_caught_in_any_kind_of_answer() {
    let clock = r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-01-10
        [process.talks]
        states = ["none", "met"]
        start = "none"
        from.none.met = 0.20
        [question.q]
        ask = "ASKED"
    "#;
    for asked in [
        "talks",
        "ever(talks == met)",
        "first(talks == met)",
        "by(talks == met, 2025-01-05)",
        "first(talks == met) - 2025-01-01",
        "count(talks == met)",
        "6 / count(talks == met) > 1",
    ] {
        let text = clock.replace("ASKED", asked);
        let right = of(&text, &[], &[]);
        let wrong = of(&text.replace("0.20", "0.22"), &[], &[]);
        let exact = right.exact().expect("it is discrete");
        let good = right.sampled(&exact.questions).expect("it draws");
        assert!(agreement(&right.model, &exact, &good).holds(), "{asked}");
        let bad = wrong.sampled(&exact.questions).expect("it draws");
        let found = agreement(&right.model, &exact, &bad);
        assert!(!found.holds(), "{asked}: {:?}", found.deviations[0]);
    }
}

#[test]
fn a_forgotten_weight_is_caught() {
    // supposing that `c` is made so draws the very trials of learning it, each with weight 1
    let text = r#"
        [quantity.k]
        value = "mixture(50%: 1, 50%: 4)"
        [event.c]
        p = "0.2 * k"
        [question.k]
        ask = "k"
        [question.many]
        ask = "k > 2"
    "#;
    let learnt = of(text, &[], &["c"]);
    let exact = learnt.exact().expect("it is discrete");
    let weighed = learnt.sampled(&exact.questions).expect("it draws");
    assert!(weighed.pooled.squares.is_some(), "trials weigh by the chance of the evidence");
    let found = agreement(&learnt.model, &exact, &weighed);
    assert!(found.holds(), "{:?}", found.deviations[0]);
    let forgotten = of(text, &["c=yes"], &[]).sampled(&exact.questions).expect("it draws");
    let found = agreement(&learnt.model, &exact, &forgotten);
    assert!(!found.holds(), "{:?}", found.deviations[0]);
    let pieces = ["k: mean", "many: yes"];
    for piece in pieces {
        let caught =
            found.deviations.iter().find(|d| d.what.contains(piece)).expect("it is compared");
        assert!(caught.tail < 1e-9, "{caught:?}");
    }
}

#[test]
fn a_shifted_day_is_caught() {
    let text = r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-01-10
        [process.talks]
        states = ["none", "met"]
        start = "none"
        from.none.met = 0.02
        [question.day]
        ask = "first(talks == met)"
        [question.wait]
        ask = "first(talks == met) - 2025-01-01"
    "#;
    let read = of(text, &[], &[]);
    let exact = read.exact().expect("it is discrete");
    let right = read.sampled(&exact.questions).expect("it draws");
    assert!(agreement(&read.model, &exact, &right).holds());
    let mut late = right.clone();
    late.pooled.answers[0].first_steps.rotate_right(1);
    assert!(!agreement(&read.model, &exact, &late).holds());
    let mut late = right.clone();
    late.pooled.processes[0].rotate_right(2);
    assert!(!agreement(&read.model, &exact, &late).holds());
    // of a wait the quantiles alone: its mean is never
    let mut late = right;
    let slower = of(&text.replace("0.02", "0.021"), &[], &[]);
    let other = slower.sampled(&exact.questions).expect("it draws");
    late.pooled.answers[1] = other.pooled.answers[1].clone();
    let found = agreement(&read.model, &exact, &late);
    let Counts::Numbers(..) = &late.pooled.answers[1].counts else { panic!("a number") };
    assert!(
        found
            .deviations
            .iter()
            .any(|d| d.what.contains("wait: at most") || d.what.contains("wait: finite"))
    );
}

#[test]
fn five_hundred_right_runs_would_be_called_wrong_by_a_normal_tail() {
    // a rare large value: the mean of few trials is far from normal
    let text = "[event.rare]\np = 0.00002\n[quantity.loss]\nvalue = \"if rare then 1000 else 0\"\n\
                [question.loss]\nask = \"loss\"\n";
    let read = of(text, &[], &[]);
    let exact = read.exact().expect("it is discrete");
    let mut far = 0;
    for seed in 0..300 {
        let plan = Plan { trials: 5_000, seed, worlds: 1, threads: 1, ..Plan::default() };
        let tallies = run(&read.model, &read.supposition, &plan, &|_| {}).expect("it draws");
        let found = agreement(&read.model, &exact, &tallies);
        assert!(found.holds(), "seed {seed}: {:?}", found.deviations[0]);
        let mean = found.deviations.iter().find(|d| d.what == "loss: mean").expect("compared");
        // beyond five standard errors a normal tail is below 1e-4 over seven numbers
        far += usize::from(mean.errors > 5.0);
    }
    assert!(far > 0, "no run is far out by luck: the old tail would have passed");
}
