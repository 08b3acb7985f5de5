//! The scale of answers for bars. Independent of words.

use crate::analysis::sensitivity::Tornado;

/// Number of characters of the scale.
const SCALE: usize = 25;

/// The scale from the smallest to the largest answer.
pub(super) struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    pub(super) fn of(tornado: &Tornado) -> Self {
        let swings = tornado.doubts.iter().chain(&tornado.plain);
        let ends = swings.flat_map(|swing| {
            let inner = swing.inner.map_or(swing.answers.0, |inner| inner.answer);
            [swing.answers.0, swing.answers.1, inner]
        });
        let ends = ends.chain([tornado.base.value]).filter(|x| x.is_finite());
        let (low, high) = ends
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        Self { low, high }
    }

    fn at(&self, x: f64) -> usize {
        let part = (x - self.low) / (self.high - self.low);
        if part.is_finite() {
            (part.clamp(0.0, 1.0) * (SCALE - 1) as f64).round() as usize
        } else {
            0
        }
    }

    /// A bar from one answer to the other, with a mark at the current answer.
    pub(super) fn bar(&self, (from, to): (f64, f64), base: f64) -> String {
        let (low, high) = (self.at(from.min(to)), self.at(from.max(to)));
        let here = self.at(base);
        let cell = |i: usize| match i {
            i if (low..=high).contains(&i) && low < high => '█',
            i if i == here => '│',
            _ => ' ',
        };
        (0..SCALE).map(cell).collect::<String>().trim_end().to_owned()
    }

    /// The ends of the scale as its heading; `worded` formats an answer with an error.
    pub(super) fn heading(&self, worded: impl Fn(f64, f64) -> String) -> String {
        let error = (self.high - self.low) / SCALE as f64;
        let (low, high) = (worded(self.low, error), worded(self.high, error));
        let space = SCALE.saturating_sub(low.chars().count() + high.chars().count());
        format!("{low}{}{high}", " ".repeat(space))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_on_their_scale() {
        let scale = Scale { low: 0.2, high: 0.5 };
        assert_eq!(scale.bar((0.5, 0.2), 0.3).chars().count(), SCALE);
        assert_eq!(scale.bar((0.3, 0.3), 0.3).trim(), "│");
    }
}
