//! Columns of numbers: arithmetic, comparison, selection.

use super::columns::gathered;
use super::dispatch::at_each_level;
use super::layout::GROUP;
#[cfg(target_arch = "x86_64")]
use super::wide;

/// The comparison of two columns of numbers, one bit per trial. If no bit of a trial is set, the first number is
/// above the second. Two equal infinities both mean *never* and have marks of their own.
pub struct Relation<'a> {
    /// Trials whose first number is below the second.
    pub less: &'a mut [u64],
    /// Trials whose numbers are equal and finite.
    pub equal: &'a mut [u64],
    /// Trials with an undefined number (NaN).
    pub undefined: &'a mut [u64],
    /// Trials whose numbers are the same infinity.
    pub never: &'a mut [u64],
}

/// The right-hand operand of arithmetic on columns.
#[derive(Clone, Copy, Debug)]
pub enum Operand<'a> {
    /// One number for each trial.
    Column(&'a [f64]),
    /// One number for all trials.
    Same(f64),
}

at_each_level! {
    /// Compares two columns of numbers.
    pub fn relate(a: &[f64], b: &[f64], relation: &mut Relation<'_>) = related;
}

at_each_level! {
    /// Whether all numbers are finite.
    pub fn are_finite(numbers: &[f64]) -> bool = all_finite;
}

at_each_level! {
    /// `out + b` for each trial.
    pub fn plus(out: &mut [f64], b: Operand<'_>) = added;
}

at_each_level! {
    /// `out − b` for each trial.
    pub fn minus(out: &mut [f64], b: Operand<'_>) = subtracted;
}

at_each_level! {
    /// `out · b` for each trial.
    pub fn times(out: &mut [f64], b: Operand<'_>) = multiplied;
}

at_each_level! {
    /// `out ÷ b` for each trial; NaN if `b` is 0.
    pub fn over(out: &mut [f64], b: Operand<'_>) = divided;
}

at_each_level! {
    /// Sets the number of the marked trials to `x`.
    pub fn put(out: &mut [f64], marks: &[u64], x: f64) = replaced_by_one, avx512: wide::put;
}

at_each_level! {
    /// Sets the numbers of the marked trials to those of `then`.
    pub fn put_column(out: &mut [f64], marks: &[u64], then: &[f64]) = replaced;
}

at_each_level! {
    /// Adds `x` to the numbers of the marked trials.
    pub fn add_where(out: &mut [f64], marks: &[u64], x: f64) = added_where;
}

/// Marks of trials, and the number that they take.
pub type Case<'a> = (&'a [u64], f64);

at_each_level! {
    /// `to + x` for each trial, where `x` is that of the first case that marks the trial, else `otherwise`.
    pub fn add_by_case(out: &mut [f64], to: &[f64], cases: &[Case<'_>], otherwise: f64) = added_by_case, avx512: wide::add_by_case;
}

at_each_level! {
    /// The time since the moment in `entered`, for each trial: `now − entered`.
    pub fn since(out: &mut [f64], entered: &[f64], now: f64) = elapsed;
}

#[inline(always)]
#[expect(clippy::float_cmp, reason = "numbers in formulas are compared exactly")]
fn related(a: &[f64], b: &[f64], relation: &mut Relation<'_>) {
    let groups = a.chunks_exact(GROUP).zip(b.chunks_exact(GROUP));
    for (at, (a, b)) in groups.enumerate() {
        relation.undefined[at] = gathered(|i| a[i].is_nan() | b[i].is_nan());
        relation.less[at] = gathered(|i| a[i] < b[i]);
        let equal = gathered(|i| a[i] == b[i]);
        relation.never[at] = equal & gathered(|i| a[i].is_infinite());
        relation.equal[at] = equal & !relation.never[at];
    }
}

#[inline(always)]
fn all_finite(numbers: &[f64]) -> bool {
    numbers.iter().fold(true, |all, x| all & x.is_finite())
}

#[inline(always)]
fn with(out: &mut [f64], b: Operand<'_>, change: impl Fn(&mut f64, f64)) {
    match b {
        Operand::Column(b) => out.iter_mut().zip(b).for_each(|(x, y)| change(x, *y)),
        Operand::Same(y) => out.iter_mut().for_each(|x| change(x, y)),
    }
}

#[inline(always)]
fn added(out: &mut [f64], b: Operand<'_>) {
    with(out, b, |x, y| *x += y);
}

#[inline(always)]
fn subtracted(out: &mut [f64], b: Operand<'_>) {
    with(out, b, |x, y| *x -= y);
}

#[inline(always)]
fn multiplied(out: &mut [f64], b: Operand<'_>) {
    with(out, b, |x, y| *x *= y);
}

#[inline(always)]
fn divided(out: &mut [f64], b: Operand<'_>) {
    with(out, b, |x, y| *x = if y == 0.0 { f64::NAN } else { *x / y });
}

/// Changes the numbers of each group in which any trial is marked.
#[inline(always)]
fn where_marked(out: &mut [f64], marks: &[u64], change: impl Fn(usize, bool, f64) -> f64) {
    for (group, (out, marks)) in out.chunks_exact_mut(GROUP).zip(marks).enumerate() {
        if *marks == 0 {
            continue;
        }
        for (i, x) in out.iter_mut().enumerate() {
            *x = change(group * GROUP + i, marks >> i & 1 == 1, *x);
        }
    }
}

#[inline(always)]
fn replaced_by_one(out: &mut [f64], marks: &[u64], then: f64) {
    where_marked(out, marks, |_, marked, x| if marked { then } else { x });
}

#[inline(always)]
fn replaced(out: &mut [f64], marks: &[u64], then: &[f64]) {
    where_marked(out, marks, |i, marked, x| if marked { then[i] } else { x });
}

#[inline(always)]
fn added_where(out: &mut [f64], marks: &[u64], by: f64) {
    where_marked(out, marks, |_, marked, x| if marked { x + by } else { x });
}

#[inline(always)]
fn added_by_case(out: &mut [f64], to: &[f64], cases: &[Case], otherwise: f64) {
    let groups = out.chunks_exact_mut(GROUP).zip(to.chunks_exact(GROUP));
    for (group, (out, to)) in groups.enumerate() {
        let mut added = [otherwise; GROUP];
        for (marks, x) in cases.iter().rev() {
            let (marked, x) = (marks[group], x.to_bits());
            if marked == 0 {
                continue;
            }
            for (i, added) in added.iter_mut().enumerate() {
                // selected by bits, without a branch
                let all = (marked >> i & 1).wrapping_neg();
                *added = f64::from_bits(added.to_bits() & !all | x & all);
            }
        }
        for ((out, to), added) in out.iter_mut().zip(to).zip(&added) {
            *out = to + added;
        }
    }
}

#[inline(always)]
fn elapsed(out: &mut [f64], entered: &[f64], now: f64) {
    for (x, entered) in out.iter_mut().zip(entered) {
        *x = now - entered;
    }
}
