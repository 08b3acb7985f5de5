//! Results as people see them: text, HTML and charts.

use crate::forecast::Forecast;
use crate::report::charts::{self, Chart};
use crate::report::html::fragment;
use crate::report::terminal::plain;
use crate::report::{self, Detail, Document};

/// A result as the program prints it, with its words and charts: [`Monitor::page`](crate::Monitor::page) gets it.
///
/// ```
/// use foretell::{Monitor, Options, Page, Scenario};
/// use std::sync::{Arc, Mutex};
///
/// /// Keeps the page of a result.
/// #[derive(Default)]
/// struct Keeper(Mutex<Option<Page>>);
///
/// impl Monitor for Keeper {
///     fn page(&self, page: Page) {
///         *self.0.lock().unwrap() = Some(page);
///     }
/// }
///
/// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
/// let keeper = Arc::new(Keeper::default());
/// model.run(&Options::default().trials(10_000).shared_monitor(keeper.clone()))?;
/// let page = keeper.0.lock().unwrap().take().unwrap();
/// assert!(page.text().contains("heads") && page.html().contains("<table"));
/// assert!(page.charts("coin.toml")[0].svg.contains("<svg"));
/// # Ok::<(), foretell::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Page {
    document: Document,
    /// The forecast that it shows, if it shows one.
    forecast: Option<Box<Forecast>>,
}

impl Page {
    /// The page of a document.
    pub(super) fn of(document: Document) -> Self {
        Self { document, forecast: None }
    }

    /// The page of a forecast.
    pub(super) fn of_forecast(forecast: Forecast) -> Self {
        let document = report::present(&forecast, Detail::Brief);
        Self { document, forecast: Some(Box::new(forecast)) }
    }

    /// Returns it as text for a terminal.
    pub fn text(&self) -> String {
        plain(&self.document)
    }

    /// Returns it as a part of a page in HTML, with a style of its own that affects nothing else.
    pub fn html(&self) -> String {
        fragment(&self.document)
    }

    /// Returns its charts, each with the name of the scenario as its source.
    pub fn charts(&self, name: &str) -> Vec<Chart> {
        charts::charts(&self.document, &charts::source(&self.document, name))
    }

    /// Returns the page of a forecast with the answer to this question alone; `None` for other pages, and if there is no
    /// such answer.
    #[must_use]
    pub fn of_question(&self, question: &str) -> Option<Self> {
        let forecast = self.forecast.as_ref()?;
        let answer = forecast.answers.iter().find(|answer| answer.question == question)?;
        let alone = Forecast {
            answers: vec![answer.clone()],
            known: None,
            processes: Vec::new(),
            parameters: Vec::new(),
            voices: None,
            missed: None,
            ..Forecast::clone(forecast)
        };
        Some(Self::of_forecast(alone))
    }
}
