//! Collects the part of a model that evidence depends on.

use super::domains::Network;
use super::graph::{Key, Scene};
use super::layout::Layout;
use super::pieces::{Clause, Piece, Says, pieces};
use std::collections::{BTreeMap, BTreeSet};

/// The most nodes that evidence may depend on.
const MOST_KEYS: usize = 20_000;
/// The most cells in one conditional table.
const MOST_CELLS_OF_ONE: usize = 1 << 18;
/// If all pieces together exceed the limits, this many are tried one after another.
const MOST_TRIED: usize = 64;

/// The cost of computing one cell of a conditional table, in cells summed.
pub(super) const CELLS_TO_MAKE_ONE: u64 = 16;
/// Tables without the values that evidence excludes are used if they are this many times smaller.
const WORTHWHILE: u64 = 4;

/// A network that can be summed out: the nodes, the parents of each, the pieces absorbed, and the tables.
pub(super) type Net = (Vec<Key>, Vec<Vec<Key>>, Vec<Piece>, Layout);

/// Collects the part of a model that evidence depends on.
pub(super) struct Finder<'a> {
    scene: Scene<'a>,
    /// The parents of each node; `None` if it depends on more than discrete outcomes.
    parents: BTreeMap<Key, Option<Vec<Key>>>,
    /// Nodes whose ancestors are all discrete and few.
    sound: BTreeSet<Key>,
}

impl<'a> Finder<'a> {
    /// A finder that has found nothing yet.
    pub(super) fn new(scene: Scene<'a>) -> Self {
        Self { scene, parents: BTreeMap::new(), sound: BTreeSet::new() }
    }

    /// The pieces of the evidence, each marked if it can be absorbed exactly by itself.
    pub(super) fn pieces(&mut self) -> Vec<Piece> {
        let found = pieces(self.scene.supposition);
        found
            .into_iter()
            .map(|(origin, says)| {
                let clauses: Option<Vec<Clause>> =
                    says.into_iter().map(|says| self.clause(says)).collect();
                let is_absorbed = clauses.is_some();
                Piece { origin, clauses: clauses.unwrap_or_default(), is_absorbed }
            })
            .collect()
    }

    /// A clause with the nodes that it reads; `None` if it can't be absorbed exactly.
    fn clause(&mut self, says: Says) -> Option<Clause> {
        let keys = says.keys(&self.scene)?;
        (self.fits(&keys, 1) && self.are_sound(&keys)).then_some(Clause { says, keys })
    }

    fn fits(&self, keys: &[Key], own: usize) -> bool {
        let cells = keys.iter().try_fold(own, |n, key| n.checked_mul(self.scene.size(*key)));
        cells.is_some_and(|cells| cells <= MOST_CELLS_OF_ONE)
    }

    /// Whether all ancestors of these nodes are discrete and few.
    fn are_sound(&mut self, keys: &[Key]) -> bool {
        let mut seen: BTreeSet<Key> = BTreeSet::new();
        let mut open: Vec<Key> = keys.to_vec();
        while let Some(key) = open.pop() {
            if self.sound.contains(&key) || !seen.insert(key) {
                continue;
            }
            if self.sound.len() + seen.len() > MOST_KEYS {
                return false;
            }
            if !self.parents.contains_key(&key) {
                let found = self.scene.parents(key).ok();
                let found = found.filter(|keys| self.fits(keys, self.scene.size(key)));
                self.parents.insert(key, found);
            }
            match &self.parents[&key] {
                Some(parents) => open.extend(parents),
                None => return false,
            }
        }
        self.sound.extend(seen);
        true
    }

    /// The network of the pieces that are marked; `None` if its tables have more than `most` cells.
    fn net(&self, pieces: &[Piece], most: u64) -> Option<Net> {
        let absorbed: Vec<Piece> =
            pieces.iter().filter(|piece| piece.is_absorbed).cloned().collect();
        let clauses = absorbed.iter().flat_map(|piece| &piece.clauses);
        let mut open: Vec<Key> = clauses.flat_map(|clause| clause.keys.iter().copied()).collect();
        let mut seen: BTreeSet<Key> = BTreeSet::new();
        while let Some(key) = open.pop() {
            if seen.insert(key) {
                open.extend(self.parents[&key].iter().flatten());
            }
        }
        let keys: Vec<Key> = seen.into_iter().collect();
        let parents: Vec<Vec<Key>> =
            keys.iter().map(|key| self.parents[key].clone().unwrap_or_default()).collect();
        let network = Network { scene: self.scene, keys: &keys };
        let laid_out =
            |domains| Layout::new((&self.scene, &keys), &parents, &absorbed, (domains, most));
        let (all, cut) =
            (laid_out(network.all()), network.domains(&absorbed.iter().collect::<Vec<_>>()));
        // values that are excluded may as well be in the tables if that costs little
        let is_better = |cut: &Layout| {
            let cells = cut.cells(CELLS_TO_MAKE_ONE).saturating_mul(WORTHWHILE);
            all.as_ref().is_none_or(|all| cells < all.cells(CELLS_TO_MAKE_ONE))
        };
        let layout = match cut {
            Some(cut) => laid_out(cut).filter(is_better).or(all)?,
            None => all.or_else(|| {
                // whatever the tables are, their product is 0
                let none = laid_out(vec![vec![0]; keys.len()])?;
                Some(Layout { is_impossible: true, ..none })
            })?,
        };
        Some((keys, parents, absorbed, layout))
    }

    /// The network of all pieces that are marked; of as many, in order, as fit together if all do not, whose marks are
    /// then removed.
    pub(super) fn found(&self, pieces: &mut [Piece], most: u64) -> Net {
        if let Some(all) = self.net(pieces, most) {
            return all;
        }
        let marked: Vec<usize> = (0..pieces.len()).filter(|i| pieces[*i].is_absorbed).collect();
        for i in &marked {
            pieces[*i].is_absorbed = false;
        }
        for i in marked.into_iter().take(MOST_TRIED) {
            pieces[i].is_absorbed = true;
            pieces[i].is_absorbed = self.net(pieces, most).is_some();
        }
        self.net(pieces, most).expect("nothing at all fits, and so does what was found to")
    }
}
