//! Sobol' points with Owen's nested scrambling, and Latin hypercubes. Each point can be computed without those before
//! it.

use super::super::stream::Key;
use super::directions::DIRECTIONS;

/// The number of dimensions with direction numbers.
pub const MOST_DIMENSIONS: usize = DIRECTIONS.len() + 1;
/// Bits of a coordinate: as many as floats resolve evenly between 0 and 1. The sequence repeats after 2 to this power
/// points.
const BITS: usize = 52;

/// A Sobol' sequence, scrambled in each dimension independently.
///
/// Owen's nested uniform scrambling ("Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995): bit
/// k of a coordinate is flipped by a random bit that depends on the k bits above it. Every point is
/// uniform over the cube, and any first 2^m points are as even as those of the plain sequence.
#[derive(Clone, Debug)]
pub struct Sobol {
    /// The direction numbers and the scrambling key of each dimension.
    dimensions: Vec<([u64; BITS], Key)>,
}

impl Sobol {
    /// A sequence in `dimensions` dimensions, scrambled by the stream of `key`. Dimensions beyond [`MOST_DIMENSIONS`]
    /// are left out.
    pub fn new(dimensions: usize, key: Key) -> Self {
        let dimensions = dimensions.min(MOST_DIMENSIONS);
        let of = |d: usize| (directions(d), key.at(d as u64));
        Self { dimensions: (0..dimensions).map(of).collect() }
    }

    /// Coordinate `dimension` of point `index`, strictly between 0 and 1. The sequence repeats after 2^52 points.
    pub fn coordinate(&self, index: u64, dimension: usize) -> f64 {
        let (directions, key) = &self.dimensions[dimension];
        scrambled(plain(index, directions), *key)
    }
}

/// The direction numbers of a dimension, as binary fractions, the highest first.
fn directions(dimension: usize) -> [u64; BITS] {
    let mut found = [0_u64; BITS];
    let Some((polynomial, initial)) = dimension.checked_sub(1).map(|d| DIRECTIONS[d]) else {
        for (k, v) in found.iter_mut().enumerate() {
            *v = 1 << (BITS - 1 - k);
        }
        return found;
    };
    let degree = initial.len();
    for k in 0..BITS {
        found[k] = if k < degree {
            u64::from(initial[k]) << (BITS - 1 - k)
        } else {
            // m_k = 2 a_1 m_{k−1} ⊕ … ⊕ 2^s m_{k−s} ⊕ m_{k−s}, in numbers shifted to their places
            let mut v = found[k - degree] ^ (found[k - degree] >> degree);
            for i in 1..degree {
                if polynomial >> (degree - 1 - i) & 1 == 1 {
                    v ^= found[k - i];
                }
            }
            v
        };
    }
    found
}

fn plain(index: u64, directions: &[u64; BITS]) -> u64 {
    let set = directions.iter().enumerate().filter(|(k, _)| index >> k & 1 == 1);
    set.fold(0, |x, (_, v)| x ^ v)
}

fn scrambled(x: u64, key: Key) -> f64 {
    let mut out = 0;
    for k in 0..BITS {
        let shift = BITS - 1 - k;
        let above = if k == 0 { 0 } else { x >> (shift + 1) };
        // the node of the tree of prefixes: its depth and the bits above it
        let flip = key.word((1 << k) | above) >> 63;
        out |= ((x >> shift & 1) ^ flip) << shift;
    }
    (out as f64 + 0.5) / (1_u64 << BITS) as f64
}

/// A Latin hypercube: each of its points is alone in its interval of every axis, at a uniform position within it
/// (McKay, Beckman and Conover 1979).
#[derive(Clone, Debug)]
pub struct LatinHypercube {
    columns: Vec<Vec<f64>>,
}

