//! Makes file names from other names. Independent of folders.

use crate::diagnostic::is_unfit;
use sha2::{Digest, Sha256};

/// The longest name that is kept as it is, and the length to which a longer one is cut, in bytes.
const LONGEST: usize = 100;
const KEPT: usize = 80;
/// Names that Windows reserves for devices, with any extension.
const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];
/// Names of devices that are followed by a digit.
const PORTS: [&str; 2] = ["COM", "LPT"];

/// Returns a name for a file or folder: a single path component on every system. A changed name ends in
/// digits of the SHA-256 of the original, so that different names stay different.
pub fn file_name(name: &str) -> String {
    let is_odd = |c: char| is_unfit(c) || r#"<>:"/\|?*"#.contains(c);
    let plain: String = name.chars().map(|c| if is_odd(c) { '_' } else { c }).collect();
    let bare = plain.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    let is_short = bare.len() <= LONGEST;
    if bare == name && is_short && !bare.is_empty() && !is_device(bare) {
        return name.to_owned();
    }
    let end = if is_short { bare.len() } else { bare.floor_char_boundary(KEPT) };
    let begin = if bare.is_empty() { "scenario" } else { bare[..end].trim_end_matches(['.', ' ']) };
    // for device names, the part before the first dot counts
    marked(&if is_device(begin) { format!("_{begin}") } else { begin.to_owned() }, name)
}

/// Appends digits of the SHA-256 of `name` to `begin`.
pub(crate) fn marked(begin: &str, name: &str) -> String {
    let digest = Sha256::digest(name);
    digest.iter().take(4).fold(format!("{begin}-"), |text, byte| text + &format!("{byte:02x}"))
}

fn is_device(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let is_digit = |rest: &str| matches!(rest.chars().next(), Some('0'..='9' | '¹' | '²' | '³'));
    let is_port = |port: &&str| {
        first.strip_prefix(*port).is_some_and(|rest| rest.chars().count() == 1 && is_digit(rest))
    };
    DEVICES.contains(&first.as_str()) || PORTS.iter().any(is_port)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::{Component, Path};

    #[test]
    fn usual_names_stay() {
        for name in ["leaders_summit", "Größe 2", "a.b", "contact", "com", "-x", "_", "日本"] {
            assert_eq!(file_name(name), name);
        }
    }

    #[test]
    fn every_name_is_one_part_of_a_path_and_none_takes_the_place_of_another() {
        let long = "ü".repeat(1000);
        let longer = "ü".repeat(1001);
        let names = [
            "",
            ".",
            "..",
            "...",
            " ",
            ".hidden",
            "a/b",
            "a_b",
            "a\\b",
            "/etc/passwd",
            "../../x",
            "CON",
            "con.x",
            "Com1",
            "lpt9.tar",
            "nul ",
            "a:b",
            "a\u{0}b",
            "a\nb",
            "a\u{202e}b",
            "x.",
            "x",
            "x ",
            "~",
            &long,
            &longer,
        ];
        let made: BTreeSet<String> =
            names.iter().map(|name| file_name(name).to_lowercase()).collect();
        assert_eq!(made.len(), names.len(), "{made:?}");
        for name in made {
            let parts: Vec<_> = Path::new(&name).components().collect();
            assert!(matches!(parts[..], [Component::Normal(_)]), "{name}");
            assert!(name.len() <= LONGEST && !name.starts_with('.') && !name.ends_with(['.', ' ']));
            assert!(!name.contains(is_unfit) && !name.contains(['/', '\\', ':']), "{name}");
            assert!(!is_device(&name), "{name}");
        }
    }
}
