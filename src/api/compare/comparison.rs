//! Comparisons of sides on the same trials, and the reasons why they differ.

use super::sides::Side;
use crate::analysis::{self, Compared, Comparison, Contender, Limit, Row, Splits};
use crate::api::error::Error;
use crate::api::options::Options;
use crate::api::requested;
use crate::api::written::Found;
use crate::diagnostic::work::Phase;
use crate::diagnostic::{Diagnostic, Sources};
use crate::engine::{self, Plan};
use crate::forecast::Verdict;
use crate::report::number::count;
use crate::result;

/// The number of trials drawn for a split, over all mixtures, for each trial that the options ask for.
const WORK: u64 = 4;
/// The fewest trials of a mixture, if the options ask for that many.
const FEWEST: u64 = 4096;
/// The fewest worlds of a mixture, if the options ask for that many.
const LEAST_WORLDS: u64 = 200;
/// The fewest groups of trials that are drawn anew: one in each set.
const LEAST_GROUPS: u64 = 32;
/// The number of differences that are split without being asked for by name.
const MOST_SPLIT: usize = 4;

/// Compares sides on the same trials, the first with each of the others.
///
/// ```
/// use foretell::{Options, Scenario, compare};
///
/// # let text = "[choice.push]\noptions = [\"no\", \"yes\"]\ndefault = \"no\"\n\
/// #     [event.deal]\np = 0.2\ncase = [ { if = \"push == yes\", p = 0.5 } ]\n";
/// # let scenario = Scenario::read("talks.toml", text);
/// let sides = scenario.case().outcomes("push")?.sides;
/// let found = compare(&sides, &Options::default().trials(10_000))?;
/// let pushed = found.answer("deal", "yes", "yes")?;
/// let difference = found.difference("deal", "yes", "yes")?;
/// println!("{:?}, which differs by {:?}", pushed.value, difference.figure.value);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare(sides: &[Side], options: &Options) -> Result<result::Comparison, Error> {
    let (comparison, splits) = compared(sides, options, false)?;
    options.show_comparison(&comparison, &splits);
    Ok(result::comparison(&comparison, &splits))
}

/// Compares sides, and splits each difference among the numbers that differ.
///
/// ```
/// use foretell::{Options, Scenario, Side, compare_why};
///
/// let scenario = Scenario::read("talks.toml", "[event.deal]\np = 0.2\n");
/// let sides = [
///     Side::new("as it is", &scenario.case().compile()?),
///     Side::new("hopeful", &scenario.case().set("event.deal.p", 0.5).compile()?),
/// ];
/// let found = compare_why(&sides, &Options::default().trials(10_000))?;
/// assert_eq!(found.why("hopeful")?.changes[0].name, "event.deal.p");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare_why(sides: &[Side], options: &Options) -> Result<result::Comparison, Error> {
    let (comparison, splits) = compared(sides, options, true)?;
    options.show_comparison(&comparison, &splits);
    Ok(result::comparison(&comparison, &splits))
}

/// Returns the comparison, and a split for each side but the first if `why` asks for them.
pub(crate) fn compared(
    sides: &[Side],
    options: &Options,
    why: bool,
) -> Result<(Comparison, Vec<Splits>), Error> {
    if sides.is_empty() {
        return Err(Error::Usage("there is no side to compare".to_owned()));
    }
    let mut sources = joined(sides);
    options
        .within(|| compare_all(sides, options, why, &mut sources))
        .map_err(|found| Error::of(found, sources))
}

/// Returns a fault unless each question that the options name is asked by some side.
pub(crate) fn check_questions(sides: &[Side], options: &Options) -> Result<(), Error> {
    let mut sources = joined(sides);
    let asked = questions(sides, options, &mut sources);
    asked.map(|_| ()).map_err(|found| Error::of(found, sources))
}

/// Returns the texts of all sides.
pub(crate) fn joined(sides: &[Side]) -> Sources {
    let mut sources = Sources::default();
    for side in sides {
        sources.join(&side.sources);
    }
    sources
}

fn questions(
    sides: &[Side],
    options: &Options,
    sources: &mut Sources,
) -> Result<Vec<String>, Found> {
    let models: Vec<_> = sides.iter().map(|side| &*side.contender.model).collect();
    requested::questions(&models, sources, options.questions())
}

fn compare_all(
    sides: &[Side],
    options: &Options,
    why: bool,
    sources: &mut Sources,
) -> Result<(Comparison, Vec<Splits>), Found> {
    let questions = questions(sides, options, sources)?;
    let contenders: Vec<Contender> = sides.iter().map(|side| side.contender.clone()).collect();
    let (first, others) = contenders.split_first().expect("it was looked at before");
    let plan = options.kept(plan(first, others, options).map_err(|fault| vec![fault])?);
    let trials = plan.trials * contenders.len() as u64;
    let mut compared = options.stage("drawing", trials, |progress| {
        analysis::compare(&contenders, &questions, &plan, progress)
    })?;
    if compared.title.is_empty() {
        compared.title.clone_from(&sides[0].heading);
    }
    let mut splits = Vec::new();
    for (i, side) in others.iter().enumerate().filter(|_| why) {
        let asked = split_questions(options, &compared, i);
        let plan = mixtures_plan(&plan, first, side).named(&format!("side {}", i + 1));
        let trials = plan.trials * analysis::mixtures(first, side) as u64;
        let whole = Compared { comparison: &compared, side: i + 1 };
        splits.push(options.stage("splitting", trials, |progress| {
            analysis::split((first, side), whole, &asked, &plan, progress)
        })?);
    }
    Ok((compared, splits))
}

