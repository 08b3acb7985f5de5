//! The sides of a comparison: a case and its variants, the outcomes of a variable, experts, overlays.

use super::overlay::Overlay;
use crate::analysis::Contender;
use crate::api::case::Case;
use crate::api::error::Error;
use crate::api::model::Model as Compiled;
use crate::api::written::{self, Arguments, Found, Written};
use crate::diagnostic::{Code, Diagnostic, Place, Sources, nearest};
use crate::model::{Kind, Model, Variable};
use crate::scenario;
use std::sync::Arc;

/// The name in output of a scenario without changes.
const AS_WRITTEN: &str = "as written";
/// The name in output of the side with pooled panels.
const PANEL: &str = "panel";

/// A model with the name that a comparison has for it.
///
/// ```
/// use foretell::{Scenario, Side};
///
/// let scenario = Scenario::read("talks.toml", "[event.deal]\np = 0.2\n");
/// let side = Side::new("hopeful", &scenario.case().set("event.deal.p", 0.5).compile()?);
/// assert_eq!(side.name(), "hopeful");
/// # Ok::<(), foretell::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Side {
    pub(super) contender: Contender,
    /// The title of a comparison in which it comes first, if the scenario has none.
    pub(super) heading: String,
    pub(super) sources: Sources,
}

impl Side {
    /// A model under a name.
    pub fn new(name: &str, model: &Compiled) -> Self {
        let parts = model.parts();
        let contender = Contender {
            name: name.to_owned(),
            label: name.to_owned(),
            scenario: Arc::clone(&parts.written.scenario),
            model: Arc::clone(&parts.model),
            unlearnt: parts.unlearnt.clone(),
            supposition: parts.supposition.clone(),
        };
        Self { contender, heading: name.to_owned(), sources: parts.sources.clone() }
    }

    /// Returns the name of the side.
    pub fn name(&self) -> &str {
        &self.contender.name
    }
}

/// The sides of one comparison; the others are compared with the first.
///
/// A case finds the sides that its scenario describes: [`Case::variants`], [`Case::outcomes`], [`Case::experts`],
/// [`Case::overlays`].
///
/// ```
/// use foretell::Scenario;
///
/// let text = "[choice.push]\noptions = [\"no\", \"yes\"]\ndefault = \"no\"\n";
/// let sides = Scenario::read("talks.toml", text).case().outcomes("push")?;
/// let names: Vec<&str> = sides.sides.iter().map(|side| side.name()).collect();
/// assert_eq!(names, ["no", "yes"]);
/// # Ok::<(), foretell::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Sides {
    /// The sides.
    pub sides: Vec<Side>,
    /// Sentences that say what the sides are.
    pub sentences: Vec<String>,
    /// A sentence on each further number that the changes of a side changed.
    pub notes: Vec<String>,
}

impl Sides {
    /// Returns a side for each of several models, named after its scenario: without folders and ending, unless two would
    /// have the same name.
    pub fn of_models(models: &[Compiled]) -> Self {
        let mut sides = Self::default();
        for model in models {
            let is_shared = models.iter().filter(|other| other.stem() == model.stem()).count() > 1;
            let name = if is_shared { model.case().scenario().name() } else { model.stem() };
            sides.sides.push(Side::new(name, model));
            sides.notes.extend_from_slice(model.changes());
        }
        sides
    }
}

impl Case {
    /// Returns the case and these variants of its scenario; all of them if `names` is empty.
    pub fn variants(&self, names: &[String]) -> Result<Sides, Error> {
        self.gather(|gathering| gathering.variants(names))
    }

    /// Returns the case with each outcome of a choice, an event or a process in turn, set by an intervention.
    pub fn outcomes(&self, variable: &str) -> Result<Sides, Error> {
        self.gather(|gathering| gathering.outcomes(variable))
    }

