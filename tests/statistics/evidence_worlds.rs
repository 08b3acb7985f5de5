//! Evidence about parameters: few of the worlds drawn without it carry its weight. True values come from
//! integration over the parameters; held against them are answers, their errors, ranges and posterior
//! quantiles, and deliberately wrong ways to draw worlds, which must not pass.

use crate::coverage::Coverage;
use foretell::internal::engine::{self, Chosen, Likelihood, Plan, Pool, Watch};
use foretell::internal::forecast::{Body, Forecast, summarise};
use foretell::internal::model::{Model, Overrides, Supposition, World};
use foretell::internal::numerics::stream::Key;
use foretell::internal::{diagnostic, exact, model, scenario};

/// Sets of worlds, whose differences tell the error.
const SETS: usize = 32;

fn compiled(text: &str, learnt: &str) -> (Model, Supposition) {
    let mut sources = diagnostic::Sources::default();
    let file = sources.add("test.toml", text);
    let (scenario, faults) = scenario::read(&sources, file);
    assert!(faults.is_empty(), "{}", diagnostic::render_plain(&faults, &sources));
    let model = model::compile(&scenario).expect("sound");
    let learnt = if learnt.is_empty() { Vec::new() } else { vec![learnt.to_owned()] };
    let supposition = model::suppose(&model, &mut sources, &[], &learnt).expect("sound");
    (model, supposition)
}

fn plan(trials: u64, worlds: u64, seed: u64) -> Plan {
    let (threads, questions, paths) = (1, None, None);
    Plan { trials, seed, worlds, threads, questions, paths, ..Plan::default() }
}

fn forecast((model, supposition): &(Model, Supposition), plan: &Plan) -> Forecast {
    let tallies = engine::run(model, supposition, plan, &|_| {}).expect("draws");
    summarise(model, supposition, plan, &tallies)
}

/// Twelve events that share a chance, and a question about it.
fn shared(value: &str) -> String {
    let events = (0..12).map(|i| format!("[event.e{i}]\np = \"u\"\n")).collect::<Vec<_>>().concat();
    format!(
        "[parameter.u]\nvalue = \"{value}\"\n{events}[event.x]\np = \"u\"\n\
         [question.x]\nask = \"x\"\n[question.w]\nask = \"x\"\ngiven = \"e0\"\n"
    )
}

/// The first events, the first ones of them in which it holds.
fn facts(yes: usize, no: usize) -> String {
    let of = |i: usize| if i < yes { format!("e{i}") } else { format!("not e{i}") };
    (0..yes + no).map(of).collect::<Vec<_>>().join(" and ")
}

/// The mean of `f` over a parameter with this inverse of its distribution function on the scale of
/// normals, weighed by `weight`: Simpson's rule on −9 to 9.
fn posterior(
    value: impl Fn(f64) -> f64,
    weight: impl Fn(f64) -> f64,
    f: impl Fn(f64) -> f64,
) -> f64 {
    let cells = 20_000;
    let (mut sum, mut all) = (0.0, 0.0);
    for i in 0..=cells {
        let z = -9.0 + 18.0 * f64::from(i) / f64::from(cells);
        let simpson = if i == 0 || i == cells { 1.0 } else { 2.0 + 2.0 * f64::from(i % 2) };
        let mass = simpson * (-0.5 * z * z).exp() * weight(value(z));
        all += mass;
        sum += mass * f(value(z));
    }
    sum / all
}

/// `0.5% to 20%`: logit-normal with these as its 5th and 95th percentiles.
fn half_to_twenty(z: f64) -> f64 {
    let logit = |p: f64| (p / (1.0 - p)).ln();
    let (low, high) = (logit(0.005), logit(0.2));
    let x = 0.5 * (low + high) + z * (high - low) / (2.0 * 1.644_853_626_951_472_7);
    1.0 / (1.0 + (-x).exp())
}

