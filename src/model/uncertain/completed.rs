//! Completion of rank correlations from some pairs to all: members with correlation 1 or -1 are merged, and the rest
//! is completed.

use crate::numerics::completion::Completion;
use std::collections::BTreeMap;
use std::f64::consts::PI;

/// A rank correlation as written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    /// The first member.
    pub(crate) a: usize,
    /// The second member.
    pub(crate) b: usize,
    /// The rank correlation, from -1 to 1.
    pub(crate) rank: f64,
}

/// The correlations of all pairs.
#[derive(Clone, Debug)]
pub(crate) struct Completed {
    /// For each member the coefficients of its normal in the independent normals of the members up to it (the
    /// Cholesky root).
    pub(crate) root: Vec<Vec<f64>>,
    /// The pairs that are not mentioned and are correlated nevertheless, with their rank correlations.
    pub(crate) implied: Vec<(usize, usize, f64)>,
}

/// A pair that contradicts the others.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Clash {
    /// The index of the pair.
    pub(crate) pair: usize,
    /// The interval of its possible rank correlations; both ends are equal if only one is possible.
    pub(crate) allowed: (f64, f64),
    /// The pairs that clash too and come before it, each with the rank correlation that it is taken to have.
    pub(crate) beside: Vec<(usize, f64)>,
}

impl Clash {
    fn alone(pair: usize, allowed: (f64, f64)) -> Self {
        Self { pair, allowed, beside: Vec::new() }
    }

    /// The allowed interval, rounded inwards with the fewest decimals that leave a number between its ends; `None`
    /// if only one number is possible.
    pub(crate) fn inwards(&self) -> Option<(f64, f64)> {
        let (low, high) = self.allowed;
        (2..9).find_map(|decimals| {
            let unit = f64::powi(10.0, decimals);
            // the ends themselves are just outside the possible values, except 1 and -1
            let from = if low <= -1.0 { -1.0 } else { ((low + 1e-7) * unit).ceil() / unit + 0.0 };
            let to = if high >= 1.0 { 1.0 } else { ((high - 1e-7) * unit).floor() / unit + 0.0 };
            (from < to).then_some((from, to))
        })
    }

    /// A possible rank correlation close to `written`, a tenth of the interval inside its nearer end.
    fn repaired(&self, written: f64) -> f64 {
        let Some((low, high)) = self.inwards() else { return self.allowed.0 };
        let inside = 0.1 * (high - low);
        let value = written.clamp(low + inside, high - inside);
        let shorter = (2..9).map(|decimals| f64::powi(10.0, decimals));
        let mut rounded = shorter.map(|unit| (value * unit).round() / unit + 0.0);
        rounded.find(|rank| low < *rank && *rank < high).unwrap_or(value)
    }
}

/// The normal correlation for which the rank correlation of two normals is `rank` (K. Pearson 1907).
fn normal(rank: f64) -> f64 {
    2.0 * libm::sin(PI / 6.0 * rank)
}

/// The rank correlation of two normals with this correlation.
fn rank_of(normal: f64) -> f64 {
    6.0 / PI * libm::asin(0.5 * normal.clamp(-1.0, 1.0))
}

/// Implied rank correlations closer to 0 than this are not reported.
const LEAST: f64 = 0.005;

/// Completes the correlations of `n` members. Fails with the pairs that contradict the others.
pub(crate) fn completed(n: usize, pairs: &[Pair]) -> Result<Completed, Vec<Clash>> {
    let Given { classes, mut found, mut clashes, refused } = Given::new(n, pairs);
    found.complete();
    let mut repaired = pairs.to_vec();
    let mut beside: Vec<(usize, f64)> = Vec::new();
    for at in &refused {
        let ((a, b), sign) = classes.between(&pairs[*at]);
        let (low, high) = found.interval(a, b);
        let (low, high) = (sign * rank_of(low), sign * rank_of(high));
        let is_left =
            |other: &usize| refused.contains(other) && !beside.iter().any(|b| b.0 == *other);
        let can_be = |rank: f64| {
            let others = (0..pairs.len()).filter(|other| other != at && !is_left(other));
            let mut pairs: Vec<Pair> = others.map(|other| repaired[other]).collect();
            pairs.push(Pair { rank, ..repaired[*at] });
            Given::new(n, &pairs).can_be_completed()
        };
        // beside the interval, two may be one
        let end = |end: f64| {
            let one = end.signum();
            if end.abs() > 1.0 - NEAR_ONE && can_be(one) { one } else { end }
        };
        let allowed = (end(low.min(high)), end(low.max(high)));
        let clash = Clash { pair: *at, allowed, beside: beside.clone() };
        let rank = clash.repaired(pairs[*at].rank);
        clashes.push(clash);
        if found.give(a, b, normal(sign * rank)) {
            found.complete();
            repaired[*at].rank = rank;
            beside.push((*at, rank));
        }
    }
    match found.root() {
        Some(root) if clashes.is_empty() => {
            let rows = (0..n).map(|member| classes.row(member, &root)).collect();
            Ok(Completed { root: rows, implied: implied(n, pairs, &classes, &found) })
        }
        _ => Err(clashes),
    }
}

