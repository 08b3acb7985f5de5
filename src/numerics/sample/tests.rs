//! Samples of numbers: exact while they fit, the same in any order and grouping, an even subsample beyond.

use super::*;
use crate::numerics::packed::{packed, unpacked};
use proptest::prelude::*;

/// A sample that keeps at most `most`, of numbers with the indices of their trials in the world.
fn of(most: usize, set: u8, numbers: &[(u64, f64)]) -> NumberSample {
    let mut sample = NumberSample::new(most);
    for part in numbers.chunks(7) {
        let values: Vec<f64> = part.iter().map(|one| one.1).collect();
        let depths: Vec<u8> = part.iter().map(|one| one.0.trailing_zeros() as u8).collect();
        sample.add(Drawn { values: &values, depths: &depths, weights: &[] });
    }
    sample.move_to(set);
    sample
}

fn numbered(numbers: &[f64]) -> Vec<(u64, f64)> {
    (0..).zip(numbers.iter().copied()).collect()
}

#[test]
fn order_statistics_are_exact() {
    let numbers: Vec<f64> = (0..1000).rev().map(|i| 2030.0 + f64::from(i) * 1e-6).collect();
    let ordered = of(1000, 0, &numbered(&numbers)).ordered();
    for k in 0..1000_u32 {
        let found = ordered.quantile(f64::from(k + 1) / 1000.0);
        assert_eq!(found, Some(2030.0 + f64::from(k) * 1e-6), "{k}");
    }
    assert_eq!((ordered.quantile(0.0), ordered.quantile(1.5)), (Some(2030.0), None));
    assert_eq!(Ordered::default().quantile(0.5), None);
}

#[test]
fn never_is_a_value() {
    let numbers = [3.0, f64::INFINITY, 1.0, f64::INFINITY];
    let sample = of(10, 0, &numbered(&numbers));
    let ordered = sample.ordered();
    assert_eq!(ordered.quantile(0.5), Some(3.0));
    assert_eq!(ordered.quantile(0.51), Some(f64::INFINITY));
    assert_eq!((ordered.endless(), ordered.finite()), (2, &[1.0, 3.0][..]));
    assert_eq!(sample.ends(), (vec![(1.0, 1), (3.0, 1)], vec![(3.0, 1), (1.0, 1)]));
}

#[test]
fn few_values_are_counted_however_many_trials_there_are() {
    let numbers: Vec<f64> = (0..5000).map(|i| f64::from(i % 8) * 0.25).collect();
    let sample = of(100, 3, &numbered(&numbers));
    assert!(sample.level > 0 && !sample.is_partial());
    let ordered = sample.ordered();
    assert_eq!((ordered.total(), ordered.at_most(0.25), ordered.below(0.25)), (5000, 1250, 625));
    let [set] = sample.sets_at_most(0.25)[..] else { panic!("one set") };
    assert_eq!((set.hits, set.of, set.squares), (1250.0, 5000.0, 5000.0));
}

#[test]
fn many_values_leave_a_subsample_and_the_ends() {
    let numbers: Vec<f64> = (0..20_000).map(|i| f64::from(i * 7919 % 20_000)).collect();
    let sample = of(1000, 0, &numbered(&numbers));
    assert!(sample.is_partial());
    let kept = sample.ordered().total();
    assert!((500..=1000).contains(&kept), "{kept}");
    // every 32nd trial: an even subsample of evenly spread numbers
    assert!((sample.ordered().quantile(0.5).expect("numbers") - 10_000.0).abs() < 500.0);
    let (least, greatest) = sample.ends();
    assert!(
        least.iter().zip(0..).all(|((x, _), i)| x.to_bits() == f64::from(i).to_bits()),
        "{least:?}"
    );
    assert_eq!((least.len(), greatest[31]), (FARTHEST, (19_968.0, 1)));
}

#[test]
fn what_is_written_reads_back() {
    let numbers: Vec<f64> = (0..300).map(|i| f64::from(i * 17 % 300) - 0.1).collect();
    let sample = of(200, 2, &numbered(&numbers));
    let text = serde_json::to_string(&sample).expect("it is written");
    let read: NumberSample = serde_json::from_str(&text).expect("it reads back");
    assert!(read == sample);
    let broken = text.replacen("\"depths\":[", "\"depths\":[0,", 1);
    assert!(serde_json::from_str::<NumberSample>(&broken).is_err());
}

