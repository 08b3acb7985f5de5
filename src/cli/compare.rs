//! `foretell compare`: sides beside each other on the same trials, why they differ, and whether by
//! more than is allowed.

use super::draws::Draws;
use super::failure::{Failure, Status, Stop};
use super::files::Folder;
use super::out::Out;
use super::output::Output;
use super::progress::Progress;
use super::sides::{Gathering, Sides, Wanted};
use super::{findings, load, wanted};
use crate::analysis::{self, Compared, Comparison, Contender, Limit, Splits};
use crate::diagnostic::{Diagnostic, Sources};
use crate::engine::{self, GENERATOR, Plan};
use crate::forecast::Verdict;
use crate::report::number::count;
use crate::report::{self, comparison};
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;

/// Trials drawn for a split, over all mixtures, for each trial that `-n` asks for.
const WORK: u64 = 4;
/// The fewest trials of a mixture, if `-n` asks for as many.
const FEWEST: u64 = 4096;
/// The fewest worlds of a mixture, if `--worlds` asks for as many.
const LEAST_WORLDS: u64 = 200;
/// Differences that are split without being asked for by name.
const MOST_SPLIT: usize = 4;

/// What `compare` can be told.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Scenario files: two or more, or one and an option that says what to compare
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reading: load::Reading,
    /// Compare these variants of the file with it [default: all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',', conflicts_with_all = ["choice", "with"], value_parser = super::parse::text())]
    variants: Vec<String>,
    /// Compare the options of a choice, or the outcomes of an event or process, each set as by --do
    #[arg(long, value_name = "NAME", conflicts_with_all = ["with", "why"], value_parser = super::parse::text())]
    choice: Option<String>,
    /// Compare each expert alone with the pooled judgement
    #[arg(long, conflicts_with_all = ["variants", "choice", "with", "why"])]
    experts: bool,
    /// Replace numbers by the `path = value` lines of another file; with several, compare those
    #[arg(long, value_name = "OVERLAY")]
    with: Vec<PathBuf>,
    /// Split each difference among the numbers that differ
    #[arg(long)]
    why: bool,
    /// Compare only this question, with all its outcomes
    #[arg(long, value_name = "NAME", value_parser = super::parse::text())]
    question: Vec<String>,
    /// End with status 4 if this holds for a difference of chances: "abs(difference) > 0.02"
    #[arg(long, value_name = "COND", allow_hyphen_values = true, value_parser = super::parse::text())]
    fail_if: Option<String>,
    #[command(flatten)]
    draws: Draws,
    /// How the comparison is printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    out: Out,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// comparison.csv
    Csv,
    /// Everything
    Json,
}

/// Prints how the sides differ.
pub(super) fn compare(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    if let Some(objection) = arguments.objection() {
        output.remark(&format!("error: {objection}"));
        return Ok(Status::Usage);
    }
    let mut sources = Sources::default();
    match tell(arguments, &mut sources, output) {
        Ok(status) => Ok(status),
        Err(Stop::Outside(failure)) => Err(failure),
        Err(Stop::Findings(mut found)) => {
            found.retain(Diagnostic::is_fault);
            Ok(findings::tell(&found, &sources, output))
        }
    }
}

impl Arguments {
    /// What the arguments can't mean together.
    fn objection(&self) -> Option<&'static str> {
        let further = !self.variants.is_empty()
            || self.choice.is_some()
            || self.experts
            || !self.with.is_empty();
        (self.files.len() > 1 && further).then_some(
            "--variants, --choice, --experts and --with compare within one file; give one, or files alone",
        )
    }

    fn wanted(&self) -> Wanted<'_> {
        let first = &self.files[0];
        if self.files.len() > 1 {
            Wanted::Files(&self.files)
        } else if let Some(choice) = &self.choice {
            Wanted::Outcomes(first, choice)
        } else if self.experts {
            Wanted::Experts(first)
        } else if !self.with.is_empty() {
            Wanted::Overlays(first, &self.with)
        } else {
            Wanted::Variants(first, &self.variants)
        }
    }
}