/// An end of an interval this close to 1 or -1 may be 1 or -1 itself.
const NEAR_ONE: f64 = 1e-4;

/// The correlations that hold together, and those that don't.
struct Given {
    classes: Classes,
    found: Completion,
    /// The pairs that can have one value only.
    clashes: Vec<Clash>,
    /// The indices of the pairs that no completion has beside the others.
    refused: Vec<usize>,
}

impl Given {
    fn new(n: usize, pairs: &[Pair]) -> Self {
        let mut clashes = Vec::new();
        let classes = Classes::of(n, pairs, &mut clashes);
        let mut found = Completion::new(n);
        let mut written: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        let mut refused = Vec::new();
        for (at, pair) in pairs.iter().enumerate().filter(|(_, pair)| pair.rank.abs() < 1.0) {
            let ((a, b), sign) = classes.between(pair);
            let rank = sign * pair.rank;
            if a == b {
                clashes.push(Clash::alone(at, (sign, sign)));
            } else if let Some(before) = written.insert((a, b), rank) {
                if before.to_bits() != rank.to_bits() {
                    written.insert((a, b), before);
                    clashes.push(Clash::alone(at, (sign * before, sign * before)));
                }
            } else if !found.give(a, b, normal(rank)) {
                refused.push(at);
            }
        }
        Self { classes, found, clashes, refused }
    }

    fn can_be_completed(&mut self) -> bool {
        self.found.complete();
        self.clashes.is_empty() && self.refused.is_empty() && self.found.root().is_some()
    }
}

/// The pairs that are not mentioned, with their implied correlations.
fn implied(
    n: usize,
    pairs: &[Pair],
    classes: &Classes,
    found: &Completion,
) -> Vec<(usize, usize, f64)> {
    let mut implied = Vec::new();
    for b in 1..n {
        for a in 0..b {
            let is_written = pairs.iter().any(|p| (p.a, p.b) == (a, b) || (p.a, p.b) == (b, a));
            let ((of_a, of_b), sign) = classes.between(&Pair { a, b, rank: 0.0 });
            let rank = if of_a == of_b { sign } else { sign * rank_of(found.entry(of_a, of_b)) };
            if !is_written && rank.abs() >= LEAST {
                implied.push((a, b, rank));
            }
        }
    }
    implied.sort_unstable_by_key(|(a, b, _)| (*a, *b));
    implied
}

/// Classes of members that are equal except for their sign.
struct Classes {
    /// For each member the first of its class, and its sign relative to that.
    of: Vec<(usize, f64)>,
}

impl Classes {
    /// Merges the members of each pair whose correlation is 1 or -1.
    fn of(n: usize, pairs: &[Pair], clashes: &mut Vec<Clash>) -> Self {
        let mut classes = Self { of: (0..n).map(|member| (member, 1.0)).collect() };
        for (at, pair) in pairs.iter().enumerate().filter(|(_, pair)| pair.rank.abs() >= 1.0) {
            let ((a, b), sign) = classes.between(pair);
            if a != b {
                let (first, other) = (a.min(b), a.max(b));
                let turned = sign * pair.rank;
                for (class, own) in &mut classes.of {
                    if *class == other {
                        (*class, *own) = (first, *own * turned);
                    }
                }
            } else if (sign - pair.rank).abs() > 0.5 {
                clashes.push(Clash::alone(at, (sign, sign)));
            }
        }
        classes
    }

    /// The classes of a pair, in order, and the product of the signs of its members.
    fn between(&self, pair: &Pair) -> ((usize, usize), f64) {
        let ((a, own), (b, other)) = (self.of[pair.a], self.of[pair.b]);
        ((a.min(b), a.max(b)), own * other)
    }

