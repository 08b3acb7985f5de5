//! Completion of correlation matrices of which only some entries are given: the positive definite completion of
//! greatest determinant, and the interval of values that a further entry may have.
//!
//! Dempster, "Covariance selection", Biometrics 28 (1972); Grone, Johnson, Sá, Wolkowicz, "Positive definite
//! completions of partial Hermitian matrices", Linear Algebra and its Applications 58 (1984): the completion exists
//! if any positive definite one does, it is unique, and its inverse has zeros at the entries that are not given.
#![expect(clippy::many_single_char_names, reason = "the letters of the literature")]
#![expect(clippy::needless_range_loop, reason = "rows and columns of one matrix")]

/// The most sweeps of coordinate ascent, which sets one free entry at a time to its best value given the others;
/// large matrices take fewer.
const SWEEPS: usize = 10_000;
/// Multiplications that all sweeps together may take.
const WORK: usize = 1_000_000_000;
/// A free entry has converged when its entry of the inverse is this small relative to the diagonal.
const DONE: f64 = 1e-14;
/// The fraction of the way to the edge of the feasible interval that one step takes.
const STEP: f64 = 0.9;
/// A step shorter than this counts as having reached the edge.
const AT_EDGE: f64 = 1e-9;

/// A positive definite correlation matrix, some of whose entries are given, with its inverse.
#[derive(Clone, Debug)]
pub struct Completion {
    n: usize,
    entries: Vec<f64>,
    inverse: Vec<f64>,
    /// Whether an entry was given, stored below the diagonal; the other entries are free.
    is_given: Vec<bool>,
    /// Indexed by row: the least row of its component, the rows that given entries connect.
    component: Vec<usize>,
}

impl Completion {
    /// The identity matrix of size `n`, with no entry given.
    pub fn new(n: usize) -> Self {
        let mut identity = vec![0.0; n * n];
        (0..n).for_each(|i| identity[i * n + i] = 1.0);
        let is_given = vec![false; n * n];
        let component = (0..n).collect();
        Self { n, entries: identity.clone(), inverse: identity, is_given, component }
    }

    /// The entry of row `i` and column `j`.
    pub fn entry(&self, i: usize, j: usize) -> f64 {
        self.entries[i * self.n + j]
    }

    /// Whether the entry of row `i` and column `j` was given.
    pub fn is_given(&self, i: usize, j: usize) -> bool {
        self.is_given[i.max(j) * self.n + i.min(j)]
    }

    /// Fixes the entry of a pair at `value`. The free entries follow; [`complete`](Self::complete) moves them to
    /// their final values. Returns false and changes nothing if no positive definite matrix has this entry and those
    /// given before.
    pub fn give(&mut self, i: usize, j: usize, value: f64) -> bool {
        let (from, to) = (self.component[i], self.component[j]);
        if from != to {
            self.connect((i, from), (j, to), value);
            return true;
        }
        let before = self.clone();
        let at = i.max(j) * self.n + i.min(j);
        self.is_given[at] = true;
        if self.go((i, j), value) {
            return true;
        }
        *self = before;
        false
    }

    /// Gives the first entry between two components; every other entry between them becomes the product along the
    /// path.
    fn connect(&mut self, (i, from): (usize, usize), (j, to): (usize, usize), value: f64) {
        let n = self.n;
        self.is_given[i.max(j) * n + i.min(j)] = true;
        for a in 0..n {
            for b in 0..n {
                if (self.component[a], self.component[b]) == (from, to) {
                    let along = if (a, b) == (i, j) {
                        value
                    } else {
                        self.entry(a, i) * value * self.entry(j, b)
                    };
                    self.entries[a * n + b] = along;
                    self.entries[b * n + a] = along;
                }
            }
        }
        let least = from.min(to);
        for component in &mut self.component {
            if *component == from || *component == to {
                *component = least;
            }
        }
        self.refresh();
    }

    /// The least and the greatest value that a free entry can have, given the others. At the ends themselves the
    /// matrix is singular.
    pub fn interval(&self, i: usize, j: usize) -> (f64, f64) {
        let end = |towards: f64| {
            let mut moved = self.clone();
            moved.is_given[i.max(j) * self.n + i.min(j)] = true;
            moved.go((i, j), towards);
            moved.entry(i, j)
        };
        (end(-1.0), end(1.0))
    }

    /// Moves a given entry to `value`, or as far towards it as the matrix stays positive definite; the free entries
    /// follow. Returns whether it reached `value`.
    fn go(&mut self, (i, j): (usize, usize), value: f64) -> bool {
        loop {
            let way = value - self.entry(i, j);
            let (down, up) = self.room(i, j);
            let room = if way > 0.0 { up } else { down };
            if way.abs() < room * (1.0 - 1e-9) {
                self.shift(i, j, way);
                let at = (i * self.n + j, j * self.n + i);
                (self.entries[at.0], self.entries[at.1]) = (value, value);
                return true;
            }
            if STEP * room < AT_EDGE {
                return false;
            }
            self.shift(i, j, (STEP * room).copysign(way));
            self.complete();
        }
    }

