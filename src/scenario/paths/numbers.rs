//! Access to the numbers of a scenario by their paths: `event.venue.case.1.outcomes.geneva`.

use super::cells::spell_out;
use super::ratios::{ratios, set_ratio};
use super::slots::{Slot, visit, visit_mut};
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::scenario::literal::{Literal, LiteralValue, Outcomes};
use crate::scenario::names::{is_identifier, path_piece};
use crate::scenario::read::{Meaning, parse_literal};
use crate::scenario::read::{rounded, sum_fault};
use crate::scenario::tree::Scenario;
use std::collections::BTreeSet;
use std::ops::Range;

/// Every number of the scenario, in the order of the file.
pub fn literals(scenario: &Scenario) -> Vec<&Literal> {
    let mut literals = Vec::new();
    visit(scenario, &mut |slot| match slot {
        Slot::Alone(literal, _) => literals.push(literal),
        Slot::Shares(outcomes) => literals.extend(outcomes.shares.iter().map(|(_, f)| f)),
    });
    literals.sort_by_key(|literal| literal.place);
    literals
}

/// Replaces the number at `path` by `value`, in the syntax of the file, with or without quotes; `place_of` maps byte
/// ranges of the text `PATH=VALUE` to places.
///
/// Setting one outcome gives the difference to `rest`; without `rest`, the other plain numbers are scaled in
/// proportion. Returns a sentence for each other change.
pub fn set(
    scenario: &mut Scenario,
    path: &str,
    value: &str,
    place_of: &dyn Fn(Range<usize>) -> Place,
) -> Result<Vec<String>, Vec<Diagnostic>> {
    let path_place = place_of(0..path.len());
    let expected = path.trim();
    if let Some(done) = set_ratio(scenario, path, value, place_of) {
        return done.map(|()| Vec::new()).map_err(|fault| vec![fault]);
    }
    spell_out(scenario, &|name| {
        expected.strip_prefix("event.").is_some_and(|rest| rest.split('.').next() == Some(name))
    });
    let known = known(scenario);
    let Some(expected) = &among(&known, expected) else {
        return Err(vec![unknown_path(scenario, expected, &known, path_place)]);
    };
    if let Some(own) = scenario.memberships.shared.get(expected).cloned() {
        // the number of several members, each at its own path
        let mut notes = Vec::new();
        let shared = scenario.memberships.shared.clone();
        for path in own {
            let shift = |at: usize| at.saturating_sub(path.len() - expected.len());
            let place_of = |range: Range<usize>| place_of(shift(range.start)..shift(range.end));
            notes.extend(set(scenario, &path, value, &place_of)?);
        }
        scenario.memberships.shared = shared;
        scenario.given.insert(expected.clone());
        return Ok(notes);
    }
    let mut offset = path.len() + 1;
    let mut written = value;
    if let Some(inner) = value.trim().strip_prefix('"').and_then(|v| v.strip_suffix('"')) {
        offset += value.find('"').map_or(0, |i| i + 1);
        written = inner;
    }
    let whole = place_of(path.len() + 1..path.len() + 1 + value.len());
    let places = |range: Range<usize>| place_of(range.start + offset..range.end + offset);
    if written.trim_start().starts_with('{') {
        let what =
            format!("`{expected}` can be set to one number, range or formula, not to a table");
        return Err(vec![
            Diagnostic::new(Code::WrongType, whole, what)
                .help("of a panel, set what each expert says: `…by.anna=0.3`"),
        ]);
    }
    let words = scenario.yardstick.clone();
    let read = |meaning| parse_literal(written, meaning, true, (whole, &places), &words);
    let text = written.trim();
    let mut done = None;
    visit_mut(scenario, &mut |slot| match slot {
        Slot::Alone(literal, meaning) if literal.path == *expected => {
            done = Some(read(meaning).map(|written| {
                literal.value = written;
                literal.observations = None;
                text.clone_into(&mut literal.text);
                literal.place = whole;
                Vec::new()
            }));
        }
        Slot::Shares(outcomes) => {
            if let Some(at) = outcomes.shares.iter().position(|(_, f)| f.path == *expected) {
                done = Some(read(Meaning::Chance).and_then(|number| {
                    set_share(outcomes, at, &number, text, whole).map_err(|f| vec![f])
                }));
            }
        }
        Slot::Alone(..) => {}
    });
    // a member that has a number of its own shares it no longer
    scenario.memberships.shared.retain(|_, own| {
        own.retain(|path| path != expected);
        !own.is_empty()
    });
    scenario.given.insert(expected.clone());
    done.unwrap_or_else(|| Err(vec![unknown_path(scenario, expected, &known, path_place)]))
}

