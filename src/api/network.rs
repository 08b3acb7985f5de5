//! Models and networks as texts for other programs.

use super::error::Error;
use super::model::Model as Case;
use super::options::Options;
use super::written::Found;
use crate::diagnostic::{Code, Diagnostic};
use crate::interchange::{bif, scenario_text};
use crate::model::{self, Model, World};
use crate::report;

impl Case {
    /// Returns the model of a single moment as a Bayesian network in BIF; of uncertain inputs a reading is
    /// taken, counted from 0.
    pub fn to_bif(&self, reading: Option<u64>, seed: u64) -> Result<String, Error> {
        self.bounded(&Options::default(), |_| {
            let mut model = self.model().clone();
            if model.is_uncertain() && reading.is_none() {
                return Err(uncertain(&model));
            }
            let world = draw(&model, seed, reading.unwrap_or(0))?;
            self.title().clone_into(&mut model.title);
            Ok(bif::write(&model::network(&model, &world, self.supposition())?))
        })
    }

    /// Returns the structure of the model as JSON; with its numbers if none is uncertain or a reading is taken,
    /// counted from 0.
    pub fn to_json(&self, reading: Option<u64>, seed: u64) -> Result<String, Error> {
        self.bounded(&Options::default(), |_| {
            let model = self.model();
            let world = match reading {
                Some(reading) => Some(draw(model, seed, reading)?),
                None if model.is_uncertain() => None,
                None => Some(draw(model, seed, 0)?),
            };
            let parts = (&*self.written().scenario, model);
            Ok(report::structure(parts, world.as_ref(), self.supposition()))
        })
    }

    /// Returns a network as the text of a scenario file; `name` is the name of the network's file. `None` for a
    /// scenario.
    pub fn to_scenario(&self, name: &str) -> Result<Option<String>, Error> {
        if self.written().network.is_none() {
            return Ok(None);
        }
        self.bounded(&Options::default(), |_| {
            scenario_text(&self.written().scenario, name).map(Some).map_err(|fault| vec![fault])
        })
    }
}

fn uncertain(model: &Model) -> Found {
    let uncertain = model.uncertain_numbers.iter().filter(|number| number.is_drawn());
    let fault = |number: &model::UncertainNumber| {
        let message = format!("`{}` is uncertain: a network has one number for it", number.name);
        Diagnostic::new(Code::NotANetwork, number.place, message)
            .help("`--world K` writes one reading of all inputs, `--set PATH=VALUE` fixes one")
    };
    uncertain.map(fault).collect()
}

fn draw(model: &Model, seed: u64, world: u64) -> Result<World, Found> {
    World::draw(model, seed, world).map_err(|fault| vec![fault])
}
