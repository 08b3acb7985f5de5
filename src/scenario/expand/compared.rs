//! Comparisons of attributes that are texts, or yes and no: they are settled without a trial.

use super::language::Value;
use super::part::{Part, constant};
use super::walk::Expander;
use crate::diagnostic::{Code, Place, nearest};
use crate::formula::{Binary, Expr, ExprKind, quoted_if_needed};
use std::collections::BTreeSet;

impl Expander<'_> {
    /// Whether an attribute is one of these, or is not (`!=`); `None` if no side is a text, or yes and no.
    pub(super) fn compared(
        &mut self,
        op: Binary,
        left: &Expr,
        list: &[Expr],
        place: Place,
    ) -> Option<Part> {
        let (name, value, others) = match (self.word_of(left), list) {
            (Some((name, value)), list) => (name, value, list),
            (None, [right]) => {
                let (name, value) = self.word_of(right)?;
                (name, value, std::slice::from_ref(left))
            }
            _ => return None,
        };
        let mut is_one = false;
        for other in others {
            is_one |= self.is_equal(&name, &value, other)?;
        }
        let holds = is_one == (op == Binary::Equal);
        Some(Part::settled(constant(holds, place), place))
    }

    /// The attribute that a part is, with its name, if it is a text or yes or no.
    fn word_of(&self, expr: &Expr) -> Option<(String, Value)> {
        let (name, value) = match &expr.kind {
            ExprKind::Name(name) => (name, self.attribute(name)?),
            ExprKind::Member(name, member) => {
                let owner = self.contexts.first().filter(|_| self.has_this);
                let of = |group: &str, member: &str| {
                    self.language.groups.get(group)?.members.get(member)?.get(name).cloned()
                };
                let value = match (member.value.as_str(), owner) {
                    ("this", Some(owner)) => of(&owner.group, &owner.member),
                    (member, _) => self.language.groups.keys().find_map(|group| of(group, member)),
                };
                (name, value?)
            }
            _ => return None,
        };
        matches!(value, Value::Text(_) | Value::Truth(_)).then(|| (name.clone(), value))
    }

    /// Whether an attribute equals the other side of a comparison; `None` if that is not a word.
    fn is_equal(&mut self, name: &str, value: &Value, other: &Expr) -> Option<bool> {
        if let Some((_, other)) = self.word_of(other) {
            return Some(*value == other);
        }
        let (ExprKind::Name(word) | ExprKind::Quoted(word)) = &other.kind else { return None };
        match value {
            Value::Truth(truth) if matches!(word.as_str(), "yes" | "no") => {
                Some(*truth == (word == "yes"))
            }
            Value::Text(text) => {
                self.known_text(name, word, other.place);
                Some(text == word)
            }
            _ => None,
        }
    }

    /// Reports a word that is the attribute of no member.
    fn known_text(&mut self, name: &str, word: &str, place: Place) {
        let members = self.language.groups.values().flat_map(|group| group.members.values());
        let texts: BTreeSet<&str> = members
            .filter_map(|cells| match cells.get(name)? {
                Value::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        if texts.contains(word) {
            return;
        }
        let near = nearest(word, texts.iter().copied()).map(quoted_if_needed);
        let message = format!("no member's `{name}` is `{word}`");
        let fault = self.say(Code::UnknownOutcome, place, message);
        if let Some(near) = near {
            fault.ask(&near);
        }
    }
}
