//! The effective number of worlds: unequally weighted worlds carry less information than equally weighted
//! ones.

/// The weight of a world in an answer.
pub(crate) struct WorldWeight {
    /// The number of the world, shared by its copies.
    pub(crate) number: u64,
    /// Σ w over its trials.
    pub(crate) weight: f64,
    /// Σ w².
    pub(crate) squares: f64,
    /// All its trials, whether they count or not.
    pub(crate) trials: f64,
}

/// Returns the effective number of equally weighted worlds (Kish 1965), at most `pool`; `None` without
/// worlds. Sampling noise is removed, because it makes weights seem less even than they are.
pub(crate) fn worth(worlds: impl Iterator<Item = WorldWeight>, pool: f64) -> Option<f64> {
    let mut by_world: Vec<(u64, f64)> = Vec::with_capacity(worlds.size_hint().0);
    let (mut sum, mut noise) = (0.0, 0.0);
    for WorldWeight { number, weight, squares, trials } in worlds {
        by_world.push((number, weight));
        sum += weight;
        noise += (squares - weight * weight / trials.max(1.0)).max(0.0);
    }
    // stable, so that copies of a world are added in the order of the run
    by_world.sort_by_key(|(number, _)| *number);
    by_world.dedup_by(|next, one| {
        let is_same = next.0 == one.0;
        if is_same {
            one.1 += next.1;
        }
        is_same
    });
    let squares: f64 = by_world.iter().map(|(_, weight)| weight * weight).sum();
    let (all, largest) = (by_world.len() as f64, squares - noise);
    let found = if largest > 0.0 { (sum * sum / largest).min(all) } else { all };
    (!by_world.is_empty()).then(|| if sum > 0.0 { found.min(pool) } else { 0.0 })
}
