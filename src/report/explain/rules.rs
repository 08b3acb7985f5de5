//! Rules in sentences: the base, the cases that replace it, and the adjustments.

use super::grounds::Writer;
use super::panel::{pooled, voiced};
use super::{uncertain, words};
use crate::diagnostic::Sources;
use crate::formula::Expr;
use crate::report::format::number::several;
use crate::scenario::{
    Adjust, Base, Case, Cause, Cells, Chances, Literal, LiteralValue, Odds, Outcomes, Panel, Rule,
    Table,
};

/// The most rows of a flat table that are listed.
const MOST_ROWS_TOLD: usize = 64;

/// A condition as written, on one line, in backquotes.
pub(super) fn condition(sources: &Sources, expr: &Expr) -> String {
    format!("`{}`", words::on_one_line(sources.slice(expr.place)))
}

/// Words for the base, such as `geneva 41 in 100, budapest 16, other the rest`; a table has its own lines,
/// from [`table_lines`].
pub(super) fn base<'a>(rule: &'a Rule, writer: &mut Writer<'a>) -> String {
    match &rule.base {
        Base::Chance(figure) => chance("yes", figure, writer) + &writer.of(&voiced("yes", figure)),
        Base::Outcomes(outcomes) => share_list(outcomes, writer) + &writer.of(&labelled(outcomes)),
        Base::Panel(panel) => spoken(panel, writer),
        Base::Cells(cells) if cells.given.is_empty() => row_of_cells(cells, &cells.chances),
        Base::Cells(cells) => {
            let given: Vec<&str> = cells.given.iter().map(|(n, _)| n.value.as_str()).collect();
            format!("by {}.", words::list(&given))
        }
        Base::Table(table) => {
            let given: Vec<&str> = table.given.iter().map(|name| name.value.as_str()).collect();
            format!("by {}.", words::list(&given))
        }
    }
}

/// The lines after the base: rows of a table, cases, adjustments.
pub(super) fn lines<'a>(rule: &'a Rule, sources: &Sources, writer: &mut Writer<'a>) -> Vec<String> {
    let mut lines = Vec::new();
    if let Base::Table(table) = &rule.base {
        lines.extend(table_lines(table, writer));
    }
    if let Base::Cells(cells) = &rule.base {
        lines.extend(cell_lines(cells));
    }
    let cases = rule.cases.iter().enumerate();
    lines.extend(cases.map(|(at, case)| case_line(case, at == 0, "yes", sources, writer)));
    lines.extend(rule.adjusts.iter().map(|a| adjust_line(a, "yes", sources, writer)));
    for Cause { name, literal, .. } in &rule.causes {
        let cause = words::on_one_line(&name.value);
        let chance = chance("", literal, writer);
        let grounds = writer.of(&voiced("p", literal));
        lines.push(format!("Where `{cause}` holds, it brings yes about with{chance}{grounds}"));
    }
    lines
}

/// Words for a probability: `yes 30 in 100`, `yes 20 to 40 in 100 (9 in 10 sure)`, or `yes as `1 - appetite`
/// is`.
pub(super) fn chance(label: &str, figure: &Literal, writer: &Writer) -> String {
    let implied = || writer.range_at(figure.place);
    let comes_to = || implied().map_or(String::new(), |range| format!(" ({range} in 100)"));
    if let Some(range) = uncertain::chance(figure) {
        return format!("{label} {range}");
    }
    match &figure.value {
        LiteralValue::Plain(value) => match &figure.observations {
            Some(n) => {
                let (value, range) = (words::in_hundred(*value), comes_to());
                format!("{label} {value} in 100 on {} observations{range}", n.text)
            }
            None => format!("{label} {} in 100{}", words::in_hundred(*value), comes_to()),
        },
        LiteralValue::Formula(_) | LiteralValue::Cases(..) => {
            let text = words::on_one_line(&figure.text);
            format!("{label} as `{text}`{}", comes_to())
        }
        LiteralValue::Rest => format!("{label} the rest{}", comes_to()),
        LiteralValue::Word(low, high) => {
            format!("{label} {}", words::word(&figure.text, *low, *high))
        }
        LiteralValue::Panel(panel) => {
            let voices: Vec<String> = panel
                .members
                .iter()
                .map(|(name, value)| chance(&name.value, value, writer))
                .collect();
            let range = implied().map_or(String::new(), |range| format!(": {range} in 100"));
            format!("{label} by a panel: {}; {}{range}", voices.join(", "), pooled(panel))
        }
    }
}

/// Words for probabilities of outcomes, such as `geneva 41 in 100, budapest 16, other the rest`.
pub(super) fn share_list(outcomes: &Outcomes, writer: &Writer) -> String {
    let mut has_unit = false;
    let mut parts: Vec<String> = outcomes
        .shares
        .iter()
        .map(|(name, figure)| match &figure.value {
            LiteralValue::Plain(value) if has_unit => {
                let range = writer.range_at(figure.place);
                let range = range.map_or(String::new(), |range| format!(" ({range})"));
                format!("{} {}{range}", name.value, words::in_hundred(*value))
            }
            value => {
                has_unit |= matches!(value, LiteralValue::Plain(_));
                chance(&name.value, figure, writer)
            }
        })
        .collect();
    if let Some(n) = &outcomes.observations {
        parts.push(format!("on {} observations", n.text));
    }
    parts.join(", ")
}

