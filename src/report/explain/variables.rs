//! Choices, events, series, quantities and questions in sentences.

use super::grounds::Writer;
use super::panel::{of_numbers, voiced};
use super::rules::{base, condition, lines};
use super::words;
use crate::diagnostic::Sources;
use crate::report::forecast::notes::confidence;
use crate::scenario::{
    Ask, Base, Choice, Definition, Event, Literal, LiteralValue, Quantity, Question, Series,
    Settled, Worth, Written,
};

/// Describes a choice: its options and its default.
pub(super) fn choice(choice: &Choice) -> String {
    let options: Vec<&str> = choice.options.iter().map(|option| option.value.as_str()).collect();
    format!(
        "{} (choice) is decided, not drawn: {}. Unless --do says otherwise it is *{}*.",
        choice.name.value,
        words::alternatives(&options),
        choice.default.value
    )
}

/// Describes a definition: its formula as written.
pub(super) fn definition<'a>(definition: &'a Definition, writer: &mut Writer<'a>) -> String {
    let label = definition.label.as_ref();
    let label =
        label.map_or(String::new(), |label| format!(", \"{}\",", words::on_one_line(&label.value)));
    let value = value(&definition.is);
    let grounds = writer.of(&[("is", &definition.is)]);
    format!("{} (definition){label} means {value}{grounds}", definition.name.value)
}

/// Describes an event: when and how it is settled, then a line for each row, case and adjustment.
pub(super) fn event<'a>(
    event: &'a Event,
    clock: bool,
    sources: &Sources,
    writer: &mut Writer<'a>,
) -> (String, Vec<String>) {
    let name = &event.name.value;
    let before = match (&event.otherwise, &event.rule.base) {
        (Some(outcome), _) => outcome.value.as_str(),
        (None, Base::Chance(_)) => "no",
        (None, Base::Outcomes(_) | Base::Panel(_) | Base::Table(_) | Base::Cells(_)) => "none",
    };
    let chances = base(&event.rule, writer);
    let opening = match &event.settled {
        Settled::AtStart if clock => {
            format!("{name} (event) is settled on the first day: {chances}")
        }
        Settled::AtStart => format!("{name} (event): {chances}"),
        Settled::When(expr) => format!(
            "{name} (event) is settled when {}; until then it is *{before}*. Then: {chances}",
            condition(sources, expr)
        ),
        Settled::AtEnd(_) => format!(
            "{name} (event) is settled on the last day; until then it is *{before}*. Then: {chances}"
        ),
        Settled::On(date) => format!(
            "{name} (event) is settled on {}; until then it is *{before}*. Then: {chances}",
            words::day(date.value)
        ),
        Settled::EachStep(_) => format!("{name} (event) is drawn again at every step: {chances}"),
        Settled::EachDate(calendar) => format!(
            "{name} (event) is drawn at each date of `{}`; between them it is *{before}*. Then: {chances}",
            calendar.value
        ),
    };
    (opening, lines(&event.rule, sources, writer))
}

/// Describes a series: its start and its next value.
pub(super) fn series<'a>(series: &'a Series, writer: &mut Writer<'a>) -> String {
    let unit = series.unit.as_ref().map_or(String::new(), |unit| format!(" {}", unit.value));
    format!(
        "{} (series) starts at {}{unit}; at each step its next value is {}{}",
        series.name.value,
        value(&series.start),
        value(&series.next),
        writer.of(&[voiced("start", &series.start), voiced("next", &series.next)].concat())
    )
}

/// Describes a quantity: when it is settled, and its value.
pub(super) fn quantity<'a>(
    quantity: &'a Quantity,
    clock: bool,
    sources: &Sources,
    writer: &mut Writer<'a>,
) -> String {
    let name = &quantity.name.value;
    let when = match &quantity.settled {
        Settled::AtStart | Settled::EachStep(_) | Settled::EachDate(_) if clock => {
            " on the first day".to_owned()
        }
        Settled::AtStart | Settled::EachStep(_) | Settled::EachDate(_) => String::new(),
        Settled::On(date) => format!(" on {}", words::day(date.value)),
        Settled::When(expr) => format!(" when {}", condition(sources, expr)),
        Settled::AtEnd(_) => " on the last day".to_owned(),
    };
    let unit = quantity.unit.as_ref().map_or(String::new(), |unit| format!(" {}", unit.value));
    let value = value(&quantity.value);
    let grounds = writer.of(&voiced("value", &quantity.value));
    format!("{name} (quantity) is settled{when}: {value}{unit}{grounds}")
}

/// Describes a value: what an outcome is worth.
pub(super) fn worth<'a>(worth: &'a Worth, writer: &mut Writer<'a>) -> String {
    let unit = worth.unit.as_ref().map_or(String::new(), |unit| format!(" {}", unit.value));
    let grounds = writer.of(&voiced("is", &worth.is));
    format!("{} (value) is {}{unit}{grounds}", worth.name.value, value(&worth.is))
}

/// A number as written; formulas in backquotes.
fn value(figure: &Literal) -> String {
    match &figure.value {
        LiteralValue::Plain(value) => words::number(*value),
        LiteralValue::Panel(panel) => of_numbers(panel, ""),
        LiteralValue::Formula(_) | LiteralValue::Cases(..) | LiteralValue::Rest => {
            format!("`{}`", words::on_one_line(&figure.text))
        }
        LiteralValue::Word(low, high) => words::word(&figure.text, *low, *high),
    }
}

/// Describes a question: what it asks, and its condition.
pub(super) fn question(question: &Question) -> String {
    let quoted = |written: &Written| format!("`{}`", words::on_one_line(&written.text));
    let asks = match &question.ask {
        Ask::One(written) => format!("asks {}", quoted(written)),
        Ask::Joint(several) => {
            let asked: Vec<String> = several.iter().map(quoted).collect();
            format!("asks {} together", words::list(&asked))
        }
    };
    let label = question
        .label
        .as_ref()
        .map_or(String::new(), |label| format!(", \"{}\",", words::on_one_line(&label.value)));
    let given = question
        .given
        .as_ref()
        .map_or(String::new(), |given| format!(", among the trials in which {}", quoted(given)));
    let confidence = question.confidence.as_ref().map_or(String::new(), |own| {
        format!(" Confidence in the answer: {}", confidence::words(own))
    });
    format!("{} (question){label} {asks}{given}.{confidence}", question.name.value)
}
