//! Members from a file beside the scenario.

use crate::support::Foretell;
use std::fmt::Write as _;

const SCENARIO: &str = "[group.g]\ncsv = \"members.csv\"\n[event.x]\nfor = \"g\"\np = \"leaning\"\n\
                        [question]\nall = { ask = \"how_many(x for g) >= 2\" }\n";
const MEMBERS: &str = "name,leaning,because\na,0.5,A guess\nb,\"20% to 40%\",\"So, so\"\nc,0.25,\n";

fn check(scenario: &str, file: (&str, &str), status: i32) -> String {
    let outcome = Foretell::new()
        .args(["check", "a.toml"])
        .file("a.toml", scenario)
        .file(file.0, file.1)
        .status(status)
        .any_output()
        .run();
    outcome.stdout + &outcome.stderr
}

#[test]
fn members_are_read_beside_the_scenario() {
    let outcome = Foretell::new()
        .args(["run", "a.toml", "-n", "2000", "--out", "out"])
        .file("a.toml", SCENARIO)
        .file("members.csv", MEMBERS)
        .any_output()
        .run();
    let record = outcome.file("out/run.json");
    assert!(record.contains("members.csv") && record.contains("files"), "{record}");
    let inline = "[group.g.members]\na = { leaning = 0.5 }\nb = { leaning = \"20% to 40%\" }\nc = { leaning = 0.25 }\n";
    let written = SCENARIO.replace("[group.g]\ncsv = \"members.csv\"\n", inline);
    let same = Foretell::new()
        .args(["run", "a.toml", "-n", "2000", "--out", "out"])
        .file("a.toml", written)
        .any_output()
        .run();
    assert_eq!(outcome.file("out/summary.csv"), same.file("out/summary.csv"));
}

#[test]
fn faults_point_into_the_table() {
    for (table, place, message) in [
        (
            "name,leaning\na,0.5\nb,many\nc,0.25\n",
            "members.csv:3:3",
            "`leaning` has numbers, and `many` is a text",
        ),
        ("name,leaning\na,0.5,1\n", "members.csv:2:1", "has 3 fields"),
        ("name,leaning\na,\"0.5\n", "members.csv:2:3", "never closed"),
        ("name,leaning\na,0.5\na,0.5\n", "members.csv:3:1", "two members are called `a`"),
        ("name,leaning\na,0.5\nb,\n", "members.csv:3:1", "`b` has no `leaning`"),
        ("name;leaning\na;0.5\n", "members.csv:1:1", "semicolons"),
        ("name,x\na,0.5\n", "members.csv:1:6", "named as a variable is"),
    ] {
        let printed = check(SCENARIO, ("members.csv", table), 3);
        assert!(printed.contains(place) && printed.contains(message), "{table}\n{printed}");
    }
}

#[test]
fn no_file_outside_its_folder_is_read() {
    for name in ["../members.csv", "/etc/passwd", "a/../../members.csv", "./members.csv"] {
        let scenario = SCENARIO.replace("members.csv", name);
        let printed = check(&scenario, ("members.csv", MEMBERS), 3);
        assert!(printed.contains("does not lie beside the scenario"), "{printed}");
    }
    let missing = check(SCENARIO, ("other.csv", MEMBERS), 3);
    assert!(
        missing.contains("there is no such file") && missing.matches("error[").count() == 1,
        "{missing}"
    );
    let text = Foretell::new().args(["check", "-"]).stdin(SCENARIO).status(3).any_output().run();
    assert!((text.stdout + &text.stderr).contains("is a text, and has no folder"));
}

/// A thousand members, of whom each is asked, take no more than seconds.
#[test]
fn a_thousand_members_are_many() {
    let mut table = "name,leaning\n".to_owned();
    for i in 0..1000 {
        writeln!(table, "m{i},0.5").expect("a String takes all");
    }
    let printed = check(SCENARIO, ("members.csv", &table), 0);
    assert!(printed.contains("no faults"), "{printed}");
    table += "one_more,0.5\n";
    assert!(check(SCENARIO, ("members.csv", &table), 3).contains("at most 1000 members"));
}
