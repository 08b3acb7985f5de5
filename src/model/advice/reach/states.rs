//! The states of the world that a list of conditions distinguishes, and those in which the conditions hold.
//! Conditions are added one by one, so the cost of a long list is linear in its length.

use super::possible::Possible;
use crate::formula::{Condition, Number, Part, Reading, VariableId};
use crate::model::compile::{CalendarFacts, calendar_only};
use crate::model::evaluate::{Facts, Truth, truth};
use std::collections::BTreeMap;

/// The most worlds that are tried before a condition counts as undecided.
const MOST_WORLDS: usize = 4096;
/// The most steps whose dates are tried one by one.
const MOST_STEPS: usize = 10_000;

/// The worlds in which some conditions hold and others do not.
pub(crate) struct Worlds<'a> {
    possible: &'a Possible<'a>,
    atoms: Atoms<'a>,
    /// The steps of each class; conditions of the calendar do not distinguish the steps of a class.
    classes: Vec<Vec<usize>>,
    /// The number of worlds without any condition on them; `None` if there are too many to try.
    all: Option<usize>,
    /// The worlds that remain.
    left: Vec<World>,
}

impl<'a> Worlds<'a> {
    /// The worlds in which all of these conditions hold.
    pub(crate) fn new(possible: &'a Possible<'a>, all: &[&'a Condition]) -> Self {
        let world = World { class: 0, outcomes: Vec::new(), open: Vec::new() };
        let mut worlds = Self {
            possible,
            atoms: Atoms::default(),
            classes: vec![(0..possible.timeline.days.len()).collect()],
            all: Some(1),
            left: vec![world],
        };
        for condition in all {
            worlds.take_in(condition);
            worlds.keep(condition, Truth::True);
        }
        worlds
    }

    /// Whether any world remains. True also if that can't be decided cheaply.
    pub(crate) fn is_open(&self) -> bool {
        self.all.is_none() || !self.left.is_empty()
    }

    /// Whether a condition holds in a remaining world. True also if that can't be decided cheaply.
    pub(crate) fn admit(&mut self, condition: &'a Condition) -> bool {
        self.take_in(condition);
        self.all.is_none()
            || self.left.iter().any(|world| self.truth(condition, world) == Truth::True)
    }

    /// Keeps the worlds in which a condition does not hold.
    pub(crate) fn without(&mut self, condition: &'a Condition) {
        self.take_in(condition);
        self.keep(condition, Truth::False);
    }

    fn keep(&mut self, condition: &Condition, requested: Truth) {
        let mut left = std::mem::take(&mut self.left);
        left.retain(|world| self.truth(condition, world) == requested);
        self.left = left;
    }

    fn truth(&self, condition: &Condition, world: &World) -> Truth {
        self.possible.count_lookup();
        let step = self.classes[world.class].first().copied();
        truth(condition, &View { atoms: &self.atoms, world, step, possible: self.possible })
    }

    /// Distinguishes worlds by everything that a condition depends on.
    fn take_in(&mut self, condition: &'a Condition) {
        match condition {
            Condition::Constant(_) => {}
            Condition::Is { variable, reading, .. } => self.tell_outcomes((*variable, *reading)),
            Condition::Not(a) => self.take_in(a),
            Condition::And(parts) | Condition::Or(parts) => {
                for part in parts {
                    self.take_in(part);
                }
            }
            Condition::If(c, a, b) => [c, a, b].into_iter().for_each(|part| self.take_in(part)),
            Condition::Compare(..) if calendar_only(condition) => self.tell_steps(condition),
            Condition::Compare(compared) if compared.sides().into_iter().all(counts) => {
                for side in compared.sides() {
                    side.walk(&mut |part, _| {
                        if let Part::Condition(inner) = part {
                            self.take_in(inner);
                        }
                    });
                }
            }
            Condition::Compare(..)
            | Condition::Ever(_)
            | Condition::By(..)
            | Condition::At(..)
            | Condition::Before(_) => {
                self.tell_open(condition);
            }
        }
    }

    /// Splits every world by the possible outcomes of a variable.
    fn tell_outcomes(&mut self, atom: (VariableId, Reading)) {
        let place = self.atoms.outcomes.len();
        if self.atoms.outcomes.contains_key(&atom) {
            return;
        }
        self.atoms.outcomes.insert(atom, place);
        let outcomes = self.possible.outcomes(atom.0);
        if self.multiply(outcomes.len()) {
            self.split(&outcomes, |world, outcome| world.outcomes.push(*outcome));
        }
    }

    /// Splits every world in two, unless the condition can never have held.
    fn tell_open(&mut self, condition: &'a Condition) {
        if self.all.is_none() {
            return; // worlds are no longer tried
        }
        let is_known = self.atoms.open.iter().any(|known| {
            self.possible.count_lookup();
            *known == condition
        });
        if is_known {
            return;
        }
        self.atoms.open.push(condition);
        let truths: &[bool] = match condition {
            Condition::Ever(inner) if !self.possible.can(inner) => &[false],
            _ => &[false, true],
        };
        if self.multiply(truths.len()) {
            self.split(truths, |world, holds| world.open.push(*holds));
        }
    }

    /// Splits the classes of steps, and so the worlds, by a condition of the calendar.
    fn tell_steps(&mut self, condition: &Condition) {
        let Some(all) = self.all else { return };
        let days = &self.possible.timeline.days;
        if days.len() > MOST_STEPS {
            self.multiply(usize::MAX);
            return;
        }
        let before = self.classes.len();
        let rest = all / before.max(1);
        let mut further: Vec<Vec<usize>> = vec![Vec::new(); before];
        for (class, further) in further.iter_mut().enumerate() {
            let truth_at = |step: &usize| {
                truth(condition, &CalendarFacts { step: *step as f64, today: days[*step] })
            };
            let mut parts: BTreeMap<u8, Vec<usize>> = BTreeMap::new();
            for step in std::mem::take(&mut self.classes[class]) {
                self.possible.count_lookup();
                parts.entry(truth_at(&step) as u8).or_default().push(step);
            }
            let mut parts = parts.into_values();
            self.classes[class] = parts.next().unwrap_or_default();
            for part in parts {
                further.push(self.classes.len());
                self.classes.push(part);
            }
        }
        self.all = self.classes.len().checked_mul(rest).filter(|all| *all <= MOST_WORLDS);
        let copies: Vec<World> = self
            .left
            .iter()
            .flat_map(|world| further[world.class].iter().map(|class| world.in_class(*class)))
            .collect();
        self.left.extend(copies);
    }

    /// Multiplies the number of worlds; returns whether they can be tried.
    fn multiply(&mut self, times: usize) -> bool {
        self.all = match self.all {
            _ if times == 0 => Some(0),
            all => all.and_then(|all| all.checked_mul(times)).filter(|all| *all <= MOST_WORLDS),
        };
        if self.all.is_none() {
            self.left.clear();
        }
        self.all.is_some()
    }

    fn split<T>(&mut self, values: &[T], set: impl Fn(&mut World, &T)) {
        let with = |world: &World, value: &T| {
            let mut world = world.clone();
            set(&mut world, value);
            world
        };
        self.left = self.left.iter().flat_map(|w| values.iter().map(|v| with(w, v))).collect();
    }
}

impl Possible<'_> {
    /// Whether one condition can hold.
    pub(crate) fn can(&self, condition: &Condition) -> bool {
        self.can_hold(&[condition], &[])
    }

