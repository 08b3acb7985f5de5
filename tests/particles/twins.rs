//! Random scenarios with exponential delays, and their twins with the same chance at every step, which the exact solver
//! answers: an exponential delay, seen at the steps, is geometric.

use super::{assert_near, chances, forecast, sampled};
use foretell::Options;
use std::fmt::Write;

/// A small generator of scenarios: the next of a sequence of even numbers (D. Lehmer; M. Park & K. Miller 1988).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0 * 48_271 % 2_147_483_647;
        (self.0 >> 8) % n
    }

    fn share(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.below(1000) as f64 / 1000.0
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }
}

const STEPS: u64 = 24;

/// A scenario and its twin. `talks` leaves its first state after a delay, `mood` and `visit` read it and each other.
fn scenario(dice: &mut Dice, facts: u64) -> [String; 2] {
    let mean = dice.share(4.0, 25.0);
    let due = 1.0 - (-1.0 / mean).exp();
    let (stall, back) = (dice.share(0.01, 0.1), dice.share(0.02, 0.2));
    let (up, down) = (dice.share(0.02, 0.15), dice.share(0.02, 0.2));
    let (far, visit) = (dice.share(0.3, 0.9), dice.share(0.05, 0.4));
    let of = |leaving: &str, stalling: &str| {
        format!(
            "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-25\n\
             [process.talks]\nstates = [\"none\", \"open\", \"stalled\"]\nstart = \"none\"\n\
             from.none = {{ open = {leaving}, stalled = {stalling} }}\n\
             from.open = {{ stalled = {{ p = {back}, adjust = [ {{ if = \"mood == low\", odds = 3 }} ] }} }}\n\
             from.stalled = {{ none = 0.1 }}\n\
             [process.mood]\nstates = [\"low\", \"high\"]\nstart = {{ low = {far}, high = \"rest\" }}\n\
             from.low = {{ high = {{ p = {up}, adjust = [ {{ if = \"talks == open\", odds = 4 }} ] }} }}\n\
             from.high = {{ low = {down} }}\n\
             [event.visit]\neach = \"step\"\np = {visit}\n\
             case = [ {{ if = \"talks == open\", p = 0.5 }} ]\n\
             [question.open]\nask = \"talks\"\n[question.mood]\nask = \"mood\"\n\
             [question.early]\nask = \"by(talks == open, 2025-01-08)\"\n\
             [question.middle]\nask = \"at(mood == high, 2025-01-12)\"\n\
             [question.ever]\nask = \"ever(talks == stalled)\"\n"
        )
    };
    let mut texts = [
        of(
            &format!("{{ after = \"exponential(mean = {mean} * 1 day)\" }}"),
            &format!("{{ p = {stall}, adjust = [ {{ if = \"mood == low\", odds = 2 }} ] }}"),
        ),
        // a delay that is over comes before a move by chance
        of(
            &format!("{due}"),
            &format!(
                "\"{} * (if mood == low then {} else {stall})\"",
                1.0 - due,
                2.0 * stall / (1.0 + stall)
            ),
        ),
    ];
    let mut days: Vec<u64> = (0..facts).map(|_| 1 + dice.below(STEPS - 1)).collect();
    days.sort_unstable();
    for day in days {
        let what = match dice.below(8) {
            0 | 1 => format!("is = \"talks == {}\"", dice.one(&["none", "open", "stalled"])),
            2 => format!("is = \"mood == {}\"", dice.one(&["low", "high"])),
            3 => format!("happened = \"talks == {}\"", dice.one(&["open", "stalled"])),
            4 => format!(
                "is = \"{}\"",
                dice.one(&["visit", "not visit", "not (talks == open and mood == low)"])
            ),
            5 => format!("is = \"{}ever(talks == open)\"", dice.one(&["", "not "])),
            6 => format!(
                "heard = \"{}\"\nlikelier = {}",
                dice.one(&["talks == open", "mood == high or visit", "ever(talks == stalled)"]),
                dice.share(0.1, 6.0)
            ),
            _ => "is = \"talks != stalled\"".to_owned(),
        };
        for text in &mut texts {
            let _ = write!(text, "[[news]]\non = 2025-01-{:02}\n{what}\n", day + 1);
        }
    }
    if dice.below(3) == 0 {
        let watched = dice.one(&["talks", "mood"]);
        for text in &mut texts {
            *text = text.replacen(
                "until",
                &format!("today = 2025-01-06\nwatched = [\"{watched}\"]\nuntil"),
                1,
            );
        }
    }
    texts
}

#[test]
fn facts_about_delays_teach_what_they_teach_about_equal_hazards() {
    let mut dice = Dice(20_251);
    let (mut tried, mut compared) = (0, 0);
    while tried < 24 {
        let facts = 1 + dice.below(7);
        let [delays, hazards] = scenario(&mut dice, facts);
        // facts that can't hold together are faults in both
        let Ok(exact) = forecast(&hazards, &Options::default().exact(true)) else { continue };
        tried += 1;
        let found = forecast(&delays, &sampled(60_000, tried)).expect("the facts can hold");
        for ((name, found, error), (_, truth, _)) in
            chances(&found).into_iter().zip(chances(&exact))
        {
            if error.is_none() && !(1e-9..1.0 - 1e-9).contains(&truth) {
                assert!(
                    (found - truth).abs() < 1e-6,
                    "{tried} {name}: {found}, truly {truth}\n{delays}"
                );
                continue;
            }
            assert_near(&format!("{tried} {name}\n{delays}"), (found, error), truth);
            compared += 1;
        }
    }
    assert!(compared > 150, "{compared}");
}
