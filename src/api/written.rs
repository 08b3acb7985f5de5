//! A parsed scenario with the changes of a case: variants, overlays, numbers set.

use crate::diagnostic::{Code, Diagnostic, FileId, Place, Sources, nearest};
use crate::interchange::{self, Format};
use crate::model::{self, Model, Supposition};
use crate::scenario::{self, Attached, Beside, Scenario, Variant};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The number of renamed variables that a fault in arguments names.
const RENAMED_NAMED: usize = 3;

/// Faults or advice.
pub(crate) type Found = Vec<Diagnostic>;
/// Reads a file that a scenario names; or returns the reason why it can't be read.
pub(crate) type Fetch<'a> = &'a dyn Fn(&str) -> Result<Vec<u8>, String>;

/// A scenario as it was read.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    /// The parsed scenario.
    pub(crate) scenario: Arc<Scenario>,
    /// The faults and the advice found in reading.
    pub(crate) findings: Vec<Diagnostic>,
    /// The format of the file, if it is a network.
    pub(crate) network: Option<Format>,
    /// The variant that was chosen.
    pub(crate) variant: Option<Variant>,
}

/// Suppositions in the syntax of the program's arguments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arguments<'a> {
    /// `--do`
    pub(crate) made: &'a [String],
    /// `--given`
    pub(crate) given: &'a [String],
    /// `--today`
    pub(crate) today: Option<&'a str>,
}

impl Written {
    /// Returns the supposition without news; and with it: the news up to today, then that of the variant, then `--do` and
    /// `--given`.
    pub(crate) fn supposed(
        &self,
        model: &Model,
        sources: &mut Sources,
        Arguments { made, given, today }: Arguments,
    ) -> Result<(Supposition, Supposition), Vec<Diagnostic>> {
        let today = today.map(|text| {
            let place = Place::new(sources.add("--today", text), 0..text.len());
            model::today(model, text, place)
        });
        let mut faults = Vec::new();
        let today = today.transpose().unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        let mut known = Supposition::default();
        model::learn(model, &mut known, today, &|_| true);
        let mut before = known.clone();
        if let Some(variant) = &self.variant {
            match model::suppose_variant(model, before.clone(), variant) {
                Ok(with) => before = with,
                Err(wrong) => {
                    faults.extend(wrong.into_iter().map(|own| model::in_variant(own, variant)));
                }
            }
        }
        let supposed = model::suppose_further(model, before, sources, made, given);
        match supposed {
            Ok(supposed) if faults.is_empty() => Ok((supposed.beyond(&known), supposed)),
            Ok(_) => Err(faults),
            Err(mut wrong) => {
                if let Some(first) = wrong.first_mut() {
                    first.help.extend(self.renamed(made.iter().chain(given)));
                }
                faults.extend(wrong);
                Err(faults)
            }
        }
    }

    /// Returns notes on variables that arguments call by their names in the network.
    fn renamed<'a>(&self, arguments: impl Iterator<Item = &'a String>) -> Vec<String> {
        let texts: Vec<&String> = arguments.collect();
        let meant = |name: &str, original: &str| {
            texts.iter().any(|text| text.replace(name, "").contains(original))
        };
        let originals = self.scenario.originals.iter();
        let mut meant: Vec<_> =
            originals.filter(|(name, original)| meant(name, original)).collect();
        // the longest is the least likely to stand there by chance
        meant.sort_by_key(|(_, original)| std::cmp::Reverse(original.len()));
        let note = |(name, original): &(&String, &String)| {
            format!("the network's `{original}` is called `{name}` here")
        };
        meant.iter().take(RENAMED_NAMED).map(note).collect()
    }

    /// Whether the scenario can't be used.
    pub(crate) fn has_faults(&self) -> bool {
        self.findings.iter().any(Diagnostic::is_fault)
    }
}

/// Reads a scenario, or a network in a format, from a text that is fit to be one.
pub(crate) fn read(
    sources: &mut Sources,
    file: FileId,
    (network, normalize): (Option<Format>, bool),
    fetch: Option<Fetch<'_>>,
) -> Written {
    let (scenario, findings) = if let Some(format) = network {
        interchange::read(sources, file, format, normalize)
    } else {
        let mut beside = Beside { has_folder: fetch.is_some(), ..Beside::default() };
        for name in scenario::files_named(sources.text(file), file) {
            let Some(fetch) = fetch else { break };
            let read = fetch(&name).and_then(|bytes| {
                let text = scenario::admit(&bytes).map_err(|_| "it is no text".to_owned())?;
                Ok(Attached::Text(sources.add(name.clone(), text.into_owned())))
            });
            beside.files.insert(name, read.unwrap_or_else(Attached::Unread));
        }
        scenario::read_beside(sources, file, &beside)
    };
    Written { scenario: Arc::new(scenario), findings, network, variant: None }
}

