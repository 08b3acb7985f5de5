//! The sides that `compare` sets beside each other: files, variants, options, overlays.

use super::draws::Draws;
use super::failure::Stop;
use super::load::{self, Loaded};
use crate::analysis::Contender;
use crate::diagnostic::{Code, Diagnostic, Place, Sources, nearest};
use crate::model::{Kind, Model, Variable};
use crate::scenario;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How output calls a scenario as it stands in its file.
const AS_WRITTEN: &str = "as written";
/// How output calls what panels come to.
const PANEL: &str = "panel";

/// What is compared.
pub(super) enum Wanted<'a> {
    /// Files, two or more.
    Files(&'a [PathBuf]),
    /// The variants of a file, by name, against the file; all of them if none is named.
    Variants(&'a Path, &'a [String]),
    /// The outcomes of a variable, each made.
    Outcomes(&'a Path, &'a str),
    /// Each expert who sits on a panel, alone, against what the panels come to.
    Experts(&'a Path),
    /// Overlays of a file: one against the file, several against each other.
    Overlays(&'a Path, &'a [PathBuf]),
}

/// The sides, and what is told of them.
pub(super) struct Sides {
    pub(super) contenders: Vec<Contender>,
    /// What they are, a sentence each.
    pub(super) sentences: Vec<String>,
    /// What else was changed, a sentence each.
    pub(super) notes: Vec<String>,
    /// Each file that was read, with its SHA-256.
    pub(super) files: Vec<(String, String)>,
}

/// Gathers sides.
pub(super) struct Gathering<'a> {
    pub(super) draws: &'a Draws,
    pub(super) reading: load::Reading,
    pub(super) sources: &'a mut Sources,
}

