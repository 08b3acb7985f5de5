//! The numbers that a sweep varies: from arguments, from a `[sweep]` of the scenario, from a table of points.

use super::design::Design;
use super::table::{self, Table};
use crate::analysis::sweep::{Asked, Layout};
use crate::api::written::Found;
use crate::diagnostic::{Code, Diagnostic, Located, Place, Sources, nearest};
use crate::scenario::{self, Given, Scenario, Values};
use std::path::Path;

/// The varied inputs of a sweep.
pub(super) struct Varied {
    pub(super) asked: Vec<Asked>,
    pub(super) layout: Layout,
    /// The label of the scenario's sweep, if it is one of these and has a label.
    pub(super) label: Option<String>,
    /// A note of how a table was read, unless as usual.
    pub(super) note: Option<String>,
}

/// Finds the varied inputs of a design.
pub(super) fn of(
    scenario: &Scenario,
    sources: &mut Sources,
    design: &Design,
) -> Result<Varied, Found> {
    if let Some((name, text)) = &design.table {
        let (asked, note) = of_table(name, text, sources)?;
        return Ok(Varied { asked, layout: Layout::Rows, label: None, note });
    }
    let (mut asked, mut zip, mut label) = (Vec::new(), design.is_zipped, None);
    let mut faults = Vec::new();
    let name = design.name.as_deref();
    let only = match &scenario.sweeps[..] {
        [only] if design.over.is_empty() && design.spread.is_none() => Some(&*only.name.value),
        _ => None,
    };
    if let Some(name) = name.or(only) {
        let sweep = named(scenario, sources, name).map_err(|fault| vec![fault])?;
        zip |= sweep.zip;
        label = sweep.label.as_ref().map(|label| label.value.clone());
        match axes_of(sweep) {
            Ok(further) => asked = further,
            Err(further) => faults.extend(further),
        }
    }
    for text in &design.over {
        match of_argument(sources, text, design.spread.is_some()) {
            // the values of an argument replace those of the file
            Ok(one) => match asked.iter_mut().find(|a: &&mut Asked| a.path.value == one.path.value)
            {
                Some(same) if name.is_some() => *same = one,
                _ => asked.push(one),
            },
            Err(fault) => faults.push(fault),
        }
    }
    if asked.is_empty() && faults.is_empty() && design.spread.is_none() {
        faults.push(nothing(scenario));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let layout = match design.spread {
        Some(spread) => Layout::Design(spread),
        None if zip => Layout::Rows,
        None => Layout::Grid,
    };
    Ok(Varied { asked, layout, label, note: None })
}

/// Returns the axes of a `[sweep]`.
pub(crate) fn axes_of(sweep: &scenario::Sweep) -> Result<Vec<Asked>, Found> {
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
    let Some((path, written)) = scenario::split_setting(text) else {
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
    let values = scenario::values(written, &|range| place(range.start + start..range.end + start))?;
    let path = Located::new(path.trim().to_owned(), place(0..path.len()));
    Ok(Asked { path, values: Some(values) })
}

/// Returns the varied inputs of a table with a path at the head of each column and a point in each line, and a
/// note of how it was read, unless as usual.
fn of_table(
    name: &str,
    text: &str,
    sources: &mut Sources,
) -> Result<(Vec<Asked>, Option<String>), Found> {
    let short = Path::new(name).file_name();
    let short = short.map_or_else(String::new, |short| short.to_string_lossy().into_owned());
    let Table { head, rows, note } = table::read((name, &short), text, sources)?;
    if rows.is_empty() {
        let what = "the table has no points";
        return Err(vec![match head.first() {
            Some(cell) => Diagnostic::new(Code::SweepValues, cell.place, what),
            None => Diagnostic::placeless(Code::SweepValues, what),
        }]);
    }
    let mut columns: Vec<Vec<Given>> = head.iter().map(|_| Vec::new()).collect();
    for row in rows {
        for (column, cell) in columns.iter_mut().zip(row) {
            column.push(Given { text: cell.text, place: cell.place });
        }
    }
    let asked = head.into_iter().zip(columns).map(|(cell, given)| Asked {
        path: Located::new(cell.text, cell.place),
        values: Some(Values::List(given)),
    });
    Ok((asked.collect(), note))
}
