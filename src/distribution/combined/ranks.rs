//! The ranks of floating-point numbers in their order, for bisection.

/// The rank of a number in the order of all floating-point numbers; −0 and 0 have the same rank.
pub(crate) fn rank(x: f64) -> i64 {
    let bits = (x + 0.0).to_bits().cast_signed();
    if bits < 0 { i64::MIN - bits } else { bits }
}

/// The number with a rank.
pub(crate) fn of_rank(rank: i64) -> f64 {
    let bits = if rank < 0 { i64::MIN - rank } else { rank };
    f64::from_bits(bits.cast_unsigned())
}

/// The rank half way between two, rounded down.
pub(crate) fn middle(below: i64, above: i64) -> i64 {
    // without overflow
    (below & above) + ((below ^ above) >> 1)
}

/// The first number between two ranks at which a monotone condition becomes true.
pub(crate) fn halved((mut below, mut above): (i64, i64), is_true: impl Fn(f64) -> bool) -> f64 {
    while below < above {
        let middle = middle(below, above);
        if is_true(of_rank(middle)) {
            above = middle;
        } else {
            below = middle + 1;
        }
    }
    of_rank(above)
}
