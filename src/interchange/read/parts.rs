//! The parts of a network file: names with their places, and tables not yet read.

use super::numbers::Numbers;
use std::borrow::Cow;
use std::ops::Range;

/// A name and its range in the file, quotes included.
#[derive(Clone, Debug)]
pub(in crate::internal::interchange) struct Name<'a> {
    /// The name without quotes.
    pub(in crate::internal::interchange) text: Cow<'a, str>,
    /// The range in the file.
    pub(in crate::internal::interchange) span: Range<usize>,
}

impl<'a> Name<'a> {
    /// A name with its range.
    pub(in crate::internal::interchange) fn new(
        text: impl Into<Cow<'a, str>>,
        span: Range<usize>,
    ) -> Self {
        Self { text: text.into(), span }
    }
}

/// A variable with its states.
#[derive(Clone, Debug)]
pub(in crate::internal::interchange) struct Variable<'a> {
    /// The name.
    pub(in crate::internal::interchange) name: Name<'a>,
    /// The states.
    pub(in crate::internal::interchange) states: Vec<Name<'a>>,
    /// The range in which they are listed, or that of the name if they are not listed.
    pub(in crate::internal::interchange) states_at: Range<usize>,
    /// Whether it is a decision.
    pub(in crate::internal::interchange) is_choice: bool,
}

/// The table of a variable, not yet read.
pub(in crate::internal::interchange) struct Table<'a, B> {
    /// The variable of the table.
    pub(in crate::internal::interchange) child: Name<'a>,
    /// The parents.
    pub(in crate::internal::interchange) parents: Vec<Name<'a>>,
    /// The range at which faults of the whole table are shown.
    pub(in crate::internal::interchange) head: Range<usize>,
    /// The range from the head to the end of the numbers.
    pub(in crate::internal::interchange) place: Range<usize>,
    /// The numbers, in the format's own form.
    pub(in crate::internal::interchange) body: B,
}

impl<'a, B> Table<'a, B> {
    /// A table without parents that the file does not contain.
    pub(in crate::internal::interchange) fn alone(child: Name<'a>, body: B) -> Self {
        let (head, place) = (child.span.clone(), child.span.clone());
        Self { child, parents: Vec::new(), head, place, body }
    }
}

/// The parts of a file, in its order.
pub(in crate::internal::interchange) struct Parts<'a, B> {
    /// The name of the network.
    pub(in crate::internal::interchange) title: Option<Name<'a>>,
    /// The variables.
    pub(in crate::internal::interchange) variables: Vec<Variable<'a>>,
    /// The tables.
    pub(in crate::internal::interchange) tables: Vec<Table<'a, B>>,
    /// Whether some part could not be read, so that something that seems missing may be there.
    pub(in crate::internal::interchange) is_broken: bool,
}

impl<B> Parts<'_, B> {
    /// No parts.
    pub(in crate::internal::interchange) fn empty() -> Self {
        Self { title: None, variables: Vec::new(), tables: Vec::new(), is_broken: false }
    }
}

/// The variables and the size of a table.
pub(in crate::internal::interchange) struct Shape<'a, 'f> {
    /// The variable of the table.
    pub(in crate::internal::interchange) child: &'f Variable<'a>,
    /// The parents; the last varies fastest.
    pub(in crate::internal::interchange) parents: Vec<&'f Variable<'a>>,
    /// The range at which the table begins.
    pub(in crate::internal::interchange) head: Range<usize>,
    /// The number of rows, one for each combination of the parents' states.
    pub(in crate::internal::interchange) rows: usize,
}

impl Shape<'_, '_> {
    /// The number of columns, one for each state of the variable.
    pub(in crate::internal::interchange) fn width(&self) -> usize {
        self.child.states.len()
    }
}

/// The numbers of a table, in a format's own form.
pub(in crate::internal::interchange) trait Body {
    /// Reads the chances, row after row, the last parent's states varying fastest; `None` if any part is faulty.
    fn chances(&self, shape: &Shape<'_, '_>, numbers: &mut Numbers<'_, '_>) -> Option<Vec<f64>>;
}
