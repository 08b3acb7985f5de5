//! The ratios of reports by their paths: `news.3.likelier`, `news.3.likelier.press_moscow`.

use crate::diagnostic::{Code, Diagnostic, Located, Place};
use crate::scenario::names::path_piece;
use crate::scenario::news::{Learnt, Likelier};
use crate::scenario::tree::Scenario;
use std::ops::Range;

/// Every ratio of a report with its path; news is counted from 1, in the order of the files.
pub fn ratios(scenario: &Scenario) -> Vec<(String, Located<f64>)> {
    let mut found = Vec::new();
    for (at, news) in scenario.news.iter().enumerate() {
        let path = format!("news.{}.likelier", at + 1);
        match &news.learnt {
            Learnt::Heard(_, Likelier::Ratio(ratio)) => found.push((path, ratio.clone())),
            Learnt::Heard(_, Likelier::ByOutcome(ratios, _)) => {
                let of = |(name, ratio): &(Located<String>, Located<f64>)| {
                    (format!("{path}.{}", path_piece(&name.value)), ratio.clone())
                };
                found.extend(ratios.iter().map(of));
            }
            Learnt::Is(_) | Learnt::Happened(_) => {}
        }
    }
    found
}

/// The place of what was heard, and the outcome whose ratio it is if each has its own, for the path of a ratio of a
/// report; `None` for other paths.
pub fn ratio_at<'s>(scenario: &'s Scenario, path: &str) -> Option<(Place, Option<&'s str>)> {
    let path = path.trim();
    for (at, news) in scenario.news.iter().enumerate() {
        let Some(rest) = path.strip_prefix(&format!("news.{}.likelier", at + 1)) else { continue };
        match &news.learnt {
            Learnt::Heard(said, Likelier::Ratio(_)) if rest.is_empty() => {
                return Some((said.expr.place, None));
            }
            Learnt::Heard(said, Likelier::ByOutcome(ratios, _)) => {
                let names = ratios.iter().map(|(name, _)| name.value.as_str());
                let mut own = names.filter(|name| {
                    let end = rest.strip_prefix('.');
                    end == Some(*name) || end == Some(&*path_piece(name))
                });
                return own.next().map(|name| (said.expr.place, Some(name)));
            }
            _ => {}
        }
    }
    None
}

/// The fault of a ratio that is not a number above 0.
pub fn no_ratio(text: &str, place: Place) -> Diagnostic {
    let what = format!("a report can't be {} times likelier to be heard", text.trim());
    Diagnostic::new(Code::Likelier, place, what).label("write a number above 0")
}

/// Replaces the ratio at `path`; `None` if there is none. `place_of` maps byte ranges of the text `PATH=VALUE` to places.
pub(super) fn set_ratio(
    scenario: &mut Scenario,
    path: &str,
    value: &str,
    place_of: &dyn Fn(Range<usize>) -> Place,
) -> Option<Result<(), Diagnostic>> {
    let place = place_of(path.len() + 1..path.len() + 1 + value.len());
    let path = path.trim();
    ratios(scenario).iter().find(|(own, _)| own == path)?;
    let number = value.trim().parse::<f64>().ok();
    let Some(number) = number.filter(|number| number.is_finite() && *number > 0.0) else {
        return Some(Err(no_ratio(value, place)));
    };
    for (at, news) in scenario.news.iter_mut().enumerate() {
        let own = format!("news.{}.likelier", at + 1);
        let set = |ratio: &mut Located<f64>| *ratio = Located::new(number, place);
        match &mut news.learnt {
            Learnt::Heard(_, Likelier::Ratio(ratio)) if own == path => set(ratio),
            Learnt::Heard(_, Likelier::ByOutcome(ratios, _)) => {
                let is_it = |name: &str| format!("{own}.{}", path_piece(name)) == path;
                ratios.iter_mut().filter(|(name, _)| is_it(&name.value)).for_each(|(_, r)| set(r));
            }
            _ => {}
        }
    }
    Some(Ok(()))
}