fn tell(arguments: &Arguments, sources: &mut Sources, output: &mut Output) -> Result<Status, Stop> {
    let limit = arguments.fail_if.as_ref();
    let limit = limit.map(|text| Limit::read(text, "--fail-if", sources)).transpose()?;
    let mut gathering =
        Gathering { draws: &arguments.draws, reading: arguments.reading, sources: &mut *sources };
    let sides = gathering.gather(&arguments.wanted())?;
    if sides.contenders.len() < 2 {
        output.remark(
            "error: there is nothing to compare with: give another file, --with OVERLAY, \
             --choice NAME, --experts, or write [variant] tables into the file",
        );
        return Ok(Status::Usage);
    }
    let models: Vec<_> = sides.contenders.iter().map(|side| &*side.model).collect();
    let questions = wanted::questions(&models, sources, &arguments.question)?;
    let folder =
        arguments.out.folder(&arguments.files[0]).map(|path| Folder::open(&path)).transpose()?;
    for note in &sides.notes {
        output.remark(&format!("note: {note}"));
    }

    let plan = arguments.plan(&sides.contenders, output).map_err(|fault| vec![fault])?;
    let progress = Progress::new(plan.trials * sides.contenders.len() as u64);
    let compared =
        analysis::compare(&sides.contenders, &questions, &plan, &|trials| progress.add(trials));
    let mut took = progress.finish();
    let compared = compared?;
    let mut splits = Vec::new();
    if arguments.why {
        let (first, others) = sides.contenders.split_first().expect("there are two at least");
        for (i, side) in others.iter().enumerate() {
            let asked = split_questions(arguments, &compared, i);
            let plan = mixtures_plan(&plan, first, side);
            let progress = Progress::new(plan.trials * analysis::mixtures(first, side) as u64);
            let whole = Compared { comparison: &compared, side: i + 1 };
            let split = analysis::split((first, side), Some(whole), &asked, &plan, &|trials| {
                progress.add(trials);
            });
            took += progress.finish();
            splits.push(split?);
        }
    }
    if let Some(folder) = folder {
        let record = record(arguments, &sides, &compared, took);
        folder.replace(&comparison::files(&compared, &splits), &record)?;
    }
    print(arguments, sides.sentences, &compared, &splits, output)?;
    output.finish()?;
    Ok(held(limit.as_ref(), &compared, !arguments.question.is_empty(), output))
}

impl Arguments {
    /// The plan of all sides: that of `run` for the first. A note names sides of which `run` takes other readings.
    fn plan(&self, sides: &[Contender], output: &mut Output) -> Result<Plan, Diagnostic> {
        let plan = self.draws.plan(None, false, None);
        let (first, others) = sides.split_first().expect("there are two at least");
        let of = |side: &Contender, output: &mut Output| {
            self.draws.with_worlds(&side.model, &side.supposition, plan.clone(), output)
        };
        let chosen = of(first, output)?;
        for side in others {
            let own = self.draws.chosen(&side.model, &side.supposition, plan.clone())?;
            if (own.trials, own.worlds) != (chosen.trials, chosen.worlds)
                && side.model.is_uncertain()
            {
                output.remark(&format!(
                    "note: {} is drawn as {}, so its numbers differ within their errors from those of `run`, \
                     which takes {} trials in {} readings of it",
                    side.label,
                    first.label,
                    count(own.trials),
                    count(own.worlds)
                ));
            }
        }
        Ok(chosen)
    }
}

/// The plan of each mixture of two sides: the work is shared out over them.
fn mixtures_plan(plan: &Plan, first: &Contender, side: &Contender) -> Plan {
    let each = WORK * plan.trials / analysis::mixtures(first, side).max(1) as u64;
    let mut worlds = plan.worlds;
    let mut trials = each.max(FEWEST);
    if first.model.is_uncertain() || side.model.is_uncertain() {
        // a world costs a block at least, however few its trials
        let lanes = engine::LANES as u64;
        worlds = (each / lanes).clamp(LEAST_WORLDS.min(plan.worlds), plan.worlds);
        trials = each.max(worlds * lanes);
    }
    if trials < plan.trials { Plan { trials, worlds, ..plan.clone() } } else { plan.clone() }
}

