//! Moves each number from one end to the other with all others fixed: uncertain inputs from their 5th to
//! their 95th percentile, also through an intermediate value at which the answer is beyond both ends; plain
//! numbers by a common factor.

use super::answers::Answers;
use super::effects::{Effects, Screened, effects};
use super::influence::{Chosen, choose};
use super::points::{Move, Points, Swing, Tested, sort};
use super::subject::{Plain, Subject};
use crate::analysis::medians::{Median, may_have_no_mean, median};
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{LANES, Measure, Own, Paired, Plan, waits};
use crate::forecast::{Level, Parts, weighted_quantile};
use crate::model::{Overrides, Role, Supposition, UncertainNumber, faults_with};
use crate::numerics::effects::FALSE_ALARM;
use crate::numerics::strata::REPLICATES;

/// The factor by which plain numbers are moved: the odds of probabilities, other numbers themselves.
pub const NUDGE: f64 = 1.5;
/// Number of points drawn at a time.
pub(super) const AT_ONCE: usize = 16;
/// The fewest worlds, or blocks of trials, of a point: enough to estimate an error.
const FEWEST_PARTS: u64 = 8;
/// The fewest for a point that is drawn again, if there are enough trials.
pub(super) const AGAIN_PARTS: u64 = 64;
/// The fewest worlds of a point if worlds are weighted by evidence.
const WEIGHED_PARTS: u64 = 128;
/// The fewest trials of a world under news.
const FEWEST_TRIALS_OF_NEWS: u64 = 64;
/// Number of numbers of each kind that are drawn again with more trials.
pub(super) const AGAIN: usize = 10;

/// The numbers that move an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Tornado {
    /// The current answer, from the plan's own trials.
    pub base: Level,
    /// Whether answers are medians, because the number has no stable mean.
    pub is_median: bool,
    /// The effects of uncertain inputs across worlds; `None` if nothing is uncertain, if too few worlds carry
    /// the evidence, and for medians.
    pub effects: Option<Effects>,
    /// The swings of uncertain inputs, largest first.
    pub uncertain: Vec<Swing>,
    /// The swings of plain numbers, largest first.
    pub plain: Vec<Swing>,
    /// Numbers that can't be moved alone, each with the reason.
    pub fixed: Vec<(String, String)>,
    /// Number of plain numbers that can't move the answer by more than [`FAINT`](super::FAINT), and are not moved.
    pub faint: usize,
    /// Number of plain numbers beyond the most that are moved, [`MOST_MOVED`](super::MOST_MOVED).
    pub unmoved: usize,
    /// Number of trials at each of the foremost points.
    pub trials: u64,
    /// Number of worlds.
    pub worlds: u64,
    /// The seed.
    pub seed: u64,
}

