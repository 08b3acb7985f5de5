//! `foretell explain`: a model in sentences or as a drawing, where an answer comes from, or what a
//! code means.

use crate::api::{Phase, Trace, explain_code};
use crate::cli::arguments::Draws;
use crate::cli::arguments::{Reading, parse};
use crate::cli::failure::{Failure, Status, Stop};
use crate::cli::terminal::Output;
use crate::cli::terminal::Watch;
use crate::report::Document;
use crate::report::explain::Drawing;
use crate::report::pretty;
use std::path::PathBuf;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The scenario file, - for standard input; or a code such as E0302
    #[arg(value_name = "FILE|CODE")]
    file: PathBuf,
    #[command(flatten)]
    reading: Reading,
    /// Explain only this variable; or this question: its answer, where it comes from and what it rests on
    #[arg(value_parser = parse::text())]
    name: Option<String>,
    #[command(flatten)]
    draws: Draws,
    /// Show the most probable storyline instead, if all numbers are discrete
    #[arg(long, conflicts_with_all = ["name", "format"])]
    likeliest: bool,
    /// Also print all that the question depends on, in sentences
    #[arg(long, requires = "name", conflicts_with = "format")]
    model: bool,
    /// Draw the model instead; or write the origin of the answer to QUESTION as JSON
    #[arg(long, value_enum, requires_if("json", "name"))]
    format: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For Graphviz
    Dot,
    /// For Mermaid
    Mermaid,
    /// The answer to a question, its causes, its paths and the numbers that it rests on
    Json,
}

/// Prints the explanation.
pub(crate) fn explain(arguments: &Arguments, output: &mut Output) -> Result<Status, Stop> {
    let Some(code) = code(arguments) else {
        let explained = explained(arguments, output).map_err(Stop::with_advice)?;
        explained.print(output)?;
        return Ok(Status::Done);
    };
    let page = explain_code(&code);
    output.text(&page.ok_or_else(|| Stop::Usage(format!("there is no code {code}")))?)?;
    Ok(Status::Done)
}

/// Returns the argument in capitals if it looks like a code and there is no file of that name; else `None`.
fn code(arguments: &Arguments) -> Option<String> {
    let text = arguments.file.to_str()?;
    let digits = text.strip_prefix(['A', 'E', 'a', 'e'])?;
    let is_code = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    (is_code && !arguments.file.exists()).then(|| text.to_ascii_uppercase())
}

/// The output of `explain`.
enum Explained {
    /// Pages, one below the other.
    Pages(Vec<Document>),
    /// A drawing.
    Drawing(String),
    /// Data.
    Json(String),
}

impl Explained {
    fn print(&self, output: &mut Output) -> Result<(), Failure> {
        match self {
            Self::Pages(pages) => {
                for (i, page) in pages.iter().enumerate() {
                    if i > 0 {
                        output.text("\n")?;
                    }
                    output.page(page)?;
                }
                Ok(())
            }
            Self::Drawing(text) => output.text(text),
            Self::Json(text) => output.bytes(text.as_bytes()),
        }
    }
}

fn explained(arguments: &Arguments, output: &mut Output) -> Result<Explained, Stop> {
    // reading, compiling, telling
    let phase = Phase::begin("explaining", 3);
    let scenario = arguments.draws.load(&arguments.file, arguments.reading)?;
    let _ = phase.step();
    let model = arguments.draws.case(&scenario)?.compile()?;
    let _ = phase.step();
    output.notes(model.changes());
    let options = arguments.draws.options(&[]).shared_monitor(Watch::new());
    if arguments.likeliest {
        drop(phase);
        return Ok(Explained::Pages(vec![model.storyline(&options)?]));
    }
    let name = arguments.name.as_deref();
    let is_traced = name.is_some() && matches!(arguments.format, None | Some(Format::Json));
    // the run that answers a question shows a bar of its own
    let phase = (!is_traced).then_some(phase);
    let explained = match arguments.format {
        Some(Format::Dot) => Explained::Drawing(model.drawing(Drawing::Dot, name)?),
        Some(Format::Mermaid) => Explained::Drawing(model.drawing(Drawing::Mermaid, name)?),
        Some(Format::Json) => {
            let explanation = model.trace(name.unwrap_or_default(), &options)?;
            Explained::Json(pretty::render(&explanation))
        }
        None => {
            let trace = name.map(|name| model.traced(name, &options)).transpose()?.flatten();
            let mut pages: Vec<Document> = trace.iter().map(Trace::page).collect();
            if pages.is_empty() || arguments.model {
                pages.push(model.sentences(name)?);
            }
            Explained::Pages(pages)
        }
    };
    drop(phase);
    Ok(explained)
}
