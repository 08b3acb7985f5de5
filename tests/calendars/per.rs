//! Chances over any time: ten months, up to a date, each date of a calendar; adjustments come before the conversion.

use super::both;
use std::fmt::Write as _;

fn text(step: &str, until: &str, process: &str) -> String {
    let mut text = format!("[scenario]\nas_of = 2025-01-01\nuntil = {until}\nstep = \"{step}\"\n");
    write!(
        text,
        "[process.deal]\nstates = [\"no\", \"yes\"]\nstart = \"no\"\n{process}\n\
         [question.deal]\nask = \"deal\"\n[calendar.council]\ndates = [2025-01-20, 2025-02-03, 2025-03-17, 2025-09-01]\n"
    )
    .expect("a string");
    text
}

/// Odds 2 on 30 % in ten months give 46 %: 0.6 / (0.6 + 0.7).
#[test]
fn adjustments_come_before_the_conversion() {
    let plain = "per = \"10 months\"\nfrom.no.yes = 0.3";
    both(&text("month", "2025-11-01", plain), "deal", 0.3);
    both(&text("month", "2026-09-01", plain), "deal", 1.0 - 0.7 * 0.7);
    let adjusted = "per = \"10 months\"\nfrom.no.yes = { p = 0.3, adjust = [ { if = \"deal == no\", odds = 2 } ] }";
    both(&text("month", "2025-11-01", adjusted), "deal", 0.6 / 1.3);
}

/// Days, weeks and months of a duration, in steps of days and weeks; a month counts 30.436875 days.
#[test]
fn a_duration_is_converted_to_the_step() {
    for (per, days) in [
        ("10 months", 304.368_75),
        ("2 weeks", 14.0),
        ("1.5 years", 547.863_75),
        ("45 days", 45.0),
        ("month", 30.436_875),
    ] {
        let process = format!("per = \"{per}\"\nfrom.no.yes = 0.3");
        let chance = |steps: f64| 1.0 - 0.7_f64.powf(steps / days);
        both(&text("day", "2025-03-02", &process), "deal", chance(60.0));
        both(&text("week", "2025-03-05", &process), "deal", chance(63.0));
        // the last step is shorter
        both(&text("week", "2025-03-07", &process), "deal", chance(65.0));
    }
}

/// A chance by a date is what it says on that date, in steps of any length.
#[test]
fn a_chance_up_to_a_date_holds_on_that_date() {
    for (step, until) in [
        ("day", "2025-06-29"),
        ("week", "2025-07-02"),
        ("month", "2025-07-01"),
        ("month", "2025-06-20"),
        ("week", "2025-06-29"),
    ] {
        let process = format!("per = {until}\nfrom.no.yes = 0.3");
        both(&text(step, until, &process), "deal", 0.3);
    }
    // half of the way, and twice
    let process = "per = 2025-07-01\nfrom.no.yes = 0.3";
    both(&text("month", "2025-04-01", process), "deal", 1.0 - 0.7_f64.sqrt());
    both(&text("month", "2026-01-01", process), "deal", 1.0 - 0.7_f64.powi(2));
}

/// Of a calendar, each of its dates has the chance, and nothing happens between; not on the first day.
#[test]
fn a_calendar_has_the_chance_at_each_of_its_dates() {
    let process = "per = \"council\"\nfrom.no.yes = 0.3";
    for (until, dates) in [("2025-01-20", 1), ("2025-02-02", 1), ("2025-03-31", 3)] {
        both(&text("day", until, process), "deal", 1.0 - 0.7_f64.powi(dates));
    }
    let gated = "per = \"council\"\nfrom.no.yes = { p = 0.3, if = \"date >= 2025-02-01\" }";
    both(&text("day", "2025-03-31", gated), "deal", 1.0 - 0.7_f64.powi(2));
    // weekly steps from a Wednesday; only dates within the clock must be steps
    let weekly = text("week", "2025-02-05", process).replace("2025-01-20", "2025-01-22");
    both(&weekly.replace("2025-02-03", "2025-02-05"), "deal", 1.0 - 0.7_f64.powi(2));
}

/// A row may have a time of its own.
#[test]
fn a_row_has_its_own_time() {
    let process = "per = \"day\"\n[process.deal.from.no]\nper = \"2 days\"\nyes = 0.3\n[process.deal.from.yes]\nno = 0.2";
    let (up, down) = (1.0 - 0.7_f64.sqrt(), 0.2);
    let steady = up / (up + down);
    let chance = steady * (1.0 - (1.0 - up - down).powi(31));
    both(&text("day", "2025-02-01", process), "deal", chance);
    // a state may be called so
    let named =
        text("day", "2025-02-01", "from.no.yes = 0.1").replace("\"yes\"]", "\"yes\", \"per\"]");
    let named = named
        .replace("from.no.yes = 0.1", "from.no.per = 0.1")
        .replace("ask = \"deal\"", "ask = \"deal == per\"");
    both(&named, "deal", 1.0 - 0.9_f64.powi(31));
}
