//! How the chances of outcomes are weighed: base, cases, adjustments; and the row of a state
//! that moves. One evaluation for every reader: tables, dynamic draws and the exact solver.

use super::facts::{Facts, Truth, truth, value};
use super::flat::Flat;
use super::keys::Form;
use crate::diagnostic::{Code, Place};
use crate::formula::{Access, Condition, Number, Read, Reading, VariableId};

/// A draw among outcomes, with its chances.
#[derive(Clone, Debug)]
pub struct Lottery {
    /// How many outcomes there are.
    pub width: usize,
    /// How they are weighed.
    pub law: Law,
    /// How the engine finds the chances of a trial.
    pub form: Form,
    /// Where it is described.
    pub place: Place,
}

/// How outcomes are weighed.
#[derive(Clone, Debug)]
pub enum Law {
    /// An event's rule, or the start of a process.
    Rule(Rule),
    /// The moves out of one state of a process.
    Moves(Moves),
}

/// A base, the cases that replace it, the adjustments of odds.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What holds unless a case does.
    pub base: Base,
    /// The first that holds replaces the base.
    pub cases: Vec<(Condition, Weights)>,
    /// All that hold multiply weights.
    pub adjusts: Vec<Adjust>,
}

/// The base of a rule.
#[derive(Clone, Debug)]
pub enum Base {
    /// One set of chances.
    Plain(Weights),
    /// A set for each combination of the parents' outcomes, the last parent running fastest.
    Table {
        /// The parents and how many outcomes each has.
        given: Vec<(VariableId, usize)>,
        /// The rows.
        rows: Vec<Weights>,
    },
    /// The same in plain numbers.
    Flat(Flat),
}

/// A share for each outcome, in the order of the draw.
#[derive(Clone, Debug)]
pub struct Weights {
    /// The shares.
    pub shares: Vec<Share>,
    /// Where they stand.
    pub place: Place,
    /// Whether they are divided by their sum, because the analyst is unsure of them.
    pub divided: bool,
}

/// The chance of one outcome.
#[derive(Clone, Debug)]
pub enum Share {
    /// As said.
    Said(Value),
    /// What the others leave.
    Rest,
    /// It can't come about here.
    Nothing,
}

/// A number and where it stands.
#[derive(Clone, Debug)]
pub struct Value {
    /// The number.
    pub number: Number,
    /// Where it stands.
    pub place: Place,
}

/// A factor on the weight of each outcome.
#[derive(Clone, Debug)]
pub struct Adjust {
    /// When it holds.
    pub condition: Condition,
    /// The outcomes weighed, each with its factor.
    pub factors: Vec<(u16, Value)>,
    /// Where it stands.
    pub place: Place,
}

/// The moves out of one state.
#[derive(Clone, Debug)]
pub struct Moves {
    /// The state left.
    pub from: u16,
    /// The moves by chance.
    pub moves: Vec<Move>,
    /// What part of the chances' period one step is.
    pub share_of_period: f64,
}

/// A move by chance.
#[derive(Clone, Debug)]
pub struct Move {
    /// The state entered.
    pub to: u16,
    /// Its name, for messages.
    pub name: String,
    /// Its chance in a period, unless a case holds.
    pub chance: Value,
    /// The first that holds replaces the chance.
    pub cases: Vec<(Condition, Value)>,
    /// All that hold multiply its weight.
    pub adjusts: Vec<(Condition, Value)>,
    /// It can't happen while this does not hold.
    pub condition: Option<Condition>,
}

/// Why chances can't be weighed in some state of the world.
#[derive(Clone, Debug, PartialEq)]
pub struct LawFault {
    /// Which fault.
    pub code: Code,
    /// What is wrong, with the number.
    pub message: String,
    /// Where the number or rule stands.
    pub place: Place,
}

/// How far rounding may carry a chance beyond 0 or 1, and a sum from 1, before it is a fault.
pub(super) const ROUNDING: f64 = 1e-12;
/// How far stated chances may miss 1.
pub const SUM_TOLERANCE: f64 = 1e-9;

