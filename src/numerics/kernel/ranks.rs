//! Outcomes drawn from conditional tables: sixteen random bits of each trial are compared with the upper bits of the
//! thresholds in its row.

use super::bits::fill_u16;
use super::columns::histogram;
use super::dispatch::at_each_level;
use super::layout::{EVERY, GROUP, Lined, MOST_IN_REGISTERS, Table, stride};
use super::level::Level;
use super::rows::{Part, rows};
#[cfg(target_arch = "x86_64")]
use super::{narrow, wide};

/// Draws the rank of an outcome for each trial: the number of thresholds of its row that its sixteen bits, those of
/// [`fill_u16`], reach. Marks in `tied` the trials whose bits equal a threshold; further bits decide their rank.
///
/// `ranks` has room for at most [`MOST_TRIALS`](super::MOST_TRIALS) trials and `tied` one bit per trial. `parts`
/// select the rows and are ignored if the table has one row. The number of trials with each rank is added to
/// `counts`, unless that is empty.
pub fn ranks(
    level: Level,
    counter: u64,
    table: Table,
    parts: &[Part],
    tied: &mut [u64],
    ranks: &mut [u8],
    counts: &mut [u64],
) {
    #[cfg(target_arch = "x86_64")]
    if matches!(level, Level::Avx512(_)) && table.rows <= MOST_IN_REGISTERS {
        return in_wide_registers(level, counter, table, parts, tied, ranks, counts);
    }
    not_in_wide(level, counter, table, parts, tied, ranks);
    if !counts.is_empty() {
        histogram(level, ranks, &EVERY[..ranks.len() / GROUP], counts);
    }
}

fn not_in_wide(
    level: Level,
    counter: u64,
    table: Table,
    parts: &[Part],
    tied: &mut [u64],
    ranks: &mut [u8],
) {
    #[cfg(target_arch = "x86_64")]
    if matches!(level, Level::Avx2(_)) && table.rows <= narrow::MOST_ROWS {
        return in_narrow_registers(level, counter, table, parts, tied, ranks);
    }
    tied.fill(0);
    let mut bits = Lined::of(0);
    let bits = &mut bits[..ranks.len()];
    fill_u16(level, counter, bits);
    let mut each = Lined::of(0);
    let each = &mut each[..ranks.len()];
    if table.rows > 1 {
        rows(level, parts, each);
    }
    if table.rows > MOST_IN_REGISTERS {
        return compared_by_row(level, table, each, bits, tied, ranks);
    }
    // look-ups in memory by many lanes are slower with wider registers
    let looks_up = table.rows > 1 && matches!(level, Level::Avx2(_));
    let level = if looks_up { Level::Plain } else { level };
    compared(level, table, each, bits, tied, ranks);
}

at_each_level! {
    fn compared(
        table: Table<'_>, rows: &[u16], bits: &[u16], tied: &mut [u64], ranks: &mut [u8],
    ) = compare;
}

at_each_level! {
    fn compared_by_row(
        table: Table<'_>, rows: &[u16], bits: &[u16], tied: &mut [u64], ranks: &mut [u8],
    ) = compare_by_row, avx512: wide::compare_by_row;
}

/// Compares each trial with all thresholds of its row, which are contiguous.
#[inline(always)]
fn compare_by_row(table: Table, rows: &[u16], bits: &[u16], tied: &mut [u64], ranks: &mut [u8]) {
    let groups = rows.chunks_exact(GROUP).zip(bits.chunks_exact(GROUP));
    let results = ranks.chunks_exact_mut(GROUP).zip(tied);
    for ((rows, bits), (ranks, tied)) in groups.zip(results) {
        for i in 0..GROUP {
            let from = usize::from(rows[i]) * table.each;
            let own = bits[i];
            let mut reached = 0_u16;
            let mut equal = 0_u16;
            for threshold in &table.thresholds[from..from + table.each] {
                reached += u16::from(own >= *threshold);
                equal |= u16::from(own == *threshold);
            }
            ranks[i] = reached as u8;
            *tied |= u64::from(equal) << i;
        }
    }
}

#[cfg(target_arch = "x86_64")]
at_each_level! {
    fn in_wide_registers(
        counter: u64,
        table: Table<'_>,
        parts: &[Part<'_>],
        tied: &mut [u64],
        ranks: &mut [u8],
        counts: &mut [u64],
    ) = nowhere, avx512: wide::ranks;
}

/// A placeholder: only AVX-512 draws in wide registers.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn nowhere(_: u64, _: Table<'_>, _: &[Part<'_>], _: &mut [u64], _: &mut [u8], _: &mut [u64]) {}

#[cfg(target_arch = "x86_64")]
at_each_level! {
    fn in_narrow_registers(
        counter: u64, table: Table<'_>, parts: &[Part<'_>], tied: &mut [u64], ranks: &mut [u8],
    ) = not_there, avx2: narrow::ranks;
}

/// A placeholder: only AVX2 draws in narrow registers.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn not_there(_: u64, _: Table<'_>, _: &[Part<'_>], _: &mut [u64], _: &mut [u8]) {}

#[inline(always)]
fn compare(table: Table, rows: &[u16], bits: &[u16], tied: &mut [u64], ranks: &mut [u8]) {
    let stride = stride(table.rows);
    let groups = rows.chunks_exact(GROUP).zip(bits.chunks_exact(GROUP));
    let results = ranks.chunks_exact_mut(GROUP).zip(tied);
    for ((rows, bits), (ranks, tied)) in groups.zip(results) {
        let mut reached = [0_u16; GROUP];
        let mut equal = [0_u16; GROUP];
        let mut thresholds = [0_u16; GROUP];
        for column in table.thresholds.chunks_exact(stride) {
            select(column, rows, &mut thresholds);
            for i in 0..GROUP {
                reached[i] += u16::from(bits[i] >= thresholds[i]);
                equal[i] |= u16::from(bits[i] == thresholds[i]);
            }
        }
        for (rank, reached) in ranks.iter_mut().zip(reached) {
            *rank = reached as u8;
        }
        if equal.iter().fold(0, |any, one| any | one) != 0 {
            for (i, one) in equal.iter().enumerate() {
                *tied |= u64::from(*one) << i;
            }
        }
    }
}

/// Copies the threshold of each trial's row to `out`.
#[inline(always)]
fn select(column: &[u16], rows: &[u16], out: &mut [u16; GROUP]) {
    if let [only] = column {
        out.fill(*only);
    } else if let Ok(small) = <&[u16; 32]>::try_from(column) {
        pick(small, rows, out);
    } else if let Ok(small) = <&[u16; 64]>::try_from(column) {
        pick(small, rows, out);
    } else if let Ok(small) = <&[u16; 96]>::try_from(column) {
        pick(small, rows, out);
    } else if let Ok(small) = <&[u16; 128]>::try_from(column) {
        pick(small, rows, out);
    }
}

/// Looks up each row; an index modulo the size of the table needs no bounds check.
#[inline(always)]
fn pick<const N: usize>(column: &[u16; N], rows: &[u16], out: &mut [u16; GROUP]) {
    for (x, row) in out.iter_mut().zip(rows) {
        *x = column[usize::from(*row) % N];
    }
}
