//! A network as its file has it: names where they stand, tables still unread. Knows no format.

use super::numbers::Numbers;
use std::borrow::Cow;
use std::ops::Range;

/// A name and where it stands, its quotes included.
#[derive(Clone, Debug)]
pub(in crate::interchange) struct Name<'a> {
    /// Without quotes.
    pub(in crate::interchange) text: Cow<'a, str>,
    /// Where.
    pub(in crate::interchange) span: Range<usize>,
}

impl<'a> Name<'a> {
    /// A name that stands in the file as it is meant.
    pub(in crate::interchange) fn new(text: impl Into<Cow<'a, str>>, span: Range<usize>) -> Self {
        Self { text: text.into(), span }
    }
}

/// A variable with its states.
#[derive(Clone, Debug)]
pub(in crate::interchange) struct Variable<'a> {
    /// Its name.
    pub(in crate::interchange) name: Name<'a>,
    /// Its states.
    pub(in crate::interchange) states: Vec<Name<'a>>,
    /// Where they are listed; the name's place where they are not.
    pub(in crate::interchange) states_at: Range<usize>,
    /// Whether it is a decision.
    pub(in crate::interchange) is_choice: bool,
}

/// The table of a variable, unread.
pub(in crate::interchange) struct Table<'a, B> {
    /// The variable that it is about.
    pub(in crate::interchange) child: Name<'a>,
    /// Its parents.
    pub(in crate::interchange) parents: Vec<Name<'a>>,
    /// Where a fault of the whole table is shown.
    pub(in crate::interchange) head: Range<usize>,
    /// From the head to the end of the numbers.
    pub(in crate::interchange) place: Range<usize>,
    /// The numbers, as the format has them.
    pub(in crate::interchange) body: B,
}

impl<'a, B> Table<'a, B> {
    /// A table without parents that the file does not write out.
    pub(in crate::interchange) fn alone(child: Name<'a>, body: B) -> Self {
        let (head, place) = (child.span.clone(), child.span.clone());
        Self { child, parents: Vec::new(), head, place, body }
    }
}

/// All parts of a file, in its order.
pub(in crate::interchange) struct Parts<'a, B> {
    /// The network's name.
    pub(in crate::interchange) title: Option<Name<'a>>,
    /// The variables.
    pub(in crate::interchange) variables: Vec<Variable<'a>>,
    /// The tables.
    pub(in crate::interchange) tables: Vec<Table<'a, B>>,
    /// Whether some part could not be read, so that what seems missing may be in it.
    pub(in crate::interchange) is_broken: bool,
}

impl<B> Parts<'_, B> {
    /// Nothing yet.
    pub(in crate::interchange) fn empty() -> Self {
        Self { title: None, variables: Vec::new(), tables: Vec::new(), is_broken: false }
    }
}

/// The variables and the size of a table.
pub(in crate::interchange) struct Shape<'a, 'f> {
    /// The variable.
    pub(in crate::interchange) child: &'f Variable<'a>,
    /// Its parents, the last running fastest.
    pub(in crate::interchange) parents: Vec<&'f Variable<'a>>,
    /// Where the table begins.
    pub(in crate::interchange) head: Range<usize>,
    /// Rows: combinations of the parents' states.
    pub(in crate::interchange) rows: usize,
}

impl Shape<'_, '_> {
    /// Columns: states of the variable.
    pub(in crate::interchange) fn width(&self) -> usize {
        self.child.states.len()
    }
}

/// The numbers of a table, as a format has them.
pub(in crate::interchange) trait Body {
    /// The chances row after row, the last parent's states running fastest; none if any part is faulty.
    fn chances(&self, shape: &Shape<'_, '_>, numbers: &mut Numbers<'_, '_>) -> Option<Vec<f64>>;
}