    /// Returns the case and each expert on a panel alone.
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method by its name is of a single lifetime"
    )]
    pub fn experts(&self) -> Result<Sides, Error> {
        self.gather(|gathering| gathering.experts())
    }

    /// Returns the case with each of these overlays; a single one is compared with the case without it.
    pub fn overlays(&self, overlays: &[Overlay]) -> Result<Sides, Error> {
        self.gather(|gathering| gathering.overlays(overlays))
    }

    /// Returns the case as it was known on an earlier day, written as `2025-10-31`, and as it is known today.
    ///
    /// ```
    /// use foretell::{Options, Scenario, compare_why};
    ///
    /// # let text = "[scenario]\nas_of = 2025-08-01\nuntil = 2025-08-05\n\
    /// #     [process.talks]\nstates = [\"none\", \"begun\"]\nstart = \"none\"\n\
    /// #     [process.talks.from.none]\nbegun = 0.5\n[[news]]\non = 2025-08-02\nis = \"talks == none\"\n\
    /// #     [question]\nbegun = { ask = \"talks == begun\" }\n";
    /// let sides = Scenario::read("talks.toml", text).case().since("2025-08-01")?.sides;
    /// let found = compare_why(&sides, &Options::default().trials(10_000))?;
    /// let why = found.why(sides[1].name())?;
    /// assert_eq!(why.changes[1].name, "news 2025-08-02: talks == none");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn since(&self, date: &str) -> Result<Sides, Error> {
        let now = self.compile()?;
        let mut sources = now.parts().sources.clone();
        let place = Place::new(sources.add("--since", date), 0..date.len());
        let failed = |fault: Diagnostic| Error::of(vec![fault], sources.clone());
        let then = crate::model::since(now.model(), now.today(), date, place).map_err(failed)?;
        let named = |step: Option<usize>| {
            let day = step.and_then(|step| now.model().timeline.date(step));
            day.map_or_else(String::new, |day| day.to_string())
        };
        let earlier = now.known_on(then, &|_| true);
        let sides = [(then.to_string(), &earlier), (named(now.today()), &now)];
        let mut sides: Vec<Side> =
            sides.iter().map(|(name, model)| Side::new(name, model)).collect();
        let in_words = |name: &str| {
            let day: Result<jiff::civil::Date, _> = name.parse();
            day.map_or_else(|_| name.to_owned(), |day| day.strftime("%-d %b %Y").to_string())
        };
        for side in &mut sides {
            side.contender.label = in_words(side.name());
        }
        let notes = now.changes().to_vec();
        let sentences = vec![format!(
            "As it was known on {} and on {}",
            sides[0].contender.label, sides[1].contender.label
        )];
        Ok(Sides { sides, sentences, notes })
    }

    fn gather(
        &self,
        work: impl FnOnce(&mut Gathering) -> Result<(), Found>,
    ) -> Result<Sides, Error> {
        let mut sources = self.scenario.texts().clone();
        let mut gathering =
            Gathering { case: self, sources: &mut sources, sides: Sides::default() };
        let done = work(&mut gathering);
        let mut sides = gathering.sides;
        done.map_err(|found| Error::of(found, sources.clone()))?;
        for side in &mut sides.sides {
            side.sources = sources.clone();
        }
        Ok(sides)
    }
}

/// Gathers sides of one case.
struct Gathering<'a> {
    case: &'a Case,
    sources: &'a mut Sources,
    sides: Sides,
}

