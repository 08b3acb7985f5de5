//! What all charts share: the picture with its title, scales, ticks and text.

use maud::{Markup, html};
use unicode_width::UnicodeWidthStr;

/// The width of a chart.
pub(super) const WIDTH: f64 = 640.0;
/// The height of a line of text.
pub(super) const LINE: f64 = 18.0;
/// The colour of marks; a page overrides it by the class `accent`.
pub(super) const ACCENT: &str = "#1f5fa8";
/// The colour of axes and rules; a page overrides it by the class `rule`.
pub(super) const RULE: &str = "#8a8f98";
/// The mean width of a character, in parts of the size of the font.
const CHARACTER: f64 = 0.56;
/// The size of text.
const SIZE: f64 = 13.0;

/// A linear scale from values to coordinates.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    /// The values at both ends.
    pub(super) values: (f64, f64),
    /// The coordinates at both ends.
    pub(super) ends: (f64, f64),
}

impl Scale {
    /// Returns the coordinate of a value, which is moved to the nearer end if it lies outside.
    pub(super) fn at(&self, value: f64) -> f64 {
        let (low, high) = self.values;
        let part = if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 };
        self.ends.0 + part * (self.ends.1 - self.ends.0)
    }
}

/// Returns a coordinate as text, to a tenth of a pixel.
pub(super) fn px(x: f64) -> String {
    let text = format!("{x:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Returns the least round number of at least `value` among 1, 2, 2.5 and 5 times a power of ten.
pub(super) fn round_up(value: f64) -> f64 {
    let power = 10.0_f64.powf(value.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    steps.into_iter().map(|step| step * power).find(|x| *x >= value * (1.0 - 1e-9)).unwrap_or(value)
}

/// Returns round numbers from `low` to `high`, about `count` of them.
pub(super) fn ticks(low: f64, high: f64, count: f64) -> Vec<f64> {
    if !(high > low && low.is_finite() && high.is_finite()) {
        return vec![low];
    }
    let step = round_up((high - low) / count);
    let first = (low / step - 1e-9).ceil();
    let found = (0..100).map(|i| (first + f64::from(i)) * step);
    // -0 is written 0
    found.take_while(|x| *x <= high + step * 1e-9).map(|x| x + 0.0).collect()
}

/// Returns the width that text takes, about.
pub(super) fn width_of(words: &str) -> f64 {
    words.width() as f64 * CHARACTER * SIZE
}

/// Returns the text shortened with an ellipsis so that it takes at most `width`; empty if there is no room at all.
pub(super) fn shortened(words: &str, width: f64) -> String {
    if width_of(words) <= width {
        return words.to_owned();
    }
    let most = (width / (CHARACTER * SIZE)) as usize;
    if most < 3 {
        return String::new();
    }
    let mut kept = String::new();
    for character in words.chars() {
        if kept.width() + 2 > most {
            break;
        }
        kept.push(character);
    }
    format!("{}…", kept.trim_end())
}

/// The horizontal place of text relative to its coordinate.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Returns text whose baseline is at `y`.
pub(super) fn text(x: f64, y: f64, anchor: Anchor, words: &str) -> Markup {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    html! { text x=(px(x)) y=(px(y)) text-anchor=(anchor) { (words) } }
}

/// Returns a thin line.
pub(super) fn rule(from: (f64, f64), to: (f64, f64)) -> Markup {
    html! {
        line.rule x1=(px(from.0)) y1=(px(from.1)) x2=(px(to.0)) y2=(px(to.1)) stroke=(RULE) stroke-width="1";
    }
}

/// Returns a rectangle of the accent colour with this opacity.
pub(super) fn rectangle(from: (f64, f64), to: (f64, f64), opacity: &str) -> Markup {
    let (left, top) = (from.0.min(to.0), from.1.min(to.1));
    let (width, height) = ((from.0 - to.0).abs(), (from.1 - to.1).abs());
    html! {
        rect.accent x=(px(left)) y=(px(top)) width=(px(width)) height=(px(height)) fill=(ACCENT)
            fill-opacity=(opacity);
    }
}

/// Returns a picture of this height with its title and description.
pub(super) fn picture(height: f64, title: &str, description: &str, content: &Markup) -> Markup {
    html! {
        svg.chart xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {} {}", px(WIDTH), px(height)))
            width=(px(WIDTH)) height=(px(height)) role="img" font-family="Inter, Helvetica, Arial, sans-serif"
            font-size=(px(SIZE)) fill="currentColor" {
            title { (title) }
            @if !description.is_empty() { desc { (description) } }
            (content)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within_the_ends() {
        assert_eq!(ticks(0.0, 1.0, 5.0), [0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0]);
        assert_eq!(ticks(-30.0, 30.0, 4.0), [-20.0, 0.0, 20.0]);
        assert_eq!(ticks(5.0, 5.0, 4.0), [5.0]);
        assert_eq!(ticks(f64::NAN, 5.0, 4.0).len(), 1);
    }

    #[test]
    fn text_is_shortened_to_its_room() {
        assert_eq!(shortened("ministers", 400.0), "ministers");
        let short = shortened("ministers meet in Geneva", 80.0);
        assert!(short.ends_with('…') && width_of(&short) <= 80.0, "{short}");
        assert_eq!(shortened("ministers", 10.0), "");
    }
}
