//! The compilation of a decision at the end of a term: moves that are open once the term is over, and share what the
//! other moves of that step leave.

use super::rules::OutcomeList;
use super::variables::Compiler;
use crate::diagnostic::{Code, Diagnostic, Located};
use crate::formula::calendar::is_weekday;
use crate::formula::{
    Comparison, Condition, Function2, Holidays, Interned, Number, NumberKind, Reading, Summary,
    VariableId, fold,
};
use crate::model::conditional::{End, Move, Share, Value, Weights};
use crate::scenario::{Deadline, LiteralValue};

/// Terms that end this close to a step, in days, end on it.
const HAIR: f64 = 1e-9;

impl Compiler<'_> {
    /// Compiles the deadline of a state.
    pub(super) fn deadline(
        &mut self,
        deadline: &Deadline,
        of: &OutcomeList,
        (process, from): (VariableId, u16),
    ) -> (Vec<Move>, End) {
        let is_due = Interned::of(self.is_due(deadline, (process, from)));
        let written = &deadline.outcomes;
        let weights = self.not_everywhere(|checker| checker.weights(written, of));
        let end = End { divided: weights.divided, place: weights.place };
        let mut moves = Vec::new();
        for (to, chance) in (0..).zip(given(&weights)) {
            let Some(chance) = chance else { continue };
            let name = of.outcomes[usize::from(to)].clone();
            if to == from {
                let own = written.shares.iter().find(|(outcome, _)| outcome.value == name);
                if let Some((own, _)) = own {
                    let message = format!("`{name}` is the state that the deadline ends");
                    self.checker.faults.push(
                        Diagnostic::new(Code::ImpossibleRow, own.place, message)
                            .label("give its chance to another state"),
                    );
                }
                continue;
            }
            let condition = Some(is_due.clone());
            let (cases, adjusts) = (Vec::new(), Vec::new());
            moves.push(Move { to, name, chance, cases, adjusts, condition, is_end: true });
        }
        for adjust in &deadline.adjusts {
            let compiled = self.checker.adjust(adjust, of);
            for (outcome, factor) in compiled.factors {
                if let Some(one) = moves.iter_mut().find(|one| one.to == outcome) {
                    one.adjusts.push((compiled.condition.clone(), factor));
                    continue;
                }
                let name = &of.outcomes[usize::from(outcome)];
                let message = format!("`{name}` is no outcome of this deadline");
                self.checker.faults.push(
                    Diagnostic::new(Code::UnknownOutcome, factor.place, message)
                        .related(written.place, "its outcomes are here"),
                );
            }
        }
        (moves, end)
    }

    /// The condition that the term is over, at the step that is being computed.
    fn is_due(&mut self, deadline: &Deadline, (process, from): (VariableId, u16)) -> Condition {
        let after = &deadline.after;
        let LiteralValue::Formula(expr) = &after.value else { return Condition::Constant(false) };
        let pause = deadline.pause.as_ref().map(|pause| self.checker.condition(pause, "`pause`"));
        let Some((kind, term)) = self.checker.term(expr) else { return Condition::Constant(false) };
        if term.constant().is_some_and(|term| term <= 0.0) {
            self.checker.faults.push(
                Diagnostic::new(Code::Delay, after.place, "a term of nothing is no term")
                    .label("say how long it is, such as \"35 working days\""),
            );
        }
        let first_uncertain = self.checker.uncertain_numbers.len();
        let term = self.checker.varied(after, term, first_uncertain);
        let holidays = self.holidays(deadline.holidays.as_ref(), kind, after.place);
        let paused = pause.map(|pause| {
            let is_in =
                Condition::Is { variable: process, reading: Reading::Usual, outcomes: vec![from] };
            let one = fold::choose((*pause).clone(), Number::Constant(1.0), Number::Constant(0.0));
            let of = Number::If(Box::new(is_in), Box::new(one), Box::new(Number::Constant(0.0)));
            let unit = (kind == NumberKind::WorkingDays).then(|| holidays.clone());
            Number::SoFar(Summary::Paused(unit), Interned::of(of))
        });
        let less = |number: Number| match &paused {
            Some(paused) => fold::binary(Function2::Minus, number, paused.clone()),
            None => number,
        };
        let elapsed = Number::Elapsed(process);
        let entered = fold::binary(Function2::Minus, Number::Today, elapsed.clone());
        let (passed, term) = match kind {
            NumberKind::Months => {
                (less(Number::Today), fold::binary(Function2::PlusMonths, entered, term))
            }
            NumberKind::WorkingDays => {
                (less(Number::WorkingDays(Box::new([Number::Today, entered]), holidays)), term)
            }
            _ => (less(elapsed), term),
        };
        let term = fold::binary(Function2::Minus, term, Number::Constant(HAIR));
        fold::compare(Comparison::GreaterEqual, passed, term)
    }

    /// The days of a calendar that would be working days without it.
    pub(super) fn holidays(
        &mut self,
        calendar: Option<&Located<String>>,
        kind: NumberKind,
        after: crate::diagnostic::Place,
    ) -> Holidays {
        let Some(calendar) = calendar else { return Interned::of(Vec::new()) };
        if kind != NumberKind::WorkingDays {
            let message = "holidays shorten working days alone, and this time has other units";
            self.checker.faults.push(
                Diagnostic::new(Code::KeysClash, calendar.place, message)
                    .label("drop it, or count in working days")
                    .related(after, "the time is here"),
            );
        }
        let days = self.checker.calendars.get(&calendar.value);
        Interned::of(days.into_iter().flatten().copied().filter(|day| is_weekday(*day)).collect())
    }
}

/// The chance of each outcome; that of the rest is 1 less the others.
fn given(weights: &Weights) -> Vec<Option<Value>> {
    let others = weights.shares.iter().filter_map(|share| match share {
        Share::Given(value) => Some(value.number.clone()),
        Share::Rest | Share::Nothing => None,
    });
    let sum = others.reduce(|a, b| fold::binary(Function2::Plus, a, b));
    let rest =
        fold::binary(Function2::Minus, Number::Constant(1.0), sum.unwrap_or(Number::Constant(0.0)));
    let of = |share: &Share| match share {
        Share::Given(value) => Some(value.clone()),
        Share::Rest => Some(Value::new(rest.clone(), weights.place)),
        Share::Nothing => None,
    };
    weights.shares.iter().map(of).collect()
}