impl Lottery {
    /// The chance of each outcome in one state of the world; they sum to 1.
    pub fn weigh(&self, facts: &impl Facts, out: &mut Vec<f64>) -> Result<(), LawFault> {
        out.clear();
        out.resize(self.width, 0.0);
        match &self.law {
            Law::Rule(rule) => rule.weigh(facts, out),
            Law::Moves(moves) => moves.weigh(facts, out, self.place),
        }
    }
}

impl Law {
    /// Its table of plain numbers, if that is all of it.
    pub fn flat(&self) -> Option<&Flat> {
        match self {
            Self::Rule(rule) => rule.flat(),
            Self::Moves(_) => None,
        }
    }

    /// Whether it is weighed otherwise in other worlds.
    pub fn reads_parameters(&self) -> bool {
        let mut found = false;
        let mut note = |read: Read| found |= read.access == Access::Parameter;
        self.for_each_number(&mut |number| number.for_each_read(&mut note));
        self.for_each_condition(&mut |condition| condition.for_each_read(&mut note));
        found
    }

    /// Every number in it: chances and factors.
    pub fn for_each_number(&self, visit: &mut impl FnMut(&Number)) {
        self.for_each_value(&mut |value| visit(&value.number));
    }

    /// Where its chances, its factors and what they stand in are written.
    pub fn for_each_place(&self, visit: &mut impl FnMut(Place)) {
        self.for_each_value(&mut |value| visit(value.place));
        if let Self::Rule(rule) = self {
            rule.weights().for_each(|weights| visit(weights.place));
            rule.adjusts.iter().for_each(|adjust| visit(adjust.place));
        }
    }

    fn for_each_value(&self, visit: &mut impl FnMut(&Value)) {
        match self {
            Self::Rule(rule) => {
                for share in rule.weights().flat_map(|weights| &weights.shares) {
                    if let Share::Said(said) = share {
                        visit(said);
                    }
                }
                let factors = rule.adjusts.iter().flat_map(|adjust| &adjust.factors);
                factors.for_each(|(_, factor)| visit(factor));
            }
            Self::Moves(moves) => {
                for chance in &moves.moves {
                    visit(&chance.chance);
                    let others = chance.cases.iter().chain(&chance.adjusts);
                    others.for_each(|(_, said)| visit(said));
                }
            }
        }
    }

    /// Every condition in it, and every parent of a table as one that is always true.
    pub fn for_each_condition(&self, visit: &mut impl FnMut(&Condition)) {
        match self {
            Self::Rule(rule) => {
                for variable in rule.base.parents() {
                    let reading = Reading::Usual;
                    visit(&Condition::Is { variable, reading, outcomes: Vec::new() });
                }
                rule.cases.iter().for_each(|(condition, _)| visit(condition));
                rule.adjusts.iter().for_each(|adjust| visit(&adjust.condition));
            }
            Self::Moves(moves) => {
                for chance in &moves.moves {
                    chance.condition.iter().for_each(&mut *visit);
                    chance.cases.iter().for_each(|(condition, _)| visit(condition));
                    chance.adjusts.iter().for_each(|(condition, _)| visit(condition));
                }
            }
        }
    }
}

impl Base {
    /// The parents of a table.
    pub fn parents(&self) -> impl Iterator<Item = VariableId> + '_ {
        let named = match self {
            Self::Table { given, .. } => given.as_slice(),
            Self::Plain(_) | Self::Flat(_) => &[],
        };
        let flat = match self {
            Self::Flat(flat) => flat.given.as_slice(),
            Self::Plain(_) | Self::Table { .. } => &[],
        };
        named.iter().map(|(id, _)| *id).chain(flat.iter().map(|(id, _)| *id))
    }
}

impl Rule {
    /// The chances of the base, unless they are a flat table, and of the cases.
    pub fn weights(&self) -> impl Iterator<Item = &Weights> {
        let base: &[Weights] = match &self.base {
            Base::Plain(weights) => std::slice::from_ref(weights),
            Base::Table { rows, .. } => rows,
            Base::Flat(_) => &[],
        };
        base.iter().chain(self.cases.iter().map(|(_, weights)| weights))
    }

