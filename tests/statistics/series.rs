//! Numbers that move: walks, autoregression, counts, branching, urns; and quantities.

use super::{Draw, mean_of};

const CLOCK: &str = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-31\n";
const STEPS: i32 = 30;

fn draw(text: &str) -> Draw {
    Draw::of(format!("{CLOCK}{text}"))
}

#[test]
fn a_random_walk_and_an_autoregression() {
    let run = draw(
        r#"
        [series.walk]
        start = 2
        next = "walk + normal(0.3, 1.5)"
        [series.ar]
        start = "normal(4, 1)"
        next = "0.8*ar + normal(0.5, 0.6)"
        [series.follows]
        start = 0
        next = "walk"
        [series.keeps_up]
        start = 2
        next = "now(walk)"
        [question.walk]
        ask = "walk"
        [question.early]
        ask = "at(walk, 2025-01-05)"
        [question.ar]
        ask = "ar"
        [question.ar_soon]
        ask = "at(ar, 2025-01-03)"
        [question.one_step]
        ask = "walk - follows"
        [question.no_step]
        ask = "walk - keeps_up"
        [question.above]
        ask = "at(walk > 2, 2025-01-02)"
        "#,
    )
    .run();
    let steps = f64::from(STEPS);
    run.mean("walk", 2.0 + 0.3 * steps, 1.5 * steps.sqrt(), 0.0);
    run.mean("early", 2.0 + 0.3 * 4.0, 1.5 * 2.0, 0.0);
    for (question, n) in [("ar", STEPS), ("ar_soon", 2)] {
        let decay = 0.8_f64.powi(n);
        let mean = 4.0 * decay + 0.5 * (1.0 - decay) / 0.2;
        let variance = decay * decay + 0.36 * (1.0 - decay * decay) / (1.0 - 0.64);
        run.mean(question, mean, variance.sqrt(), 0.0);
    }
    run.mean("one_step", 0.3, 1.5, 0.0);
    let still = run.number("no_step");
    let std_dev = still.std_dev.expect("it has one");
    assert!(mean_of(still).abs() < 1e-12 && std_dev.abs() < 1e-12);
    // Φ(0.2)
    run.chance("above", 0.579_259_709_439_103);
}

#[test]
fn counts_add_up() {
    let run = draw(
        r#"
        [series.shots]
        start = 0
        next = "shots + poisson(0.4)"
        [series.hits]
        start = 0
        next = "hits + binomial(5, 0.1)"
        [series.waits]
        start = 0
        next = "waits + geometric(0.25)"
        [quantity.tries]
        when = "end"
        value = "poisson(7.5)"
        [quantity.votes]
        value = "binomial(40, 0.35)"
        [question.shots]
        ask = "shots"
        [question.no_shot]
        ask = "at(shots == 0, 2025-01-11)"
        [question.hits]
        ask = "hits"
        [question.no_hit]
        ask = "at(hits == 0, 2025-01-04)"
        [question.waits]
        ask = "waits"
        [question.tries]
        ask = "tries"
        [question.votes]
        ask = "votes"
        "#,
    )
    .run();
    let steps = f64::from(STEPS);
    run.mean("shots", 0.4 * steps, (0.4 * steps).sqrt(), 1.0 / (0.4 * steps));
    run.chance("no_shot", (-4.0_f64).exp());
    let binomial = |n: f64, p: f64| {
        let variance = n * p * (1.0 - p);
        (n * p, variance.sqrt(), (1.0 - 6.0 * p * (1.0 - p)) / variance)
    };
    let (mean, sd, kurtosis) = binomial(5.0 * steps, 0.1);
    run.mean("hits", mean, sd, kurtosis).chance("no_hit", 0.9_f64.powi(15));
    // tries up to the first success
    let (mean, variance) = (steps * 4.0, steps * 0.75 / 0.0625);
    run.mean("waits", mean, variance.sqrt(), 6.0 / steps + 1.0 / variance);
    run.mean("tries", 7.5, 7.5_f64.sqrt(), 1.0 / 7.5);
    let (mean, sd, kurtosis) = binomial(40.0, 0.35);
    run.mean("votes", mean, sd, kurtosis);
}

