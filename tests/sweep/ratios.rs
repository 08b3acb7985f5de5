//! The ratios of reports as axes: each point is the run with the ratio set, and its chance is that of the odds.

use crate::support::Foretell;

const HEARD: &str = "\
[scenario]
as_of = 2025-08-20
until = 2025-08-24

[process.talks]
states = [\"off\", \"on\"]
start = \"off\"
from.off.on = 0.3

[event.washington]
outcomes = { press = 0.2, wait = 0.5, leave = 0.3 }

[question]
on    = { ask = \"by(talks == on, 2025-08-22)\" }
press = { ask = \"washington == press\" }

[[news]]
on = 2025-08-22
is = \"washington != leave or talks == off\"
[[news]]
on = 2025-08-22
heard = \"talks == on\"
likelier = 3
[[news]]
on = 2025-08-23
heard = \"washington\"
likelier = { wait = 0.5, press = 2 }
";

fn output(arguments: &str) -> String {
    let call = Foretell::line(arguments).file("a.toml", HEARD);
    call.any_output().run().stdout
}

#[test]
fn each_point_is_a_run_with_the_ratio_set() {
    for (path, values) in [
        ("news.2.likelier", ["0.25", "1", "8"]),
        ("news.3.likelier.press", ["0.5", "2", "30"]),
        ("news.3.likelier.wait", ["0.1", "1", "3"]),
    ] {
        let over = values.join(",");
        let swept = output(&format!("sweep a.toml --over {path}={over} -n 4000 --format csv"));
        for value in values {
            let run = output(&format!("run a.toml --set {path}={value} -n 4000 --format csv"));
            for question in ["on", "press"] {
                let is_own = |line: &&str| line.starts_with(&format!("{question},yes,"));
                let line = run.lines().find(is_own).expect("it is asked");
                let chance = line.split(',').nth(2).expect("it has a chance");
                let row = swept.lines().find(|line| {
                    let fields: Vec<&str> = line.split(',').collect();
                    fields[0] == value && fields.contains(&question)
                });
                let row = row.unwrap_or_else(|| panic!("{path}={value}\n{swept}"));
                assert!(row.split(',').any(|field| field == chance), "{line}\n{row}");
            }
        }
    }
}

#[test]
fn a_ratio_and_a_number_vary_together_and_by_design() {
    let swept = output(
        "sweep a.toml --over news.2.likelier=1,4 --over process.talks.from.off.on=0.1,0.5 -n 1000 --format csv",
    );
    let points = swept.lines().filter(|line| line.contains(",on,")).count();
    assert_eq!(points, 4, "{swept}");
    let design =
        output("sweep a.toml --over news.2.likelier=1..4 --design sobol:8 -n 1000 --format csv");
    assert_eq!(design.lines().filter(|line| line.contains(",on,")).count(), 8, "{design}");
}

#[test]
fn a_ratio_that_is_none_is_a_fault() {
    for (path, reason) in [
        ("news.2.likelier=0,1", "can't be 0 times likelier"),
        ("news.2.likelier=1,-2", "can't be -2 times likelier"),
        ("news.1.likelier=1,2", "there is no number at `news.1.likelier`"),
        ("news.3.likelier=1,2", "there is no number at `news.3.likelier`"),
        ("news.9.likelier=1,2", "there is no number at `news.9.likelier`"),
    ] {
        Foretell::line(&format!("sweep a.toml --over {path}"))
            .file("a.toml", HEARD)
            .status(3)
            .stderr_such("says why", move |text| text.contains(reason))
            .run();
    }
}
