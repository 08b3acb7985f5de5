//! Faults of happenings that fall beside the steps of the clock.

use super::super::Code;
use super::Entry;

/// In the order of the codes.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: Code::OffStep,
        explanation: "Time goes in steps, and something that is so on one date alone must lie on one of \
            them: between two steps it would never come about. Take the step before or after, \
            compare with `>=`, or compute each day. Only the days of `by` and `at` and of `--do …@` \
            look back to the step before.",
        wrong: r#"[scenario]
as_of = 2026-06-01
until = 2026-12-28
step = "week"

[event.turnout]
when = "date == 2026-09-06"
outcomes = { low = 0.4, high = "rest" }"#,
        right: r#"[scenario]
as_of = 2026-06-01
until = 2026-12-28
step = "day"

[event.turnout]
when = "date == 2026-09-06"
outcomes = { low = 0.4, high = "rest" }"#,
    },
    Entry {
        code: Code::ShortStep,
        explanation: "The clock ends on `until`. If that lies between two steps, the last step is shorter \
            than the others, and chances of moves and delays are those of its length. A series, and \
            an event drawn at each step, say what a whole step brings, and nothing says what a part \
            of one would: end on a step, or take shorter steps.",
        wrong: r#"[scenario]
as_of = 2025-01-01
until = 2025-03-31
step = "week"

[series.price]
start = 68
next = "price * lognormal(mean = 1, sd = 0.05)""#,
        right: r#"[scenario]
as_of = 2025-01-01
until = 2025-04-02
step = "week"

[series.price]
start = 68
next = "price * lognormal(mean = 1, sd = 0.05)""#,
    },
];