    /// Its table of plain numbers, where nothing is laid over it.
    pub fn flat(&self) -> Option<&Flat> {
        match &self.base {
            Base::Flat(flat) if self.cases.is_empty() && self.adjusts.is_empty() => Some(flat),
            _ => None,
        }
    }

    fn weigh(&self, facts: &impl Facts, out: &mut [f64]) -> Result<(), LawFault> {
        let mut chosen = None;
        for (condition, weights) in &self.cases {
            if holds(condition, facts, weights.place)? {
                chosen = Some(weights);
                break;
            }
        }
        match (chosen, &self.base) {
            (Some(weights), _) | (None, Base::Plain(weights)) => weights.weigh(facts, out)?,
            (None, Base::Table { given, rows }) => {
                let row = given.iter().fold(0, |row, (parent, card)| {
                    row * card + usize::from(facts.outcome(*parent, Reading::Usual))
                });
                rows[row].weigh(facts, out)?;
            }
            (None, Base::Flat(flat)) => {
                let carried = flat.given.iter().map(|(parent, carries)| {
                    carries[usize::from(facts.outcome(*parent, Reading::Usual))] as usize
                });
                flat.row_into(carried.sum(), out);
            }
        }
        let mut adjusted = None;
        for adjust in &self.adjusts {
            if holds(&adjust.condition, facts, adjust.place)? {
                adjusted = Some(adjust.place);
                for (outcome, factor) in &adjust.factors {
                    out[usize::from(*outcome)] *= factor_of(factor, facts)?;
                }
            }
        }
        adjusted.map_or(Ok(()), |place| normalise(out, place))
    }
}

impl Weights {
    /// The stated chances, checked: each within 0 to 1, together 1.
    pub fn weigh(&self, facts: &impl Facts, out: &mut [f64]) -> Result<(), LawFault> {
        let mut sum = 0.0;
        let mut rest = None;
        for (i, share) in self.shares.iter().enumerate() {
            out[i] = match share {
                Share::Said(said) => chance_of(said, facts)?,
                Share::Rest => {
                    rest = Some(i);
                    0.0
                }
                Share::Nothing => 0.0,
            };
            sum += out[i];
        }
        if self.divided && sum > 0.0 {
            for p in out.iter_mut() {
                *p /= sum;
            }
        } else if let Some(rest) = rest {
            if sum > 1.0 + SUM_TOLERANCE {
                return Err(self.bad_sum(sum, "which leaves less than nothing for the rest"));
            }
            out[rest] = if sum > 1.0 - ROUNDING { 0.0 } else { 1.0 - sum };
        } else if (sum - 1.0).abs() > SUM_TOLERANCE {
            return Err(self.bad_sum(sum, "not to 1"));
        }
        Ok(())
    }

    fn bad_sum(&self, sum: f64, why: &str) -> LawFault {
        LawFault {
            code: Code::Sum,
            message: format!("the chances sum to {}, {why}", shown(sum)),
            place: self.place,
        }
    }
}

impl Moves {
    fn weigh(&self, facts: &impl Facts, out: &mut [f64], place: Place) -> Result<(), LawFault> {
        let from = usize::from(self.from);
        let mut stated = 0.0;
        for chance in &self.moves {
            if let Some(condition) = &chance.condition
                && !holds(condition, facts, chance.chance.place)?
            {
                continue;
            }
            let mut said = &chance.chance;
            for (condition, replacement) in &chance.cases {
                if holds(condition, facts, replacement.place)? {
                    said = replacement;
                    break;
                }
            }
            let p = chance_of(said, facts)?;
            stated += p;
            out[usize::from(chance.to)] = p;
        }
        if stated > 1.0 + SUM_TOLERANCE {
            return Err(self.overflow(stated, out, place));
        }
        out[from] = if stated > 1.0 - ROUNDING { 0.0 } else { 1.0 - stated };
        self.adjust(facts, out)?;
        self.convert(from, out);
        Ok(())
    }

