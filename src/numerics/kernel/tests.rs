//! Every level of instructions against the plain loop.

use super::*;

#[test]
fn every_level_gives_the_same_bits() {
    for level in Level::all() {
        let mut plain = [0_u16; 1024];
        let mut own = [1_u16; 1024];
        fill_u16(Level::Plain, 77, &mut plain);
        fill_u16(level, 77, &mut own);
        assert_eq!(plain, own, "{level:?}");
        let mut numbers = [0.0; 1024];
        uniforms(level, 77, &mut numbers);
        assert!((0..1024).all(|i: usize| {
            let word = mix(77_u64.wrapping_add((i as u64 + 1).wrapping_mul(STRIDE)));
            numbers[i].to_bits() == uniform(word).to_bits()
        }));
        for floor in [0, 1, 5, 0x7FFF, 0x8000, 0x8001, 0xC123, 0xFFFF, plain[7], plain[8]] {
            let mut marks = [u64::MAX; 16];
            at_or_above(level, 77, floor, &mut own, &mut marks);
            assert_eq!(plain, own);
            for (i, bits) in plain.iter().enumerate() {
                let marked = marks[i / GROUP] >> (i % GROUP) & 1 == 1;
                assert_eq!(marked, *bits >= floor, "{level:?}, {floor}, {i}");
            }
        }
    }
}

/// A number that looks random.
fn any(i: u64) -> u64 {
    mix(i.wrapping_mul(STRIDE))
}

#[test]
fn every_level_draws_the_same_ranks() {
    for (rows_count, columns) in [
        (1, 1),
        (1, 9),
        (2, 3),
        (16, 1),
        (17, 2),
        (33, 7),
        (50, 8),
        (64, 17),
        (65, 2),
        (128, 5),
        (129, 3),
        (1000, 2),
    ] {
        let at = |row: usize, j: usize| place(rows_count, columns, row, j);
        let mut thresholds = vec![0; size(rows_count, columns)];
        for row in 0..rows_count {
            let mut own: Vec<u16> =
                (0..columns).map(|j| any((row * columns + j) as u64) as u16).collect();
            own.sort_unstable();
            for (j, threshold) in own.into_iter().enumerate() {
                thresholds[at(row, j)] = threshold;
            }
        }
        // rows selected by outcomes of two columns and by marks
        let inner = rows_count.div_ceil(2).min(7);
        let first: Vec<u8> = (0..1024)
            .map(|i| (any(i + 7) % (rows_count / 2 / inner).clamp(1, 255) as u64) as u8)
            .collect();
        let second: Vec<u8> = (0..1024).map(|i| (any(i + 9) % inner as u64) as u8).collect();
        let third: Vec<u64> = (0..16).map(|i| any(i + 11)).collect();
        let half = if rows_count > 1 { rows_count / 2 } else { 0 };
        let parts = [
            Part::Outcomes(&first, inner as u16),
            Part::Marks(&third, half as u16),
            Part::Outcomes(&second, 1),
        ];
        let parts = if rows_count < 4 { &parts[1..2] } else { &parts[..] };
        let rows: Vec<usize> = (0..1024).map(|i| row(parts, i)).collect();
        assert!(rows.iter().all(|row| *row < rows_count), "{rows_count} rows");
        let mut summed = vec![3; 1024];
        super::rows(Level::best(), parts, &mut summed);
        assert!(rows.iter().zip(&summed).all(|(row, sum)| *row == usize::from(*sum)));
        let mut bits = vec![0; 1024];
        fill_u16(Level::Plain, 5, &mut bits);
        // ties at the first and the last trial
        for (trial, j) in [(0, 0), (1023, columns - 1)] {
            let row = rows[trial];
            thresholds[at(row, j)] = bits[trial];
            let mut own: Vec<u16> = (0..columns).map(|j| thresholds[at(row, j)]).collect();
            own.sort_unstable();
            for (j, threshold) in own.into_iter().enumerate() {
                thresholds[at(row, j)] = threshold;
            }
        }
        let table = Table { thresholds: &thresholds, rows: rows_count, each: columns };
        for level in Level::all() {
            let (mut found, mut tied) = (vec![9; 1024], vec![3; 16]);
            let mut counts = vec![2; columns + 1];
            ranks(level, 5, table, parts, &mut tied, &mut found, &mut counts);
            for (rank, count) in counts.iter().enumerate() {
                let of_rank = found.iter().filter(|own| usize::from(**own) == rank);
                assert_eq!(*count, 2 + of_rank.count() as u64, "{level:?}, {rows_count} rows");
            }
            let (mut again, mut ties) = (vec![9; 1024], vec![3; 16]);
            ranks(level, 5, table, parts, &mut ties, &mut again, &mut []);
            assert!(again == found && ties == tied, "counting changes nothing");
            for i in 0..1024 {
                let of_row = (0..columns).map(|j| thresholds[at(rows[i], j)]);
                let rank = of_row.clone().filter(|t| bits[i] >= *t).count();
                assert_eq!(usize::from(found[i]), rank, "{level:?}, {rows_count} rows, trial {i}");
                let is_tied = of_row.clone().any(|t| bits[i] == t);
                assert_eq!(tied[i / 64] >> (i % 64) & 1 == 1, is_tied, "{level:?}, trial {i}");
            }
        }
    }
}

