//! The compilation of rules to conditional distributions: outcomes by index, formulas checked.

use super::names::{Names, list, outcome};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::distribution::Recipe;
use crate::formula::{
    Calendars, Condition, Draw, Expr, ExprKind, Interned, Number, NumberKind, Scope, Setting,
    Shape, VariableId, check_condition, check_delay, check_number, fold,
};
use crate::model::conditional::{Adjust, Base, Rule, SUM_TOLERANCE, Share, Value, Weights};
use crate::model::uncertain::Varying;
use crate::model::uncertain::{Redrawn, UncertainNumber};
use crate::scenario::{self, Chances, Literal, LiteralValue, Odds};
use std::collections::BTreeMap;

/// Checks formulas against the names, and collects faults.
pub(crate) struct Checker<'a> {
    /// Every variable by name.
    pub names: &'a Names,
    /// The dates of each calendar.
    pub calendars: &'a Calendars,
    /// The text that each question asks, by name.
    pub questions: &'a BTreeMap<String, String>,
    /// Whether the scenario has a clock.
    pub clock: bool,
    /// The faults found so far.
    pub faults: Vec<Diagnostic>,
    /// The weights of the experts.
    pub standings: Vec<Standing>,
    /// The uncertain numbers written in place found so far.
    pub uncertain_numbers: Vec<UncertainNumber>,
    /// The groups of chances that are redrawn together.
    pub redrawn: Vec<Redrawn>,
    /// The numbers that can be overridden.
    pub varying: Varying,
}

/// The weight of an expert, and the random time by which worlds choose the expert to believe.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// The name of the expert.
    pub name: String,
    /// The place at which the expert is described.
    pub place: Place,
    /// The weight, 0 or above.
    pub weight: Number,
    /// The parameter of the random time, if some panel is a mixture.
    pub race: Option<VariableId>,
}

/// The outcomes whose chances a rule gives.
pub(crate) struct OutcomeList<'a> {
    /// The name of the variable.
    pub name: &'a str,
    /// The outcomes in the order of the draw.
    pub outcomes: &'a [String],
    /// The place at which they are listed.
    pub place: Place,
    /// The outcome that needs no chance: the one before the event is drawn.
    pub optional: Option<u16>,
}

impl OutcomeList<'_> {
    fn yes_no(&self) -> bool {
        self.outcomes == ["no", "yes"]
    }
}

/// A placeholder for a formula with faults, which are reported elsewhere.
const UNREADABLE: Number = Number::Constant(f64::NAN);

