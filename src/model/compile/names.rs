//! The names that formulas can use: every variable with its outcomes.

use crate::diagnostic::{Code, Diagnostic, Located, Place, nearest};
use crate::formula::{Named, NamedKind, NumberKind, VariableId};
use crate::scenario::{self, Base, Chances, Event, Panel, Rule, Scenario, Settled};
use std::collections::BTreeMap;

/// Every variable by name; ids are in the order of names.
pub(crate) type Names = BTreeMap<String, Named>;

/// The outcomes of a category in two orders.
pub(crate) struct Outcomes {
    /// The outcomes in the order of their names.
    pub sorted: Vec<String>,
    /// The indices of the outcomes, in the order of the file.
    pub shown: Vec<u16>,
    /// The place at which they are listed.
    pub place: Place,
}

impl Outcomes {
    fn new(listed: &[String], place: Place) -> Self {
        let (sorted, shown) = in_both_orders(listed);
        Self { sorted, shown, place }
    }
}

/// Returns names in alphabetical order, each once, and their indices in the order in which they are listed.
pub(crate) fn in_both_orders(listed: &[String]) -> (Vec<String>, Vec<u16>) {
    let mut sorted = listed.to_vec();
    sorted.sort();
    sorted.dedup();
    let mut is_new = vec![true; sorted.len()];
    let at = listed.iter().filter_map(|name| sorted.binary_search(name).ok());
    let at = at.filter(|i| std::mem::take(&mut is_new[*i]));
    let shown = at.map(|i| i as u16).collect();
    (sorted, shown)
}

/// The outcomes of an event in the order of the file, with `otherwise` at the end if no chance leads to it.
pub(crate) fn outcomes_of_event(event: &Event) -> Outcomes {
    let (mut listed, place) = listed_in_rule(&event.rule);
    let yes_no = listed.len() == 2 && listed.iter().all(|o| o == "yes" || o == "no");
    if yes_no && says_p(&event.rule) {
        return Outcomes::new(&listed, place);
    }
    if !matches!(event.settled, Settled::AtStart | Settled::EachStep(_)) {
        let otherwise = match &event.otherwise {
            Some(otherwise) => otherwise.value.clone(),
            None if yes_no => "no".to_owned(),
            None => "none".to_owned(),
        };
        if !listed.contains(&otherwise) {
            listed.push(otherwise);
        }
    }
    Outcomes::new(&listed, place)
}

/// Whether the base of a rule gives chances of yes.
fn says_p(rule: &Rule) -> bool {
    match &rule.base {
        Base::Chance(_) => true,
        Base::Outcomes(_) | Base::Panel(_) | Base::Cells(_) => false,
        Base::Table(table) => {
            table.rows.iter().any(|row| matches!(row.chances, Chances::Chance(_)))
        }
    }
}

fn listed_in_rule(rule: &Rule) -> (Vec<String>, Place) {
    let yes_no = || vec!["yes".to_owned(), "no".to_owned()];
    let names = |shares: &[(Located<String>, crate::scenario::Literal)]| {
        shares.iter().map(|(name, _)| name.value.clone()).collect()
    };
    let of_all = |panel: &Panel<scenario::Outcomes>| {
        (panel.names().into_iter().map(|name| name.value.clone()).collect(), panel.place)
    };
    match &rule.base {
        Base::Chance(literal) => (yes_no(), literal.place),
        Base::Outcomes(outcomes) => (names(&outcomes.shares), outcomes.place),
        Base::Panel(panel) => of_all(panel),
        Base::Cells(cells) => {
            (cells.outcomes.iter().map(|name| name.value.clone()).collect(), cells.place)
        }
        Base::Table(table) => match table.rows.first().map(|row| &row.chances) {
            Some(Chances::Outcomes(outcomes)) => (names(&outcomes.shares), outcomes.place),
            Some(Chances::Panel(panel)) => of_all(panel),
            Some(Chances::Chance(literal)) => (yes_no(), literal.place),
            None => (yes_no(), table.place),
        },
    }
}

/// Collects the names of a scenario. If a name is repeated, the first counts.
pub(crate) fn collect(scenario: &Scenario) -> Names {
    let mut kinds: BTreeMap<String, (NamedKind, Place)> = BTreeMap::new();
    let mut add = |name: &Located<String>, kind: NamedKind| {
        kinds.entry(name.value.clone()).or_insert((kind, name.place));
    };
    for parameter in &scenario.parameters {
        add(&parameter.name, NamedKind::Parameter(NumberKind::Number));
    }
    for choice in &scenario.choices {
        let options: Vec<String> = choice.options.iter().map(|o| o.value.clone()).collect();
        let outcomes = Outcomes::new(&options, choice.options_place);
        add(&choice.name, category(outcomes, None, false));
    }
    for event in &scenario.events {
        let outcomes = outcomes_of_event(event);
        let yes = (outcomes.sorted == ["no", "yes"]).then_some(1);
        add(&event.name, category(outcomes, yes, false));
    }
    for process in &scenario.processes {
        let states: Vec<String> = process.states.iter().map(|o| o.value.clone()).collect();
        let outcomes = Outcomes::new(&states, process.states_place);
        let yes = (outcomes.sorted == ["no", "yes"]).then_some(1);
        add(&process.name, category(outcomes, yes, true));
    }
    for series in &scenario.series {
        add(&series.name, NamedKind::Number(NumberKind::Number));
    }
    for quantity in &scenario.quantities {
        add(&quantity.name, NamedKind::Number(NumberKind::Number));
    }
    let numbered = kinds.into_iter().enumerate();
    numbered
        .map(|(i, (name, (kind, place)))| (name, Named { id: VariableId(i as u32), kind, place }))
        .collect()
}

fn category(outcomes: Outcomes, yes: Option<u16>, process: bool) -> NamedKind {
    NamedKind::Category { outcomes: outcomes.sorted, outcomes_place: outcomes.place, yes, process }
}

/// The index of a variable's outcome, or the fault if there is none of that name.
pub(crate) fn outcome(
    variable: &str,
    outcomes: &[String],
    listed_at: Place,
    written: &Located<String>,
) -> Result<u16, Diagnostic> {
    let found = outcomes.binary_search(&written.value).map(|i| i as u16);
    found.map_err(|_| {
        let what = format!("`{variable}` has no outcome `{}`", written.value);
        let near = nearest(&written.value, outcomes.iter().map(String::as_str));
        let fault = Diagnostic::new(Code::UnknownOutcome, written.place, what)
            .suggest(near)
            .related(listed_at, format!("outcomes of `{variable}`"));
        if near.is_some() { fault } else { fault.help(format!("it has {}", list(outcomes))) }
    })
}

/// The most names that a message lists.
const MOST_LISTED: usize = 24;

/// Joins names: "`a`, `b` and `c`"; only the first few if they are many.
pub(crate) fn list(names: &[String]) -> String {
    let mut quoted: Vec<String> =
        names.iter().take(MOST_LISTED).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST_LISTED {
        quoted.push(format!("{} more", names.len() - MOST_LISTED));
    }
    match &quoted[..] {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
