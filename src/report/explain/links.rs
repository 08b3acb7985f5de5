//! Which variable depends on which, as data for a chart.

use crate::model::Model;
use crate::report::document::Links;

/// The most variables that a chart shows.
const MOST: usize = 60;

/// Returns the variables in the order in which they are settled, and which reads which; `None` if there are too many, or
/// none that reads another.
pub fn links(model: &Model) -> Option<Links> {
    let order: Vec<_> = model.at_start.clone();
    let shown: Vec<_> =
        order.into_iter().filter(|id| !model.variable(*id).is_parameter()).collect();
    let mut links = Vec::new();
    for (to, id) in shown.iter().enumerate() {
        for cause in model.dependencies.parents(*id) {
            let from = shown.iter().position(|other| *other == cause);
            links.extend(from.filter(|from| *from != to).map(|from| (from, to)));
        }
    }
    links.sort_unstable();
    links.dedup();
    let names = shown.iter().map(|id| model.variable(*id).name.replace('_', " ")).collect();
    let label = "What depends on what".to_owned();
    (shown.len() <= MOST && !links.is_empty()).then_some(Links { label, names, links })
}