#[test]
fn every_level_finds_the_same_columns() {
    let outcomes: Vec<u8> = (0..1024).map(|i| (any(i) % 5) as u8).collect();
    let others: Vec<u8> = (0..1024).map(|i| (any(i + 1) % 5) as u8).collect();
    let numbers: Vec<f64> = (0..1024)
        .map(|i| {
            [f64::NAN, f64::INFINITY, -1.5, 0.0, 2.0, f64::NEG_INFINITY][(any(i) % 6) as usize]
        })
        .collect();
    let beside: Vec<f64> = numbers.iter().rev().copied().collect();
    for level in Level::all() {
        let mut marks = [0; 16];
        let marked = |marks: &[u64; 16], i: usize| marks[i / 64] >> (i % 64) & 1 == 1;
        one_of(level, &outcomes, &[1, 4], &mut marks);
        assert!((0..1024).all(|i| marked(&marks, i) == [1, 4].contains(&outcomes[i])));
        one_of(level, &outcomes, &[3], &mut marks);
        let mut indices = vec![7_u32; 1024];
        add_marks_to_indices(level, &mut indices, &marks);
        let mut counts = vec![1; 1024];
        count_up(level, &mut counts, &marks);
        for i in 0..1024 {
            let is = outcomes[i] == 3;
            assert_eq!(marked(&marks, i), is);
            assert_eq!(indices[i], 14 + u32::from(is));
            assert_eq!(counts[i], 1 + u32::from(is));
        }
        let mut replaced = numbers.clone();
        put(level, &mut replaced, &marks, 0.5);
        assert!((0..1024).all(|i| {
            let expected = if outcomes[i] == 3 { 0.5 } else { numbers[i] };
            replaced[i].to_bits() == expected.to_bits()
        }));
        let other: [u64; 16] = std::array::from_fn(|i| any(i as u64 + 13));
        let cases: [Case; 3] = [(&marks, 0.25), (&other, -0.5), (&[0; 16], 9.0)];
        let mut sums = vec![9.0; 1024];
        add_by_case(level, &mut sums, &beside, &cases, 2.0);
        assert!((0..1024).all(|i| {
            let of_others = if marked(&other, i) { -0.5 } else { 2.0 };
            let added = if marked(&marks, i) { 0.25 } else { of_others };
            let expected: f64 = beside[i] + added;
            sums[i].total_cmp(&expected).is_eq() || sums[i].is_nan() && expected.is_nan()
        }));
        let mut steps = vec![9; 1024];
        put_step(level, &mut steps, &marks, 4);
        assert!((0..1024).all(|i| steps[i] == if outcomes[i] == 3 { 4 } else { 9 }));
        for some in [marks, [0; 16], [u64::MAX; 16], marks.map(|word| word & word << 1 & word << 2)]
        {
            let mut trials = vec![7; 1024 + OVERHANG];
            let count = list(level, &some, &mut trials);
            let listed = trials[..count].iter().map(|trial| usize::from(*trial));
            assert!(listed.eq((0..1024).filter(|i| marked(&some, *i))));
        }
        let mut chosen = marks;
        // some, none and all trials of a group
        (chosen[3], chosen[4]) = (0, u64::MAX);
        let all = (0..1024).filter(|i| marked(&chosen, *i)).count();
        assert_eq!(count(level, &chosen), all as u64);
        let mut sums = [1; 5];
        histogram(level, &others, &chosen, &mut sums);
        for (outcome, sum) in sums.iter().enumerate() {
            let both = |i: &usize| marked(&chosen, *i) && usize::from(others[*i]) == outcome;
            assert_eq!(*sum, 1 + (0..1024).filter(both).count() as u64);
        }
        different(level, &outcomes, &others, &mut marks);
        assert!((0..1024).all(|i| marked(&marks, i) == (outcomes[i] != others[i])));
        let mut own = outcomes.clone();
        own_first(level, &mut own, &others, &mut marks);
        assert!((0..1024).all(|i| marked(&marks, i) == (outcomes[i] != 0)));
        for i in 0..1024 {
            let order = [others[i]].into_iter().chain((0..5).filter(|o| *o != others[i]));
            assert_eq!(Some(own[i]), order.clone().nth(usize::from(outcomes[i])));
        }
        let [mut less, mut same, mut undefined, mut never] = [[0; 16]; 4];
        let mut relation = Relation {
            less: &mut less,
            equal: &mut same,
            undefined: &mut undefined,
            never: &mut never,
        };
        relate(level, &numbers, &beside, &mut relation);
        for i in 0..1024 {
            let (a, b) = (numbers[i], beside[i]);
            assert_eq!(marked(&less, i), a < b);
            assert_eq!(marked(&undefined, i), a.is_nan() || b.is_nan());
            let equal = a.total_cmp(&b).is_eq() && !a.is_nan();
            assert_eq!(marked(&same, i), equal && a.is_finite());
            assert_eq!(marked(&never, i), equal && a.is_infinite());
        }
    }
}

