//! Units of variables, as text: checks for misleading per cent signs and for unlike units that are combined. Nothing
//! is converted.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::{Binary, Call, Expr, ExprKind, Unary};
use crate::scenario::{Literal, LiteralValue, Scenario, formulas};
use std::collections::BTreeMap;

/// The unit of each variable that has one, by name.
pub type Units = BTreeMap<String, String>;

/// The units of a scenario.
pub(crate) fn units_of(scenario: &Scenario) -> Units {
    let parameters = scenario.parameters.iter().map(|p| (&p.name, &p.unit));
    let series = scenario.series.iter().map(|s| (&s.name, &s.unit));
    let quantities = scenario.quantities.iter().map(|q| (&q.name, &q.unit));
    let all = parameters.chain(series).chain(quantities);
    let named = all.filter_map(|(name, unit)| Some((name.value.clone(), unit.as_ref()?)));
    named.map(|(name, unit)| (name, unit.value.trim().to_owned())).collect()
}

/// Whether a unit is per cent.
fn is_percent(unit: &str) -> bool {
    unit.starts_with('%') || matches!(unit, "percent" | "per cent" | "pct")
}

/// The faults of per cent signs in or beside variables whose unit is per cent.
pub(crate) fn faults(scenario: &Scenario, units: &Units) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut own = |name: &str, literal: &Literal| {
        if units.get(name).is_some_and(|unit| is_percent(unit)) {
            found.extend(in_value(name, literal));
        }
    };
    scenario.parameters.iter().for_each(|p| own(&p.name.value, &p.value));
    scenario.quantities.iter().for_each(|q| own(&q.name.value, &q.value));
    for series in &scenario.series {
        own(&series.name.value, &series.start);
        own(&series.name.value, &series.next);
    }
    for expr in formulas(scenario) {
        found.extend(faults_in(expr, units));
    }
    one_each(found)
}

/// The faults of per cent signs beside variables whose unit is per cent.
pub(crate) fn faults_in(expr: &Expr, units: &Units) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    beside(expr, &mut |side, other| {
        if let Some((name, unit)) = unit_of(side, units)
            && is_percent(unit)
        {
            found.extend(percents(other).into_iter().map(|literal| misread(name, literal)));
        }
    });
    one_each(found)
}

/// Advice on numbers of unlike units that are added or compared.
pub fn unlike(scenario: &Scenario, units: &Units) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for expr in formulas(scenario) {
        beside(expr, &mut |side, other| {
            let both = unit_of(side, units).zip(unit_of(other, units));
            if let Some(((a, of_a), (b, of_b))) = both
                && of_a != of_b
            {
                let place = side.place.to(other.place);
                let what = format!("`{a}` is counted in {of_a} and `{b}` in {of_b}");
                found.push(Diagnostic::new(Code::UnlikeUnits, place, what).help(
                    "nothing is converted: multiply one of them, or give both the same `unit`",
                ));
            }
        });
    }
    one_each(found)
}

/// Drops all findings of a place except the first.
fn one_each(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    found.sort_by_key(|fault| fault.place);
    found.dedup_by_key(|fault| fault.place);
    found
}

/// Calls `visit` for every two parts of a formula that are compared, added or alternatives, in both orders.
fn beside<'a>(expr: &'a Expr, visit: &mut impl FnMut(&'a Expr, &'a Expr)) {
    let sides: Vec<&Expr> = match &expr.kind {
        ExprKind::Binary(operator, _, a, b) if puts_beside(*operator) => vec![a, b],
        ExprKind::Call(call) if matches!(call.function.as_str(), "min" | "max") => {
            call.arguments.iter().map(|argument| &argument.value).collect()
        }
        ExprKind::In(subject, elements) => std::iter::once(&**subject).chain(elements).collect(),
        ExprKind::If(_, a, b) => vec![a, b],
        _ => Vec::new(),
    };
    for (i, side) in sides.iter().enumerate() {
        for (_, other) in sides.iter().enumerate().filter(|(j, _)| *j != i) {
            visit(side, other);
        }
    }
    expr.parts().into_iter().for_each(|part| beside(part, visit));
}

fn puts_beside(operator: Binary) -> bool {
    match operator {
        Binary::Equal
        | Binary::NotEqual
        | Binary::Less
        | Binary::LessEqual
        | Binary::Greater
        | Binary::GreaterEqual
        | Binary::Plus
        | Binary::Minus => true,
        Binary::Or | Binary::And | Binary::Times | Binary::Over | Binary::Power => false,
    }
}