impl Checker<'_> {
    fn scope(&self, setting: Setting) -> Scope<'_> {
        let Self { names, clock, calendars, questions, .. } = *self;
        Scope { names, setting, clock, calendars, questions }
    }

    /// The condition that a step is a date of a calendar.
    pub(crate) fn is_date(&self, calendar: &str) -> Condition {
        let dates = self.calendars.get(calendar);
        dates.map_or(Condition::Constant(false), |dates| fold::is_today(dates))
    }

    /// Compiles a condition of the model.
    pub(crate) fn condition(&mut self, expr: &Expr, what: &str) -> Interned<Condition> {
        let checked = check_condition(expr, &self.scope(Setting::Model), what);
        Interned::of(checked.unwrap_or_else(|faults| {
            self.faults.extend(faults);
            Condition::Constant(false)
        }))
    }

    /// Compiles any number, possibly with draws.
    pub(crate) fn literal(
        &mut self,
        literal: &Literal,
        setting: Setting,
        kind: NumberKind,
        what: &str,
    ) -> Number {
        match &literal.value {
            LiteralValue::Plain(x) => Number::Constant(*x),
            LiteralValue::Rest => UNREADABLE,
            LiteralValue::Panel(panel) if panel.is_over_numbers => {
                self.pooled_number(panel, setting, what)
            }
            LiteralValue::Panel(panel) => self.pooled_chance(panel),
            LiteralValue::Cases(..) if setting == Setting::Draw => {
                let message =
                    format!("\"{}\" is a chance, and {what} is a number", literal.text.trim());
                self.faults.push(
                    Diagnostic::new(Code::NotHere, literal.place, message)
                        .help("make it a `[parameter]`, and write a formula over that here"),
                );
                UNREADABLE
            }
            LiteralValue::Cases(hits, tries) => {
                let shapes = LiteralValue::shapes_of_cases(*hits, *tries);
                let shapes = shapes.map(Number::Constant).to_vec();
                let shape = Shape::Plain(Recipe::Beta, shapes);
                Number::Draw(Box::new(Draw { ordinal: 0, shape }))
            }
            LiteralValue::Word(low, high) => {
                let ends = vec![Number::Constant(*low), Number::Constant(*high)];
                let shape = Shape::Plain(Recipe::Uniform, ends);
                Number::Draw(Box::new(Draw { ordinal: 0, shape }))
            }
            LiteralValue::Formula(expr) => {
                let checked = check_number(expr, &self.scope(setting), kind, what);
                checked.unwrap_or_else(|faults| {
                    self.faults.extend(faults);
                    UNREADABLE
                })
            }
        }
    }

    /// Compiles the length of a term, with its kind; `None` if it is faulty.
    pub(crate) fn term(&mut self, expr: &Expr) -> Option<(NumberKind, Number)> {
        let checked = check_delay(expr, &self.scope(Setting::Model), "`after`");
        match checked {
            Ok(term) => Some(term),
            Err(faults) => {
                self.faults.extend(faults);
                None
            }
        }
    }

    /// Compiles a delay, with its kind.
    pub(crate) fn delay(&mut self, literal: &Literal) -> (Number, NumberKind) {
        let days = NumberKind::Duration;
        let LiteralValue::Formula(expr) = &literal.value else {
            return (self.literal(literal, Setting::Draw, days, "`after`"), days);
        };
        let checked = check_delay(expr, &self.scope(Setting::Draw), "`after`");
        match checked {
            Ok((kind, delay)) => (delay, kind),
            Err(faults) => {
                self.faults.extend(faults);
                (UNREADABLE, days)
            }
        }
    }

    /// Compiles a chance, and checks its range if it is constant.
    pub(crate) fn chance(&mut self, literal: &Literal) -> Value {
        let (place, first_uncertain) = (literal.place, self.uncertain_numbers.len());
        if let Some(observations) = &literal.observations {
            let number = self.observed_chance(literal, observations);
            let number = self.varied(literal, number, first_uncertain);
            return Value::new(number, place);
        }
        let value = match &literal.value {
            LiteralValue::Panel(panel) => {
                let number = self.pooled_chance(panel);
                let number = self.varied(literal, number, first_uncertain);
                Value::new(number, place)
            }
            // written directly as a chance, `0.05 to 0.3` means the same as in per cent
            LiteralValue::Formula(Expr { kind: ExprKind::To(low, high), place }) => {
                let kind = ExprKind::PercentTo(low.clone(), high.clone());
                let value = LiteralValue::Formula(Expr { kind, place: *place });
                self.number(&Literal { value, ..literal.clone() }, "a chance")
            }
            _ => self.number(literal, "a chance"),
        };
        if let (Number::Constant(p), LiteralValue::Formula(_) | LiteralValue::Plain(_)) =
            (&value.number, &literal.value)
            && !(0.0..=1.0).contains(p)
            && p.is_finite()
        {
            self.faults.push(Diagnostic::new(
                Code::ChanceRange,
                literal.place,
                format!("the chance comes out as {p}: it must lie between 0 and 1"),
            ));
        }
        value
    }

    /// Compiles a whole rule.
    pub(crate) fn rule(&mut self, rule: &scenario::Rule, of: &OutcomeList) -> Rule {
        let base = match &rule.base {
            scenario::Base::Chance(literal) => Base::Plain(self.yes_no(literal, of)),
            scenario::Base::Outcomes(outcomes) => Base::Plain(self.weights(outcomes, of)),
            scenario::Base::Panel(panel) => Base::Plain(self.pooled_weights(panel, of)),
            scenario::Base::Table(table) => self.table(table, of),
            scenario::Base::Cells(cells) => self.cells(cells, of),
        };
        let cases = rule.cases.iter().map(|case| {
            let condition = self.condition(&case.condition, "`if`");
            (condition, self.chances(&case.chances, of))
        });
        let cases = cases.collect();
        let adjusts = rule.adjusts.iter().map(|adjust| self.adjust(adjust, of)).collect();
        Rule { base, cases, adjusts }
    }

    pub(crate) fn chances(&mut self, chances: &Chances, of: &OutcomeList) -> Weights {
        match chances {
            Chances::Chance(literal) => self.yes_no(literal, of),
            Chances::Outcomes(outcomes) => self.weights(outcomes, of),
            Chances::Panel(panel) => self.pooled_weights(panel, of),
        }
    }

    fn yes_no(&mut self, literal: &Literal, of: &OutcomeList) -> Weights {
        let value = self.chance(literal);
        if !of.yes_no() {
            self.faults.push(
                Diagnostic::new(
                    Code::MissingOutcome,
                    literal.place,
                    format!("`p` is the chance of yes, but `{}` is not a yes/no event", of.name),
                )
                .help(format!("give `outcomes = {{ … }}` with {}", list(of.outcomes))),
            );
            return Weights {
                shares: vec![Share::Nothing; of.outcomes.len()],
                place: literal.place,
                divided: false,
            };
        }
        let shares = vec![Share::Rest, Share::Given(value)];
        Weights { shares, place: literal.place, divided: false }
    }

    /// Compiles a table of outcomes, which must give a chance to every outcome or have a `rest`.
    pub(crate) fn weights(&mut self, written: &scenario::Outcomes, of: &OutcomeList) -> Weights {
        let mut shares = vec![None; of.outcomes.len()];
        let uncertain_before = self.uncertain_numbers.len();
        let in_proportion = self.vary_all(written);
        for (name, literal) in &written.shares {
            let share = match literal.value {
                LiteralValue::Rest if in_proportion => {
                    let left = Self::left_for_rest(written);
                    let number = self.varied(literal, left, self.uncertain_numbers.len());
                    Share::Given(Value::new(number, literal.place))
                }
                LiteralValue::Rest => Share::Rest,
                _ => Share::Given(self.chance(literal)),
            };
            match outcome(of.name, of.outcomes, of.place, name) {
                Ok(index) => shares[usize::from(index)] = Some(share),
                Err(fault) => self.faults.push(fault),
            }
        }
        let has_rest = shares.iter().any(|s| matches!(s, Some(Share::Rest)));
        let missing: Vec<String> = (0..shares.len())
            .filter(|i| shares[*i].is_none() && of.optional != Some(*i as u16))
            .map(|i| of.outcomes[i].clone())
            .collect();
        if !missing.is_empty() && !has_rest && written.shares.len() < of.outcomes.len() {
            let what = format!("no chance for {} of `{}`", list(&missing), of.name);
            self.faults.push(
                Diagnostic::new(Code::MissingOutcome, written.place, what)
                    .related(of.place, format!("outcomes of `{}`", of.name))
                    .help("name every outcome, or make one of them `\"rest\"`"),
            );
        } else {
            self.certain_sum(written, &shares);
        }
        let shares: Vec<Share> = shares.into_iter().map(|s| s.unwrap_or(Share::Nothing)).collect();
        if in_proportion {
            self.keep_proportions(written);
        }
        if let Some(observations) = &written.observations {
            let shares = self.observed_shares(written, observations, &shares);
            return Weights { shares, place: written.place, divided: false };
        }
        let divided =
            !in_proportion && self.uncertain_among(written, &shares, uncertain_before, has_rest);
        Weights { shares, place: written.place, divided }
    }

    /// Checks the sum of constant formulas; the reader has checked plain numbers.
    fn certain_sum(&mut self, written: &scenario::Outcomes, shares: &[Option<Share>]) {
        let plain =
            written.shares.iter().all(|(_, f)| !matches!(f.value, LiteralValue::Formula(_)));
        let mut sum = 0.0;
        let mut rest = false;
        for share in shares.iter().flatten() {
            match share {
                Share::Given(Value { number: Number::Constant(p), .. }) if p.is_finite() => {
                    sum += p;
                }
                Share::Rest => rest = true,
                _ => return,
            }
        }
        let wrong =
            if rest { sum > 1.0 + SUM_TOLERANCE } else { (sum - 1.0).abs() > SUM_TOLERANCE };
        if wrong && !plain {
            let sum = format!("{sum:.9}");
            let sum = sum.trim_end_matches('0').trim_end_matches('.');
            self.faults.push(Diagnostic::new(
                Code::Sum,
                written.place,
                format!("the chances sum to {sum}, {}", if rest { "above 1" } else { "not to 1" }),
            ));
        }
    }

    pub(crate) fn adjust(&mut self, adjust: &scenario::Adjust, of: &OutcomeList) -> Adjust {
        let condition = self.condition(&adjust.condition, "`if`");
        let mut factors = Vec::new();
        match &adjust.odds {
            Odds::Bare(literal) => {
                let factor = self.factor(literal);
                match of.outcomes.iter().position(|o| o == "yes") {
                    Some(yes) if of.yes_no() => factors.push((yes as u16, factor)),
                    _ => self.faults.push(
                        Diagnostic::new(
                            Code::BareFactor,
                            literal.place,
                            format!("`{}` has several outcomes: say which one's odds", of.name),
                        )
                        .help(format!(
                            "such as `odds = {{ {} = {} }}`",
                            bare(of),
                            literal.text
                        )),
                    ),
                }
            }
            Odds::Named(named, place) => {
                for (name, literal) in named {
                    let factor = self.factor(literal);
                    match outcome(of.name, of.outcomes, of.place, name) {
                        Ok(index) => factors.push((index, factor)),
                        Err(fault) => self.faults.push(fault),
                    }
                }
                let zero = |f: &Value| matches!(f.number, Number::Constant(x) if x <= 0.0);
                let zeros = factors.iter().filter(|(_, f)| zero(f)).count();
                if zeros == of.outcomes.len() {
                    self.faults.push(Diagnostic::new(
                        Code::AllZero,
                        *place,
                        "every factor is 0, which leaves no outcome possible",
                    ));
                }
            }
        }
        Adjust { condition, factors, place: adjust.place }
    }

    /// Compiles a factor of odds, and checks it if it is constant.
    pub(crate) fn factor(&mut self, literal: &Literal) -> Value {
        let value = self.number(literal, "a factor");
        if let (Number::Constant(x), LiteralValue::Formula(_)) = (&value.number, &literal.value)
            && *x < 0.0
        {
            self.faults.push(Diagnostic::new(
                Code::Factor,
                literal.place,
                format!("the factor comes out as {x}: it must be 0 or above"),
            ));
        }
        value
    }
}

fn bare(of: &OutcomeList) -> String {
    of.outcomes.first().cloned().unwrap_or_default()
}
