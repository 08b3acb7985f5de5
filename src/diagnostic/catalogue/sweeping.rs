//! Entries for what can be wrong with sweeps.

use super::super::Code;
use super::Entry;

/// In the order of the codes.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: Code::SweepValues,
        explanation: "The values of a sweep are a list (0.1,0.2,0.5), a range with the number of its \
            values, both ends included (0.05..0.60:12), or a range in equal ratios \
            (log(0.001..1:7)); of a choice, or of what somebody makes, the names of outcomes. Each must \
            be something that the place can hold.",
        wrong: r#"[event.meeting]
p = 0.3

[sweep.meeting]
over = { "event.meeting.p" = "0.9..0.1:5" }"#,
        right: r#"[event.meeting]
p = 0.3

[sweep.meeting]
over = { "event.meeting.p" = "0.1..0.9:5" }"#,
    },
    Entry {
        code: Code::SweepShape,
        explanation: "Each number is varied on one axis only; values that go together (zip) are equally \
            many on every axis; a design such as sobol:256 fills ranges of numbers, not names.",
        wrong: r#"[event.a]
p = 0.3
[event.b]
p = 0.3

[sweep.both]
over = { "event.a.p" = "0.1,0.2", "event.b.p" = "0.1,0.2,0.3" }
zip = true"#,
        right: r#"[event.a]
p = 0.3
[event.b]
p = 0.3

[sweep.both]
over = { "event.a.p" = "0.1,0.2", "event.b.p" = "0.1,0.2" }
zip = true"#,
    },
    Entry {
        code: Code::UnknownSweep,
        explanation: "A sweep is named that the scenario does not have, or nothing is named that could \
            be varied. Describe it in a `[sweep.…]` table, or say it with `--over`.",
        wrong: "foretell sweep scenarios/two_leaders.toml appetite",
        right: "foretell sweep scenarios/two_leaders.toml --over event.meeting.p=0.1..0.5:9",
    },
    Entry {
        code: Code::SweepSize,
        explanation: "So many points are written to a file as they are finished, not kept to be shown \
            at the end: say where, with `--out`.",
        wrong: "foretell sweep scenarios/two_leaders.toml --over event.meeting.p=0..1:1000000",
        right: "foretell sweep scenarios/two_leaders.toml --over event.meeting.p=0..1:1000000 --out",
    },
];