/// Equal numbers of the same depth are written once, and read back as the same sample, which others can be added to.
#[test]
fn few_different_numbers_take_few_bytes() {
    let numbers: Vec<f64> = (0..40_000).map(|i| f64::from(i * 7919 % 5)).collect();
    let part = |from: usize, upto: usize| {
        let own: Vec<(u64, f64)> =
            (0..).zip(numbers.iter().copied()).skip(from).take(upto - from).collect();
        of(100_000, 1, &own)
    };
    let (one, other, whole) = (part(0, 30_000), part(30_000, 40_000), part(0, 40_000));
    let bytes = packed(&one);
    assert!(bytes.len() < 600, "{} bytes", bytes.len());
    let read = |sample: &NumberSample| -> NumberSample {
        unpacked(&packed(sample)).expect("it reads back")
    };
    assert!(read(&one) == one && packed(&read(&one)) == bytes);
    let (mut both, mut mixed) = (read(&one), one.clone());
    both.merge(&read(&other));
    mixed.merge(&read(&other));
    let mut reversed = read(&other);
    reversed.merge(&one);
    for found in [both, mixed, reversed] {
        assert!(found == whole && packed(&found) == packed(&whole));
        assert_eq!(found.ordered(), whole.ordered());
        assert_eq!(found.ends(), whole.ends());
        assert_eq!(found.sets_below(3.0), whole.sets_below(3.0));
        assert!(found.is_of(40_000, false, &whole) && !found.is_of(40_001, false, &whole));
    }
    // numbers that all differ take what they need
    let numbers: Vec<f64> = (0..4_000).map(|i| f64::from(i) * 0.1).collect();
    let sample = of(100_000, 1, &numbered(&numbers));
    assert!(read(&sample) == sample);
    let many = serde_json::to_string(&one).expect("it is written");
    let forged = many.replacen("\"times\":[", "\"times\":[1,", 1);
    assert!(forged != many && serde_json::from_str::<NumberSample>(&forged).is_err());
}

/// The form in which a sample is written depends on its numbers alone, not on which came first.
#[test]
fn numbers_that_differ_first_are_written_as_those_that_differ_last() {
    let mut numbers: Vec<(u64, f64)> =
        (0..30_000).map(|i| (i, if i < 2_000 { i as f64 } else { 7.0 })).collect();
    let first = of(100_000, 1, &numbers);
    numbers.reverse();
    let last = of(100_000, 1, &numbers);
    assert!(packed(&first) == packed(&last));
    assert!(packed(&first).len() < 20_000, "{} bytes", packed(&first).len());
    assert!(unpacked::<NumberSample>(&packed(&first)).expect("it reads back") == last);
}

/// Entries for several trials are all different, and stay entries for several trials when they are written again.
#[test]
fn a_sample_that_was_read_takes_as_few_bytes_again() {
    let numbers: Vec<f64> = (0..60_000).map(|i| f64::from(i * 7919 % 600)).collect();
    let mut sample = of(100_000, 1, &numbered(&numbers));
    let bytes = packed(&sample);
    sample = unpacked(&bytes).expect("it reads back");
    let [strand] = &sample.sets[..] else { panic!("one set") };
    assert!(strand.places.len() > 1_024 && strand.times.len() == strand.places.len());
    assert!(strand.alike(usize::MAX).is_some() && packed(&sample) == bytes);
}

#[test]
fn weights_count() {
    let mut sample = NumberSample::new(10);
    let drawn = Drawn { values: &[2.0, 1.0], depths: &[0, 0], weights: &[1, 3] };
    sample.add(drawn);
    let ordered = sample.ordered();
    assert_eq!((ordered.quantile(0.75), ordered.quantile(0.76)), (Some(1.0), Some(2.0)));
    let [share] = sample.sets_at_most(1.0)[..] else { panic!("one set") };
    let expected = SetShare { hits: 3.0, of: 4.0, hit_squares: 9.0, squares: 10.0 };
    assert_eq!(share, expected);
}

proptest! {
    /// Few values, or too many to be counted; more than fit, or not.
    #[test]
    fn order_and_grouping_do_not_matter(
        numbers in prop::collection::vec((0..3_u8, prop_oneof![-5.0..5.0, Just(1.5)]), 1..600),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 3),
        most in 1..400_usize,
    ) {
        let part = |from: usize, upto: usize| {
            let mut sample = NumberSample::new(most);
            for set in 0..3 {
                let own: Vec<(u64, f64)> = (0..).zip(&numbers).skip(from).take(upto - from)
                    .filter(|(_, one)| one.0 == set).map(|(i, one)| (i, one.1)).collect();
                sample.merge(&of(most, set, &own));
            }
            sample
        };
        let n = numbers.len();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(n)).collect();
        cuts.sort_unstable();
        let whole = part(0, n);
        let (a, b, c, d) =
            (part(0, cuts[0]), part(cuts[0], cuts[1]), part(cuts[1], cuts[2]), part(cuts[2], n));
        let read = |sample: &NumberSample| -> NumberSample {
            unpacked(&packed(sample)).expect("it reads back")
        };
        let mut forward = read(&a);
        for next in [&b, &read(&c), &d] {
            forward.merge(next);
        }
        let (mut right, mut backward) = (d, b);
        right.merge(&c);
        backward.merge(&right);
        backward.merge(&a);
        prop_assert!(forward == whole);
        prop_assert!(backward == whole);
        prop_assert_eq!(whole.ordered(), backward.ordered());
    }
}
