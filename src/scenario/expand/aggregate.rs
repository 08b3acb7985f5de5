//! Functions over the members of a group: `how_many(vote == yes for council where large)`.
//!
//! Members are taken in the order of their names. A condition that attributes settle leaves members out when the
//! scenario is read; any other becomes a part of the formula.

use super::part::{Part, call, constant, joined};
use super::walk::{Context, Expander, hole};
use crate::diagnostic::{Code, Place, nearest};
use crate::formula::{Binary, Call, Each, Expr, ExprKind, Unary};

/// The functions that go over a group.
const AGGREGATES: [&str; 7] = ["how_many", "any", "all", "sum", "mean", "min", "max"];

/// A member that counts: under a condition, if it depends on more than attributes.
pub(super) struct Counted {
    pub(super) member: String,
    pub(super) value: Part,
    pub(super) condition: Option<Expr>,
}

impl Expander<'_> {
    pub(super) fn aggregate(&mut self, call: &Call, place: Place) -> Part {
        let function = call.function.as_str();
        let ([argument], true) = (&call.arguments[..], AGGREGATES.contains(&function)) else {
            let message = if AGGREGATES.contains(&function) {
                format!("over a group, `{function}` takes one formula")
            } else if function == "largest" {
                "the largest is a member: compare it with one, `largest(x for group) == …`"
                    .to_owned()
            } else {
                format!("`{function}` does not go over a group")
            };
            let help = format!("{} do, as in `sum(x for group)`", AGGREGATES.join(", "));
            self.say(Code::Arguments, place, message).help.push(help);
            return hole(place);
        };
        let Some(each) = &argument.each else { return hole(place) };
        if let Some((name, at)) = &argument.name {
            let message = format!("`{function}` takes its arguments without names");
            self.say(Code::Arguments, *at, message).label = format!("drop `{name} =`");
        }
        let Some(counted) = self.counted(&argument.value, each) else { return hole(place) };
        match function {
            "how_many" => how_many(counted, place),
            "any" => any(counted, place),
            "all" => all(counted, place),
            "sum" => sum(counted, place),
            "mean" => mean(counted, place),
            _ => extreme(function, counted, place),
        }
    }

    /// The members over which a function goes; `None` after a fault.
    pub(super) fn counted(&mut self, value: &Expr, each: &Each) -> Option<Vec<Counted>> {
        let group = &each.group.value;
        let Some(members) = self.language.groups.get(group) else {
            let near = nearest(group, self.language.groups.keys().map(String::as_str));
            let near = near.map(str::to_owned);
            let message = format!("no group is called `{group}`");
            let fault = self.say(Code::UnknownMember, each.group.place, message);
            match near {
                Some(near) => fault.ask(&near),
                None => fault.help.push(
                    "a group is a table such as `[group.council]` with `members = { … }`".into(),
                ),
            }
            return None;
        };
        let this = self.contexts.first().filter(|context| self.has_this && context.group == *group);
        let except = match &each.except {
            Some(name) if name.value == "this" && !members.members.contains_key("this") => {
                let Some(this) = this else {
                    let message =
                        "`this` is the member of a table with `for`, and here is none of \
                                   this group"
                            .to_owned();
                    self.say(Code::UnknownMember, name.place, message);
                    return None;
                };
                Some(this.member.clone())
            }
            Some(name) if !members.members.contains_key(&name.value) => {
                let near = nearest(&name.value, members.members.keys().map(String::as_str));
                let near = near.map(str::to_owned);
                let message = format!("`{group}` has no member `{}`", name.value);
                let fault = self.say(Code::UnknownMember, name.place, message);
                if let Some(near) = near {
                    fault.ask(&near);
                }
                return None;
            }
            other => other.as_ref().map(|name| name.value.clone()),
        };
        let mut counted = Vec::new();
        for member in members.members.keys().filter(|name| except.as_ref() != Some(name)) {
            self.contexts.push(Context { group: group.clone(), member: member.clone() });
            let condition = each.condition.as_ref().map(|condition| self.part(condition));
            let truth = condition.as_ref().and_then(Part::truth);
            if truth != Some(false) {
                let value = self.part(value);
                let condition = condition.filter(|_| truth.is_none()).map(|part| part.expr);
                counted.push(Counted { member: member.clone(), value, condition });
            }
            self.contexts.pop();
        }
        Some(counted)
    }
}

