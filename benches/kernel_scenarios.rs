//! The small scenarios of the kernel benches, as text. Each comes with its name and the draws of a
//! trial.

use std::fmt::Write;

/// Days of the scenarios on a clock, 1 January to 11 April.
const DAYS: u64 = 100;
const CLOCK: &str = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-04-11\n";

/// A scenario's name, the draws of a trial, and its text.
type Named = (String, u64, String);

/// Similar events, each with `states` outcomes and a row for every combination of parents with these numbers of
/// outcomes; one of them is asked for.
pub(crate) fn table(parents: &[usize], states: usize, children: usize) -> String {
    let mut text = String::new();
    let mut chances = Chances(1);
    for (i, states) in parents.iter().enumerate() {
        let _ = writeln!(text, "[event.p{i}]\noutcomes = {}", chances.row(*states));
    }
    for child in 0..children {
        let _ = writeln!(text, "[event.c{child}]");
        if parents.is_empty() {
            let _ = writeln!(text, "outcomes = {}", chances.row(states));
            continue;
        }
        let given: Vec<String> = (0..parents.len()).map(|i| format!("\"p{i}\"")).collect();
        let _ = writeln!(text, "given = [{}]\ntable = [", given.join(", "));
        for row in 0..parents.iter().product() {
            let mut rest = row;
            let named = parents.iter().enumerate().map(|(i, states)| {
                let outcome = rest % states;
                rest /= states;
                format!("p{i} = \"s{outcome}\", ")
            });
            let named: String = named.collect();
            let _ = writeln!(text, "{{ {named}outcomes = {} }},", chances.row(states));
        }
        text.push_str("]\n");
    }
    text + "[question.asked]\nask = \"c0\"\n"
}

/// Rows of chances, no two alike.
struct Chances(u64);

impl Chances {
    fn row(&mut self, states: usize) -> String {
        let weights: Vec<f64> = (0..states).map(|_| 1.0 + self.next()).collect();
        let sum: f64 = weights.iter().sum();
        let mut row = String::from("{ ");
        for (i, weight) in weights.iter().enumerate().skip(1) {
            let _ = write!(row, "s{i} = {:.5}, ", weight / sum);
        }
        row + "s0 = \"rest\" }"
    }

    /// Returns a number between 0 and 1, by a linear congruence.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 40) as f64 / f64::from(1_u32 << 24)
    }
}

/// Returns scenarios of eight similar events whose chances follow from rules: folded into a table, or weighed
/// trial by trial.
pub(crate) fn rules() -> Vec<Named> {
    let parents = "[event.a]\noutcomes = { x = 0.2, y = 0.3, z = 0.5 }\n[event.b]\np = 0.4\n\
                   [quantity.q]\nvalue = \"uniform(0, 1)\"\n";
    let events = |body: &str| {
        let events = many(8, |i| format!("[event.e{i}]\n{body}\n"));
        format!("{parents}{events}[question.asked]\nask = \"e0\"\n")
    };
    let case = "p = 0.3\ncase = [ { if = \"a == x and b\", p = 0.6 } ]\n\
                adjust = [ { if = \"a != z\", odds = 1.5 }, { if = \"b\", odds = 0.7 } ]";
    let formula = "p = \"0.1 + (if a == x then 0.2 else 0.3) * (if b then 0.5 else 1)\"";
    let number = "p = \"0.1 + 0.8 * q\"";
    let compared = "p = 0.3\ncase = [ { if = \"q > 0.5 and b\", p = 0.6 } ]";
    [
        ("case and adjust", case),
        ("formula", formula),
        ("of a number", number),
        ("compared", compared),
    ]
    .map(|(name, body)| (name.to_owned(), 8 + 3, events(body)))
    .to_vec()
}

/// Eight processes of three states that are left with some chance a day, alone or looking at each
/// other.
pub(crate) fn hazards() -> Vec<Named> {
    let scenario = |p: f64, coupled: bool| {
        let mut text = CLOCK.to_owned();
        for i in 0..8 {
            let other = (i + 1) % 8;
            let case = if coupled {
                format!(", case = [ {{ if = \"k{other} == y\", p = {} }} ]", p / 2.0)
            } else {
                String::new()
            };
            let _ = writeln!(
                text,
                "[process.k{i}]\nstates = [\"x\", \"y\", \"z\"]\nstart = \"x\"\n\
                 [process.k{i}.from]\nx.y = {{ p = {p}{case} }}\ny.z = {p}\nz.x = {p}"
            );
        }
        text + "[question.asked]\nask = \"k0\"\n"
    };
    let rates = [0.001, 0.01, 0.1, 0.5];
    let all = rates.into_iter().flat_map(|p| [(p, false), (p, true)]);
    all.map(|(p, coupled)| {
        let how = if coupled { "looking at each other" } else { "alone" };
        (format!("{p} a day, {how}"), 8 * DAYS, scenario(p, coupled))
    })
    .collect()
}

