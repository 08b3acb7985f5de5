//! Finds the part of the evidence to blame when no trial satisfies all of it: a minimal set, each piece of which leaves
//! trials when it is dropped.

use crate::diagnostic::{Code, Diagnostic, count};
use crate::engine::{self, Plan, Shard, Watch};
use crate::exact;
use crate::formula::Condition;
use crate::model::suppose::{impossible, joined, pieces, unsatisfied};
use crate::model::{Asked, Identity, Model, Piece, Question, Supposition};

/// Trials that show that a set of pieces is possible, if one satisfies it.
const FEW: u64 = 4_096;
/// Trials of which none satisfies a set that is to blame.
const MANY: u64 = 131_072;
/// Readings of uncertain numbers behind these trials.
const READINGS: u64 = 64;
/// The most variables of a model whose evidence is computed exactly though nobody asked for it.
const MOST_VARIABLES: usize = 20;

/// Returns a fault of evidence that holds in no trial, or can't hold, with the pieces to blame alone; other faults as
/// they are.
pub(crate) fn blamed(model: &Model, supposition: &Supposition, fault: Diagnostic) -> Diagnostic {
    blamed_among([(model, supposition)], fault)
}

/// Returns a fault as [`blamed`] does, of the first side of several whose evidence holds in no trial.
pub(in crate::internal::analysis) fn blamed_among<'a>(
    sides: impl IntoIterator<Item = (&'a Model, &'a Supposition)>,
    fault: Diagnostic,
) -> Diagnostic {
    if !fault.is_unmet_evidence() {
        return fault;
    }
    // the exact solution of another part has said so
    let is_exact = fault.code == Code::Impossible;
    let learning = sides.into_iter().filter(|(_, supposition)| supposition.learns());
    let mut rare = None;
    for (model, supposition) in learning {
        let search = Search { model, supposition, is_exact };
        match search.found() {
            Found::Blame(fault) => return *fault,
            Found::Held(held) => {
                rare.get_or_insert_with(|| search.rare(held));
            }
            Found::Unknown => {}
        }
    }
    rare.unwrap_or(fault)
}

/// The fault of evidence that can't hold, as far as that is found by a few trials.
pub(crate) fn contradiction(model: &Model, supposition: &Supposition) -> Option<Diagnostic> {
    let search = Search { model, supposition, is_exact: false };
    if !supposition.learns() || search.satisfied(&pieces(supposition), FEW) > 0 {
        return None;
    }
    match search.found() {
        Found::Blame(fault) if fault.code == Code::Impossible => Some(*fault),
        _ => None,
    }
}

/// The outcome of a search.
enum Found {
    /// The fault of a minimal set.
    Blame(Box<Diagnostic>),
    /// The evidence holds, in so many of [`MANY`] trials.
    Held(u64),
    /// Another fault came first.
    Unknown,
}

/// The search for the evidence to blame.
struct Search<'a> {
    model: &'a Model,
    supposition: &'a Supposition,
    /// Whether its exact solution is known to be found.
    is_exact: bool,
}

impl Search<'_> {
    fn found(&self) -> Found {
        let Self { model, supposition, is_exact } = *self;
        let all = pieces(supposition);
        if let Err(fault) = engine::agree(model, supposition, &plan(MANY)) {
            let is_blame = fault.code == Code::Impossible;
            return if is_blame { Found::Blame(Box::new(fault)) } else { Found::Unknown };
        }
        match self.satisfied(&all, MANY) {
            0 => {}
            held => return Found::Held(held),
        }
        let some = |indices: &[usize]| -> Vec<Piece> { indices.iter().map(|i| all[*i]).collect() };
        let is_possible = |indices: &[usize]| {
            let some = some(indices);
            self.satisfied(&some, FEW) > 0 || self.satisfied(&some, MANY) > 0
        };
        let found = some(&engine::conflict(all.len(), &is_possible));
        if (is_exact || model.variables.len() <= MOST_VARIABLES)
            && is_excluded(model, &supposition.only(&found))
        {
            return Found::Blame(Box::new(impossible(model, supposition, &found)));
        }
        let trials = count(MANY);
        let others =
            if found.len() > 1 { ", though it expects each part without the others" } else { "" };
        let fault = unsatisfied(model, supposition, &found, &trials).help(format!(
            "the model excludes it, or expects it less than once in {trials} trials{others}: drop a part of it, or change \
             the model"
        ));
        Found::Blame(Box::new(fault))
    }

    /// The number of so many trials that satisfy some pieces.
    fn satisfied(&self, some: &[Piece], trials: u64) -> u64 {
        let supposition = self.supposition.only(some);
        let watch = Watch { progress: &|_| (), spent: None };
        let drawn = engine::run_shard(self.model, &supposition, &plan(trials), Shard::WHOLE, watch);
        // other faults are not about what holds
        drawn.map_or(1, |tallies| tallies.pooled.accepted())
    }

    /// The fault of evidence that held in some other trials.
    fn rare(&self, held: u64) -> Diagnostic {
        let Self { model, supposition, .. } = *self;
        let all = pieces(supposition);
        let message = format!("no trial satisfied {}", joined(model, supposition, &all));
        let help = format!(
            "it is possible: {} of {} other trials satisfied it; draw more with `-n`",
            count(held),
            count(MANY)
        );
        Diagnostic { message, ..unsatisfied(model, supposition, &all, "so many") }.help(help)
    }
}

/// The plan of runs that show whether evidence is possible.
fn plan(trials: u64) -> Plan {
    Plan { trials, worlds: READINGS, questions: Some(Vec::new()), ..Plan::default() }
}

/// Whether evidence has probability 0 in the exact solution, as far as that is found.
fn is_excluded(model: &Model, supposition: &Supposition) -> bool {
    let anything = Question {
        name: "anything".to_owned(),
        label: String::new(),
        text: String::new(),
        asked: Asked::Condition(Condition::Constant(true)),
        given: None,
        member: None,
    };
    let model = Model { id: Identity::unique(), questions: vec![anything], ..model.clone() };
    let task = exact::Task {
        questions: None,
        worlds: 1,
        seed: 0,
        threads: 0,
        timelines: false,
        values: Vec::new(),
    };
    let solved = exact::solve(&model, supposition, &task, &|_| ());
    let is_impossible = |fault: &Diagnostic| fault.code == Code::Impossible;
    matches!(solved, Err(faults) if faults.iter().any(is_impossible))
}
