//! Members by name: `vote[de]`, `bloc[this]`, and the faults of names that mean no member.

use super::language::Value;
use super::part::Part;
use super::walk::{Expander, hole};
use crate::diagnostic::{Code, Located, Place, nearest};
use crate::formula::quoted_if_needed;
use crate::scenario::group::member_variable;

impl Expander<'_> {
    /// Reports a bare variable of a group where no member is meant.
    pub(super) fn bare(&mut self, name: &str, group: &str, place: Place) -> Part {
        let members = &self.language.groups.get(group);
        let first =
            members.and_then(|g| g.members.keys().next()).map_or("…", |name| name.as_str());
        let first = quoted_if_needed(first);
        let message = format!("each member of `{group}` has its own `{name}`");
        let help = format!(
            "or ask all of them, as in `how_many({name} == … for {group})` or `sum({name} for {group})`"
        );
        let fault = self.say(Code::UnknownMember, place, message);
        fault.label = format!("name the member: `{name}[{first}]`");
        fault.help.push(help);
        hole(place)
    }

    /// `vote[de]`, `population[de]`, `bloc[this]`.
    pub(super) fn member(&mut self, name: &str, member: &Located<String>, place: Place) -> Part {
        match self.of_member(name, member) {
            Some(Ok(value)) => self.value(&value, name, place),
            Some(Err(variable)) => self.variable(variable, place),
            None => hole(place),
        }
    }

    /// The value of an attribute, or the variable, of a named member; `None` after a fault.
    pub(super) fn of_member(
        &mut self,
        name: &str,
        member: &Located<String>,
    ) -> Option<Result<Value, String>> {
        let of_variable = self.language.bases.get(name);
        let is_attribute = |group: &str| self.language.groups[group].attributes.contains(name);
        if member.value == "this" && !self.is_member_called_this(name) {
            let Some(context) = self.contexts.first().filter(|_| self.has_this) else {
                let message =
                    "`this` is the member of a table with `for`, and here is none".to_owned();
                let fault = self.say(Code::UnknownMember, member.place, message);
                fault.label = String::from("name the member");
                return None;
            };
            let (group, this) = (context.group.clone(), context.member.clone());
            if of_variable == Some(&group) {
                return Some(Err(member_variable(name, &this)));
            }
            if let Some(value) = self.language.groups[&group].members[&this].get(name) {
                return Some(Ok(value.clone()));
            }
            let message = format!("members of `{group}` have no `{name}`");
            self.unknown(name, member.place, message, &[group]);
            return None;
        }
        let group = match of_variable {
            Some(group) => vec![group.clone()],
            None => self.language.groups.keys().filter(|g| is_attribute(g)).cloned().collect(),
        };
        if group.is_empty() {
            let message = format!("no group has a `{name}`");
            let groups: Vec<String> = self.language.groups.keys().cloned().collect();
            self.unknown(name, member.place, message, &groups);
            return None;
        }
        let known = group
            .iter()
            .find_map(|group| self.language.groups.get(group)?.members.get(&member.value));
        let Some(values) = known else {
            let all = group.iter().filter_map(|group| self.language.groups.get(group));
            let names = all.flat_map(|group| group.members.keys()).map(String::as_str);
            let near = nearest(&member.value, names).map(str::to_owned);
            let message = format!("`{}` has no member `{}`", group[0], member.value);
            let fault = self.say(Code::UnknownMember, member.place, message);
            if let Some(near) = near {
                fault.ask(&near);
            }
            return None;
        };
        if of_variable.is_some() {
            return Some(Err(member_variable(name, &member.value)));
        }
        values.get(name).cloned().map(Ok)
    }

    /// Whether the group of a variable or attribute has a member whose name is `this`.
    fn is_member_called_this(&self, name: &str) -> bool {
        let group = self.language.bases.get(name).and_then(|group| self.language.groups.get(group));
        group.is_some_and(|group| group.members.contains_key("this"))
    }

    /// Reports a name that no member of these groups has.
    fn unknown(&mut self, name: &str, place: Place, message: String, groups: &[String]) {
        let attributes = groups.iter().filter_map(|group| self.language.groups.get(group));
        let attributes = attributes.flat_map(|group| group.attributes.iter());
        let bases = self.language.bases.keys();
        let near = nearest(name, attributes.chain(bases).map(String::as_str)).map(str::to_owned);
        let fault = self.say(Code::UnknownMember, place, message);
        fault.unknown = Some(name.into());
        if let Some(near) = near {
            fault.ask(&near);
            // the caret is under the member, and the name is before it
            fault.repairs.clear();
            fault.label = format!("did you mean `{near}[…]`?");
        }
    }
}