/// Harris (1963): extinction by generation is the offspring's generating function iterated.
#[test]
fn a_branching_process_dies_out_by_generation() {
    let run = draw(
        r#"
        [series.cells]
        start = 1
        next = "if cells > 0 and cells < 1000 then poisson(1.2*cells) else cells"
        [question.extinct]
        ask = "ever(cells == 0)"
        "#,
    )
    .run();
    let mut extinct = 0.0;
    for generation in 0..=STEPS as usize {
        run.by_step("extinct", generation, extinct);
        extinct = f64::exp(1.2 * (extinct - 1.0));
    }
}

/// Eggenberger and Pólya (1923): red balls drawn from one red and one black are uniform, from two
/// red and one black beta-binomial.
#[test]
fn polyas_urn() {
    let run = draw(
        r#"
        [series.red]
        start = 1
        next = "red + binomial(1, red/(step + 1))"
        [event.drawn]
        each = "step"
        p = "(2 + count(drawn)) / (step + 2)"
        [question.red]
        ask = "red - 1"
        [question.few]
        ask = "red - 1 <= 6"
        [question.drawn]
        ask = "count(drawn)"
        [question.none]
        ask = "count(drawn) == 0"
        [question.all]
        ask = "count(drawn) == 30"
        "#,
    )
    .run();
    let n = f64::from(STEPS);
    let beta_binomial = |a: f64, b: f64| {
        let (s, mean) = (a + b, n * a / (a + b));
        (mean, (mean * b * (s + n) / (s * (s + 1.0))).sqrt())
    };
    let (mean, sd) = beta_binomial(1.0, 1.0);
    run.mean("red", mean, sd, -1.2).chance("few", 7.0 / 31.0);
    let (mean, sd) = beta_binomial(2.0, 1.0);
    run.mean("drawn", mean, sd, -0.6);
    run.chance("none", 2.0 / (31.0 * 32.0)).chance("all", 2.0 / 32.0);
}

#[test]
fn a_quantity_counts_only_where_it_was_settled() {
    let run = draw(
        r#"
        [process.talks]
        states = ["open", "broken"]
        start = "open"
        from.open = { broken = 0.05 }
        [quantity.loss]
        when = "talks == broken"
        value = "uniform(10, 20) + step"
        unit = "USD bn"
        [quantity.cost]
        when = "end"
        value = "if talks == broken then lognormal(mean=20, sd=8) else 0"
        [quantity.twice]
        when = "end"
        value = "uniform(0, 1) + uniform(0, 1)"
        [question.loss]
        ask = "loss"
        [question.loss_on_day_one]
        ask = "loss"
        given = "first(talks == broken) == 2025-01-02"
        [question.cost]
        ask = "cost"
        given = "talks == broken"
        [question.free]
        ask = "cost == 0"
        [question.twice]
        ask = "twice"
        [question.dear]
        ask = "loss > 25"
        given = "by(talks == broken, 2025-01-03)"
        "#,
    )
    .run();
    let open = 0.95_f64.powi(STEPS);
    run.chance("free", open);
    let answer = run.answer("loss");
    let unsettled = run.counts("free")[1];
    assert_eq!((answer.left_out, answer.kept), (unsettled, run.forecast.drawn.trials));
    run.mean("loss_on_day_one", 16.0, (100.0_f64 / 12.0).sqrt(), -1.2);
    // excess kurtosis of a lognormal, from its σ² = ln(1 + (sd/mean)²)
    let grow = 1.0 + 0.16_f64;
    let kurtosis = grow.powi(4) + 2.0 * grow.powi(3) + 3.0 * grow.powi(2) - 6.0;
    run.mean("cost", 20.0, 8.0, kurtosis);
    run.mean("twice", 1.0, (1.0_f64 / 6.0).sqrt(), -0.6);
    run.chance("dear", 0.0);
    let steps: Vec<f64> = (1..=STEPS).map(|k| 0.05 * 0.95_f64.powi(k - 1) / (1.0 - open)).collect();
    let mean: f64 = steps.iter().zip(1..).map(|(p, k)| p * f64::from(k)).sum();
    let variance: f64 = steps.iter().zip(1..).map(|(p, k)| p * (f64::from(k) - mean).powi(2)).sum();
    run.mean("loss", 15.0 + mean, (variance + 100.0 / 12.0).sqrt(), 0.0);
}