    /// Whether in some possible world all of these conditions hold and none of the others. True also if that can't be
    /// decided cheaply.
    pub(crate) fn can_hold(&self, all: &[&Condition], none: &[&Condition]) -> bool {
        let mut worlds = self.worlds(all);
        for condition in none {
            worlds.without(condition);
        }
        worlds.is_open()
    }

    /// The possible worlds in which all of these conditions hold.
    pub(crate) fn worlds<'c>(&'c self, all: &[&'c Condition]) -> Worlds<'c> {
        Worlds::new(self, all)
    }
}

/// The atoms that determine the truth of conditions, besides the date.
#[derive(Default)]
struct Atoms<'a> {
    /// The index of each atom among the outcomes of a world.
    outcomes: BTreeMap<(VariableId, Reading), usize>,
    /// Other conditions, which may hold or not.
    open: Vec<&'a Condition>,
}

/// Whether a number is made of constants and counts of conditions.
fn counts(number: &Number) -> bool {
    match number {
        Number::Constant(_) => true,
        Number::HowMany(conditions) => conditions.iter().all(plain),
        _ => false,
    }
}

fn plain(condition: &Condition) -> bool {
    match condition {
        Condition::Constant(_) | Condition::Is { .. } => true,
        Condition::Not(a) => plain(a),
        Condition::And(parts) | Condition::Or(parts) => parts.iter().all(plain),
        _ => false,
    }
}

/// The values of the atoms in one world.
#[derive(Clone)]
struct World {
    class: usize,
    outcomes: Vec<u16>,
    open: Vec<bool>,
}

impl World {
    fn in_class(&self, class: usize) -> Self {
        Self { class, ..self.clone() }
    }
}

/// A world with the meaning of its values.
struct View<'a> {
    atoms: &'a Atoms<'a>,
    world: &'a World,
    step: Option<usize>,
    possible: &'a Possible<'a>,
}

impl Facts for View<'_> {
    fn parameter(&self, _: VariableId) -> f64 {
        f64::NAN
    }
    fn outcome(&self, variable: VariableId, reading: Reading) -> u16 {
        let at = self.atoms.outcomes.get(&(variable, reading));
        at.map_or(0, |place| self.world.outcomes[*place])
    }
    fn number(&self, _: VariableId, _: Reading) -> f64 {
        f64::NAN
    }
    fn known(&self, condition: &Condition) -> Option<Truth> {
        if !matches!(
            condition,
            Condition::Compare(..)
                | Condition::Ever(_)
                | Condition::By(..)
                | Condition::At(..)
                | Condition::Before(_)
        ) {
            return None;
        }
        let known = self.atoms.open.iter().position(|open| {
            self.possible.count_lookup();
            *open == condition
        });
        known.map(|place| Truth::of(self.world.open[place]))
    }
    fn known_number(&self, _: &Number) -> Option<f64> {
        None
    }
    fn step(&self) -> f64 {
        self.step.map_or(f64::NAN, |step| step as f64)
    }
    fn today(&self) -> f64 {
        self.step.map_or(f64::NAN, |step| self.possible.timeline.days[step])
    }
}
