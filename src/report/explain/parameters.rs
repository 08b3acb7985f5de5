//! Parameters in sentences: their values with grounds, and their correlations.

use super::grounds::Writer;
use super::panel::{of_numbers, voiced};
use super::{rules, uncertain, words};
use crate::formula::ExprKind;
use crate::scenario::{LiteralValue, Parameter};

/// Describes a parameter: its value with grounds, then its correlations.
pub(super) fn describe<'a>(
    parameter: &'a Parameter,
    writer: &mut Writer<'a>,
) -> (String, Vec<(usize, String)>) {
    let figure = &parameter.value;
    let unit = parameter.unit.as_ref().map_or(String::new(), |unit| format!(" {}", unit.value));
    let text = words::on_one_line(&figure.text);
    let value = match &figure.value {
        LiteralValue::Plain(value) => format!("{}{unit}", words::number(*value)),
        LiteralValue::Word(low, high) => words::word(&figure.text, *low, *high),
        LiteralValue::Cases(..) => uncertain::chance(figure).unwrap_or(text),
        LiteralValue::Rest => format!("`{text}`{unit}"),
        LiteralValue::Panel(panel) if panel.is_over_numbers => of_numbers(panel, &unit),
        LiteralValue::Panel(_) => rules::chance("", figure, writer).trim_start().to_owned(),
        LiteralValue::Formula(expr) => match &expr.kind {
            ExprKind::To(..) | ExprKind::PercentTo(..) if uncertain::ends(expr).is_some() => {
                format!("{text}{unit}, 9 in 10 sure that it lies between")
            }
            _ if uncertain::is_drawn(expr) => format!("drawn from `{text}`{unit}"),
            _ => format!("computed as `{text}`{unit}"),
        },
    };
    let grounds = writer.of(&voiced("value", figure));
    let opening = format!("{} (parameter): {value}{grounds}", parameter.name.value);
    let together: Vec<String> = parameter
        .correlated
        .iter()
        .map(|(other, rank)| format!("{} ({})", other.value, words::number(rank.value)))
        .collect();
    let line = (!together.is_empty())
        .then(|| (0, format!("Rank correlation with {}.", words::list(&together))));
    (opening, line.into_iter().collect())
}
