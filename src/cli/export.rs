//! `foretell export`: a scenario as a network in BIF, or its model as JSON.

use super::failure::{Failure, Status, Stop};
use super::output::Output;
use super::{findings, import, load};
use crate::diagnostic::work::Phase;
use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::interchange::bif;
use crate::model::{self, Model, Supposition, World};
use crate::report;
use std::path::PathBuf;

/// What `export` can be told.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The scenario or network; - for standard input
    file: PathBuf,
    #[command(flatten)]
    reading: load::Reading,
    /// What to write
    #[arg(long, value_enum)]
    to: Format,
    /// The file to write, which must not be there yet [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace a number: event.venue.outcomes.geneva=0.5
    #[arg(long, value_name = "PATH=VALUE", value_parser = super::parse::text())]
    set: Vec<String>,
    /// Suppose that somebody acts: sanctions=imposed
    #[arg(long = "do", value_name = "NAME=OUTCOME", value_parser = super::parse::text())]
    made: Vec<String>,
    /// The reading of uncertain inputs to write, counted from 0
    #[arg(long, value_name = "K")]
    world: Option<u64>,
    /// The seed from which readings of uncertain inputs are drawn
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A network for other programs
    Bif,
    /// The model's structure
    Json,
}

/// Writes the network or the model.
pub(super) fn export(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    let mut sources = Sources::default();
    let (text, notes) = match text(arguments, &mut sources) {
        Ok(text) => text,
        Err(Stop::Outside(failure)) => return Err(failure),
        Err(Stop::Findings(found)) => {
            let faults: Vec<Diagnostic> = found.into_iter().filter(Diagnostic::is_fault).collect();
            return Ok(findings::tell(&faults, &sources, output));
        }
    };
    import::write(arguments.out.as_deref(), &text, output)?;
    output.finish()?;
    for note in notes {
        output.remark(&format!("note: {note}"));
    }
    Ok(Status::Done)
}

fn text(arguments: &Arguments, sources: &mut Sources) -> Result<(String, Vec<String>), Stop> {
    // reading, compiling, writing
    let phase = Phase::begin("exporting", 3);
    let mut loaded = load::load(&arguments.file, arguments.reading, sources)?;
    phase.step()?;
    let notes = load::set(&mut loaded, sources, &arguments.set)?;
    let model = load::compile(&loaded)?;
    phase.step()?;
    let supposition = model::suppose(&model, sources, &arguments.made, &[])?;
    let text = match arguments.to {
        Format::Bif => network(arguments, model, &supposition)?,
        Format::Json => {
            let world = match arguments.world {
                Some(world) => Some(draw(&model, arguments.seed, world)?),
                None if model.is_uncertain() => None,
                None => Some(draw(&model, arguments.seed, 0)?),
            };
            report::structure((&loaded.scenario, &model), world.as_ref(), &supposition)
        }
    };
    Ok((text, notes))
}

fn network(
    arguments: &Arguments,
    mut model: Model,
    supposition: &Supposition,
) -> Result<String, Vec<Diagnostic>> {
    if model.is_uncertain() && arguments.world.is_none() {
        let uncertain = model.doubts.iter().filter(|doubt| doubt.is_drawn());
        let fault = |doubt: &model::Doubt| {
            let message = format!("`{}` is uncertain: a network has one number for it", doubt.name);
            Diagnostic::new(Code::NotANetwork, doubt.place, message)
                .help("`--world K` writes one reading of all inputs, `--set PATH=VALUE` fixes one")
        };
        return Err(uncertain.map(fault).collect());
    }
    let world = draw(&model, arguments.seed, arguments.world.unwrap_or(0))?;
    if model.title.is_empty() {
        model.title = load::stem(&arguments.file);
    }
    Ok(bif::write(&model::network(&model, &world, supposition)?))
}

fn draw(model: &Model, seed: u64, world: u64) -> Result<World, Vec<Diagnostic>> {
    World::draw(model, seed, world).map_err(|fault| vec![fault])
}
