//! Entries for what can be wrong with the file, its tables, keys and names.

use super::super::Code;
use super::Entry;

/// In the order of the codes.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: Code::NotUtf8,
        explanation: "A scenario is read as UTF-8, the encoding that TOML prescribes. The file holds \
            bytes that are none: it was saved in another encoding (Latin-1, Windows-1251, \
            UTF-16), or it is no text at all. Nothing is guessed, since a wrongly guessed name \
            would be another name.",
        wrong: "foretell check scenario_in_latin1.toml",
        right: "iconv -f latin1 -t utf-8 scenario_in_latin1.toml -o scenario.toml",
    },
    Entry {
        code: Code::TooLarge,
        explanation: "A scenario is something that people read; a file of this size is a mistake, such \
            as a data file named by accident. It is refused before it is parsed, so that time \
            and memory stay bounded.",
        wrong: "foretell run measurements.csv",
        right: "foretell run scenarios/two_leaders.toml",
    },
    Entry {
        code: Code::Empty,
        explanation: "There is no table and no key in the file, so that there is nothing to draw and \
            nothing to ask. Often the file was not saved, or a command upstream printed \
            nothing.",
        wrong: "# I will write this tomorrow",
        right: "[event.meeting]
p = 0.3",
    },
    Entry {
        code: Code::Syntax,
        explanation: "The file is not well-formed TOML, so that it can mean more than one thing or \
            nothing. The caret shows where reading could not go on; the cause may stand a \
            little before it, such as a quote or a bracket that was never closed. Reading goes \
            on after each fault, so that all of them are told at once.",
        wrong: "[event.meeting]
p = 30%",
        right: r#"[event.meeting]
p = "30%""#,
    },
    Entry {
        code: Code::Foreign,
        explanation: "The file is no scenario and no network: a workbook, JSON, YAML, a table in CSV, plain \
            text. A scenario is a text in TOML, made of tables such as `[event.NAME]` and keys such as \
            `p = 0.3`; `foretell new` writes one to start from.",
        wrong: "event:
  meeting: 0.3",
        right: "[event.meeting]
p = 0.3",
    },
    Entry {
        code: Code::UnknownKey,
        explanation: "A key stands where nothing reads it. It is a fault and not advice, because a \
            misspelt key would otherwise be left out in silence, and a number with it.",
        wrong: "[event.meeting]
probability = 0.3",
        right: "[event.meeting]
p = 0.3",
    },
    Entry {
        code: Code::MissingKey,
        explanation: "Something that the table can't do without is not there: an event needs `p`, \
            `outcomes` or a `table`, a question needs `ask`, a case needs `if`. No value is \
            assumed in its place.",
        wrong: r#"[question.they_meet]
label = "They meet"

[event.meeting]
p = 0.3"#,
        right: r#"[question.they_meet]
label = "They meet"
ask = "meeting"

[event.meeting]
p = 0.3"#,
    },
    Entry {
        code: Code::WrongType,
        explanation: "The key is right and its value is of another kind: a text where a table is read, a \
            number where a list is. TOML keeps texts, numbers, dates, lists and tables apart, \
            and so does the scenario.",
        wrong: r#"[event.venue]
outcomes = ["geneva", "other"]"#,
        right: "[event.venue]
outcomes = { geneva = 0.4, other = 0.6 }",
    },
    Entry {
        code: Code::KeysClash,
        explanation: "Both keys say the same thing, and they may say it differently. Which one was meant \
            is not for the program to choose: keep one.",
        wrong: "[event.meeting]
p = 0.3
outcomes = { yes = 0.4, no = 0.6 }",
        right: "[event.meeting]
p = 0.3",
    },
    Entry {
        code: Code::BadName,
        explanation: "Variables, sources and questions are named in formulas and on the command line, so \
            that their names are made of letters, digits and underscores and do not begin with \
            a digit. Outcomes are free: quote them in formulas as 'Geneva, in person'.",
        wrong: "[event.next-meeting]
p = 0.3",
        right: "[event.next_meeting]
p = 0.3",
    },
    Entry {
        code: Code::ReservedName,
        explanation: "The word already means something where a variable could stand (`and`, `pi`, `step`, \
            `likely`) or as a key beside variables (`outcomes`, `p`), so a variable of this name could \
            not be told from it. Functions and units are no such words: `count`, `first` and `month` \
            are names like any other.",
        wrong: "[event.end]
p = 0.3",
        right: "[event.war_ends]
p = 0.3",
    },
    Entry {
        code: Code::NameTwice,
        explanation: "All variables share one space of names, because formulas name them without saying \
            what they are. The second of the two would hide the first; give one of them \
            another name.",
        wrong: r#"[event.sanctions]
p = 0.3

[choice.sanctions]
options = ["none", "full"]
default = "none""#,
        right: r#"[event.sanctions]
p = 0.3

[choice.our_sanctions]
options = ["none", "full"]
default = "none""#,
    },
    Entry {
        code: Code::WrongCount,
        explanation: "A list has fewer or more members than make sense: a choice of one option is none, \
            and an event without outcomes can't be settled.",
        wrong: r#"[choice.our_push]
options = ["none"]
default = "none""#,
        right: r#"[choice.our_push]
options = ["none", "sanction"]
default = "none""#,
    },
    Entry {
        code: Code::NotAChoice,
        explanation: "Only a few words are allowed in this place, and this is none of them. The message \
            lists them.",
        wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31
step = "hour"

[event.meeting]
when = "end"
p = 0.3"#,
        right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31
step = "day"

[event.meeting]
when = "end"
p = 0.3"#,
    },
    Entry {
        code: Code::UnknownName,
        explanation: "No variable of this name is described in the file. Names are case-sensitive. What \
            stands beside a category in a comparison is its outcome; everything else is a \
            variable.",
        wrong: r#"[event.meeting]
p = 0.3
adjust = [ { if = "vneue == geneva", odds = 2 } ]

[event.venue]
outcomes = { geneva = 0.4, other = "rest" }"#,
        right: r#"[event.meeting]
p = 0.3
adjust = [ { if = "venue == geneva", odds = 2 } ]

[event.venue]
outcomes = { geneva = 0.4, other = "rest" }"#,
    },
    Entry {
        code: Code::UnknownOutcome,
        explanation: "The variable is known and has no outcome of this name. A condition on it would \
            never hold, and the numbers behind it would never count.",
        wrong: r#"[event.venue]
outcomes = { geneva = 0.4, other = "rest" }

[question.geneva]
ask = "venue == genva""#,
        right: r#"[event.venue]
outcomes = { geneva = 0.4, other = "rest" }

[question.geneva]
ask = "venue == geneva""#,
    },
    Entry {
        code: Code::UnknownSource,
        explanation: "`source` names a `[source.…]` table of the same file, so that a reader can find \
            what a number leans on. There is none of this name.",
        wrong: r#"[event.meeting]
p = 0.3
source = "kyiv_report""#,
        right: r#"[event.meeting]
p = 0.3
source = "kyiv_report"

[source.kyiv_report]
title = "Report from Kyiv"
date = 2025-08-20"#,
    },
    Entry {
        code: Code::UnknownQuestion,
        explanation: "A resolution, or an argument of the command, names a question that the scenario \
            does not ask.",
        wrong: r#"[event.meeting]
p = 0.3

[question.they_meet]
ask = "meeting"

[resolution.meet]
is = "no""#,
        right: r#"[event.meeting]
p = 0.3

[question.they_meet]
ask = "meeting"

[resolution.they_meet]
is = "no""#,
    },
    Entry {
        code: Code::UnknownPath,
        explanation: "`--set` and its kin name a number by its path in the file, dotted, counting from \
            1. This path leads to no number; `foretell check FILE --paths` lists all that do.",
        wrong: "foretell run scenarios/two_leaders.toml --set event.meeting=0.5",
        right: "foretell run scenarios/two_leaders.toml --set event.meeting.p=0.5",
    },
    Entry {
        code: Code::NotDoable,
        explanation: "`--do` makes somebody's decision or a course of things: an event, a process, a \
            series, a quantity or a choice held at a value. Parameters, numbers and conditions \
            are not made: set them with `--set`, or learn them with `--given`.",
        wrong: "foretell run scenarios/two_leaders.toml --do event.meeting.p=0.5",
        right: "foretell run scenarios/two_leaders.toml --do meeting=yes",
    },
    Entry {
        code: Code::UnknownExpert,
        explanation: "A panel lets somebody speak whom the file does not describe. Each expert has a \
            table `[expert.name]`, which may be empty, with a `weight` where not all count alike.",
        wrong: "[expert.anna]

[event.meeting]
p = { by = { anna = 0.2, ben = 0.4 } }",
        right: "[expert.anna]

[expert.ben]
weight = 2

[event.meeting]
p = { by = { anna = 0.2, ben = 0.4 } }",
    },
    Entry {
        code: Code::UnknownVariant,
        explanation: "`--variant` and `--variants` name what-ifs that stand in the file as `[variant.…]` \
            tables. This file has none of that name.",
        wrong: "foretell run scenarios/leaders_summit.toml --variant no_presure",
        right: "foretell run scenarios/leaders_summit.toml --variant no_pressure",
    },
    Entry {
        code: Code::ChangesNothing,
        explanation: "A variant, or a file laid over a scenario, says numbers that differ from those of \
            the file. This one says the same, so that both sides would be one: perhaps the \
            number was changed in the file itself since.",
        wrong: r"[event.meeting]
p = 0.3

[variant.hopeful]
set = { event.meeting.p = 0.3 }",
        right: r"[event.meeting]
p = 0.3

[variant.hopeful]
set = { event.meeting.p = 0.5 }",
    },
    Entry {
        code: Code::NothingShared,
        explanation: "Sides are compared by the questions that they share: those of one name that ask for \
            one kind of thing, a chance, a category, a number or a date. These sides share none.",
        wrong: "foretell compare scenarios/two_leaders.toml scenarios/alaska_hindcast.toml",
        right: "foretell compare monday.toml thursday.toml",
    },
];
