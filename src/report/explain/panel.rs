//! What several experts say, in words. Knows how it is written, not what it comes to.

use super::grounds::Teller;
use super::rules::{labelled, share_list};
use crate::scenario::{Figure, Outcomes, Panel, Pool, Said};

/// How a panel is put together: `pooled by log`.
pub(super) fn pooled<T>(panel: &Panel<T>) -> String {
    let pool = match panel.pool {
        Pool::Log => "pooled by log odds",
        Pool::Linear => "averaged",
        Pool::Mixture => "each reading believes one of them",
    };
    match &panel.extremize {
        Some(power) => format!("{pool}, extremized by {}", power.text),
        None => pool.to_owned(),
    }
}

/// A number under its label; of a panel those of its members.
pub(super) fn voiced<'b, 'a: 'b>(label: &'b str, figure: &'a Figure) -> Vec<(&'b str, &'a Figure)> {
    match &figure.said {
        Said::Panel(panel) => {
            panel.members.iter().map(|(name, said)| (name.value.as_str(), said)).collect()
        }
        _ => vec![(label, figure)],
    }
}

/// A panel over outcomes: what each expert says, and on what grounds.
pub(super) fn spoken<'a>(panel: &'a Panel<Outcomes>, teller: &mut Teller<'a>) -> String {
    let told: Vec<String> = panel
        .members
        .iter()
        .map(|(name, outcomes)| {
            let said = share_list(outcomes, teller);
            format!("{}: {said}{}", name.value, teller.of(&labelled(outcomes)))
        })
        .collect();
    let implied: Vec<String> = panel
        .names()
        .into_iter()
        .filter_map(|name| Some(format!("{} {}", name.value, teller.range_at(name.place)?)))
        .collect();
    let comes_to = match implied.is_empty() {
        true => String::new(),
        false => format!(" That comes to {} in 100.", implied.join(", ")),
    };
    format!("a panel, {}. {}{comes_to}", pooled(panel), told.join(" "))
}
