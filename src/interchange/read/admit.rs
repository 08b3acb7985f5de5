//! Decoding of network files and recognition of their formats by their first words.

use super::super::xml::root;
use super::token::{BIF, DSC, Dialect, HUGIN, Kind, Lexer, PLAIN};
use crate::diagnostic::Code;
use crate::formula::nfc;
use crate::scenario::{Refusal, utf8};
use std::borrow::Cow;

/// The longest network file, in bytes.
pub const MOST_BYTES: usize = 512 * 1024 * 1024;

/// The most bytes that are searched for the first word of a file.
const MOST_PREAMBLE: usize = 64 * 1024;

/// A format of networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// BIF 0.15, the interchange format of Bayesian networks.
    Bif,
    /// Microsoft's belief networks, `.dsc`.
    Dsc,
    /// Hugin's `.net`.
    Hugin,
    /// The format of the UAI inference competitions.
    Uai,
    /// GeNIe's `.xdsl`.
    Xdsl,
    /// XMLBIF.
    XmlBif,
    /// XML of another kind.
    Xml,
}

impl Format {
    /// The format that these bytes begin with, or else that of the file name's ending; `None` if neither is that of a
    /// network.
    pub fn of(ending: &str, bytes: &[u8]) -> Option<Self> {
        let start = &bytes[..bytes.len().min(MOST_PREAMBLE)];
        let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
        let text = String::from_utf8_lossy(start);
        let begun = begun(&text);
        begun.or_else(|| match ending.to_ascii_lowercase().as_str() {
            "bif" => Some(Self::Bif),
            "dsc" => Some(Self::Dsc),
            "net" => Some(Self::Hugin),
            "uai" => Some(Self::Uai),
            "xdsl" => Some(Self::Xdsl),
            "xmlbif" | "xbif" | "bifxml" => Some(Self::XmlBif),
            _ => None,
        })
    }

    /// The endings of the names of network files.
    pub const ENDINGS: [&str; 8] = ["bif", "dsc", "net", "uai", "xdsl", "xmlbif", "xbif", "bifxml"];

    fn dialect(self) -> &'static Dialect {
        match self {
            Self::Bif => &BIF,
            Self::Dsc => &DSC,
            Self::Hugin => &HUGIN,
            Self::Uai | Self::Xdsl | Self::XmlBif | Self::Xml => &PLAIN,
        }
    }
}

/// The format that a text begins with.
fn begun(text: &str) -> Option<Format> {
    let opens = |c: char| c.is_alphabetic() || matches!(c, '_' | '?' | '!' | '/');
    if text.trim_start().strip_prefix('<').is_some_and(|rest| rest.starts_with(opens)) {
        let root = root(text).unwrap_or_default();
        return Some(match root.as_str() {
            "smile" => Format::Xdsl,
            "BIF" | "bif" => Format::XmlBif,
            _ => Format::Xml,
        });
    }
    let words = |dialect| {
        let mut lexer = Lexer::new(text, 0..text.len(), dialect);
        let (first, second, third) = (lexer.next(), lexer.next(), lexer.next());
        (first.kind == Kind::Word).then_some((first.word(text), second, third))
    };
    if let Some((first, second, _)) = words(&BIF) {
        let named = second.is_word() && !second.word(text).starts_with(['=', '.', ':']);
        let opens = named || second.is(b'(') || second.is(b'{');
        match first {
            "belief" if second.word(text) == "network" => return Some(Format::Dsc),
            "network" | "variable" | "probability" if opens => return Some(Format::Bif),
            "BAYES" | "MARKOV" if second.word(text).parse::<usize>().is_ok() => {
                return Some(Format::Uai);
            }
            _ => {}
        }
    }
    let (first, second, third) = words(&HUGIN)?;
    let opens = match first {
        "net" => second.is(b'{'),
        "potential" => second.is(b'('),
        "class" | "node" | "decision" | "utility" => second.is_word() && third.is(b'{'),
        "discrete" | "continuous" => second.word(text) == "node",
        _ => false,
    };
    opens.then_some(Format::Hugin)
}