/// Moves every number that the answer reads, and those that move it most again with more trials. All points
/// together have about four times the plan's trials, if that gives each a few thousand.
pub fn tornado(
    subject: &Subject,
    plan: &Plan,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Tornado, Vec<Diagnostic>> {
    let mut fixed = Vec::new();
    let here = subject.with(subject.supposition().numbers.clone());
    let base = subject.draw(&[subject.side(&here, Vec::new())], plan, progress);
    let base = base.map_err(|fault| vec![fault])?;
    let uncertain = subject.differs(&here);
    let parts = Parts {
        items: base.parts.iter().map(|items| &items[0]).collect(),
        worlds: base.worlds > 1,
        measure: subject.measure(),
        uncertain: vec![uncertain],
        worth: subject.worth(std::iter::once(&here), &base),
    };
    let own: Vec<Own> = parts.items.iter().map(|item| item.own[0]).collect();
    let median = unstable(subject, (&here, &own), plan).map_err(|fault| vec![fault])?;
    let answer = median.unwrap_or_else(|| parts.level(0));
    let is_screened = base.worlds > 1 && !answer.is_thin() && median.is_none();
    let screened = is_screened.then(|| effects(subject, &base));
    let uncertain_numbers = uncertain_moves(subject, plan.seed, &base, screened.as_ref());
    let uncertain_numbers = uncertain_numbers.map_err(|fault| vec![fault])?;
    let Chosen { moved, faint, unmoved } = choose(subject);
    let plain = plain(subject, &moved, &mut fixed);
    let points = |moves: &[Move]| moves.iter().map(|m| m.numbers.len()).sum::<usize>() as u64;
    let all = points(&uncertain_numbers) + points(&plain);
    let parts_of = |parts: u64| if subject.is_conditioned() { WEIGHED_PARTS } else { parts };
    let first = each(plan, subject, plan.trials / all.max(1), parts_of(FEWEST_PARTS));
    let again_points =
        points(&uncertain_numbers).min(2 * AGAIN as u64) + points(&plain).min(2 * AGAIN as u64) + 1;
    let again = each(plan, subject, 2 * plan.trials / again_points, parts_of(AGAIN_PARTS));
    let mut swung = |moves: &[&Move], plan: &Plan| {
        let mut swings = Vec::new();
        for some in moves.chunks(AT_ONCE / 2) {
            swings.extend(match median {
                Some(_) => swing_of_medians(subject, some, plan, &mut fixed),
                None => swing(subject, some, plan, progress, &mut fixed),
            });
        }
        swings
    };
    let mut ranked = |moves: &[Move]| {
        let mut swings = swung(&moves.iter().collect::<Vec<_>>(), &first.named("moved"));
        sort(&mut swings);
        if waits(plan) {
            return Vec::new();
        }
        let again = again.named("again");
        if again.trials > first.trials {
            let few = swings.len().min(AGAIN);
            let named = |swing: &Tested| moves.iter().find(|m| m.name == swing.swing.name);
            let requested: Vec<&Move> = swings[..few].iter().filter_map(named).collect();
            let sharper = swung(&requested, &again);
            swings.retain(|swing| !sharper.iter().any(|s| s.swing.name == swing.swing.name));
            swings.extend(sharper);
            sort(&mut swings);
        }
        let level = FALSE_ALARM / swings.len().max(1) as f64;
        // evidence shifts the ends of uncertain inputs: with too few worlds, they are not known well enough
        let judged = |Tested { swing, p }: Tested| {
            if answer.is_thin() || swing.is_thin {
                return swing.without_errors();
            }
            Swing { is_seen: p < level, ..swing }
        };
        swings.into_iter().map(judged).collect()
    };
    let is_wanted = !subject.is_brief || !answer.is_thin();
    let uncertain = if is_wanted { ranked(&uncertain_numbers) } else { Vec::new() };
    let is_found = subject.is_brief && uncertain.iter().any(|swing| swing.is_seen);
    let plain = if is_wanted && !is_found { ranked(&plain) } else { Vec::new() };
    if waits(plan) {
        let what = "the counts of other parts are waited for";
        return Err(vec![Diagnostic::placeless(Code::Cancelled, what)]);
    }
    Ok(Tornado {
        base: Level { range: None, ..answer },
        is_median: median.is_some(),
        effects: screened.map(|screened| screened.effects),
        uncertain,
        plain,
        fixed,
        faint,
        unmoved,
        trials: again.trials.max(first.trials),
        worlds: base.worlds,
        seed: plan.seed,
    })
}

/// The plan of a point with at least `parts` parts, if the whole plan has as many; with uncertain inputs, parts are
/// worlds of one block each, which is smaller under news, because trials are guided to it.
pub(super) fn each(plan: &Plan, subject: &Subject, trials: u64, parts: u64) -> Plan {
    let lanes = LANES as u64;
    let of_part = if subject.has_news() { FEWEST_TRIALS_OF_NEWS } else { lanes };
    let trials = trials.max(parts * of_part).min(plan.trials);
    let worlds =
        if subject.is_uncertain() { (trials / lanes).max(parts).min(plan.worlds) } else { 1 };
    Plan { trials, worlds, ..plan.clone() }
}

/// The moves of uncertain inputs; if evidence weights the worlds, between their weighted percentiles.
fn uncertain_moves(
    subject: &Subject,
    seed: u64,
    base: &Paired,
    screened: Option<&Screened>,
) -> Result<Vec<Move>, Diagnostic> {
    let (beliefs, uncertain_numbers): (Vec<&UncertainNumber>, Vec<&UncertainNumber>) = subject
        .uncertain_numbers()
        .into_iter()
        .partition(|uncertain| uncertain.role == Role::Belief);
    let ends = if subject.is_conditioned() && base.worlds > 1 {
        uncertain_numbers.iter().map(|uncertain| ends_by_weight(base, uncertain)).collect()
    } else {
        subject.ends(&uncertain_numbers, seed)?
    };
    let held = |uncertain: &UncertainNumber, value: f64| {
        let mut numbers = subject.supposition().numbers.clone();
        numbers.hold(uncertain.id, value);
        numbers
    };
    let of = |(uncertain, ends): (&&UncertainNumber, (f64, f64))| {
        let inner = screened.and_then(|screened| screened.inner(&uncertain.name));
        let mut at = vec![ends.0, ends.1];
        at.extend(inner.map(|point| point.input).filter(|x| ends.0 < *x && *x < ends.1));
        let numbers = at.iter().map(|value| held(uncertain, *value)).collect();
        Move {
            name: uncertain.name.clone(),
            written: uncertain.text.clone(),
            at: Some(at),
            numbers,
        }
    };
    let mut moves: Vec<Move> = uncertain_numbers.iter().zip(ends).map(of).collect();
    if beliefs.len() > 1 {
        // the expert whose number is 0 is believed
        let numbers = beliefs.iter().map(|uncertain| held(uncertain, 0.0)).collect();
        let names = beliefs.iter().map(|d| d.name.strip_prefix("expert.").unwrap_or(&d.name));
        let written = names.collect::<Vec<_>>().join(", ");
        moves.push(Move { name: "which expert is right".to_owned(), written, at: None, numbers });
    }
    Ok(moves)
}

/// The weighted 5th and 95th percentile of an input over the worlds drawn.
fn ends_by_weight(base: &Paired, uncertain: &UncertainNumber) -> (f64, f64) {
    let weights = base.parts.iter().map(|items| items[0].own[0].kept);
    let values = base.values[0].iter().map(|world| world[uncertain.id.index()]);
    let mut weighed: Vec<(f64, f64)> = values.zip(weights).filter(|(_, w)| *w > 0.0).collect();
    weighed.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |rank: f64| weighted_quantile(&weighed, rank).unwrap_or(f64::NAN);
    (at(0.05), at(0.95))
}

fn plain(subject: &Subject, moved: &[&Plain], fixed: &mut Vec<(String, String)>) -> Vec<Move> {
    let mut moves = Vec::new();
    for number in moved {
        let Some(ends) = nudged(number) else { continue };
        let given = |value: f64| subject.model.give(&[(&number.varied, value)]);
        let name = number.varied.path.clone();
        match (given(ends.0), given(ends.1)) {
            (Ok(low), Ok(high)) => {
                let faults = |numbers| faults_with(&subject.model, numbers);
                if let Some(fault) = faults(&low).into_iter().chain(faults(&high)).next() {
                    fixed.push((name, fault.message));
                    continue;
                }
                let (written, at) = (number.text.clone(), Some(vec![ends.0, ends.1]));
                moves.push(Move { name, written, at, numbers: vec![low, high] });
            }
            (Err(fault), _) | (_, Err(fault)) => fixed.push((name, fault.message)),
        }
    }
    moves
}

/// A plain number moved down and up; `None` if the factor does not change it.
fn nudged(number: &Plain) -> Option<(f64, f64)> {
    let x = number.value;
    if !number.is_chance {
        return (x != 0.0).then_some((x / NUDGE, x * NUDGE));
    }
    let odds = |factor: f64| factor * x / (1.0 - x + factor * x);
    (x > 0.0 && x < 1.0).then(|| (odds(1.0 / NUDGE), odds(NUDGE)))
}

/// The median of a number that has no mean; `None` for other answers.
fn unstable(
    subject: &Subject,
    (here, own): (&Supposition, &[Own]),
    plan: &Plan,
) -> Result<Option<Level>, Diagnostic> {
    let asked = &subject.model.questions[0].asked;
    if subject.measure() != Measure::Mean || !may_have_no_mean(asked, own) {
        return Ok(None);
    }
    let found = median((&subject.model, here, 0), plan)?;
    Ok(found.filter(|median| median.is_unstable).map(|median| median.level))
}

/// Draws the medians at all points of some numbers; those that fail are added to `fixed`.
fn swing_of_medians(
    subject: &Subject,
    moves: &[&Move],
    plan: &Plan,
    fixed: &mut Vec<(String, String)>,
) -> Vec<Tested> {
    let mut swings = Vec::new();
    for one in moves {
        let plan = &plan.named(&one.name);
        let drawn =
            |numbers: &Overrides| median((&subject.model, &subject.with(numbers.clone()), 0), plan);
        let found: Vec<Result<Option<Median>, Diagnostic>> =
            one.numbers.iter().map(drawn).collect();
        let found: Result<Option<Vec<Median>>, Diagnostic> = found.into_iter().collect();
        match found {
            Ok(Some(found)) => {
                let points = Points {
                    answers: found.iter().map(|median| median.level.value).collect(),
                    apart: &|from, to| {
                        let apart = found[from].to(&found[to]);
                        (apart.value, Some(apart.std_error).filter(|error| error.is_finite()))
                    },
                    is_thin: &|side| found[side].level.is_thin(),
                    independent: found[0].batches(),
                };
                swings.extend(points.swings(&[*one]));
            }
            Ok(None) => fixed.push((one.name.clone(), "it leaves the answer no value".to_owned())),
            Err(_) if waits(plan) => {}
            Err(fault) => fixed.push((one.name.clone(), fault.message)),
        }
    }
    swings
}

/// Draws all points of some numbers on the same trials. If that fails, each number is tried alone, and those
/// that fail are added to `fixed`.
fn swing(
    subject: &Subject,
    moves: &[&Move],
    plan: &Plan,
    progress: &(dyn Fn(u64) + Sync),
    fixed: &mut Vec<(String, String)>,
) -> Vec<Tested> {
    let numbers = moves.iter().flat_map(|m| m.numbers.clone()).collect();
    let names: Vec<&str> = moves.iter().map(|m| m.name.as_str()).collect();
    let answers = match Answers::draw(subject, numbers, &plan.named(&names.join(", ")), progress) {
        Ok(answers) => answers,
        Err(_) if waits(plan) => return Vec::new(),
        Err(fault) => {
            if let [alone] = moves {
                fixed.push((alone.name.clone(), fault.message));
                return Vec::new();
            }
            let alone = moves.chunks(1);
            return alone.flat_map(|m| swing(subject, m, plan, progress, fixed)).collect();
        }
    };
    let parts = answers.parts(false);
    let apart = |from: usize, to: usize| {
        let mut weights = vec![0.0; answers.count()];
        weights[from] = -1.0;
        weights[to] = 1.0;
        let (difference, error) = parts.combined(&weights);
        (difference, (error.is_finite() && error > 0.0).then_some(error))
    };
    let count = parts.items.len();
    let levels: Vec<Level> = (0..answers.count()).map(|side| parts.level(side)).collect();
    let points = Points {
        answers: levels.iter().map(|level| level.value).collect(),
        apart: &apart,
        is_thin: &|side| levels[side].is_thin(),
        independent: if parts.worlds { count.min(REPLICATES as usize) } else { count },
    };
    points.swings(moves)
}
