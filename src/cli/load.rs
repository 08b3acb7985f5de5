//! A scenario or a network from a file or standard input, with what the arguments change in it.

use super::failure::{Failure, Stop};
use crate::diagnostic::{Code, Diagnostic, FileId, Place, Sources, nearest};
use crate::interchange::{self, Format};
use crate::model::{self, Model, Supposition};
use crate::scenario::{self, MOST_BYTES, Scenario, Variant};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// What messages call standard input.
const STDIN: &str = "<stdin>";
/// Scenario files named when a folder is given instead of one.
const FILES_NAMED: usize = 5;
/// Renamed variables that a fault in arguments recalls.
const RENAMED_NAMED: usize = 3;

/// How networks are read.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Reading {
    /// Divide each row of a network by its sum, however far that is from 1
    #[arg(long)]
    pub(super) normalize: bool,
}

/// A scenario as it was read.
#[derive(Clone)]
pub(super) struct Loaded {
    /// What was written.
    pub(super) scenario: Scenario,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub(super) sha256: String,
    /// What is wrong in it.
    pub(super) findings: Vec<Diagnostic>,
    /// The format of the file, if it is a network.
    pub(super) network: Option<Format>,
    /// The what-if of it that was chosen.
    pub(super) variant: Option<Variant>,
}

impl Loaded {
    /// What its variant supposes, and what `--do` and `--given` add.
    pub(super) fn supposition(
        &self,
        model: &Model,
        sources: &mut Sources,
        made: &[String],
        given: &[String],
    ) -> Result<Supposition, Vec<Diagnostic>> {
        let before = match &self.variant {
            Some(variant) => model::suppose_variant(model, variant)?,
            None => Supposition::default(),
        };
        model::suppose_further(model, before, sources, made, given).map_err(|mut faults| {
            if let Some(first) = faults.first_mut() {
                first.help.extend(self.renamed(made.iter().chain(given)));
            }
            faults
        })
    }

    /// What variables are called here that arguments call as the network does.
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
        let told = |(name, original): &(&String, &String)| {
            format!("the network's `{original}` is called `{name}` here")
        };
        meant.iter().take(RENAMED_NAMED).map(told).collect()
    }

    /// Whether it can't be used.
    pub(super) fn has_faults(&self) -> bool {
        self.findings.iter().any(Diagnostic::is_fault)
    }
}

/// Reads the scenario in `path`, or in standard input for `-`. Faults in what it says are among its
/// findings; it stops only where there is no text to speak of.
pub(super) fn load(path: &Path, how: Reading, sources: &mut Sources) -> Result<Loaded, Stop> {
    let (text, sha256) = text(path)?;
    Ok(again(&name(path), text, sha256, how, sources))
}

/// Reads a scenario or a network from its text.
pub(super) fn again(
    name: &str,
    text: String,
    sha256: String,
    how: Reading,
    sources: &mut Sources,
) -> Loaded {
    let network = format(Path::new(name), text.as_bytes());
    let file = sources.add(name, text);
    let (scenario, findings) = match network {
        Some(format) => interchange::read(sources, file, format, how.normalize),
        None => scenario::read(sources, file),
    };
    Loaded { scenario, sha256, findings, network, variant: None }
}

/// The text of a file and the SHA-256 of its bytes.
pub(super) fn text(path: &Path) -> Result<(String, String), Stop> {
    let (bytes, network) = bytes(path)?;
    let digest = Sha256::digest(&bytes);
    let sha256 = digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let admitted = match network {
        Some(format) => interchange::admit(bytes, format),
        None => scenario::admit(&bytes).map(Cow::into_owned),
    };
    let text = admitted.map_err(|refusal| Stop::Findings(vec![refusal.diagnostic(&name(path))]))?;
    Ok((text, sha256))
}

/// Makes a scenario that of its variant `name`; returns what else was changed, a sentence each.
/// What has faults already is left as it is.
pub(super) fn choose(
    loaded: &mut Loaded,
    sources: &mut Sources,
    name: &str,
) -> Result<Vec<String>, Stop> {
    if loaded.has_faults() {
        return Ok(Vec::new());
    }
    let variant = find_variant(&loaded.scenario, sources, "--variant", name)?;
    let notes = scenario::apply(&mut loaded.scenario, &variant.set)?;
    loaded.scenario.variants.clear();
    loaded.variant = Some(variant);
    Ok(notes)
}

