//! Text as paths, by fonts of our own.

use std::sync::LazyLock;
use tiny_skia::{Path, PathBuilder, Transform};
use ttf_parser::{Face, OutlineBuilder};
use unicode_bidi::{BidiInfo, Level};

/// Latin, Greek, Cyrillic and Hebrew, with the widths of Helvetica.
static REGULAR: LazyLock<Face> =
    LazyLock::new(|| face(include_bytes!("../fonts/sans-regular.ttf")));
static BOLD: LazyLock<Face> = LazyLock::new(|| face(include_bytes!("../fonts/sans-bold.ttf")));

fn face(bytes: &'static [u8]) -> Face<'static> {
    Face::parse(bytes, 0).expect("it is a font of ours")
}

/// The looks and the place of text.
pub(super) struct Style {
    pub(super) size: f32,
    pub(super) is_bold: bool,
    /// Whether the text as a whole goes from right to left.
    pub(super) is_turned: bool,
    /// How much of the text is to the left of its coordinate, from 0 to 1.
    pub(super) before: f32,
}

/// Returns text as a path from its coordinate, `None` if it draws nothing; or the first character without a glyph.
pub(super) fn outlined(words: &str, style: &Style) -> Result<Option<Path>, char> {
    let face = if style.is_bold { &*BOLD } else { &*REGULAR };
    let scale = style.size / f32::from(face.units_per_em());
    let mut pen = Pen { to: PathBuilder::new(), at: 0.0 };
    for character in in_order(words, style.is_turned).chars() {
        // the sign for what can't be shown is in no font of ours
        let character = if character == '\u{FFFD}' { '?' } else { character };
        let glyph = face.glyph_index(character).ok_or(character)?;
        face.outline_glyph(glyph, &mut pen);
        pen.at += f32::from(face.glyph_hor_advance(glyph).unwrap_or(0));
    }
    let left = -style.before * pen.at * scale;
    // fonts count upwards
    let place = Transform::from_row(scale, 0.0, 0.0, -scale, left, 0.0);
    Ok(pen.to.finish().and_then(|path| path.transform(place)))
}

/// Returns characters in the order in which they stand, from the left.
fn in_order(words: &str, is_turned: bool) -> String {
    let level = if is_turned { Level::rtl() } else { Level::ltr() };
    let info = BidiInfo::new(words, Some(level));
    let lines = info.paragraphs.iter().map(|lines| info.reorder_line(lines, lines.range.clone()));
    lines.collect()
}

/// A builder that moves on from glyph to glyph.
struct Pen {
    to: PathBuilder,
    at: f32,
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.to.move_to(self.at + x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.to.line_to(self.at + x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.to.quad_to(self.at + x1, y1, self.at + x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.to.cubic_to(self.at + x1, y1, self.at + x2, y2, self.at + x, y);
    }

    fn close(&mut self) {
        self.to.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &str, before: f32) -> Result<Option<Path>, char> {
        outlined(words, &Style { size: 10.0, is_bold: false, is_turned: false, before })
    }

    #[test]
    fn text_has_the_widths_of_helvetica() {
        // an H is 722 of 1000 wide; its stems stand within
        let bounds = of("H", 0.0).expect("it has a glyph").expect("it draws").bounds();
        assert!(bounds.left() > 0.0 && bounds.right() < 7.22 && bounds.top() < -6.5, "{bounds:?}");
        let at_end = of("H", 1.0).expect("it has a glyph").expect("it draws").bounds();
        assert!((bounds.left() - at_end.left() - 7.22).abs() < 0.01, "{bounds:?} {at_end:?}");
        assert_eq!(of(" ", 0.0), Ok(None));
        assert_eq!(of("a\u{65e5}", 0.0), Err('\u{65e5}'));
        assert!(of("Zürich Łódź Київ Αθήνα → ↓ × ÷ − ± – … · “”", 0.0).is_ok());
    }

    #[test]
    fn letters_from_the_right_are_in_order() {
        assert_eq!(in_order("\u{5d0}\u{5d1} 30", true), "30 \u{5d1}\u{5d0}");
        assert_eq!(in_order("a \u{5d0}\u{5d1}", false), "a \u{5d1}\u{5d0}");
    }
}
