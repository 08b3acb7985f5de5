//! Where a scenario's numbers stand, to read and to change them. Knows nothing of paths.

use super::chance::Meaning;
use super::tree::{Base, Chances, Figure, MoveBy, Odds, Outcomes, Rule, Scenario, Start};

/// A number alone, or with others that must sum to 1.
pub(super) enum Slot<F, O> {
    /// Alone.
    Alone(F, Meaning),
    /// Together.
    Shares(O),
}

/// The same walk over shared and over exclusive references, so that the two can't differ.
macro_rules! walks {
    ($slots:ident, $rule:ident, $chances:ident, $iter:ident, $($exclusive:ident)?) => {
        /// Every place of a number.
        pub(super) fn $slots(scenario: &$($exclusive)? Scenario) -> Vec<Slot<&$($exclusive)? Figure, &$($exclusive)? Outcomes>> {
            let mut slots = Vec::new();
            for parameter in &$($exclusive)? scenario.parameters {
                slots.push(Slot::Alone(&$($exclusive)? parameter.value, Meaning::Value));
            }
            for event in &$($exclusive)? scenario.events {
                $rule(&$($exclusive)? event.rule, &mut slots);
            }
            for process in &$($exclusive)? scenario.processes {
                if let Start::Outcomes(outcomes) = &$($exclusive)? process.start {
                    slots.push(Slot::Shares(outcomes));
                }
                for step in process.rows.$iter().flat_map(|row| row.moves.$iter()) {
                    match &$($exclusive)? step.by {
                        MoveBy::Chance(rule) => $rule(rule, &mut slots),
                        MoveBy::After(figure) => slots.push(Slot::Alone(figure, Meaning::Delay)),
                    }
                }
            }
            for series in &$($exclusive)? scenario.series {
                slots.push(Slot::Alone(&$($exclusive)? series.start, Meaning::Value));
                slots.push(Slot::Alone(&$($exclusive)? series.next, Meaning::Value));
            }
            for quantity in &$($exclusive)? scenario.quantities {
                slots.push(Slot::Alone(&$($exclusive)? quantity.value, Meaning::Value));
            }
            slots
        }

        fn $rule<'a>(rule: &'a $($exclusive)? Rule, slots: &mut Vec<Slot<&'a $($exclusive)? Figure, &'a $($exclusive)? Outcomes>>) {
            match &$($exclusive)? rule.base {
                Base::Chance(figure) => slots.push(Slot::Alone(figure, Meaning::Chance)),
                Base::Outcomes(outcomes) => slots.push(Slot::Shares(outcomes)),
                Base::Table(table) => {
                    slots.extend(table.rows.$iter().map(|row| $chances(&$($exclusive)? row.chances)));
                }
                // numbers without a path until `spell_out` gives them one
                Base::Cells(_) => {}
            }
            slots.extend(rule.cases.$iter().map(|case| $chances(&$($exclusive)? case.chances)));
            for adjust in &$($exclusive)? rule.adjusts {
                match &$($exclusive)? adjust.odds {
                    Odds::Bare(figure) => slots.push(Slot::Alone(figure, Meaning::Factor)),
                    Odds::Named(factors, _) => {
                        slots.extend(factors.$iter().map(|(_, figure)| Slot::Alone(figure, Meaning::Factor)));
                    }
                }
            }
        }

        fn $chances(chances: &$($exclusive)? Chances) -> Slot<&$($exclusive)? Figure, &$($exclusive)? Outcomes> {
            match chances {
                Chances::Chance(figure) => Slot::Alone(figure, Meaning::Chance),
                Chances::Outcomes(outcomes) => Slot::Shares(outcomes),
            }
        }
    };
}

walks!(slots, rule_slots, chance_slot, iter,);
walks!(slots_mut, rule_slots_mut, chance_slot_mut, iter_mut, mut);