    /// The amounts by which an entry can fall and rise while all others stay unchanged.
    fn room(&self, i: usize, j: usize) -> (f64, f64) {
        let (scale, here) = self.of_inverse(i, j);
        (1.0 / (scale + here), 1.0 / (scale - here))
    }

    /// For a pair of rows of the inverse: the root of the product of their diagonal entries, and the entry of the
    /// pair.
    fn of_inverse(&self, i: usize, j: usize) -> (f64, f64) {
        let at = |i: usize, j: usize| self.inverse[i * self.n + j];
        ((at(i, i) * at(j, j)).sqrt(), at(i, j))
    }

    /// Adds `by` to an entry and updates the inverse (Woodbury identity).
    fn shift(&mut self, i: usize, j: usize, by: f64) {
        let n = self.n;
        self.entries[i * n + j] += by;
        self.entries[j * n + i] = self.entries[i * n + j];
        let (a, b, c) = (self.inverse[i * n + i], self.inverse[j * n + j], self.inverse[i * n + j]);
        let determinant = (1.0 + by * c) * (1.0 + by * c) - by * by * a * b;
        let (own, cross) = (-by * by / determinant, by * (1.0 + by * c) / determinant);
        let rows: Vec<(f64, f64)> =
            (0..n).map(|k| (self.inverse[k * n + i], self.inverse[k * n + j])).collect();
        for k in 0..n {
            let (u, v) = rows[k];
            for l in 0..=k {
                let (x, y) = rows[l];
                let change = own * (b * u * x + a * v * y) + cross * (u * y + v * x);
                self.inverse[k * n + l] -= change;
                self.inverse[l * n + k] = self.inverse[k * n + l];
            }
        }
    }

    /// Moves the free entries to where the determinant is greatest, one after the other until all have converged.
    pub fn complete(&mut self) {
        self.refresh();
        let free = self.is_given.iter().filter(|is_given| !**is_given).count() / 2;
        let sweeps = (WORK / (free * self.n * self.n + 1)).clamp(20, SWEEPS);
        for _ in 0..sweeps {
            let mut is_done = true;
            for i in 1..self.n {
                for j in 0..i {
                    if self.is_given[i * self.n + j] {
                        continue;
                    }
                    let (scale, here) = self.of_inverse(i, j);
                    if here.abs() <= DONE * scale {
                        continue;
                    }
                    is_done &= here.abs() <= 10.0 * DONE * scale;
                    let by = here / (scale * scale - here * here);
                    self.shift(i, j, by);
                }
            }
            if is_done {
                break;
            }
        }
        self.refresh();
    }

    /// Recomputes the inverse from the entries, without the rounding errors of many updates.
    fn refresh(&mut self) {
        if let Some(inverse) = root(self.n, &self.entries).map(|root| inverse_of(self.n, &root)) {
            self.inverse = inverse;
        }
    }

    /// The rows of the lower triangle of the Cholesky root; `None` if the matrix is singular after rounding.
    pub fn root(&self) -> Option<Vec<Vec<f64>>> {
        let root = root(self.n, &self.entries)?;
        Some((0..self.n).map(|i| root[i * self.n..=i * self.n + i].to_vec()).collect())
    }
}

/// The Cholesky root of a symmetric matrix, row by row; `None` unless it is positive definite.
fn root(n: usize, entries: &[f64]) -> Option<Vec<f64>> {
    let mut root = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let shared: f64 = (0..j).map(|k| root[i * n + k] * root[j * n + k]).sum();
            let left = entries[i * n + j] - shared;
            if i == j {
                if left <= 0.0 {
                    return None;
                }
                root[i * n + i] = left.sqrt();
            } else {
                root[i * n + j] = left / root[j * n + j];
            }
        }
    }
    Some(root)
}

