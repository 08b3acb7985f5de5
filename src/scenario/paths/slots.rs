//! Visitors of all numbers of a scenario, to read or to change them.

use crate::scenario::group::Cell;
use crate::scenario::literal::{Base, Chances, Literal, LiteralValue, Odds, Outcomes, Panel, Rule};
use crate::scenario::read::Meaning;
use crate::scenario::tree::{MoveBy, Scenario, Start};

/// A single number, or several that must sum to 1.
pub(crate) enum Slot<F, O> {
    /// A single number with its role.
    Alone(F, Meaning),
    /// Outcomes that must sum to 1.
    Shares(O),
}

/// Defines the same visitor over shared and over exclusive references, so that the two can't differ. A number with a
/// panel is visited before the numbers of the panel, unless the visit replaced it.
macro_rules! walks {
    ($visit:ident, $rule:ident, $odds:ident, $chances:ident, $alone:ident, $shares:ident, $voices:ident, $within:ident, $slot:ident, $iter:ident, $values:ident, [$($life:lifetime)?], $($exclusive:ident)?) => {
        type $slot<'s> = Slot<&'s $($exclusive)? Literal, &'s $($exclusive)? Outcomes>;

        /// Visits every number.
        pub(crate) fn $visit$(<$life>)?(scenario: &$($life)? $($exclusive)? Scenario, visit: &mut dyn FnMut($slot$(<$life>)?)) {
            for expert in &$($exclusive)? scenario.experts {
                if let Some(weight) = &$($exclusive)? expert.weight {
                    $alone(weight, Meaning::Weight, visit);
                }
            }
            for group in &$($exclusive)? scenario.groups {
                for member in &$($exclusive)? group.members {
                    for cell in member.cells.$values() {
                        if let Cell::Number(literal) = cell {
                            $alone(literal, Meaning::Value, visit);
                        }
                    }
                }
            }
            for definition in &$($exclusive)? scenario.definitions {
                $alone(&$($exclusive)? definition.is, Meaning::Value, visit);
            }
            for parameter in &$($exclusive)? scenario.parameters {
                $alone(&$($exclusive)? parameter.value, Meaning::Value, visit);
            }
            for event in &$($exclusive)? scenario.events {
                $rule(&$($exclusive)? event.rule, visit);
            }
            for process in &$($exclusive)? scenario.processes {
                match &$($exclusive)? process.start {
                    Start::State(_) => {}
                    Start::Outcomes(outcomes) => $shares(outcomes, visit),
                    Start::Panel(panel) => $voices(panel, visit),
                }
                for step in process.rows.$iter().flat_map(|row| row.moves.$iter()) {
                    match &$($exclusive)? step.by {
                        MoveBy::Chance(rule) => $rule(rule, visit),
                        MoveBy::After(literal) => $alone(literal, Meaning::Delay, visit),
                    }
                }
            }
            for process in &$($exclusive)? scenario.processes {
                for row in &$($exclusive)? process.rows {
                    if let Some(deadline) = &$($exclusive)? row.deadline {
                        $alone(&$($exclusive)? deadline.after, Meaning::Delay, visit);
                        $shares(&$($exclusive)? deadline.outcomes, visit);
                        for adjust in &$($exclusive)? deadline.adjusts {
                            $odds(&$($exclusive)? adjust.odds, visit);
                        }
                    }
                }
            }
            for series in &$($exclusive)? scenario.series {
                $alone(&$($exclusive)? series.start, Meaning::Value, visit);
                $alone(&$($exclusive)? series.next, Meaning::Value, visit);
            }
            for quantity in &$($exclusive)? scenario.quantities {
                $alone(&$($exclusive)? quantity.value, Meaning::Value, visit);
            }
            for worth in &$($exclusive)? scenario.values {
                $alone(&$($exclusive)? worth.is, Meaning::Value, visit);
            }
        }

        /// Visits the numbers of a rule.
        pub(crate) fn $rule$(<$life>)?(rule: &$($life)? $($exclusive)? Rule, visit: &mut dyn FnMut($slot$(<$life>)?)) {
            match &$($exclusive)? rule.base {
                Base::Chance(literal) => $alone(literal, Meaning::Chance, visit),
                Base::Outcomes(outcomes) => $shares(outcomes, visit),
                Base::Panel(panel) => $voices(panel, visit),
                Base::Table(table) => {
                    for row in &$($exclusive)? table.rows {
                        $chances(&$($exclusive)? row.chances, visit);
                    }
                }
                // these numbers have no path until `spell_out` gives them one
                Base::Cells(_) => {}
            }
            for case in &$($exclusive)? rule.cases {
                $chances(&$($exclusive)? case.chances, visit);
            }
            for cause in &$($exclusive)? rule.causes {
                $alone(&$($exclusive)? cause.literal, Meaning::Chance, visit);
            }
            for adjust in &$($exclusive)? rule.adjusts {
                $odds(&$($exclusive)? adjust.odds, visit);
            }
        }

        /// Visits the factors of an adjustment.
        pub(crate) fn $odds$(<$life>)?(odds: &$($life)? $($exclusive)? Odds, visit: &mut dyn FnMut($slot$(<$life>)?)) {
            match odds {
                Odds::Bare(literal) => $alone(literal, Meaning::Factor, visit),
                Odds::Named(factors, _) => {
                    for (_, literal) in factors {
                        $alone(literal, Meaning::Factor, visit);
                    }
                }
            }
        }

        fn $chances$(<$life>)?(chances: &$($life)? $($exclusive)? Chances, visit: &mut dyn FnMut($slot$(<$life>)?)) {
            match chances {
                Chances::Chance(literal) => $alone(literal, Meaning::Chance, visit),
                Chances::Outcomes(outcomes) => $shares(outcomes, visit),
                Chances::Panel(panel) => $voices(panel, visit),
            }
        }

        /// Visits a number, and those of its panel.
        pub(crate) fn $alone$(<$life>)?(literal: &$($life)? $($exclusive)? Literal, meaning: Meaning, visit: &mut dyn FnMut($slot$(<$life>)?)) {
            visit(Slot::Alone(&$($exclusive)? *literal, meaning));
            $within(literal, meaning, visit);
        }

        fn $within$(<$life>)?(literal: &$($life)? $($exclusive)? Literal, meaning: Meaning, visit: &mut dyn FnMut($slot$(<$life>)?)) {
            if let Some(observations) = &$($exclusive)? literal.observations {
                visit(Slot::Alone(observations, Meaning::Value));
            }
            if let LiteralValue::Panel(panel) = &$($exclusive)? literal.value {
                for (_, member) in &$($exclusive)? panel.members {
                    $alone(member, meaning, visit);
                }
                if let Some(power) = &$($exclusive)? panel.extremize {
                    visit(Slot::Alone(power, Meaning::Weight));
                }
            }
        }

        /// Visits outcomes.
        pub(crate) fn $shares$(<$life>)?(outcomes: &$($life)? $($exclusive)? Outcomes, visit: &mut dyn FnMut($slot$(<$life>)?)) {
            visit(Slot::Shares(&$($exclusive)? *outcomes));
            if let Some(observations) = &$($exclusive)? outcomes.observations {
                visit(Slot::Alone(observations, Meaning::Value));
            }
            for (_, literal) in &$($exclusive)? outcomes.shares {
                $within(literal, Meaning::Chance, visit);
            }
        }

        /// Visits the outcomes of a panel.
        pub(crate) fn $voices$(<$life>)?(panel: &$($life)? $($exclusive)? Panel<Outcomes>, visit: &mut dyn FnMut($slot$(<$life>)?)) {
            for (_, outcomes) in &$($exclusive)? panel.members {
                $shares(outcomes, visit);
            }
            if let Some(power) = &$($exclusive)? panel.extremize {
                visit(Slot::Alone(power, Meaning::Weight));
            }
        }
    };
}

walks!(
    visit, visit_rule, visit_odds, visit_chances, visit_alone, visit_shares, visit_voices, visit_within, Seen, iter, values,
    ['a],
);
walks!(
    visit_mut,
    visit_rule_mut,
    visit_odds_mut,
    visit_chances_mut,
    visit_alone_mut,
    visit_shares_mut,
    visit_voices_mut,
    visit_within_mut,
    SeenMut,
    iter_mut,
    values_mut,
    [],
    mut
);
