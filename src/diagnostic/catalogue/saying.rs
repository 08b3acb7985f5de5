//! Entries for what can be wrong with formulas, chances and rules.

use super::super::Code;
use super::Entry;

/// In the order of the codes.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: Code::FormulaSyntax,
        explanation: "The text is not a formula: something is missing, left over or in the wrong order. \
            Comparisons are written with `==`, they can't be chained, and outcomes that are \
            not plain words stand in single quotes.",
        wrong: r#"[event.meeting]
p = 0.3

[event.venue]
outcomes = { geneva = 0.4, other = "rest" }

[question.q]
ask = "venue = geneva""#,
        right: r#"[event.meeting]
p = 0.3

[event.venue]
outcomes = { geneva = 0.4, other = "rest" }

[question.q]
ask = "venue == geneva""#,
    },
    Entry {
        code: Code::FormulaType,
        explanation: "Each part of a formula is a number, a duration, a date, a condition or the \
            category of one variable, and the operators take only what they make sense of. A \
            condition is not a number, and two categories don't compare.",
        wrong: r#"[event.meeting]
p = 0.3

[event.venue]
outcomes = { geneva = 0.4, other = "rest" }

[question.q]
ask = "meeting + 1 > 1""#,
        right: r#"[event.meeting]
p = 0.3

[event.venue]
outcomes = { geneva = 0.4, other = "rest" }

[question.q]
ask = "how_many(meeting, venue == geneva) > 1""#,
    },
    Entry {
        code: Code::UnknownFunction,
        explanation: "There is no function of this name. Functions are those of arithmetic (`min`, \
            `sqrt`, `how_many`, …), of memory (`ever`, `count`, `elapsed`), of questions \
            (`by`, `first`, `at`) and the distributions.",
        wrong: r#"[event.meeting]
p = 0.3

[event.venue]
outcomes = { geneva = 0.4, other = "rest" }

[question.q]
ask = "maximum(1, 2) > 1""#,
        right: r#"[event.meeting]
p = 0.3

[event.venue]
outcomes = { geneva = 0.4, other = "rest" }

[question.q]
ask = "max(1, 2) > 1""#,
    },
    Entry {
        code: Code::Arguments,
        explanation: "The function exists and takes other arguments: more, fewer, or by name. Arguments \
            are named wherever conventions differ, so that nobody needs to guess which of two \
            meanings of `lognormal` is meant.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[quantity.loss]
value = "lognormal(20, 8)""#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[quantity.loss]
value = "lognormal(mean = 20, sd = 8)""#,
    },
    Entry {
        code: Code::TooDeep,
        explanation: "The formula is nested more deeply than anyone can read, and than is safe to \
            compute. Split it into events or quantities with names; they can be asked about \
            too.",
        wrong: r#"[question.q]
ask = "not not not not not … not meeting""#,
        right: r#"[question.q]
ask = "meeting"

[event.meeting]
p = 0.3"#,
    },
    Entry {
        code: Code::NotHere,
        explanation: "The words make sense, but not in this place: a model can't look ahead (`by`, \
            `first`, `at` belong to questions), a condition can't draw chance (a distribution \
            belongs to a quantity, a series or a delay).",
        wrong: r#"[event.meeting]
p = 0.3

[event.venue]
outcomes = { geneva = 0.4, other = "rest" }

[question.q]
ask = "normal(0, 1) > 1""#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[quantity.shift]
value = "normal(0, 1)"

[question.q]
ask = "shift > 1""#,
    },
    Entry {
        code: Code::PercentUnit,
        explanation: "`65%` is the number 0.65 everywhere. In a variable whose `unit` is `%` the number 65 \
        means 65 %, and nothing is converted, so a per cent sign beside such a variable would be \
        wrong by a factor of 100.",
        wrong: r#"[quantity.support]
value = "uniform(40, 80)"
unit = "%"

[question.adopted]
ask = "support >= 65%""#,
        right: r#"[quantity.support]
value = "uniform(40, 80)"
unit = "%"

[question.adopted]
ask = "support >= 65""#,
    },
    Entry {
        code: Code::ChanceRange,
        explanation: "A chance goes from 0 to 1. Per cents are written as texts with their sign. Nothing \
            is cut to fit: a number outside the range is a slip, or a formula that has left \
            its ground.",
        wrong: "[event.meeting]
p = 30",
        right: r#"[event.meeting]
p = "30%""#,
    },
    Entry {
        code: Code::NotFinite,
        explanation: "Infinity and \"not a number\" are no chances, no factors and no values: every number \
            that follows from them would be undefined.",
        wrong: "[event.meeting]
p = nan",
        right: "[event.meeting]
p = 0.3",
    },
    Entry {
        code: Code::Sum,
        explanation: "Exactly one of the outcomes comes about, so that their chances sum to 1. They are \
            not rescaled in silence, because the slip may be in one of them: put it right, or \
            make one `\"rest\"`.",
        wrong: "[event.venue]
outcomes = { geneva = 0.4, budapest = 0.2, other = 0.3 }",
        right: r#"[event.venue]
outcomes = { geneva = 0.4, budapest = 0.2, other = "rest" }"#,
    },
    Entry {
        code: Code::NotAChance,
        explanation: "A text stands where a chance is read, and it is none. It may be a per cent \
            (`\"30%\"`), `\"1 in 4\"`, odds for to against (`\"3:1\"`), or a formula. A number \
            stands without quotes.",
        wrong: r#"[event.meeting]
p = "0.3""#,
        right: "[event.meeting]
p = 0.3",
    },
    Entry {
        code: Code::TwoRests,
        explanation: "`\"rest\"` is what the other outcomes leave; two of them could share it in any way.",
        wrong: r#"[event.venue]
outcomes = { geneva = 0.4, budapest = "rest", other = "rest" }"#,
        right: r#"[event.venue]
outcomes = { geneva = 0.4, budapest = 0.2, other = "rest" }"#,
    },
    Entry {
        code: Code::Factor,
        explanation: "A factor multiplies odds: above 1 it makes an outcome likelier, below 1 less \
            likely, and 0 excludes it. A negative one means nothing; to make something less \
            likely divide, don't subtract.",
        wrong: r#"[event.meeting]
p = 0.3
adjust = [ { if = "venue == geneva", odds = -2 } ]

[event.venue]
outcomes = { geneva = 0.4, other = "rest" }"#,
        right: r#"[event.meeting]
p = 0.3
adjust = [ { if = "venue == geneva", odds = 0.5 } ]

[event.venue]
outcomes = { geneva = 0.4, other = "rest" }"#,
    },
    Entry {
        code: Code::AllZero,
        explanation: "Each factor is 0, so that no outcome is left to come about. Leave at least one of \
            them possible, or replace the chances with a `case`.",
        wrong: r#"[event.venue]
outcomes = { geneva = 0.4, other = "rest" }
adjust = [ { if = "meeting", odds = { geneva = 0, other = 0 } } ]

[event.meeting]
p = 0.3"#,
        right: r#"[event.venue]
outcomes = { geneva = 0.4, other = "rest" }
adjust = [ { if = "meeting", odds = { other = 0 } } ]

[event.meeting]
p = 0.3"#,
    },
    Entry {
        code: Code::MissingOutcome,
        explanation: "A case replaces all chances of the event, so that it lists every outcome or has a \
            `\"rest\"`. An outcome left out by oversight would silently become impossible.",
        wrong: r#"[event.venue]
outcomes = { geneva = 0.4, budapest = 0.2, other = "rest" }
case = [ { if = "meeting", outcomes = { geneva = 0.6, other = 0.4 } } ]

[event.meeting]
p = 0.3"#,
        right: r#"[event.venue]
outcomes = { geneva = 0.4, budapest = 0.2, other = "rest" }
case = [ { if = "meeting", outcomes = { geneva = 0.6, budapest = 0, other = 0.4 } } ]

[event.meeting]
p = 0.3"#,
    },
    Entry {
        code: Code::MissingRow,
        explanation: "A table says the chances for each combination of its parents' outcomes, so that \
            none is decided by accident. Where most combinations are alike, `outcomes` with \
            `case` says it more shortly.",
        wrong: r#"[event.meeting]
p = 0.3

[event.deal]
table = { given = ["meeting"], rows = [
  { meeting = "yes", p = 0.2 },
] }"#,
        right: r#"[event.meeting]
p = 0.3

[event.deal]
table = { given = ["meeting"], rows = [
  { meeting = "yes", p = 0.2 },
  { meeting = "no", p = 0.05 },
] }"#,
    },
    Entry {
        code: Code::DoubleRow,
        explanation: "Two rows of a table are for the same combination. Which of them should count can't \
            be known: rows have no order.",
        wrong: r#"[event.meeting]
p = 0.3

[event.deal]
table = { given = ["meeting"], rows = [
  { meeting = "yes", p = 0.2 },
  { meeting = "yes", p = 0.3 },
  { meeting = "no", p = 0.05 },
] }"#,
        right: r#"[event.meeting]
p = 0.3

[event.deal]
table = { given = ["meeting"], rows = [
  { meeting = "yes", p = 0.2 },
  { meeting = "no", p = 0.05 },
] }"#,
    },
    Entry {
        code: Code::ImpossibleRow,
        explanation: "A row names just the parents that `given` lists, each with one of its outcomes. \
            This one leaves a parent out or names another variable, so that it can match \
            nothing, or more than one thing.",
        wrong: r#"[event.meeting]
p = 0.3

[event.deal]
table = { given = ["meeting"], rows = [
  { meeting = "yes", p = 0.2 },
  { p = 0.05 },
] }"#,
        right: r#"[event.meeting]
p = 0.3

[event.deal]
table = { given = ["meeting"], rows = [
  { meeting = "yes", p = 0.2 },
  { meeting = "no", p = 0.05 },
] }"#,
    },
    Entry {
        code: Code::BareFactor,
        explanation: "A bare factor weighs *yes* of a yes/no event, or a transition. With other outcomes \
            it does not say which one it is about: name them.",
        wrong: r#"[event.venue]
outcomes = { geneva = 0.4, other = "rest" }
adjust = [ { if = "meeting", odds = 2 } ]

[event.meeting]
p = 0.3"#,
        right: r#"[event.venue]
outcomes = { geneva = 0.4, other = "rest" }
adjust = [ { if = "meeting", odds = { geneva = 2 } } ]

[event.meeting]
p = 0.3"#,
    },
    Entry {
        code: Code::NoWeight,
        explanation: "What the experts of a panel say is put together by their weights, and all of them \
            weigh nothing. Weights are relative: give at least one of them more than 0.",
        wrong: "[expert]
anna = { weight = 0 }
ben = { weight = 0 }

[event.meeting]
p = { by = { anna = 0.2, ben = 0.4 } }",
        right: "[expert]
anna = { weight = 1 }
ben = { weight = 0 }

[event.meeting]
p = { by = { anna = 0.2, ben = 0.4 } }",
    },
];
