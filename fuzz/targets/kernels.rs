//! Any bytes as columns, tables and marks: every level of instructions finds what the plain loops find, and
//! what the definition says.
#![no_main]

use foretell::internal::numerics::kernel::{
    self, RowBounds, GROUP, Level, MOST_IN_REGISTERS, MOST_TRIALS, OVERHANG, Part, Table,
};
use libfuzzer_sys::fuzz_target;

/// Takes numbers from the bytes, 0 when there are no more.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }
    fn two(&mut self) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()])
    }
    fn eight(&mut self) -> u64 {
        (0..8).fold(0, |word, _| word << 8 | u64::from(self.byte()))
    }
    fn up_to(&mut self, most: usize) -> usize {
        usize::from(self.two()) % (most + 1)
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Bytes(bytes);
    let trials = GROUP * (1 + bytes.up_to(MOST_TRIALS / GROUP - 1));
    let counter = bytes.eight();
    // columns of sizes whose product the rows are
    let mut rows = 1;
    let mut sizes = Vec::new();
    while rows < 300 && sizes.len() < 6 {
        let size = 1 + bytes.up_to(7);
        if size == 1 {
            break;
        }
        rows *= size;
        sizes.push(size);
    }
    let repeated = bytes.eight();
    let column = |size: usize, salt: u64| -> Vec<u8> {
        let value = |i: u64| (i ^ salt).wrapping_mul(repeated | 1) >> 40;
        (0..trials as u64).map(|i| (value(i) % size as u64) as u8).collect()
    };
    let columns: Vec<Vec<u8>> =
        sizes.iter().zip(0..).map(|(size, salt)| column(*size, salt)).collect();
    let marks: Vec<u64> = (0..trials / GROUP).map(|_| bytes.eight()).collect();
    let mut parts = Vec::new();
    let mut carry = 1_u16;
    for (column, size) in columns.iter().zip(&sizes) {
        parts.push(Part::Outcomes(column, carry));
        carry *= *size as u16;
    }
    if rows <= 64 && bytes.byte() > 127 {
        parts.push(Part::Marks(&marks, carry));
        rows *= 2;
    }
    let each = 1 + bytes.up_to(5);
    let mut thresholds = vec![0; kernel::size(rows, each)];
    for row in 0..rows {
        let mut own: Vec<u16> = (0..each).map(|_| bytes.two()).collect();
        own.sort_unstable();
        for (j, threshold) in own.into_iter().enumerate() {
            thresholds[kernel::place(rows, each, row, j)] = threshold;
        }
    }
    let table = Table { thresholds: &thresholds, rows, each };
    let mut bits = vec![0; trials];
    kernel::fill_u16(Level::Plain, counter, &mut bits);
    let bounds: Vec<u16> = (0..rows.min(MOST_IN_REGISTERS)).map(|_| bytes.two()).collect();
    let lowest = bounds.iter().copied().min().unwrap_or(0);
    for level in Level::all() {
        let (mut ranks, mut tied) = (vec![7; trials], vec![7; trials / GROUP]);
        let mut counts = vec![0; each + 1];
        kernel::ranks(level, counter, table, &parts, &mut tied, &mut ranks, &mut counts);
        let is_set = |words: &[u64], i: usize| words[i / GROUP] >> (i % GROUP) & 1 == 1;
        for i in 0..trials {
            let row = kernel::row(&parts, i);
            let own = (0..each).map(|j| thresholds[kernel::place(rows, each, row, j)]);
            let rank = own.clone().filter(|t| bits[i] >= *t).count();
            assert_eq!(usize::from(ranks[i]), rank, "{level:?}, trial {i}");
            assert_eq!(is_set(&tied, i), own.clone().any(|t| bits[i] == t), "{level:?}, trial {i}");
            counts[rank] -= 1;
        }
        assert!(counts.iter().all(|left| *left == 0), "{level:?}: {counts:?}");
        if rows <= MOST_IN_REGISTERS {
            let (mut found, mut own) = (vec![7; trials], vec![7; trials]);
            let mut reached = vec![7; trials / GROUP];
            let bounds = RowBounds { by_row: &bounds, lowest };
            let kept = (&mut found[..], &mut own[..]);
            kernel::at_or_above_by_row(level, counter, bounds, &parts, kept, &mut reached);
            assert_eq!(own, bits);
            for i in 0..trials {
                let row = kernel::row(&parts, i);
                assert_eq!(usize::from(found[i]), row, "{level:?}, trial {i}");
                assert_eq!(is_set(&reached, i), bits[i] >= bounds.by_row[row], "{level:?}, {i}");
            }
        }
        columns_alike(level, &columns, &marks, trials);
    }
});

/// Columns of outcomes and of marks.
fn columns_alike(level: Level, columns: &[Vec<u8>], marks: &[u64], trials: usize) {
    let is_set = |words: &[u64], i: usize| words[i / GROUP] >> (i % GROUP) & 1 == 1;
    let mut found = vec![7; trials / GROUP];
    if let [a, b, ..] = columns {
        kernel::different(level, a, b, &mut found);
        assert!((0..trials).all(|i| is_set(&found, i) == (a[i] != b[i])), "{level:?}");
        kernel::one_of(level, a, &[0, 2], &mut found);
        assert!((0..trials).all(|i| is_set(&found, i) == [0, 2].contains(&a[i])), "{level:?}");
        let mut counts = vec![0; 8];
        kernel::histogram(level, a, marks, &mut counts);
        let count = |outcome| (0..trials).filter(|i| is_set(marks, *i) && a[*i] == outcome).count();
        assert!((0..8).all(|o| counts[usize::from(o)] == count(o) as u64), "{level:?}");
    }
    if let [ranks, own, ..] = columns {
        let mut ordered = ranks.clone();
        kernel::own_first(level, &mut ordered, own, &mut found);
        for i in 0..trials {
            let others = (0..8).filter(|outcome| *outcome != own[i]);
            let in_order = std::iter::once(own[i]).chain(others).nth(usize::from(ranks[i]));
            assert_eq!(Some(ordered[i]), in_order, "{level:?}, trial {i}");
            assert_eq!(is_set(&found, i), ranks[i] != 0, "{level:?}, trial {i}");
        }
    }
    let turned: Vec<u64> = marks.iter().map(|word| word.rotate_left(7)).collect();
    let to: Vec<f64> = (0..trials).map(|i| i as f64).collect();
    let mut sums = vec![0.5; trials];
    kernel::add_by_case(level, &mut sums, &to, &[(marks, 0.25), (&turned, 3.0)], -1.0);
    for i in 0..trials {
        let other = if is_set(&turned, i) { 3.0 } else { -1.0 };
        let added = if is_set(marks, i) { 0.25 } else { other };
        assert!((sums[i] - (to[i] + added)).abs() < 1e-12, "{level:?}, trial {i}");
    }
    let mut steps = vec![9; trials];
    kernel::put_step(level, &mut steps, marks, 4);
    assert!((0..trials).all(|i| steps[i] == if is_set(marks, i) { 4 } else { 9 }), "{level:?}");
    let mut numbers = vec![0.5; trials];
    kernel::put(level, &mut numbers, marks, 2.0);
    assert!((0..trials).all(|i| numbers[i] == if is_set(marks, i) { 2.0 } else { 0.5 }));
    let mut listed = vec![0; trials + OVERHANG];
    let count = kernel::list(level, marks, &mut listed);
    let listed = listed[..count].iter().map(|i| usize::from(*i));
    assert!(listed.eq((0..trials).filter(|i| is_set(marks, *i))), "{level:?}");
}
