//! `foretell compare`: sides beside each other on the same trials, why they differ, and whether by
//! more than is allowed.

use super::record::{Drawn, Record, seconds};
use crate::api::{
    Comparison, Diagnostics, Limit, Overlay, Sides, Splits, check_questions, compared, held, limit,
};
use crate::cli::arguments::{
    Charts, Draws, Format, Out, Reading, charts, load, name, overlay, parse,
};
use crate::cli::failure::{Failure, Status, Stop};
use crate::cli::terminal::{Output, Watch};
use crate::report::{self, Document, comparison, number};
use crate::result;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

/// Arguments of `compare`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Scenario files: two or more, or one and an option that says what to compare
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Compare these variants of the file with it [default: all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',', conflicts_with_all = ["choice", "with"], value_parser = parse::text())]
    variants: Vec<String>,
    /// Compare the options of a choice, or the outcomes of an event or process, each set as by --do
    #[arg(long, value_name = "NAME", conflicts_with_all = ["with", "why"], value_parser = parse::text())]
    choice: Option<String>,
    /// Compare each expert alone with the pooled judgement
    #[arg(long, conflicts_with_all = ["variants", "choice", "with", "why"])]
    experts: bool,
    /// Replace numbers by the `path = value` lines of another file; with several, compare those
    #[arg(long, value_name = "OVERLAY")]
    with: Vec<PathBuf>,
    /// Compare what is known today with what was known on an earlier day
    #[arg(long, value_name = "DATE", conflicts_with_all = ["variants", "choice", "with", "experts"], value_parser = parse::text())]
    since: Option<String>,
    /// Split each difference among time that passed, the news, and the numbers and rules that differ
    #[arg(long)]
    why: bool,
    /// Compare only this question, with all its outcomes
    #[arg(long, value_name = "NAME", value_parser = parse::text())]
    question: Vec<String>,
    /// End with status 4 if this holds for a difference of chances: "abs(difference) > 0.02"
    #[arg(long, value_name = "COND", allow_hyphen_values = true, value_parser = parse::text())]
    fail_if: Option<String>,
    #[command(flatten)]
    draws: Draws,
    #[command(flatten)]
    out: Out,
    #[command(flatten)]
    charts: Charts,
}

impl Arguments {
    /// Returns an error if arguments contradict each other.
    fn check(&self) -> Result<(), Stop> {
        let is_within = !self.variants.is_empty() || !self.with.is_empty();
        let is_within = is_within || self.choice.is_some() || self.experts || self.since.is_some();
        if self.files.len() == 1 || !is_within {
            return Ok(());
        }
        let objection = "--variants, --choice, --experts, --since and --with compare within one \
            file; give one, or files alone";
        Err(Stop::Usage(objection.to_owned()))
    }

    /// Gathers the sides, and each file that was read, with its SHA-256.
    fn sides(&self) -> Result<Gathered, Stop> {
        if self.files.len() == 1 { self.sides_of_one() } else { self.files_as_sides() }
    }

    fn sides_of_one(&self) -> Result<Gathered, Stop> {
        let first = self.draws.load(&self.files[0], self.reading)?;
        let case = self.draws.case(&first)?;
        let mut files = vec![(first.name().to_owned(), first.sha256().to_owned())];
        files.extend(first.files_beside());
        files.extend(case.files_of_news());
        let sides = if let Some(date) = &self.since {
            case.since(date)?
        } else if let Some(choice) = &self.choice {
            case.outcomes(choice)?
        } else if self.experts {
            case.experts()?
        } else if !self.with.is_empty() {
            let (mut overlays, mut unread) = (Vec::new(), Vec::new());
            for path in &self.with {
                match overlay(path) {
                    Ok(one) => overlays.push(one),
                    Err(failure) => unread.push(failure),
                }
            }
            if !unread.is_empty() {
                return Err(Failure::several(unread).into());
            }
            let read = |overlay: &Overlay| (overlay.name().to_owned(), overlay.sha256().to_owned());
            files.extend(overlays.iter().map(read));
            case.overlays(&overlays)?
        } else {
            case.variants(&self.variants)?
        };
        Ok(Gathered { sides, files })
    }

    fn files_as_sides(&self) -> Result<Gathered, Stop> {
        let (mut models, mut files) = (Vec::new(), Vec::new());
        let (mut faults, mut unread) = (Diagnostics::default(), Vec::new());
        for path in &self.files {
            let scenario = match load(path, self.reading) {
                Ok(scenario) => scenario,
                Err(failure) => {
                    unread.push(failure);
                    continue;
                }
            };
            files.push((scenario.name().to_owned(), scenario.sha256().to_owned()));
            let compiled = self.draws.case(&scenario).and_then(|case| Ok(case.compile()?));
            match compiled {
                Ok(model) => models.push(model),
                Err(Stop::Faults(own)) if !own.is_empty() => faults.join(own),
                Err(other) => return Err(other),
            }
        }
        if !unread.is_empty() {
            return Err(Stop::Both(Failure::several(unread), faults));
        }
        if !faults.is_empty() {
            return Err(Stop::Faults(faults));
        }
        files.extend(models.first().iter().flat_map(|model| model.case().files_of_news()));
        Ok(Gathered { sides: Sides::of_models(&models), files })
    }
}