#[test]
fn shared_chances_are_learnt_from_none_to_twelve_facts() {
    // the case, with facts and their absence; the prior chance of twelve is 1.4e-5
    let text = shared("0.5% to 20%");
    for (yes, no) in [(0, 0), (1, 0), (3, 0), (6, 0), (12, 0), (0, 12), (6, 6), (11, 1), (2, 10)] {
        let scenario = compiled(&text, &facts(yes, no));
        let shown = forecast(&scenario, &plan(100_000, 1000, 1));
        let weight = |u: f64| u.powi(yes as i32) * (1.0 - u).powi(no as i32);
        let truth = posterior(half_to_twenty, weight, |u| u);
        let found = shown.answers[0].estimates()[0];
        let off = (found.probability - truth) / found.error();
        assert!(off.abs() < 5.0, "{yes} and {no}: {} for {truth}", found.probability);
        // the parameter varies by at most 0.11 and 1,000 worlds tell it: 0.004 by worlds alone
        assert!(found.error() < 0.008, "{yes} and {no}: {}", found.error());
        let worth = shown.drawn.worlds_worth;
        assert!(worth.is_none_or(|worth| worth > 300.0), "{yes} and {no}: {worth:?}");
        // the posterior's median, which has half of the weight below it
        let median = shown.parameters[0].after[2].1;
        let below = posterior(half_to_twenty, weight, |u| f64::from(u8::from(u < median)));
        assert!((below - 0.5).abs() < 0.1, "{yes} and {no}: {below} below {median}");
    }
}

#[test]
fn twelve_facts_of_a_chance_of_one_in_a_billion() {
    // u is Beta(1, 60): the chance of twelve is 12! 60! / 72! = 6.5e-14, the answer 13/73
    let shown = forecast(&compiled(&shared("beta(1, 60)"), &facts(12, 0)), &plan(200_000, 1000, 3));
    let found = shown.answers[0].estimates()[0];
    assert!((found.probability - 13.0 / 73.0).abs() < 5.0 * found.error(), "{found:?}");
    assert!(found.error() < 0.004, "{}", found.error());
    assert!(shown.drawn.worlds_worth.expect("there are worlds") > 200.0);
}

#[test]
fn two_parameters_that_go_together_are_learnt() {
    for rank in [0.0, 0.7] {
        let text = format!(
            "[parameter.u]\nvalue = \"1% to 20%\"\n[parameter.v]\nvalue = \"1% to 20%\"\n\
             correlated = {{ u = {rank} }}\n[event.a1]\np = \"u\"\n[event.a2]\np = \"u\"\n\
             [event.a3]\np = \"u\"\n[event.a4]\np = \"u\"\n[event.b1]\np = \"v\"\n\
             [event.b2]\np = \"v\"\n[event.y]\np = \"v\"\n[question.y]\nask = \"y\"\n"
        );
        let scenario = compiled(&text, "a1 and a2 and a3 and a4 and not b1 and b2");
        let shown = forecast(&scenario, &plan(200_000, 1000, 5));
        let found = shown.answers[0].estimates()[0];
        let truth = of_two(rank);
        assert!((found.probability - truth).abs() < 5.0 * found.error(), "{found:?} for {truth}");
        assert!(found.error() < 0.01, "{found:?}");
    }
}

/// The mean of v after four facts of u, one of v and one absence of v, where u and v have this rank
/// correlation: by sums over a grid of both normals.
fn of_two(rank: f64) -> f64 {
    let logit = |p: f64| (p / (1.0 - p)).ln();
    let (low, high) = (logit(0.01), logit(0.2));
    let value = |z: f64| {
        let x = 0.5 * (low + high) + z * (high - low) / (2.0 * 1.644_853_626_951_472_7);
        1.0 / (1.0 + (-x).exp())
    };
    let r = 2.0 * (std::f64::consts::PI / 6.0 * rank).sin();
    let (mut sum, mut all) = (0.0, 0.0);
    let cells = 800;
    for i in 0..=cells {
        for j in 0..=cells {
            let at = |k: i32| -8.0 + 16.0 * f64::from(k) / f64::from(cells);
            let (z, own) = (at(i), at(j));
            let (u, v) = (value(z), value(r * z + (1.0 - r * r).sqrt() * own));
            let mass = (-0.5 * (z * z + own * own)).exp() * u.powi(4) * v * (1.0 - v);
            all += mass;
            sum += mass * v;
        }
    }
    sum / all
}

