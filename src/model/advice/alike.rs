//! Advice on names that look alike: names that differ only by case, or by letters of other scripts.

use crate::diagnostic::{Code, Diagnostic, Located, nearest};
use crate::scenario::{Base, Chances, Rule, Scenario};
use std::collections::BTreeMap;

pub(super) fn advise(scenario: &Scenario, found: &mut Vec<Diagnostic>) {
    among(&variables(scenario), "two variables", found);
    for choice in &scenario.choices {
        let options: Vec<_> = choice.options.iter().collect();
        among(&options, &format!("two options of `{}`", choice.name.value), found);
    }
    for event in &scenario.events {
        let mut outcomes = outcomes_of(&event.rule);
        if let Some(otherwise) = &event.otherwise
            && !outcomes.iter().any(|outcome| outcome.value == otherwise.value)
        {
            near(otherwise, &outcomes, &event.name.value, found);
            outcomes.push(otherwise);
        }
        among(&outcomes, &format!("two outcomes of `{}`", event.name.value), found);
    }
    for process in &scenario.processes {
        let states: Vec<_> = process.states.iter().collect();
        among(&states, &format!("two states of `{}`", process.name.value), found);
    }
}

/// Shorter words are near too many others.
const SHORTEST: usize = 4;

/// Reports an `otherwise` that adds an outcome whose name is nearly that of another.
fn near(
    otherwise: &Located<String>,
    outcomes: &[&Located<String>],
    event: &str,
    found: &mut Vec<Diagnostic>,
) {
    let written = &otherwise.value;
    let others = outcomes.iter().filter(|outcome| skeleton(&outcome.value) != skeleton(written));
    let Some(near) = nearest(written, others.map(|outcome| outcome.value.as_str())) else { return };
    if written.chars().count() < SHORTEST {
        return;
    }
    let what = format!("`otherwise` adds the outcome `{written}` to `{event}`, which has `{near}`");
    let place = outcomes.iter().find(|outcome| outcome.value == near).map(|outcome| outcome.place);
    let advice = Diagnostic::new(Code::LookAlike, otherwise.place, what).suggest(Some(near));
    found.push(match place {
        Some(place) => advice.related(place, "the other is here"),
        None => advice,
    });
}

fn variables(scenario: &Scenario) -> Vec<&Located<String>> {
    let mut names: Vec<&Located<String>> = Vec::new();
    names.extend(scenario.choices.iter().map(|choice| &choice.name));
    names.extend(scenario.events.iter().map(|event| &event.name));
    names.extend(scenario.processes.iter().map(|process| &process.name));
    names.extend(scenario.series.iter().map(|series| &series.name));
    names.extend(scenario.quantities.iter().map(|quantity| &quantity.name));
    names.sort_by_key(|name| name.place);
    names
}

fn outcomes_of(rule: &Rule) -> Vec<&Located<String>> {
    match &rule.base {
        Base::Cells(cells) => cells.outcomes.iter().collect(),
        Base::Outcomes(outcomes) => outcomes.names().collect(),
        Base::Panel(panel) => panel.names(),
        Base::Table(table) => match table.rows.first().map(|row| &row.chances) {
            Some(Chances::Outcomes(outcomes)) => outcomes.names().collect(),
            Some(Chances::Panel(panel)) => panel.names(),
            Some(Chances::Chance(_)) | None => Vec::new(),
        },
        Base::Chance(_) => Vec::new(),
    }
}

fn among(names: &[&Located<String>], what: &str, found: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<String, &Located<String>> = BTreeMap::new();
    for name in names {
        let Some(first) = seen.get(&skeleton(&name.value)) else {
            seen.insert(skeleton(&name.value), name);
            if let Some(letters) = mixed(&name.value) {
                found.push(
                    Diagnostic::new(
                        Code::LookAlike,
                        name.place,
                        format!("`{}` has letters of two scripts that look alike", name.value),
                    )
                    .help(letters),
                );
            }
            continue;
        };
        let how = if first.value.to_lowercase() == name.value.to_lowercase() {
            "differ only by case"
        } else {
            "differ only by letters of another script"
        };
        found.push(
            Diagnostic::new(
                Code::LookAlike,
                name.place,
                format!("{what}, `{}` and `{}`, {how}", first.value, name.value),
            )
            .related(first.place, "the other is here")
            .help("if they are one thing, write them alike; if not, tell them apart"),
        );
    }
}

/// A name as it looks: in lower case, with look-alike letters replaced by Latin ones.
fn skeleton(name: &str) -> String {
    name.chars().flat_map(|letter| latin(letter).unwrap_or(letter).to_lowercase()).collect()
}

/// Reports the letters of a name with Latin letters that only look Latin.
fn mixed(name: &str) -> Option<String> {
    let foreign: Vec<String> = name
        .chars()
        .filter(|letter| latin(*letter).is_some())
        .map(|letter| format!("`{letter}` (U+{:04X})", u32::from(letter)))
        .collect();
    let has_latin = name.chars().any(|letter| letter.is_ascii_alphabetic());
    if foreign.is_empty() || !has_latin {
        return None;
    }
    let verb = if foreign.len() == 1 { "is no Latin letter" } else { "are no Latin letters" };
    Some(format!("{} {verb}: type the name again", foreign.join(", ")))
}

/// The Latin letter that a Cyrillic or Greek letter looks like (after Unicode's table of confusables).
fn latin(letter: char) -> Option<char> {
    Some(match letter {
        'а' | 'α' => 'a',
        'е' => 'e',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'с' | 'ϲ' => 'c',
        'у' => 'y',
        'х' | 'χ' => 'x',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'ѕ' => 's',
        'һ' => 'h',
        'ԁ' => 'd',
        'ԛ' => 'q',
        'ԝ' => 'w',
        'ν' => 'v',
        'υ' => 'u',
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'Е' | 'Ε' => 'E',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Н' | 'Η' => 'H',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'С' => 'C',
        'Т' | 'Τ' => 'T',
        'У' | 'Υ' => 'Y',
        'Х' | 'Χ' => 'X',
        'І' | 'Ι' => 'I',
        'Ј' => 'J',
        'Ѕ' => 'S',
        'Ζ' => 'Z',
        'Ν' => 'N',
        _ => return None,
    })
}