/// The variant `name`, which `argument` names.
pub(super) fn find_variant(
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

/// Applies each `--set PATH=VALUE` in order; returns what else was changed, also in reading, a
/// sentence each. What has faults already is left as it is.
pub(super) fn set(
    loaded: &mut Loaded,
    sources: &mut Sources,
    settings: &[String],
) -> Result<Vec<String>, Stop> {
    let (mut notes, mut faults) = (Vec::new(), Vec::new());
    let scaled = loaded.findings.iter().filter(|finding| finding.code == Code::Scaled);
    notes.extend(scaled.map(|finding| finding.message.clone()));
    if loaded.has_faults() {
        return Ok(notes);
    }
    for setting in settings {
        let file = sources.add("--set", setting.as_str());
        match set_one(&mut loaded.scenario, file, setting) {
            Ok(further) => notes.extend(further),
            Err(further) => faults.extend(further),
        }
    }
    if faults.is_empty() { Ok(notes) } else { Err(faults.into()) }
}

fn set_one(
    scenario: &mut Scenario,
    file: FileId,
    setting: &str,
) -> Result<Vec<String>, Vec<Diagnostic>> {
    let Some((path, value)) = setting.split_once('=') else {
        let place = Place::new(file, 0..setting.len());
        let fault = Diagnostic::new(Code::UnknownPath, place, "`--set` takes PATH=VALUE")
            .help("`foretell check FILE --paths` lists the paths");
        return Err(vec![fault]);
    };
    scenario::set(scenario, path, value, &|range| Place::new(file, range))
}

/// The scenario's meaning; on faults all that were found in reading and in compiling.
pub(super) fn compile(loaded: &Loaded) -> Result<Model, Stop> {
    let mut findings = loaded.findings.clone();
    match model::compile(&loaded.scenario) {
        Ok(model) if !loaded.has_faults() => {
            let faults = model::check_variants(&loaded.scenario, &model);
            return if faults.is_empty() { Ok(model) } else { Err(faults.into()) };
        }
        Ok(_) => {}
        Err(further) => {
            let broken = findings.iter().any(|f| f.code == Code::Syntax);
            let key = |f: &Diagnostic| (f.code, f.place.map(|p| (p.file, p.start, p.end)));
            let before: BTreeSet<_> = findings.iter().map(key).collect();
            let told = |f: &Diagnostic| {
                (broken && follows_from_syntax(f.code)) || before.contains(&key(f))
            };
            findings.extend(further.into_iter().filter(|fault| !told(fault)));
        }
    }
    Err(findings.into())
}

/// Faults that may only be there because a part of the file could not be read.
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

/// What is odd though legal, in the order of the file.
pub(super) fn advice(loaded: &Loaded, model: &Model) -> Vec<Diagnostic> {
    let mut advice = loaded.findings.clone();
    let mut further = model::advice::advice(&loaded.scenario, model);
    // networks ask nothing, for all of their variables are told, and give no grounds
    let of_scenarios = [Code::NoQuestion, Code::NoGrounds, Code::CertainChance];
    further.retain(|f| !(loaded.network.is_some() && of_scenarios.contains(&f.code)));
    advice.extend(further);
    advice
}

/// The name that messages show.
pub(super) fn name(path: &Path) -> String {
    if is_stdin(path) { STDIN.to_owned() } else { path.display().to_string() }
}

/// The name of the scenario without folder and ending.
pub(super) fn stem(path: &Path) -> String {
    if is_stdin(path) {
        return "stdin".to_owned();
    }
    path.file_stem().map_or_else(|| "scenario".to_owned(), |s| s.to_string_lossy().into_owned())
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The format of a network by its first words, and else by its name; none of a scenario.
fn format(path: &Path, bytes: &[u8]) -> Option<Format> {
    let ending = path.extension().map(|ending| ending.to_string_lossy()).unwrap_or_default();
    Format::of(&ending, bytes)
}

/// The bytes of a file, and one more than it may have where it has more: enough to say so, also of a
/// pipe that never ends; and the network's format.
fn bytes(path: &Path) -> Result<(Vec<u8>, Option<Format>), Failure> {
    let failed = |error| Failure::Read { path: PathBuf::from(name(path)), error };
    let read: io::Result<_> = if is_stdin(path) {
        all_of(path, io::stdin().lock(), 0)
    } else if path.is_dir() {
        return Err(Failure::Folder { path: path.to_owned(), inside: scenarios_in(path) });
    } else {
        File::open(path).and_then(|file| {
            let length = file.metadata().map_or(0, |data| data.len());
            all_of(path, file, length)
        })
    };
    read.map_err(failed)
}

/// Reads as much as a scenario may have, and if it is a network as much as one may have.
fn all_of(path: &Path, mut file: impl Read, length: u64) -> io::Result<(Vec<u8>, Option<Format>)> {
    let mut bytes = Vec::new();
    file.by_ref().take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    let network = format(path, &bytes);
    if network.is_some() && bytes.len() > MOST_BYTES {
        let most = interchange::MOST_BYTES as u64 + 1;
        bytes.reserve_exact((length.min(most) as usize).saturating_sub(bytes.len()));
        file.take(most - bytes.len() as u64).read_to_end(&mut bytes)?;
    }
    Ok((bytes, network))
}

fn scenarios_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let is_one = |path: &PathBuf| {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        ending == "toml" || Format::ENDINGS.contains(&ending.as_ref())
    };
    let mut files: Vec<PathBuf> = paths.filter(is_one).collect();
    files.sort();
    files.truncate(FILES_NAMED);
    files
}
