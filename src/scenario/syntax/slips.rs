//! Slips in values without quotes whose intended meaning is clear: decimal commas, dates in other forms, per cent,
//! curly quotes and special blanks.

use super::flaw::Flaw;
use crate::diagnostic::{Code, Diagnostic, FileId, Place, Repair};
use crate::formula::slips::{
    comma_readings, commas, fraction, grouped, groups_of_points, money, ways_of, whole_date,
    written_range,
};
use crate::scenario::read::amount;
use std::ops::Range;

/// Keys that hold dates.
const DATES: [&str; 5] = ["as_of", "until", "since", "date", "on"];
/// Keys that hold numbers of any kind; under other keys a bare per cent must be a chance.
const NUMBERS: [&str; 4] = ["value", "start", "next", "otherwise"];

/// The fault of a line, if it is a known kind of slip.
pub(super) fn known(flaw: &Flaw<'_>, file: FileId) -> Option<Diagnostic> {
    let line = flaw.line();
    let outside = outside_quotes(line);
    let place = |range: Range<usize>| {
        Place::new(file, flaw.line.start + range.start..flaw.line.start + range.end)
    };
    curly(line, &outside, &place)
        .or_else(|| blanks(line, &outside, &place))
        .or_else(|| date(flaw, &place))
        .or_else(|| one_number(flaw, &place))
        .or_else(|| bare_range(flaw, &place))
        .or_else(|| number_with_commas(line, &outside, &place))
        .or_else(|| bare_percent(flaw, &outside, &place))
}

/// A form of a number, and its meaning.
type Reading = (String, String);

type PlaceOf<'a> = &'a dyn Fn(Range<usize>) -> Place;

/// The parts of a line outside quotes and comments.
fn outside_quotes(line: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut quote) = (0, None);
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        match quote {
            Some('"') if escaped || c == '\\' => escaped = !escaped,
            Some(open) if c == open => {
                quote = None;
                start = at + 1;
            }
            None if c == '"' || c == '\'' => {
                parts.push(start..at);
                quote = Some(c);
            }
            None if c == '#' => {
                parts.push(start..at);
                return parts;
            }
            _ => {}
        }
    }
    if quote.is_none() {
        parts.push(start..line.len());
    }
    parts
}

/// The fault of curly quotes, with one repair for all of the line.
fn curly(line: &str, outside: &[Range<usize>], place: PlaceOf<'_>) -> Option<Diagnostic> {
    let is_curly = |c: char| "“”„«»‘’‚".contains(c);
    let (first, quote) = outside.iter().find_map(|part| {
        line[part.clone()]
            .char_indices()
            .find(|(_, c)| is_curly(*c))
            .map(|(i, c)| (part.start + i, c))
    })?;
    let all = line[first..].char_indices().filter(|(_, c)| is_curly(*c));
    let all: Vec<(usize, char)> = all.map(|(at, c)| (first + at, c)).collect();
    let fault = Diagnostic::new(
        Code::Syntax,
        place(first..first + quote.len_utf8()),
        "curly quotes don't mark a text",
    )
    .label("write straight quotes: \"");
    let edits = all.iter().map(|(at, c)| (place(*at..at + c.len_utf8()), "\""));
    let repair =
        edits.fold(Repair { edits: Vec::new() }, |repair, (place, text)| repair.and(place, text));
    Some(fault.repair(repair))
}

/// The fault of blanks that TOML does not allow, such as the non-breaking space, and of characters of no width.
fn blanks(line: &str, outside: &[Range<usize>], place: PlaceOf<'_>) -> Option<Diagnostic> {
    let invisible =
        |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let odd = |c: char| !c.is_ascii() && (c.is_whitespace() || invisible(c));
    let found: Vec<(usize, char)> = outside
        .iter()
        .flat_map(|part| line[part.clone()].char_indices().map(|(i, c)| (part.start + i, c)))
        .filter(|(_, c)| odd(*c))
        .collect();
    let (first, c) = *found.first()?;
    let what = match c {
        '\u{a0}' | '\u{202f}' => "a non-breaking space",
        _ if invisible(c) => "an invisible character",
        _ => "a space of another width",
    };
    let message = format!("{what} (U+{:04X}) is here", c as u32);
    let label = if invisible(c) { "delete it" } else { "type an ordinary space instead" };
    let fault =
        Diagnostic::new(Code::Syntax, place(first..first + c.len_utf8()), message).label(label);
    let repair = found.iter().fold(Repair { edits: Vec::new() }, |repair, (at, c)| {
        repair.and(place(*at..at + c.len_utf8()), if invisible(*c) { "" } else { " " })
    });
    Some(fault.repair(repair))
}

