//! Temporal functions: of the history (`ever`, `count`, `elapsed`), of the current step (`now`), and those that only
//! questions may use (`by`, `first`, `at`).

use super::super::{
    Call, Condition, Expr, ExprKind, Interned, NamedKind, Number, NumberKind, Reading, Setting,
};
use super::functions::Count;
use super::{Checker, Meaning};
use crate::diagnostic::{Code, Place, nearest};

impl<'s> Checker<'s> {
    pub(super) fn ever(&mut self, call: &Call, place: Place) -> Option<Meaning<'s>> {
        let clock = self.has_clock(call);
        let [condition] = self.arguments(
            call,
            Count::with_condition(1, "one condition", "ever(talks == leaders)"),
            place,
        )?[..] else {
            return None;
        };
        let held = self.remembered(condition, "ever");
        clock?;
        Some(Meaning::Condition(match held? {
            constant @ Condition::Constant(_) => constant,
            held => Condition::Ever(Interned::of(held)),
        }))
    }

    pub(super) fn count(&mut self, call: &Call, place: Place) -> Option<Meaning<'s>> {
        let [condition] = self.arguments(
            call,
            Count::with_condition(1, "one condition", "count(strike)"),
            place,
        )?[..] else {
            return None;
        };
        let clock = self.has_clock(call);
        let held = self.remembered(condition, "count");
        clock?;
        Some(Meaning::Number(NumberKind::Number, Number::Count(Interned::of(held?))))
    }

    pub(super) fn elapsed(&mut self, call: &Call, place: Place) -> Option<Meaning<'s>> {
        let clock = self.has_clock(call);
        let [process] = self.arguments(call, Count::exactly(1, "one process"), place)?[..] else {
            return None;
        };
        let scope = self.scope;
        let named = match &process.kind {
            ExprKind::Name(name) => scope.names.get_key_value(name),
            _ => None,
        };
        if let Some((_, named)) = named
            && matches!(named.kind, NamedKind::Category { process: true, .. })
        {
            clock?;
            return Some(Meaning::Number(NumberKind::Duration, Number::Elapsed(named.id)));
        }
        let processes = scope
            .names
            .iter()
            .filter(|(_, named)| matches!(named.kind, NamedKind::Category { process: true, .. }))
            .map(|(name, _)| name.as_str());
        match (&process.kind, named) {
            (ExprKind::Name(name), None) => {
                let message = format!("there is no process `{name}`");
                self.say(Code::UnknownName, process.place, message)
                    .unknown(name)
                    .suggest(nearest(name, processes));
            }
            (_, Some((name, named))) => {
                let message = format!("`elapsed` takes a process, and `{name}` is not one");
                let described = named.place;
                self.say(Code::FormulaType, process.place, message)
                    .related(described, format!("`{name}` is described here"));
            }
            _ => {
                self.say(Code::FormulaType, process.place, "`elapsed` takes the name of a process");
            }
        }
        None
    }

    pub(super) fn now(&mut self, call: &Call, place: Place) -> Option<Meaning<'s>> {
        let clock = self.has_clock(call);
        if self.scope.setting == Setting::Question {
            self.say(Code::NotHere, call.function_place, "`now` says nothing in a question")
                .label("a bare variable is read at the horizon, `at(x, date)` on a day");
            return None;
        }
        if let Some(within) = self.within {
            let message =
                format!("`now` can't be inside `{within}`, which reads each step as it stood");
            self.say(Code::NotHere, call.function_place, message).label("write the variable alone");
            return None;
        }
        let [variable] = self.arguments(call, Count::exactly(1, "one variable"), place)?[..] else {
            return None;
        };
        let ExprKind::Name(name) = &variable.kind else {
            self.say(Code::FormulaType, variable.place, "`now` takes the name of a variable")
                .label("put `now` around each variable in it");
            return None;
        };
        match self.variable(name, Reading::Now) {
            Some(Meaning::Number(_, Number::Parameter(_))) => {
                self.say(
                    Code::FormulaType,
                    variable.place,
                    format!("`{name}` is a parameter and never moves"),
                )
                .label(format!("write `{name}`"));
                None
            }
            Some(meaning) => clock.map(|()| meaning),
            None => {
                // reports that there is no such name
                if self.name(name, variable.place).is_some() {
                    self.say(
                        Code::FormulaType,
                        variable.place,
                        format!("`now` takes a variable, and `{name}` is not one"),
                    );
                }
                None
            }
        }
    }

    pub(super) fn by(&mut self, call: &Call, place: Place) -> Option<Meaning<'s>> {
        let here =
            self.looks_ahead(call, "in the model, `ever(…)` says whether it has held so far");
        let [condition, day] = self.arguments(
            call,
            Count::with_condition(2, "a condition and a date", "by(talks == leaders, 2025-10-31)"),
            place,
        )?[..] else {
            return None;
        };
        let held = self.remembered(condition, "by");
        let day = self.day(day, "by");
        here?;
        Some(Meaning::Condition(Condition::By(Interned::of(held?), day?)))
    }

    pub(super) fn first(&mut self, call: &Call, place: Place) -> Option<Meaning<'s>> {
        let here =
            self.looks_ahead(call, "in the model, `ever(…)` says whether it has held so far");
        let [condition] = self.arguments(
            call,
            Count::with_condition(1, "one condition", "first(talks == leaders)"),
            place,
        )?[..] else {
            return None;
        };
        let held = self.remembered(condition, "first");
        here?;
        Some(Meaning::Number(NumberKind::Date, Number::First(Interned::of(held?))))
    }

    pub(super) fn at(&mut self, call: &Call, place: Place) -> Option<Meaning<'s>> {
        let here = self.looks_ahead(call, "in the model, memory is `ever`, `count` and `elapsed`");
        let [subject, day] = self.arguments(
            call,
            Count::with_condition(2, "something and a date", "at(talks, 2025-10-31)"),
            place,
        )?[..] else {
            return None;
        };
        let outer = self.within.replace("at");
        let meaning = self.meaning(subject);
        self.within = outer;
        let day = self.day(day, "at");
        here?;
        let day = day?;
        Some(match meaning? {
            Meaning::Condition(condition) => {
                Meaning::Condition(Condition::At(Interned::of(condition), day))
            }
            Meaning::Number(kind, number) => {
                Meaning::Number(kind, Number::At(Interned::of(number), Box::new(day)))
            }
            Meaning::Category(mut read) => {
                read.at = Some(day);
                Meaning::Category(read)
            }
        })
    }

    /// Types a condition inside the temporal function `function`.
    fn remembered(&mut self, condition: &Expr, function: &'static str) -> Option<Condition> {
        let outer = self.within.replace(function);
        let held = self.condition(condition, &format!("`{function}`"));
        self.within = outer;
        held
    }

    /// Types a date that is fixed before the run.
    fn day(&mut self, day: &Expr, function: &str) -> Option<Number> {
        let number = self.number(day, NumberKind::Date, &format!("`{function}`"))?;
        if number.is_fixed() {
            return Some(number);
        }
        let message = format!(
            "the day in `{function}` must be fixed before the run: made of dates, durations and parameters"
        );
        self.say(Code::NotHere, day.place, message).label("compare dates: write `first(…) <= …`");
        None
    }

    fn has_clock(&mut self, call: &Call) -> Option<()> {
        if self.scope.clock {
            return Some(());
        }
        self.no_clock(&format!("`{}`", call.function), call.function_place);
        None
    }

    /// Whether a function that looks ahead is allowed here; `instead` proposes a replacement if not.
    fn looks_ahead(&mut self, call: &Call, instead: &str) -> Option<()> {
        self.has_clock(call)?;
        let function = call.function.as_str();
        if self.scope.setting != Setting::Question {
            let message = format!("`{function}` looks ahead: only questions, givens and news may");
            self.say(Code::NotHere, call.function_place, message).help(instead);
            return None;
        }
        if let Some(outer) = self.within {
            let message = format!(
                "`{function}` can't be inside `{outer}`, which reads one step after another"
            );
            self.say(Code::NotHere, call.function_place, message);
            return None;
        }
        Some(())
    }
}
