//! What a sweep is to vary: from `--over`, from a `[sweep]` of the scenario, from a table of points.

use super::failure::{Failure, Stop};
use crate::analysis::sweep::Asked;
use crate::diagnostic::{Code, Diagnostic, Located, Place, Sources, nearest};
use crate::report::cells::unguarded;
use crate::scenario::{self, Given, Scenario, Values};
use std::path::Path;

/// From the command line and the scenario; and whether values go together.
pub(super) fn of_words(
    scenario: &Scenario,
    sources: &mut Sources,
    name: Option<&str>,
    over: &[String],
    is_design: bool,
) -> Result<(Vec<Asked>, bool), Vec<Diagnostic>> {
    let (mut asked, mut zip) = (Vec::new(), false);
    let mut faults = Vec::new();
    let only = match &scenario.sweeps[..] {
        [only] if over.is_empty() && !is_design => Some(only.name.value.as_str()),
        _ => None,
    };
    if let Some(name) = name.or(only) {
        let sweep = named(scenario, sources, name).map_err(|fault| vec![fault])?;
        zip = sweep.zip;
        match of_table_of(sweep) {
            Ok(further) => asked = further,
            Err(further) => faults.extend(further),
        }
    }
    for text in over {
        match of_argument(sources, text, is_design) {
            // what is said here goes before what the file says
            Ok(one) => match asked.iter_mut().find(|a: &&mut Asked| a.path.value == one.path.value)
            {
                Some(same) if name.is_some() => *same = one,
                _ => asked.push(one),
            },
            Err(fault) => faults.push(fault),
        }
    }
    if asked.is_empty() && faults.is_empty() && !is_design {
        faults.push(nothing(scenario));
    }
    if faults.is_empty() { Ok((asked, zip)) } else { Err(faults) }
}

/// The axes of a `[sweep]`.
pub(super) fn of_table_of(sweep: &scenario::Sweep) -> Result<Vec<Asked>, Vec<Diagnostic>> {
    let (mut asked, mut faults) = (Vec::new(), Vec::new());
    for over in &sweep.over {
        let whole = over.values.place;
        match scenario::values(&over.values.value, &|_| whole) {
            Ok(values) => asked.push(Asked { path: over.path.clone(), values: Some(values) }),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(asked) } else { Err(faults) }
}

fn named<'a>(
    scenario: &'a Scenario,
    sources: &mut Sources,
    name: &str,
) -> Result<&'a scenario::Sweep, Diagnostic> {
    let found = scenario.sweeps.iter().find(|sweep| sweep.name.value == name);
    found.ok_or_else(|| {
        let place = Place::new(sources.add("NAME", name), 0..name.len());
        let names = || scenario.sweeps.iter().map(|sweep| sweep.name.value.as_str());
        let near = nearest(name, names());
        let what = format!("the scenario has no sweep `{name}`");
        let fault = Diagnostic::new(Code::UnknownSweep, place, what).suggest(near);
        match names().collect::<Vec<_>>().join(", ") {
            all if all.is_empty() => fault.help("name what to vary: --over PATH=0.1..0.5:9"),
            all => fault.help(format!("it has {all}")),
        }
    })
}

fn nothing(scenario: &Scenario) -> Diagnostic {
    let fault = Diagnostic::placeless(Code::UnknownSweep, "nothing to vary is named")
        .help("name a number and its values: --over PATH=0.1..0.5:9");
    let names: Vec<&str> = scenario.sweeps.iter().map(|sweep| sweep.name.value.as_str()).collect();
    if names.is_empty() {
        return fault.help("`foretell check FILE --paths` lists the numbers and their paths");
    }
    fault.help(format!("or one of the scenario's sweeps: {}", names.join(", ")))
}

fn of_argument(sources: &mut Sources, text: &str, is_design: bool) -> Result<Asked, Diagnostic> {
    let file = sources.add("--over", text);
    let place = |range| Place::new(file, range);
    let Some((path, said)) = text.split_once('=') else {
        if is_design {
            let path = Located::new(text.trim().to_owned(), place(0..text.len()));
            return Ok(Asked { path, values: None });
        }
        return Err(Diagnostic::new(
            Code::SweepValues,
            place(0..text.len()),
            "`--over` takes PATH=VALUES",
        )
        .help("such as appetite=0.1,0.2,0.5 or appetite=0.05..0.60:12"));
    };
    let start = path.len() + 1;
    let values = scenario::values(said, &|range| place(range.start + start..range.end + start))?;
    let path = Located::new(path.trim().to_owned(), place(0..path.len()));
    Ok(Asked { path, values: Some(values) })
}

/// From a file with a path at the head of each column and a point in each line.
pub(super) fn of_table(path: &Path, sources: &mut Sources) -> Result<Vec<Asked>, Stop> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Read { path: path.to_owned(), error })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
    let file = sources.add(path.display().to_string(), text.as_str());
    let line = |start: u64| {
        let start = start as usize;
        let length = text[start..].find(['\n', '\r']).unwrap_or(text.len() - start);
        Place::new(file, start..start + length)
    };
    let fault = |place: Place, what: String| {
        Stop::Findings(vec![Diagnostic::new(Code::SweepValues, place, what)])
    };
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let head = reader.headers().map_err(|error| fault(line(0), error.to_string()))?.clone();
    let mut columns: Vec<Vec<Given>> = vec![Vec::new(); head.len()];
    for record in reader.records() {
        let record = record.map_err(|error| fault(line(0), error.to_string()))?;
        let place = line(record.position().map_or(0, csv::Position::byte));
        if record.len() != head.len() {
            let columns = if head.len() == 1 { "column" } else { "columns" };
            let what = format!("{} values for {} {columns}", record.len(), head.len());
            return Err(fault(place, what));
        }
        for (column, value) in columns.iter_mut().zip(&record) {
            column.push(Given { text: unguarded(value).to_owned(), place });
        }
    }
    if columns.iter().all(Vec::is_empty) {
        return Err(fault(line(0), "the table has no points".to_owned()));
    }
    let asked = head.iter().zip(columns).map(|(path, given)| Asked {
        path: Located::new(unguarded(path).to_owned(), line(0)),
        values: Some(Values::List(given)),
    });
    Ok(asked.collect())
}
