//! Text as paths, by fonts of our own.

use tiny_skia::{Path, PathBuilder, Transform};
use unicode_bidi::{BidiInfo, Level};

/// Latin, Greek, Cyrillic and Hebrew, with the widths of Helvetica.
const REGULAR: Glyphs = Glyphs(include_bytes!("../fonts/sans-regular.glyphs"));
const BOLD: Glyphs = Glyphs(include_bytes!("../fonts/sans-bold.glyphs"));

/// The outlines of a font, as `fonts/make.py` writes them.
#[derive(Clone, Copy)]
struct Glyphs(&'static [u8]);

impl Glyphs {
    /// The bytes of an entry of the table, and those before it.
    const ENTRY: usize = 12;
    const HEAD: usize = 4;

    /// The big-endian number at these bytes; 0 beyond the end.
    fn number(self, from: usize, length: usize) -> usize {
        let bytes = self.0.get(from..from + length).unwrap_or_default();
        bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
    }

    /// The size of which coordinates are parts.
    fn units(self) -> f32 {
        self.number(0, 2) as f32
    }

    /// The width and the outline of a character; `None` if the font lacks it.
    fn find(self, character: char) -> Option<(f32, &'static [u8])> {
        let count = self.number(2, 2);
        let wanted = u32::from(character) as usize;
        let place = |entry: usize| Self::HEAD + Self::ENTRY * entry;
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.number(place(middle), 4) < wanted { low = middle + 1 } else { high = middle }
        }
        let entry = place(low);
        if low == count || self.number(entry, 4) != wanted {
            return None;
        }
        let begin = place(count) + self.number(entry + 8, 4);
        let outline = self.0.get(begin..begin + self.number(entry + 6, 2))?;
        Some((self.number(entry + 4, 2) as f32, outline))
    }
}

/// Adds an outline that is moved to the right.
fn draw(outline: &[u8], right: f32, to: &mut PathBuilder) {
    let mut at = 0;
    while let Some(step) = outline.get(at) {
        let coordinate = |index: usize| {
            let from = at + 1 + 2 * index;
            let bytes = outline.get(from..from + 2).map_or([0, 0], |bytes| [bytes[0], bytes[1]]);
            f32::from(i16::from_be_bytes(bytes))
        };
        let point = |index: usize| (right + coordinate(2 * index), coordinate(2 * index + 1));
        let (first, second) = (point(0), point(1));
        at += match step {
            b'M' => {
                to.move_to(first.0, first.1);
                5
            }
            b'L' => {
                to.line_to(first.0, first.1);
                5
            }
            b'Q' => {
                to.quad_to(first.0, first.1, second.0, second.1);
                9
            }
            _ => {
                to.close();
                1
            }
        };
    }
}

/// The looks and the place of text.
pub(super) struct Style {
    pub(super) size: f32,
    pub(super) is_bold: bool,
    /// Whether the text as a whole goes from right to left.
    pub(super) is_turned: bool,
    /// The part of the text to the left of its coordinate, from 0 to 1.
    pub(super) before: f32,
}

/// Returns text as a path from its coordinate, `None` if it draws nothing; or the first character without a glyph.
pub(super) fn outlined(words: &str, style: &Style) -> Result<Option<Path>, char> {
    let glyphs = if style.is_bold { BOLD } else { REGULAR };
    let scale = style.size / glyphs.units();
    let (mut path, mut right) = (PathBuilder::new(), 0.0);
    for character in in_order(words, style.is_turned).chars() {
        // the sign for what can't be shown is in no font of ours
        let character = if character == '\u{FFFD}' { '?' } else { character };
        let (width, outline) = glyphs.find(character).ok_or(character)?;
        draw(outline, right, &mut path);
        right += width;
    }
    let left = -style.before * right * scale;
    // fonts count upwards
    let place = Transform::from_row(scale, 0.0, 0.0, -scale, left, 0.0);
    Ok(path.finish().and_then(|path| path.transform(place)))
}

/// Returns characters in the order in which they stand, from the left.
fn in_order(words: &str, is_turned: bool) -> String {
    let level = if is_turned { Level::rtl() } else { Level::ltr() };
    let info = BidiInfo::new(words, Some(level));
    let lines = info.paragraphs.iter().map(|lines| info.reorder_line(lines, lines.range.clone()));
    lines.collect()
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
        assert_eq!(
            (REGULAR.units(), BOLD.find('H').map(|(width, _)| width)),
            (2048.0, Some(1479.0))
        );
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