/// Returns the plan of all sides: that of a run of the first. A note names the sides whose own run takes other
/// readings.
fn plan(first: &Contender, others: &[Contender], options: &Options) -> Result<Plan, Diagnostic> {
    // the number of readings is found by drawing a few of each side
    let phase = Phase::begin("choosing readings", others.len() as u64 + 1);
    let mut chosen = of_side(first, options)?;
    phase.step()?;
    options.note_growth(&chosen);
    for side in others {
        let own = of_side(side, options)?;
        phase.step()?;
        if (own.trials, own.worlds) != (chosen.trials, chosen.worlds) && side.model.is_uncertain() {
            options.note(&format!(
                "\"{}\" has the trials and readings of \"{}\", so its numbers differ within their errors \
                 from those of `run`, which takes {} trials in {} readings of it",
                side.label,
                first.label,
                count(own.trials),
                count(own.worlds)
            ));
        }
        // without readings, the sides that draw trials anew decide on their groups
        if !first.model.is_uncertain() && !side.model.is_uncertain() {
            chosen.worlds = chosen.worlds.min(own.worlds);
        }
    }
    Ok(chosen)
}

fn of_side(side: &Contender, options: &Options) -> Result<Plan, Diagnostic> {
    let plan = Plan { timelines: false, ..options.plan(None) };
    options.with_worlds(&side.model, &side.supposition, plan)
}

/// Returns the plan of each mixture of two sides: the work is divided among them.
fn mixtures_plan(plan: &Plan, first: &Contender, side: &Contender) -> Plan {
    let each = WORK * plan.trials / analysis::mixtures(first, side).max(1) as u64;
    let either = |is: fn(&Contender) -> bool| is(first) || is(side);
    let least = if either(|side| side.model.is_uncertain()) {
        LEAST_WORLDS
    } else if either(|side| side.supposition.learns()) {
        LEAST_GROUPS
    } else {
        1
    };
    let (mut worlds, mut trials) = (plan.worlds, each.max(FEWEST));
    if least > 1 {
        // a world costs a block at least, however few its trials
        let lanes = engine::LANES as u64;
        worlds = (each / lanes).clamp(least.min(plan.worlds), plan.worlds);
        trials = each.max(worlds * lanes);
    }
    if trials < plan.trials { Plan { trials, worlds, ..plan.clone() } } else { plan.clone() }
}

/// Returns the questions whose differences are split: those named, else the first few with a chance that differs clearly.
fn split_questions(options: &Options, compared: &Comparison, side: usize) -> Vec<String> {
    if !options.questions().is_empty() {
        return options.questions().to_vec();
    }
    let clear = |verdict| !matches!(verdict, Verdict::Same | Verdict::NotSeen | Verdict::Missing);
    let plain = compared.rows.iter().filter(|row| !row.is_joint && row.unit.is_none());
    let mut differing: Vec<_> =
        plain.filter(|row| clear(row.differences[side].verdict())).collect();
    let width = |row: &Row| row.differences[side].value.abs();
    // a condition says in one number what a question with several outcomes says in many
    differing.sort_by(|a, b| {
        width(b).total_cmp(&width(a)).then(a.is_one_of_many.cmp(&b.is_one_of_many))
    });
    if differing.is_empty() {
        // there is always a first row, for sides that share no question are not compared
        return compared.rows.first().map(|row| row.question.clone()).into_iter().collect();
    }
    let mut split: Vec<&Row> = Vec::new();
    for row in differing {
        let same = |other: &&Row| {
            other.question == row.question || width(other).to_bits() == width(row).to_bits()
        };
        if !split.iter().any(same) {
            split.push(row);
        }
    }
    split.iter().take(MOST_SPLIT).map(|row| row.question.clone()).collect()
}

/// Reads a condition on differences, such as `abs(difference) > 0.02`.
pub(crate) fn limit(text: &str) -> Result<Limit, Error> {
    let mut sources = Sources::default();
    Limit::read(text, "--fail-if", &mut sources).map_err(|found| Error::of(found, sources))
}

/// Returns the differences for which a limit holds: the row of each, and the index of its side. Means of numbers, which
/// have scales of their own, count only if questions are asked for by name.
pub(crate) fn held<'a>(
    limit: &Limit,
    compared: &'a Comparison,
    by_name: bool,
) -> Vec<(&'a Row, usize)> {
    let rows = compared.rows.iter().filter(|row| row.unit.is_none() || by_name);
    let differences = rows.flat_map(|row| (1..row.sides.len()).map(move |side| (row, side)));
    let holds = |(row, side): &(&Row, usize)| {
        limit.holds(&row.sides[0], &row.sides[*side], &row.differences[*side - 1])
    };
    differences.filter(holds).collect()
}
