//! Check of resolutions against their questions: a word, a number or a day of the right kind.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::compile::outcome;
use crate::model::timeline::Timeline;
use crate::model::tree::{Asked, Question, Variable};
use crate::scenario::Resolution;
use jiff::civil::Date;

/// The faults of resolutions that can't be answers to their questions, or that are dated too early.
pub(crate) fn check(
    resolutions: &[Resolution],
    questions: &[Question],
    variables: &[Variable],
    timeline: &Timeline,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for resolution in resolutions {
        let of = questions.iter().find(|q| q.name == resolution.question.value);
        faults.extend(of.and_then(|question| unfit(resolution, &question.asked, variables)));
        if let (Some(on), Some(clock)) = (&resolution.on, timeline.clock)
            && on.value < clock.as_of
        {
            let what = format!(
                "{} is before the scenario's clock, which begins on {}",
                on.value, clock.as_of
            );
            faults.push(
                Diagnostic::new(Code::BadDate, on.place, what)
                    .help("what was known then is no question any more"),
            );
        }
    }
    faults
}

/// The reason why an answer does not fit the question; `None` if it does.
fn unfit(resolution: &Resolution, asked: &Asked, variables: &[Variable]) -> Option<Diagnostic> {
    let (is, place) = (resolution.is.value.as_str(), resolution.is.place);
    let requested = match asked {
        Asked::Condition(_) if matches!(is, "yes" | "no") => return None,
        Asked::Condition(_) => "asks a condition: it turned out `\"yes\"` or `\"no\"`",
        Asked::Category(category) => {
            let variable = &variables[category.variable.index()];
            let name = &variable.name;
            return outcome(name, &variable.outcomes, variable.place, &resolution.is).err();
        }
        Asked::Number(..) | Asked::Duration(_) => {
            if is == "never" || is.parse().is_ok_and(|x: f64| x.is_finite()) {
                return None;
            }
            "asks a number, of a duration its days"
        }
        Asked::Date(_) if is == "never" || is.parse::<Date>().is_ok() => return None,
        Asked::Date(_) => "asks a date: a date, or `\"never\"`",
        Asked::Joint(_) => return None,
    };
    let what = format!("`{}` {requested}, not `{is}`", resolution.question.value);
    Some(Diagnostic::new(Code::WrongType, place, what))
}
