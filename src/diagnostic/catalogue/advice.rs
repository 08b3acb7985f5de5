//! Entries for what is legal and odd.

use super::super::Code;
use super::Entry;

/// In the order of the codes.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: Code::NeverOutcome,
        explanation: "Whatever else happens, this outcome has no chance. Perhaps a number is missing; if \
            it is meant, a reader should be told with a `because`.",
        wrong: r#"[event.venue]
outcomes = { geneva = 0.4, moscow = 0, other = 0.6 }

[question.where]
ask = "venue""#,
        right: r#"[event.venue]
outcomes = { geneva = 0.4, moscow = 0.01, other = "rest" }

[question.where]
ask = "venue""#,
    },
    Entry {
        code: Code::Unasked,
        explanation: "No question asks about the variable, nor about anything that depends on it, so \
            that it changes no answer. Ask about it, or leave it out.",
        wrong: r#"[event.meeting]
p = 0.3

[event.venue]
outcomes = { geneva = 0.4, other = "rest" }

[question.they_meet]
ask = "meeting""#,
        right: r#"[event.meeting]
p = 0.3

[event.venue]
outcomes = { geneva = 0.4, other = "rest" }

[question.they_meet]
ask = "meeting"

[question.where]
ask = "venue""#,
    },
    Entry {
        code: Code::CertainChance,
        explanation: "A chance of exactly 0 or 1 never moves: no factor and no evidence can change it. \
            Few things in politics are so certain; if you would still be surprised only \
            mildly, say 1 or 99 per cent.",
        wrong: "[event.meeting]
p = 0",
        right: "[event.meeting]
p = 0.01",
    },
    Entry {
        code: Code::NeverSettled,
        explanation: "The condition in `when` can't come to hold, so that the event keeps its \
            `otherwise` outcome for good and its chances are never used.",
        wrong: r#"[event.meeting]
p = 0.3

[event.venue]
when = "meeting and not meeting"
otherwise = "none"
outcomes = { geneva = 0.4, other = 0.6 }"#,
        right: r#"[event.meeting]
p = 0.3

[event.venue]
when = "meeting"
otherwise = "none"
outcomes = { geneva = 0.4, other = 0.6 }"#,
    },
    Entry {
        code: Code::NoGrounds,
        explanation: "A number should say what it leans on: a `source`, a `because`, or both, here or on \
            a table around it. Whoever disagrees with a forecast starts there.",
        wrong: "[event.meeting]
p = 0.3",
        right: r#"[event.meeting]
p = 0.3
because = "Open in words only; three rounds brought nothing.""#,
    },
    Entry {
        code: Code::LookAlike,
        explanation: "Two names differ only in their case, or by letters of other scripts that look \
            alike, or `otherwise` is nearly called as an outcome. They are different names, and \
            one may be a slip for the other.",
        wrong: "[event.deal]
p = 0.3

[event.Deal]
p = 0.1",
        right: "[event.deal]
p = 0.3

[event.second_deal]
p = 0.1",
    },
    Entry {
        code: Code::NoQuestion,
        explanation: "The scenario asks nothing, so that every event and every process's last state is \
            told instead. Questions say what you want to know and how it is called.",
        wrong: "[event.meeting]
p = 0.3",
        right: r#"[event.meeting]
p = 0.3

[question.they_meet]
ask = "meeting"
label = "They meet""#,
    },
    Entry {
        code: Code::UnusedSource,
        explanation: "A source is described and no number names it. Either a `source = …` is missing, or \
            the source is.",
        wrong: r#"[source.report]
title = "A report"

[event.meeting]
p = 0.3"#,
        right: r#"[source.report]
title = "A report"

[event.meeting]
p = 0.3
source = "report""#,
    },
    Entry {
        code: Code::DeadCase,
        explanation: "The first case that holds counts, and one before this one holds whenever this one \
            does, or its condition never holds. Its numbers are never used: put the narrower \
            case first.",
        wrong: r#"[event.meeting]
p = 0.3
case = [
  { if = "venue in { geneva, other }", p = 0.4 },
  { if = "venue == geneva", p = 0.6 },
]

[event.venue]
outcomes = { geneva = 0.4, other = "rest" }"#,
        right: r#"[event.meeting]
p = 0.3
case = [
  { if = "venue == geneva", p = 0.6 },
]

[event.venue]
outcomes = { geneva = 0.4, other = "rest" }"#,
    },
    Entry {
        code: Code::RateOverPeriod,
        explanation: "Not a fault: each rate is told as what it comes to over the whole period, because \
            chances by the month add up, and stages multiply away, faster than anyone expects. \
            If the second number surprises you, change the first.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[process.talks]
states = ["none", "leaders"]
start = "none"
per = "month"
from.none.leaders = "30%"   # 79 % by 31 December"#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[process.talks]
states = ["none", "leaders"]
start = "none"
per = "month"
from.none.leaders = "10%"   # 37 % by 31 December"#,
    },
    Entry {
        code: Code::Unreachable,
        explanation: "No way leads to this state before the horizon, so that questions about it are \
            answered with never. Check the moves that lead there and how long their delays \
            are.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[process.talks]
states = ["none", "experts", "leaders"]
start = "none"

[process.talks.from.none]
experts = "5%""#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[process.talks]
states = ["none", "experts", "leaders"]
start = "none"

[process.talks.from.none]
experts = "5%"

[process.talks.from.experts]
leaders = "5%""#,
    },
    Entry {
        code: Code::NeverLeft,
        explanation: "The state has ways out, and none of them can be taken before the horizon: a delay \
            is too long, or a condition never holds.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[process.talks]
states = ["none", "leaders"]
start = "none"
per = "month"
from.none.leaders = { after = "2 to 3 years" }"#,
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
        code: Code::DateOutside,
        explanation: "The date lies before `as_of` or after `until`, where nothing is computed. Move the \
            date, or the clock.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[process.talks]
states = ["none", "leaders"]
start = "none"
per = "month"
from.none.leaders = "5%"

[question.spring]
ask = "by(talks == leaders, 2026-03-31)""#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2026-03-31

[process.talks]
states = ["none", "leaders"]
start = "none"
per = "month"
from.none.leaders = "5%"

[question.spring]
ask = "by(talks == leaders, 2026-03-31)""#,
    },
    Entry {
        code: Code::DateBetween,
        explanation: "Time goes in steps, and the date falls between two of them. The day of `by` \
            or `at` is seen at the last step at or before it, and `run` says which; a comparison \
            such as `date >= …` holds from the first step at or after it.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31
step = "week"

[process.talks]
states = ["none", "leaders"]
start = "none"
per = "month"
from.none.leaders = "5%"

[question.october]
ask = "by(talks == leaders, 2025-10-31)""#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31
step = "day"

[process.talks]
states = ["none", "leaders"]
start = "none"
per = "month"
from.none.leaders = "5%"

[question.october]
ask = "by(talks == leaders, 2025-10-31)""#,
    },
    Entry {
        code: Code::SettledAtStart,
        explanation: "The scenario has a clock, and this event is settled on its first day. Most things \
            that a clock is for happen later: say `when`, or make it a process.",
        wrong: "[scenario]
as_of = 2025-08-20
until = 2025-12-31

[event.meeting]
p = 0.3",
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[event.meeting]
when = "end"
p = 0.3"#,
    },
    Entry {
        code: Code::LongDelay,
        explanation: "More often than not the delay is longer than what is left of the clock, so that \
            what waits for it rarely happens. Perhaps the unit is wrong.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[process.talks]
states = ["none", "leaders"]
start = "none"
per = "month"
from.none.leaders = { after = "3 to 12 months" }"#,
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
        code: Code::EdgeOfRow,
        explanation: "The chances out of this state are close to 1 once the adjustments hold, so that \
            hardly anything is left for staying and the factors lose their force. Say a \
            smaller chance, or a shorter `per`.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[process.talks]
states = ["none", "leaders"]
start = "none"
per = "month"
from.none.leaders = { p = 0.9, adjust = [ { if = "step > 30", odds = 20 } ] }"#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[process.talks]
states = ["none", "leaders"]
start = "none"
per = "month"
from.none.leaders = { p = 0.3, adjust = [ { if = "step > 30", odds = 2 } ] }"#,
    },
    Entry {
        code: Code::Redrawn,
        explanation: "Of these ranges many draws sum to more than 1. They are drawn again together until \
            something is left for `rest`, or to stay in the state that moves leave, which lowers them \
            all: what is computed is not quite what you say.",
        wrong: r#"[event.venue]
outcomes = { geneva = "30% to 70%", budapest = "20% to 50%", other = "rest" }"#,
        right: r#"[event.venue]
outcomes = { geneva = "30% to 40%", budapest = "20% to 30%", other = "rest" }"#,
    },
    Entry {
        code: Code::Veto,
        explanation: "In a pool by `log` a chance of 0 or 1 stands whatever the others say: one expert who \
            is certain makes up the panel's mind. Leave room for a surprise, or pool by `linear`.",
        wrong: "[expert]
anna = {}
ben = {}

[event.meeting]
p = { by = { anna = 0, ben = 0.4 } }",
        right: "[expert]
anna = {}
ben = {}

[event.meeting]
p = { by = { anna = 0.01, ben = 0.4 } }",
    },
    Entry {
        code: Code::SilentExpert,
        explanation: "An expert is described who is on no panel, so that the weight counts for nothing.",
        wrong: "[expert]
anna = {}
ben = {}

[event.meeting]
p = { by = { anna = 0.2 } }",
        right: "[expert]
anna = {}
ben = {}

[event.meeting]
p = { by = { anna = 0.2, ben = 0.4 } }",
    },
    Entry {
        code: Code::Implied,
        explanation: "No fault, but worth reading: where 9 in 10 readings of the inputs put chances that \
            follow from what you are unsure of without being said, such as what is left for `rest` or \
            what a panel comes to.",
        wrong: r#"[event.venue]
outcomes = { geneva = "30% to 40%", budapest = "20% to 30%", other = "rest" }"#,
        right: r#"[event.venue]
outcomes = { geneva = 0.35, budapest = 0.25, other = "rest" }"#,
    },
];
