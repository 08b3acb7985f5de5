//! `foretell explain`: a model in sentences or as a drawing, or what a code means.

use super::failure::{Failure, Status, Stop};
use super::output::Output;
use super::{findings, load};
use crate::diagnostic::{Code, Diagnostic, Place, Sources, entry, nearest, render_entry};
use crate::model::Model;
use crate::report::explain::{Drawing, draw, explain};
use std::path::PathBuf;

/// What `explain` can be told.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The scenario file, - for standard input; or a code such as E0302
    #[arg(value_name = "FILE|CODE")]
    file: PathBuf,
    /// Tell only of this variable or question
    name: Option<String>,
    /// Draw the model instead
    #[arg(long, value_enum)]
    format: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For Graphviz
    Dot,
    /// For Mermaid
    Mermaid,
}

/// Prints the explanation.
pub(super) fn tell(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    if let Some(code) = code(arguments) {
        return tell_code(&code, output);
    }
    let mut sources = Sources::default();
    match text(arguments, &mut sources) {
        Ok(text) => output.data(&text).map(|()| Status::Done),
        Err(Stop::Outside(failure)) => Err(failure),
        Err(Stop::Findings(found)) => Ok(findings::tell(&found, &sources, output)),
    }
}

/// What looks like a code, unless there is a file of that name.
fn code(arguments: &Arguments) -> Option<String> {
    let text = arguments.file.to_str()?;
    let digits = text.strip_prefix(['A', 'E', 'a', 'e'])?;
    let is_code = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    (is_code && !arguments.file.exists()).then(|| text.to_ascii_uppercase())
}

fn tell_code(code: &str, output: &mut Output) -> Result<Status, Failure> {
    let Some(entry) = entry(code) else {
        output.remark(&format!("error: there is no code {code}"));
        return Ok(Status::Usage);
    };
    output.data(&render_entry(&entry))?;
    Ok(Status::Done)
}

fn text(arguments: &Arguments, sources: &mut Sources) -> Result<String, Stop> {
    let loaded = load::load(&arguments.file, sources)?;
    let model = load::compile(&loaded)?;
    let scenario = &loaded.scenario;
    let name = arguments.name.as_deref();
    let told = match arguments.format {
        Some(Format::Dot) => draw(scenario, sources, Drawing::Dot, name),
        Some(Format::Mermaid) => draw(scenario, sources, Drawing::Mermaid, name),
        None => {
            let order = model.at_start.iter().map(|id| model.variable(*id).name.clone());
            explain(scenario, sources, &order.collect::<Vec<_>>(), name)
        }
    };
    told.ok_or_else(|| vec![unknown(&model, sources, name.unwrap_or_default())].into())
}

/// Neither a variable nor a question has that name.
fn unknown(model: &Model, sources: &mut Sources, name: &str) -> Diagnostic {
    let file = sources.add("NAME", name);
    let variables = model.variables.iter().map(|v| v.name.as_str());
    let questions = model.questions.iter().map(|q| q.name.as_str());
    let what = format!("the scenario has no variable or question `{name}`");
    Diagnostic::new(Code::UnknownName, Place::new(file, 0..name.len()), what)
        .suggest(nearest(name, variables.chain(questions)))
}