/// The inverse of the matrix whose Cholesky root is `root`.
fn inverse_of(n: usize, root: &[f64]) -> Vec<f64> {
    // first the inverse of the root, column by column
    let mut low = vec![0.0; n * n];
    for j in 0..n {
        low[j * n + j] = 1.0 / root[j * n + j];
        for i in j + 1..n {
            let sum: f64 = (j..i).map(|k| root[i * n + k] * low[k * n + j]).sum();
            low[i * n + j] = -sum / root[i * n + i];
        }
    }
    let mut inverse = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = (i..n).map(|k| low[k * n + i] * low[k * n + j]).sum();
            inverse[i * n + j] = sum;
            inverse[j * n + i] = sum;
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(n: usize, entries: &[(usize, usize, f64)]) -> Completion {
        let mut found = Completion::new(n);
        for &(i, j, value) in entries {
            assert!(found.give(i, j, value), "{i} {j} {value}");
        }
        found.complete();
        found
    }

    fn close(a: f64, b: f64, within: f64) {
        assert!((a - b).abs() <= within, "{a:.15} for {b:.15}");
    }

    /// In a tree, the simplest chordal graph, an entry is the product along the path.
    #[test]
    fn a_tree_has_products_and_not_zeros() {
        let edges = [(0, 1, 0.9), (1, 2, -0.8), (1, 3, 0.5), (3, 4, 0.7)];
        let found = given(5, &edges);
        for (i, j, expected) in
            [(0, 2, -0.72), (0, 3, 0.45), (2, 3, -0.4), (0, 4, 0.315), (2, 4, -0.28), (1, 4, 0.35)]
        {
            close(found.entry(i, j), expected, 1e-13);
            // the wrong estimator leaves entries that are not given at 0
            assert!(expected.abs() > 0.2);
        }
    }

    /// Two triangles that share an edge: through the shared pair, r₀ᵗ R⁻¹ r₃ (Grone et al., theorem 7).
    #[test]
    fn a_chordal_graph_has_its_closed_form() {
        let (r01, r02, r12, r13, r23) = (0.6, -0.2, 0.3, 0.5, 0.7);
        let found = given(4, &[(0, 1, r01), (0, 2, r02), (1, 2, r12), (1, 3, r13), (2, 3, r23)]);
        let d = 1.0 - r12 * r12;
        let expected = (r01 * (r13 - r12 * r23) + r02 * (r23 - r12 * r13)) / d;
        close(found.entry(0, 3), expected, 1e-13);
        assert!(expected.abs() > 0.05);
    }

    /// A ring of four equal correlations, the smallest graph that is not chordal: by symmetry both diagonals
    /// are d, and the inverse has a zero there if 2r² = d(1 + d), here d = (√(1 + 8r²) − 1)/2.
    #[test]
    fn a_ring_has_its_closed_form() {
        for r in [0.3, 0.6, 0.9] {
            let found = given(4, &[(0, 1, r), (1, 2, r), (2, 3, r), (0, 3, r)]);
            let expected = f64::midpoint((1.0 + 8.0 * r * r).sqrt(), -1.0);
            close(found.entry(0, 2), expected, 1e-12);
            close(found.entry(1, 3), expected, 1e-12);
        }
    }

    /// The inverse is 0 at every free entry, whatever the graph.
    #[test]
    fn the_inverse_has_zeros() {
        let edges =
            [(0, 1, 0.5), (1, 2, -0.4), (2, 3, 0.6), (3, 4, 0.3), (0, 4, 0.2), (4, 5, -0.7)];
        let found = given(7, &edges);
        let inverse = inverse_of(7, &root(7, &found.entries).expect("positive definite"));
        for i in 1..7 {
            for j in 0..i {
                if !found.is_given(i, j) {
                    close(inverse[i * 7 + j], 0.0, 1e-12);
                }
            }
        }
        for (i, j, value) in edges {
            assert_eq!(found.entry(i, j).to_bits(), f64::to_bits(value));
        }
        // row 6 has no given entry, so its correlations are 0
        close(found.entry(6, 0), 0.0, 0.0);
    }

    /// In a triangle the ends are ab ± √((1 − a²)(1 − b²)). In a ring the angles count: the last is at most the sum
    /// of the others (Barrett, Johnson, Tarazaga 1993).
    #[test]
    fn intervals_have_their_closed_forms() {
        let triangle = given(3, &[(0, 1, 0.9), (1, 2, 0.8)]);
        let (low, high) = triangle.interval(0, 2);
        let half = (0.19_f64 * 0.36).sqrt();
        close(low, 0.72 - half, 1e-8);
        close(high, 0.72 + half, 1e-8);
        let mut ring = given(4, &[(0, 1, 0.9), (1, 2, 0.95), (2, 3, 0.9)]);
        let (low, high) = ring.interval(0, 3);
        let angle = 2.0 * libm::acos(0.9) + libm::acos(0.95);
        close(low, libm::cos(angle), 1e-6);
        close(high, 1.0, 1e-6);
        assert!(!ring.give(0, 3, low - 1e-3), "beyond the end");
        assert!(ring.give(0, 3, low + 1e-3), "within");
    }

    #[test]
    fn what_is_refused_changes_nothing() {
        let mut found = given(3, &[(0, 1, 0.9), (1, 2, 0.9)]);
        let before = found.entries.clone();
        // the interval is 0.62 to 1
        assert!(!found.give(0, 2, -0.5) && found.entries == before && !found.is_given(0, 2));
        assert!(found.give(0, 2, 0.7));
        let root = found.root().expect("positive definite");
        close(root[2].iter().map(|x| x * x).sum(), 1.0, 1e-14);
    }
}
