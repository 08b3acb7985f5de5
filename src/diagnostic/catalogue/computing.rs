//! Entries for what can be wrong with the order of things, with runs and with the clock.

use super::super::Code;
use super::Entry;

/// In the order of the codes.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: Code::Cycle,
        explanation: "Each of these variables is settled by looking at the next, and the last looks at \
            the first, so that none can be settled. Decide which one comes first; on a clock, \
            a process sees the others as they stood a step before, and such circles are \
            allowed.",
        wrong: r#"[event.meeting]
p = 0.3
adjust = [ { if = "sanctions", odds = 2 } ]

[event.sanctions]
p = 0.3
adjust = [ { if = "meeting", odds = 0.5 } ]"#,
        right: r#"[event.meeting]
p = 0.3

[event.sanctions]
p = 0.3
adjust = [ { if = "meeting", odds = 0.5 } ]"#,
    },
    Entry {
        code: Code::GivenAndDo,
        explanation: "To make something is not to learn it: `--do` cuts a variable from its causes, \
            `--given` draws conclusions about them. Both on one variable contradict each \
            other, or one of them says nothing.",
        wrong: "foretell run scenarios/two_leaders.toml --do meeting=yes --given 'meeting == no'",
        right: "foretell run scenarios/two_leaders.toml --do meeting=yes",
    },
    Entry {
        code: Code::NoTrial,
        explanation: "Not one trial met the evidence, so that there is nothing to answer from. Either \
            the model makes it impossible, or it is rarer than the trials are many. Only evidence \
            about series, quantities and delays is waited for: look at it a clause at a time, ask \
            for less, or take more trials.",
        wrong: "foretell run scenarios/leaders_summit.toml -n 100 --given 'front_km > 9999'",
        right: "foretell run scenarios/two_leaders.toml --given meeting",
    },
    Entry {
        code: Code::Impossible,
        explanation: "The clauses named can't hold together, or the one named not at all, whatever \
            chance does: the model leaves no way to them. None of them can be left away without the \
            others becoming possible.",
        wrong: "foretell run scenarios/two_leaders.toml --given 'meeting and not meeting'",
        right: "foretell run scenarios/two_leaders.toml --given meeting",
    },
    Entry {
        code: Code::ChanceInTrial,
        explanation: "A formula for a chance left the range from 0 to 1 in some trial. It is not cut to \
            fit, because the answer would then be that of another model: bound it in the \
            formula, where a reader sees it.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[series.mood]
start = 0.1
next = "mood + normal(0, 0.01)"

[event.strike]
each = "step"
p = "mood""#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[series.mood]
start = 0.1
next = "mood + normal(0, 0.01)"

[event.strike]
each = "step"
p = "min(1, max(0, mood))""#,
    },
    Entry {
        code: Code::UndefinedInTrial,
        explanation: "In some trial a chance, a factor on odds, a delay or one of their conditions was \
            undefined: a division by 0, the logarithm of 0, the root of a number below 0, or a \
            quantity that was not settled. An answer can leave such a trial out; the trial itself \
            can't go on without the number. Say in the formula which number holds there, or let \
            another condition decide first: `a and b` is false where `a` is, whatever `b` is.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[event.raid]
each = "step"
p = 0.05

[event.truce]
when = "end"
p = "min(1, 1 / count(raid))""#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[event.raid]
each = "step"
p = 0.05

[event.truce]
when = "end"
p = "if count(raid) > 0 then 1 / count(raid) else 1""#,
    },
    Entry {
        code: Code::ZeroInTrial,
        explanation: "In some trial several adjustments held whose factors together left no outcome \
            possible. Leave each combination of conditions at least one outcome.",
        wrong: r#"[event.venue]
outcomes = { geneva = 0.4, other = "rest" }
adjust = [
  { if = "a", odds = { geneva = 0 } },
  { if = "b", odds = { other = 0 } },
]

[event.a]
p = 0.5

[event.b]
p = 0.5"#,
        right: r#"[event.venue]
outcomes = { geneva = 0.4, other = "rest" }
adjust = [
  { if = "a", odds = { geneva = 0 } },
  { if = "b and not a", odds = { other = 0 } },
]

[event.a]
p = 0.5

[event.b]
p = 0.5"#,
    },
    Entry {
        code: Code::NotExact,
        explanation: "Exact answers are sums over everything that can come about, and here that is not \
            a finite list: a number drawn from a continuous distribution, say, that something \
            asked for depends on. Sampling answers it; or ask with `--question` for what does not \
            depend on it.",
        wrong: "foretell run scenarios/leaders_summit.toml --exact",
        right: "foretell run scenarios/two_leaders.toml --exact",
    },
    Entry {
        code: Code::TooWide,
        explanation: "Exact answers need a table for each group of variables that stand together, or, \
            on a clock, all joint states of a step. Here these are more than memory or time allow. \
            Ask for fewer things at once with `--question`, or have it sampled.",
        wrong: "foretell run scenarios/leaders_summit.toml --exact --question noes",
        right: "foretell run scenarios/two_leaders.toml --exact",
    },
    Entry {
        code: Code::Cancelled,
        explanation: "Somebody asked for the work to end: with Ctrl-C, or, in a program that uses foretell as a \
            library, through its `Work`. Nothing is known of the answer. A sweep with `--out` keeps its points, and \
            `--resume` goes on with them.",
        wrong: "foretell run scenarios/leaders_summit.toml -n 1e12",
        right: "foretell run scenarios/leaders_summit.toml",
    },
    Entry {
        code: Code::ClockOrder,
        explanation: "The clock runs from `as_of` to `until`, so that `until` is the later of the two, \
            by at least one step.",
        wrong: r#"[scenario]
as_of = 2025-12-31
until = 2025-08-20

[event.meeting]
when = "end"
p = 0.3"#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[event.meeting]
when = "end"
p = 0.3"#,
    },
    Entry {
        code: Code::TooManySteps,
        explanation: "Every trial is computed step by step, and at most 100,000 of them. Over a long \
            time take longer steps: a week or a month.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2425-08-20
step = "day"

[event.meeting]
when = "end"
p = 0.3"#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2425-08-20
step = "month"

[event.meeting]
when = "end"
p = 0.3"#,
    },
    Entry {
        code: Code::BadDate,
        explanation: "The calendar has no such day, or a time of day is given where only days are \
            counted. Dates are written year, month, day: 2025-10-31.",
        wrong: r#"[scenario]
as_of = 2025-08-20T12:00:00
until = 2025-12-31

[event.meeting]
when = "end"
p = 0.3"#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[event.meeting]
when = "end"
p = 0.3"#,
    },
    Entry {
        code: Code::NoClock,
        explanation: "Processes, series, dates, memory and `when = \"end\"` are about time. Give \
            `[scenario]` its `as_of` and `until`, or leave them out: without a clock a \
            scenario is a single moment.",
        wrong: r#"[process.talks]
states = ["none", "leaders"]
start = "none"

[process.talks.from.none]
leaders = "5%""#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[process.talks]
states = ["none", "leaders"]
start = "none"

[process.talks.from.none]
leaders = "5%""#,
    },
    Entry {
        code: Code::LooksAtMoving,
        explanation: "An event without `when` is settled on the first day, before anything has moved; \
            what it looks at would always be at its start. Say when it is settled.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[process.talks]
states = ["none", "leaders"]
start = "none"
per = "month"
from.none.leaders = "5%"

[event.venue]
outcomes = { geneva = 0.4, other = 0.6 }
case = [ { if = "talks == leaders", outcomes = { geneva = 1, other = 0 } } ]"#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[process.talks]
states = ["none", "leaders"]
start = "none"
per = "month"
from.none.leaders = "5%"

[event.venue]
when = "talks == leaders"
otherwise = "none yet"
outcomes = { geneva = 0.4, other = 0.6 }"#,
    },
    Entry {
        code: Code::NowCircle,
        explanation: "`now(x)` reads x as it stands in the very step that is being computed, so that x \
            has to be computed first. Here that goes round in a circle; a plain read sees the \
            step before and breaks it.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[series.a]
start = 0
next = "now(b) + 1"

[series.b]
start = 0
next = "now(a) + 1""#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[series.a]
start = 0
next = "b + 1"

[series.b]
start = 0
next = "now(a) + 1""#,
    },
    Entry {
        code: Code::Delay,
        explanation: "A delay is a time to wait, and this one can be negative: some trials would move \
            before they had arrived. Take a distribution of positive numbers, such as `3 to 12 \
            weeks`, or cut it with `truncate`.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[process.talks]
states = ["none", "leaders"]
start = "none"
per = "month"
from.none.leaders = { after = "normal(30 days, 40 days)" }"#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[process.talks]
states = ["none", "leaders"]
start = "none"
per = "month"
from.none.leaders = { after = "3 to 12 weeks" }"#,
    },
    Entry {
        code: Code::RowOverflow,
        explanation: "The chances of leaving one state in one period share one draw, so that they sum to \
            at most 1; what they leave is the chance to stay. Ranges are drawn again where they \
            exceed 1, unless more than half of their draws do. Say smaller chances, or a shorter \
            `per`.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[process.talks]
states = ["none", "experts", "leaders"]
start = "none"

[process.talks.from.none]
experts = 0.6
leaders = 0.5"#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[process.talks]
states = ["none", "experts", "leaders"]
start = "none"

[process.talks.from.none]
experts = 0.6
leaders = 0.3"#,
    },
    Entry {
        code: Code::SettledLater,
        explanation: "The value is read at a moment at which it can't be settled yet. Read it later, or \
            settle it sooner.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[quantity.loss]
when = "end"
value = "exponential(mean = 20)"

[event.default]
p = 0.1
adjust = [ { if = "loss > 30", odds = 2 } ]"#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[quantity.loss]
when = "end"
value = "exponential(mean = 20)"

[event.default]
when = "end"
p = 0.1
adjust = [ { if = "loss > 30", odds = 2 } ]"#,
    },
];
