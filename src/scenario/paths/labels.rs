//! Labels of numbers, made from their paths.

use crate::scenario::Conditions;

/// Conditions with more characters are cut.
const MOST_LETTERS: usize = 60;

/// Returns the label of the number at a path, such as `talks: ministers→leaders` for
/// `process.talks.from.ministers.leaders.p`, followed by the condition of a case, an adjustment or a row; a path of
/// unknown form is unchanged.
pub fn label_of(path: &str, conditions: &Conditions) -> String {
    // two inputs that are drawn together
    if let Some((one, more)) = path.split_once(" with ") {
        return format!("{} with {}", label_of(one, conditions), label_of(more, conditions));
    }
    let parts: Vec<&str> = path.split('.').collect();
    match parts.as_slice() {
        ["group", _, member, attribute] => format!("{attribute}[{member}]"),
        [kind, base, "of", member, rest @ ..] => {
            let own = label_of(&[&[*kind, *base], rest].concat().join("."), conditions);
            format!("{base}[{member}]{}", own.strip_prefix(base).unwrap_or_default())
        }
        ["process", name, "from", from, to, rest @ ..] => {
            format!("{name}: {from}→{to}{}", tail(&parts, rest, conditions))
        }
        ["define", name, "is"] => (*name).to_owned(),
        ["parameter" | "event" | "series" | "quantity" | "process", name, rest @ ..] => {
            format!("{name}{}", tail(&parts, rest, conditions))
        }
        _ => path.to_owned(),
    }
}

/// The words after the name, such as `, if moscow == demands`.
fn tail(all: &[&str], rest: &[&str], conditions: &Conditions) -> String {
    let (kind, n, more) = match rest {
        [kind @ ("adjust" | "case" | "table"), n, more @ ..] => (*kind, *n, more),
        _ => return words(rest).map_or_else(String::new, |words| format!(", {words}")),
    };
    let path = all[..all.len() - more.len()].join(".");
    let (lead, unknown) = match kind {
        "adjust" => ("if ", "adjustment"),
        "case" => ("in case ", "case"),
        _ => ("", "row"),
    };
    let when = match conditions.get(&path) {
        Some(text) => format!("{lead}{}", cut(text, n)),
        None => format!("{unknown} {n}"),
    };
    let more = words(more).map_or_else(String::new, |words| format!(": {words}"));
    format!(", {when}{more}")
}

/// The informative keys of a path: outcomes, `after`, `start`, members of a panel.
fn words(keys: &[&str]) -> Option<String> {
    let is_stated = |key: &&str| !matches!(*key, "outcomes" | "odds" | "p" | "value");
    let worded = |key| if key == "causes" { "by" } else { key };
    let written: Vec<&str> =
        keys.iter().filter(|key| is_stated(key)).map(|key| worded(*key)).collect();
    (!written.is_empty()).then(|| written.join(" "))
}

/// Cuts a condition if it is long, and appends its number instead.
fn cut(text: &str, n: &str) -> String {
    if text.chars().count() <= MOST_LETTERS {
        return text.to_owned();
    }
    let kept: String = text.chars().take(MOST_LETTERS - 5).collect();
    format!("{}… ({n})", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::label_of;
    use crate::diagnostic::Sources;
    use crate::scenario;
    use crate::scenario::Conditions;

    #[test]
    fn paths_are_shortened() {
        for (path, words) in [
            ("process.talks.from.ministers.leaders.p", "talks: ministers→leaders"),
            ("process.talks.from.none.experts.adjust.1.odds", "talks: none→experts, adjustment 1"),
            ("process.talks.from.experts.ministers.after", "talks: experts→ministers, after"),
            ("event.meeting.p.by.ignatov.p", "meeting, by ignatov"),
            ("event.venue.outcomes.geneva", "venue, geneva"),
            ("event.venue.outcomes", "venue"),
            ("event.venue.case.1.outcomes.geneva", "venue, case 1: geneva"),
            ("parameter.appetite.value", "appetite"),
            ("appetite with parameter.mood.value", "appetite with mood"),
            ("do our_push", "do our_push"),
        ] {
            assert_eq!(label_of(path, &Conditions::default()), words);
        }
    }

    #[test]
    fn conditions_stand_for_numbers() {
        let long = "a and not b or b and not a or a and b or not a and not b and a";
        let text = format!(
            "[scenario]\nas_of = 2025-01-01\nuntil = 2025-02-01\n[event.a]\np = 0.5\n[event.b]\n\
             given = [\"a\"]\ntable = [ {{ a = \"yes\", p = 0.2 }}, {{ a = \"no\", p = 0.3 }} ]\n\
             [event.c]\noutcomes = {{ x = 0.5, y = 0.5 }}\n\
             case = [ {{ if = \"a\", outcomes = {{ x = 0.1, y = 0.9 }} }} ]\n\
             adjust = [ {{ if = \"b\", odds = {{ x = 2 }} }}, {{ if = \"b\", odds = {{ y = 3 }} }},\n\
             {{ if = \"{long}\", odds = {{ y = 3 }} }} ]\n\
             [process.talks]\nstates = [\"none\", \"leaders\"]\nstart = \"none\"\n\
             from.none.leaders = {{ p = 0.1, adjust = [ {{ if = \"a  and b\", odds = 2 }} ] }}\n"
        );
        let mut sources = Sources::default();
        let file = sources.add("a.toml", text);
        let (scenario, faults) = scenario::read(&sources, file);
        assert_eq!(faults, Vec::new());
        let conditions = Conditions::of(&scenario);
        for (path, words) in [
            ("process.talks.from.none.leaders.adjust.1.odds", "talks: none→leaders, if a and b"),
            ("event.b.table.2.p", "b, a no"),
            ("event.c.case.1.outcomes.x", "c, in case a: x"),
            ("event.c.adjust.1.odds.x", "c, if b: x"),
            ("event.c.adjust.2.odds.y", "c, if b (2): y"),
            (
                "event.c.adjust.3.odds.y",
                "c, if a and not b or b and not a or a and b or not a and not… (3): y",
            ),
        ] {
            assert_eq!(label_of(path, &conditions), words);
        }
    }
}
