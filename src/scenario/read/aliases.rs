//! The keys that unknown keys were meant for.

use crate::diagnostic::nearest;

/// Words that people write for keys, with those keys.
const ALIASES: &[(&str, &[&str])] = &[
    ("probability", &["p"]),
    ("prob", &["p"]),
    ("chance", &["p", "value"]),
    ("odds_ratio", &["odds"]),
    ("factor", &["odds"]),
    ("multiplier", &["odds"]),
    ("condition", &["if", "when", "given"]),
    ("cond", &["if", "when"]),
    ("trigger", &["when"]),
    ("description", &["because", "note"]),
    ("reason", &["because"]),
    ("comment", &["because", "note"]),
    ("rationale", &["because"]),
    ("why", &["because"]),
    ("values", &["outcomes", "options", "states", "rows"]),
    ("outcome", &["outcomes", "is"]),
    ("probabilities", &["outcomes"]),
    ("question", &["ask"]),
    ("query", &["ask"]),
    ("text", &["ask", "title", "note"]),
    ("name", &["title", "label"]),
    ("cases", &["case"]),
    ("adjustment", &["adjust"]),
    ("adjustments", &["adjust"]),
    ("delay", &["after"]),
    ("takes", &["after"]),
    ("initial", &["start"]),
    ("update", &["next"]),
    ("else", &["otherwise"]),
    ("choices", &["options"]),
    ("link", &["url"]),
    ("parents", &["given"]),
    ("depends_on", &["given"]),
    ("begin", &["as_of"]),
    ("from", &["as_of"]),
    ("to", &["until"]),
    ("horizon", &["until"]),
    ("interval", &["step"]),
    ("transitions", &["from"]),
    ("formula", &["value", "next"]),
    ("units", &["unit"]),
    ("result", &["is"]),
    ("period", &["per"]),
];

/// The key among `allowed` that `key` is an alias of, or else the nearest one.
pub(crate) fn meant<'a>(key: &str, allowed: &[&'a str]) -> Option<&'a str> {
    let alias = ALIASES.iter().find(|(word, _)| word.eq_ignore_ascii_case(key));
    let known =
        alias.and_then(|(_, keys)| keys.iter().find_map(|k| allowed.iter().find(|a| *a == k)));
    known.copied().or_else(|| nearest(key, allowed.iter().copied()))
}

/// The place where a key of the language belongs, for keys used in the wrong place.
pub(super) fn stands_elsewhere(key: &str) -> Option<&'static str> {
    match key {
        "by" | "pool" | "extremize" => Some(
            "a panel takes the place of a chance or a `value`: `p = { by = { … }, pool = \"log\" }`",
        ),
        "yardstick" => Some("the words for chances belong to `[scenario]`: move the line there"),
        "observations" => Some("`observations` goes beside `p` or `outcomes`"),
        "correlated" => Some("`correlated` belongs to a `[parameter]` or a `[quantity]`"),
        _ => None,
    }
}
