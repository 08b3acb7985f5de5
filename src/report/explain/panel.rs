//! Panels of experts in words, as written and not evaluated.

use super::words;
use crate::scenario::{Literal, LiteralValue, Panel, Pool};

/// The way in which a panel is combined, such as `pooled by log odds`.
pub(super) fn pooled<T>(panel: &Panel<T>) -> String {
    let pool = match panel.pool {
        Pool::Log => "pooled by log odds",
        Pool::Linear => "averaged",
        Pool::Mixture => "each reading believes one of them",
        Pool::Quantile => "the mean of their quantiles",
    };
    match &panel.extremize {
        Some(power) => format!("{pool}, extremized by {}", power.text),
        None => pool.to_owned(),
    }
}

/// Words for a panel on numbers: each judgement as written, and the pool.
pub(super) fn of_numbers(panel: &Panel<Literal>, unit: &str) -> String {
    let voice = |(name, judgement): &(crate::diagnostic::Located<String>, Literal)| {
        let text = words::on_one_line(&judgement.text);
        match judgement.value {
            LiteralValue::Formula(_) => format!("{} `{text}`", name.value),
            _ => format!("{} {text}", name.value),
        }
    };
    let voices: Vec<String> = panel.members.iter().map(voice).collect();
    format!("by a panel: {}{unit}; {}", voices.join(", "), pooled(panel))
}

/// A number with its label; for a panel, those of its members.
pub(super) fn voiced<'b, 'a: 'b>(
    label: &'b str,
    figure: &'a Literal,
) -> Vec<(&'b str, &'a Literal)> {
    match &figure.value {
        LiteralValue::Panel(panel) => {
            panel.members.iter().map(|(name, judgement)| (name.value.as_str(), judgement)).collect()
        }
        _ => vec![(label, figure)],
    }
}