#[test]
fn evidence_about_a_number_is_learnt_from_pilots() {
    // q is normal around m, itself normal: given q > 3 and r > 3 the pilots tell which m; by
    // integration over m
    let text = "[parameter.m]\nvalue = \"normal(0, 1.5)\"\n[quantity.q]\nvalue = \"normal(m, 1)\"\n\
                [quantity.r]\nvalue = \"normal(m, 1)\"\n[event.y]\np = \"1/(1 + exp(-m))\"\n\
                [question.y]\nask = \"y\"\n";
    let scenario = compiled(text, "q > 3 and r > 3");
    let above = |m: f64| 0.5 * libm::erfc((3.0 - m) * std::f64::consts::FRAC_1_SQRT_2);
    let value = |z: f64| 1.5 * z;
    let truth = posterior(value, |m| above(m) * above(m), |m| 1.0 / (1.0 + (-m).exp()));
    let tallies = engine::run(&scenario.0, &scenario.1, &plan(400_000, 1000, 2), &|_| {});
    let tallies = tallies.expect("draws");
    assert!(tallies.drawn.is_some(), "few worlds carry the weight");
    let shown = summarise(&scenario.0, &scenario.1, &plan(400_000, 1000, 2), &tallies);
    let found = shown.answers[0].estimates()[0];
    assert!((found.probability - truth).abs() < 5.0 * found.error(), "{found:?} for {truth}");
    assert!(shown.drawn.worlds_worth.expect("there are worlds") > 100.0);
}

#[test]
fn an_experts_panel_is_learnt() {
    // a world believes one expert: with 0.9 that of 2 %, with 0.1 that of 60 %; after three facts their
    // weights are 0.9 · 0.02³ and 0.1 · 0.6³
    let panel = "{ by = { low = \"2%\", high = \"60%\" }, pool = \"mixture\" }";
    let events =
        (1..5).map(|i| format!("[event.e{i}]\np = {panel}\n")).collect::<Vec<_>>().concat();
    let text = format!(
        "[expert.low]\nweight = 9\n[expert.high]\nweight = 1\n{events}[question.e4]\nask = \"e4\"\n"
    );
    let shown = forecast(&compiled(&text, "e1 and e2 and e3"), &plan(100_000, 1000, 2));
    let found = shown.answers[0].estimates()[0];
    let (low, high) = (0.9 * 0.02_f64.powi(3), 0.1 * 0.6_f64.powi(3));
    let truth = (low * 0.02 + high * 0.6) / (low + high);
    assert!((found.probability - truth).abs() < 5.0 * found.error(), "{found:?} for {truth}");
}

#[test]
fn threads_and_shards_draw_the_same_worlds() {
    let filtered = "[parameter.m]\nvalue = \"normal(0, 1.5)\"\n[quantity.q]\nvalue = \"normal(m, 1)\"\n\
                    [event.y]\np = \"1/(1 + exp(-m))\"\n[question.y]\nask = \"y\"\n";
    for (text, learnt) in
        [(shared("0.5% to 20%"), facts(6, 0)), (filtered.to_owned(), "q > 4".to_owned())]
    {
        let (model, supposition) = compiled(&text, &learnt);
        let of = |threads: usize| {
            let plan = Plan { threads, ..plan(64_000, 200, 5) };
            let tallies = engine::run(&model, &supposition, &plan, &|_| {}).expect("draws");
            assert!(tallies.drawn.is_some());
            format!("{:?}", summarise(&model, &supposition, &plan, &tallies))
        };
        let whole = of(1);
        assert_eq!(whole, of(2));
        assert_eq!(whole, of(7));
        let plan = plan(64_000, 200, 5);
        let part = |index: u64| {
            let shard = engine::Shard { index, of: 3 };
            let watch = Watch::progress(&|_| {});
            let part = engine::run_shard(&model, &supposition, &plan, shard, watch);
            let written = serde_json::to_vec(&part.expect("draws")).expect("all keys are text");
            serde_json::from_slice::<engine::Tallies>(&written).expect("reads back")
        };
        let mut joined = part(0);
        joined.join(part(1));
        joined.join(part(2));
        assert_eq!(whole, format!("{:?}", summarise(&model, &supposition, &plan, &joined)));
    }
}