/// The questions whose differences are split: those named, else the first few that differ clearly.
fn split_questions(arguments: &Arguments, compared: &Comparison, side: usize) -> Vec<String> {
    if !arguments.question.is_empty() {
        return arguments.question.clone();
    }
    let clear = |verdict| !matches!(verdict, Verdict::NotSeen | Verdict::Missing);
    let plain = compared.rows.iter().filter(|row| !row.is_one_of_many && row.unit.is_none());
    let mut differing: Vec<_> =
        plain.filter(|row| clear(row.differences[side].verdict())).collect();
    differing.sort_by(|a, b| {
        let width = |row: &analysis::Row| row.differences[side].value.abs();
        width(b).total_cmp(&width(a))
    });
    if differing.is_empty() {
        // there is always a first row, for sides that share no question are not compared
        return compared.rows.first().map(|row| row.question.clone()).into_iter().collect();
    }
    let mut told: Vec<&analysis::Row> = Vec::new();
    for row in differing {
        let same = |other: &&analysis::Row| {
            other.differences[side].value.to_bits() == row.differences[side].value.to_bits()
        };
        if !told.iter().any(same) {
            told.push(row);
        }
    }
    told.iter().take(MOST_SPLIT).map(|row| row.question.clone()).collect()
}

fn print(
    arguments: &Arguments,
    sentences: Vec<String>,
    compared: &Comparison,
    splits: &[Splits],
    output: &mut Output,
) -> Result<(), Failure> {
    match arguments.format {
        Format::Table => {
            let all = !arguments.question.is_empty();
            let about = comparison::About { sentences, all };
            output.page(&comparison::page(compared, splits, &about))
        }
        Format::Csv => {
            if compared.rows.iter().any(|row| row.unit.is_some()) {
                output.remark("note: means of numbers are not in this table: add --out");
            }
            output.table(&comparison::table(compared))
        }
        Format::Json => output.bytes(comparison::json(compared, splits).as_bytes()),
    }
}

/// Tells of which differences the limit holds, and how the program ends. Means of numbers, which have
/// scales of their own, are looked at only if questions are asked for by name.
fn held(
    limit: Option<&Limit>,
    compared: &Comparison,
    by_name: bool,
    output: &mut Output,
) -> Status {
    let Some(limit) = limit else { return Status::Done };
    let mut status = Status::Done;
    let is_meant = |row: &&analysis::Row| row.unit.is_none() || by_name;
    for row in compared.rows.iter().filter(is_meant) {
        for (i, difference) in row.differences.iter().enumerate() {
            if !limit.holds(&row.sides[0], &row.sides[i + 1], difference) {
                continue;
            }
            status = Status::Unmet;
            output.remark(&format!(
                "`{}` holds: {}, {}, {} against {}: {} ± {}",
                limit.text,
                row.question,
                row.outcome,
                compared.sides[i + 1],
                compared.sides[0],
                // a digit beyond the error, or what holds could read as nothing
                report::number::with_error(difference.value, difference.std_error / 10.0),
                report::number::error(difference.std_error),
            ));
        }
    }
    status
}

/// `run.json`: enough to compare again to the same bits.
#[derive(Serialize)]
struct Record<'a> {
    program: &'static str,
    version: &'static str,
    command: &'static str,
    files: Vec<Read<'a>>,
    sides: &'a [String],
    seed: u64,
    trials: u64,
    worlds: u64,
    set: &'a [String],
    #[serde(rename = "do")]
    made: &'a [String],
    given: &'a [String],
    questions: &'a [String],
    choice: Option<&'a str>,
    variants: &'a [String],
    why: bool,
    generator: &'static str,
    wall_time_s: f64,
}

#[derive(Serialize)]
struct Read<'a> {
    file: &'a str,
    sha256: &'a str,
}

fn record<'a>(
    arguments: &'a Arguments,
    sides: &'a Sides,
    compared: &'a Comparison,
    took: Duration,
) -> Record<'a> {
    let read = sides.files.iter().map(|(file, sha256)| Read { file, sha256 });
    Record {
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        command: "compare",
        files: read.collect(),
        sides: &compared.sides,
        seed: compared.drawn.seed,
        trials: compared.drawn.trials,
        worlds: compared.drawn.worlds,
        set: &arguments.draws.set,
        made: &arguments.draws.made,
        given: &arguments.draws.given,
        questions: &arguments.question,
        choice: arguments.choice.as_deref(),
        variants: &arguments.variants,
        why: arguments.why,
        generator: GENERATOR,
        wall_time_s: (took.as_secs_f64() * 1000.0).round() / 1000.0,
    }
}
