//! Parts of all charts: the picture with its title, scales, ticks, lines and text.

use super::words::{Face, clean, is_from_right};
use maud::{Markup, Render, html};

/// The width of a chart; narrow, so that it can be read on a phone.
pub(super) const WIDTH: f64 = 440.0;
/// The width of a chart with columns of text, which stands alone.
pub(super) const WIDE: f64 = 720.0;
/// The colour of marks; a page overrides it by the classes `accent` and `line`.
pub(super) const ACCENT: &str = "#1f5fa8";
/// The colour of axes and rules; a page overrides it by the class `rule`.
pub(super) const RULE: &str = "#8a8f98";
/// The colour of text that explains; a page overrides it by the class `soft`.
const SOFT: &str = "#545a64";
/// The colour behind a chart; a page overrides it by the class `paper`.
const PAPER: &str = "#ffffff";
/// The size of text, and of text that explains.
pub(super) const SIZE: f64 = 14.0;
pub(super) const SMALL: f64 = 12.0;
/// The height of a line of text.
pub(super) const LINE: f64 = 17.0;
/// Fonts with the widths of Helvetica, and any other.
const FONTS: &str = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif";

/// A drawn chart.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    /// The title; empty if the block has none of its own.
    pub(super) title: String,
    /// Words on the units and marks, above the chart; may be empty.
    pub(super) note: String,
    /// The numbers of the chart in words.
    pub(super) description: String,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) content: Markup,
}

/// The words around a picture that stands alone.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// The title.
    pub title: &'a str,
    /// A line below the chart: where the numbers come from.
    pub source: &'a str,
}

impl Picture {
    /// Returns the picture for a page, whose style sets its colours.
    pub(super) fn inline(&self) -> Markup {
        let (head, height) = self.noted(0.0);
        let above = height + if height > 0.0 { 6.0 } else { 0.0 };
        html! {
            svg.chart xmlns="http://www.w3.org/2000/svg"
                viewBox=(format!("0 0 {} {}", px(self.width), px(above + self.height)))
                width=(px(self.width)) height=(px(above + self.height)) role="img" font-family=(FONTS)
                font-size=(px(SIZE)) fill="currentColor" {
                title { (clean(&self.title)) }
                desc { (clean(&self.description)) }
                (head)
                g transform=(format!("translate(0 {})", px(above))) { (self.content) }
            }
        }
    }

    /// Returns the picture as a file: with its title, on paper of its own, light or dark as the reader's system is.
    pub(super) fn alone(&self, frame: &Frame) -> String {
        const SIDE: f64 = 20.0;
        const STYLE: &str = "text{font-variant-numeric:tabular-nums}\
            @media(prefers-color-scheme:dark){svg{color:#e9eaed}.accent{fill:#7db3ee}.line{stroke:#7db3ee}\
            .soft{fill:#b3b8c1}.paper{fill:#15171b}.edge{stroke:#15171b}}";
        let bold = Face { size: 17.0, is_bold: true };
        let lines = bold.lines(&clean(frame.title), self.width, 4);
        let top = SIDE + 21.0 * lines.len() as f64;
        let (note, height) = self.noted(top);
        let above = top + height + 10.0;
        let small = Face { size: 11.0, is_bold: false };
        let source = clean(frame.source);
        let source =
            if source.is_empty() { Vec::new() } else { small.lines(&source, self.width, 3) };
        let foot = above + self.height + 8.0;
        let (width, height) = (self.width + 2.0 * SIDE, foot + 14.0 * source.len() as f64 + SIDE);
        let body = html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {} {}", px(width), px(height)))
                width=(px(width)) height=(px(height)) role="img" font-family=(FONTS) font-size=(px(SIZE))
                color="#1a1c20" fill="currentColor" {
                title { (clean(frame.title)) }
                desc { (clean(&self.description)) }
                style { (maud::PreEscaped(STYLE)) }
                rect.paper width=(px(width)) height=(px(height)) fill=(PAPER) {}
                g transform=(format!("translate({} 0)", px(SIDE))) {
                    @for (row, line) in lines.iter().enumerate() {
                        (label(line).at(0.0, SIDE + 14.0 + 21.0 * row as f64).face(bold))
                    }
                    (note)
                    g transform=(format!("translate(0 {})", px(above))) { (self.content) }
                    @for (row, line) in source.iter().enumerate() {
                        (label(line).at(0.0, foot + 12.0 + 14.0 * row as f64).face(small).soft())
                    }
                }
            }
        };
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", body.into_string())
    }

    /// The note below `top`, and its height.
    fn noted(&self, top: f64) -> (Markup, f64) {
        let note = clean(&self.note);
        if note.is_empty() {
            return (html! {}, 0.0);
        }
        let lines = Face { size: SMALL, is_bold: false }.lines(&note, self.width, 3);
        let drawn = html! {
            @for (row, line) in lines.iter().enumerate() {
                (label(line).at(0.0, top + 12.0 + 15.0 * row as f64).small())
            }
        };
        (drawn, 15.0 * lines.len() as f64)
    }
}

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
        let part = (value - low) / (high - low);
        let part = if part.is_nan() { 0.5 } else { part.clamp(0.0, 1.0) };
        self.ends.0 + part * (self.ends.1 - self.ends.0)
    }

    /// The distance between the ends.
    pub(super) fn length(&self) -> f64 {
        (self.ends.1 - self.ends.0).abs()
    }
}