    fn overflow(&self, stated: f64, out: &[f64], place: Place) -> LawFault {
        let open = self.moves.iter().filter(|chance| out[usize::from(chance.to)] > 0.0);
        let of = |m: &Move| format!("{} to `{}`", shown(out[usize::from(m.to)]), m.name);
        LawFault {
            code: Code::RowOverflow,
            message: format!(
                "the chances out of this state sum to {}, above 1: {}",
                shown(stated),
                open.map(of).collect::<Vec<_>>().join(", ")
            ),
            place: self.moves.first().map_or(place, |m| m.chance.place),
        }
    }

    fn adjust(&self, facts: &impl Facts, out: &mut [f64]) -> Result<(), LawFault> {
        let mut adjusted = None;
        for chance in &self.moves {
            for (condition, factor) in &chance.adjusts {
                if holds(condition, facts, factor.place)? {
                    adjusted = Some(factor.place);
                    out[usize::from(chance.to)] *= factor_of(factor, facts)?;
                }
            }
        }
        adjusted.map_or(Ok(()), |place| normalise(out, place))
    }

    /// From the period of the chances to one step: leave with 1 − (1 − Σp)^r, split as the p's.
    fn convert(&self, from: usize, out: &mut [f64]) {
        let stay = out[from];
        let r = self.share_of_period;
        if (r - 1.0).abs() < f64::EPSILON || stay >= 1.0 {
            return;
        }
        let leave: f64 = 1.0 - stay;
        // 1 − stay^r without cancellation for the small rates of daily steps
        let leave_in_step = if stay > 0.0 { -libm::expm1(r * libm::log1p(-leave)) } else { 1.0 };
        for p in out.iter_mut() {
            *p *= leave_in_step / leave;
        }
        out[from] = 1.0 - leave_in_step;
    }
}

fn holds(condition: &Condition, facts: &impl Facts, place: Place) -> Result<bool, LawFault> {
    match truth(condition, facts) {
        Truth::True => Ok(true),
        Truth::False => Ok(false),
        Truth::Undefined => Err(LawFault {
            code: Code::ChanceInTrial,
            message: "a condition here is undefined (a division by 0, or a quantity that is not \
                      settled yet)"
                .to_owned(),
            place,
        }),
    }
}

fn chance_of(said: &Value, facts: &impl Facts) -> Result<f64, LawFault> {
    let p = value(&said.number, facts);
    if (-ROUNDING..=1.0 + ROUNDING).contains(&p) {
        // rounding in a formula such as 1 - 0.1*10 is not the analyst's doing
        return Ok(p.clamp(0.0, 1.0));
    }
    let what = if p.is_nan() { "undefined".to_owned() } else { shown(p) };
    Err(LawFault {
        code: Code::ChanceInTrial,
        message: format!("the chance comes out as {what}, outside 0 to 1"),
        place: said.place,
    })
}

fn factor_of(said: &Value, facts: &impl Facts) -> Result<f64, LawFault> {
    let factor = value(&said.number, facts);
    if factor.is_finite() && factor >= 0.0 {
        return Ok(factor);
    }
    let what = if factor.is_nan() { "undefined".to_owned() } else { shown(factor) };
    Err(LawFault {
        code: Code::Factor,
        message: format!("the factor on the odds comes out as {what}: it must be 0 or above"),
        place: said.place,
    })
}

fn normalise(out: &mut [f64], place: Place) -> Result<(), LawFault> {
    let sum: f64 = out.iter().sum();
    if !sum.is_finite() {
        return Err(LawFault {
            code: Code::Factor,
            message: "the factors on the odds multiply to something infinite".to_owned(),
            place,
        });
    }
    if sum <= 0.0 {
        return Err(LawFault {
            code: Code::ZeroInTrial,
            message: "the factors leave no outcome possible".to_owned(),
            place,
        });
    }
    for p in out.iter_mut() {
        *p /= sum;
    }
    Ok(())
}

/// A number as a message shows it: at most nine significant digits, no trailing noise.
fn shown(x: f64) -> String {
    let text = format!("{x:.9}");
    if x.abs() >= 1e-6 && text.contains('.') {
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    format!("{x:e}")
}
