//! Worlds: one reading of the analyst's inputs, a value for every parameter.
//!
//! Each parameter draws from the stream of its name and the world's index, through its quantile function: one uniform
//! number per parameter, so that two runs that differ in one range share all other draws. Over worlds these uniform
//! numbers are spread evenly (`numerics::strata`), which makes answers more precise. Correlated parameters draw
//! through a Gaussian copula.

use super::overrides::Overrides;
use super::tilt::{Tilt, stream_of};
use super::uncertainty::{Copula, Redrawn, Remainder, UncertainNumber};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::shape::build;
use crate::formula::{Condition, Draw, Number, Read, Reading, VariableId};
use crate::model::conditional::{ROUNDING, SUM_TOLERANCE, Weights};
use crate::model::evaluate::impossible_draw;
use crate::model::evaluate::{Facts, Truth, truth, value};
use crate::model::tree::Model;
use crate::numerics::special::{normal_quantile, normal_tails};
use crate::numerics::strata;
use crate::numerics::stream::Key;

/// A value for every parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// The value of each id; NaN for variables that are not parameters.
    pub values: Vec<f64>,
}

/// The most attempts to redraw chances that sum to more than 1.
const MOST_ATTEMPTS: u64 = 1000;

impl World {
    /// World `index` of a model. A model without uncertainty has one world.
    pub fn draw(model: &Model, seed: u64, index: u64) -> Result<Self, Diagnostic> {
        Self::draw_with(model, seed, index, &Overrides::default())
    }

    /// World `index` with some numbers overridden; all other draws are unchanged.
    pub fn draw_with(
        model: &Model,
        seed: u64,
        index: u64,
        overrides: &Overrides,
    ) -> Result<Self, Diagnostic> {
        let source = Source { seed, index, attempt: 0, fixed: None, overrides, tilt: None };
        Self::draw_from(model, source)
    }

    /// World `index` with the uniform numbers of a tilt, if there is one.
    pub fn draw_tilted(
        model: &Model,
        (seed, index): (u64, u64),
        overrides: &Overrides,
        tilt: Option<&Tilt>,
    ) -> Result<Self, Diagnostic> {
        Self::draw_from(model, Source { seed, index, attempt: 0, fixed: None, overrides, tilt })
    }

    fn draw_from(model: &Model, source: Source) -> Result<Self, Diagnostic> {
        let mut world = Self::draw_wanted(model, source, |_| true)?;
        for vector in &model.redrawn {
            world.redraw(model, vector, source)?;
        }
        Ok(world)
    }

    /// World `index` with numbers overridden, given the same world under other overrides, from which unchanged values
    /// are taken.
    pub fn draw_beside(
        model: &Model,
        (seed, index): (u64, u64),
        overrides: &Overrides,
        (known, given): (&Self, &Overrides),
        tilt: Option<&Tilt>,
    ) -> Result<Self, Diagnostic> {
        let is_redrawn =
            |id: VariableId| model.redrawn.iter().any(|vector| vector.members.contains(&id));
        let mut world = Self { values: vec![f64::NAN; model.parameters()] };
        let mut shared = None;
        for uncertain in &model.uncertain_numbers {
            let is_left = overrides.leaves(uncertain.id);
            let mut is_same = is_left && given.leaves(uncertain.id);
            let mut depends_on_redrawn = is_redrawn(uncertain.id);
            uncertain.number.for_each_read(&mut |read| {
                let id = read.variable.index();
                is_same &= world.values[id].to_bits() == known.values[id].to_bits();
                depends_on_redrawn |= is_redrawn(read.variable);
            });
            if is_same {
                world.values[uncertain.id.index()] = known.values[uncertain.id.index()];
                continue;
            }
            if depends_on_redrawn {
                return Self::draw_tilted(model, (seed, index), overrides, tilt);
            }
            let source = Source { seed, index, attempt: 0, fixed: None, overrides, tilt };
            let shared = shared.get_or_insert_with(|| Copula::uniforms(model, source));
            let fixed = shared.iter().find(|(id, _)| *id == uncertain.id).map(|(_, u)| *u);
            world.set(uncertain, Source { fixed, ..source })?;
        }
        let mut is_same = true;
        let mut note = |read: Read| {
            let id = read.variable.index();
            is_same &= world.values[id].to_bits() == known.values[id].to_bits();
        };
        model.redrawn.iter().for_each(|group| group.for_each_read(&mut note));
        if is_same { Ok(world) } else { Self::draw_tilted(model, (seed, index), overrides, tilt) }
    }

