//! Evidence that can't hold, or holds in no trial: every command names the same fewest pieces, each where it stands.

use super::TALKS;
use crate::support::Foretell;

/// A delay and a number beside the talks.
const MORE: &str = "\
[process.war]
states = [\"no\", \"yes\"]
start = \"no\"
from.no.yes = { after = \"3 days\" }

[series.front]
start = 100
next = \"front + normal(0, 1)\"
";

/// What every command says of a scenario with a file of news, one after another.
fn said(scenario: &str, news: &str, commands: &[&str]) -> Vec<String> {
    let of = |command: &&str| {
        let outcome = Foretell::new()
            .args(command.split(' '))
            .file("a.toml", scenario)
            .file("n.toml", news)
            .any_end()
            .run();
        outcome.stderr
    };
    commands.iter().map(of).collect()
}

/// The lines of a message that name its pieces and their places.
fn pieces(said: &str) -> Vec<&str> {
    let is_place =
        |line: &&str| line.contains("error[") || line.contains("--> ") || line.contains("::: ");
    said.lines().filter(is_place).map(str::trim).collect()
}

const COMMANDS: [&str; 5] = [
    "run a.toml --news n.toml -n 2000",
    "run a.toml --news n.toml --exact --question done",
    "track a.toml --news n.toml -n 2000",
    "compare a.toml --news n.toml --choice washington -n 2000",
    "explain a.toml done --news n.toml -n 2000",
];

#[test]
fn every_command_names_the_same_pieces_with_their_places() {
    let scenario = format!("{TALKS}\n{MORE}");
    let news = "[[news]]\non = 2025-08-22\nis = \"talks == off\"\n\
        [[news]]\non = 2025-08-25\nis = \"talks == off and war == no\"\n";
    let all = said(&scenario, news, &COMMANDS[..2]);
    for said in &all {
        assert!(said.contains("`war == no on 2025-08-25` is impossible"), "{said}");
        assert!(said.contains("E0804") && said.contains("n.toml:6:24"), "{said}");
        assert!(!said.contains("talks") || said.contains("is = \"talks == off and"), "{said}");
        assert_eq!(pieces(said), pieces(&all[0]));
    }
    for said in said(&scenario, news, &COMMANDS[2..]) {
        assert_eq!(pieces(&said), pieces(&all[0]), "{said}");
    }
    let checked = said(&scenario, news, &["check a.toml --news n.toml"]);
    assert_eq!(pieces(&checked[0]), pieces(&all[0]), "{}", checked[0]);
}

#[test]
fn silence_is_a_suspect() {
    let scenario = format!("{TALKS}\n{MORE}");
    let news = "[scenario]\nwatched = [\"war\", \"talks\"]\ntoday = 2025-08-26\n\
        [[news]]\non = 2025-08-21\nis = \"washington == press\"\n";
    for said in said(&scenario, news, &COMMANDS[..2]) {
        let pieces = pieces(&said);
        assert!(
            pieces[0]
                .contains("impossible in this model that `war` made no move from 21 August to 26"),
            "{said}"
        );
        assert!(pieces[1].contains("n.toml:2:12") && pieces.len() == 2, "{said}");
    }
}

#[test]
fn a_number_that_is_out_of_reach_is_blamed_alone() {
    let scenario = format!("{TALKS}\n{MORE}");
    let news = "[[news]]\non = 2025-08-21\nis = \"front > 90\"\n\
        [[news]]\non = 2025-08-22\nis = \"talks == off and front > 9999\"\n\
        [[news]]\non = 2025-08-23\nis = \"washington == press\"\n";
    let all = said(&scenario, news, &["run a.toml --news n.toml -n 2000"]);
    let said = &all[0];
    assert!(
        said.contains("E0801") && said.contains("satisfied `front > 9999 on 2025-08-22`"),
        "{said}"
    );
    assert!(said.contains("n.toml:6:24") && !said.contains("`front > 90 "), "{said}");
    assert!(!said.contains("draw more"), "{said}");
}

#[test]
fn evidence_that_is_rare_but_possible_is_told_so() {
    // four standard deviations in a step
    let scenario = format!("{TALKS}\n{MORE}");
    let news = "[[news]]\non = 2025-08-21\nis = \"front > 103.5\"\n";
    let all = said(&scenario, news, &["run a.toml --news n.toml -n 100"]);
    let said = &all[0];
    assert!(
        said.contains("E0801") && said.contains("it is possible") && said.contains("-n"),
        "{said}"
    );
    assert!(said.contains("n.toml:3:7"), "{said}");
}

#[test]
fn arguments_and_variants_have_places_too() {
    let scenario =
        format!("{TALKS}\n[variant.seen]\ngiven = \"raid and at(talks == on, 2025-08-23)\"\n");
    let news = "[[news]]\non = 2025-08-24\nis = \"talks == off\"\n";
    let command = "run a.toml --news n.toml --variant seen -n 1000";
    let all = said(&scenario, news, &[command]);
    let pieces = pieces(&all[0]);
    assert!(
        pieces[0].contains("`talks == off on 2025-08-24` and `at(talks == on, 2025-08-23)`"),
        "{pieces:?}"
    );
    assert!(pieces.iter().any(|line| line.contains("a.toml:")), "{pieces:?}");
    assert!(pieces.iter().any(|line| line.contains("n.toml:3:7")), "{pieces:?}");
    let all = said(
        &scenario,
        news,
        &["run a.toml --news n.toml --given at(talks==on,2025-08-23) -n 1000"],
    );
    assert!(all[0].contains("--given:1:1"), "{}", all[0]);
}
