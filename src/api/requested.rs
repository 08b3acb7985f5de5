//! The questions that are asked for by name.

use crate::diagnostic::{Code, Diagnostic, Place, Sources, nearest};
use crate::model::Model;
use std::collections::BTreeSet;

/// Returns the indices of the questions with these names, in the order of the model; `None` for all.
pub(crate) fn indices(
    model: &Model,
    sources: &mut Sources,
    names: &[String],
) -> Result<Option<Vec<usize>>, Vec<Diagnostic>> {
    let names = questions(&[model], sources, names)?;
    let index = |name: &String| model.questions.iter().position(|q| q.name == *name);
    let mut indices: Vec<usize> = names.iter().filter_map(index).collect();
    indices.sort_unstable();
    indices.dedup();
    Ok((!indices.is_empty()).then_some(indices))
}

/// Returns the names, if each is that of a question of some model.
pub(crate) fn questions(
    models: &[&Model],
    sources: &mut Sources,
    names: &[String],
) -> Result<Vec<String>, Vec<Diagnostic>> {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let all = models.iter().flat_map(|model| &model.questions);
    let asked: Vec<&str> =
        all.map(|question| question.name.as_str()).filter(|name| known.insert(name)).collect();
    let unknown = names.iter().filter(|name| !known.contains(name.as_str()));
    let fault = |name: &String| {
        let place = Place::new(sources.add("--question", name.as_str()), 0..name.len());
        let what = format!("the scenario asks no question `{name}`");
        Diagnostic::new(Code::UnknownQuestion, place, what)
            .suggest(labelled(models, name).or_else(|| nearest(name, asked.iter().copied())))
            .help(format!("it asks {}", asked.join(", ")))
    };
    let faults: Vec<Diagnostic> = unknown.map(fault).collect();
    if faults.is_empty() { Ok(names.to_vec()) } else { Err(faults) }
}

/// Returns the name of the question with this label: the label of a network's variable is its name in the
/// network.
fn labelled<'a>(models: &[&'a Model], name: &str) -> Option<&'a str> {
    let mut questions = models.iter().flat_map(|model| &model.questions);
    questions.find(|question| question.label == name).map(|question| question.name.as_str())
}