/// The whole path of the number that `path` names. A path may leave out a last `.p` or `.value`; for a parameter the
/// name is enough.
pub fn literal_path(scenario: &Scenario, path: &str, place: Place) -> Result<String, Diagnostic> {
    let known = known(scenario);
    among(&known, path.trim()).ok_or_else(|| unknown_path(scenario, path.trim(), &known, place))
}

/// The paths of all numbers, also of those that several members share.
fn known(scenario: &Scenario) -> Vec<String> {
    let own = literals(scenario).into_iter().map(|literal| literal.path.clone());
    own.chain(scenario.memberships.shared.keys().cloned()).collect()
}

fn among(known: &[String], expected: &str) -> Option<String> {
    let forms = [
        expected.to_owned(),
        format!("{expected}.p"),
        format!("{expected}.value"),
        format!("parameter.{expected}"),
        format!("parameter.{expected}.value"),
        format!("{expected}.is"),
        format!("define.{expected}.is"),
    ];
    let found = forms.into_iter().find(|form| known.contains(form));
    // names that need quotes in TOML may be without them on the command line
    let quoted = || expected.split('.').map(path_piece).collect::<Vec<_>>().join(".");
    found.or_else(|| {
        let quoted =
            Some(quoted()).filter(|quoted| !expected.contains('"') && quoted != expected)?;
        among(known, &quoted)
    })
}

/// The whole paths of all numbers that are chances.
pub fn chances(scenario: &Scenario) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    visit(scenario, &mut |slot| match slot {
        Slot::Alone(literal, Meaning::Chance | Meaning::Share) => {
            found.insert(literal.path.as_str());
        }
        Slot::Alone(..) => {}
        Slot::Shares(outcomes) => {
            found.extend(outcomes.shares.iter().map(|(_, literal)| literal.path.as_str()));
        }
    });
    let shared = scenario.memberships.shared.iter();
    let shared = shared.filter(|(_, own)| own.iter().any(|path| found.contains(path.as_str())));
    let shared: Vec<&str> = shared.map(|(path, _)| path.as_str()).collect();
    found.extend(shared);
    found
}

/// The role of the number at a whole path.
pub(crate) fn meaning_of(scenario: &Scenario, path: &str) -> Option<Meaning> {
    let mut found = None;
    let path =
        scenario.memberships.shared.get(path).and_then(|own| own.first()).map_or(path, |own| own);
    visit(scenario, &mut |slot| match slot {
        Slot::Alone(literal, meaning) if literal.path == path => found = Some(meaning),
        Slot::Shares(outcomes) if outcomes.shares.iter().any(|(_, f)| f.path == path) => {
            found = Some(Meaning::Share);
        }
        _ => {}
    });
    found
}

/// Sets the chance of one outcome, and adjusts the others.
fn set_share(
    outcomes: &mut Outcomes,
    at: usize,
    written: &LiteralValue,
    text: &str,
    place: Place,
) -> Result<Vec<String>, Diagnostic> {
    let mut changed = outcomes.clone();
    let (name, literal) = &mut changed.shares[at];
    let name = name.value.clone();
    let path = literal.path.clone();
    literal.value.clone_from(written);
    literal.text = text.to_string();
    literal.place = place;
    let mut notes = Vec::new();
    if !changed.shares.iter().any(|(_, literal)| literal.value == LiteralValue::Rest) {
        let LiteralValue::Plain(chance) = *written else {
            let message = format!(
                "`{path}` can't be a formula: the other outcomes have no `rest` to give way"
            );
            return Err(Diagnostic::new(Code::Sum, place, message).label("set it to a number"));
        };
        notes = scale_others(&mut changed, at, chance, place)?;
    }
    if let Some(mut fault) = sum_fault(&changed, &format!("the outcomes beside `{name}`")) {
        fault.place = Some(place);
        fault.label = String::from("the others leave less than that");
        return Err(fault);
    }
    *outcomes = changed;
    Ok(notes)
}

