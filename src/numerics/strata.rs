//! Stratified uniform numbers for worlds: for each name they fill 0 to 1 more evenly than random numbers do.
//!
//! Worlds are dealt in turn to [`REPLICATES`] sets. Within a set, the first 2^k worlds have one number in each of the
//! 2^k equal parts of 0 to 1. The numbers are the van der Corput sequence, its order and its digits scrambled by
//! nested uniform permutations (Owen 1995; for the order Burley 2020). These differ by name, so numbers of different
//! names agree only by chance, as in Latin hypercubes (McKay, Beckman and Conover 1979). Each number alone is
//! uniform. A set does not depend on the number of worlds, so a longer run begins with the shorter one. The sets are
//! independent of each other, so the differences between them give an unbiased estimate of the error (Owen 1997).

use super::stream::Key;

/// The number of independent sets of worlds: the relative error of an estimated error is 1/√(2 · 31), an eighth.
pub const REPLICATES: u64 = 32;

/// The number of binary digits that are scrambled; lower digits are plainly random.
const DIGITS: u32 = 32;

/// The uniform number of a world in the stream of `key`, strictly between 0 and 1.
pub fn uniform(key: Key, world: u64) -> f64 {
    // worlds of a set beyond the first 2^32 form a set of their own
    let key = match (world / REPLICATES) >> u32::BITS {
        0 => key.at(world % REPLICATES),
        beyond => key.at(world % REPLICATES).at(beyond),
    };
    let index = (world / REPLICATES) as u32;
    let order = key.at(0);
    // the shuffled index of the world in its set: digits from the highest down
    let mut place = index;
    for bit in 0..u32::BITS - index.leading_zeros().min(u32::BITS) {
        // the highest digit that is not 0 stays
        let above = u64::from(index) >> (bit + 1);
        if above > 0 {
            place ^= ((order.word((above << 6) | u64::from(bit)) & 1) as u32) << bit;
        }
    }
    // the digits reversed, each scrambled by those before it
    let digits = place.reverse_bits();
    let scramble = key.at(1);
    let mut top = 0_u64;
    for digit in 0..DIGITS {
        let before = u64::from(digits) >> (DIGITS - digit);
        let own = u64::from(digits >> (DIGITS - 1 - digit)) & 1;
        let flip = scramble.word((before << 6) | u64::from(digit)) & 1;
        top = (top << 1) | (own ^ flip);
    }
    let rest = scramble.word((u64::from(digits) << 6) | u64::from(DIGITS)) >> 43;
    ((top as f64) + (rest as f64 + 0.5) / 2_097_152.0) / 4_294_967_296.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, world: u64) -> f64 {
        uniform(Key::of(7, name), world)
    }

    /// Whether the first 2^k numbers of each set lie one in each of 2^k equal parts.
    fn is_even(number: impl Fn(u64) -> f64) -> bool {
        (0..REPLICATES).all(|set| {
            [1_u64, 2, 16, 256].into_iter().all(|parts| {
                let mut seen: Vec<u64> = (0..parts)
                    .map(|i| (number(set + i * REPLICATES) * parts as f64) as u64)
                    .collect();
                seen.sort_unstable();
                seen == (0..parts).collect::<Vec<_>>()
            })
        })
    }

    #[test]
    fn each_set_fills_the_unit_evenly() {
        assert!(is_even(|world| of("appetite", world)));
        assert!(!is_even(|world| Key::of(7, "appetite").word(world) as f64 / 2.0_f64.powi(64)));
    }

    #[test]
    fn each_number_alone_is_uniform() {
        // over seeds: 4,000 draws of one world; a bin of 16 has 250 ± 15.3; five standard errors are allowed
        let mut bins = [0_u32; 16];
        for seed in 0..4000 {
            bins[(uniform(Key::of(seed, "x"), 77) * 16.0) as usize] += 1;
        }
        assert!(bins.iter().all(|n| (f64::from(*n) - 250.0).abs() < 5.0 * 15.3), "{bins:?}");
    }

    #[test]
    fn names_and_sets_go_their_own_ways() {
        // 4,096 worlds: a correlation of independent numbers is 0 ± 1/64; five standard errors are allowed
        let correlation = |a: &dyn Fn(u64) -> f64, b: &dyn Fn(u64) -> f64| {
            (0..4096).map(|i| (a(i) - 0.5) * (b(i) - 0.5)).sum::<f64>() / 4096.0 * 12.0
        };
        let x = |i| of("x", i);
        for (what, y) in [
            ("another name", &(|i| of("y", i)) as &dyn Fn(u64) -> f64),
            ("a name alike", &|i| of("x2", i)),
            ("the next set", &|i| of("x", i + 1)),
        ] {
            let r = correlation(&x, y);
            assert!(r.abs() < 5.0 / 64.0, "{what}: {r}");
        }
        // the top digits of two names, which would agree without the shuffled order
        let both = (0..4096).filter(|i| (of("x", *i) < 0.5) == (of("y", *i) < 0.5)).count();
        assert!((both as f64 - 2048.0).abs() < 5.0 * 32.0, "{both}");
        assert!(correlation(&x, &x) > 0.9, "the test can tell");
    }
}