/// Returns a coordinate as text, to a tenth of a pixel.
pub(super) fn px(x: f64) -> String {
    let text = format!("{x:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    (if text == "-0" { "0" } else { text }).to_owned()
}

/// Returns the least round number of at least `value` among 1, 2, 2.5 and 5 times a power of ten.
pub(super) fn round_up(value: f64) -> f64 {
    let power = 10.0_f64.powf(value.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    steps.into_iter().map(|step| step * power).find(|x| *x >= value * (1.0 - 1e-9)).unwrap_or(value)
}

/// Returns round numbers from `low` to `high`, about `count` of them.
pub(super) fn ticks(low: f64, high: f64, count: f64) -> Vec<f64> {
    if !(high > low && low.is_finite() && high.is_finite() && (high - low).is_finite()) {
        return if low.is_finite() { vec![low] } else { Vec::new() };
    }
    let step = round_up((high - low) / count);
    let first = (low / step - 1e-9).ceil();
    let found = (0..100).map(|i| (first + f64::from(i)) * step);
    // -0 is written 0, and 0.6000000000000001 as 0.6
    let round = |x: f64| if x.abs() < step * 1e-9 { 0.0 } else { (x / step).round() * step };
    found.take_while(|x| *x <= high + step * 1e-9).map(round).collect()
}

/// Returns as many round numbers from `low` to `high` as fit beside each other, with their texts.
pub(super) fn fitting(
    scale: &Scale,
    most: u32,
    text: &dyn Fn(f64) -> String,
) -> Vec<(f64, String)> {
    let face = Face { size: SMALL, is_bold: false };
    let (low, high) = scale.values;
    let told = |count: u32| -> Vec<(f64, String)> {
        ticks(low, high, f64::from(count)).into_iter().map(|x| (x, text(x))).collect()
    };
    let fits = |found: &Vec<(f64, String)>| {
        let width: f64 = found.iter().map(|(_, words)| face.width(words) + 14.0).sum();
        width <= scale.length() + 40.0
    };
    let found = (1..=most).rev().map(told).find(fits);
    found.unwrap_or_else(|| told(1).into_iter().take(1).collect())
}

/// Returns where the middle of small text has to be so that it stays within a chart.
pub(super) fn within(x: f64, words: &str) -> f64 {
    let half = Face { size: SMALL, is_bold: false }.width(words) / 2.0;
    x.min(WIDTH - half).max(half)
}

/// The horizontal place of text relative to its coordinate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Anchor {
    Start,
    Middle,
    End,
}

/// Text with its place and looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label<'a> {
    words: &'a str,
    at: (f64, f64),
    anchor: Anchor,
    face: Face,
    is_soft: bool,
}