/// The unit of a number, from the first variable that it is, adds or chooses, with the name of that variable.
fn unit_of<'a>(expr: &'a Expr, units: &'a Units) -> Option<(&'a str, &'a str)> {
    match &expr.kind {
        ExprKind::Name(name) => units.get(name).map(|unit| (name.as_str(), unit.as_str())),
        ExprKind::Call(call) if keeps_unit(call) => {
            call.arguments.iter().find_map(|argument| unit_of(&argument.value, units))
        }
        ExprKind::Unary(Unary::Minus, a) => unit_of(a, units),
        ExprKind::Binary(Binary::Plus | Binary::Minus, _, a, b) | ExprKind::If(_, a, b) => {
            unit_of(a, units).or_else(|| unit_of(b, units))
        }
        _ => None,
    }
}

fn keeps_unit(call: &Call) -> bool {
    matches!(call.function.as_str(), "now" | "at" | "min" | "max" | "abs" | "round" | "floor")
}

/// The literals with a per cent sign that a number is, adds, chooses or is drawn around.
fn percents(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Percent { .. } | ExprKind::PercentTo(..) => vec![expr],
        ExprKind::Unary(Unary::Minus, a) => match a.kind {
            // the sign belongs to the literal
            ExprKind::Percent { .. } => vec![expr],
            _ => percents(a),
        },
        ExprKind::Binary(Binary::Plus | Binary::Minus, _, a, b)
        | ExprKind::If(_, a, b)
        | ExprKind::To(a, b) => [a, b].into_iter().flat_map(|part| percents(part)).collect(),
        ExprKind::Call(call) if keeps_unit(call) || is_around(call) => {
            let skipped = usize::from(call.function == "student_t");
            let arguments = call.arguments.iter().skip(skipped);
            let plain = arguments.filter(|a| !a.name.as_ref().is_some_and(|n| of_log(&n.0)));
            plain.flat_map(|argument| percents(&argument.value)).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether the arguments of a distribution have the unit of its values.
fn is_around(call: &Call) -> bool {
    matches!(
        call.function.as_str(),
        "normal"
            | "lognormal"
            | "uniform"
            | "triangular"
            | "pert"
            | "exponential"
            | "student_t"
            | "mixture"
            | "quantiles"
            | "truncate"
    )
}

fn of_log(argument: &str) -> bool {
    matches!(argument, "mu" | "sigma" | "df" | "lambda")
}

/// The text of a literal without its per cent sign, or of both ends of a range.
fn without_sign(literal: &Expr) -> String {
    match &literal.kind {
        ExprKind::Percent { written, .. } => written.to_string(),
        ExprKind::Unary(Unary::Minus, a) => format!("-{}", without_sign(a)),
        ExprKind::PercentTo(low, high) => {
            format!("{} to {}", without_sign(low), without_sign(high))
        }
        _ => String::new(),
    }
}

/// The fault of a value with a per cent sign that a path gives to a variable counted in per cent.
pub fn percent_given(
    scenario: &Scenario,
    path: &str,
    text: &str,
    place: Place,
) -> Option<Diagnostic> {
    let kinds = ["parameter.", "series.", "quantity."];
    let rest = kinds.iter().find_map(|kind| path.strip_prefix(kind))?;
    let units = units_of(scenario);
    let is_of = |name: &&String| {
        let quoted = format!("\"{name}\"");
        let after = rest.strip_prefix(name.as_str()).or_else(|| rest.strip_prefix(&quoted));
        after.is_some_and(|after| after.is_empty() || after.starts_with('.'))
    };
    let name = units.keys().find(is_of)?;
    if is_percent(&units[name]) { plain_percent(name, text, place) } else { None }
}

/// The fault of a number with a per cent sign, if it has one.
fn plain_percent(name: &str, text: &str, place: Place) -> Option<Diagnostic> {
    let plain = text.trim().strip_suffix('%')?.trim_end();
    Some(misread_as(name, plain, place))
}

/// The fault of a literal beside a variable whose unit is per cent.
fn misread(name: &str, literal: &Expr) -> Diagnostic {
    misread_as(name, &without_sign(literal), literal.place)
}

fn misread_as(name: &str, plain: &str, place: Place) -> Diagnostic {
    let what = format!("`{name}` is counted in %, where {plain} means {plain} %");
    Diagnostic::new(Code::PercentUnit, place, what)
        .label(format!("write `{plain}`"))
        .help(format!("nothing is converted: `{name} * 1%` makes it a share"))
}

/// The faults of the value of a variable whose unit is per cent.
fn in_value(name: &str, literal: &Literal) -> Vec<Diagnostic> {
    match &literal.value {
        LiteralValue::Formula(expr) => {
            percents(expr).into_iter().map(|literal| misread(name, literal)).collect()
        }
        LiteralValue::Plain(_) => {
            plain_percent(name, &literal.text, literal.place).into_iter().collect()
        }
        LiteralValue::Panel(panel) => {
            panel.members.iter().flat_map(|(_, own)| in_value(name, own)).collect()
        }
        LiteralValue::Word(..) | LiteralValue::Cases(..) | LiteralValue::Rest => Vec::new(),
    }
}
