//! Draws from a product of tables, node by node in the reverse of the order in which they were summed out.

use super::elimination::Eliminated;

/// The conditional distribution of a node given nodes that are drawn before it.
#[derive(Clone, Debug)]
pub struct Conditional {
    /// The node.
    pub node: usize,
    /// The nodes that it depends on with their numbers of values, the last varying fastest.
    pub given: Vec<(usize, usize)>,
    /// The number of values of the node.
    size: usize,
    /// The cumulative probability of each value, for each combination of `given`; infinity from the last possible
    /// value on.
    cumulative: Vec<f64>,
}

impl Conditional {
    /// Returns the value drawn by a uniform number from the distribution of a combination of `given`.
    #[inline]
    pub fn value(&self, row: usize, uniform: f64) -> usize {
        let chances = &self.cumulative[row * self.size..(row + 1) * self.size];
        chances.partition_point(|below| *below <= uniform)
    }
}

impl Eliminated {
    /// The conditional distributions in the order of drawing; none if nothing is possible.
    pub fn conditionals(&self) -> Vec<Conditional> {
        let of = |(node, given, cells): (usize, &[usize], &[f64])| {
            let size = self.sizes()[node];
            let mut cumulative = Vec::with_capacity(cells.len());
            for row in cells.chunks_exact(size) {
                let mut so_far = 0.0;
                let last = row.iter().rposition(|p| *p > 0.0).unwrap_or(0);
                for (value, p) in row.iter().enumerate() {
                    so_far += p;
                    cumulative.push(if value >= last { f64::INFINITY } else { so_far });
                }
            }
            let given = given.iter().map(|node| (*node, self.sizes()[*node])).collect();
            Conditional { node, given, size, cumulative }
        };
        self.rows().map(of).collect()
    }
}
