//! Groups in sentences: each group once, and each table with `for` once, with what single members have of their own.

use super::{variables, words};
use crate::report::document::Outline;
use crate::scenario::{Group, MemberOf, Question, Scenario, literals};
use std::collections::{BTreeMap, BTreeSet};

/// The most members that are listed.
const MOST_LISTED: usize = 40;

/// Describes a group: its members and their attributes.
pub(super) fn group(group: &Group) -> Outline {
    let names: Vec<&str> = group.members.iter().map(|own| own.name.value.as_str()).collect();
    let mut listed = names.iter().take(MOST_LISTED).copied().collect::<Vec<_>>().join(", ");
    if names.len() > MOST_LISTED {
        listed.push_str(", …");
    }
    let attributes: Vec<String> = group.attributes.iter().map(|own| own.value.clone()).collect();
    let each = match &attributes[..] {
        [] => String::new(),
        some => format!(", each with {}", words::list(some)),
    };
    let count = names.len();
    let opening = format!("{} (group) has {count} members{each}: {listed}.", group.name.value);
    Outline { opening, below: Vec::new() }
}

/// Describes a question; that of a group as asked of each member.
pub(super) fn question(scenario: &Scenario, question: &Question) -> String {
    let told = variables::question(question);
    match scenario.memberships.questions.get(&question.name.value) {
        None => told,
        Some(of) => {
            let told = told.replace(&question.name.value, &of.base);
            format!("Of each member of {}, {told}", of.group)
        }
    }
}

/// The variables that stand for all members of a group.
pub(super) struct Told<'a> {
    scenario: &'a Scenario,
    /// The variable that is described for all, by the name without a member.
    chosen: BTreeMap<&'a str, &'a str>,
    /// The numbers that single members have of their own: path and text, by the name without a member.
    own: BTreeMap<&'a str, Vec<(&'a str, String)>>,
}

impl<'a> Told<'a> {
    /// Chooses for each table with `for` a member that has nothing of its own.
    pub(super) fn of(scenario: &'a Scenario) -> Self {
        let shared = scenario.memberships.shared_paths();
        let mut special: BTreeSet<(&str, &str)> = BTreeSet::new();
        let mut own: BTreeMap<&str, Vec<(&str, String)>> = BTreeMap::new();
        for literal in literals(scenario) {
            if shared.contains_key(literal.path.as_str()) {
                continue;
            }
            let parts: Vec<&'a str> = literal.path.splitn(5, '.').collect();
            if let [_, base, "of", member, key] = parts[..] {
                special.insert((base, member));
                let text = format!("{key} is `{}`", words::on_one_line(&literal.text));
                own.entry(base).or_default().push((member, text));
            }
        }
        let mut chosen: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, MemberOf { base, member, .. }) in &scenario.memberships.variables {
            let is_special = special.contains(&(base.as_str(), member.as_str()));
            if !is_special || !chosen.contains_key(base.as_str()) {
                let known = chosen.entry(base).or_insert(name);
                if !is_special
                    && scenario
                        .memberships
                        .variables
                        .get(*known)
                        .is_some_and(|of| special.contains(&(base.as_str(), of.member.as_str())))
                {
                    *known = name;
                }
            }
        }
        Self { scenario, chosen, own }
    }

    /// Whether a variable is described: one of no group, or the one that stands for all members.
    pub(super) fn is_told(&self, name: &str) -> bool {
        let of = self.scenario.memberships.variables.get(name);
        of.is_none_or(|of| self.chosen.get(of.base.as_str()) == Some(&name))
    }

    /// Rewords what is said of one member as said of all, and adds what single members have of their own.
    pub(super) fn reworded(&self, name: &str, outline: Outline) -> Outline {
        let Some(of) = self.scenario.memberships.variables.get(name) else { return outline };
        let plain = |text: String| text.replace(name, &of.base);
        let mut below: Vec<(usize, String)> =
            outline.below.into_iter().map(|(depth, line)| (depth, plain(line))).collect();
        below.insert(0, (0, format!("Each member of {} has one.", of.group)));
        let own = self.own.get(of.base.as_str());
        for (member, text) in own.into_iter().flatten() {
            below.push((0, format!("Of {member}, {text}.")));
        }
        Outline { opening: plain(outline.opening), below }
    }
}
