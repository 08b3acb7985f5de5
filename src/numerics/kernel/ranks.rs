//! Outcomes drawn from tables: sixteen random bits of each trial against the upper halves of the
//! thresholds in its row.

use super::bits::fill_u16;
use super::dispatch::at_each_level;
use super::layout::{GROUP, MOST_IN_REGISTERS, STRIDE, Table, stride};
use super::level::Level;
#[cfg(target_arch = "x86_64")]
use super::{narrow, wide};

/// Draws the rank of an outcome for each trial: how many thresholds of its row its sixteen bits, as
/// [`fill_u16`] has them, reach. Marks in `tied` the trials whose bits equal a threshold, whose rank the bits
/// that follow decide.
///
/// `rows`, `ranks`: a value a trial, of which the rows are not looked at where the table has one; `tied`: a
/// bit a trial.
pub fn ranks(
    level: Level,
    counter: u64,
    table: Table,
    rows: &[u16],
    tied: &mut [u64],
    ranks: &mut [u8],
) {
    tied.fill(0);
    #[cfg(target_arch = "x86_64")]
    if level == Level::Avx512 && table.rows <= MOST_IN_REGISTERS {
        return in_wide_registers(level, counter, table, rows, tied, ranks);
    }
    let mut bits = [0; AT_ONCE];
    let parts = rows.chunks(AT_ONCE).zip(tied.chunks_mut(AT_ONCE / GROUP));
    for (i, ((rows, tied), ranks)) in parts.zip(ranks.chunks_mut(AT_ONCE)).enumerate() {
        let bits = &mut bits[..rows.len()];
        let words_before = (i * AT_ONCE / 4) as u64;
        fill_u16(level, counter.wrapping_add(words_before.wrapping_mul(STRIDE)), bits);
        #[cfg(target_arch = "x86_64")]
        if level == Level::Avx2 && (2..=narrow::MOST_ROWS).contains(&table.rows) {
            in_narrow_registers(level, table, rows, bits, tied, ranks);
            continue;
        }
        if table.rows > MOST_IN_REGISTERS {
            compared_by_row(level, table, rows, bits, tied, ranks);
            continue;
        }
        // a look-up in memory by each of many lanes is slower with wider registers
        let looks_up = table.rows > 1 && level == Level::Avx2;
        let level = if looks_up { Level::Plain } else { level };
        compared(level, table, rows, bits, tied, ranks);
    }
}

/// Trials whose bits are had at once.
const AT_ONCE: usize = 1024;

at_each_level! {
    fn compared(
        table: Table<'_>, rows: &[u16], bits: &[u16], tied: &mut [u64], ranks: &mut [u8],
    ) = compare;
}

at_each_level! {
    fn compared_by_row(
        table: Table<'_>, rows: &[u16], bits: &[u16], tied: &mut [u64], ranks: &mut [u8],
    ) = compare_by_row;
}

/// Each trial with all thresholds of its row, which stand together.
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
        counter: u64, table: Table<'_>, rows: &[u16], tied: &mut [u64], ranks: &mut [u8],
    ) = nowhere, avx512: wide::ranks;
}

/// Only the highest level draws in wide registers.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn nowhere(_: u64, _: Table<'_>, _: &[u16], _: &mut [u64], _: &mut [u8]) {}

#[cfg(target_arch = "x86_64")]
at_each_level! {
    fn in_narrow_registers(
        table: Table<'_>, rows: &[u16], bits: &[u16], tied: &mut [u64], ranks: &mut [u8],
    ) = compare, avx2: narrow::ranks;
}

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

/// The threshold of each trial's row.
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

/// An index that is cut to the size of the table needs no check.
#[inline(always)]
fn pick<const N: usize>(column: &[u16; N], rows: &[u16], out: &mut [u16; GROUP]) {
    for (x, row) in out.iter_mut().zip(rows) {
        *x = column[usize::from(*row) % N];
    }
}
