//! Text in pictures: its width, its lines, and characters that no picture may carry.
//!
//! Widths are those of Helvetica, Arial and Liberation Sans, which are equal; others are near them.

use crate::diagnostic::on_one_line;
use unicode_width::UnicodeWidthChar;

/// The widths of the characters from space to tilde, in thousandths of the size.
const REGULAR: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];
/// The widths of other characters: narrow ones, capital letters, and those that fill two columns of a terminal.
const OTHER: f64 = 600.0;
const CAPITAL: f64 = 740.0;
const FULL: f64 = 1000.0;

/// The size and weight of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Face {
    /// The size in pixels.
    pub(super) size: f64,
    /// Whether it is bold.
    pub(super) is_bold: bool,
}

impl Face {
    /// Returns the width of one character.
    fn of(self, character: char) -> f64 {
        let thousandths = match character {
            ' '..='~' => {
                let widths = if self.is_bold { &BOLD } else { &REGULAR };
                f64::from(widths[character as usize - ' ' as usize])
            }
            '–' => 556.0,
            '·' => 333.0,
            '…' | '→' | '←' | '—' => FULL,
            _ => match character.width() {
                None | Some(0) => 0.0,
                Some(1) if character.is_uppercase() => CAPITAL,
                Some(1) => OTHER,
                Some(_) => FULL,
            },
        };
        thousandths / 1000.0 * self.size
    }

    /// Returns the width of text.
    pub(super) fn width(self, words: &str) -> f64 {
        words.chars().map(|character| self.of(character)).sum()
    }

    /// Breaks text into at most `most` lines of this width, at spaces if it has any; the last one ends in an ellipsis
    /// if there is more.
    pub(super) fn lines(self, words: &str, room: f64, most: usize) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in words.split_whitespace() {
            for (index, piece) in self.pieces(word, room).into_iter().enumerate() {
                let line = lines.last_mut().expect("there is a line from the start");
                let joined = self.width(line) + self.of(' ') + self.width(&piece);
                if line.is_empty() {
                    *line = piece;
                } else if index == 0 && joined <= room {
                    line.push(' ');
                    line.push_str(&piece);
                } else {
                    lines.push(piece);
                }
            }
        }
        if lines.len() > most.max(1) {
            lines.truncate(most.max(1));
            let last = lines.last_mut().expect("one is kept at least");
            *last = self.cut(last, room);
        }
        lines
    }

    /// Breaks a word that is wider than the room into pieces.
    fn pieces(self, word: &str, room: f64) -> Vec<String> {
        let (mut pieces, mut used) = (vec![String::new()], 0.0);
        for character in word.chars() {
            let own = self.of(character);
            let last = pieces.last_mut().expect("there is a piece from the start");
            // a mark stays with its letter
            if own > 0.0 && used + own > room && !last.is_empty() {
                pieces.push(String::new());
                used = 0.0;
            }
            used += own;
            pieces.last_mut().expect("as above").push(character);
        }
        pieces
    }

    /// Returns as much of the text as fits before an ellipsis.
    fn cut(self, words: &str, room: f64) -> String {
        let mut used = self.of('…');
        let fits = |character: &char| {
            used += self.of(*character);
            used <= room
        };
        let kept: String = words.chars().take_while(fits).collect();
        format!("{}…", kept.trim_end())
    }
}

/// Returns text that a picture can carry: on one line, without characters that XML forbids or that turn the direction of
/// what follows.
pub(super) fn clean(words: &str) -> String {
    let fit = on_one_line(words);
    let is_forbidden = |c: char| matches!(c, '\u{FFFE}' | '\u{FFFF}');
    fit.trim().chars().map(|c| if is_forbidden(c) { '\u{FFFD}' } else { c }).collect()
}

/// Whether text begins in a script that is written from right to left.
pub(super) fn is_from_right(words: &str) -> bool {
    let strong = words.chars().find(|c| c.is_alphabetic());
    strong.is_some_and(|c| {
        matches!(u32::from(c), 0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x10800..=0x10FFF
            | 0x1E800..=0x1EFFF)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACE: Face = Face { size: 10.0, is_bold: false };

    #[test]
    fn widths_are_those_of_helvetica() {
        // 722 + 3 * 556 + 278 of 1000, by the metrics of Adobe's Helvetica
        assert!((FACE.width("H100.") - 10.0 * (0.722 + 3.0 * 0.556 + 0.278)).abs() < 1e-9);
        assert!(Face { is_bold: true, ..FACE }.width("meet") > FACE.width("meet"));
        assert!((FACE.width("日本") - 20.0).abs() < 1e-9);
    }

    #[test]
    fn lines_fit_and_lose_nothing_unless_they_say_so() {
        let words = "ministers of both sides meet in a Donaudampfschifffahrtsgesellschaft's hall";
        for room in [12.0, 40.0, 90.0, 1000.0] {
            let lines = FACE.lines(words, room, usize::MAX);
            assert!(lines.iter().all(|line| FACE.width(line) <= room), "{lines:?}");
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(letters(&lines.concat()), letters(words));
            let two = FACE.lines(words, room, 2);
            assert!(two.len() <= 2 && two.iter().all(|line| FACE.width(line) <= room));
            assert_eq!(two.last().is_some_and(|line| line.ends_with('…')), lines.len() > 2);
        }
        assert_eq!(FACE.lines("", 40.0, 2), [""]);
    }

    #[test]
    fn no_character_steers_what_reads_a_picture() {
        let words = clean(" a\u{0}b\u{1b}[2J\nc\u{202e}d\u{ffff}e ");
        assert!(words.chars().all(|c| !c.is_control() && c != '\u{202e}' && c != '\u{ffff}'));
        assert!(words.starts_with('a') && words.ends_with('e'));
    }

    #[test]
    fn the_first_letter_says_where_text_begins() {
        assert!(is_from_right("30 \u{5e4}\u{5d2}\u{5d9}\u{5e9}\u{5d4}"));
        assert!(!is_from_right("30 %") && !is_from_right("a \u{5e4}"));
    }
}
