//! Advice on numbers and news without a source or reason, sources without a number, and reports that say nothing or
//! the same.

use crate::diagnostic::{Code, Diagnostic, Place, Repair, count};
use crate::model::Model;
use crate::scenario::{Learnt, Likelier, Literal, LiteralValue, News, Scenario, literals};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn advise(scenario: &Scenario, model: &Model, found: &mut Vec<Diagnostic>) {
    without_grounds(scenario, found);
    without_numbers(scenario, found);
    in_news(scenario, model, found);
}

/// Advice on news without grounds, on news and reports that change nothing or copy one another, and on silence that
/// says nothing.
fn in_news(scenario: &Scenario, model: &Model, found: &mut Vec<Diagnostic>) {
    let news = &scenario.news;
    let bare: Vec<&News> =
        news.iter().filter(|news| news.source.is_none() && news.because.is_none()).collect();
    if let Some(first) = bare.first() {
        let in_words = |n: usize| count(n as u64);
        let what = match (bare.len(), news.len()) {
            (1, 1) => "the news has neither source nor reason".to_owned(),
            (1, all) => {
                format!("1 of the {} pieces of news has neither source nor reason", in_words(all))
            }
            (bare, all) => format!(
                "{} of the {} pieces of news have neither source nor reason",
                in_words(bare),
                in_words(all)
            ),
        };
        let advice = Diagnostic::new(Code::NoGrounds, first.place, what);
        found.push(
            advice
                .weigh(bare.len() as f64)
                .help("add `source = \"…\"` or `because = \"…\"` beside it"),
        );
    }
    if let (Some(watched), true, None) =
        (scenario.watched.first(), news.is_empty(), &scenario.today)
    {
        let what = "`watched` says nothing yet: there is no news, and no `today` up to which nothing happened";
        found.push(
            Diagnostic::new(Code::SaysNothing, watched.name.place, what).help(
                "say `today` in `[scenario]`, add `[[news]]`, or give `--today DATE` or `--news FILE` with each command",
            ),
        );
    }
    // by what is said: a file may have thousands of pieces
    let mut heard: BTreeMap<&str, Vec<&News>> = BTreeMap::new();
    let mut known: BTreeMap<(&str, Date, bool), &News> = BTreeMap::new();
    for report in news {
        let text = report.learnt.written().text.as_str();
        let Learnt::Heard(_, likelier) = &report.learnt else {
            let key = (text, report.on.value, matches!(report.learnt, Learnt::Is(_)));
            match known.get(&key) {
                Some(first) => {
                    let what = format!("`{text}` is said twice of {}", report.on.value);
                    found.push(
                        Diagnostic::new(Code::SaysNothing, report.place, what)
                            .related(first.place, "it is said here")
                            .help("the second changes nothing: drop it, or date it on another day")
                            .repair(Repair::new(report.whole, "")),
                    );
                }
                None => {
                    known.insert(key, report);
                }
            }
            continue;
        };
        if says_nothing(text, likelier, model) {
            let what = format!("the report of `{text}` changes nothing");
            found.push(Diagnostic::new(Code::SaysNothing, report.place, what).help(
                "a report that is as likely to be heard whether it is true or not says nothing: raise `likelier`, or drop it",
            ).repair(Repair::new(report.whole, "")));
        }
        let name = |news: &News| news.source.as_ref().map(|source| source.value.clone());
        let earlier = heard.entry(text).or_default();
        let is_copy =
            |other: &&&News| name(other) == name(report) || other.on.value == report.on.value;
        if let Some(first) = earlier.iter().find(is_copy) {
            let what = format!("`{text}` is heard twice, and both reports count");
            found.push(
                Diagnostic::new(Code::HeardTwice, report.place, what)
                    .related(first.place, "the other report")
                    .help("if one copies the other they are one report: keep the first")
                    .repair(Repair::new(report.whole, "")),
            );
        }
        earlier.push(report);
    }
}

/// Whether a report is as likely to be heard whatever holds: every ratio is 1, or all outcomes have the same.
#[expect(clippy::float_cmp, reason = "as they are written")]
fn says_nothing(heard: &str, likelier: &Likelier, model: &Model) -> bool {
    match likelier {
        Likelier::Ratio(ratio) => ratio.value == 1.0,
        Likelier::ByOutcome(ratios, _) => {
            let first = ratios.first().map_or(1.0, |(_, ratio)| ratio.value);
            let variable = model.variables.iter().find(|variable| variable.name == heard.trim());
            let is_all = variable.is_some_and(|variable| variable.outcomes.len() == ratios.len());
            (first == 1.0 || is_all) && ratios.iter().all(|(_, ratio)| ratio.value == first)
        }
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
    let stands = |literal: &&Literal| match literal.value {
        LiteralValue::Rest | LiteralValue::Panel(_) => false,
        LiteralValue::Formula(_) if literal.path.starts_with("define.") => false,
        _ => !literal.path.starts_with("expert."),
    };
    // a number that several members share is one
    let mut seen = BTreeSet::new();
    for literal in literals(scenario).into_iter().filter(stands) {
        if !scenario.memberships.shared.is_empty() && !seen.insert(literal.place) {
            continue;
        }
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
