//! Advice on outcomes that can't happen, `when`s that never hold, and cases that never apply.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::{Condition, Reading, VariableId};
use crate::model::advice::reach::Possible;
use crate::model::conditional::{Move, Rule, Specification};
use crate::model::{Kind, Model, Settled};
use crate::scenario::{self, Adjust, Base, Case, Chances, LiteralValue, Outcomes, Panel, Scenario};

pub(super) fn advise(
    scenario: &Scenario,
    model: &Model,
    possible: &Possible,
    found: &mut Vec<Diagnostic>,
) {
    let search = Search { possible };
    for event in &scenario.events {
        let Some(id) = model.find(&event.name.value) else { continue };
        let Kind::Event(compiled) = &model.variable(id).kind else { continue };
        if search.never_settled(&event.name.value, &event.settled, &compiled.settled, found) {
            continue;
        }
        never_outcomes(event, model, id, possible, found);
        let when = match &compiled.settled {
            Settled::When(condition) => vec![&**condition],
            Settled::AtStart | Settled::AtEnd | Settled::EachStep => Vec::new(),
        };
        if let Specification::Rule(rule) = &compiled.conditional.specification {
            search.dead_in_rule(&event.rule, rule, &when, found);
        }
    }
    for quantity in &scenario.quantities {
        let Some(id) = model.find(&quantity.name.value) else { continue };
        if let Kind::Quantity(compiled) = &model.variable(id).kind {
            let name = &quantity.name.value;
            search.never_settled(name, &quantity.settled, &compiled.settled, found);
        }
    }
    for process in &scenario.processes {
        search.dead_in_process(process, model, found);
    }
}

/// The most cases that are searched for one that hides another.
const MOST_TRIED: usize = 1000;

struct Search<'a> {
    possible: &'a Possible<'a>,
}

impl Search<'_> {
    fn can(&self, all: &[&Condition], none: &[&Condition]) -> bool {
        self.possible.can_hold(all, none)
    }

    /// Reports a `when` that never holds; returns whether it never holds.
    fn never_settled(
        &self,
        name: &str,
        written: &scenario::Settled,
        settled: &Settled,
        found: &mut Vec<Diagnostic>,
    ) -> bool {
        let (scenario::Settled::When(expr), Settled::When(condition)) = (written, settled) else {
            return false;
        };
        if self.can(&[condition], &[]) {
            return false;
        }
        found.push(
            Diagnostic::new(
                Code::NeverSettled,
                expr.place,
                format!("`{name}` is never settled: this can never hold"),
            )
            .help("look at what it waits for: the numbers here are never used"),
        );
        true
    }

    fn dead_in_rule(
        &self,
        written: &scenario::Rule,
        rule: &Rule,
        context: &[&Condition],
        found: &mut Vec<Diagnostic>,
    ) {
        let cases: Vec<&Condition> = rule.cases.iter().map(|(condition, _)| &**condition).collect();
        self.dead_cases(&written.cases, &cases, context, found);
        let adjusts: Vec<&Condition> =
            rule.adjusts.iter().map(|adjust| &*adjust.condition).collect();
        self.dead_adjusts(&written.adjusts, &adjusts, context, found);
    }

    fn dead_in_process(
        &self,
        process: &scenario::Process,
        model: &Model,
        found: &mut Vec<Diagnostic>,
    ) {
        let Some(id) = model.find(&process.name.value) else { return };
        let variable = model.variable(id);
        let Kind::Process(compiled) = &variable.kind else { return };
        for row in &process.rows {
            let Some(from) = variable.outcome(&row.from.value) else { continue };
            if self.possible.earliest(id, from).is_none() {
                continue; // reported for the state
            }
            let here =
                Condition::Is { variable: id, reading: Reading::Usual, outcomes: vec![from] };
            let moves = compiled.moves_from(from);
            let mut by_chance = moves.map_or([].iter(), |moves| moves.moves.iter());
            for written in &row.moves {
                let condition = match &written.by {
                    scenario::MoveBy::Chance(rule) => {
                        let Some(compiled) = by_chance.next() else { continue };
                        self.dead_in_move(rule, compiled, &here, found);
                        compiled.condition.as_ref()
                    }
                    scenario::MoveBy::After(literal) => compiled.delays[usize::from(from)]
                        .iter()
                        .find(|delay| delay.place == literal.place)
                        .and_then(|delay| delay.condition.as_ref()),
                };
                if let (Some(expr), Some(condition)) = (&written.condition, condition)
                    && !self.can(&[condition, &here], &[])
                {
                    let what = format!(
                        "the move to `{}` can't happen: this never holds",
                        written.to.value
                    );
                    found.push(dead(expr.place, what).help(REPAIR));
                }
            }
        }
    }

    fn dead_in_move(
        &self,
        written: &scenario::Rule,
        compiled: &Move,
        here: &Condition,
        found: &mut Vec<Diagnostic>,
    ) {
        let mut context = vec![here];
        context.extend(compiled.condition.as_deref());
        if !self.can(&context, &[]) {
            return; // reported for the move
        }
        let cases: Vec<&Condition> = compiled.cases.iter().map(|(c, _)| &**c).collect();
        self.dead_cases(&written.cases, &cases, &context, found);
        let adjusts: Vec<&Condition> = compiled.adjusts.iter().map(|(c, _)| &**c).collect();
        self.dead_adjusts(&written.adjusts, &adjusts, &context, found);
    }

    fn dead_cases(
        &self,
        written: &[Case],
        conditions: &[&Condition],
        context: &[&Condition],
        found: &mut Vec<Diagnostic>,
    ) {
        let mut left = self.possible.worlds(context);
        for (i, (case, condition)) in written.iter().zip(conditions).enumerate() {
            let with: Vec<&Condition> = context.iter().copied().chain([*condition]).collect();
            let place = case.condition.place;
            if !self.can(&with, &[]) {
                found.push(dead(place, "this case never holds".to_owned()).help(REPAIR));
            } else if !left.admit(condition) {
                let mut advice = dead(
                    place,
                    "this case is never reached: one before it holds whenever it does".to_owned(),
                );
                let same = conditions[..i].iter().position(|c| c == condition);
                let alone = || {
                    (0..i.min(MOST_TRIED))
                        .find(|j| !self.can(&with, std::slice::from_ref(&conditions[*j])))
                };
                if let Some(j) = same.or_else(alone) {
                    let remark = if same.is_some() { "the same" } else { "this one" };
                    advice = advice.related(written[j].condition.place, remark);
                }
                found.push(advice.help("put the narrower case first, or take it out"));
            }
            left.without(condition);
        }
    }

    fn dead_adjusts(
        &self,
        written: &[Adjust],
        conditions: &[&Condition],
        context: &[&Condition],
        found: &mut Vec<Diagnostic>,
    ) {
        for (adjust, condition) in written.iter().zip(conditions) {
            let with: Vec<&Condition> = context.iter().copied().chain([*condition]).collect();
            if !self.can(&with, &[]) {
                let what = "this adjustment never counts: its condition can't hold".to_owned();
                found.push(dead(adjust.condition.place, what).help(REPAIR));
            }
        }
    }
}

