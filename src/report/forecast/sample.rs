//! Hand-made forecasts for tests of the output formats.

use crate::forecast::{
    Answer, Body, ClockSpan, DateSummary, DayFigure, Drawn, Estimate, Figure, Forecast, JointTable,
    NumberSummary, ProcessTimeline, Range, Supposed,
};
use crate::formula::Unit;
use jiff::civil::{Date, date};

/// A probability estimated from a million trials in one world.
pub(crate) fn chance(probability: f64) -> Estimate {
    let std_error = (probability * (1.0 - probability) / 1e6).sqrt();
    let sampling = match probability {
        0.0 => (0.0, 3.7e-6),
        p => (p - 1.96 * std_error, p + 1.96 * std_error),
    };
    Estimate::new(probability, std_error, sampling)
}

pub(crate) fn answer(question: &str, label: &str, given: Option<&str>, body: Body) -> Answer {
    Answer {
        question: question.into(),
        label: label.into(),
        given: given.map(Into::into),
        member: None,
        kept: 1_000_000,
        effective: None,
        worlds_worth: None,
        left_out: 0,
        body,
        timeline: Vec::new(),
        tells_when: false,
        fan: Vec::new(),
    }
}

pub(crate) fn outcomes(of: &[(&str, f64)]) -> Vec<(String, Estimate)> {
    of.iter().map(|(name, p)| ((*name).to_owned(), chance(*p))).collect()
}

/// A single moment with one world.
pub(crate) fn two_leaders() -> Forecast {
    let venues = [("geneva", 0.41), ("budapest", 0.1612), ("moscow", 0.0), ("other", 0.4288)];
    let joint = JointTable {
        columns: vec!["meeting".into(), "sanctions".into()],
        labels: vec!["meeting".into(), "sanctions".into()],
        outcomes: vec![
            vec!["yes".into(), "no".into()],
            vec!["none".into(), "threatened".into(), "imposed".into()],
        ],
        cells: [0.05, 0.17, 0.08, 0.1, 0.38, 0.22].map(chance).to_vec(),
    };
    let condition = |p| Body::Condition(chance(p));
    Forecast {
        title: "Will the two presidents meet?".into(),
        clock: None,
        choices: vec![("our_push".into(), "none".into())],
        interventions: Vec::new(),
        evidence: Vec::new(),
        known: None,
        answers: vec![
            answer("meeting", "They meet", None, condition(0.3)),
            answer("imposed", "Sanctions imposed", None, condition(0.3012)),
            answer("if_met", "  if they meet", Some("meeting"), condition(0.2634)),
            answer("both", "They meet in Moscow", None, condition(0.0)),
            answer(
                "venue",
                "Venue, if they meet",
                Some("meeting"),
                Body::Category(outcomes(&venues)),
            ),
            answer("joint", "Together", None, Body::Joint(joint)),
        ],
        processes: Vec::new(),
        parameters: Vec::new(),
        widest: None,
        voices: None,
        missed: None,
        yardstick: crate::scenario::Yardstick::default(),
        authorship: crate::forecast::Authorship::default(),
        conditions: std::sync::Arc::default(),
        drawn: Drawn {
            trials: 1_000_000,
            kept: 1_000_000,
            effective: None,
            worlds: 1,
            without: 0,
            worlds_worth: None,
            histories: None,
            seed: 0,
        },
        exact: None,
    }
}

/// A clock and a thousand worlds.
pub(crate) fn leaders_summit() -> Forecast {
    let resolved = |low, high| Range::Resolved { low, high, low_error: 0.0, high_error: 0.0 };
    let ranged = |p: f64, low, high| Estimate { range: Some(resolved(low, high)), ..chance(p) };
    let until = date(2025, 12, 31);
    let first = DateSummary {
        happens: ranged(0.31, 0.19, 0.45),
        quantiles: vec![
            (0.05, DayFigure { day: Some(date(2025, 10, 3)), std_error: Some(1.0), range: None }),
            (0.5, DayFigure { day: None, std_error: None, range: None }),
        ],
        quantiles_if_happens: vec![(0.5, date(2025, 11, 11)), (0.95, date(2025, 12, 26))],
    };
    let days = |top: f64| -> Vec<(Date, Estimate)> {
        let all = date(2025, 8, 20).series(jiff::ToSpan::days(1)).take_while(|d| *d <= until);
        let all: Vec<Date> = all.collect();
        let share = |i: usize| top * i as f64 / (all.len() - 1) as f64;
        all.iter().enumerate().map(|(i, d)| (*d, ranged(share(i), 0.1, 0.4))).collect()
    };
    let figure = |value: f64, error| Figure { std_error: Some(error), ..Figure::exact(value) };
    let mean_range = Range::Resolved { low: 9.0, high: 35.0, low_error: 0.4, high_error: 0.4 };
    let loss = NumberSummary {
        unit: "USD bn".into(),
        mean: Ok(Figure { range: Some(mean_range), ..figure(21.312, 0.02) }),
        std_dev: Some(8.1),
        quantiles: vec![
            (0.05, figure(8.2, 0.02)),
            (0.5, figure(20.13, 0.03)),
            (0.95, figure(36.4, 0.2)),
        ],
        values: Vec::new(),
        never: Figure::exact(0.0),
        histogram: (0..12)
            .map(|i| (f64::from(i) * 4.0, f64::from(i + 1) * 4.0, f64::from(i * (12 - i)) / 286.0))
            .collect(),
    };
    let condition = |p, low, high| Body::Condition(ranged(p, low, high));
    Forecast {
        clock: Some(ClockSpan { as_of: date(2025, 8, 20), until, step: Unit::Day }),
        interventions: vec![Supposed {
            text: "sanctions=imposed@2025-10-01".into(),
            variable: "sanctions".into(),
            value: "imposed".into(),
            from: Some(date(2025, 10, 1)),
            until: None,
        }],
        evidence: vec!["concession == territory".into()],
        known: None,
        answers: vec![
            answer("by_sep", "They meet by 30 Sep", None, condition(0.04, 0.02, 0.07)),
            answer("by_oct", "They meet by 31 Oct", None, condition(0.12, 0.07, 0.19)),
            answer("by_dec", "They meet by 31 Dec", None, condition(0.31, 0.19, 0.45)),
            Answer {
                timeline: days(0.31),
                ..answer("first", "First meeting", None, Body::Date(first))
            },
            answer("loss", "Oil revenue lost", None, Body::Number(loss)),
        ],
        processes: vec![ProcessTimeline {
            process: "talks".into(),
            states: vec!["none".into(), "leaders".into()],
            steps: vec![(date(2025, 8, 20), vec![chance(0.75), chance(0.25)])],
        }],
        drawn: Drawn { kept: 612_345, worlds: 1000, seed: 7, ..two_leaders().drawn },
        ..two_leaders()
    }
}
