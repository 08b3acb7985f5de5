//! Numbers: the middle first, then how far they reach, and their density.

use crate::forecast::{Body, Forecast};
use crate::report::document::{Block, Histogram};
use crate::report::forecast::heading::heading;
use crate::report::forecast::numbers;
use crate::report::forecast::present::year;

/// Shows each number.
pub(super) fn blocks(forecast: &Forecast) -> Vec<Block> {
    let mut blocks = Vec::new();
    for answer in &forecast.answers {
        let Body::Number(summary) = &answer.body else { continue };
        if let Some(bars) = numbers::values(answer, summary) {
            blocks.push(Block::Bars(bars));
            blocks.extend(numbers::fan(answer, summary, year(forecast)));
            continue;
        }
        let label = heading(answer).trim().to_owned();
        for block in numbers::with_middle_half(answer, summary, year(forecast)) {
            blocks.push(match block {
                Block::Histogram(bins) => {
                    Block::Histogram(Histogram { label: label.clone(), ..bins })
                }
                other => other,
            });
        }
    }
    blocks
}