/// The fault of a date in another form, under a key that holds a date.
fn date(flaw: &Flaw<'_>, place: PlaceOf<'_>) -> Option<Diagnostic> {
    let line = flaw.line();
    if !DATES.contains(&flaw.key()) {
        return None;
    }
    let start = line.find('=')? + 1;
    let value = line[start..].split('#').next().unwrap_or_default();
    let from = start + value.len() - value.trim_start().len();
    let written = value.trim();
    let days = whole_date(written).filter(|days| !days.is_empty())?;
    let fault = Diagnostic::new(
        Code::BadDate,
        place(from..from + written.len()),
        format!("`{written}` is not how dates are written: year, month, day"),
    );
    Some(in_iso(fault, &days))
}

/// The fault of a value that is one number in another form: `½`, `$100`, `1.000.000`.
fn one_number(flaw: &Flaw<'_>, place: PlaceOf<'_>) -> Option<Diagnostic> {
    let line = flaw.line();
    let start = line.find('=')? + 1;
    let value = line[start..].split('#').next().unwrap_or_default();
    let from = start + value.len() - value.trim_start().len();
    let written = value.trim();
    let place = place(from..from + written.len());
    if let Some((number, sign)) = money(written) {
        return Some(amount(written, &number, sign, place));
    }
    if let Some(number) = written.strip_prefix('−').filter(|number| number.parse::<f64>().is_ok())
    {
        let message = format!("`{written}` has another sign than `-`");
        return Some(Diagnostic::new(Code::Syntax, place, message).write(format!("-{number}")));
    }
    let (right, message) = match (fraction(written), groups_of_points(written)) {
        (Some((meant, length)), _) if length == written.len() => {
            (format!("\"{meant}\""), format!("`{written}` is no number"))
        }
        (_, Some(length)) if length == written.len() => (
            written.replace('.', ""),
            format!("write the digits of a number without separators: `{written}`"),
        ),
        _ => return None,
    };
    Some(Diagnostic::new(Code::Syntax, place, message).write(right))
}

/// The fault of a range without quotes: `30–40%`.
fn bare_range(flaw: &Flaw<'_>, place: PlaceOf<'_>) -> Option<Diagnostic> {
    let line = flaw.line();
    let start = line.find('=')? + 1;
    let value = line[start..].split('#').next().unwrap_or_default();
    let from = start + value.len() - value.trim_start().len();
    let written = value.trim();
    let range = written_range(written, true).filter(|range| range.length == written.len())?;
    let is_number = NUMBERS.contains(&flaw.key());
    let right = if is_number { Some(range.range) } else { range.chance }?;
    let place = place(from..from + written.len());
    let fault =
        Diagnostic::new(Code::Syntax, place, "a range is a text with `to` between its ends");
    Some(fault.write(format!("\"{right}\"")))
}

/// Proposes to write one of `days`.
pub(in super::super) fn in_iso(fault: Diagnostic, days: &[jiff::civil::Date]) -> Diagnostic {
    match days {
        [] => fault.label("that day does not exist"),
        days => fault.write_either(&ways_of(days)),
    }
}

