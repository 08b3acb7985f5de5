//! The outputs in `results/` are those of the scenarios as they stand, made as README.md says.

use crate::support::{Foretell, blessing, repository};
use std::path::Path;

#[test]
fn the_committed_results_are_those_of_a_fresh_run() {
    for (name, trials) in [("two_leaders", "1000000"), ("leaders_summit", "1000000")] {
        let root = repository();
        let scenario = format!("scenarios/{name}.toml");
        let text = std::fs::read_to_string(root.join(&scenario)).expect("a scenario can be read");
        let arguments = ["run", scenario.as_str(), "-n", trials, "--out"];
        let fresh =
            Foretell::new().file(&scenario, text.as_str()).args(arguments).any_output().run();
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
    }
}

/// Returns a file without the time that the run took.
fn lasting(path: &Path) -> String {
    without_time(&std::fs::read_to_string(path).expect("a result can be read"))
}

fn without_time(text: &str) -> String {
    text.lines().filter(|line| !line.contains("\"wall_time_s\"")).collect::<Vec<_>>().join("\n")
}