    /// World `index` without redrawing chances that sum to more than 1, and with only the uncertain numbers that are
    /// `requested`.
    pub fn draw_once(
        model: &Model,
        (seed, index): (u64, u64),
        overrides: &Overrides,
        requested: impl Fn(&UncertainNumber) -> bool,
    ) -> Result<Self, Diagnostic> {
        let source = Source { seed, index, attempt: 0, fixed: None, overrides, tilt: None };
        Self::draw_wanted(model, source, requested)
    }

    fn draw_wanted(
        model: &Model,
        source: Source,
        requested: impl Fn(&UncertainNumber) -> bool,
    ) -> Result<Self, Diagnostic> {
        let mut world = Self { values: vec![f64::NAN; model.parameters()] };
        let shared = Copula::uniforms(model, source);
        for uncertain in model.uncertain_numbers.iter().filter(|uncertain| requested(uncertain)) {
            let fixed = shared.iter().find(|(id, _)| *id == uncertain.id).map(|(_, u)| *u);
            world.set(uncertain, Source { fixed, ..source })?;
        }
        Ok(world)
    }

    /// Redraws a group of chances until they sum to at most 1.
    fn redraw(
        &mut self,
        model: &Model,
        vector: &Redrawn,
        source: Source,
    ) -> Result<(), Diagnostic> {
        if !vector.members.iter().any(|id| model.is_drawn_with(*id, source.overrides)) {
            return Ok(());
        }
        for attempt in 1..=MOST_ATTEMPTS {
            if !self.exceeds(vector) {
                return Ok(());
            }
            for uncertain in
                model.uncertain_numbers.iter().filter(|d| vector.members.contains(&d.id))
            {
                self.set(uncertain, Source { attempt, ..source })?;
            }
        }
        let which = match &vector.remainder {
            Remainder::Rest => "the shares beside `rest`".to_owned(),
            Remainder::Stay(state) => format!("the chances out of `{state}`"),
        };
        Err(Diagnostic::new(
            vector.code(),
            vector.place,
            format!(
                "{which} sum to more than 1 in a reading of the uncertain numbers, however drawn"
            ),
        )
        .help("give them smaller ranges, so that they can sum to 1 or less in every reading"))
    }

    /// The value of a number that depends on constants and parameters alone; NaN for others.
    pub fn value(&self, number: &Number) -> f64 {
        value(number, &Known { world: self })
    }

    /// The chance of each outcome, if it depends on parameters alone; else `None`.
    pub fn shares(&self, weights: &Weights) -> Option<Vec<f64>> {
        let mut shares = vec![0.0; weights.shares.len()];
        weights.weigh(&Known { world: self }, &mut shares).ok()?;
        Some(shares)
    }

    /// Whether chances exceed 1.
    pub fn exceeds(&self, vector: &Redrawn) -> bool {
        let known = Known { world: self };
        vector.sums.iter().any(|sum| {
            let holds = |condition: &Condition| truth(condition, &known) == Truth::True;
            if !sum.when.iter().all(|(condition, so)| holds(condition) == *so) {
                return false;
            }
            let chances = || sum.chances.iter().map(|chance| value(chance, &known));
            // an invalid chance of a move has its own fault
            let any = |p: f64| !(-ROUNDING..=1.0 + ROUNDING).contains(&p);
            let faulty = vector.remainder != Remainder::Rest && chances().any(any);
            !faulty && chances().sum::<f64>() > 1.0 + SUM_TOLERANCE
        })
    }

    fn set(&mut self, uncertain: &UncertainNumber, source: Source) -> Result<(), Diagnostic> {
        if !source.overrides.leaves(uncertain.id) {
            self.values[uncertain.id.index()] =
                source.overrides.value(uncertain.id).unwrap_or(f64::NAN);
            return Ok(());
        }
        if let Some(written) = uncertain.number.constant().filter(|written| !written.is_nan()) {
            self.values[uncertain.id.index()] = written;
            return Ok(());
        }
        let key = stream_of(source.seed, &uncertain.name);
        let found = match (&uncertain.distribution, &uncertain.number) {
            (Some(law), Number::Draw(draw)) => law.quantile(source.draw(key, draw)),
            _ => value(&uncertain.number, &Drawing { world: self, key, source }),
        };
        if found.is_nan() {
            return Err(self.undefined(uncertain, source.index));
        }
        self.values[uncertain.id.index()] = found;
        Ok(())
    }
}

