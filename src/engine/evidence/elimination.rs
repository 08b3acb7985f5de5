//! Bucket elimination (Dechter 1999): sums variables out of a product of tables one after another and keeps
//! the conditional distribution of each given the variables that are summed out later. Read backwards, these
//! draw from the product. Independent of the meaning of values.

use std::collections::BTreeSet;

/// An elimination order, with the neighbours of each variable when it is summed out.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// Variables in the order in which they are summed out, each with its neighbours at that time.
    pub(super) turns: Vec<(usize, Vec<usize>)>,
    /// The total number of cells in all intermediate tables.
    pub(super) cells: u64,
}

impl Order {
    /// Returns the order that makes the smallest table at each turn; `None` if the tables would hold more
    /// than `most` cells in total.
    pub(super) fn greedy<'s>(
        sizes: &[usize],
        scopes: impl Iterator<Item = &'s [usize]>,
        most: u64,
    ) -> Option<Self> {
        let mut ties: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); sizes.len()];
        for scope in scopes {
            for a in scope {
                ties[*a].extend(scope.iter().filter(|b| *b != a));
            }
        }
        let table = |ties: &BTreeSet<usize>, own: usize| {
            ties.iter().fold(sizes[own] as u64, |n, v| n.saturating_mul(sizes[*v] as u64))
        };
        let mut queue: BTreeSet<(u64, usize)> =
            ties.iter().enumerate().map(|(v, near)| (table(near, v), v)).collect();
        let mut order = Self { turns: Vec::with_capacity(sizes.len()), cells: 0 };
        while let Some((cells, v)) = queue.pop_first() {
            order.cells = order.cells.saturating_add(cells);
            if order.cells > most {
                return None;
            }
            let near: Vec<usize> = std::mem::take(&mut ties[v]).into_iter().collect();
            for a in &near {
                queue.remove(&(table(&ties[*a], *a), *a));
            }
            for a in &near {
                ties[*a].remove(&v);
                ties[*a].extend(near.iter().filter(|b| *b != a));
            }
            for a in &near {
                queue.insert((table(&ties[*a], *a), *a));
            }
            order.turns.push((v, near));
        }
        Some(order)
    }
}

/// A table over variables, the last varying fastest.
#[derive(Clone, Debug)]
pub(super) struct Factor {
    /// The variables of the table.
    pub(super) scope: Vec<usize>,
    /// The values, one for each combination.
    pub(super) table: Vec<f64>,
}

/// The conditional distribution of a variable given others.
#[derive(Clone, Debug)]
pub(crate) struct Conditional {
    /// The variable.
    pub(crate) variable: usize,
    /// The parents with their numbers of values, the last varying fastest.
    pub(crate) given: Vec<(usize, usize)>,
    /// The number of values of the variable.
    pub(crate) size: usize,
    /// The cumulative probability of each value, for each combination of parents; infinity for the last
    /// possible value.
    pub(crate) cumulative: Vec<f64>,
}

/// Sums out all variables. Returns the log of the total, and the conditional distributions in the order in
/// which they can be drawn; empty if the total is 0.
pub(super) fn eliminate(
    sizes: &[usize],
    order: &Order,
    factors: Vec<Factor>,
) -> (f64, Vec<Conditional>) {
    let mut turn_of = vec![0; sizes.len()];
    for (turn, (v, _)) in order.turns.iter().enumerate() {
        turn_of[*v] = turn;
    }
    let mut buckets: Vec<Vec<Factor>> = order.turns.iter().map(|_| Vec::new()).collect();
    let mut ln = 0.0;
    for factor in factors {
        match factor.scope.iter().map(|v| turn_of[*v]).min() {
            Some(first) => buckets[first].push(factor),
            None => ln += libm::log(factor.table[0]),
        }
    }
    let mut drawn = Vec::with_capacity(order.turns.len());
    for (turn, (v, near)) in order.turns.iter().enumerate() {
        let joined = product(sizes, near, *v, &std::mem::take(&mut buckets[turn]));
        let mut left: Vec<f64> =
            joined.chunks_exact(sizes[*v]).map(|row| row.iter().sum()).collect();
        let largest = left.iter().copied().fold(0.0, f64::max);
        if largest <= 0.0 || !largest.is_finite() {
            return (f64::NEG_INFINITY, Vec::new());
        }
        ln += libm::log(largest);
        drawn.push(conditional(sizes, near, *v, &joined, &left));
        for x in &mut left {
            *x /= largest;
        }
        if let Some(next) = near.iter().map(|v| turn_of[*v]).min() {
            buckets[next].push(Factor { scope: near.clone(), table: left });
        }
    }
    drawn.reverse();
    (ln, drawn)
}

