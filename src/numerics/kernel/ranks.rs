//! Outcomes drawn from tables: sixteen random bits of each trial against the upper halves of the
//! thresholds in its row.

use super::bits::{GROUP, fill_u16};
use super::dispatch::at_each_level;
use super::level::Level;
#[cfg(target_arch = "x86_64")]
use super::{narrow, wide};

/// Rows that the registers hold are padded to a multiple of this.
const LINE: usize = 32;
/// The most rows that registers hold.
pub const MOST_IN_REGISTERS: usize = 128;

/// The upper halves of thresholds, ascending in each row.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    /// Threshold `j` of row `r` at `j · stride + r`.
    pub thresholds: &'a [u16],
    /// How many rows there are.
    pub rows: usize,
}

/// How far the thresholds of one row stand apart, for a table of so many rows.
pub fn stride(rows: usize) -> usize {
    if rows == 1 || rows > MOST_IN_REGISTERS { rows } else { rows.next_multiple_of(LINE) }
}

/// Draws the rank of an outcome for each trial: how many thresholds of its row its sixteen bits
/// reach. Marks in `tied` the trials whose bits equal a threshold, whose rank the bits that follow decide.
///
/// `rows`, `ranks`: a value a trial; `bits`: space for as many; `tied`: a bit a trial.
pub fn ranks(
    level: Level,
    counter: u64,
    table: Table,
    rows: &[u16],
    (bits, tied): (&mut [u16], &mut [u64]),
    ranks: &mut [u8],
) {
    tied.fill(0);
    #[cfg(target_arch = "x86_64")]
    if level == Level::Avx512 && table.rows <= MOST_IN_REGISTERS {
        return in_wide_registers(level, counter, table, rows, tied, ranks);
    }
    fill_u16(level, counter, bits);
    #[cfg(target_arch = "x86_64")]
    if level == Level::Avx2 && table.rows <= narrow::MOST_ROWS {
        return in_narrow_registers(level, table, rows, bits, tied, ranks);
    }
    // a look-up in memory by each of many lanes is slower with wider registers
    let level = if level == Level::Avx2 { Level::Plain } else { level };
    compared(level, table, rows, bits, tied, ranks);
}

at_each_level! {
    fn compared(
        table: Table<'_>, rows: &[u16], bits: &[u16], tied: &mut [u64], ranks: &mut [u8],
    ) = compare;
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
    } else if let Ok(small) = <&[u16; 128]>::try_from(column) {
        pick(small, rows, out);
    } else {
        for (x, row) in out.iter_mut().zip(rows) {
            *x = column[usize::from(*row)];
        }
    }
}

/// An index that is cut to the size of the table needs no check.
#[inline(always)]
fn pick<const N: usize>(column: &[u16; N], rows: &[u16], out: &mut [u16; GROUP]) {
    for (x, row) in out.iter_mut().zip(rows) {
        *x = column[usize::from(*row) % N];
    }
}
