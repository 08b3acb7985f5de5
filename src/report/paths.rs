//! Paths of numbers in words that fit beside a number. Knows how paths are made, not what they mean.

/// `talks: ministers→leaders` for `process.talks.from.ministers.leaders.p`; what is no path of a
/// known shape stays as it is.
pub(super) fn short(path: &str) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    let tail = |rest: &[&str]| {
        let rest: Vec<&str> = rest.iter().copied().filter(|part| *part != "outcomes").collect();
        match rest.as_slice() {
            [] | ["p" | "value"] => String::new(),
            ["adjust", n, "odds"] => format!(", odds {n}"),
            ["adjust", n, "odds", rest @ ..] => format!(", odds {n} {}", rest.join(" ")),
            [rest @ .., "p"] | rest => format!(", {}", rest.join(" ")),
        }
    };
    match parts.as_slice() {
        ["process", name, "from", from, to, rest @ ..] => {
            format!("{name}: {from}→{to}{}", tail(rest))
        }
        ["parameter" | "event" | "series" | "quantity" | "process", name, rest @ ..] => {
            format!("{name}{}", tail(rest))
        }
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn paths_are_shortened() {
        for (path, words) in [
            ("process.talks.from.ministers.leaders.p", "talks: ministers→leaders"),
            ("process.talks.from.none.experts.adjust.1.odds", "talks: none→experts, odds 1"),
            ("process.talks.from.experts.ministers.after", "talks: experts→ministers, after"),
            ("event.venue.outcomes.geneva", "venue, geneva"),
            ("event.venue.outcomes", "venue"),
            ("event.venue.case.1.outcomes.geneva", "venue, case 1 geneva"),
            ("parameter.appetite.value", "appetite"),
            ("do our_push", "do our_push"),
        ] {
            assert_eq!(short(path), words);
        }
    }
}
