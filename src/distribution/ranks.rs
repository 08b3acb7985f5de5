//! The ranks of floating-point numbers in their order, for bisection.

/// The rank of a number in the order of all floating-point numbers; −0 and 0 have the same rank.
pub(super) fn rank(x: f64) -> i64 {
    let bits = (x + 0.0).to_bits().cast_signed();
    if bits < 0 { i64::MIN - bits } else { bits }
}

/// The number with a rank.
pub(super) fn of_rank(rank: i64) -> f64 {
    let bits = if rank < 0 { i64::MIN - rank } else { rank };
    f64::from_bits(bits.cast_unsigned())
}
