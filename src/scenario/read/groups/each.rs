//! Tables with `for`: read once for all members that have nothing of their own, and once for each that has.

use crate::diagnostic::{Code, Diagnostic, Located, nearest};
use crate::scenario::group::{Group, MemberOf, member_variable};
use crate::scenario::names::path_piece;
use crate::scenario::paths::{Slot, visit_mut};
use crate::scenario::read::walk::{Entry, Reader};
use crate::scenario::tree::Scenario;
use std::borrow::Cow;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table with `for`.
pub(in super::super) struct Template<'t> {
    /// The table without `for` and `of`.
    base: DeTable<'t>,
    /// The tables with keys of single members.
    of: Vec<(Located<String>, DeTable<'t>)>,
    group: Located<String>,
}

/// Whom a table describes.
pub(in super::super) enum Each<'t> {
    /// One variable or question.
    Alone,
    /// One for each member of a group.
    Members(Template<'t>),
    /// Its keys about members have a fault.
    Unread,
}

impl Reader<'_> {
    /// The template in a table that has `for`. What `of` says is checked.
    pub(in super::super) fn template<'t>(
        &mut self,
        entry: &Entry<'t>,
        groups: &[Group],
    ) -> Each<'t> {
        let DeValue::Table(table) = entry.value else { return Each::Alone };
        let section = self.entries(table, entry.place, format!("`{}`", entry.key));
        let Some(named) = section.get("for") else {
            let of = section.get("of").filter(|of| matches!(of.value, DeValue::Table(_)));
            let Some(of) = of else { return Each::Alone };
            let message = format!("{} has `of` without `for`", section.what);
            let fault = Diagnostic::new(Code::MissingKey, of.key_place, message);
            self.fault(fault.label("add `for = \"GROUP\"`, or drop it"));
            return Each::Unread;
        };
        let Some(group) = self.string(named, "the name of a group") else { return Each::Unread };
        let Some(members) = groups.iter().find(|own| own.name.value == group.value) else {
            if !self.around.groups.contains(&group.value) {
                let near = nearest(&group.value, groups.iter().map(|own| own.name.value.as_str()));
                let message = format!("no group is called `{}`", group.value);
                let fault =
                    Diagnostic::new(Code::UnknownMember, group.place, message).suggest(near);
                self.fault(
                    fault.help("a group is a table such as `[group.council]` with `members`"),
                );
            }
            return Each::Unread;
        };
        let mut of = Vec::new();
        if let Some(all) = section.get("of")
            && let Some(all) =
                self.section(all, format!("`of` of {}", section.what), "{ de = { … } }")
        {
            for own in &all.entries {
                let name = own.name();
                if !members.members.iter().any(|member| member.name.value == name.value) {
                    let names = members.members.iter().map(|member| member.name.value.as_str());
                    let message = format!("`{}` has no member `{}`", group.value, name.value);
                    let fault = Diagnostic::new(Code::UnknownMember, name.place, message);
                    self.fault(fault.suggest(nearest(&name.value, names)));
                }
                match own.value {
                    DeValue::Table(table) => of.push((name, table.clone())),
                    _ => self.wrong_type(own, "a table", "{ … }"),
                }
            }
        }
        let mut base = table.clone();
        base.remove("for");
        base.remove("of");
        Each::Members(Template { base, of, group })
    }

    /// Reads the variable of each member with `read`, which reads one table into a scenario.
    pub(in super::super) fn members_into(
        &mut self,
        scenario: &mut Scenario,
        kind: &str,
        (entry, template): (&Entry<'_>, &Template<'_>),
        read: &mut dyn FnMut(&mut Self, &mut Scenario, &Entry<'_>),
    ) {
        let base = entry.name().value;
        let found = scenario.groups.iter().find(|own| own.name.value == template.group.value);
        let Some(group) = found.cloned() else { return };
        scenario.memberships.groups.insert(base.clone(), group.name.value.clone());
        let mut common: Option<Scenario> = None;
        for member in &group.members {
            let own = template.of.iter().find(|(name, _)| name.value == member.name.value);
            let mut one = match (own, &common) {
                (None, Some(common)) => common.clone(),
                (own, _) => {
                    let table = own.map_or_else(
                        || template.base.clone(),
                        |(_, own)| overlaid(&template.base, own, kind == "process", 0),
                    );
                    let read = self.read_once(entry, table, scenario, read);
                    if own.is_none() {
                        common = Some(read.clone());
                    }
                    read
                }
            };
            let of = MemberOf {
                base: base.clone(),
                group: group.name.value.clone(),
                member: member.name.value.clone(),
            };
            let own = own.map_or_else(Vec::new, |(_, table)| own_keys(table, kind == "process"));
            rename(&mut one, kind, &of, &own, scenario);
            let name = member_variable(&base, &member.name.value);
            if is_empty(&one) {
                scenario.unread.push(Located::new(name, entry.key_place));
                continue;
            }
            if kind == "question" {
                let label = member.label().to_owned();
                for question in &mut one.questions {
                    let whole = question.label.as_ref().map_or(&base, |label| &label.value);
                    let text = format!("{whole}: {label}");
                    let place =
                        question.label.as_ref().map_or(question.name.place, |own| own.place);
                    question.label = Some(Located::new(text, place));
                }
                scenario.memberships.questions.insert(name, of);
            } else {
                scenario.memberships.variables.insert(name, of);
            }
            join(scenario, one);
        }
    }

    /// Reads one table; faults that another member's table had already are left out.
    fn read_once(
        &mut self,
        entry: &Entry<'_>,
        table: DeTable<'_>,
        scenario: &Scenario,
        read: &mut dyn FnMut(&mut Self, &mut Scenario, &Entry<'_>),
    ) -> Scenario {
        let mut one = Scenario { clock: scenario.clock.clone(), ..Scenario::empty(scenario.file) };
        let known = self.faults.len();
        let value = DeValue::Table(table);
        let entry =
            Entry { key: entry.key, key_place: entry.key_place, value: &value, place: entry.place };
        read(self, &mut one, &entry);
        let further = self.faults.split_off(known);
        let new =
            further.into_iter().filter(|fault| !self.faults.contains(fault)).collect::<Vec<_>>();
        self.faults.extend(new);
        one
    }
}

/// Gives a variable the name of its member, and its numbers their paths; `own` are the keys that the member gives itself.
fn rename(one: &mut Scenario, kind: &str, of: &MemberOf, own: &[String], scenario: &mut Scenario) {
    let name = member_variable(&of.base, &of.member);
    let names = (one.definitions.iter_mut().map(|own| &mut own.name))
        .chain(one.parameters.iter_mut().map(|own| &mut own.name))
        .chain(one.events.iter_mut().map(|own| &mut own.name))
        .chain(one.processes.iter_mut().map(|own| &mut own.name))
        .chain(one.series.iter_mut().map(|own| &mut own.name))
        .chain(one.quantities.iter_mut().map(|own| &mut own.name))
        .chain(one.questions.iter_mut().map(|own| &mut own.name));
    names.for_each(|own| own.value.clone_from(&name));
    let table = format!("{kind}.{}", path_piece(&of.base));
    let member = format!("{table}.of.{}", path_piece(&of.member));
    let shared = &mut scenario.memberships.shared;
    let mut moved = |path: &mut String| {
        let Some(rest) = path.strip_prefix(&table) else { return };
        let is_in = |key: &String| {
            rest.strip_prefix(key.as_str())
                .is_some_and(|more| more.is_empty() || more.starts_with('.'))
        };
        let new = format!("{member}{rest}");
        if !own.iter().any(is_in) {
            shared.entry(path.clone()).or_default().push(new.clone());
        }
        *path = new;
    };
    visit_mut(one, &mut |slot| match slot {
        Slot::Alone(literal, _) => moved(&mut literal.path),
        Slot::Shares(outcomes) => {
            outcomes.shares.iter_mut().for_each(|(_, literal)| moved(&mut literal.path));
        }
    });
}

/// The keys that a member gives itself, as they follow in paths: `.start`, `.from.no.yes`.
fn own_keys(own: &DeTable<'_>, is_process: bool) -> Vec<String> {
    let mut keys = Vec::new();
    for (key, value) in own {
        let key: &str = key.get_ref();
        let rows = value.get_ref().as_table().filter(|_| is_process && key == "from");
        let Some(rows) = rows else {
            keys.push(format!(".{}", path_piece(key)));
            continue;
        };
        for (from, row) in rows {
            let from = format!(".from.{}", path_piece(from.get_ref()));
            match row.get_ref().as_table() {
                Some(moves) => keys
                    .extend(moves.keys().map(|to| format!("{from}.{}", path_piece(to.get_ref())))),
                None => keys.push(from),
            }
        }
    }
    keys
}

/// A table with what a member has of its own: a key replaces another whole, except that the rows of `from` are tables
/// of keys, down to single moves.
fn overlaid<'t>(
    base: &DeTable<'t>,
    own: &DeTable<'t>,
    is_process: bool,
    depth: usize,
) -> DeTable<'t> {
    let mut all = base.clone();
    for (key, value) in own {
        let name: &str = key.get_ref();
        let goes_on = is_process && (depth > 0 || name == "from") && depth < 2;
        let merged = match (all.get(name).map(Spanned::get_ref), value.get_ref()) {
            (Some(DeValue::Table(below)), DeValue::Table(above)) if goes_on => {
                Some(overlaid(below, above, is_process, depth + 1))
            }
            _ => None,
        };
        let value = match merged {
            Some(table) => Spanned::new(value.span(), DeValue::Table(table)),
            None => value.clone(),
        };
        all.remove(name);
        all.insert(Spanned::new(key.span(), Cow::Owned(name.to_owned())), value);
    }
    all
}

fn is_empty(one: &Scenario) -> bool {
    one.definitions.is_empty()
        && one.parameters.is_empty()
        && one.events.is_empty()
        && one.processes.is_empty()
        && one.series.is_empty()
        && one.quantities.is_empty()
        && one.questions.is_empty()
}

/// Adds the variables of another scenario.
fn join(scenario: &mut Scenario, one: Scenario) {
    scenario.definitions.extend(one.definitions);
    scenario.parameters.extend(one.parameters);
    scenario.events.extend(one.events);
    scenario.processes.extend(one.processes);
    scenario.series.extend(one.series);
    scenario.quantities.extend(one.quantities);
    scenario.questions.extend(one.questions);
}