impl LatinHypercube {
    /// A hypercube of `points` points in `dimensions` dimensions, from the stream of `key`.
    pub fn new(points: usize, dimensions: usize, key: Key) -> Self {
        let column = |d: usize| {
            let (order, within) = (key.at(d as u64).at(0), key.at(d as u64).at(1));
            let mut parts: Vec<usize> = (0..points).collect();
            for i in (1..points).rev() {
                // the bias of the remainder towards small numbers is below 2^-40
                parts.swap(i, (order.word(i as u64) % (i as u64 + 1)) as usize);
            }
            let place = |(i, part): (usize, usize)| {
                let at = (part as f64 + within.uniform(i as u64)) / points as f64;
                at.min(1.0 - f64::EPSILON / 2.0)
            };
            parts.into_iter().enumerate().map(place).collect()
        };
        Self { columns: (0..dimensions).map(column).collect() }
    }

    /// Coordinate `dimension` of point `index`, strictly between 0 and 1.
    pub fn coordinate(&self, index: usize, dimension: usize) -> f64 {
        self.columns[dimension][index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_sequence_is_the_published_one() {
        // the first points of new-joe-kuo-6 in three dimensions, without Gray code order
        let of =
            |index: u64, d: usize| plain(index, &directions(d)) as f64 / (1_u64 << BITS) as f64;
        let points: Vec<[f64; 3]> = (0..8).map(|i| [of(i, 0), of(i, 1), of(i, 2)]).collect();
        let published = [
            [0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5],
            [0.25, 0.75, 0.75],
            [0.75, 0.25, 0.25],
            [0.125, 0.625, 0.375],
            [0.625, 0.125, 0.875],
            [0.375, 0.375, 0.625],
            [0.875, 0.875, 0.125],
        ];
        assert_eq!(points, published);
    }

    #[test]
    fn every_dimension_is_even_and_no_point_repeats() {
        let sobol = Sobol::new(MOST_DIMENSIONS, Key::of(1, "design"));
        for d in 0..MOST_DIMENSIONS {
            let mut parts: Vec<usize> =
                (0..256).map(|i| (sobol.coordinate(i, d) * 256.0) as usize).collect();
            parts.sort_unstable();
            assert_eq!(parts, (0..256).collect::<Vec<_>>(), "dimension {d}");
        }
        let late: Vec<u64> = (0..70_000).map(|i| sobol.coordinate(i, 1).to_bits()).collect();
        let distinct: std::collections::BTreeSet<u64> = late.iter().copied().collect();
        assert_eq!(distinct.len(), late.len());
    }

    #[test]
    fn scrambled_points_integrate_better_than_random_ones() {
        // the product of (1 + (x − ½)) over 8 coordinates has mean 1
        let error = |seed: u64| {
            let sobol = Sobol::new(8, Key::of(seed, "design"));
            let value = |i: u64| -> f64 { (0..8).map(|d| 0.5 + sobol.coordinate(i, d)).product() };
            (0..1024).map(value).sum::<f64>() / 1024.0 - 1.0
        };
        let errors: Vec<f64> = (0..20).map(error).collect();
        let spread = (errors.iter().map(|e| e * e).sum::<f64>() / 20.0).sqrt();
        let random = ((1.0_f64 + 1.0 / 12.0).powi(8) - 1.0).sqrt() / 32.0;
        assert!(spread < random / 8.0, "{spread} against {random}");
        assert!(errors.iter().sum::<f64>().abs() / 20.0 < spread, "it has no lean");
    }

    #[test]
    fn a_latin_hypercube_has_one_point_in_each_part() {
        let design = LatinHypercube::new(100, 5, Key::of(3, "design"));
        for d in 0..5 {
            let mut parts: Vec<usize> =
                (0..100).map(|i| (design.coordinate(i, d) * 100.0) as usize).collect();
            assert!(parts.windows(2).any(|pair| pair[0] > pair[1]), "it is shuffled");
            parts.sort_unstable();
            assert_eq!(parts, (0..100).collect::<Vec<_>>());
        }
    }
}
