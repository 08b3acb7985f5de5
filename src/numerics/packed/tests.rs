//! What is packed reads back; other bytes are refused within the memory that they can stand for.

use super::{LEAST_ROOM, Packed, ROOM_A_BYTE, packed, unpacked};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Debug;

fn reads_back<T: Packed + PartialEq + Debug>(one: &T) -> usize {
    let bytes = packed(one);
    assert_eq!(unpacked::<T>(&bytes).as_ref(), Ok(one));
    for end in 0..bytes.len() {
        assert!(unpacked::<T>(&bytes[..end]).is_err(), "cut at {end} of {bytes:?}");
    }
    assert!(unpacked::<T>(&[&bytes[..], &[0]].concat()).is_err(), "a byte more");
    bytes.len()
}

#[test]
fn numbers_read_back_at_their_ends() {
    for number in [0, 1, 127, 128, u128::from(u64::MAX), u128::from(u64::MAX) + 1, u128::MAX] {
        reads_back(&number);
    }
    for number in [0, 1, u64::MAX] {
        reads_back(&number);
    }
    // more than a number of its size can have, and a second form of 0
    assert!(unpacked::<u64>(&packed(&(u128::from(u64::MAX) + 1))).is_err());
    assert!(unpacked::<u64>(&[0x80, 0]).is_err());
    assert!(unpacked::<u128>(&[0xff; 19]).is_err());
    let nan = packed(&f64::from_bits(0x7ff8_0000_0000_0001));
    assert_eq!(unpacked::<f64>(&nan).map(f64::to_bits), Ok(0x7ff8_0000_0000_0001));
    for number in [0.0, 1.0, -1e-310, 0.1, f64::INFINITY] {
        reads_back(&number);
    }
    assert_eq!(packed(&0.0_f64).len(), 1);
}

/// Counts of three states that hardly change take about a byte each; as text they take eight.
#[test]
fn counts_by_day_take_little() {
    let day = |day: u64| [1_000_000 - day, 2 * day / 3, day - 2 * day / 3];
    let counts: Vec<u64> = (0..400).flat_map(day).collect();
    let bytes = reads_back(&counts);
    assert!(bytes < 1250, "{bytes} bytes for {} counts", counts.len());
    assert!(reads_back(&vec![7_u64; 10_000]) < 100);
}

/// A few bytes that stand for a huge list are refused before it is made.
#[test]
fn lengths_are_bounded_by_the_bytes() {
    for length in [1_u64 << 20, 1 << 40, u64::MAX] {
        let bytes = packed(&length);
        assert!(unpacked::<Vec<u64>>(&bytes).is_err());
        assert!(unpacked::<Vec<Vec<u64>>>(&bytes).is_err());
        assert!(unpacked::<Vec<f64>>(&bytes).is_err());
        assert!(unpacked::<BTreeMap<u64, u64>>(&bytes).is_err());
    }
    // lists of lists, each as long as its bytes allow
    let run = [packed(&256_u64), vec![0, 1, 255]].concat();
    let many = 1000;
    let bytes = [packed(&(many as u64)), run.repeat(many)].concat();
    let taken = many * (256 * 8 + 24);
    assert!(taken <= bytes.len() * ROOM_A_BYTE + LEAST_ROOM);
    assert_eq!(unpacked::<Vec<Vec<u64>>>(&bytes).map(|lists| lists.len()), Ok(many));
}

proptest! {
    #[test]
    fn lists_read_back(
        counts in prop::collection::vec(prop_oneof![Just(0_u64), 0_u64..300, any::<u64>()], 0..200),
        stride in 1_usize..40,
    ) {
        reads_back(&counts);
        let columns: Vec<u64> = counts.iter().flat_map(|c| (0..stride as u64).map(move |s| c ^ s)).collect();
        let bytes = packed(&columns);
        prop_assert_eq!(unpacked::<Vec<u64>>(&bytes), Ok(columns));
    }

    #[test]
    fn bytes_of_any_kind_end_in_words(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        type Nested = Vec<(Option<Box<(u64, f64)>>, BTreeMap<u64, Vec<(u8, u128)>>)>;
        // what is read has no other form
        if let Ok(read) = unpacked::<Nested>(&bytes) {
            prop_assert_eq!(packed(&read), &bytes[..]);
        }
        let _ = unpacked::<Vec<Vec<f64>>>(&bytes);
    }
}
