//! Binding of one model in many worlds: the parts of each row are found once, and only the numbers of each world are
//! filled in.

use super::binding::{Binding, OfEach, Phase, RowFacts, Table, of_each_conditional, phase, table};
use crate::formula::{Number, Part};
use crate::model::conditional::{ChanceFault, ConditionalDistribution, Value};
use crate::model::evaluate::Applied;
use crate::model::identity::Identity;
use crate::model::keys::{Form, Keys};
use crate::model::tree::Model;
use crate::model::uncertain::World;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A model that is bound in many worlds.
#[derive(Clone, Debug)]
pub struct Rebinder<'a> {
    model: &'a Model,
    first: &'a Binding,
    redrawn: OfEach<Redrawn<'a>>,
}

/// A conditional distribution whose chances differ between worlds.
#[derive(Clone, Debug)]
struct Redrawn<'a> {
    conditional: &'a ConditionalDistribution,
    keys: &'a Keys,
    /// The rows of each phase; `None` if conditions read parameters.
    rows: Option<Vec<Rows<'a>>>,
    /// Formulas that contain no conditions and read parameters alone, and so are equal in every row of a world.
    same: Vec<&'a Value>,
    /// The parameters that it reads.
    parameters: Vec<usize>,
}

/// The parts of the rows of a phase.
#[derive(Clone, Debug)]
struct Rows<'a> {
    /// The parts that apply in each row.
    applied: Vec<Result<Applied<'a>, ChanceFault>>,
    /// For each row the first one with the same chances in every world, which may be the row itself.
    like: Vec<u32>,
}

impl<'a> Rebinder<'a> {
    /// Prepares a model that was bound in one world.
    pub fn new(model: &'a Model, first: &'a Binding) -> Self {
        let redrawn = of_each_conditional(model, |conditional| {
            let Form::Table(keys) = &conditional.form else { return None };
            conditional
                .specification
                .reads_parameters()
                .then(|| Redrawn::new(conditional, keys, model, first))
        });
        Self { model, first, redrawn }
    }

    /// The binding of a world. Tables that are equal in every world are shared.
    pub fn bind(&self, world: &World) -> Binding {
        let of_world = |redrawn: &Redrawn, _: &Option<Arc<Table>>| {
            redrawn.table(self.model, world).map(Arc::new)
        };
        self.bind_by(world, self.first, of_world)
    }

    /// The binding of a world that also shares the tables of another binding whose parameters are equal.
    pub fn bind_beside(&self, world: &World, known: &Binding) -> Binding {
        let is_same = |id: &usize| world.values[*id].to_bits() == known.values[*id].to_bits();
        let of_world = |redrawn: &Redrawn, known: &Option<Arc<Table>>| {
            if redrawn.parameters.iter().all(is_same) {
                known.clone()
            } else {
                redrawn.table(self.model, world).map(Arc::new)
            }
        };
        self.bind_by(world, known, of_world)
    }

    fn bind_by(
        &self,
        world: &World,
        known: &Binding,
        of_world: impl Fn(&Redrawn, &Option<Arc<Table>>) -> Option<Arc<Table>>,
    ) -> Binding {
        let one = |redrawn: &Option<Redrawn>, known: &Option<Arc<Table>>| match redrawn {
            Some(redrawn) => of_world(redrawn, known),
            None => known.clone(),
        };
        let (settle, moves) = &self.redrawn;
        let settle = settle.iter().zip(&known.settle).map(|(a, b)| one(a, b)).collect();
        let moves = moves.iter().zip(&known.moves);
        let moves = moves.map(|(a, b)| a.iter().zip(b).map(|(a, b)| one(a, b)).collect()).collect();
        Binding { settle, moves, values: world.values.clone() }
    }
}

impl<'a> Redrawn<'a> {
    fn new(
        conditional: &'a ConditionalDistribution,
        keys: &'a Keys,
        model: &Model,
        first: &Binding,
    ) -> Self {
        let mut same = Vec::new();
        conditional.specification.for_each_value(&mut |value| {
            let number = &value.number;
            let mut is_same = !matches!(number, Number::Constant(_) | Number::Parameter(_));
            number.for_each_read(&mut |read| is_same &= !read.is_in_trial());
            // rows may represent the truth of a condition, also of one over parameters
            number.walk(&mut |part, _| is_same &= !matches!(part, Part::Condition(_)));
            if is_same {
                same.push(value);
            }
        });
        let rows = |step: &usize| {
            let mut facts = RowFacts::new(keys, &first.values, model, *step);
            let row = |row| {
                facts.row = row;
                conditional.applied(&facts)
            };
            Rows::new((0..keys.rows).map(row).collect(), &same)
        };
        let known = !conditional.specification.conditions_read_parameters();
        let rows = known.then(|| keys.phases.iter().map(rows).collect());
        let mut parameters = Vec::new();
        conditional.specification.for_each_read(&mut |read| {
            if !read.is_in_trial() {
                parameters.push(read.variable.index());
            }
        });
        parameters.sort_unstable();
        parameters.dedup();
        Self { conditional, keys, rows, same, parameters }
    }

    fn table(&self, model: &Model, world: &World) -> Option<Table> {
        let Some(rows) = &self.rows else { return table(self.conditional, model, world) };
        let of_phase = |(step, rows): (&usize, &Rows)| -> Phase {
            let like = |row| rows.like[row] as usize;
            phase(
                self.conditional,
                self.keys,
                (model, world, *step),
                (&self.same, like),
                |row, facts, chances| {
                    let applied = rows.applied[row].as_ref().map_err(ChanceFault::clone)?;
                    self.conditional.weigh_applied(applied, facts, chances)
                },
            )
        };
        let phases = self.keys.phases.iter().zip(rows).map(of_phase).collect();
        Some(Table {
            id: Identity::unique(),
            width: self.conditional.width,
            rows: self.keys.rows,
            phases,
        })
    }
}

impl<'a> Rows<'a> {
    fn new(applied: Vec<Result<Applied<'a>, ChanceFault>>, same: &[&Value]) -> Self {
        let is_same = |value: &Value| {
            matches!(value.number, Number::Constant(_) | Number::Parameter(_))
                || same.iter().any(|known| known.id == value.id)
        };
        let mut known = BTreeMap::new();
        let like = applied.iter().zip(0..).map(|(applied, row)| {
            // a number that depends on the row makes the row unique
            let parts = applied.as_ref().ok().and_then(|applied| applied.parts(&is_same));
            parts.map_or(row, |parts| *known.entry(parts).or_insert(row))
        });
        let like = like.collect();
        Self { applied, like }
    }
}