/// Scales all outcomes except the one at `at` so that they sum to 1 − `chance`.
fn scale_others(
    outcomes: &mut Outcomes,
    at: usize,
    chance: f64,
    place: Place,
) -> Result<Vec<String>, Diagnostic> {
    let mut sum = 0.0;
    for (_, literal) in others(outcomes, at) {
        match literal.value {
            LiteralValue::Plain(other) => sum += other,
            LiteralValue::Formula(_)
            | LiteralValue::Rest
            | LiteralValue::Word(..)
            | LiteralValue::Cases(..)
            | LiteralValue::Panel(_) => {
                let message = format!(
                    "`{}` is no plain number, and can't be scaled to the remainder",
                    literal.path
                );
                return Err(Diagnostic::new(Code::Sum, place, message)
                    .help("make one of the outcomes \"rest\""));
            }
        }
    }
    let left = 1.0 - chance;
    if sum <= 0.0 {
        if left == 0.0 {
            return Ok(Vec::new());
        }
        let message = "the other outcomes are all 0 and can't be scaled to the remainder";
        return Err(Diagnostic::new(Code::Sum, place, message).help("set one of them first"));
    }
    let mut notes = Vec::new();
    for (_, literal) in others(outcomes, at) {
        if let LiteralValue::Plain(other) = literal.value {
            let scaled = other * left / sum;
            let text = rounded(scaled).to_string();
            if (scaled - other).abs() > 1e-12 {
                notes.push(format!("`{}` goes from {} to {text}", literal.path, literal.text));
            }
            literal.value = LiteralValue::Plain(scaled);
            literal.text = text;
        }
    }
    Ok(notes)
}

fn others(
    outcomes: &mut Outcomes,
    at: usize,
) -> impl Iterator<Item = &mut (crate::diagnostic::Located<String>, Literal)> {
    outcomes.shares.iter_mut().enumerate().filter(move |(i, _)| *i != at).map(|(_, share)| share)
}

/// The fault of a path that leads to no number.
fn unknown_path(scenario: &Scenario, path: &str, known: &[String], place: Place) -> Diagnostic {
    let ratios: Vec<String> = ratios(scenario).into_iter().map(|(path, _)| path).collect();
    let near = nearest(path, known.iter().chain(&ratios).map(String::as_str));
    let message = format!("there is no number at `{path}`");
    let fault = Diagnostic::new(Code::UnknownPath, place, message).suggest(near);
    match made(scenario, path) {
        Some(name) => fault.label("`--set` is for numbers").help(format!(
            "to suppose that somebody makes `{name}` come out so, write `--do {name}=…`"
        )),
        None if near.is_none() => {
            fault.help("`foretell check FILE --paths` lists the numbers and their paths")
        }
        None => fault,
    }
}

/// The variable that `path` names, if it names a variable rather than one of its numbers.
fn made<'a>(scenario: &Scenario, path: &'a str) -> Option<&'a str> {
    let mut parts = path.split('.');
    let first = parts.next()?;
    let choice = |name: &str| scenario.choices.iter().any(|choice| choice.name.value == name);
    let event = |name: &str| scenario.events.iter().any(|event| event.name.value == name);
    let process = |name: &str| scenario.processes.iter().any(|process| process.name.value == name);
    match (first, parts.next()) {
        ("choice", Some(name)) if choice(name) => Some(name),
        ("event", Some(name)) if event(name) && parts.next().is_none() => Some(name),
        ("process", Some(name)) if process(name) && parts.next().is_none() => Some(name),
        (name, _) if is_identifier(name) && (choice(name) || event(name) || process(name)) => {
            Some(name)
        }
        _ => None,
    }
}
