//! Calendars from files beside the scenario.

use crate::support::Foretell;

const SCENARIO: &str = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-31\n[calendar.council]\ncsv = \"council.csv\"\n\
                        [event.x]\neach = \"council\"\np = 0.3\n[question]\nq = { ask = \"count(x) >= 2\" }\n";
const DATES: &str =
    "label,date,because\nFirst,2025-01-09,\n\"Second, late\",2025-01-23,As said\n,2025-01-16,\n";

fn check(scenario: &str, table: &str, status: i32) -> String {
    let outcome = Foretell::new()
        .args(["check", "a.toml"])
        .file("a.toml", scenario)
        .file("council.csv", table)
        .status(status)
        .any_output()
        .run();
    outcome.stdout + &outcome.stderr
}

#[test]
fn dates_are_read_beside_the_scenario() {
    let run = |scenario: &str, table: &str| {
        let outcome = Foretell::new()
            .args(["run", "a.toml", "-n", "2000", "--out", "out"])
            .file("a.toml", scenario)
            .file("council.csv", table)
            .any_output()
            .run();
        (outcome.file("out/summary.csv"), outcome.file("out/run.json"))
    };
    let listed = "dates = [2025-01-09, 2025-01-16, 2025-01-23]";
    let (inline, _) = run(&SCENARIO.replace("csv = \"council.csv\"", listed), DATES);
    let (beside, record) = run(SCENARIO, DATES);
    assert_eq!(beside, inline);
    assert!(record.contains("council.csv"), "{record}");
    // the only column may have any name
    let only = "meets\r\n2025-01-23\r\n2025-01-09\r\n\r\n2025-01-16\r\n";
    assert_eq!(run(SCENARIO, only).0, inline);
    let (fewer, _) = run(SCENARIO, "date\n2025-01-23\n2025-01-09\n");
    assert_ne!(fewer, inline);
}

#[test]
fn faults_point_into_the_table() {
    for (table, place, message) in [
        ("date\n2025-01-09\n9 January\n", "council.csv:3:1", "`9 January` is no date"),
        ("label,date\nA,2025-01-09\nB,\n", "council.csv:3:1", "is no date"),
        ("label,date\nA,2025-02-30\n", "council.csv:2:3", "`2025-02-30` is no date"),
        ("date\n2025-01-09\n2025-01-09\n", "council.csv:3:1", "is in this calendar twice"),
        ("2025-01-09\n2025-01-16\n", "council.csv:1:1", "names its columns"),
        (
            "label,day\nA,2025-01-09\n",
            "council.csv:1:1",
            "no column of this table is called `date`",
        ),
        ("date,chance\n2025-01-09,0.3\n", "council.csv:1:6", "a calendar has no column `chance`"),
        ("date,label\n2025-01-09\n", "council.csv:2:1", "has 1 fields"),
        ("date;label\n2025-01-09;A\n", "council.csv:1:1", "semicolons"),
        ("date\n\"2025-01-09\n", "council.csv:2:1", "never closed"),
        ("date,date\n2025-01-09,2025-01-16\n", "council.csv:1:6", "two columns are called `date`"),
        ("date\n", "a.toml:5:7", "without dates"),
        ("", "a.toml:5:7", "can't be read"),
    ] {
        let printed = check(SCENARIO, table, 3);
        assert!(printed.contains(place) && printed.contains(message), "{table}\n{printed}");
    }
    // a step is a week: the date between two steps is a fault at its cell
    let weekly = SCENARIO.replace("[calendar", "step = \"week\"\n[calendar");
    let printed = check(&weekly, "date\n2025-01-08\n2025-01-09\n", 3);
    assert!(printed.contains("council.csv:3:1"), "{printed}");
}

#[test]
fn no_calendar_outside_its_folder_is_read() {
    for name in ["../council.csv", "/etc/passwd", "a/../../council.csv"] {
        let printed = check(&SCENARIO.replace("council.csv", name), DATES, 3);
        assert!(printed.contains("does not lie beside the scenario"), "{printed}");
    }
    let missing = check(&SCENARIO.replace("council.csv", "councils.csv"), DATES, 3);
    assert!(
        missing.contains("there is no such file") && missing.contains("`dates = ["),
        "{missing}"
    );
    let both = SCENARIO.replace("csv = ", "every = \"1 weeks\"\ncsv = ");
    assert!(check(&both, DATES, 3).contains("E0204"));
}
