//! Definitions, groups of actors, and the variables that each member of a group has.

use super::literal::Literal;
use crate::diagnostic::{Located, Place};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A formula with a name: `[define.majority]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The name.
    pub name: Located<String>,
    /// The formula, or a plain number.
    pub is: Literal,
    /// The definition's name in output.
    pub label: Option<Located<String>>,
}

/// A group of actors: `[group.council]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The name.
    pub name: Located<String>,
    /// The group's name in output.
    pub label: Option<Located<String>>,
    /// The names of the attributes, in the order of the file.
    pub attributes: Vec<Located<String>>,
    /// The members, in the order of the file.
    pub members: Vec<Member>,
    /// The rank correlation of an attribute between any two members.
    pub correlated: Vec<(Located<String>, Located<f64>)>,
    /// The place of the table of members.
    pub place: Place,
}

/// A member of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The name.
    pub name: Located<String>,
    /// The member's name in output.
    pub label: Option<Located<String>>,
    /// The attributes by name.
    pub cells: BTreeMap<String, Cell>,
}

impl Member {
    /// The member's name in output.
    pub fn label(&self) -> &str {
        self.label.as_ref().map_or(&self.name.value, |label| &label.value)
    }
}

/// An attribute of a member.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A number, plain or uncertain.
    Number(Box<Literal>),
    /// A day.
    Date(Located<Date>),
    /// Yes or no.
    Truth(Located<bool>),
    /// A text.
    Text(Located<String>),
}

/// A member of a group, by the names of both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MemberOf {
    /// The name of the variable, definition or question without the member: `vote`.
    pub base: String,
    /// The group.
    pub group: String,
    /// The member.
    pub member: String,
}

/// The variables, definitions and questions that each member of a group has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memberships {
    /// The member of each variable and definition, by its full name: `vote[de]`.
    pub variables: BTreeMap<String, MemberOf>,
    /// The member of each question, by its full name.
    pub questions: BTreeMap<String, MemberOf>,
    /// The group of each variable and definition, by its name without a member.
    pub groups: BTreeMap<String, String>,
    /// Whether a group could not be read, so that names of members are not known.
    pub is_partial: bool,
    /// The paths of the numbers that several members share, with the paths of each member's own.
    pub shared: BTreeMap<String, Vec<String>>,
}

impl Memberships {
    /// The path of the number that several members share, by the path of each member's own.
    pub fn shared_paths(&self) -> BTreeMap<&str, &str> {
        let all = self
            .shared
            .iter()
            .flat_map(|(path, own)| own.iter().map(move |member| (member.as_str(), path.as_str())));
        all.collect()
    }
}

/// The name of a member's variable: `vote[de]`.
pub fn member_variable(base: &str, member: &str) -> String {
    format!("{base}[{member}]")
}
