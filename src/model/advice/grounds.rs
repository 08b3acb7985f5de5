//! Advice on numbers and news without a source or reason, sources without a number, and reports that say nothing or
//! the same.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::scenario::{Learnt, Likelier, Literal, LiteralValue, News, Scenario, literals};
use std::collections::BTreeMap;

pub(super) fn advise(scenario: &Scenario, found: &mut Vec<Diagnostic>) {
    without_grounds(scenario, found);
    without_numbers(scenario, found);
    in_news(&scenario.news, found);
}

/// Advice on news without grounds, and on reports that change nothing or copy one another.
fn in_news(news: &[News], found: &mut Vec<Diagnostic>) {
    let bare: Vec<&News> =
        news.iter().filter(|news| news.source.is_none() && news.because.is_none()).collect();
    if let Some(first) = bare.first() {
        let what = match (bare.len(), news.len()) {
            (1, 1) => "the news has neither source nor reason".to_owned(),
            (1, all) => format!("1 of the {all} news has neither source nor reason"),
            (bare, all) => format!("{bare} of the {all} news have neither source nor reason"),
        };
        let advice = Diagnostic::new(Code::NoGrounds, first.place, what);
        found.push(
            advice
                .weigh(bare.len() as f64)
                .help("add `source = \"…\"` or `because = \"…\"` beside it"),
        );
    }
    for (at, report) in news.iter().enumerate() {
        let Learnt::Heard(said, likelier) = &report.learnt else { continue };
        if says_nothing(likelier) {
            let what = format!("the report of `{}` changes nothing", said.text);
            found.push(Diagnostic::new(Code::SaysNothing, report.place, what).help(
                "a report that is as likely to be heard whether it is true or not says nothing: raise `likelier`, or drop it",
            ));
        }
        let name = |news: &News| news.source.as_ref().map(|source| source.value.clone());
        let is_copy = |other: &&News| match &other.learnt {
            Learnt::Heard(earlier, _) => {
                earlier.text == said.text
                    && (name(other) == name(report) || other.on.value == report.on.value)
            }
            Learnt::Is(_) | Learnt::Happened(_) => false,
        };
        if let Some(first) = news[..at].iter().find(is_copy) {
            let what = format!("`{}` is heard twice, and both reports count", said.text);
            found.push(
                Diagnostic::new(Code::HeardTwice, report.place, what)
                    .related(first.place, "the other report")
                    .help("if one copies the other they are one report: keep the first"),
            );
        }
    }
}

/// Whether every ratio of a report is 1.
#[expect(clippy::float_cmp, reason = "1 as it is written")]
fn says_nothing(likelier: &Likelier) -> bool {
    match likelier {
        Likelier::Ratio(ratio) => ratio.value == 1.0,
        Likelier::ByOutcome(ratios, _) => ratios.iter().all(|(_, ratio)| ratio.value == 1.0),
    }
}

/// The numbers of one variable.
struct Group<'a> {
    /// The path of its table, such as `event.venue`.
    table: String,
    all: usize,
    bare: usize,
    /// The first number without grounds.
    first: Option<&'a Literal>,
}

fn without_grounds(scenario: &Scenario, found: &mut Vec<Diagnostic>) {
    let mut groups: Vec<Group> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    // a panel's grounds are those of its members, and weights need none
    let stands = |literal: &&Literal| {
        !matches!(literal.value, LiteralValue::Rest | LiteralValue::Panel(_))
            && !literal.path.starts_with("expert.")
    };
    for literal in literals(scenario).into_iter().filter(stands) {
        let table: Vec<&str> = literal.path.splitn(3, '.').take(2).collect();
        let table = table.join(".");
        let place = *places.entry(table.clone()).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Group { table, all: 0, bare: 0, first: None });
        }
        let group = &mut groups[place];
        group.all += 1;
        let grounds = &literal.grounds;
        if grounds.source.is_none() && grounds.because.is_none() && !grounds.is_fact {
            group.bare += 1;
            group.first.get_or_insert(literal);
        }
    }
    for Group { table, all, bare, first } in groups {
        let Some(first) = first else { continue };
        let name = table.split_once('.').map_or(table.as_str(), |(_, name)| name);
        let what = match (bare, all) {
            (1, 1) => format!("the number of `{name}` has neither source nor reason"),
            (2, 2) => format!("both numbers of `{name}` have neither source nor reason"),
            (bare, all) if bare == all => {
                format!("all {all} numbers of `{name}` have neither source nor reason")
            }
            (1, all) => format!("1 of the {all} numbers of `{name}` has neither source nor reason"),
            (bare, all) => {
                format!("{bare} of the {all} numbers of `{name}` have neither source nor reason")
            }
        };
        let advice = Diagnostic::new(Code::NoGrounds, first.place, what);
        found.push(
            advice.weigh(bare as f64).help(
                "add `source = \"…\"` or `because = \"…\"` beside it, or to a table around it",
            ),
        );
    }
}

fn without_numbers(scenario: &Scenario, found: &mut Vec<Diagnostic>) {
    for source in &scenario.sources {
        if !scenario.leaned_on.contains(&source.name.value) {
            let place: Place = source.name.place;
            let what = format!("nothing leans on the source `{}`", source.name.value);
            found.push(Diagnostic::new(Code::UnusedSource, place, what).help(format!(
                "say `source = \"{}\"` where it belongs, or take it out",
                source.name.value
            )));
        }
    }
}