/// Eight processes that go to and fro after delays of about ten days; draws are trial-steps.
pub(crate) fn delays() -> Vec<Named> {
    let scenario = |after: &str| {
        let mut text = CLOCK.to_owned();
        text += "[process.other]\nstates = [\"x\", \"y\"]\nstart = \"x\"\nfrom.x.y = 0.01\n";
        for i in 0..8 {
            let _ = writeln!(
                text,
                "[process.k{i}]\nstates = [\"x\", \"y\"]\nstart = \"x\"\n[process.k{i}.from]\n\
                 x.y.after = \"{after}\"\ny.x.after = \"{after}\""
            );
        }
        text + "[question.asked]\nask = \"k0\"\n"
    };
    [
        ("fixed", "10 days"),
        ("lognormal", "5 to 20 days"),
        ("weibull", "weibull(shape = 2, scale = 10 days)"),
        ("formula", "if other == x then 5 to 20 days else 4 to 10 days"),
    ]
    .map(|(name, after)| (name.to_owned(), 8 * DAYS, scenario(after)))
    .to_vec()
}

/// A number that moves every day.
pub(crate) fn series() -> Vec<Named> {
    let scenario = |next: &str| {
        format!("{CLOCK}[series.x]\nstart = 0\nnext = \"{next}\"\n[question.asked]\nask = \"x\"\n")
    };
    [
        ("counting", "x + 1"),
        ("normal", "x + normal(0.3, 1.1)"),
        ("drawn back", "0.9 * x + normal(0, 1)"),
        ("poisson", "x + poisson(0.2)"),
    ]
    .map(|(name, next)| (name.to_owned(), DAYS, scenario(next)))
    .to_vec()
}

/// A number of each distribution.
pub(crate) fn quantity() -> Vec<Named> {
    [
        "uniform(1, 2)",
        "normal(100, 15)",
        "lognormal(mu = 4, sigma = 0.4)",
        "triangular(0.5, 1, 2)",
        "pert(10, 20, 50)",
        "beta(2, 8)",
        "gamma(shape = 3, scale = 2)",
        "exponential(mean = 3)",
        "weibull(shape = 2, scale = 10)",
        "student_t(df = 5)",
        "poisson(4)",
        "binomial(20, 0.3)",
        "mixture(10%: 1, 90%: normal(0, 1))",
        "truncate(normal(0, 1), -1, 2)",
    ]
    .map(|value| {
        let text = format!("[quantity.x]\nvalue = \"{value}\"\n[question.asked]\nask = \"x\"\n");
        (value.to_owned(), 1, text)
    })
    .to_vec()
}

/// Eight events, and what is asked about them.
pub(crate) fn counting() -> Vec<Named> {
    let events = many(8, |i| format!("[event.e{i}]\noutcomes = {{ a = 0.2, b = 0.3, c = 0.5 }}\n"));
    let each = many(8, |i| format!("[question.q{i}]\nask = \"e{i}\"\n"));
    let given = many(8, |i| {
        format!("[question.q{i}]\nask = \"e{i}\"\ngiven = \"e{} == a\"\n", (i + 1) % 8)
    });
    [
        ("one", "[question.q]\nask = \"e0\"\n".to_owned()),
        ("eight", each),
        ("eight given another", given),
        ("a joint table", "[question.q]\nask = [\"e0\", \"e1\", \"e2\", \"e3\"]\n".to_owned()),
    ]
    .map(|(name, asked)| (name.to_owned(), 8, format!("{events}{asked}")))
    .to_vec()
}

/// Events whose chances are in doubt.
pub(crate) fn worlds(doubts: usize) -> String {
    let events = many(doubts, |i| format!("[event.e{i}]\np = \"20% to 40%\"\n"));
    events + "[question.asked]\nask = \"e0\"\n"
}

fn many(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect::<Vec<_>>().concat()
}
