//! Columns of outcomes: a byte for each trial, and a second one if the variable has more than 256 outcomes.

use super::mask::Marks;
use crate::engine::tables::LANES;
use crate::numerics::kernel::{self, GROUP, Level, Lined};

/// One byte per trial.
pub(crate) type Bytes = Lined<u8>;

/// The outcome of a variable in each trial.
#[derive(Clone, Debug)]
pub(crate) struct Outcomes {
    /// The lower bytes.
    pub(crate) low: Box<Bytes>,
    /// The upper bytes; `None` if all outcomes fit in one byte.
    pub(crate) high: Option<Box<Bytes>>,
}

impl Outcomes {
    /// A column with the first outcome in every trial, of a variable with more than 256 outcomes if
    /// `is_wide`.
    pub(crate) fn new(is_wide: bool) -> Self {
        let bytes = || Box::new(Lined::of(0));
        Self { low: bytes(), high: is_wide.then(bytes) }
    }

    /// Whether outcomes have two bytes.
    pub(crate) fn is_wide(&self) -> bool {
        self.high.is_some()
    }

    /// The outcome in a trial.
    #[inline(always)]
    pub(crate) fn of(&self, lane: usize) -> u16 {
        let high = self.high.as_ref().map_or(0, |high| high[lane]);
        u16::from_le_bytes([self.low[lane], high])
    }

    /// Sets the outcome in a trial.
    #[inline(always)]
    pub(crate) fn set(&mut self, lane: usize, outcome: u16) {
        let [low, high] = outcome.to_le_bytes();
        self.low[lane] = low;
        match &mut self.high {
            Some(column) => column[lane] = high,
            None => assert!(high == 0, "a variable with this outcome has wide columns"),
        }
    }

    /// Sets the outcome in all trials.
    pub(crate) fn fill(&mut self, outcome: u16) {
        let [low, high] = outcome.to_le_bytes();
        self.low.fill(low);
        match &mut self.high {
            Some(column) => column.fill(high),
            None => assert!(high == 0, "a variable with this outcome has wide columns"),
        }
    }

    /// Copies the first `width` trials of a column of the same variable.
    #[inline]
    pub(crate) fn copy_from(&mut self, other: &Self, width: usize) {
        self.low[..width].copy_from_slice(&other.low[..width]);
        if let (Some(high), Some(other)) = (&mut self.high, &other.high) {
            high[..width].copy_from_slice(&other[..width]);
        }
    }

    /// The trials among the first `width` whose outcome is one of `requested`.
    pub(crate) fn is_one_of(&self, requested: &[u16], width: usize) -> Marks {
        let Some(high) = &self.high else {
            return Marks::by(|marks| {
                let marks = &mut marks[..width / GROUP];
                kernel::one_of(Level::best(), &self.low[..width], requested, marks);
            });
        };
        let is_in = |bytes: &Bytes, byte: u8| {
            Marks::by(|marks| {
                let marks = &mut marks[..width / GROUP];
                kernel::one_of(Level::best(), &bytes[..width], &[u16::from(byte)], marks);
            })
        };
        if let [one] = requested {
            let [low_byte, high_byte] = one.to_le_bytes();
            return is_in(&self.low, low_byte).and(&is_in(high, high_byte));
        }
        let most = requested.iter().max().map_or(0, |most| usize::from(*most));
        let mut is_requested = vec![false; most + 1];
        for outcome in requested {
            is_requested[usize::from(*outcome)] = true;
        }
        let mut found = Marks::NONE;
        let is_requested =
            |lane: &usize| is_requested.get(usize::from(self.of(*lane))) == Some(&true);
        (0..width).filter(is_requested).for_each(|lane| found.mark(lane));
        found
    }

    /// The trials among the first `width` in which the outcome differs from another column of the same variable.
    pub(crate) fn differing(&self, other: &Self, width: usize) -> Marks {
        let differing = |here: &Bytes, there: &Bytes| {
            Marks::by(|marks| {
                kernel::different(Level::best(), &here[..width], &there[..width], marks);
            })
        };
        let low = differing(&self.low, &other.low);
        match (&self.high, &other.high) {
            (Some(here), Some(there)) => low.or(&differing(here, there)),
            _ => low,
        }
    }

    /// Adds the number of trials in `among`, all within the first `width`, with each outcome to `counts`.
    pub(crate) fn count(&self, among: &Marks, width: usize, counts: &mut [u64]) {
        if self.is_wide() {
            among.lanes().for_each(|lane| counts[usize::from(self.of(lane))] += 1);
        } else {
            kernel::histogram(Level::best(), &self.low[..width], among.words(), counts);
        }
    }

    /// Appends the outcome of each trial to a mixed-radix index, as a digit with `size` values.
    pub(crate) fn add_to(&self, indices: &mut [u32], size: u32) {
        let width = indices.len().min(LANES);
        kernel::add_outcomes_to_indices(Level::best(), indices, &self.low[..width], size);
        if let Some(high) = &self.high {
            indices
                .iter_mut()
                .zip(high.iter())
                .for_each(|(index, high)| *index += u32::from(*high) << 8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(outcome: impl Fn(usize) -> u16) -> Outcomes {
        let mut column = Outcomes::new(true);
        (0..LANES).for_each(|lane| column.set(lane, outcome(lane)));
        column
    }

    #[test]
    fn both_bytes_of_an_outcome_count() {
        let column = filled(|lane| (lane * 7 % 600) as u16);
        let other = filled(|lane| (lane * 7 % 600) as u16 ^ if lane % 3 == 0 { 0x100 } else { 0 });
        assert!((0..LANES).all(|lane| usize::from(column.of(lane)) == lane * 7 % 600));
        let lanes = |marks: Marks| marks.lanes().collect::<Vec<_>>();
        let by =
            |holds: &dyn Fn(usize) -> bool| (0..LANES).filter(|l| holds(*l)).collect::<Vec<_>>();
        for requested in [&[3_u16][..], &[259], &[3, 259, 599], &[]] {
            let found = lanes(column.is_one_of(requested, LANES));
            assert_eq!(found, by(&|lane| requested.contains(&column.of(lane))), "{requested:?}");
        }
        assert_eq!(lanes(column.differing(&other, LANES)), by(&|lane| lane % 3 == 0));
        let mut counts = vec![0; 600];
        column.count(&Marks::ALL, LANES, &mut counts);
        // lanes 0 and 600, and lanes 257 and 857, since 7 × 257 = 3 × 600 − 1
        assert_eq!((counts[0], counts[599], counts.iter().sum::<u64>()), (2, 2, LANES as u64));
        let mut indices = [2; LANES];
        column.add_to(&mut indices, 600);
        assert_eq!(indices[500], 2 * 600 + 500);
    }

    #[test]
    #[should_panic(expected = "wide columns")]
    fn an_outcome_beyond_a_byte_is_never_cut_off() {
        Outcomes::new(false).set(0, 256);
    }
}