/// The sides of a comparison, with the files that were read.
struct Gathered {
    sides: Sides,
    /// Each file that was read, with its SHA-256.
    files: Vec<(String, String)>,
}

/// Prints how the sides differ.
pub(crate) fn compare(arguments: &Arguments, output: &mut Output) -> Result<Status, Stop> {
    arguments.check()?;
    let limit = arguments.fail_if.as_ref().map(|text| limit(text)).transpose()?;
    let Gathered { sides, files } = arguments.sides()?;
    if sides.sides.len() < 2 {
        let objection = "there is nothing to compare with: give another file, --with OVERLAY, \
            --choice NAME, --since DATE, --experts, or write [variant] tables into the file";
        return Err(Stop::Usage(objection.to_owned()));
    }
    let watch = Watch::new();
    let options = arguments.draws.options(&arguments.question).shared_monitor(watch.clone());
    check_questions(&sides.sides, &options)?;
    let folder = arguments.out.open(&arguments.files[0], "comparison.csv")?;
    let charts = arguments.charts.open()?;
    output.notes(&sides.notes);
    let (compared, splits) = compared(&sides.sides, &options, arguments.why)?;
    if let Some(folder) = folder {
        let record = record(arguments, &files, &compared, watch.took(None));
        folder.replace(
            &report::csv::files(result::comparison(&compared, &splits).tables()),
            &record,
        )?;
    }
    let about =
        comparison::About { sentences: sides.sentences, all: !arguments.question.is_empty() };
    let document = comparison::page(&compared, &splits, &about);
    if let Some(folder) = charts {
        let names: Vec<String> = arguments.files.iter().map(|path| name(path)).collect();
        charts::write(&folder, &document, &names.join(", "), output)?;
    }
    print(arguments, &document, (&compared, &splits), output)?;
    output.finish()?;
    Ok(judge(limit.as_ref(), &compared, !arguments.question.is_empty(), output))
}

fn print(
    arguments: &Arguments,
    document: &Document,
    (compared, splits): (&Comparison, &[Splits]),
    output: &mut Output,
) -> Result<(), Failure> {
    match arguments.out.format {
        Format::Table => output.page(document),
        Format::Csv => {
            if compared.rows.iter().any(|row| row.unit.is_some()) {
                output.remark("note: means of numbers are not in this table: add --out");
            }
            output.table(&report::csv::first(&result::comparison(compared, &[]).tables()))
        }
        Format::Json => {
            let found = result::comparison(compared, splits);
            output.bytes(report::pretty::render(&found).as_bytes())
        }
    }
}

/// Prints the differences for which the limit holds, and returns the status of the command.
fn judge(
    limit: Option<&Limit>,
    compared: &Comparison,
    by_name: bool,
    output: &mut Output,
) -> Status {
    let Some(limit) = limit else { return Status::Done };
    let held = held(limit, compared, by_name);
    for (row, side) in &held {
        let difference = &row.differences[side - 1];
        output.remark(&format!(
            "`{}` holds: {}, {}, {} against {}: {} ± {}",
            limit.text,
            row.question,
            row.outcome,
            compared.sides[*side],
            compared.sides[0],
            // a digit beyond the error, or what holds could read as nothing
            number::with_error(difference.value, difference.std_error / 10.0),
            number::error(difference.std_error),
        ));
    }
    if held.is_empty() { Status::Done } else { Status::Unmet }
}

fn record(
    arguments: &Arguments,
    files: &[(String, String)],
    compared: &Comparison,
    took: Duration,
) -> Record {
    let Draws { set, made, given, today, .. } = &arguments.draws;
    let read = files.iter().map(|(file, sha256)| json!({ "file": file, "sha256": sha256 }));
    let drawn = &compared.drawn;
    let drawn = Drawn { seed: drawn.seed, trials: drawn.trials, worlds: drawn.worlds };
    Record::new(Some("compare"))
        .with("files", read.collect::<Vec<_>>())
        .with("sides", &compared.sides)
        .drawn(&drawn, (set, made, given))
        .known(today.as_deref(), &[])
        .with("questions", &arguments.question)
        .with("choice", arguments.choice.as_deref())
        .with("variants", &arguments.variants)
        .with_some("since", arguments.since.as_deref())
        .with("why", arguments.why)
        .took(seconds(took))
}
