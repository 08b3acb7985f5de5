//! The argument `--charts`: the charts of a document as SVG and PNG in a folder, with a page of all.

use super::out::folder;
use crate::cli::failure::Failure;
use crate::cli::files::Folder;
use crate::cli::terminal::Output;
use crate::report::Document;
use crate::report::charts::{self, Chart};
use serde::Serialize;
use std::path::PathBuf;

/// The name of the page of all charts.
const PAGE: &str = "index.html";

/// Arguments of the commands that draw charts.
#[derive(Debug, clap::Args)]
pub(crate) struct Charts {
    /// Write every chart to a folder, as SVG and PNG, with a page of all
    #[arg(long, value_name = "DIR", value_parser = folder)]
    charts: Option<PathBuf>,
}

/// The record of a set of charts.
#[derive(Serialize)]
struct Record<'a> {
    program: &'a str,
    version: &'a str,
    title: &'a str,
    source: &'a str,
    charts: &'a [Chart],
}

impl Charts {
    /// Opens the folder, if one is asked for.
    pub(crate) fn open(&self) -> Result<Option<Folder>, Failure> {
        self.charts.as_deref().map(|path| Folder::for_charts(path, PAGE)).transpose()
    }
}

/// Writes the charts of a document about the scenario `name` to a folder.
pub(crate) fn write(
    folder: &Folder,
    document: &Document,
    name: &str,
    output: &mut Output,
) -> Result<(), Failure> {
    let source = charts::source(document, name);
    let charts = charts::charts(document, &source);
    let mut files = Vec::new();
    for chart in &charts {
        files.push((format!("{}.svg", chart.name), chart.svg.clone().into_bytes()));
        match chart.png() {
            Some(Ok(png)) => files.push((format!("{}.png", chart.name), png)),
            Some(Err(why)) => output.remark(&format!("note: no {}.png: {why}", chart.name)),
            None => {}
        }
    }
    let has = |name: &str| files.iter().any(|(own, _)| own == name);
    let page = charts::page(document, &source, &charts, &has);
    files.push((PAGE.to_owned(), page.into_bytes()));
    let record = Record {
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        title: &document.title,
        source: &source,
        charts: &charts,
    };
    folder.replace_charts(&files, &record)
}