/// Lays the `path = value` lines of a text over a scenario; returns the label of the overlay and what else was
/// changed, a sentence each.
pub(crate) fn overlay(
    written: &mut Written,
    sources: &Sources,
    file: FileId,
) -> Result<(Option<String>, Vec<String>), Found> {
    let (overlay, mut faults) = scenario::read_overlay(sources, file);
    let before = Arc::clone(&written.scenario);
    let changed = Arc::make_mut(&mut written.scenario);
    changed.variants.clear();
    let notes = match scenario::apply(changed, &overlay.settings) {
        Ok(notes) => notes,
        Err(wrong) => {
            faults.extend(wrong);
            return Err(faults);
        }
    };
    if faults.is_empty() && scenario::differing(&before, &written.scenario).is_empty() {
        let what = format!("{} changes no number of the scenario", sources.name(file));
        let help = "its lines are `path = value`; `foretell check FILE --paths` lists the paths";
        faults.push(Diagnostic::new(Code::ChangesNothing, Place::new(file, 0..0), what).help(help));
    }
    let label = overlay.label.map(|label| label.value);
    if faults.is_empty() { Ok((label, notes)) } else { Err(faults) }
}

/// Adds the news in a text to a scenario; the faults in it are found along with those of the scenario.
pub(crate) fn add_news(written: &mut Written, sources: &Sources, file: FileId) {
    let faults = scenario::add_news(Arc::make_mut(&mut written.scenario), sources, file);
    written.findings.extend(faults);
}

/// Applies the variant `name` to a scenario; returns a sentence for each further change. A scenario with faults
/// is left as it is.
pub(crate) fn choose(
    written: &mut Written,
    sources: &mut Sources,
    name: &str,
) -> Result<Vec<String>, Found> {
    if written.has_faults() {
        return Ok(Vec::new());
    }
    let variant = find_variant(&written.scenario, sources, "--variant", name)?;
    let changed = Arc::make_mut(&mut written.scenario);
    let notes = scenario::apply(changed, &variant.set)?;
    changed.variants.clear();
    written.variant = Some(variant);
    Ok(notes)
}

/// Finds the variant `name`, which `argument` names.
pub(crate) fn find_variant(
    scenario: &Scenario,
    sources: &mut Sources,
    argument: &str,
    name: &str,
) -> Result<Variant, Vec<Diagnostic>> {
    if let Some(found) = scenario.variants.iter().find(|v| v.name.value == name) {
        return Ok(found.clone());
    }
    let place = Place::new(sources.add(argument, name), 0..name.len());
    let names: Vec<&str> = scenario.variants.iter().map(|v| v.name.value.as_str()).collect();
    let what = format!("the scenario has no variant `{name}`");
    let fault = Diagnostic::new(Code::UnknownVariant, place, what);
    let near = nearest(name, names.iter().copied());
    Err(vec![fault.suggest(near).help(if names.is_empty() {
        "it has none: a what-if is a table such as `[variant.no_pressure]`".to_owned()
    } else {
        format!("it has {}", names.join(", "))
    })])
}

/// Returns a sentence on the rows of a network that were scaled in reading.
pub(crate) fn scaled(written: &Written) -> Vec<String> {
    let scaled = written.findings.iter().filter(|finding| finding.code == Code::Scaled);
    scaled.map(|finding| finding.message.clone()).collect()
}

/// Replaces a number, `path=value`; returns what else was changed, a sentence each.
pub(crate) fn set(
    written: &mut Written,
    sources: &mut Sources,
    setting: &str,
) -> Result<Vec<String>, Found> {
    let file = sources.add("--set", setting);
    let Some((path, value)) = scenario::split_setting(setting) else {
        let place = Place::new(file, 0..setting.len());
        let fault = Diagnostic::new(Code::UnknownPath, place, "`--set` takes PATH=VALUE")
            .help("`foretell check FILE --paths` lists the paths");
        return Err(vec![fault]);
    };
    scenario::set(Arc::make_mut(&mut written.scenario), path, value, &|range| {
        Place::new(file, range)
    })
}

/// Compiles the scenario; or returns all faults found in reading and in compiling.
pub(crate) fn compile(written: &Written) -> Result<Model, Found> {
    let mut findings = written.findings.clone();
    match model::compile(&written.scenario) {
        Ok(model) if !written.has_faults() => {
            let faults = model::check_variants(&written.scenario, &model);
            return if faults.is_empty() { Ok(model) } else { Err(faults) };
        }
        Ok(_) => {}
        Err(further) => {
            let broken = findings.iter().any(|f| f.code == Code::Syntax);
            let key = |f: &Diagnostic| (f.code, f.place.map(|p| (p.file, p.start, p.end)));
            let before: BTreeSet<_> = findings.iter().map(key).collect();
            let is_known = |f: &Diagnostic| {
                (broken && follows_from_syntax(f.code)) || before.contains(&key(f))
            };
            findings.extend(further.into_iter().filter(|fault| !is_known(fault)));
        }
    }
    Err(findings)
}

/// Whether a fault may exist only because a part of the file could not be read.
fn follows_from_syntax(code: Code) -> bool {
    matches!(
        code,
        Code::UnknownName
            | Code::UnknownOutcome
            | Code::MissingOutcome
            | Code::MissingRow
            | Code::ImpossibleRow
            | Code::Sum
            | Code::NoClock
    )
}

/// Returns all advice, in the order of the file.
pub(crate) fn advice(written: &Written, model: &Model) -> Vec<Diagnostic> {
    let mut advice = written.findings.clone();
    let mut further = model::advice::advice(&written.scenario, model);
    // networks ask nothing, as all of their variables are answered, and give no grounds
    let of_scenarios = [Code::NoQuestion, Code::NoGrounds, Code::CertainChance];
    further.retain(|f| !(written.network.is_some() && of_scenarios.contains(&f.code)));
    advice.extend(further);
    advice
}
