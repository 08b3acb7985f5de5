//! Tables from other programs: CSV with commas, or with semicolons or tabs and decimal commas if the whole file
//! has them. Knows nothing of the meaning of the cells.

use crate::diagnostic::{Code, Diagnostic, FileId, Place, Sources};
use crate::result::cells::unguarded;
use csv::{ReaderBuilder, StringRecord, Trim};
use std::ops::Range;

/// The number of faults reported at once.
const FAULTS_TOLD: usize = 100;

/// A table of texts.
pub(super) struct Table {
    pub(super) head: Vec<Cell>,
    /// The rows, all as long as the head.
    pub(super) rows: Vec<Vec<Cell>>,
    /// A description of how the table was read; `None` if with commas and decimal points.
    pub(super) note: Option<String>,
}

/// A cell, without guards, with a point for a decimal comma.
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) place: Place,
}

/// A cell as it is written.
struct Written {
    text: String,
    bytes: Range<usize>,
}

/// Reads the table in a text called `name` in messages and `short` in the note.
pub(super) fn read(
    (name, short): (&str, &str),
    text: &str,
    sources: &mut Sources,
) -> Result<Table, Vec<Diagnostic>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file = sources.add(name, text);
    let table = parse(text, file)?;
    Ok(Table { note: table.note.map(|how| format!("{short} is read with {how}")), ..table })
}

/// Reads the table of a text; its note holds only the separator and the decimal sign.
fn parse(text: &str, file: FileId) -> Result<Table, Vec<Diagnostic>> {
    let at = |bytes: &Range<usize>| Place::new(file, bytes.clone());
    let separator = separator(text, file)?;
    let mut records = split(text, separator, usize::MAX)
        .map_err(|(bytes, what)| vec![Diagnostic::new(Code::SweepValues, at(&bytes), what)])?;
    let head = if records.is_empty() { Vec::new() } else { records.remove(0) };
    let mut faults = Vec::new();
    for record in records.iter().filter(|record| record.len() != head.len()) {
        let columns = if head.len() == 1 { "column" } else { "columns" };
        let values = if record.len() == 1 { "value" } else { "values" };
        let what = format!("{} {values} for {} {columns}", record.len(), head.len());
        let line = record[0].bytes.start..record[record.len() - 1].bytes.end;
        faults.push(Diagnostic::new(Code::SweepValues, at(&line), what));
    }
    let commas = separator != b',' && decimal_commas(&records, file, &mut faults);
    faults.truncate(FAULTS_TOLD);
    if !faults.is_empty() {
        return Err(faults);
    }
    let cell = |written: Written| {
        let text = unguarded(&written.text);
        let point = if commas { with_point(text) } else { None };
        Cell { text: point.unwrap_or_else(|| text.to_owned()), place: at(&written.bytes) }
    };
    let head: Vec<Cell> = head.into_iter().map(cell).collect();
    let is_one = head.len() == 1;
    let rows = records.into_iter().map(|record| record.into_iter().map(cell).collect()).collect();
    let note = match (separator, commas) {
        (b',', _) | (_, false) if is_one || separator == b',' => None,
        (_, true) if is_one => Some("decimal commas".to_owned()),
        (separator, commas) => {
            let between = if separator == b';' { "semicolons" } else { "tabs" };
            let decimal = if commas { "decimal commas" } else { "decimal points" };
            Some(format!("{between} between cells and {decimal}"))
        }
    };
    Ok(Table { head, rows, note })
}

/// Returns the separator of the cells: the one of comma, semicolon and tab that the head has; if it has
/// several, the one that gives all lines the same number of cells. A single column has no separator unless a
/// line has one.
fn separator(text: &str, file: FileId) -> Result<u8, Vec<Diagnostic>> {
    let candidates = [b',', b';', b'\t'];
    let width = |separator: u8, records: usize| -> Vec<usize> {
        let found = split(text, separator, records).unwrap_or_default();
        found.iter().map(Vec::len).collect()
    };
    let in_head: Vec<u8> =
        candidates.into_iter().filter(|s| width(*s, 1).first() > Some(&1)).collect();
    match in_head[..] {
        [] => {
            // `0,25` alone in its line is a number
            let is_number = |record: &Vec<Written>| with_point(&record[0].text).is_some();
            let lines = split(text, b';', usize::MAX).unwrap_or_default();
            let has_commas = width(b',', usize::MAX).iter().any(|cells| *cells > 1);
            let all = lines
                .iter()
                .skip(1)
                .all(|line| line[0].text.parse::<f64>().is_ok() || is_number(line));
            Ok(if has_commas && all { b';' } else { b',' })
        }
        [one] => Ok(one),
        _ => {
            let fits = |separator: &u8| {
                let widths = width(*separator, usize::MAX);
                widths.iter().all(|cells| *cells == widths[0])
            };
            let mut fitting = in_head.iter().copied().filter(fits);
            if let (Some(one), None) = (fitting.next(), fitting.next()) {
                return Ok(one);
            }
            let line = 0..text.find(['\n', '\r']).unwrap_or(text.len());
            let what = "the separator of cells is unclear: this line has several candidates";
            let fault = Diagnostic::new(Code::SweepValues, Place::new(file, line), what);
            Err(vec![
                fault.help("write the table with commas, and texts that have commas in quotes"),
            ])
        }
    }
}

