//! The page printed by `explain`: title and clock, variables in the order in which they are settled,
//! questions.

use super::drawing::question_ancestors;
use super::grounds::Writer;
use super::{parameters, processes, variables, words};
use crate::diagnostic::Sources;
use crate::formula::Unit;
use crate::model::{Implied, Model};
use crate::report::document::{Block, Document, Outline};
use crate::scenario::{
    Choice, Clock, Event, Parameter, Process, Quantity, Question, Scenario, Series,
};

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
    let questions: Vec<&Question> = scenario.questions.iter().filter(is_asked).collect();
    let wanted = match (name, variable) {
        (None, _) => vec![true; model.variables.len()],
        (Some(name), None) => question_ancestors(model, questions.first().map(|_| name)?)?,
        (Some(_), Some(only)) => (0..model.variables.len()).map(|id| id == only.index()).collect(),
    };
    let is_wanted = |name: &str| model.find(name).is_some_and(|id| wanted[id.index()]);

    let asked = questions.iter().map(|q| Block::Paragraph(variables::question(q)));
    let (before, after): (Vec<Block>, Vec<Block>) = match name {
        None => (scenario.clock.iter().map(clock).collect(), asked.collect()),
        // a reader of one question wants its sentence first
        Some(_) => (asked.collect(), Vec::new()),
    };
    let title = scenario.title.as_ref().filter(|_| name.is_none());
    let mut writer = Writer::new(scenario, implied);
    let told = in_order(scenario, model).into_iter().filter(|v| is_wanted(v.name()));
    let outlines = told.map(|told| {
        writer.begin();
        Block::Outline(outline(told, (scenario.clock.as_ref(), sources), &mut writer))
    });
    Some(Document {
        title: title.map_or_else(String::new, |title| title.value.clone()),
        when: String::new(),
        blocks: before.into_iter().chain(outlines).chain(after).collect(),
    })
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
enum Told<'a> {
    Parameter(&'a Parameter),
    Choice(&'a Choice),
    Event(&'a Event),
    Process(&'a Process),
    Series(&'a Series),
    Quantity(&'a Quantity),
}

impl<'a> Told<'a> {
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
fn in_order<'a>(scenario: &'a Scenario, model: &Model) -> Vec<Told<'a>> {
    let in_file = (scenario.parameters.iter().map(Told::Parameter))
        .chain(scenario.choices.iter().map(Told::Choice))
        .chain(scenario.events.iter().map(Told::Event))
        .chain(scenario.processes.iter().map(Told::Process))
        .chain(scenario.series.iter().map(Told::Series))
        .chain(scenario.quantities.iter().map(Told::Quantity));
    let mut places = vec![0; model.variables.len()];
    model.at_start.iter().zip(0..).for_each(|(id, place)| places[id.index()] = place);
    let mut all: Vec<Told> = in_file.collect();
    all.sort_by_key(|told| match told {
        Told::Parameter(_) => None,
        _ => model.find(told.name()).map(|id| places[id.index()]),
    });
    all
}

fn outline<'a>(
    told: Told<'a>,
    (clock, sources): (Option<&'a Clock>, &Sources),
    writer: &mut Writer<'a>,
) -> Outline {
    let has_clock = clock.is_some();
    let (opening, below) = match told {
        Told::Parameter(parameter) => parameters::tell(parameter, writer),
        Told::Choice(choice) => (variables::choice(choice), Vec::new()),
        Told::Event(event) => {
            let (opening, lines) = variables::event(event, has_clock, sources, writer);
            (opening, lines.into_iter().map(|line| (0, line)).collect())
        }
        Told::Process(process) => processes::tell(process, clock, sources, writer),
        Told::Series(series) => (variables::series(series, writer), Vec::new()),
        Told::Quantity(quantity) => {
            (variables::quantity(quantity, has_clock, sources, writer), Vec::new())
        }
    };
    Outline { opening, below }
}

#[cfg(test)]
mod tests {
    use super::super::drawing::{Drawing, draw};
    use super::*;
    use crate::model::compile;
    use crate::report::format::terminal::plain;
    use crate::scenario::read;

    const SUMMIT: &str = r#"
[scenario]
title = "Will they meet?"
as_of = 2025-08-20
until = 2025-12-31
[source.report]
title = "A report"
date = 2025-08-20
[choice.push]
options = ["none", "full"]
default = "none"
[event.format]
when = "talks == leaders"
outcomes = { bilateral = 0.6, trilateral = "rest" }
source = "report"
because = "He prefers two."
case = [ { if = "push == full", outcomes = { bilateral = 0.5, trilateral = 0.5 } } ]
adjust = [ { if = "push == full", odds = { trilateral = 1.5 }, because = "They \"insist\"." } ]
[process.talks]
states = ["none", "the \"leaders\"", "leaders"]
start = "none"
per = "month"
[process.talks.from.none]
leaders = { p = 0.05, if = "front < 100" }
[series.front]
start = 0
next = "front + (if now(talks) == leaders then 0 else 1)"
[question.format]
ask = "format"
"#;

    fn page(name: Option<&str>) -> Option<String> {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", SUMMIT);
        let (scenario, _) = read(&sources, file);
        let model = compile(&scenario).expect("no fault");
        let page = explain(&scenario, (&model, &Implied::new()), &sources, name);
        page.map(|page| plain(&page))
    }

    fn picture(drawing: Drawing, name: Option<&str>) -> String {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", SUMMIT);
        let (scenario, _) = read(&sources, file);
        let model = compile(&scenario).expect("no fault");
        draw(&scenario, &model, &sources, drawing, name).expect("known to the scenario")
    }

    #[test]
    fn the_whole_model_is_told_in_order_with_grounds() {
        let told = page(None).expect("no name is asked for");
        let one_line = words::on_one_line(&told);
        for sentence in [
            "Will they meet? As of 20 Aug 2025, until 31 Dec 2025, day by day.",
            "push (choice) is decided, not drawn: none or full.",
            "format (event) is settled when `talks == leaders`; until then it is *none*. Then: \
             bilateral 60 in 100, trilateral the rest — from report (A report, 20 Aug 2025): \
             \"He prefers two.\"",
            "If `push == full`, instead bilateral 50 in 100, trilateral 50 — as above.",
            "Odds of trilateral × 1.5 if `push == full` — from report: \"They \"insist\".\"",
            "From *none*, talks moves to *leaders*: 5 % a month, which is 20 % by 31 December \
             (only while `front < 100`) — no source or reason given.",
            "From *leaders* there is no way out.",
        ] {
            assert!(one_line.contains(sentence), "{sentence}\n\n{told}");
        }
        let at = |words: &str| told.find(words).expect("told");
        assert!(at("push (choice)") < at("talks (pro") && at("talks (pro") < at("format (ev"));
        assert!(told.lines().all(|line| line.chars().count() <= 100), "{told}");
    }

    const DOUBT: &str = r#"
[scenario]
as_of = 2025-08-20
until = 2025-12-31
[source.minutes]
title = "Minutes"
[parameter.appetite]
value = "5% to 30%"
source = "minutes"
because = "Nobody asked."
[parameter.goodwill]
value = "beta(2, 3)"
correlated = { appetite = 0.5 }
[parameter.loss]
value = "2 to 9"
unit = "USD bn"
[event.paper]
p = "1 - appetite"
[event.venue]
outcomes = { geneva = "20% to 40%", vienna = "0.05 to 0.3", other = "rest" }
adjust = [ { if = "paper", odds = { geneva = "1.2 to 2.5" } } ]
[event.deal]
p = "beta(2, 8)"
[process.talks]
states = ["none", "held", "over"]
start = "none"
per = "month"
[process.talks.from.none]
held = "5% to 10%"
[process.talks.from.held]
over = "unlikely"
[question.venue]
ask = "venue"
"#;

    #[test]
    fn doubt_is_told_in_words_and_first() {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", DOUBT);
        let (scenario, faults) = read(&sources, file);
        assert_eq!(faults, Vec::new());
        let model = compile(&scenario).expect("no fault");
        let told = |name| {
            let page = explain(&scenario, (&model, &Implied::new()), &sources, name);
            plain(&page.expect("it is known"))
        };
        let whole = told(None);
        let one_line = words::on_one_line(&whole);
        for sentence in [
            "appetite (parameter): 5% to 30%, 9 in 10 sure that it lies between — from minutes \
             (Minutes): \"Nobody asked.\"",
            "goodwill (parameter): drawn from `beta(2, 3)` — no source or reason given. Rank \
             correlation with appetite (0.5).",
            "loss (parameter): 2 to 9 USD bn, 9 in 10 sure",
            "geneva 20 to 40 in 100 (9 in 10 sure), vienna 5 to 30 in 100 (9 in 10 sure), other \
             the rest",
            "Odds of geneva × 1.2 to 2.5 (9 in 10 sure) if `paper`",
            ": 5 to 10 % a month (9 in 10 sure), which is 20 % to 37 % by 31 December",
            "a month, which is 62 % to 93 % by 31 December",
            "deal (event) is settled on the first day: yes drawn from `beta(2, 8)` once for each reading",
        ] {
            assert!(one_line.contains(sentence), "{sentence}\n\n{whole}");
        }
        assert!(whole.find("loss (param") < whole.find("paper (event)"), "{whole}");
        let asked = told(Some("venue"));
        assert!(!asked.contains("appetite"), "{asked}");
        let graph =
            draw(&scenario, &model, &sources, Drawing::Dot, Some("paper")).expect("a variable");
        assert!(graph.contains("\"appetite\" -> \"paper\""), "{graph}");
    }

    #[test]
    fn one_name_tells_one_thing() {
        let told = page(Some("front")).expect("a variable");
        assert!(told.starts_with("front (series)") && !told.contains("talks (process)"), "{told}");
        assert_eq!(page(Some("nothing")), None);
    }

    #[test]
    fn pictures_escape_names_and_mark_what_is_read_a_step_late() {
        let graph = picture(Drawing::Dot, None);
        assert!(graph.contains("\"front\" -> \"talks\" [style = dashed];"), "{graph}");
        assert!(graph.contains("\"talks\" -> \"front\";"), "{graph}");
        assert!(!graph.contains("\"front\" -> \"front\""), "{graph}");
        let states = picture(Drawing::Dot, Some("talks"));
        assert!(states.contains("\"the \\\"leaders\\\"\""), "{states}");
        let states = picture(Drawing::Mermaid, Some("talks"));
        assert!(states.starts_with("stateDiagram-v2\n"), "{states}");
        assert!(states.contains("s1 --> s3 : 0.05 if front #60; 100"), "{states}");
        assert!(states.contains("state \"the #34;leaders#34;\" as s2"), "{states}");
    }
}