impl Gathering<'_> {
    fn written(&mut self) -> Result<Written, Found> {
        let (written, notes) = self.case.written(self.sources)?;
        self.sides.notes.extend(notes);
        Ok(written)
    }

    fn add(&mut self, contender: Contender) {
        let heading = self.case.scenario.stem().to_owned();
        self.sides.sides.push(Side { contender, heading, sources: Sources::default() });
    }

    /// Returns a side that is a scenario as it is written.
    fn plain(&mut self, written: &Written, label: &str) -> Result<Contender, Found> {
        let model = Arc::new(written::compile(written)?);
        self.supposed(written, label, model)
    }

    /// Returns a side with a model and its supposition.
    fn supposed(
        &mut self,
        written: &Written,
        label: &str,
        model: Arc<Model>,
    ) -> Result<Contender, Found> {
        let (unlearnt, supposition) =
            written.supposed(&model, self.sources, self.case.arguments())?;
        let scenario = Arc::clone(&written.scenario);
        let (name, label) = (label.to_owned(), label.to_owned());
        Ok(Contender { name, label, scenario, model, unlearnt, supposition })
    }

    fn variants(&mut self, names: &[String]) -> Result<(), Found> {
        let written = self.written()?;
        let base = self.plain(&written, AS_WRITTEN)?;
        let requested: Vec<String> = if names.is_empty() {
            written.scenario.variants.iter().map(|v| v.name.value.clone()).collect()
        } else {
            names.to_vec()
        };
        let model = Arc::clone(&base.model);
        self.add(base);
        let mut faults = Vec::new();
        for name in &requested {
            match written::find_variant(&written.scenario, self.sources, "--variants", name) {
                Ok(variant) => {
                    let mut changed = written.clone();
                    let notes = written::choose(&mut changed, self.sources, name)?;
                    self.sides.notes.extend(notes);
                    let side = if variant.set.is_empty() {
                        self.supposed(&changed, name, Arc::clone(&model))?
                    } else {
                        self.plain(&changed, name)?
                    };
                    let label = variant.label.as_ref().map_or(name, |label| &label.value).clone();
                    self.add(Contender { label, ..side });
                    let label = variant.label.map(|label| format!("{name}: {}", label.value));
                    self.sides.sentences.extend(label);
                }
                Err(wrong) => faults.extend(wrong),
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    fn outcomes(&mut self, name: &str) -> Result<(), Found> {
        let written = self.written()?;
        let base = self.plain(&written, AS_WRITTEN)?;
        let variable = self.category(&base.model, name)?;
        let mut order: Vec<u16> = variable.shown.clone();
        if let Kind::Choice(assumed) = variable.kind {
            order.sort_by_key(|outcome| *outcome != assumed);
            let sentence =
                format!("Supposing we decide {name} (a decision, not something we observe)");
            self.sides.sentences.push(sentence);
        } else {
            let sentence = format!("Supposing somebody sets {name} (from the start, not observed)");
            self.sides.sentences.push(sentence);
        }
        for outcome in order {
            let outcome = &variable.outcomes[usize::from(outcome)];
            let made = [self.case.made.clone(), vec![format!("{name}={outcome}")]].concat();
            let arguments = Arguments { made: &made, ..self.case.arguments() };
            let supposed = written.supposed(&base.model, self.sources, arguments);
            let (unlearnt, supposition) =
                supposed.map_err(|faults| self.at_choice(name, &made[made.len() - 1], faults))?;
            let (name, label) = (outcome.clone(), outcome.clone());
            self.add(Contender { name, label, unlearnt, supposition, ..base.clone() });
        }
        Ok(())
    }

    /// Places faults of an intervention that nobody wrote at the name of its variable.
    fn at_choice(&mut self, name: &str, made: &str, faults: Found) -> Found {
        let place = Place::new(self.sources.add("--choice", name), 0..name.len());
        let moved = |mut fault: Diagnostic| {
            let file = fault.place.map(|place| place.file);
            let is_own =
                |file| self.sources.name(file) == "--do" && self.sources.text(file) == made;
            if file.is_some_and(is_own) {
                fault.place = Some(place);
                if fault.code == Code::GivenAndDo {
                    fault = fault.label("it is known, so its outcomes can't be compared");
                    fault.help = vec![
                        "leave the news of it out with `--today DATE`, or set it from a later day on in variants: `do`"
                            .to_owned(),
                    ];
                }
            }
            fault
        };
        faults.into_iter().map(moved).collect()
    }

    /// Returns the variable of that name, if interventions can set its outcomes.
    fn category<'m>(&mut self, model: &'m Model, name: &str) -> Result<&'m Variable, Found> {
        let place = Place::new(self.sources.add("--choice", name), 0..name.len());
        let is_category = |variable: &Variable| !variable.is_number() && !variable.is_parameter();
        let found = model.find(name).map(|id| model.variable(id));
        if let Some(variable) = found.filter(|variable| is_category(variable)) {
            return Ok(variable);
        }
        let candidates = model.variables.iter().filter(|v| is_category(v));
        let near = nearest(name, candidates.map(|v| v.name.as_str()));
        let fault = if found.is_some() {
            let message = format!("`{name}` is a number: it has no outcomes to compare");
            Diagnostic::new(Code::NotDoable, place, message)
                .help("compare two of its values by variants, `set = { … }`, or by overlays")
        } else {
            let message = format!("there is no choice, event or process `{name}`");
            Diagnostic::unknown(name, place, message).suggest(near)
        };
        Err(vec![fault])
    }

    fn experts(&mut self) -> Result<(), Found> {
        let written = self.written()?;
        let base = self.plain(&written, PANEL)?;
        self.add(base);
        for name in scenario::speakers(&written.scenario) {
            let mut alone = written.clone();
            alone.scenario = scenario::believing(&written.scenario, &name.value).into();
            let expert = written.scenario.experts.iter().find(|expert| expert.name == *name);
            let label = expert.and_then(|expert| expert.label.as_ref()).unwrap_or(name);
            let side = self.plain(&alone, &label.value)?;
            self.add(side);
        }
        if self.sides.sides.len() < 2 {
            let place = Place::new(written.scenario.file, 0..0);
            let what = "no expert sits on a panel of this scenario";
            let fault = Diagnostic::new(Code::UnknownExpert, place, what);
            return Err(vec![fault.help("a panel is `p = { by = { anna = 0.2, ben = 0.4 } }`")]);
        }
        let sentence =
            "The pooled panels, and each expert alone: where one speaks, the others are silent";
        self.sides.sentences.push(sentence.to_owned());
        Ok(())
    }

    fn overlays(&mut self, overlays: &[Overlay]) -> Result<(), Found> {
        let written = self.written()?;
        let base = self.plain(&written, AS_WRITTEN)?;
        let (mut laid, mut faults) = (Vec::new(), Vec::new());
        for overlay in overlays {
            let text = match overlay.text.clone() {
                Ok(text) => text,
                Err(wrong) => {
                    faults.extend(wrong);
                    continue;
                }
            };
            let file = self.sources.add(&overlay.name, text);
            let mut changed = written.clone();
            match written::overlay(&mut changed, self.sources, file) {
                Ok((label, notes)) => {
                    self.sides.notes.extend(notes);
                    let label = label.unwrap_or_else(|| crate::api::scenario::stem(&overlay.name));
                    match self.plain(&changed, &label) {
                        Ok(side) => laid.push(side),
                        Err(wrong) => faults.extend(wrong),
                    }
                }
                Err(wrong) => faults.extend(wrong),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        if laid.len() < 2 {
            self.add(base);
        }
        for side in laid {
            self.add(side);
        }
        Ok(())
    }
}