/// Creates text that begins at its coordinate.
pub(super) fn label(words: &str) -> Label<'_> {
    let face = Face { size: SIZE, is_bold: false };
    Label { words, at: (0.0, 0.0), anchor: Anchor::Start, face, is_soft: false }
}

impl Label<'_> {
    /// Puts it at a coordinate; `y` is that of its baseline.
    pub(super) fn at(self, x: f64, y: f64) -> Self {
        Self { at: (x, y), ..self }
    }

    pub(super) fn face(self, face: Face) -> Self {
        Self { face, ..self }
    }

    pub(super) fn bold(self) -> Self {
        Self { face: Face { is_bold: true, ..self.face }, ..self }
    }

    /// Uses the size and colour of text that explains.
    pub(super) fn small(self) -> Self {
        Self { face: Face { size: SMALL, ..self.face }, is_soft: true, ..self }
    }

    pub(super) fn soft(self) -> Self {
        Self { is_soft: true, ..self }
    }

    pub(super) fn middle(self) -> Self {
        Self { anchor: Anchor::Middle, ..self }
    }

    pub(super) fn end(self) -> Self {
        Self { anchor: Anchor::End, ..self }
    }
}

impl Render for Label<'_> {
    fn render(&self) -> Markup {
        let words = clean(self.words);
        if words.is_empty() {
            return html! {};
        }
        let is_turned = is_from_right(&words);
        // text from right to left starts at its right end
        let anchor = match (self.anchor, is_turned) {
            (Anchor::Middle, _) => "middle",
            (Anchor::Start, false) | (Anchor::End, true) => "start",
            (Anchor::End, false) | (Anchor::Start, true) => "end",
        };
        let size = (self.face.size - SIZE).abs() > 0.01;
        html! {
            text class=[self.is_soft.then_some("soft")] x=(px(self.at.0)) y=(px(self.at.1))
                text-anchor=[(anchor != "start" || is_turned).then_some(anchor)]
                direction=[is_turned.then_some("rtl")]
                font-size=[size.then(|| px(self.face.size))]
                font-weight=[self.face.is_bold.then_some("bold")]
                fill=[self.is_soft.then_some(SOFT)] { (words) }
        }
    }
}

/// Returns lines of text below each other around a middle height.
pub(super) fn stack(lines: &[String], middle: f64, place: &dyn Fn(&str, f64) -> Markup) -> Markup {
    let first = middle + 4.8 - LINE / 2.0 * (lines.len() as f64 - 1.0);
    html! { @for (row, line) in lines.iter().enumerate() { (place(line, first + LINE * row as f64)) } }
}

/// Returns a thin line.
pub(super) fn rule(from: (f64, f64), to: (f64, f64)) -> Markup {
    html! {
        line.rule x1=(px(from.0)) y1=(px(from.1)) x2=(px(to.0)) y2=(px(to.1)) stroke=(RULE) {}
    }
}

/// Returns a faint line of a grid behind the marks.
pub(super) fn faint(from: (f64, f64), to: (f64, f64)) -> Markup {
    html! {
        line.rule x1=(px(from.0)) y1=(px(from.1)) x2=(px(to.0)) y2=(px(to.1)) stroke=(RULE)
            stroke-opacity="0.35" {}
    }
}

/// Returns a rectangle of the accent colour with this opacity.
pub(super) fn rectangle(from: (f64, f64), to: (f64, f64), opacity: &str) -> Markup {
    let (left, top) = (from.0.min(to.0), from.1.min(to.1));
    let (width, height) = ((from.0 - to.0).abs(), (from.1 - to.1).abs());
    html! {
        rect.accent x=(px(left)) y=(px(top)) width=(px(width)) height=(px(height)) fill=(ACCENT)
            fill-opacity=(opacity) {}
    }
}

