//! Entries for advice on numbers: unlike units, ranges across 0, correlations that follow.

use super::super::Code;
use super::Entry;

/// In the order of the codes.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: Code::Completed,
        explanation: "Two numbers that each go together with a third one go together too. Pairs that are \
            not mentioned get the correlations that follow from the others and add nothing to them: of \
            all that are possible those with the greatest determinant, on the scale of normals. They \
            are shown as rank correlations; say one yourself to change it.",
        wrong: r#"[parameter.a]
value = "uniform(0, 1)"
correlated = { b = 0.9, c = 0.9 }

[parameter.b]
value = "uniform(0, 1)"

[parameter.c]
value = "uniform(0, 1)"

[event.all]
p = "a * b * c""#,
        right: r#"[parameter.a]
value = "uniform(0, 1)"
correlated = { b = 0.9, c = 0.9 }

[parameter.b]
value = "uniform(0, 1)"
correlated = { c = 0.8 }

[parameter.c]
value = "uniform(0, 1)"

[event.all]
p = "a * b * c""#,
    },
    Entry {
        code: Code::BeyondZero,
        explanation: "A range above 0 stays above 0 (it is lognormal), and one below 0 stays below; a \
            range on both sides of 0 is normal. The advice says how likely its smaller side is. If \
            numbers there make no sense, write a range on one side of 0.",
        wrong: r#"[quantity.growth]
value = "-1 to 4""#,
        right: r#"[quantity.growth]
value = "0.5 to 4""#,
    },
    Entry {
        code: Code::UnlikeUnits,
        explanation: "Two numbers are compared or added whose `unit` is not the same text. Units are \
            never converted, so this is right only if both count the same thing.",
        wrong: r#"[quantity.distance]
value = "20 to 60"
unit = "km"

[quantity.reach]
value = "30 to 40"
unit = "miles"

[question.q]
ask = "reach > distance""#,
        right: r#"[quantity.distance]
value = "20 to 60"
unit = "km"

[quantity.reach]
value = "48 to 64"
unit = "km"

[question.q]
ask = "reach > distance""#,
    },
];
