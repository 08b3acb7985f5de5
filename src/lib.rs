//! Scenario forecasting: write down what you believe about a negotiation, see what follows.
//!
//! A scenario is a text: events with their chances, processes that move from state to state, what
//! each depends on, what is asked. From it foretell draws many histories and counts how often each
//! thing came about. Data goes straight through, each stage a verb and a plain value:
//!
//! | stage | from | to |
//! | --- | --- | --- |
//! | [`scenario::read`] | text | [`scenario::Scenario`]: what was written, with its places |
//! | [`model::compile`] | scenario | [`model::Model`]: names resolved, order found; immutable |
//! | [`model::suppose`](fn@model::suppose) | arguments | [`model::Supposition`]: what is made, what is learnt |
//! | [`model::World`] | model | one reading of what the analyst is unsure of |
//! | [`model::bind`](fn@model::bind) | model, world | [`model::Binding`]: its chances as flat tables |
//! | [`engine::run`] | model, supposition, plan | [`engine::Tallies`]: whole counts, world by world |
//! | [`forecast::summarise`] | tally | [`forecast::Forecast`]: estimates with their errors |
//! | [`analysis`] | scenarios | several runs and what they say together |
//! | [`result::forecast`] | forecast | [`result::Forecast`]: plain data, JSON |
//! | [`report::present`] | forecast | [`report::Document`], then text, CSV or JSON |
//!
//! ```
//! use foretell::diagnostic::Sources;
//! use foretell::engine::Plan;
//! use foretell::report::{Detail, present, terminal};
//! use foretell::{engine, forecast, model, scenario};
//!
//! let text = r#"
//! [event.meeting]
//! p = 0.3
//!
//! [event.sanctions]
//! outcomes = { none = 0.4, imposed = "rest" }
//! case     = [ { if = "meeting", outcomes = { none = 0.9, imposed = "rest" } } ]
//!
//! [question.imposed]
//! ask   = "sanctions == imposed"
//! label = "Sanctions imposed"
//! "#;
//! let mut sources = Sources::default();
//! let file = sources.add("talks.toml", text);
//! let (scenario, findings) = scenario::read(&sources, file);
//! assert!(findings.iter().all(|finding| !finding.is_fault()));
//! let model = model::compile(&scenario).expect("it has no faults");
//!
//! // somebody makes them meet: `--do meeting=yes`
//! let supposition = model::suppose(&model, &mut sources, &["meeting=yes".to_owned()], &[])
//!     .expect("there is such an event");
//! let plan = Plan {
//!     trials: 100_000,
//!     seed: 0,
//!     worlds: 1000,
//!     threads: 0,
//!     questions: None,
//!     timelines: false,
//!     paths: None,
//! };
//! let tallies = engine::run(&model, &supposition, &plan, &|_| ())
//!     .expect("every chance lies between 0 and 1");
//!
//! let forecast = forecast::summarise(&model, &supposition, &plan, &tallies);
//! let printed = terminal::render(&present(&forecast, Detail::Brief));
//! assert!(printed.contains("Sanctions imposed"), "{printed}");
//! let forecast::Body::Condition(imposed) = &forecast.answers[0].body else { unreachable!() };
//! assert!((imposed.probability - 0.1).abs() < 5.0 * imposed.error());
//! ```
//!
//! Below them: [`diagnostic`] says what is wrong, where and what to do about it; [`formula`] is the
//! little language of conditions and numbers; [`distribution`] and [`numerics`] hold the
//! mathematics, with streams of random numbers that depend on the seed and the names alone, so
//! that the same scenario gives the same bits on every machine and number of threads. On top,
//! [`cli`] is the program. `docs/architecture.md` tells which may know which.

pub mod analysis;
mod api;
pub mod cli;
pub mod diagnostic;
pub mod distribution;
pub mod engine;
pub mod exact;
pub mod forecast;
pub mod formula;
pub mod interchange;
pub mod model;
pub mod numerics;
pub mod report;
pub mod result;
pub mod scenario;

pub use api::*;