impl Gathering<'_> {
    pub(super) fn gather(&mut self, wanted: &Wanted) -> Result<Sides, Stop> {
        let mut sides = Sides {
            contenders: Vec::new(),
            sentences: Vec::new(),
            notes: Vec::new(),
            files: Vec::new(),
        };
        match wanted {
            Wanted::Files(paths) => self.files(paths, &mut sides)?,
            Wanted::Variants(path, names) => self.variants(path, names, &mut sides)?,
            Wanted::Outcomes(path, name) => self.outcomes(path, name, &mut sides)?,
            Wanted::Experts(path) => self.experts(path, &mut sides)?,
            Wanted::Overlays(path, overlays) => self.overlays(path, overlays, &mut sides)?,
        }
        Ok(sides)
    }

    fn load(&mut self, path: &Path, sides: &mut Sides) -> Result<Loaded, Stop> {
        let mut loaded = load::load(path, self.reading, self.sources)?;
        let notes = self.draws.set(&mut loaded, self.sources)?;
        sides.notes.extend(notes);
        sides.files.push((load::name(path), loaded.sha256.clone()));
        Ok(loaded)
    }

    /// A side that is a scenario as it was loaded; `heading` heads the page if it has no title.
    fn plain(&mut self, loaded: &Loaded, label: &str, heading: &str) -> Result<Contender, Stop> {
        let mut model = load::compile(loaded)?;
        if model.title.is_empty() {
            heading.clone_into(&mut model.title);
        }
        self.supposed(loaded, label, Arc::new(model))
    }

    /// A side with a model and what is supposed in it.
    fn supposed(
        &mut self,
        loaded: &Loaded,
        label: &str,
        model: Arc<Model>,
    ) -> Result<Contender, Stop> {
        let supposition = self.draws.supposition(loaded, &model, self.sources)?;
        let scenario = loaded.scenario.clone();
        let (name, label) = (label.to_owned(), label.to_owned());
        Ok(Contender { name, label, scenario, model, supposition })
    }

    fn files(&mut self, paths: &[PathBuf], sides: &mut Sides) -> Result<(), Stop> {
        let stems: Vec<String> = paths.iter().map(|path| load::stem(path)).collect();
        for (path, stem) in paths.iter().zip(&stems) {
            let twice = stems.iter().filter(|other| *other == stem).count() > 1;
            let label = if twice { load::name(path) } else { stem.clone() };
            let loaded = self.load(path, sides)?;
            sides.contenders.push(self.plain(&loaded, &label, &label)?);
        }
        Ok(())
    }

    fn variants(&mut self, path: &Path, names: &[String], sides: &mut Sides) -> Result<(), Stop> {
        let loaded = self.load(path, sides)?;
        let base = self.plain(&loaded, AS_WRITTEN, &load::stem(path))?;
        let wanted: Vec<String> = if names.is_empty() {
            loaded.scenario.variants.iter().map(|v| v.name.value.clone()).collect()
        } else {
            names.to_vec()
        };
        let model = Arc::clone(&base.model);
        sides.contenders.push(base);
        let mut faults = Vec::new();
        for name in &wanted {
            match load::find_variant(&loaded.scenario, self.sources, "--variants", name) {
                Ok(variant) => {
                    let mut changed = loaded.clone();
                    sides.notes.extend(load::choose(&mut changed, self.sources, name)?);
                    let side = if variant.set.is_empty() {
                        self.supposed(&changed, name, Arc::clone(&model))?
                    } else {
                        self.plain(&changed, name, &load::stem(path))?
                    };
                    let label = variant.label.as_ref().map_or(name, |label| &label.value).clone();
                    sides.contenders.push(Contender { label, ..side });
                    let label = variant.label.map(|label| format!("{name}: {}", label.value));
                    sides.sentences.extend(label);
                }
                Err(wrong) => faults.extend(wrong),
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
    }

    fn outcomes(&mut self, path: &Path, name: &str, sides: &mut Sides) -> Result<(), Stop> {
        let loaded = self.load(path, sides)?;
        let base = self.plain(&loaded, AS_WRITTEN, &load::stem(path))?;
        let variable = self.category(&base.model, name)?;
        let mut order: Vec<u16> = variable.shown.clone();
        if let Kind::Choice(assumed) = variable.kind {
            order.sort_by_key(|outcome| *outcome != assumed);
            sides
                .sentences
                .push(format!("Supposing we decide {name} (a decision, not something we observe)"));
        } else {
            sides.sentences.push(format!(
                "Supposing somebody makes {name} so (made from the start, not observed)"
            ));
        }
        for outcome in order {
            let outcome = &variable.outcomes[usize::from(outcome)];
            let made = [self.draws.made.clone(), vec![format!("{name}={outcome}")]].concat();
            let given = &self.draws.given;
            let supposition = loaded.supposition(&base.model, self.sources, &made, given)?;
            let (name, label) = (outcome.clone(), outcome.clone());
            sides.contenders.push(Contender { name, label, supposition, ..base.clone() });
        }
        Ok(())
    }

    /// The variable of that name, if its outcomes can be made.
    fn category<'m>(&mut self, model: &'m Model, name: &str) -> Result<&'m Variable, Stop> {
        let place = Place::new(self.sources.add("--choice", name), 0..name.len());
        let is_category = |variable: &Variable| !variable.is_number() && !variable.is_parameter();
        let found = model.find(name).map(|id| model.variable(id));
        if let Some(variable) = found.filter(|variable| is_category(variable)) {
            return Ok(variable);
        }
        let candidates = model.variables.iter().filter(|v| is_category(v));
        let near = nearest(name, candidates.map(|v| v.name.as_str()));
        let fault = match found {
            Some(_) => Diagnostic::new(
                Code::NotDoable,
                place,
                format!("`{name}` is a number: it has no outcomes to compare"),
            )
            .help("compare two of its values by variants, `set = { … }`, or by overlays"),
            None => Diagnostic::new(
                Code::UnknownName,
                place,
                format!("there is no choice, event or process `{name}`"),
            )
            .suggest(near),
        };
        Err(vec![fault].into())
    }

    fn experts(&mut self, path: &Path, sides: &mut Sides) -> Result<(), Stop> {
        let loaded = self.load(path, sides)?;
        let base = self.plain(&loaded, PANEL, &load::stem(path))?;
        sides.contenders.push(base);
        for name in scenario::speakers(&loaded.scenario) {
            let mut alone = loaded.clone();
            alone.scenario = scenario::believing(&loaded.scenario, &name.value);
            let expert = loaded.scenario.experts.iter().find(|expert| expert.name == *name);
            let label = expert.and_then(|expert| expert.label.as_ref()).unwrap_or(name);
            sides.contenders.push(self.plain(&alone, &label.value, &load::stem(path))?);
        }
        if sides.contenders.len() < 2 {
            let file = loaded.scenario.file;
            let fault = Diagnostic::new(
                Code::UnknownExpert,
                Place::new(file, 0..0),
                "no expert sits on a panel of this scenario",
            );
            return Err(
                vec![fault.help("a panel is `p = { by = { anna = 0.2, ben = 0.4 } }`")].into()
            );
        }
        let sentence = "What the panels come to, and each expert alone: wherever one speaks, the others \
                        are silent";
        sides.sentences.push(sentence.to_owned());
        Ok(())
    }

    fn overlays(
        &mut self,
        path: &Path,
        overlays: &[PathBuf],
        sides: &mut Sides,
    ) -> Result<(), Stop> {
        let loaded = self.load(path, sides)?;
        let stem = load::stem(path);
        let base = self.plain(&loaded, AS_WRITTEN, &stem)?;
        let (mut laid, mut faults) = (Vec::new(), Vec::new());
        for path in overlays {
            let (text, sha256) = load::text(path)?;
            sides.files.push((load::name(path), sha256));
            let file = self.sources.add(load::name(path), text);
            let (overlay, wrong) = scenario::read_overlay(self.sources, file);
            let is_read = wrong.is_empty();
            faults.extend(wrong);
            let mut changed = loaded.clone();
            changed.scenario.variants.clear();
            match scenario::apply(&mut changed.scenario, &overlay.settings) {
                Ok(notes) => sides.notes.extend(notes),
                Err(wrong) => {
                    faults.extend(wrong);
                    continue;
                }
            }
            if is_read && scenario::differing(&loaded.scenario, &changed.scenario).is_empty() {
                let what = format!("{} changes no number of the scenario", load::name(path));
                faults
                    .push(Diagnostic::new(Code::ChangesNothing, Place::new(file, 0..0), what).help(
                    "its lines are `path = value`; `foretell check FILE --paths` lists the paths",
                ));
                continue;
            }
            let label = overlay.label.map_or_else(|| load::stem(path), |label| label.value);
            laid.push(self.plain(&changed, &label, &stem)?);
        }
        if !faults.is_empty() {
            return Err(faults.into());
        }
        if laid.len() < 2 {
            sides.contenders.push(base);
        }
        sides.contenders.extend(laid);
        Ok(())
    }
}