fn conditional(
    sizes: &[usize],
    near: &[usize],
    v: usize,
    joined: &[f64],
    sums: &[f64],
) -> Conditional {
    let size = sizes[v];
    let mut cumulative = Vec::with_capacity(joined.len());
    for (row, sum) in joined.chunks_exact(size).zip(sums) {
        let mut so_far = 0.0;
        let last = row.iter().rposition(|p| *p > 0.0).unwrap_or(0);
        for (value, p) in row.iter().enumerate() {
            so_far += p / sum;
            cumulative.push(if value >= last { f64::INFINITY } else { so_far });
        }
    }
    let given = near.iter().map(|v| (*v, sizes[*v])).collect();
    Conditional { variable: v, given, size, cumulative }
}

/// The product of tables over `near` and then `v`.
fn product(sizes: &[usize], near: &[usize], v: usize, factors: &[Factor]) -> Vec<f64> {
    let mut scope = near.to_vec();
    scope.push(v);
    let cells = scope.iter().map(|v| sizes[*v]).product();
    let mut joined = vec![1.0; cells];
    for factor in factors {
        // the stride in the factor of each variable of the product
        let mut strides = vec![0; scope.len()];
        let mut stride = 1;
        for own in factor.scope.iter().rev() {
            if let Some(at) = scope.iter().position(|v| v == own) {
                strides[at] = stride;
            }
            stride *= sizes[*own];
        }
        let mut values = vec![0; scope.len()];
        let mut place = 0;
        for cell in &mut joined {
            *cell *= factor.table[place];
            for at in (0..scope.len()).rev() {
                values[at] += 1;
                place += strides[at];
                if values[at] < sizes[scope[at]] {
                    break;
                }
                place -= strides[at] * sizes[scope[at]];
                values[at] = 0;
            }
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A chain a → b → c with b = c forced by evidence on c.
    #[test]
    fn a_chain_given_its_end() {
        let sizes = [2, 2, 2];
        let factors = vec![
            Factor { scope: vec![0], table: vec![1.0 - 1e-9, 1e-9] },
            Factor { scope: vec![0, 1], table: vec![1.0, 0.0, 0.5, 0.5] },
            Factor { scope: vec![1, 2], table: vec![1.0, 0.0, 0.0, 1.0] },
            Factor { scope: vec![2], table: vec![0.0, 1.0] },
        ];
        let scopes = factors.iter().map(|f| f.scope.as_slice());
        let order = Order::greedy(&sizes, scopes, 1000).expect("small");
        let (ln, drawn) = eliminate(&sizes, &order, factors);
        assert!((ln - (5e-10_f64).ln()).abs() < 1e-12, "{ln}");
        let of_root = drawn.iter().find(|c| c.variable == 0).expect("it is there");
        assert!(of_root.cumulative.chunks(2).any(|row| row[0] <= 0.0));
        assert_eq!(drawn.len(), 3);
    }

    #[test]
    fn what_is_too_large_is_refused() {
        let sizes = [10; 8];
        let all: Vec<usize> = (0..8).collect();
        assert!(Order::greedy(&sizes, std::iter::once(all.as_slice()), 1_000_000).is_none());
    }
}
