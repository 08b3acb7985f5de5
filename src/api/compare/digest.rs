//! A digest of everything on which the numbers of a side depend, for machines to compare.

use super::sides::Side;
use crate::analysis::Contender;
use crate::api::scenario::digest;

/// The text before the id of a text, and the one before the id of a formula.
const IDS: [&str; 2] = ["FileId(", "#"];

impl Side {
    /// The SHA-256 of all that its numbers depend on: its scenario with all changes, and what is supposed.
    pub(crate) fn sha256(&self) -> String {
        let Contender { scenario, unlearnt, supposition, .. } = &self.contender;
        digest(without_ids(&format!("{scenario:?}\n{unlearnt:?}\n{supposition:?}")).as_bytes())
    }
}

/// Returns a description without ids, which depend on all that a process has read before. Ids are outside quotes.
fn without_ids(described: &str) -> String {
    let mut stable = String::with_capacity(described.len());
    let (mut is_quoted, mut is_escaped, mut is_id) = (false, false, false);
    for letter in described.chars() {
        if is_id && letter.is_ascii_digit() {
            continue;
        }
        stable.push(letter);
        is_quoted ^= letter == '"' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        is_id = !is_quoted && IDS.iter().any(|before| stable.ends_with(before));
    }
    stable
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::scenario::Scenario;

    const TEXT: &str = "[event.meeting]\np = \"20% to 60%\"\nbecause = \"As \\\"#2\\\" says.\"\n\
        [event.deal]\np = 0.1\ncase = [ { if = \"meeting\", p = 0.5 } ]\n";

    fn sha256(text: &str, given: &str) -> String {
        let case = Scenario::read("talks.toml", text).case().observe(given);
        Side::new("own", &case.compile().expect("no fault")).sha256()
    }

    #[test]
    fn a_side_has_the_same_digest_in_every_process() {
        // each text that is read has another id
        assert_eq!(sha256(TEXT, "meeting"), sha256(TEXT, "meeting"));
        for (text, given) in [
            (TEXT, "deal"),
            (&*TEXT.replace("0.5", "0.6"), "meeting"),
            (&*TEXT.replace("#2", "#3"), "meeting"),
        ] {
            assert_ne!(sha256(text, given), sha256(TEXT, "meeting"));
        }
    }
}
