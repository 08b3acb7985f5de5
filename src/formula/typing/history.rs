//! Temporal functions: of the history (`ever`, `count`, `elapsed`, `before`, `highest`), of the current step (`now`), and those that only
//! questions may use (`by`, `first`, `at`).

use super::super::{
    Call, Condition, Expr, ExprKind, Interned, NamedKind, Number, NumberKind, Reading, Setting,
    Summary,
};
use super::functions::Count;
use super::{Checker, Meaning};
use crate::diagnostic::{Code, Place, Repair, nearest};
use crate::formula::typed::fold;

/// The moment at which a category is read.
#[derive(Clone)]
pub(super) enum Moment {
    /// As the place of the formula says.
    Usual,
    /// `now(x)`
    Now,
    /// `at(x, date)`
    At(Number),
    /// `before(x)`
    Before,
    /// `at(before(x), date)`
    BeforeAt(Number),
}

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
        if matches!(self.scope.setting, Setting::Question | Setting::Worth) {
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

    /// Types `on(council)`: whether the step is a date of a calendar.
    pub(super) fn on(&mut self, call: &Call, place: Place) -> Option<Meaning<'s>> {
        let clock = self.has_clock(call);
        let count = Count::exactly(1, "the name of a calendar");
        let [calendar] = self.arguments(call, count, place)?[..] else { return None };
        let ExprKind::Name(name) = &calendar.kind else {
            let fault = self.say(
                Code::FormulaType,
                calendar.place,
                "`on` takes the name of a calendar, and this is not a name",
            );
            if let ExprKind::Date(date) = &calendar.kind {
                fault
                    .label(format!("write `date == {date}`"))
                    .repair(Repair::new(place, format!("date == {date}")));
            }
            return None;
        };
        let Some(dates) = self.scope.calendars.get(name) else {
            let message = format!("there is no calendar `{name}`");
            let near = nearest(name, self.scope.calendars.keys().map(String::as_str));
            self.say(Code::UnknownName, calendar.place, message)
                .suggest(near)
                .help("`[calendar.NAME]` has `dates`, or `every` with `from` and `until`");
            return None;
        };
        clock?;
        Some(Meaning::Condition(fold::is_today(dates)))
    }

    /// Types `before(x)`: a variable as it stood at the end of the step before.
    pub(super) fn before(&mut self, call: &Call, place: Place) -> Option<Meaning<'s>> {
        let clock = self.has_clock(call);
        if call.arguments.len() == 2 {
            let message = "`before` takes one variable, and no date";
            self.say(Code::Arguments, place, message)
                .label("`before(x)` is x at the end of the step before")
                .help("`by(c, date)` says whether c held on some day up to that date")
                .repair(Repair::new(call.function_place, "by"));
            return None;
        }
        let [variable] = self.arguments(call, Count::exactly(1, "one variable"), place)?[..] else {
            return None;
        };
        let ExprKind::Name(name) = &variable.kind else {
            self.say(Code::FormulaType, variable.place, "`before` takes the name of a variable")
                .label("put `before` around each variable in it");
            return None;
        };
        match self.variable(name, Reading::Usual) {
            Some(Meaning::Number(_, Number::Parameter(_))) => {
                let message = format!("`{name}` is a parameter and never moves");
                self.say(Code::FormulaType, variable.place, message)
                    .label(format!("write `{name}`"))
                    .repair(Repair::new(place, name.clone()));
                None
            }
            Some(Meaning::Number(kind, number)) => clock.map(|()| {
                Meaning::Number(kind, Number::SoFar(Summary::Before, Interned::of(number)))
            }),
            Some(Meaning::Category(mut read)) => {
                read.moment = Moment::Before;
                clock.map(|()| Meaning::Category(read))
            }
            _ => {
                // reports that there is no such name
                if self.name(name, variable.place).is_some() {
                    let message = format!("`before` takes a variable, and `{name}` is not one");
                    self.say(Code::FormulaType, variable.place, message);
                }
                None
            }
        }
    }

    /// Types `highest(x)`, `lowest(x)` and `average(x)`.
    pub(super) fn so_far(
        &mut self,
        summary: Summary,
        call: &Call,
        place: Place,
    ) -> Option<Meaning<'s>> {
        let clock = self.has_clock(call);
        let function = call.function.as_str();
        let counts = Count::exactly(1, "one number");
        let [argument] = self.arguments(call, counts, place)?[..] else { return None };
        let function = match function {
            "highest" => "highest",
            "lowest" => "lowest",
            _ => "average",
        };
        let outer = self.within.replace(function);
        let found = self.any_number(argument, &format!("`{function}`"), "a number");
        self.within = outer;
        let (kind, number) = found?;
        let (kind, number) = match kind {
            NumberKind::Months => (NumberKind::Duration, super::months::in_days(number)),
            kind => (kind, number),
        };
        let mut draws = false;
        number.for_each_draw(&mut |_| draws = true);
        if draws {
            let message =
                format!("`{function}` can't hold a distribution: each step has its own value");
            self.say(Code::NotHere, argument.place, message)
                .label("name a series or a quantity that is drawn");
            return None;
        }
        clock?;
        Some(Meaning::Number(kind, Number::SoFar(summary, Interned::of(number))))
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
                read.moment = match read.moment {
                    Moment::Before => Moment::BeforeAt(day),
                    _ => Moment::At(day),
                };
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
        let may = [Setting::Question, Setting::Worth, Setting::Definition];
        if !may.contains(&self.scope.setting) {
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