/// Returns the first records of a table; or a fault and its place.
fn split(
    text: &str,
    separator: u8,
    most: usize,
) -> Result<Vec<Vec<Written>>, (Range<usize>, String)> {
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .trim(Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let (mut records, mut record) = (Vec::new(), StringRecord::new());
    while records.len() < most {
        let start = reader.position().byte() as usize;
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => return Err((start..text.len().min(start + 1), error.to_string())),
        }
        let start = record.position().map_or(start, |position| position.byte() as usize);
        let places =
            places(text, start, separator).into_iter().chain(std::iter::repeat(start..start));
        let cells = record.iter().zip(places);
        records.push(cells.map(|(text, bytes)| Written { text: text.to_owned(), bytes }).collect());
    }
    Ok(records)
}

/// The position of a byte relative to quotes: quotes count only from the beginning of a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    None,
    Open,
    /// Closed just now, unless another quote follows.
    Closed,
}

/// Returns the ranges of the cells of the record that begins at `start`, without surrounding blanks.
fn places(text: &str, start: usize, separator: u8) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let start =
        start + bytes[start..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    let (mut places, mut from, mut quotes) = (Vec::new(), start, Quotes::None);
    let trimmed = |range: Range<usize>| {
        let cell = &text[range.clone()];
        let begin = range.start + (cell.len() - cell.trim_start().len());
        begin..begin + cell.trim().len()
    };
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        match byte {
            b'"' => {
                quotes = match quotes {
                    Quotes::None if at == from => Quotes::Open,
                    Quotes::Open => Quotes::Closed,
                    // two of them within quotes are one that is meant
                    Quotes::Closed => Quotes::Open,
                    Quotes::None => Quotes::None,
                }
            }
            _ if quotes == Quotes::Open => {}
            b'\n' | b'\r' => {
                places.push(trimmed(from..at));
                return places;
            }
            byte if *byte == separator => {
                places.push(trimmed(from..at));
                (from, quotes) = (at + 1, Quotes::None);
            }
            _ => quotes = Quotes::None,
        }
    }
    places.push(trimmed(from..bytes.len()));
    places
}

/// Whether the numbers of a table have decimal commas. Adds a fault for each number with a decimal point among
/// them, and for commas that may also separate thousands.
fn decimal_commas(records: &[Vec<Written>], file: FileId, faults: &mut Vec<Diagnostic>) -> bool {
    let cells = || records.iter().flatten();
    let Some(first) = cells().find(|cell| with_point(&cell.text).is_some()) else { return false };
    let mut fault = |cell: &Written, what: String, help: &str| {
        let place = Place::new(file, cell.bytes.clone());
        faults.push(Diagnostic::new(Code::SweepValues, place, what).help(help));
    };
    if cells()
        .filter(|cell| with_point(&cell.text).is_some())
        .all(|cell| may_be_thousands(&cell.text))
    {
        let what =
            format!("`{}` is a number of thousands, or one with a decimal comma", first.text);
        fault(
            first,
            what,
            "write thousands without a comma, or a decimal point and commas between cells",
        );
        return true;
    }
    for cell in cells().filter(|cell| has_point(&cell.text)) {
        let what =
            format!("`{}` has a decimal point, and `{}` a decimal comma", cell.text, first.text);
        fault(cell, what, "write all numbers of the table in one way");
    }
    true
}

/// Returns a number and the text after it: its sign and digits before and after `mark`, with `grouping` between
/// thousands.
fn number(text: &str, mark: char, grouping: char) -> Option<(String, &str, &str)> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let sign = &text[..text.len() - unsigned.len()];
    let (whole, rest) = unsigned.split_once(mark)?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (part, after) = rest.split_at(digits);
    let groups: Vec<&str> = whole.split(grouping).collect();
    let is_grouped = groups.len() == 1
        || (!groups[0].is_empty()
            && groups[0].len() <= 3
            && groups[1..].iter().all(|g| g.len() == 3));
    let are_digits = groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_digit()));
    let is_number = is_grouped && are_digits && !part.is_empty();
    // an exponent, a per cent sign or a unit, but no further number
    let ends = !after.starts_with([mark, grouping, '-'])
        && !after.trim_start().starts_with(|c: char| c.is_ascii_digit());
    (is_number && ends).then(|| (format!("{sign}{}", groups.concat()), part, after))
}

/// Returns a number with a decimal comma, with a point in its place.
fn with_point(text: &str) -> Option<String> {
    let (whole, part, after) = number(text, ',', '.')?;
    (!after.contains(',')).then(|| format!("{whole}.{part}{after}"))
}

fn has_point(text: &str) -> bool {
    with_point(text).is_none() && number(text, '.', ',').is_some()
}

/// Whether the digits after the only comma may be thousands: `1,234`, but not `0,125`.
fn may_be_thousands(text: &str) -> bool {
    let found = number(text, ',', '.');
    found.is_some_and(|(whole, part, _)| {
        part.len() == 3
            && !text.contains('.')
            && !whole.trim_start_matches(['+', '-']).starts_with('0')
            && !whole.is_empty()
    })
}

#[cfg(test)]
mod tests;