    /// The row of the root of a member.
    fn row(&self, member: usize, root: &[Vec<f64>]) -> Vec<f64> {
        let (first, sign) = self.of[member];
        root[first].iter().map(|part| sign * part).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(a: usize, b: usize, rank: f64) -> Pair {
        Pair { a, b, rank }
    }

    /// The normal correlation of two members from their rows.
    fn of_rows(found: &Completed, a: usize, b: usize) -> f64 {
        found.root[a].iter().zip(&found.root[b]).map(|(x, y)| x * y).sum()
    }

    #[test]
    fn what_is_not_mentioned_follows() {
        let found = completed(3, &[pair(0, 1, 0.9), pair(1, 2, 0.9)]).expect("possible");
        let requested = rank_of(normal(0.9) * normal(0.9));
        assert!((requested - 0.811_4).abs() < 1e-4, "{requested}");
        assert_eq!(found.implied.len(), 1);
        let (a, b, rank) = found.implied[0];
        assert!((a, b) == (0, 2) && (rank - requested).abs() < 1e-12);
        assert!((rank_of(of_rows(&found, 0, 2)) - requested).abs() < 1e-12);
        assert!((rank_of(of_rows(&found, 0, 1)) - 0.9).abs() < 1e-12);
    }

    #[test]
    fn one_and_minus_one_make_two_one() {
        let pairs = [pair(0, 1, 1.0), pair(1, 2, -1.0), pair(2, 3, 0.5)];
        let found = completed(4, &pairs).expect("possible");
        assert_eq!(found.root[0], found.root[1]);
        let turned: Vec<f64> = found.root[0].iter().map(|x| -x).collect();
        assert_eq!(found.root[2], turned);
        assert!((of_rows(&found, 3, 2) - normal(0.5)).abs() < 1e-14);
        assert!((of_rows(&found, 3, 0) + normal(0.5)).abs() < 1e-14);
        let ranks: Vec<f64> = found.implied.iter().map(|(.., rank)| *rank).collect();
        let requested = [-1.0, -0.5, -0.5];
        assert!(
            ranks.iter().zip(requested).all(|(found, requested)| (found - requested).abs() < 1e-12)
        );
    }

    /// The kind: following the messages about several clashes brings new ones. Whatever the correlations, those that
    /// clash hold together with the values that the messages take them to have, at either end of the last interval.
    #[test]
    fn repairs_of_several_clashes_hold_together() {
        let mut state = 1_u64;
        let mut rank = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            ((state >> 40) as f64 / f64::from(1 << 23) - 1.0) * 0.95
        };
        let mut several = 0;
        for _ in 0..60 {
            let all = (0..5).flat_map(|b| (0..b).map(move |a| (a, b)));
            let pairs: Vec<Pair> = all.map(|(a, b)| pair(a, b, rank())).collect();
            let Err(clashes) = completed(5, &pairs) else { continue };
            several += usize::from(clashes.len() > 1);
            let last = clashes.last().expect("a clash");
            let (low, high) = last.inwards().expect("an interval");
            let with = |end: f64| {
                let mut pairs = pairs.clone();
                last.beside.iter().for_each(|(at, rank)| pairs[*at].rank = *rank);
                pairs[last.pair].rank = end;
                completed(5, &pairs).is_ok()
            };
            assert!(with(low) && with(high), "{clashes:?}");
            assert!(!with(low - 0.011) && !with(high + 0.011), "{clashes:?}");
        }
        assert!(several > 10, "{several}");
    }

    #[test]
    fn a_clash_is_reported_with_what_is_possible() {
        let clash = |pairs: &[Pair]| completed(3, pairs).expect_err("impossible");
        let found = clash(&[pair(0, 1, 0.9), pair(0, 2, 0.9), pair(1, 2, -0.9)]);
        assert_eq!(found.len(), 1);
        let Clash { pair: at, allowed, .. } = found[0];
        let r = normal(0.9);
        let ends = (rank_of(2.0 * r * r - 1.0), 1.0);
        assert_eq!(at, 2);
        assert!((allowed.0 - ends.0).abs() < 1e-6 && (allowed.1 - ends.1).abs() < 1e-4);
        // the ends of the interval are possible: 1, because the two others are alike
        for third in [allowed.0 + 1e-3, allowed.1] {
            let pairs = [pair(0, 1, 0.9), pair(0, 2, 0.9), pair(1, 2, third)];
            assert!(completed(3, &pairs).is_ok(), "{third}");
        }
        let found = clash(&[pair(0, 1, 1.0), pair(0, 2, 0.3), pair(1, 2, 0.4)]);
        assert_eq!(found, [Clash::alone(2, (0.3, 0.3))]);
        let found = clash(&[pair(0, 1, 1.0), pair(0, 2, -1.0), pair(1, 2, 1.0)]);
        assert_eq!(found, [Clash::alone(2, (-1.0, -1.0))]);
        let found = clash(&[pair(0, 1, 1.0), pair(0, 2, -1.0), pair(1, 2, 0.5)]);
        assert_eq!(found, [Clash::alone(2, (-1.0, -1.0))]);
    }
}