/// Decodes `bytes` to text, without a byte-order mark and in Unicode's normal form C.
///
/// Refuses files over [`MOST_BYTES`], bytes that are not UTF-8, and files that hold only blanks and comments. XML may
/// be in Latin-1 if it declares that.
pub fn admit(bytes: Vec<u8>, format: Format) -> Result<String, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal {
            code: Code::TooLarge,
            message: "the file has more than 512 MB, the most that a network may have".into(),
            help: "is it another file than you meant?".into(),
        });
    }
    let text = decoded(bytes)?;
    if Lexer::new(&text, 0..text.len(), format.dialect()).next().kind == Kind::End {
        let (message, help) = match format {
            Format::Bif => (
                "the file says nothing: it holds no block of a network",
                "a network is made of `network`, `variable` and `probability` blocks",
            ),
            _ => ("the file says nothing: it holds no network", "is it the file that you meant?"),
        };
        let (message, help) = (message.into(), help.into());
        return Err(Refusal { code: Code::Empty, message, help });
    }
    Ok(match nfc(&text) {
        Cow::Owned(normal) => normal,
        Cow::Borrowed(_) => text,
    })
}

/// Decodes bytes as UTF-8, or as Latin-1 if the head of an XML file declares that.
fn decoded(mut bytes: Vec<u8>) -> Result<String, Refusal> {
    let mark = match utf8(&bytes) {
        Ok(text) => bytes.len() - text.len(),
        Err(refusal) => {
            let is_latin = says_latin(&bytes);
            return if is_latin {
                Ok(bytes.into_iter().map(char::from).collect())
            } else {
                Err(refusal)
            };
        }
    };
    bytes.drain(..mark);
    String::from_utf8(bytes).map_err(|_| Refusal {
        code: Code::NotUtf8,
        message: "the file is not UTF-8 text".into(),
        help: "save it as UTF-8".into(),
    })
}

/// Whether the first line of an XML file names an encoding with one byte per character.
fn says_latin(bytes: &[u8]) -> bool {
    let head =
        bytes.strip_prefix(b"<?xml").and_then(|rest| rest.split(|byte| *byte == b'>').next());
    let head = String::from_utf8_lossy(head.unwrap_or_default()).to_ascii_lowercase();
    ["iso-8859-1", "latin1", "latin-1", "windows-1252", "us-ascii"]
        .iter()
        .any(|name| head.contains(&format!("\"{name}\"")) || head.contains(&format!("'{name}'")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_skipped_and_emptiness_is_reported() {
        let bif = |bytes: &[u8]| admit(bytes.to_vec(), Format::Bif);
        assert_eq!(bif(b"\xEF\xBB\xBFnetwork x {}"), Ok("network x {}".to_owned()));
        for empty in [&b""[..], b" \r\n", b"// only words\n/* and more */", b"\xEF\xBB\xBF"] {
            assert_eq!(bif(empty).expect_err("empty").code, Code::Empty);
        }
        let refusal = bif(b"network \xFF {}").expect_err("not UTF-8");
        assert!(refusal.message.ends_with("line 1, column 9"), "{}", refusal.message);
        let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><smile id=\"Gr\xF6\xDFe\"/>";
        let text = admit(latin.to_vec(), Format::Xdsl).expect("Latin-1");
        assert!(text.ends_with("<smile id=\"Größe\"/>"), "{text}");
    }

    #[test]
    fn formats_are_distinguished_by_what_they_begin_with() {
        let cases = [
            ("network rain {", Some(Format::Bif)),
            ("// a note\nvariable x {", Some(Format::Bif)),
            ("belief network \"x\"\nnode a {", Some(Format::Dsc)),
            ("% Hugin\nnet\n{", Some(Format::Hugin)),
            ("class pump\n{", Some(Format::Hugin)),
            ("potential (a) {", Some(Format::Hugin)),
            ("BAYES\n3\n2 2 2", Some(Format::Uai)),
            ("<?xml version=\"1.0\"?>\n<!-- x --><smile version=\"1.0\">", Some(Format::Xdsl)),
            (
                "<!DOCTYPE BIF [ <!ELEMENT BIF (NETWORK)*> ]>\n<BIF VERSION=\"0.3\">",
                Some(Format::XmlBif),
            ),
            ("<html><body>", Some(Format::Xml)),
            ("[scenario]\ntitle = \"x\"", None),
            ("network = 3", None),
            ("network.x = 3", None),
            ("# BAYES 3", None),
            ("", None),
        ];
        for (text, format) in cases {
            assert_eq!(Format::of("toml", text.as_bytes()), format, "{text}");
        }
        assert_eq!(Format::of("BIF", b"[scenario]"), Some(Format::Bif));
        assert_eq!(Format::of("bif", b"<smile version=\"1.0\">"), Some(Format::Xdsl));
    }
}
