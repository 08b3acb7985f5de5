//! The page printed by `explain`: title and clock, variables in the order in which they are settled,
//! questions, news.

use super::drawing::question_ancestors;
use super::grounds::Writer;
use super::groups::{self, Told};
use super::{news, parameters, processes, variables, words};
use crate::diagnostic::Sources;
use crate::formula::Unit;
use crate::model::{Implied, Model};
use crate::report::document::{Block, Document, Outline};
use crate::scenario::{
    Calendar, Choice, Clock, Definition, Event, Parameter, Process, Quantity, Question, Scenario,
    Series,
};
use std::collections::BTreeSet;

/// Describes the model in plain sentences.
///
/// Variables come in the order in which `model` settles them. `implied` has the ranges that uncertain inputs
/// imply. With `name`, only that variable is described, or that question with all its ancestors; `None` if the
/// scenario has neither.
pub fn explain(
    scenario: &Scenario,
    (model, implied): (&Model, &Implied),
    sources: &Sources,
    name: Option<&str>,
) -> Option<Document> {
    let variable = name.and_then(|name| model.find(name));
    let is_asked =
        |q: &&Question| name.is_none_or(|name| variable.is_none() && q.name.value == name);
    let mut questions: Vec<&Question> = scenario.questions.iter().filter(is_asked).collect();
    if name.is_none() {
        let mut seen = BTreeSet::new();
        let of = &scenario.memberships.questions;
        questions.retain(|own| of.get(&own.name.value).is_none_or(|of| seen.insert(&of.base)));
    }
    let told = Told::of(scenario);
    let base = |name: &str| scenario.memberships.variables.get(name).map(|of| of.base.as_str());
    let is_of_group = name.is_some_and(|name| scenario.memberships.groups.contains_key(name));
    let is_defined = |own: &&Definition| {
        let own = own.name.value.as_str();
        name.is_none_or(|name| own == name || base(own) == Some(name))
            && (told.is_told(own) || name == Some(own))
    };
    let defined: Vec<&Definition> = scenario.definitions.iter().filter(is_defined).collect();
    let requested = match (name, variable) {
        (Some(name), None) if is_of_group => {
            model.variables.iter().map(|variable| base(&variable.name) == Some(name)).collect()
        }
        (Some(_), None) if !defined.is_empty() && questions.is_empty() => {
            vec![false; model.variables.len()]
        }
        (None, _) => vec![true; model.variables.len()],
        (Some(name), None) => question_ancestors(model, questions.first().map(|_| name)?)?,
        (Some(_), Some(only)) => (0..model.variables.len()).map(|id| id == only.index()).collect(),
    };
    let is_requested = |name: &str| model.find(name).is_some_and(|id| requested[id.index()]);

    let asked = questions.iter().map(|q| Block::Paragraph(groups::question(scenario, q)));
    let mut writer = Writer::new(scenario, implied);
    let element = in_order(scenario, model).into_iter().filter(|v| is_requested(v.name()));
    let is_alone = variable.is_some();
    let mut outlines: Vec<Block> = Vec::new();
    if name.is_none() {
        outlines.extend(scenario.groups.iter().map(|own| Block::Outline(groups::group(own))));
    }
    for definition in defined {
        writer.begin();
        let opening = variables::definition(definition, &mut writer);
        let outline = Outline { opening, below: Vec::new() };
        outlines.push(Block::Outline(told.reworded(&definition.name.value, outline)));
    }
    let element = element.filter(|element| is_alone || told.is_told(element.name()));
    let described: Vec<Block> = element
        .map(|element| {
            writer.begin();
            let context = (scenario.clock.as_ref(), &*scenario.calendars, sources);
            let outline = outline(element, context, &mut writer);
            let name = element.name();
            Block::Outline(if is_alone { outline } else { told.reworded(name, outline) })
        })
        .collect();
    outlines.extend(described);
    let (before, after): (Vec<Block>, Vec<Block>) = match name {
        None => {
            let clock = scenario.clock.iter().map(clock);
            let values: Vec<Block> = scenario
                .values
                .iter()
                .map(|worth| {
                    writer.begin();
                    Block::Paragraph(variables::worth(worth, &mut writer))
                })
                .collect();
            let known = news::describe(scenario, &mut writer).map(Block::Outline);
            (
                clock.chain(authorship(scenario)).collect(),
                asked.chain(values).chain(known).collect(),
            )
        }
        // a reader of one question wants its sentence first
        Some(_) => (asked.collect(), Vec::new()),
    };
    let title = scenario.title.as_ref().filter(|_| name.is_none());
    Some(Document {
        title: title.map_or_else(String::new, |title| title.value.clone()),
        when: String::new(),
        blocks: before.into_iter().chain(outlines).chain(after).collect(),
    })
}