const REPAIR: &str = "mend the condition, or take it out: its numbers are never used";

fn dead(place: Place, what: String) -> Diagnostic {
    Diagnostic::new(Code::DeadCase, place, what)
}

/// Reports the outcomes of an event that no draw can give.
fn never_outcomes(
    event: &scenario::Event,
    model: &Model,
    id: VariableId,
    possible: &Possible,
    found: &mut Vec<Diagnostic>,
) {
    if is_plainly_certain(&event.rule) {
        return; // reported as a chance of exactly 0 or 1
    }
    let variable = model.variable(id);
    for outcome in &variable.shown {
        if possible.earliest(id, *outcome).is_some() {
            continue;
        }
        let name = &variable.outcomes[usize::from(*outcome)];
        let place = place_of(name, &event.rule).unwrap_or(event.name.place);
        let what = format!("`{}` can never be `{name}`", event.name.value);
        found.push(
            Diagnostic::new(Code::NeverOutcome, place, what)
                .help("give it a chance, or take it out; if it is meant, say so in a `because`"),
        );
    }
}

/// Whether a rule consists of `p = 0` or `p = 1`.
fn is_plainly_certain(rule: &scenario::Rule) -> bool {
    let certain = matches!(&rule.base, Base::Chance(literal)
        if matches!(literal.value, LiteralValue::Plain(p) if p <= 0.0 || p >= 1.0));
    certain && rule.cases.is_empty()
}

/// The place at which an outcome is first named among the chances of a rule.
fn place_of(name: &str, rule: &scenario::Rule) -> Option<Place> {
    let named = |outcomes: &Outcomes| outcomes.names().find(|o| o.value == name).map(|o| o.place);
    let spoken = |panel: &Panel<Outcomes>| {
        panel.names().into_iter().find(|o| o.value == name).map(|o| o.place)
    };
    match &rule.base {
        Base::Chance(literal) => Some(literal.place),
        Base::Outcomes(outcomes) => named(outcomes),
        Base::Panel(panel) => spoken(panel),
        Base::Cells(cells) => cells.outcomes.iter().find(|o| o.value == name).map(|o| o.place),
        Base::Table(table) => table.rows.first().and_then(|row| match &row.chances {
            Chances::Chance(literal) => Some(literal.place),
            Chances::Outcomes(outcomes) => named(outcomes),
            Chances::Panel(panel) => spoken(panel),
        }),
    }
}
