//! Passes results to the monitor as pages.

use super::options::Options;
use super::page::Page;
use crate::analysis::sensitivity::Findings;
use crate::analysis::{Comparison, Splits, Track};
use crate::forecast::Forecast;
use crate::report::sweep::Shown;
use crate::report::{self, Document};
use crate::result::SweepRun;

impl Options {
    /// Passes the page of a forecast to the monitor.
    pub(super) fn show_forecast(&self, forecast: &Forecast) {
        self.show(|| Page::of_forecast(forecast.clone()));
    }

    /// Passes the page of a comparison to the monitor.
    pub(super) fn show_comparison(&self, found: &Comparison, splits: &[Splits]) {
        let about =
            report::comparison::About { sentences: Vec::new(), all: !self.questions().is_empty() };
        self.show(|| Page::of(report::comparison::page(found, splits, &about)));
    }

    /// Passes the page of a sensitivity analysis to the monitor.
    pub(super) fn show_sensitivity(&self, found: &Findings) {
        self.show(|| Page::of(report::sensitivity::page(found)));
    }

    /// Passes the page of a sweep to the monitor.
    pub(super) fn show_sweep(&self, run: SweepRun, label: Option<&str>) {
        self.show(|| Page::of(report::sweep::present(&Shown { run, label })));
    }

    /// Passes the page of a track to the monitor.
    pub(super) fn show_track(&self, track: &Track) {
        self.show(|| Page::of(report::track::page(track)));
    }

    /// Passes the page of an explanation to the monitor.
    pub(super) fn show_document(&self, document: impl FnOnce() -> Document) {
        self.show(|| Page::of(document()));
    }
}
