//! Arguments that the commands that draw histories share: the number of histories, and the suppositions.

use super::load::load_beside;
use super::{Reading, parse, with_news};
use crate::api::{Case, Options, Scenario};
use crate::cli::failure::{Failure, Stop};
use std::path::{Path, PathBuf};

/// Arguments that set the number of histories and the suppositions.
#[derive(Debug, clap::Args)]
pub(crate) struct Draws {
    /// Histories to draw [default: 1,000,000, or up to 2,000,000 if these resolve every range]
    #[arg(short = 'n', long, value_parser = parse::trials)]
    trials: Option<u64>,
    /// Readings of the inputs to draw, if any of them is uncertain [default: 256 to 1,000, whichever resolves the
    /// ranges of most answers]
    #[arg(long, value_parser = parse::worlds)]
    worlds: Option<u64>,
    /// The seed of the random numbers
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Replace a number: event.venue.outcomes.geneva=0.5
    #[arg(long, value_name = "PATH=VALUE", value_parser = parse::text())]
    pub(crate) set: Vec<String>,
    /// Suppose that somebody acts: sanctions=imposed
    #[arg(long = "do", value_name = "NAME=OUTCOME[@DATE]", value_parser = parse::text())]
    pub(crate) made: Vec<String>,
    /// Suppose that we learn that a condition holds
    #[arg(long, value_name = "COND", allow_hyphen_values = true, value_parser = parse::text())]
    pub(crate) given: Vec<String>,
    /// Add the news of this file, which holds [[news]] and what belongs to it
    #[arg(long, value_name = "FILE")]
    pub(crate) news: Vec<PathBuf>,
    /// Read the news up to this day [default: that of the scenario, else that of the last news]
    #[arg(long, value_name = "DATE", value_parser = parse::text())]
    pub(crate) today: Option<String>,
    /// Use this variant of the file: [variant.NAME]
    #[arg(long, value_name = "NAME", value_parser = parse::text())]
    pub(crate) variant: Option<String>,
    /// Threads to use [default: all cores]
    #[arg(long, value_parser = parse::threads)]
    threads: Option<usize>,
}

impl Draws {
    /// Reads the scenario in `path`; if that fails, the end names each file of news that can't be read too.
    pub(crate) fn load(&self, path: &Path, how: Reading) -> Result<Scenario, Failure> {
        load_beside(path, how, &self.news)
    }

    /// Returns the scenario with the changes and suppositions of `--news`, `--variant`, `--set`, `--do`,
    /// `--given` and `--today`.
    pub(crate) fn case(&self, scenario: &Scenario) -> Result<Case, Stop> {
        let variant = self.variant.as_deref();
        with_news(scenario.case(), &self.news, |case, is_whole| {
            let case = self.today.iter().fold(case, Case::today);
            // what belongs to news that was not read is no fault
            let is_kept = |setting: &&String| is_whole || !setting.trim().starts_with("news.");
            let set: Vec<String> = self.set.iter().filter(is_kept).cloned().collect();
            case.with_arguments(variant, &set, &self.made, &self.given)
        })
    }

    /// Returns the arguments that decide numbers, as they would be written again.
    pub(crate) fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut add = |flag: &str, value: &str| words.extend([flag.to_owned(), value.to_owned()]);
        self.variant.iter().for_each(|name| add("--variant", name));
        self.set.iter().for_each(|setting| add("--set", setting));
        self.made.iter().for_each(|made| add("--do", made));
        self.given.iter().for_each(|given| add("--given", given));
        self.today.iter().for_each(|today| add("--today", today));
        self.news.iter().for_each(|path| add("--news", &path.to_string_lossy()));
        self.trials.iter().for_each(|trials| add("-n", &trials.to_string()));
        self.worlds.iter().for_each(|worlds| add("--worlds", &worlds.to_string()));
        if self.seed != 0 {
            add("--seed", &self.seed.to_string());
        }
        words
    }

    /// Returns the options of a run for these questions; for all if `questions` is empty.
    pub(crate) fn options(&self, questions: &[String]) -> Options {
        let options = Options::default().seed(self.seed).threads(self.threads.unwrap_or(0));
        let options = self.trials.into_iter().fold(options, Options::trials);
        let options = self.worlds.into_iter().fold(options, Options::worlds);
        questions.iter().fold(options, Options::question)
    }
}