impl World {
    /// The fault that a parameter has no value in this world.
    fn undefined(&self, uncertain: &UncertainNumber, index: u64) -> Diagnostic {
        let broken = impossible_draw(&uncertain.number, &Known { world: self });
        let Some(inequality) = broken else {
            let what = format!("`{}` comes out as undefined in world {index}", uncertain.text);
            return Diagnostic::new(Code::Inequality, uncertain.place, what)
                .help("a part of it can't be computed there, such as 1/0 or the logarithm of 0");
        };
        let what = format!("`{}` is impossible in world {index}: {inequality}", uncertain.text);
        let fault = Diagnostic::new(Code::Inequality, uncertain.place, what);
        let mut help = inequality.help.into_iter().collect::<Vec<String>>();
        let mut values = Vec::new();
        uncertain.number.for_each_read(&mut |read| values.push(read.variable));
        values.sort_unstable();
        values.dedup();
        if !values.is_empty() {
            help.push(
                "the ranges that this is made of reach that far: narrow one of them, or keep it \
                 away with `max` and `min`"
                    .to_owned(),
            );
        }
        help.into_iter().fold(fault, Diagnostic::help)
    }
}

/// The source of a parameter's uniform numbers.
#[derive(Clone, Copy)]
struct Source<'a> {
    seed: u64,
    index: u64,
    attempt: u64,
    /// The uniform number that a copula gives.
    fixed: Option<f64>,
    /// The overridden numbers.
    overrides: &'a Overrides,
    /// The streams whose uniform numbers are shifted.
    tilt: Option<&'a Tilt>,
}

impl Source<'_> {
    /// The uniform number of a draw in a parameter's formula.
    fn draw(self, key: Key, draw: &Draw) -> f64 {
        self.uniform(key.at(u64::from(draw.ordinal)))
    }

    /// The uniform number of a stream: evenly spread over worlds, except when a group is redrawn.
    fn uniform(self, key: Key) -> f64 {
        match (self.fixed, self.attempt) {
            (Some(fixed), _) => fixed,
            (None, 0) => self.spread(key),
            (None, again) => key.at(self.index).at(again).uniform(0),
        }
    }

    /// The uniform number of a stream, evenly spread over worlds.
    fn spread(self, key: Key) -> f64 {
        self.tilt
            .map_or_else(|| strata::uniform(key, self.index), |tilt| tilt.uniform(key, self.index))
    }
}

impl Copula {
    /// The uniform numbers of every correlated parameter in one world.
    fn uniforms(model: &Model, source: Source) -> Vec<(VariableId, f64)> {
        let Some(copula) = &model.parameter_correlation else { return Vec::new() };
        let normals: Vec<f64> = copula
            .members
            .iter()
            .map(|(_, name)| normal_quantile(source.spread(stream_of(source.seed, name).at(0))))
            .collect();
        let together = copula.root.iter().map(|row| {
            let z: f64 = row.iter().zip(&normals).map(|(a, z)| a * z).sum();
            // the lower tail, kept away from 0 and 1
            normal_tails(z).0.clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0)
        });
        copula.members.iter().map(|(id, _)| *id).zip(together).collect()
    }
}

/// A world whose parameters are known.
struct Known<'a> {
    world: &'a World,
}

/// A world while a parameter is being drawn.
struct Drawing<'a> {
    world: &'a World,
    key: Key,
    source: Source<'a>,
}

impl Drawing<'_> {
    fn sample(&self, draw: &Draw) -> f64 {
        let uniform = self.source.draw(self.key, draw);
        let built = build(&draw.shape, &mut |n| value(n, &Known { world: self.world }));
        built.map_or(f64::NAN, |distribution| distribution.quantile(uniform))
    }
}

macro_rules! facts_of_a_world {
    ($name:ident, $known_number:expr) => {
        impl Facts for $name<'_> {
            fn outcome(&self, _: VariableId, _: Reading) -> u16 {
                0
            }
            fn number(&self, _: VariableId, _: Reading) -> f64 {
                f64::NAN
            }
            fn parameter(&self, id: VariableId) -> f64 {
                self.world.values[id.index()]
            }
            fn known_number(&self, number: &Number) -> Option<f64> {
                $known_number(self, number)
            }
        }
    };
}

facts_of_a_world!(Known, |_: &Self, _: &Number| None);
facts_of_a_world!(Drawing, |this: &Self, number: &Number| match number {
    Number::Draw(draw) => Some(this.sample(draw)),
    _ => None,
});
