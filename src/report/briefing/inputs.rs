//! Every number of the scenario: its value, who says it, why, and its source.

use crate::report::document::{Block, Cell, Column, Table};
use crate::report::format::number;
use crate::scenario::{
    Conditions, Literal, LiteralValue, Scenario, Source, WITHHELD, label_of, literals,
};

/// The most numbers that are listed.
const MOST: usize = 2_000;

/// Shows every number of the scenario in the order of the file, those of one variable together; then the sources.
pub(super) fn blocks(scenario: &Scenario, conditions: &Conditions) -> Vec<Block> {
    let all = literals(scenario);
    // a panel is shown by its members, and a remainder has nothing to show
    let is_said =
        |literal: &&&Literal| !matches!(literal.value, LiteralValue::Rest | LiteralValue::Panel(_));
    let said: Vec<&Literal> = all.iter().filter(is_said).copied().collect();
    if said.is_empty() {
        return Vec::new();
    }
    let has_voices = said.iter().any(|literal| expert(scenario, literal).is_some());
    let mut columns = vec![Column::left("Number"), Column::left("Value")];
    columns.extend(has_voices.then(|| Column::left("Who")));
    columns.extend(["Why", "Source"].map(Column::left));
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut group = "";
    for literal in said.iter().take(MOST) {
        let label = label_of(&literal.path, conditions);
        let (of, own) = divided(&label, &literal.path);
        if of != group {
            rows.push(vec![Cell::text(of.replace('_', " "))]);
            group = of;
        }
        rows.push(row(scenario, literal, &own, has_voices));
    }
    let mut blocks = vec![Block::Table(Table { columns, rows })];
    if let Some(more) = said.len().checked_sub(MOST).filter(|more| *more > 0) {
        let more = number::several(more as u64, "more number");
        blocks.push(Block::Note(format!("… and {more}, in the scenario.")));
    }
    if has_voices {
        blocks.push(Block::Note("Where nobody is named, the author judges.".to_owned()));
    }
    blocks.extend(sources(scenario));
    blocks
}

/// The variable of a number, and the rest of its label.
fn divided<'a>(label: &str, path: &'a str) -> (&'a str, String) {
    let mut parts = path.split('.');
    let (kind, name) = (parts.next().unwrap_or(path), parts.next().unwrap_or(path));
    let rest = match label.strip_prefix(name) {
        Some(rest) => rest.trim_start_matches([':', ',', ' ']).to_owned(),
        None => parts.collect::<Vec<_>>().join(" "),
    };
    let name = if kind == "expert" { kind } else { name };
    let rest =
        if kind == "expert" { path.trim_start_matches("expert.").replace('.', ", ") } else { rest };
    (name, if rest.is_empty() { "value".to_owned() } else { rest })
}

fn row(scenario: &Scenario, literal: &Literal, own: &str, has_voices: bool) -> Vec<Cell> {
    let grounds = &literal.grounds;
    let because = grounds.because.as_ref().map_or("", |because| because.value.trim());
    let source = grounds.source.as_ref().map(|source| mark(scenario, &source.value));
    let observations = literal.observations.as_ref();
    let worth = observations.map(|cases| format!(", worth {} cases", cases.text));
    let value = format!("{}{}", literal.text, worth.unwrap_or_default());
    let voice = expert(scenario, literal);
    // a member of a panel is named in a column of its own
    let own = match (&voice, own.rsplit_once("by ")) {
        (Some(_), Some((before, _))) => before.trim_end_matches([',', ' ']),
        _ => own,
    };
    let who = match voice {
        Some(voice) => voice,
        None if grounds.is_fact => "a fact".to_owned(),
        None => String::new(),
    };
    let who = has_voices.then_some(who);
    let cells = [own.to_owned(), value].into_iter().chain(who);
    let cells = cells.chain([because.to_owned(), source.unwrap_or_default()]);
    cells.map(Cell::Text).collect()
}

/// The label of the expert on a panel who gives a number.
fn expert(scenario: &Scenario, literal: &Literal) -> Option<String> {
    let mut parts = literal.path.split('.').skip_while(|part| *part != "by").skip(1);
    let name = parts.next()?;
    let expert = scenario.experts.iter().find(|expert| expert.name.value == name)?;
    Some(expert.label.as_ref().map_or(name, |label| label.value.trim()).to_owned())
}

/// The sign of a source in the table: its place in the list of sources.
fn mark(scenario: &Scenario, name: &str) -> String {
    let at = scenario.sources.iter().position(|source| source.name.value == name);
    match at {
        Some(at) => format!("[{}]", at + 1),
        None if name == WITHHELD => WITHHELD.to_owned(),
        None => name.to_owned(),
    }
}

/// The list of sources.
fn sources(scenario: &Scenario) -> Vec<Block> {
    if scenario.sources.is_empty() {
        return Vec::new();
    }
    let text = |text: Option<&crate::diagnostic::Located<String>>| {
        text.map_or_else(String::new, |text| text.value.trim().to_owned())
    };
    let row = |(at, source): (usize, &Source)| {
        let title = source.title.as_ref().map_or(&source.name.value, |title| &title.value);
        let date = source.date.as_ref().map(|date| number::day_and_year(date.value));
        let further: Vec<String> = [text(source.note.as_ref()), text(source.url.as_ref())]
            .into_iter()
            .filter(|words| !words.is_empty())
            .collect();
        let cells = [format!("[{}]", at + 1), title.trim().to_owned(), date.unwrap_or_default()];
        cells.into_iter().chain([further.join(" ")]).map(Cell::Text).collect()
    };
    let columns = ["", "Title", "Date", "Note and address"].map(Column::left).into();
    let rows = scenario.sources.iter().enumerate().map(row).collect();
    vec![Block::Heading("Sources".to_owned()), Block::Table(Table { columns, rows })]
}