#[test]
fn every_level_marks_the_same_trials_by_row() {
    for rows_count in [1, 2, 31, 32, 33, 64, 65, 97, 128] {
        let bounds: Vec<u16> = (0..rows_count).map(|i| any(i as u64 + 3) as u16).collect();
        let outcomes: Vec<u8> =
            (0..1024).map(|i| (any(i) % (rows_count as u64).div_ceil(3)) as u8).collect();
        let set: Vec<u64> = (0..16).map(|i| any(i + 5)).collect();
        let parts = [Part::Outcomes(&outcomes, 2), Part::Marks(&set, 1)];
        let lowest = bounds.iter().copied().min().unwrap_or(0);
        for level in Level::all() {
            let (mut rows, mut bits, mut marks) = ([7; 1024], [7; 1024], [7; 16]);
            let bounds = RowBounds { by_row: &bounds, lowest };
            at_or_above_by_row(level, 9, bounds, &parts, (&mut rows, &mut bits), &mut marks);
            let mut expected = [0; 1024];
            fill_u16(Level::Plain, 9, &mut expected);
            assert_eq!(bits, expected, "{level:?}");
            for i in 0..1024 {
                assert_eq!(usize::from(rows[i]), row(&parts, i), "{level:?}");
                let floor = bounds.by_row.get(usize::from(rows[i]));
                let is_marked = marks[i / 64] >> (i % 64) & 1 == 1;
                assert_eq!(is_marked, floor.is_some_and(|f| bits[i] >= *f), "{level:?}, {i}");
            }
        }
    }
}

#[test]
fn every_level_draws_the_same_numbers() {
    let mut polynomials = vec![Polynomial([f64::NAN; TERMS]); 2 * HALF];
    for (i, polynomial) in polynomials.iter_mut().enumerate().filter(|(i, _)| i % 100 != 7) {
        let term = |j: usize| uniform(any((i * TERMS + j) as u64)) - 0.5;
        *polynomial = Polynomial(std::array::from_fn(term));
    }
    let uniform_of =
        |i: usize| uniform(mix(99_u64.wrapping_add((i as u64 + 1).wrapping_mul(STRIDE))));
    for (low, high) in [(f64::NEG_INFINITY, f64::INFINITY), (-0.25, 0.5)] {
        let polynomials_are: &Polynomials = polynomials[..].try_into().expect("as many");
        let function = Segments { polynomials: polynomials_are, low, high };
        for level in Level::all() {
            let mut found = [9.0; 1024];
            assert!(draw_by_segments(level, 99, function, &mut found));
            for (i, x) in found.iter().enumerate() {
                let needed = by_segments(uniform_of(i), function);
                assert_eq!(x.is_nan(), needed.is_nan(), "{level:?}, {i}");
                assert!(x.is_nan() || x.to_bits() == needed.to_bits(), "{level:?}, {i}");
            }
            let of_few = &mut found[..GROUP];
            let mut whole = polynomials.clone();
            whole.fill(polynomials[1]);
            let whole: &Polynomials = whole[..].try_into().expect("as many");
            let function = Segments { polynomials: whole, low, high };
            assert!(!draw_by_segments(level, 99, function, of_few));
            draw_between(level, 99, -1.0, 3.0, &mut found);
            assert!((0..1024).all(|i| {
                let (u, v) = (uniform_of(i), 1.0 - uniform_of(i));
                let needed = if u <= v { -1.0 + 4.0 * u } else { 3.0 - 4.0 * v };
                found[i].to_bits() == needed.to_bits()
            }));
        }
    }
}

#[test]
fn every_level_adds_up_the_same() {
    let numbers: Vec<f64> = (0..MOST_SUMMED as u64)
        .map(|i| (uniform(any(i)) - 0.5) * f64::from(1 << (any(i + 9) % 16)))
        .collect();
    for some in [&numbers[..], &numbers[..77], &numbers[..5]] {
        let plain = sums(Level::Plain, some).expect("they are numbers");
        for level in Level::all() {
            assert_eq!(sums(level, some), Some(plain), "{level:?}");
        }
    }
    for x in [f64::NAN, f64::INFINITY, 1e200, 1e-200, f64::MIN_POSITIVE / 8.0] {
        for at in [0, 15, 16, 18] {
            let mut some = [0.0; 19];
            some[at] = x;
            assert!(Level::all().all(|level| sums(level, &some).is_none()), "{x}");
            assert!(Level::all().all(|level| are_finite(level, &some) == x.is_finite()));
        }
    }
    assert_eq!(sums(Level::Plain, &[0.0, -0.0]), Some(Sums::default()));
}