/// The fault of the first number with commas: `0,25`, `30,000`; the repair covers all that have a single reading.
fn number_with_commas(
    line: &str,
    outside: &[Range<usize>],
    place: PlaceOf<'_>,
) -> Option<Diagnostic> {
    let mut found: Vec<(Range<usize>, Vec<Reading>)> = Vec::new();
    for part in outside {
        let text = &line[part.clone()];
        for (at, _) in text.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
            let from = part.start + at;
            let behind = found.last().is_none_or(|(last, _)| last.end <= from);
            if !behind || !begins_number(&line[..from]) {
                continue;
            }
            let (length, readings) = match (commas(&text[at..]), grouped(&text[at..])) {
                (Some(length), _) => (length, comma_readings(&text[at..at + length])),
                (None, Some((length, number))) => (length, vec![(number, String::new())]),
                (None, None) => continue,
            };
            // a text without quotes is another fault
            let next = text[at + length..].trim_start().chars().next();
            if next.is_some_and(char::is_alphabetic) {
                return None;
            }
            if !readings.is_empty() {
                found.push((from..from + length, readings));
            }
        }
    }
    let (range, readings) = found.first()?;
    let written = &line[range.clone()];
    if let [_, _] = &readings[..] {
        let message = format!("`{written}` can be read in two ways");
        let fault = Diagnostic::new(Code::Syntax, place(range.clone()), message);
        return Some(fault.write_either(readings));
    }
    let sure: Vec<_> = found.iter().filter(|(_, readings)| readings.len() == 1).collect();
    let message = if written.contains(',') {
        format!("a number has a point, not a comma: `{written}` can't be read")
    } else {
        format!("write the digits of a number without separators: `{written}` can't be read")
    };
    let texts: Vec<String> =
        sure.iter().map(|(_, readings)| format!("`{}`", readings[0].0)).collect();
    let fault = Diagnostic::new(Code::Syntax, place(range.clone()), message)
        .label(format!("write {}", texts.join(" and ")));
    let repair = sure.iter().fold(Repair { edits: Vec::new() }, |repair, (range, readings)| {
        repair.and(place(range.clone()), &readings[0].0)
    });
    Some(fault.repair(repair))
}

/// Whether a number may begin after `before`: not within another number or a list, in which commas separate.
fn begins_number(before: &str) -> bool {
    let opened = before.matches('[').count() > before.matches(']').count();
    let mut last = before.chars().rev();
    let begins = match last.next() {
        None => true,
        Some(',') => !last.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => c.is_whitespace() || "={(+-".contains(c),
    };
    begins && !opened
}

/// The fault of a per cent without quotes; both repairs are offered if it could be a plain number of per cent.
fn bare_percent(
    flaw: &Flaw<'_>,
    outside: &[Range<usize>],
    place: PlaceOf<'_>,
) -> Option<Diagnostic> {
    let line = flaw.line();
    let mut found = Vec::new();
    for part in outside {
        for (sign, _) in line[part.clone()].match_indices('%') {
            let end = part.start + sign;
            let stem = line[part.start..end].trim_end();
            let from = stem.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
            if stem[from..].parse::<f64>().is_ok() {
                // a closing quote without an opening one goes too
                let stray = line[end + 1..].starts_with('"') && line.matches('"').count() == 1;
                let until = end + 1 + usize::from(stray);
                found.push((part.start + from..until, stem[from..].to_owned()));
            }
        }
    }
    let (first, number) = found.first()?;
    let quoted = |number: &str| format!("\"{number}%\"");
    let message = "write per cent in quotes";
    let fault = Diagnostic::new(Code::Syntax, place(first.clone()), message);
    if NUMBERS.contains(&flaw.key()) {
        let counted = "where numbers are counted in per cent".to_owned();
        let share = format!("for the share {}", share(number));
        let mut ways = vec![(quoted(number), share), (number.clone(), counted)];
        if counted_in_percent(flaw) {
            ways.swap(0, 1);
        }
        return Some(fault.write_either(&ways));
    }
    let texts: Vec<String> = found.iter().map(|(_, number)| quoted(number)).collect();
    let repair = found.iter().fold(Repair { edits: Vec::new() }, |repair, (range, number)| {
        repair.and(place(range.clone()), quoted(number))
    });
    Some(fault.label(format!("write {}", texts.join(" and "))).repair(repair))
}

/// A number of per cent as an exact share.
fn share(number: &str) -> String {
    format!("{number}e-2").parse::<f64>().map_or_else(|_| String::new(), |share| share.to_string())
}

/// Whether the table around a line has per cent as its unit.
fn counted_in_percent(flaw: &Flaw<'_>) -> bool {
    let header = |line: &&str| line.trim_start().starts_with('[');
    let before = flaw.text[..flaw.line.start].lines().rev().take_while(|line| !header(line));
    let after = flaw.text[flaw.line.end..].lines().take_while(|line| !header(line));
    before.chain(after).any(|line| {
        let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        bare.starts_with("unit=\"%") || bare.starts_with("unit='%")
    })
}