/// Words for a panel over outcomes: each expert's probabilities with their grounds.
pub(super) fn spoken<'a>(panel: &'a Panel<Outcomes>, writer: &mut Writer<'a>) -> String {
    let parts: Vec<String> = panel
        .members
        .iter()
        .map(|(name, outcomes)| {
            let value = share_list(outcomes, writer);
            format!("{}: {value}{}", name.value, writer.of(&labelled(outcomes)))
        })
        .collect();
    let implied: Vec<String> = panel
        .names()
        .into_iter()
        .filter_map(|name| Some(format!("{} {}", name.value, writer.range_at(name.place)?)))
        .collect();
    let comes_to = if implied.is_empty() {
        String::new()
    } else {
        format!(" That gives {} in 100.", implied.join(", "))
    };
    format!("a panel, {}. {}{comes_to}", pooled(panel), parts.join(" "))
}

/// The numbers of outcomes with their names.
pub(super) fn labelled(outcomes: &Outcomes) -> Vec<(&str, &Literal)> {
    outcomes.shares.iter().map(|(name, figure)| (name.value.as_str(), figure)).collect()
}

fn chances<'a>(chances: &'a Chances, label: &str, writer: &mut Writer<'a>) -> String {
    match chances {
        Chances::Chance(figure) => {
            chance(label, figure, writer) + &writer.of(&voiced(label, figure))
        }
        Chances::Outcomes(outcomes) => {
            share_list(outcomes, writer) + &writer.of(&labelled(outcomes))
        }
        Chances::Panel(panel) => spoken(panel, writer),
    }
}

fn table_lines<'a>(table: &'a Table, writer: &mut Writer<'a>) -> Vec<String> {
    table
        .rows
        .iter()
        .map(|row| {
            let matches: Vec<String> = row
                .matches
                .iter()
                .map(|(parent, outcome)| format!("{} {}", parent.value, outcome.value))
                .collect();
            let when = if matches.is_empty() { "always".to_owned() } else { matches.join(", ") };
            format!("{when}: {}", chances(&row.chances, "yes", writer))
        })
        .collect()
}

/// The rows of a flat table, or its first rows if there are many.
fn cell_lines(cells: &Cells) -> Vec<String> {
    let width = cells.outcomes.len().max(1);
    let rows = cells.chances.len() / width;
    if cells.given.is_empty() {
        return Vec::new();
    }
    let mut lines: Vec<String> = Vec::new();
    for (at, row) in cells.chances.chunks(width).take(MOST_ROWS_TOLD).enumerate() {
        let mut left = at;
        let mut matches: Vec<String> = Vec::new();
        for (parent, outcomes) in cells.given.iter().rev() {
            matches.push(format!("{} {}", parent.value, outcomes[left % outcomes.len()].value));
            left /= outcomes.len();
        }
        matches.reverse();
        lines.push(format!("{}: {}", matches.join(", "), row_of_cells(cells, row)));
    }
    if rows > MOST_ROWS_TOLD {
        lines.push(format!("… and {}", several((rows - MOST_ROWS_TOLD) as u64, "more row")));
    }
    lines
}

/// Words for a row, such as `yes 5 in 100, no 95`.
fn row_of_cells(cells: &Cells, row: &[f64]) -> String {
    let unit = |at: usize| if at == 0 { " in 100" } else { "" };
    let parts = cells.outcomes.iter().zip(row).enumerate().map(|(at, (name, chance))| {
        format!("{} {}{}", name.value, words::in_hundred(*chance), unit(at))
    });
    parts.collect::<Vec<String>>().join(", ")
}

/// The line of a case, such as `If `washington == gone`, instead bilateral 95 in 100, trilateral 5 — …`;
/// `label` is the outcome of a bare probability.
pub(super) fn case_line<'a>(
    case: &'a Case,
    first: bool,
    label: &str,
    sources: &Sources,
    writer: &mut Writer<'a>,
) -> String {
    let opening = if first { "If" } else { "Otherwise, if" };
    let when = condition(sources, &case.condition);
    format!("{opening} {when}, instead {}", chances(&case.chances, label, writer))
}

/// The line of an adjustment, such as `Odds of trilateral × 1.5 if `…` — …`; `label` is the outcome that a
/// bare factor applies to.
pub(super) fn adjust_line<'a>(
    adjust: &'a Adjust,
    label: &str,
    sources: &Sources,
    writer: &mut Writer<'a>,
) -> String {
    let when = condition(sources, &adjust.condition);
    let figures: Vec<(&str, &Literal)> = match &adjust.odds {
        Odds::Bare(figure) => vec![(label, figure)],
        Odds::Named(named, _) => named.iter().map(|(n, f)| (n.value.as_str(), f)).collect(),
    };
    let factors: Vec<String> =
        figures.iter().map(|(name, figure)| format!("{name} {}", factor(figure))).collect();
    format!("Odds of {} if {when}{}", words::list(&factors), writer.of(&figures))
}

fn factor(figure: &Literal) -> String {
    if let Some(range) = uncertain::factor(figure) {
        return format!("× {range}");
    }
    match &figure.value {
        LiteralValue::Plain(0.0) => "× 0, which excludes it,".to_owned(),
        LiteralValue::Plain(value) => format!("× {}", words::number(*value)),
        LiteralValue::Formula(_)
        | LiteralValue::Rest
        | LiteralValue::Word(..)
        | LiteralValue::Cases(..)
        | LiteralValue::Panel(_) => {
            format!("× `{}`", words::on_one_line(&figure.text))
        }
    }
}