/// Sentences on the author and on the confidence in the analysis.
fn authorship(scenario: &Scenario) -> Vec<Block> {
    let author = scenario.author.as_ref();
    let author = author.map(|author| format!("By {}.", words::on_one_line(&author.value)));
    let confidence = scenario.confidence.as_ref().map(|confidence| {
        let because = confidence.because.as_ref();
        let because = because.map(|why| format!(": \"{}\"", words::on_one_line(&why.value)));
        let because = because.unwrap_or_else(|| ".".to_owned());
        format!("Confidence in the analysis: {}{because}", confidence.level.word())
    });
    author.into_iter().chain(confidence).map(Block::Paragraph).collect()
}

/// A sentence about the clock.
fn clock(clock: &Clock) -> Block {
    let step = match clock.step {
        Unit::Day => "day by day",
        Unit::Week => "week by week",
        Unit::Month => "month by month",
        Unit::Year => "year by year",
    };
    let (from, until) = (words::day(clock.as_of.value), words::day(clock.until.value));
    Block::Paragraph(format!("As of {from}, until {until}, {step}."))
}

/// A variable as written.
#[derive(Clone, Copy)]
enum Element<'a> {
    Parameter(&'a Parameter),
    Choice(&'a Choice),
    Event(&'a Event),
    Process(&'a Process),
    Series(&'a Series),
    Quantity(&'a Quantity),
}

impl<'a> Element<'a> {
    fn name(self) -> &'a str {
        let name = match self {
            Self::Parameter(parameter) => &parameter.name,
            Self::Choice(choice) => &choice.name,
            Self::Event(event) => &event.name,
            Self::Process(process) => &process.name,
            Self::Series(series) => &series.name,
            Self::Quantity(quantity) => &quantity.name,
        };
        &name.value
    }
}

/// Every variable once: parameters, which are known before any trial, then the others in the order of computation.
fn in_order<'a>(scenario: &'a Scenario, model: &Model) -> Vec<Element<'a>> {
    let in_file = (scenario.parameters.iter().map(Element::Parameter))
        .chain(scenario.choices.iter().map(Element::Choice))
        .chain(scenario.events.iter().map(Element::Event))
        .chain(scenario.processes.iter().map(Element::Process))
        .chain(scenario.series.iter().map(Element::Series))
        .chain(scenario.quantities.iter().map(Element::Quantity));
    let mut places = vec![0; model.variables.len()];
    model.at_start.iter().zip(0..).for_each(|(id, place)| places[id.index()] = place);
    let mut all: Vec<Element> = in_file.collect();
    all.sort_by_key(|element| match element {
        Element::Parameter(_) => None,
        _ => model.find(element.name()).map(|id| places[id.index()]),
    });
    all
}

fn outline<'a>(
    element: Element<'a>,
    (clock, calendars, sources): (Option<&'a Clock>, &[Calendar], &Sources),
    writer: &mut Writer<'a>,
) -> Outline {
    let has_clock = clock.is_some();
    let (opening, below) = match element {
        Element::Parameter(parameter) => parameters::describe(parameter, writer),
        Element::Choice(choice) => (variables::choice(choice), Vec::new()),
        Element::Event(event) => {
            let (opening, lines) = variables::event(event, has_clock, sources, writer);
            (opening, lines.into_iter().map(|line| (0, line)).collect())
        }
        Element::Process(process) => {
            processes::describe(process, (clock, calendars), sources, writer)
        }
        Element::Series(series) => (variables::series(series, writer), Vec::new()),
        Element::Quantity(quantity) => {
            (variables::quantity(quantity, has_clock, sources, writer), Vec::new())
        }
    };
    Outline { opening, below }
}
