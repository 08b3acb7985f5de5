//! The kind of a column of attributes: numbers, days, yes and no, or texts.

use crate::diagnostic::Located;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::{Expr, ExprKind};
use crate::scenario::Yardstick;
use crate::scenario::group::Cell;
use crate::scenario::literal::{Grounds, Literal, LiteralValue};
use crate::scenario::read::chance::{Meaning, parse_literal};
use jiff::civil::Date;

/// A cell as it is written.
#[derive(Clone, Debug)]
pub(super) struct Written {
    /// The text, without quotes.
    pub(super) text: String,
    /// The place of the cell.
    pub(super) place: Place,
    /// The places of the text's bytes begin here.
    pub(super) start: u32,
    /// The path of the number that it may be.
    pub(super) path: String,
    /// The grounds of the number that it may be.
    pub(super) grounds: Grounds,
    /// The words for chances.
    pub(super) words: Yardstick,
}

/// The kinds of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Number,
    Date,
    Truth,
    Text,
}

impl Kind {
    fn plural(self) -> &'static str {
        match self {
            Self::Number => "numbers",
            Self::Date => "dates",
            Self::Truth => "yes and no",
            Self::Text => "texts",
        }
    }

    fn described(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Date => "a date",
            Self::Truth => "yes or no",
            Self::Text => "a text",
        }
    }
}

/// Reads a column whose name is `attribute`: all cells are of one kind. A cell is `None` after a fault.
pub(super) fn column(
    attribute: &str,
    cells: &[Written],
    faults: &mut Vec<Diagnostic>,
) -> Vec<Option<Cell>> {
    let kinds: Vec<Kind> = cells.iter().map(kind_of).collect();
    let count = |kind: Kind| kinds.iter().filter(|own| **own == kind).count();
    // words such as `no` and `may` are texts beside other texts
    let is_text = count(Kind::Text) > 0
        && count(Kind::Text) + count(Kind::Truth) == cells.len()
        && !(count(Kind::Text) == 1 && count(Kind::Truth) > 1);
    let all = [Kind::Number, Kind::Date, Kind::Truth, Kind::Text];
    let most = if is_text {
        Kind::Text
    } else {
        all.into_iter()
            .max_by_key(|kind| (count(*kind), std::cmp::Reverse(*kind)))
            .unwrap_or(Kind::Text)
    };
    let first = kinds.iter().position(|kind| *kind == most).map(|at| cells[at].place);
    cells
        .iter()
        .zip(&kinds)
        .map(|(cell, kind)| {
            if *kind != most && most != Kind::Text && most != Kind::Number
                || most == Kind::Text && matches!(kind, Kind::Number | Kind::Date)
            {
                faults.push(mixed(attribute, most, *kind, cell, first));
                return None;
            }
            match most {
                Kind::Number => number(attribute, cell, *kind, first, faults),
                Kind::Date => day(&cell.text).map(|day| Cell::Date(Located::new(day, cell.place))),
                Kind::Truth => Some(Cell::Truth(Located::new(truth(&cell.text)?, cell.place))),
                Kind::Text => Some(Cell::Text(Located::new(cell.text.clone(), cell.place))),
            }
        })
        .collect()
}

fn mixed(
    attribute: &str,
    most: Kind,
    kind: Kind,
    cell: &Written,
    first: Option<Place>,
) -> Diagnostic {
    let message =
        format!("`{attribute}` has {}, and `{}` is {}", most.plural(), cell.text, kind.described());
    let fault = Diagnostic::new(Code::Members, cell.place, message)
        .label(format!("write {}", most.described()))
        .help("an attribute is of one kind for all members");
    match first {
        Some(first) => fault.related(first, format!("{} is here", most.described())),
        None => fault,
    }
}

fn number(
    attribute: &str,
    cell: &Written,
    kind: Kind,
    first: Option<Place>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Cell> {
    match parsed(cell) {
        Ok(value) if kind == Kind::Number => Some(Cell::Number(Box::new(Literal {
            value,
            text: cell.text.trim().to_owned(),
            place: cell.place,
            path: cell.path.clone(),
            grounds: cell.grounds.clone(),
            observations: None,
        }))),
        // a slip in a number has its own repair
        Err(own) if kind == Kind::Text && cell.text.contains(|c: char| c.is_ascii_digit()) => {
            faults.extend(own);
            None
        }
        _ => {
            faults.push(mixed(attribute, Kind::Number, kind, cell, first));
            None
        }
    }
}

fn parsed(cell: &Written) -> Result<LiteralValue, Vec<Diagnostic>> {
    let Written { start, place, .. } = *cell;
    let place_of = |range: std::ops::Range<usize>| Place {
        file: place.file,
        start: (start + range.start as u32).min(place.end),
        end: (start + range.end as u32).min(place.end),
    };
    parse_literal(&cell.text, Meaning::Value, true, (place, &place_of), &cell.words)
}

fn kind_of(cell: &Written) -> Kind {
    let text = cell.text.trim();
    if truth(text).is_some() {
        return Kind::Truth;
    }
    if day(text).is_some() {
        return Kind::Date;
    }
    let is_number = match parsed(cell) {
        Ok(LiteralValue::Formula(expr)) => !has_names(&expr),
        Ok(_) => true,
        Err(_) => false,
    };
    if is_number { Kind::Number } else { Kind::Text }
}

/// Whether a formula has names, as any words have.
fn has_names(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Name(_) | ExprKind::Member(..) | ExprKind::Quoted(_) | ExprKind::Date(_)
    ) || expr.parts().into_iter().any(has_names)
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

fn day(text: &str) -> Option<Date> {
    let is_day = text.len() == 10 && text.as_bytes()[4] == b'-';
    is_day.then(|| text.parse().ok()).flatten()
}
