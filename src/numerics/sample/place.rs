//! The places of numbers: integers that sort and compare as the numbers do.

/// The place of a number in the order of all numbers; −0 and 0 have the same place.
pub(super) fn place(x: f64) -> u64 {
    let bits = (x + 0.0).to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

/// The number at a place.
pub(super) fn number(place: u64) -> f64 {
    f64::from_bits(if place >> 63 == 1 { place & !(1 << 63) } else { !place })
}

#[cfg(test)]
mod tests {
    use super::{number, place};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_keep_the_order(a in any::<f64>(), b in any::<f64>()) {
            prop_assume!(!a.is_nan() && !b.is_nan());
            prop_assert_eq!(a.partial_cmp(&b), Some(place(a).cmp(&place(b))));
            prop_assert_eq!(number(place(a)).to_bits(), (a + 0.0).to_bits());
        }
    }
}
