//! The compilation of moves by chance.

use super::names::outcome;
use super::rules::{Checker, OutcomeList};
use crate::diagnostic::{Code, Diagnostic, Located};
use crate::formula::{Condition, Interned, Number, fold};
use crate::model::conditional::{Move, SUM_TOLERANCE};
use crate::scenario::{self, Chances, Odds};

impl Checker<'_> {
    /// Compiles the moves by chance out of one state.
    pub(crate) fn moves(&mut self, row: &scenario::Row, of: &OutcomeList, from: u16) -> Vec<Move> {
        let mut moves = Vec::new();
        for written in &row.moves {
            let scenario::MoveBy::Chance(rule) = &written.by else { continue };
            let to = match outcome(of.name, of.outcomes, of.place, &written.to) {
                Ok(to) => to,
                Err(fault) => {
                    self.faults.push(fault);
                    continue;
                }
            };
            if to == from {
                self.faults.push(own_move(&written.to));
                continue;
            }
            let scenario::Base::Chance(literal) = &rule.base else { continue };
            let chance = self.chance(literal);
            let condition = written.condition.as_ref().map(|c| self.condition(c, "`if`"));
            let cases = rule.cases.iter().filter_map(|case| {
                let condition = self.condition(&case.condition, "`if`");
                match &case.chances {
                    Chances::Chance(literal) => Some((condition, self.chance(literal))),
                    Chances::Outcomes(_) | Chances::Panel(_) => None,
                }
            });
            let cases = cases.collect();
            let adjusts = rule.adjusts.iter().filter_map(|adjust| {
                let condition = self.condition(&adjust.condition, "`if`");
                match &adjust.odds {
                    Odds::Bare(literal) => Some((condition, self.factor(literal))),
                    Odds::Named(_, place) => {
                        self.faults.push(
                            Diagnostic::new(
                                Code::WrongType,
                                *place,
                                "a move has one factor: a bare number",
                            )
                            .help("such as `odds = 1.5`"),
                        );
                        None
                    }
                }
            });
            let adjusts = adjusts.collect();
            let name = written.to.value.clone();
            moves.push(Move { to, name, chance, cases, adjusts, condition, is_end: false });
        }
        self.certain_row(&moves, row);
        moves
    }

    fn certain_row(&mut self, moves: &[Move], row: &scenario::Row) {
        let constant = |m: &Move| match (&m.chance.number, &m.condition) {
            (Number::Constant(p), None) => *p,
            _ => 0.0,
        };
        let sum: f64 = moves.iter().filter(|m| m.cases.is_empty()).map(constant).sum();
        if sum > 1.0 + SUM_TOLERANCE {
            self.faults.push(
                Diagnostic::new(
                    Code::RowOverflow,
                    row.from.place,
                    format!("the chances out of `{}` sum to {sum:.6}, above 1", row.from.value),
                )
                .help("the remainder is the chance to stay: lower one of them"),
            );
        }
    }
}

impl Move {
    /// Makes it possible only while a condition holds.
    pub(super) fn opens_if(&mut self, condition: &Condition) {
        let own = self.condition.take().map(|own| (*own).clone());
        let all = [condition.clone()].into_iter().chain(own).collect();
        self.condition = Some(Interned::of(fold::all(all)));
    }
}

/// The fault of a move from a state to itself.
pub(crate) fn own_move(to: &Located<String>) -> Diagnostic {
    Diagnostic::new(Code::ImpossibleRow, to.place, format!("a move from `{}` to itself", to.value))
        .help("staying gets the remainder of the other moves: remove this one")
}
