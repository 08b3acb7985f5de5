//! The outputs in `results/` are those of the scenarios as they stand, made as README.md says.

use crate::page::data_of;
use crate::support::{Foretell, blessing, repository};
use foretell::result::Forecast;
use sha2::{Digest, Sha256};
use std::path::Path;

#[test]
fn the_committed_results_are_those_of_a_fresh_run() {
    for (name, trials) in [
        ("two_leaders", "1000000"),
        ("leaders_summit", "1000000"),
        ("council_vote", "100000"),
        ("merger", "100000"),
        ("strait_and_oil", "100000"),
    ] {
        let root = repository();
        let scenario = format!("scenarios/{name}.toml");
        let text = std::fs::read_to_string(root.join(&scenario)).expect("a scenario can be read");
        let arguments = ["run", scenario.as_str(), "-n", trials, "--out", "--format", "json"];
        let members = "scenarios/council_vote_members.csv";
        let rows = std::fs::read_to_string(root.join(members)).expect("a table can be read");
        let folder = Foretell::new().file(&scenario, text.as_str()).file(members, rows);
        let fresh = folder.args(arguments).any_output().run();
        let folder = root.join("results").join(name);
        for file in ["summary.csv", "joint.csv", "quantiles.csv", "run.json"] {
            let committed = folder.join(file);
            if !committed.exists() {
                continue;
            }
            let made = fresh.file(&format!("results/{name}/{file}"));
            if blessing::is_on() && lasting(&committed) != without_time(&made) {
                std::fs::write(&committed, &made).expect("a result can be written");
            }
            assert_eq!(lasting(&committed), without_time(&made), "{name}/{file} is out of date");
        }
        assert!(folder.join("summary.csv").exists(), "{name} has no results");
        if name == "leaders_summit" {
            let made = serde_json::from_str(&fresh.stdout).expect("the forecast is JSON");
            check_page(&text, &made);
        }
    }
}

/// Checks that the committed page has the numbers, the scenario and the style of a fresh one; blessing writes it.
fn check_page(scenario: &str, made: &Forecast) {
    let path = repository().join("results/leaders_summit/report.html");
    let style = include_str!("../src/report/format/html/style.css");
    let hash: Vec<String> =
        Sha256::digest(scenario.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = hash.concat();
    let is_fresh = || {
        let Ok(page) = std::fs::read_to_string(&path) else { return false };
        let carried: Forecast = serde_json::from_str(data_of(&page)).expect("the data reads back");
        let same = carried.summary().to_csv() == made.summary().to_csv();
        same && page.contains(style) && page.contains(&hash)
    };
    if blessing::is_on() && !is_fresh() {
        let name = "report scenarios/leaders_summit.toml -o results/leaders_summit/report.html";
        Foretell::line(name).run();
    }
    assert!(is_fresh(), "results/leaders_summit/report.html is out of date");
}

/// Returns a file without the time that the run took.
fn lasting(path: &Path) -> String {
    without_time(&std::fs::read_to_string(path).expect("a result can be read"))
}

fn without_time(text: &str) -> String {
    text.lines().filter(|line| !line.contains("\"wall_time_s\"")).collect::<Vec<_>>().join("\n")
}
