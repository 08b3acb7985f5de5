//! One answer of a scenario in which every number can be changed.

use crate::analysis::sides::unit;
use crate::diagnostic::Diagnostic;
use crate::engine::{Measure, Paired, Plan, Side, run_paired};
use crate::formula::{Condition, Reading, VariableId};
use crate::model::advice::needed;
use crate::model::{
    Affected, Asked, Model, Overrides, Question, Supposition, UncertainNumber, Varied, World,
    compile_varying,
};
use crate::scenario::{Literal, LiteralValue, Scenario, chances, literals};
use std::collections::{BTreeMap, BTreeSet};

/// Number of worlds from which the ends of a parameter without a plain distribution are estimated.
const WORLDS_LOOKED_AT: u64 = 2048;

/// An answer, with the numbers that may affect it.
#[derive(Clone, Debug)]
pub struct Subject {
    pub(super) model: Model,
    supposition: Supposition,
    /// The question.
    pub question: Question,
    /// The outcome analysed: `yes` for a condition or the occurrence of a date, `mean` for a number.
    pub outcome: String,
    /// The unit of a mean; `None` for a probability.
    pub unit: Option<String>,
    measure: Measure,
    items: Vec<Option<u32>>,
    plain: Vec<Plain>,
    /// By id: whether the answer or the evidence reads it, directly or indirectly.
    pub(super) read: Vec<bool>,
    /// Whether every plain number is moved, also those that can hardly move the answer.
    pub moves_all: bool,
    /// Whether only the foremost numbers are asked for: plain ones are moved only if no uncertain one moves the answer.
    pub is_brief: bool,
}

/// A number of the file that is written as a plain literal.
#[derive(Clone, Debug)]
pub(super) struct Plain {
    pub(super) varied: Varied,
    pub(super) value: f64,
    pub(super) text: String,
    pub(super) is_chance: bool,
}

/// The reason why a question can't be analysed.
#[derive(Clone, Debug)]
pub enum Objection {
    /// The question has these outcomes: one of them must be named.
    Outcome(Vec<String>),
    /// The question is a joint table.
    Joint,
    /// The scenario has faults.
    Faults(Vec<Diagnostic>),
}

