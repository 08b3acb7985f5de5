//! `run --save-trials` and `run -v`: every trial in a table, and timings.

mod files;
mod pace;
mod tables;

use crate::support::Foretell;
use std::path::Path;
use tempfile::TempDir;

/// One moment, everything certain.
const MOMENT: &str = r#"
[event.meet]
p = 0.3
[event.venue]
when = "meet"
otherwise = "nowhere, yet"
outcomes = { geneva = 0.2, "Istanbul \"old\"" = 0.5, riyadh = "rest" }
[event.sanctions]
outcomes = { none = 0.6, threatened = 0.3, imposed = 0.1 }
adjust = [ { if = "meet", odds = { imposed = 0.4 } } ]
[quantity.loss]
when = "meet"
value = "lognormal(mean=20, sd=8)"
[question.meet]
ask = "meet"
[question.venue]
ask = "venue"
given = "meet"
[question.sanctions]
ask = "sanctions"
[question.large]
ask = "loss > 25"
[question.loss]
ask = "loss"
[question.joint]
ask = ["meet", "sanctions == imposed", "meet"]
"#;

/// A clock, doubt, delays, series.
const CLOCK: &str = r#"
[scenario]
as_of = 2025-08-20
until = 2025-12-31
[parameter.pace]
value = "20% to 60%"
[process.talks]
states = ["none", "experts", "leaders"]
start = "none"
per = "month"
from.none = { experts = { p = "pace", adjust = [ { if = "front > 10", odds = "1.5 to 3" } ] } }
from.experts = { leaders = { after = "3 to 12 weeks" }, none = 0.2 }
[series.front]
start = 0
next = "front + normal(0.1, 1.1)"
[event.strike]
each = "step"
p = "0.05 + 0.04*sin(step/10)"
[question.meet]
ask = "by(talks == leaders, 2025-10-31)"
[question.when]
ask = "first(talks == leaders)"
given = "front > 0"
[question.wait]
ask = "first(talks == leaders) - first(talks == experts)"
[question.strikes]
ask = "count(strike)"
"#;

/// Evidence that weighs trials.
const WEIGHED: &str = r#"
[quantity.x]
value = "normal(0, 1)"
[event.e]
p = "exp(x - 14)"
[event.f]
p = "1/(1 + exp(-x))"
[question.f]
ask = "f"
[question.above]
ask = "x > 1"
given = "f"
"#;

/// The output of the run of a scenario, and the folder it ran in.
struct Saved {
    folder: TempDir,
    stdout: String,
}

impl Saved {
    /// Runs `scenario` with these arguments after `run s.toml`.
    fn new(scenario: &str, arguments: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let outcome = Foretell::new()
            .args(["run", "s.toml"])
            .args(arguments.split(' '))
            .file("s.toml", scenario)
            .folder(folder.path())
            .any_output()
            .run();
        Self { folder, stdout: outcome.stdout }
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.path().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    fn open(&self, name: &str) -> std::fs::File {
        let file = std::fs::File::open(self.folder.path().join(name));
        file.unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    fn table(&self, name: &str) -> Table {
        Table::of(&self.bytes(name))
    }
}

/// A table of texts.
#[derive(Debug, PartialEq)]
struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn of(csv: &[u8]) -> Self {
        let mut reader = csv::Reader::from_reader(csv);
        let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
        let header = texts(reader.headers().expect("it has a header"));
        let rows = reader.records().map(|record| texts(&record.expect("it is CSV"))).collect();
        Self { header, rows }
    }

    fn column(&self, name: &str) -> Vec<&str> {
        let at = self.header.iter().position(|known| known == name);
        let at = at.unwrap_or_else(|| panic!("no column {name} among {:?}", self.header));
        self.rows.iter().map(|row| row[at].as_str()).collect()
    }

    fn numbers(&self, name: &str) -> Vec<Option<f64>> {
        let read = |text: &str| (!text.is_empty()).then(|| text.parse().expect("a number"));
        self.column(name).into_iter().map(read).collect()
    }
}

/// The files of a folder but for the scenario.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name != "s.toml").collect();
    names.sort();
    names
}
