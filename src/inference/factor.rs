//! Tables over several nodes: multiplied, summed and kept from underflow.

use crate::diagnostic::work;

/// A table over nodes, the last varying fastest.
#[derive(Clone, Debug)]
pub struct Factor {
    /// The nodes, each once.
    pub scope: Vec<usize>,
    /// The value for each combination.
    pub cells: Vec<f64>,
}

/// Number of tables multiplied before the product is scaled again: each cell is at most 2, so nothing
/// overflows, and a cell that underflows is less than 1e-250 of the largest.
const TOGETHER: usize = 4;

/// Number of cells between checks for cancellation.
const ASKED_EVERY: usize = 1 << 16;

/// The stride of each node of `scope` in a table over `within`; 0 if it is not in it.
pub(super) fn strides(scope: &[usize], within: &[usize], sizes: &[usize]) -> Vec<usize> {
    scope
        .iter()
        .map(|node| match within.iter().position(|w| w == node) {
            Some(at) => within[at + 1..].iter().map(|w| sizes[*w]).product(),
            None => 0,
        })
        .collect()
}

/// Calls `visit` for each combination of `scope` with its index in several tables, given by their strides.
/// The last node varies fastest.
fn walk(shape: &[usize], strides: &[Vec<usize>], mut visit: impl FnMut(usize, &[usize])) {
    let cells: usize = shape.iter().product();
    let mut digits = vec![0; shape.len()];
    let mut places = vec![0; strides.len()];
    for cell in 0..cells {
        // a cancelled caller does not use the unfinished table
        if cell % ASKED_EVERY == ASKED_EVERY - 1 && work::is_cancelled() {
            return;
        }
        visit(cell, &places);
        for at in (0..shape.len()).rev() {
            digits[at] += 1;
            if digits[at] < shape[at] {
                places.iter_mut().zip(strides).for_each(|(p, s)| *p += s[at]);
                break;
            }
            let back = digits[at] - 1;
            digits[at] = 0;
            places.iter_mut().zip(strides).for_each(|(p, s)| *p -= s[at] * back);
        }
    }
}

/// The product of tables over all of `scope`, with the power of two by which it was divided, so that the
/// largest cell is between 1 and 2; `None` if all are 0.
pub(super) fn product(
    scope: &[usize],
    sizes: &[usize],
    parts: &[Factor],
) -> (Vec<f64>, Option<i64>) {
    let shape: Vec<usize> = scope.iter().map(|n| sizes[*n]).collect();
    let mut cells = vec![1.0; shape.iter().product()];
    let mut power = Some(0);
    for some in parts.chunks(TOGETHER) {
        let strides: Vec<Vec<usize>> =
            some.iter().map(|part| strides(scope, &part.scope, sizes)).collect();
        walk(&shape, &strides, |cell, places| {
            for (part, place) in some.iter().zip(places) {
                cells[cell] *= part.cells[*place];
            }
        });
        power = power.zip(scale(&mut cells)).map(|(a, b)| a + b);
    }
    (cells, power)
}

/// Divides all cells by the power of two that brings the largest to between 1 and 2. Returns its exponent; `None` if
/// all cells are 0.
pub(super) fn scale(cells: &mut [f64]) -> Option<i64> {
    let most = cells.iter().copied().fold(0.0, f64::max);
    if most <= 0.0 {
        return None;
    }
    if !most.is_finite() {
        return Some(0);
    }
    let (_, exponent) = libm::frexp(most);
    let exponent = exponent - 1;
    if exponent != 0 {
        for x in cells.iter_mut() {
            *x = libm::ldexp(*x, -exponent);
        }
    }
    Some(i64::from(exponent))
}

/// The sum of a table over `from` onto the nodes of `onto`, which are all in it.
pub(super) fn marginal(from: &[usize], cells: &[f64], onto: &[usize], sizes: &[usize]) -> Vec<f64> {
    let shape: Vec<usize> = from.iter().map(|n| sizes[*n]).collect();
    let strides = [strides(from, onto, sizes)];
    let mut sums = vec![0.0; onto.iter().map(|n| sizes[*n]).product()];
    walk(&shape, &strides, |cell, places| sums[places[0]] += cells[cell]);
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_and_sums_go_by_node_not_by_place() {
        let sizes = [2, 3];
        let a = Factor { scope: vec![0], cells: vec![0.25, 0.75] };
        let b = Factor { scope: vec![1, 0], cells: vec![0.1, 0.2, 0.3, 0.4, 0.6, 0.4] };
        let (cells, power) = product(&[0, 1], &sizes, &[a, b]);
        let scaled = libm::ldexp(1.0, power.expect("not all are 0") as i32);
        let sums = marginal(&[0, 1], &cells, &[1], &sizes);
        let requested = [0.25 * 0.1 + 0.75 * 0.2, 0.25 * 0.3 + 0.75 * 0.4, 0.25 * 0.6 + 0.75 * 0.4];
        for (found, requested) in sums.iter().zip(requested) {
            assert!((found * scaled - requested).abs() < 1e-15);
        }
    }

    #[test]
    fn a_long_product_does_not_underflow() {
        let flat = Factor { scope: vec![0], cells: vec![1.0, 0.5] };
        let steep = Factor { scope: vec![0], cells: vec![0.5, 1.0] };
        let part = |i| if i % 2 == 0 { flat.clone() } else { steep.clone() };
        let parts: Vec<Factor> = (0..20_000).map(part).collect();
        let (cells, power) = product(&[0], &[2], &parts);
        assert_eq!(power, Some(-10_000));
        assert!(cells.iter().all(|x| (x - 1.0).abs() < 1e-15));
    }
}
