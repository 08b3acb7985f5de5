//! Reads a scenario, changes it, runs it, also in parts and trial by trial, looks answers up; ends with an error if any
//! is off.

#[cfg(feature = "all")]
mod arrow;

use foretell::{
    Design, Job, Monitor, Options, Outcome, Part, Scenario, Shard, Side, Subject, TrialBlock, TrialSink, TrialTable,
    compare,
};
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const TALKS: &str = r#"
[choice.push]
options = ["no", "yes"]
default = "no"

[event.meeting]
p    = "20% to 40%"
case = [ { if = "push == yes", p = 0.8 } ]

[event.deal]
p    = 0.1
case = [ { if = "meeting", p = 0.5 } ]

[question]
deal    = { ask = "deal" }
meeting = { ask = "meeting" }
"#;

/// Counts the trials that were drawn.
#[derive(Default)]
struct Counter(AtomicU64);

impl Monitor for Counter {
    fn progress(&self, done: u64, _of: u64) {
        self.0.fetch_max(done, Ordering::Relaxed);
    }
}

/// Counts the rows that it gets.
#[derive(Default)]
struct Rows(usize);

impl TrialSink for Rows {
    type Piece = usize;
    type Error = foretell::Error;

    fn begin(&mut self, table: &TrialTable) -> Result<(), foretell::Error> {
        assert_eq!(table.columns[0].name, "trial");
        Ok(())
    }

    fn prepare(_: &TrialTable, block: TrialBlock) -> usize {
        block.rows
    }

    fn take(&mut self, rows: usize) -> Result<(), foretell::Error> {
        self.0 += rows;
        Ok(())
    }
}

/// Returns an error unless a chance is near its expected value.
fn near(what: &str, found: Option<f64>, right: f64, by: f64) -> Result<(), Box<dyn Error>> {
    match found {
        Some(found) if (found - right).abs() <= by => Ok(()),
        found => Err(format!("{what}: {found:?}, not {right} to within {by}").into()),
    }
}

/// A forecast with days and with waits that may not end.
#[cfg(feature = "all")]
fn timed(options: &foretell::Options) -> Result<foretell::result::Forecast, foretell::Error> {
    let text = r#"
[scenario]
as_of = 2024-02-01
until = 2024-04-01
step  = "week"

[process.talks]
states = ["none", "some"]
start  = "none"
from.none.some = { p = 0.05 }

[question]
first = { ask = "first(talks == some)" }
wait  = { ask = "first(talks == some) - 2024-02-01" }
some  = { ask = "by(talks == some, 2024-03-15)" }
"#;
    Scenario::read("timed.toml", text).case().compile()?.run(options)
}

fn main() -> Result<(), Box<dyn Error>> {
    let scenario = Scenario::read("talks.toml", TALKS);
    assert!(!scenario.check().has_faults(), "{}", scenario.check());
    let counter = Arc::new(Counter::default());
    let options = Options::default().trials(50_000).worlds(100).shared_monitor(counter.clone());

    let pushed = scenario.case().intervene("push", "yes").compile()?;
    let forecast = pushed.run(&options)?;
    let deal = forecast.answer("deal")?.probability()?;
    let error = deal.std_error.ok_or("it has an error")?;
    near("deal, if we push", deal.estimate, 0.8 * 0.5 + 0.2 * 0.1, 5.0 * error)?;
    assert_eq!(counter.0.load(Ordering::Relaxed), 50_000);

    let mut rows = Rows::default();
    assert_eq!(pushed.trials(&options, &mut rows)?, forecast);
    assert_eq!(rows.0, 50_000);
    let mut parts = Vec::new();
    for index in 0..3 {
        let part = pushed.part(&Job::Run, Shard { index, of: 3 }, &options)?;
        parts.push(Part::read(part.name(), part.to_bytes())?);
    }
    assert_eq!(pushed.merge(&Job::Run, parts)?, Outcome::Run(Box::new(forecast.clone())));

    let exact = pushed.run(&options.clone().exact(true))?;
    near("the same, computed", exact.answer("deal")?.probability()?.estimate, 0.42, 1e-12)?;
    let deal = scenario.case().intervene("push", "yes").observe("deal").compile()?;
    let learnt = deal.run(&options.clone().exact(true))?;
    near("meeting, given a deal", learnt.answer("meeting")?.probability()?.estimate, 0.4 / 0.42, 1e-12)?;

    let as_it_is = scenario.case().compile()?;
    let sides = [Side::new("as it is", &as_it_is), Side::new("pushed", &pushed)];
    let compared = compare(&sides, &options)?;
    let difference = &compared.difference("meeting", "yes", "pushed")?.figure;
    let value = difference.value.and_then(foretell::result::Value::finite);
    near("what pushing adds", value, 0.5, 0.02)?;

    let design = Design::default().over("event.deal.case.1.p", "0.2,0.6");
    let sweep = pushed.sweep(&design, &options)?;
    let row = sweep.row(&[("event.deal.case.1.p", "0.6")], "deal", "yes")?;
    near("deal at 0.6", row.figure.value.and_then(foretell::result::Value::finite), 0.5, 0.02)?;
    let found = as_it_is.sensitivity(&Subject::default().question("deal"), &options)?;
    assert!(found.swing("event.meeting.p")?.difference.is_some());

    let table = forecast.summary();
    assert_eq!((table.rows(), table.to_csv().lines().count()), (2, 3));
    #[cfg(feature = "all")]
    {
        let timed = timed(&options)?;
        let tables = [&forecast, &timed].map(foretell::result::Forecast::tables).concat();
        let tables = [tables, compared.tables(), sweep.tables(), found.tables()];
        arrow::check(&tables.concat())?;
    }

    let fault = scenario.case().set("event.deal.q", "0.3").compile().expect_err("there is no `q`");
    println!("{}", fault.diagnostics().map_or(0, |faults| faults.len()));
    Ok(())
}