#[test]
fn computed_answers_of_the_worlds_drawn_agree() {
    let (model, supposition) = compiled(&shared("0.5% to 20%"), &facts(6, 0));
    let plan = plan(200_000, 500, 4);
    let tallies = engine::run(&model, &supposition, &plan, &|_| {}).expect("draws");
    let task = exact::Task {
        questions: None,
        worlds: 500,
        seed: 4,
        threads: 1,
        timelines: false,
        values: tallies.values.clone(),
    };
    let solved = exact::solve(&model, &supposition, &task, &|_| {}).expect("is discrete");
    assert!(foretell::internal::forecast::agreement(&model, &solved, &tallies).holds());
}

#[test]
fn few_worlds_have_no_error() {
    // a question's own condition, met in the tenth of a per cent of the worlds where u is near 1
    let text = "[parameter.u]\nvalue = \"uniform(0, 1)\"\n[event.seen]\n\
                p = \"if u > 0.99 then 1 else 0\"\n[event.x]\np = \"u\"\n\
                [question.x]\nask = \"x\"\ngiven = \"seen\"\n";
    let shown = forecast(&compiled(text, ""), &plan(100_000, 1000, 0));
    let answer = &shown.answers[0];
    assert!(answer.worlds_worth.expect("it has a condition") < 30.0);
    let found = answer.estimates()[0];
    assert!(found.std_error.is_none() && found.sampling.is_none() && found.range.is_none());
    // as evidence of the run it is carried by as many worlds as are drawn
    let shown = forecast(&compiled(&text.replace("given", "#"), "seen"), &plan(100_000, 1000, 0));
    assert!(shown.drawn.worlds_worth.expect("there is evidence") > 100.0);
    let found = shown.answers[0].estimates()[0];
    assert!((found.probability - 0.995).abs() < 5.0 * found.error(), "{found:?}");
}

/// Ways to count worlds that are drawn, right and wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// The method of the program.
    Right,
    /// Worlds drawn without evidence, each by its weight: the former estimator.
    Undrawn,
    /// Drawn worlds count for 1.
    Equal,
    /// A world drawn counts for the mean weight of its set alone.
    WithoutRatio,
    /// Drawn from one pool of all sets.
    AcrossSets,
}

/// The number of facts about a chance that is uniform over 0 to 1.
const FACTS: i32 = 200;
const IN_POOL: usize = 4096;
const RUN: usize = 1024;
/// Worlds without a pool.
const FIRST: usize = 128;

/// Draws places in the list systematically with these weights, in random order.
fn drawn(weights: &[f64], count: usize, key: Key) -> Vec<usize> {
    let total: f64 = weights.iter().sum();
    let (mut found, mut up_to) = (Vec::new(), 0.0);
    for (at, weight) in weights.iter().enumerate() {
        up_to += weight;
        while found.len() < count
            && (key.uniform(0) + found.len() as f64) * total < up_to * count as f64
        {
            found.push(at);
        }
    }
    for i in (1..found.len()).rev() {
        found.swap(i, (key.uniform(i as u64) * (i + 1) as f64) as usize);
    }
    found
}