impl Subject {
    /// Builds the subject of the question with index `question`; for a category, of one `outcome`.
    pub fn new(
        scenario: &Scenario,
        supposition: &Supposition,
        question: usize,
        outcome: Option<&str>,
    ) -> Result<Self, Objection> {
        let scenario = Scenario { variants: Vec::new(), ..scenario.clone() };
        let all = literals(&scenario);
        // facts are not varied
        let is_judged =
            |f: &&&Literal| matches!(f.value, LiteralValue::Plain(_)) && !f.grounds.is_fact;
        // a number that several members of a group share is moved once
        let shared = scenario.memberships.shared_paths();
        let path = |literal: &'_ Literal| -> String {
            let own = literal.path.as_str();
            shared.get(own).map_or(own, |path| *path).to_owned()
        };
        let mut paths: Vec<String> = Vec::new();
        let mut seen = BTreeSet::new();
        for literal in all.iter().filter(is_judged) {
            let path = path(literal);
            if seen.insert(path.clone()) {
                paths.push(path);
            }
        }
        let mut model = compile_varying(&scenario, &paths).map_err(Objection::Faults)?;
        let question = model.questions.swap_remove(question);
        model.questions = vec![question.clone()];
        let (measure, name, items) = measured(&model, &question.asked, outcome)?;
        let by_path: BTreeMap<String, &Literal> = all.iter().rev().map(|f| (path(f), *f)).collect();
        let chances = chances(&scenario);
        let plain = model.varied.iter().filter_map(|varied| {
            let figure = by_path.get(varied.path.as_str())?;
            let LiteralValue::Plain(value) = figure.value else { return None };
            let is_chance = chances.contains(varied.path.as_str());
            let text = figure.text.clone();
            Some(Plain { varied: varied.clone(), value, text, is_chance })
        });
        let plain = plain.collect();
        let unit = unit(&question.asked);
        let read = read(&model, supposition);
        let supposition = supposition.clone();
        let outcome = name;
        let (moves_all, is_brief) = (false, false);
        Ok(Self {
            model,
            supposition,
            question,
            outcome,
            unit,
            measure,
            items,
            plain,
            read,
            moves_all,
            is_brief,
        })
    }

    /// Whether any input is uncertain.
    pub fn is_uncertain(&self) -> bool {
        self.model.is_uncertain()
    }

    /// Whether any input is uncertain with these overrides.
    pub(super) fn is_uncertain_with(&self, numbers: &Overrides) -> bool {
        self.model.is_uncertain_with(numbers)
    }

    /// Whether there is evidence or a `given`, so that worlds may have different weights.
    pub fn is_conditioned(&self) -> bool {
        self.question.given.is_some() || self.supposition.learns()
    }

    /// Whether trials are guided to news and weighed by it day by day, so that few of them are lost.
    pub(super) fn has_news(&self) -> bool {
        !self.model.news.is_empty() && self.supposition.learns()
    }

    /// Whether the evidence or the question's `given` depends on uncertain inputs, which are then no longer
    /// independent.
    pub(super) fn learns(&self) -> bool {
        Affected::new(&self.model, &self.supposition).evidence(&self.question)
    }

    /// Whether the answer depends on uncertain inputs.
    pub(super) fn differs(&self, point: &Supposition) -> bool {
        Affected::new(&self.model, point).answer(&self.question)
    }

    /// By side, drawn with each of these suppositions: the effective number of equally weighted worlds;
    /// `None` if all weigh the same or the answer does not depend on them.
    pub(super) fn worth<'a>(
        &self,
        points: impl Iterator<Item = &'a Supposition>,
        drawn: &Paired,
    ) -> Vec<Option<f64>> {
        let of = |(side, point): (usize, &Supposition)| {
            drawn.worth(0, side).filter(|_| self.is_conditioned() && self.differs(point))
        };
        points.enumerate().map(of).collect()
    }

    pub(super) fn measure(&self) -> Measure {
        self.measure
    }

    /// The number of numbers that may affect it.
    pub fn numbers(&self) -> usize {
        self.plain_numbers().len() + self.uncertain_numbers().len()
    }

    /// The plain numbers that the answer reads, directly or indirectly.
    pub(super) fn plain_numbers(&self) -> Vec<&Plain> {
        self.plain.iter().filter(|plain| self.read[plain.varied.id.index()]).collect()
    }

    /// The uncertain parameters that the answer reads.
    pub(super) fn uncertain_numbers(&self) -> Vec<&UncertainNumber> {
        let uncertain_numbers =
            self.model.uncertain_numbers.iter().filter(|uncertain| uncertain.is_drawn());
        uncertain_numbers.filter(|uncertain| self.read[uncertain.id.index()]).collect()
    }

    /// The 5th and 95th percentile of each parameter.
    pub(super) fn ends(
        &self,
        uncertain_numbers: &[&UncertainNumber],
        seed: u64,
    ) -> Result<Vec<(f64, f64)>, Diagnostic> {
        let mut worlds = Vec::new();
        let mut ends = Vec::new();
        for uncertain in uncertain_numbers {
            let at = self.quantiles_among(uncertain, &[0.05, 0.95], seed, &mut worlds)?;
            ends.push((at[0], at[1]));
        }
        Ok(ends)
    }

    /// The quantiles of a parameter at these levels.
    pub(super) fn quantiles(
        &self,
        uncertain: &UncertainNumber,
        levels: &[f64],
        seed: u64,
    ) -> Result<Vec<f64>, Diagnostic> {
        self.quantiles_among(uncertain, levels, seed, &mut Vec::new())
    }

    /// The quantiles of a parameter at these levels; without a plain distribution, those among `worlds`, which are
    /// drawn if need be.
    fn quantiles_among(
        &self,
        uncertain: &UncertainNumber,
        levels: &[f64],
        seed: u64,
        worlds: &mut Vec<World>,
    ) -> Result<Vec<f64>, Diagnostic> {
        if let Some(law) = &uncertain.distribution {
            return Ok(levels.iter().map(|level| law.quantile(*level)).collect());
        }
        if worlds.is_empty() {
            let draw = |i| World::draw(&self.model, seed, i);
            *worlds = (0..WORLDS_LOOKED_AT).map(draw).collect::<Result<_, _>>()?;
        }
        let mut values: Vec<f64> = worlds.iter().map(|w| w.values[uncertain.id.index()]).collect();
        values.sort_by(f64::total_cmp);
        let at = |p: &f64| values[((values.len() - 1) as f64 * p).round() as usize];
        Ok(levels.iter().map(at).collect())
    }

    /// Returns the supposition with these overrides.
    pub(super) fn with(&self, numbers: Overrides) -> Supposition {
        Supposition { numbers, ..self.supposition.clone() }
    }

    /// The evidence, interventions and overrides.
    pub(super) fn supposition(&self) -> &Supposition {
        &self.supposition
    }

    /// Builds a side with a supposition and, optionally, overrides by world.
    pub(super) fn side<'a>(
        &'a self,
        supposition: &'a Supposition,
        numbers: Vec<Overrides>,
    ) -> Side<'a> {
        Side {
            model: &self.model,
            supposition,
            questions: vec![0],
            items: vec![self.items.clone()],
            numbers,
        }
    }

    /// Draws several sides on the same trials.
    pub(super) fn draw(
        &self,
        sides: &[Side<'_>],
        plan: &Plan,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Paired, Diagnostic> {
        run_paired(sides, &[self.measure], plan, false, progress)
    }
}

/// Whether a parameter is a member of a redrawn vector or correlated: its distribution alone then does not
/// say how it is drawn.
pub(super) fn is_drawn_with_others(model: &Model, id: VariableId) -> bool {
    let redrawn = model.redrawn.iter().any(|vector| vector.members.contains(&id));
    let together = model.parameter_correlation.iter().flat_map(|copula| &copula.members);
    redrawn || together.map(|(member, _)| *member).any(|member| member == id)
}

/// By id: whether the model's question or the evidence reads it, directly or indirectly.
fn read(model: &Model, supposition: &Supposition) -> Vec<bool> {
    if !supposition.learns() {
        return needed(model);
    }
    let mut asked = model.clone();
    let silent = supposition.silent().map(|variable| Condition::Is {
        variable,
        reading: Reading::Usual,
        outcomes: Vec::new(),
    });
    for condition in supposition.conditions().cloned().chain(silent) {
        let question = asked.questions[0].clone();
        asked.questions.push(Question { asked: Asked::Condition(condition), ..question });
    }
    needed(&asked)
}

/// The statistic measured for a question, the name of the outcome, and the item of each outcome.
fn measured(
    model: &Model,
    asked: &Asked,
    outcome: Option<&str>,
) -> Result<(Measure, String, Vec<Option<u32>>), Objection> {
    match asked {
        Asked::Condition(_) => Ok((Measure::Outcomes(1), "yes".into(), vec![None, Some(0)])),
        Asked::Date(_) => Ok((Measure::Happens, "yes".into(), Vec::new())),
        Asked::Number(..) | Asked::Duration(_) => Ok((Measure::Mean, "mean".into(), Vec::new())),
        Asked::Joint(_) => Err(Objection::Joint),
        Asked::Category(category) => {
            let variable = model.variable(category.variable);
            let found = outcome.and_then(|name| variable.outcome(name));
            let Some(found) = found else {
                let shown = variable.shown.iter();
                let names = shown.map(|i| variable.outcomes[usize::from(*i)].clone());
                return Err(Objection::Outcome(names.collect()));
            };
            let items =
                (0..variable.outcomes.len()).map(|i| (i == usize::from(found)).then_some(0));
            let name = variable.outcomes[usize::from(found)].clone();
            Ok((Measure::Outcomes(1), name, items.collect()))
        }
    }
}