/// Returns a line with short ends across it: a range over a bar.
pub(super) fn whisker(from: f64, to: f64, middle: f64) -> Markup {
    let (left, right) = (from.min(to), from.max(to));
    let cap = |x: f64| format!("M{} {}V{}", px(x), px(middle - 4.0), px(middle + 4.0));
    let path = format!("M{} {}H{}{}{}", px(left), px(middle), px(right), cap(left), cap(right));
    html! { path d=(path) fill="none" stroke="currentColor" stroke-width="1.5" {} }
}

/// Returns slanted lines that fill a rectangle: a pattern for those who don't see colours.
pub(super) fn hatch(from: (f64, f64), to: (f64, f64), step: f64) -> Markup {
    let (left, top) = (from.0.min(to.0), from.1.min(to.1));
    let (width, height) = ((from.0 - to.0).abs(), (from.1 - to.1).abs());
    let count = ((width + height) / step).ceil().clamp(0.0, 2_000.0) as u32;
    let lines = (1..count.max(1)).map(|line| step * f64::from(line)).map(|at| {
        let below = (left + (at - height).max(0.0), top + at.min(height));
        let above = (left + at.min(width), top + (at - width).max(0.0));
        format!("M{} {}L{} {}", px(below.0), px(below.1), px(above.0), px(above.1))
    });
    let path: String = lines.collect();
    html! { @if !path.is_empty() { path.rule d=(path) fill="none" stroke=(RULE) {} } }
}

/// Returns words for a list of at most `most` items, and how many more there are.
pub(super) fn listed(items: impl ExactSizeIterator<Item = String>, most: usize) -> String {
    let more = items.len().saturating_sub(most);
    let shown: Vec<String> = items.take(most).collect();
    let rest = if more == 0 { String::new() } else { format!("; and {more} more") };
    format!("{}{rest}", shown.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within_the_ends() {
        assert_eq!(ticks(0.0, 1.0, 4.0), [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(ticks(-30.0, 30.0, 4.0), [-20.0, 0.0, 20.0]);
        assert_eq!(ticks(5.0, 5.0, 4.0), [5.0]);
        assert!(ticks(f64::NAN, 5.0, 4.0).is_empty());
        assert!(ticks(-f64::MAX, f64::MAX, 4.0).len() <= 1);
    }

    #[test]
    fn ticks_fit_beside_each_other() {
        let scale = Scale { values: (0.0, 4e12), ends: (0.0, 300.0) };
        let text = crate::report::format::number::exact;
        let found = fitting(&scale, 8, &text);
        assert!(!found.is_empty() && found.len() < 5, "{found:?}");
    }

    #[test]
    fn text_is_escaped_and_turned() {
        let text = label("</text><script>\"'&\u{1b}").at(1.0, 2.0).render().into_string();
        assert!(!text.contains("<script") && !text.contains('\u{1b}'), "{text}");
        let turned = label("\u{5e4}\u{5d2}").at(1.0, 2.0).end().render().into_string();
        assert!(turned.contains("text-anchor=\"start\" direction=\"rtl\""), "{turned}");
        assert!(label(" \n").render().into_string().is_empty());
    }

    #[test]
    fn hatching_stays_within_its_rectangle() {
        let drawn = hatch((10.0, 20.0), (30.0, 26.0), 5.0).into_string();
        let path = drawn.split('"').find(|part| part.starts_with('M')).expect("it has a path");
        let numbers = path.split(['M', 'L', ' ']).filter(|part| !part.is_empty());
        let numbers: Vec<f64> = numbers.map(|text| text.parse().expect("a number")).collect();
        for point in numbers.chunks(2) {
            assert!((10.0..=30.0).contains(&point[0]) && (20.0..=26.0).contains(&point[1]));
        }
    }
}