/// Returns the worlds of a run in some way, each with its value and its weight.
fn weighed(way: Way, pool: &[f64], seed: u64) -> Vec<(f64, f64)> {
    let z: Vec<f64> = pool.iter().map(|u| u.powi(FACTS)).collect();
    let found = |z: &f64| Likelihood { ln: z.ln(), noise: 0.0 };
    let mean = z.iter().sum::<f64>() / z.len() as f64;
    let of_set = |world: usize| {
        let own = z.iter().skip(world % SETS).step_by(SETS);
        own.sum::<f64>() * SETS as f64 / z.len() as f64
    };
    match way {
        Way::Undrawn => (0..FIRST).map(|world| (pool[world], z[world])).collect(),
        Way::AcrossSets => {
            let g: Vec<f64> = z.iter().map(|z| 0.9 * z + 0.1 * mean).collect();
            let worlds = drawn(&g, RUN, Key::of(seed, "all sets together"));
            worlds.into_iter().map(|at| (pool[at], z[at] / g[at])).collect()
        }
        _ => {
            let pooled = Pool::new(&z.iter().map(found).collect::<Vec<_>>(), SETS as u64);
            let weigh = |chosen: &Chosen| {
                let world = chosen.world as usize;
                let weight = match way {
                    Way::Equal => 1.0,
                    Way::WithoutRatio => of_set(world),
                    _ => chosen.ln_count.exp() * z[world],
                };
                (pool[world], weight)
            };
            pooled.draw(RUN as u64, seed).iter().map(weigh).collect()
        }
    }
}

/// The 95 % interval of the mean, by the differences between sets.
fn interval(worlds: &[(f64, f64)]) -> (f64, f64) {
    let mut sets = vec![(0.0, 0.0); SETS];
    for (place, (u, weight)) in worlds.iter().enumerate() {
        let set = &mut sets[place % SETS];
        *set = (set.0 + u * weight, set.1 + weight);
    }
    let (sum, all) = sets.iter().fold((0.0, 0.0), |(a, b), (c, d)| (a + c, b + d));
    let mean = sum / all;
    let squares: f64 = sets.iter().map(|(a, b)| (a - mean * b).powi(2)).sum();
    let n = SETS as f64;
    let reach = 2.039_513 * (squares * n / (n - 1.0)).sqrt() / all;
    (mean - reach, mean + reach)
}

#[test]
fn only_the_right_way_to_draw_worlds_covers() {
    // weights are known and there are no trials; the mean of Beta(201, 1)
    let (model, _) = compiled(&shared("uniform(0, 1)"), "");
    let truth = f64::from(FACTS + 1) / f64::from(FACTS + 2);
    let ways = [Way::Right, Way::Undrawn, Way::Equal, Way::WithoutRatio, Way::AcrossSets];
    let mut held = [Coverage::default(); 5];
    let seeds =
        if std::env::var("FORETELL_COVERAGE").is_ok_and(|v| v == "full") { 1000 } else { 200 };
    for seed in 0..seeds {
        let value = |world: u64| {
            let drawn =
                World::draw_with(&model, seed, world, &Overrides::default()).expect("draws");
            drawn.values.into_iter().find(|value| !value.is_nan()).expect("u is known")
        };
        let pool: Vec<f64> = (0..IN_POOL as u64).map(value).collect();
        for (way, coverage) in ways.iter().zip(&mut held) {
            coverage.add(truth, Some(interval(&weighed(*way, &pool, seed))));
        }
    }
    held[0].assert_right(Way::Right);
    for (way, coverage) in ways.iter().zip(&held).skip(1) {
        coverage.assert_wrong(way);
    }
}

#[test]
fn intervals_and_ranges_under_evidence_cover() {
    let text = shared("0.5% to 20%");
    for (yes, no) in [(4, 0), (2, 4)] {
        let scenario = compiled(&text, &facts(yes, no));
        let weight = |u: f64| u.powi(yes as i32) * (1.0 - u).powi(no as i32);
        let truth = posterior(half_to_twenty, weight, |u| u);
        let of = |seed: u64| {
            let shown = forecast(&scenario, &plan(16_000, 320, seed));
            let Body::Condition(found) = shown.answers[0].body.clone() else { return None };
            found.sampling
        };
        Coverage::of(truth, of).assert_right((yes, no));
    }
}
