//! `benches/summit_static.toml` as a loop: twelve events, each with a row of cumulative chances for
//! every combination of its parents. The numbers are read from the file once. Outcomes and rows
//! are in the order of names.

use super::answers::{self, Answers};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use toml::{Table, Value};

/// Rows of `N` cumulative chances: those of all outcomes but the last.
type Rows<const N: usize> = Vec<[f64; N]>;

/// The chances of every event.
pub(crate) struct Tables {
    front_line: Rows<2>,
    us_pressure: Rows<2>,
    russian_stance: Rows<2>,
    ukraine_stance: Rows<1>,
    expert_talks: Rows<1>,
    meeting: Rows<2>,
    venue: Rows<5>,
    sanctions: Rows<2>,
    security_guarantees: Rows<2>,
    concession: Rows<3>,
    ceasefire: Rows<1>,
    deal: Rows<2>,
}

impl Tables {
    /// Reads the file.
    pub(crate) fn new(text: &str) -> Self {
        let file: Table = text.parse().expect("the file is TOML");
        let events = file["event"].as_table().expect("the file has events");
        Self {
            front_line: rows(events, "front_line"),
            us_pressure: rows(events, "us_pressure"),
            russian_stance: rows(events, "russian_stance"),
            ukraine_stance: rows(events, "ukraine_stance"),
            expert_talks: rows(events, "expert_talks"),
            meeting: rows(events, "meeting"),
            venue: rows(events, "venue"),
            sanctions: rows(events, "sanctions"),
            security_guarantees: rows(events, "security_guarantees"),
            concession: rows(events, "concession"),
            ceasefire: rows(events, "ceasefire"),
            deal: rows(events, "deal"),
        }
    }
}

/// The share of each outcome of each question. Outcomes by name, as the tables have them.
pub(crate) fn answers(t: &Tables, trials: u64, seed: u64) -> Answers {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut meetings = [0_u64; 3];
    let mut venues = [0_u64; 6];
    let mut concessions = [0_u64; 4];
    let mut ceasefires = [0_u64; 2];
    let mut deals = [0_u64; 3];
    let mut together = [0_u64; 9];
    for _ in 0..trials {
        let front = pick(&mut rng, &t.front_line[0]);
        let pressure = pick(&mut rng, &t.us_pressure[0]);
        let russia = pick(&mut rng, &t.russian_stance[front * 3 + pressure]);
        let ukraine = pick(&mut rng, &t.ukraine_stance[pressure]);
        let experts = pick(&mut rng, &t.expert_talks[russia]);
        let meeting = pick(&mut rng, &t.meeting[experts * 3 + russia]);
        let venue = pick(&mut rng, &t.venue[meeting]);
        let sanctions = pick(&mut rng, &t.sanctions[meeting * 3 + pressure]);
        let guarantees = pick(&mut rng, &t.security_guarantees[pressure * 2 + ukraine]);
        let concession = pick(&mut rng, &t.concession[(russia * 3 + sanctions) * 3 + meeting]);
        let ceasefire = pick(&mut rng, &t.ceasefire[(meeting * 4 + concession) * 3 + guarantees]);
        let deal = pick(&mut rng, &t.deal[ceasefire * 4 + concession]);
        meetings[meeting] += 1;
        venues[venue] += 1;
        concessions[concession] += 1;
        ceasefires[ceasefire] += 1;
        deals[deal] += 1;
        together[meeting * 3 + deal] += 1;
    }
    let mut found = Answers::new();
    let mut add = |question: &str, outcomes: &[&str], counts: &[u64]| {
        answers::shares(&mut found, question, outcomes, counts, trials);
    };
    let (of_meeting, of_deal) = (["bilateral", "none", "trilateral"], ["full", "none", "partial"]);
    add("meeting_marginal", &of_meeting, &meetings);
    let of_venue = ["gulf", "no_venue", "other", "switzerland", "turkey", "vatican"];
    add("venue_marginal", &of_venue, &venues);
    add("concession_marginal", &["major", "minor", "mutual", "none"], &concessions);
    add("ceasefire_marginal", &["no", "yes"], &ceasefires);
    add("deal_marginal", &of_deal, &deals);
    for (a, counts) in of_meeting.iter().zip(together.chunks(3)) {
        let pairs = of_deal.map(|b| format!("{a},{b}"));
        add("together", &pairs.each_ref().map(String::as_str), counts);
    }
    found
}

/// A grid of points: the chance of high pressure one way, the odds of a ceasefire the other; of each
/// point the chances of a ceasefire and of a full deal.
pub(crate) fn sweep(text: &str, side: u64, trials: u64) -> Answers {
    let plain = Tables::new(text);
    let mut found = Answers::new();
    for i in 0..side {
        for j in 0..side {
            let high = 0.01 + 0.98 * i as f64 / (side - 1) as f64;
            let swing = -3.0 + 6.0 * j as f64 / (side - 1) as f64;
            let mut tables = Tables::new(text);
            // by name: high, low, medium
            let was = plain.us_pressure[0];
            let low = (was[1] - was[0]) * (1.0 - high) / (1.0 - was[0]);
            tables.us_pressure[0] = [high, high + low];
            for [no] in &mut tables.ceasefire {
                let odds = (1.0 - *no) / *no * swing.exp();
                *no = 1.0 / (1.0 + odds);
            }
            let point = answers(&tables, trials, i * side + j);
            let of = |name: &str| point.iter().find(|(of, _)| of == name).map_or(f64::NAN, |a| a.1);
            found.push((format!("{i},{j} ceasefire"), of("ceasefire_marginal=yes")));
            found.push((format!("{i},{j} full"), of("deal_marginal=full")));
        }
    }
    found
}

/// Returns the number of cumulative chances that lie at or below a uniform number.
fn pick<const N: usize>(rng: &mut Xoshiro256PlusPlus, cumulative: &[f64; N]) -> usize {
    let u: f64 = rng.random();
    cumulative.iter().take_while(|p| u >= **p).count()
}

fn rows<const N: usize>(events: &Table, name: &str) -> Rows<N> {
    let event = &events[name];
    let Some(given) = event.get("given") else {
        return vec![cumulative(&event["outcomes"])];
    };
    let given: Vec<&str> = list(given).iter().filter_map(Value::as_str).collect();
    let outcomes: Vec<Vec<&str>> = given.iter().map(|parent| outcomes(&events[*parent])).collect();
    let mut rows = vec![[f64::NAN; N]; outcomes.iter().map(Vec::len).product()];
    for row in list(&event["table"]) {
        let index = given.iter().zip(&outcomes).fold(0, |index, (parent, outcomes)| {
            let at = outcomes.iter().position(|name| row[*parent].as_str() == Some(name));
            index * outcomes.len() + at.expect("a row names an outcome")
        });
        rows[index] = cumulative(&row["outcomes"]);
    }
    rows
}

/// The outcomes of an event by name.
fn outcomes(event: &Value) -> Vec<&str> {
    let outcomes = match event.get("outcomes") {
        Some(outcomes) => outcomes,
        None => &event["table"][0]["outcomes"],
    };
    outcomes.as_table().expect("outcomes are a table").keys().map(String::as_str).collect()
}

fn cumulative<const N: usize>(outcomes: &Value) -> [f64; N] {
    let outcomes = outcomes.as_table().expect("outcomes are a table");
    let mut below = 0.0;
    let mut chances = outcomes.values().map(|p| p.as_float().expect("a chance is a number"));
    std::array::from_fn(|_| {
        below += chances.next().expect("there is a chance for each outcome");
        below
    })
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("it is a list")
}
