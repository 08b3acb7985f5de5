//! Scenario forecasting: write down what you believe about a negotiation, see what follows.
//!
//! A scenario is a text: events with their chances, processes that move from state to state, the causes of
//! each, and questions. From it foretell draws many histories and counts how often each thing happened; every
//! answer comes with its sampling error and, if some inputs are uncertain, with the range across their readings.
//!
//! Load a scenario, change it, run it, look an answer up:
//!
//! ```
//! use foretell::{Options, Scenario};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let scenario = Scenario::load("scenarios/leaders_summit.toml")?;
//! let model = scenario
//!     .case()
//!     .set("process.talks.from.none.experts.p", "20% to 50%")
//!     .intervene("our_push", "push") // `--do`
//!     .observe("by(talks == ministers, 2025-10-31)") // `--given`
//!     .compile()?; // every fault at once
//! let forecast = model.run(&Options::default().trials(100_000))?;
//! let meet = forecast.answer("meet_by_december")?.probability()?;
//! println!("{:?} ± {:?}", meet.estimate, meet.std_error);
//! # assert!(meet.estimate.is_some_and(|p| p > 0.3 && p < 0.9));
//! # Ok(())
//! # }
//! ```
//!
//! # From a file to a chart
//!
//! ```
//! use foretell::{Options, Report, Scenario};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let scenario = Scenario::load("scenarios/two_leaders.toml")?;
//! let found = scenario.check(); // every fault, or else advice
//! assert!(!found.has_faults(), "{found}");
//!
//! let model = scenario.case().compile()?;
//! let options = Options::default().trials(100_000);
//! println!("{}", model.printed(&options)?); // answers with their charts, as `foretell run` prints them
//! let page = model.report(&Report::default(), &options)?; // one HTML file with charts, for readers without the program
//! # assert!(page.contains("<svg"));
//!
//! let forecast = model.run(&options)?; // the same answers as data
//! println!("{}", forecast.summary().to_csv()); // tables with typed columns
//! println!("{}", serde_json::to_string(&forecast)?); // JSON that reads back
//! # Ok(())
//! # }
//! ```
//!
//! # What there is
//!
//! [`Scenario`] holds the text, faulty or not: [`Scenario::check`] finds every fault and what is odd though
//! legal. [`Case`] is a scenario with changes, interventions and evidence; [`Model`] is what that means.
//! [`Options`] say how many trials to draw, with which seed and on how many threads, and who watches: no number
//! depends on threads. [`result::Forecast`] is plain data with a version and a JSON Schema. All of them are
//! `Clone`, `Send` and `Sync`, and all but results are cheap to clone.
//!
//! | you want | call |
//! | --- | --- |
//! | a what-if | [`Case::set`], [`Case::variant`], [`Case::overlay`] |
//! | what follows if somebody acts, or if we learn something | [`Case::intervene`], [`Case::observe`] |
//! | answers; every single trial | [`Model::run`], [`Model::trials`] |
//! | answers without sampling; both ways compared | [`Options::exact`], [`Model::cross_check`] |
//! | where an answer comes from, or the model in sentences | [`Model::trace`], [`Model::explain`] |
//! | models beside each other, and why they differ | [`compare`](compare()), [`compare_why`] |
//! | answers at many values of some numbers | [`Model::sweep`] |
//! | the numbers that move an answer | [`Model::sensitivity`] |
//! | work in parts on several machines | [`Model::part`], [`Model::merge`] |
//! | a page for readers without the program | [`Model::report`] |
//! | the model as a drawing, or as a network for other programs | [`Model::dot`], [`Model::mermaid`], [`Model::to_bif`] |
//!
//! A call that fails returns an [`Error`], most often [`Diagnostics`] with codes, places and repairs.
//!
//! # Without sampling
//!
//! If all that can happen is discrete, the answers can be computed:
//!
//! ```
//! use foretell::{Options, Scenario};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = r#"
//! [event.meeting]
//! p = 0.3
//!
//! [event.deal]
//! p    = 0.1
//! case = [ { if = "meeting", p = 0.6 } ]
//! "#;
//! let model = Scenario::read("talks.toml", text).case().compile()?;
//! let exact = model.run(&Options::default().exact(true))?;
//! let deal = exact.answer("deal")?.probability()?;
//! assert!((deal.estimate.unwrap() - 0.25).abs() < 1e-12);
//! assert!(model.cross_check(&Options::default().trials(100_000))?.holds());
//! # Ok(())
//! # }
//! ```
//!
//! # Comparisons
//!
//! Sides are drawn on the same random numbers, so that their difference is known better than either answer:
//!
//! ```
//! use foretell::{Options, Scenario, Side, compare};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = r#"
//! [choice.push]
//! options = ["no", "yes"]
//! default = "no"
//!
//! [event.deal]
//! p    = 0.2
//! case = [ { if = "push == yes", p = 0.5 } ]
//! "#;
//! let scenario = Scenario::read("talks.toml", text);
//! let sides = [
//!     Side::new("as it is", &scenario.case().compile()?),
//!     Side::new("we push", &scenario.case().intervene("push", "yes").compile()?),
//! ];
//! let found = compare(&sides, &Options::default().trials(100_000))?;
//! let difference = &found.difference("deal", "yes", "we push")?.figure;
//! let value = difference.value.and_then(|value| value.finite()).unwrap();
//! assert!((value - 0.3).abs() < 5.0 * difference.std_error.unwrap());
//! # Ok(())
//! # }
//! ```
//!
//! # Sweeps and sensitivity
//!
//! ```
//! use foretell::{Design, Options, Scenario, Subject};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = r#"
//! [event.meeting]
//! p = "20% to 60%"
//!
//! [event.deal]
//! p    = 0
//! case = [ { if = "meeting", p = 0.5 } ]
//! "#;
//! let model = Scenario::read("talks.toml", text).case().compile()?;
//! let options = Options::default().trials(100_000).question("deal");
//!
//! // the chance of a deal at five chances of a meeting
//! let sweep = model.sweep(&Design::default().over("event.meeting.p", "0.1..0.5:5"), &options)?;
//! let high = &sweep.row(&[("event.meeting.p", "0.5")], "deal", "yes")?.figure;
//! let chance = high.value.and_then(|value| value.finite()).unwrap();
//! assert!((chance - 0.25).abs() < 5.0 * high.std_error.unwrap());
//!
//! // and the numbers that move it
//! let found = model.sensitivity(&Subject::default().question("deal"), &options)?;
//! let swing = found.swing("event.meeting.p")?;
//! assert!(swing.difference.is_some());
//! # Ok(())
//! # }
//! ```
//!
//! # Watching and ending long work
//!
//! ```
//! use foretell::{Error, Monitor, Options, Scenario};
//! use std::sync::atomic::{AtomicU64, Ordering};
//!
//! /// Ends the work after 10,000 trials.
//! #[derive(Default)]
//! struct Short(AtomicU64);
//!
//! impl Monitor for Short {
//!     fn progress(&self, done: u64, _of: u64) {
//!         self.0.store(done, Ordering::Relaxed);
//!     }
//!
//!     fn cancelled(&self) -> bool {
//!         self.0.load(Ordering::Relaxed) > 10_000
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
//! let ended = model.run(&Options::default().monitor(Short::default()));
//! assert!(matches!(ended, Err(Error::Cancelled)));
//! # Ok(())
//! # }
//! ```
//!
//! `docs/architecture.md` in the repository is the map for whoever changes the library.

#[cfg_attr(
    not(feature = "cli"),
    expect(dead_code, reason = "the program calls more than other callers can")
)]
mod api;
pub mod result;

pub use api::*;

/// The rooms behind the front door, for this package's own tests, benches and fuzz targets. They change without
/// notice.
#[doc(hidden)]
#[path = "."]
pub mod internal {
    pub mod analysis;
    #[cfg(feature = "cli")]
    pub mod cli;
    pub mod diagnostic;
    pub mod distribution;
    pub mod engine;
    pub mod exact;
    pub mod forecast;
    pub mod formula;
    pub mod inference;
    pub mod interchange;
    pub mod model;
    pub mod numerics;
    pub mod report;
    pub mod scenario;
}

#[cfg(feature = "cli")]
use internal::cli;
use internal::{
    analysis, diagnostic, distribution, engine, exact, forecast, formula, inference, interchange,
    model, numerics, report, scenario,
};