fn both(condition: Option<Expr>, value: Expr, place: Place) -> Expr {
    match condition {
        None => value,
        Some(condition) => binary(Binary::And, place, condition, value),
    }
}

fn binary(op: Binary, place: Place, a: Expr, b: Expr) -> Expr {
    Expr { kind: ExprKind::Binary(op, place, Box::new(a), Box::new(b)), place }
}

fn plain(value: f64, place: Place) -> Expr {
    Expr { kind: ExprKind::Number(value), place }
}

fn how_many(counted: Vec<Counted>, place: Place) -> Part {
    let truths: Option<Vec<bool>> = counted
        .iter()
        .map(|one| if one.condition.is_some() { None } else { one.value.truth() })
        .collect();
    if let Some(truths) = truths {
        let holding = truths.iter().filter(|truth| **truth).count();
        let part = plain(holding as f64, place);
        return Part { expr: part, is_settled: !truths.is_empty() };
    }
    let conditions = counted.into_iter().map(|one| both(one.condition, one.value.expr, place));
    Part::open(call("how_many", place, conditions.collect()))
}

fn any(counted: Vec<Counted>, place: Place) -> Part {
    let mut parts = Vec::new();
    let mut is_settled = true;
    for one in counted {
        match (one.condition, one.value.truth()) {
            (None, Some(true)) => return Part::settled(constant(true, place), place),
            (_, Some(false)) => {}
            (condition, _) => {
                is_settled = false;
                parts.push(both(condition, one.value.expr, place));
            }
        }
    }
    row(Binary::Or, parts, is_settled, place)
}

fn all(counted: Vec<Counted>, place: Place) -> Part {
    let mut parts = Vec::new();
    let mut is_settled = true;
    for one in counted {
        match (one.condition, one.value.truth()) {
            (None, Some(false)) => return Part::settled(constant(false, place), place),
            (_, Some(true)) => {}
            (condition, _) => {
                is_settled = false;
                let without = condition.map(|condition| Expr {
                    kind: ExprKind::Unary(Unary::Not, Box::new(condition)),
                    place,
                });
                parts.push(match without {
                    None => one.value.expr,
                    Some(without) => binary(Binary::Or, place, without, one.value.expr),
                });
            }
        }
    }
    row(Binary::And, parts, is_settled, place)
}

/// Conditions joined by `or` or `and`; without any, what none of them leaves open.
fn row(op: Binary, parts: Vec<Expr>, is_settled: bool, place: Place) -> Part {
    match joined(op, place, parts) {
        // a formula of one name alone must still be a condition
        Some(expr) => Part::open(binary(Binary::And, place, expr, truth(true, place))),
        None => Part { expr: truth(op == Binary::And, place), is_settled },
    }
}

fn truth(holds: bool, place: Place) -> Expr {
    Expr { kind: constant(holds, place), place }
}

fn sum(mut counted: Vec<Counted>, place: Place) -> Part {
    let number =
        |one: &Counted| super::part::number(&one.value.expr).filter(|(_, is_date)| !is_date);
    let numbers: Option<Vec<f64>> = counted.iter().map(|one| number(one).map(|n| n.0)).collect();
    // sums of decimals reach a threshold exactly if they are added as whole numbers
    let scale = numbers.as_deref().map(whole_by);
    if let Some((by, wholes)) = &scale {
        if counted.iter().all(|one| one.condition.is_none() && one.value.is_settled) {
            let total = wholes.iter().sum::<f64>() / by;
            return Part { expr: plain(total, place), is_settled: !wholes.is_empty() };
        }
        for (one, whole) in counted.iter_mut().zip(wholes) {
            one.value.expr = plain(*whole, place);
        }
    }
    let terms = counted.into_iter().map(|one| match one.condition {
        None => one.value.expr,
        Some(condition) => {
            let (yes, no) = (Box::new(one.value.expr), Box::new(plain(0.0, place)));
            Expr { kind: ExprKind::If(Box::new(condition), yes, no), place }
        }
    });
    let sum = joined(Binary::Plus, place, terms.collect());
    let sum = Expr { place, ..sum.unwrap_or_else(|| plain(0.0, place)) };
    Part::open(match scale {
        Some((by, _)) if by > 1.0 => binary(Binary::Over, place, sum, plain(by, place)),
        _ => sum,
    })
}

/// The most digits after the point of numbers that are added as whole numbers.
const MOST_DIGITS: i32 = 12;
/// The largest of these whole numbers: sums of a thousand are exact.
const MOST_WHOLE: f64 = 9e12;

/// The least power of ten by which all numbers are whole, and these whole numbers; without one, 1 and the numbers as they
/// are.
fn whole_by(numbers: &[f64]) -> (f64, Vec<f64>) {
    let whole = |by: f64| -> Option<Vec<f64>> {
        let wholes = numbers.iter().map(|number| {
            let whole = (number * by).round();
            let is_equal = (whole / by).to_bits() == (number + 0.0).to_bits();
            (is_equal && whole.abs() <= MOST_WHOLE).then_some(whole)
        });
        wholes.collect()
    };
    (0..=MOST_DIGITS)
        .map(|digits| 10_f64.powi(digits))
        .find_map(|by| whole(by).map(|wholes| (by, wholes)))
        .unwrap_or_else(|| (1.0, numbers.to_vec()))
}

fn mean(counted: Vec<Counted>, place: Place) -> Part {
    if counted.is_empty() {
        return Part::open(plain(f64::NAN, place));
    }
    let number = if counted.iter().all(|one| one.condition.is_none()) {
        plain(counted.len() as f64, place)
    } else {
        let always = || truth(true, place);
        let conditions = counted.iter().map(|one| one.condition.clone().unwrap_or_else(always));
        call("how_many", place, conditions.collect())
    };
    let sum = sum(counted, place);
    if sum.is_settled
        && let Some(kind) = super::part::computed(Binary::Over, place, &sum.expr, &number)
    {
        return Part::settled(kind, place);
    }
    Part::open(binary(Binary::Over, place, sum.expr, number))
}

/// `min` or `max`; undefined where no member counts.
fn extreme(function: &str, counted: Vec<Counted>, place: Place) -> Part {
    if counted.is_empty() {
        return Part::open(plain(f64::NAN, place));
    }
    let least = function == "min";
    let is_settled = counted.iter().all(|one| one.condition.is_none() && one.value.is_settled);
    if is_settled {
        let numbers = counted.iter().filter_map(|one| {
            let expr = &one.value.expr;
            super::part::number(expr).map(|(number, _)| (number, expr))
        });
        let best = numbers.reduce(|a, b| {
            let is_better = if least { b.0 < a.0 } else { b.0 > a.0 };
            if is_better { b } else { a }
        });
        if let Some((_, best)) = best.filter(|(best, _)| best.is_finite()) {
            return Part::settled(best.kind.clone(), place);
        }
    }
    let conditions: Option<Vec<Expr>> = counted.iter().map(|one| one.condition.clone()).collect();
    let beyond = if least { f64::INFINITY } else { f64::NEG_INFINITY };
    let values = counted.into_iter().map(|one| match one.condition {
        None => one.value.expr,
        Some(condition) => {
            let (yes, no) = (Box::new(one.value.expr), Box::new(plain(beyond, place)));
            Expr { kind: ExprKind::If(Box::new(condition), yes, no), place }
        }
    });
    let mut values: Vec<Expr> = values.collect();
    let best = if values.len() == 1 { values.remove(0) } else { call(function, place, values) };
    Part::open(match conditions {
        None => Expr { place, ..best },
        Some(conditions) => {
            // 0 / 0 where no member counts
            let count = call("how_many", place, conditions);
            let or_undefined = binary(Binary::Over, place, plain(0.0, place), count);
            binary(Binary::Plus, place, best, or_undefined)
        }
    })
}
