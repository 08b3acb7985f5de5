//! `[report]`, `[confidence]`, `author`, and the arguments of `report`.

use super::{page, text_of};
use crate::support::Foretell;

const TWO: &str = "\
[scenario]
author = \"A. Analyst\"
[confidence]
level = \"moderate\"
because = \"Two reports agree.\"
[source.open]
title = \"An open report\"
date = 2025-08-20
[source.mole]
title = \"A secret report\"
url = \"https://secret.example\"
[event.a]
p = \"20% to 40%\"
source = \"mole\"
because = \"The mole says so.\"
[event.b]
p = 0.07
source = \"open\"
because = \"Everybody says so.\"
[question]
qa = { ask = \"a\", label = \"A comes\" }
qb = { ask = \"b\", label = \"B comes\" }
";

fn with(report: &str) -> String {
    text_of(&page(&format!("{TWO}{report}"), &["-n", "40000"]))
}

#[test]
fn likelihood_and_confidence_are_two_statements() {
    let text = with("");
    assert!(text.contains("by A. Analyst"), "{text}");
    assert!(text.contains("How likely Unlikely: 30 in 100"), "{text}");
    assert!(text.contains("How confident Moderate confidence Two reports agree."), "{text}");
    let silent =
        text_of(&page("[event.a]\np = 0.3\n[question]\nq = { ask = \"a\" }\n", &["-n", "1000"]));
    assert!(silent.contains("How confident Not stated"), "{silent}");
}

#[test]
fn sections_are_picked_and_ordered() {
    let all =
        page(&format!("{TWO}[report]\nsections = [\"method\", \"chances\"]\n"), &["-n", "1000"]);
    let ids: Vec<&str> =
        all.split("<section id=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
    assert_eq!(ids, ["method", "chances"]);
    let text = with("[report]\nheadline = [\"qb\"]\ntext = \"Our *own* view: **wait**.\"\n");
    assert!(text.contains("In short B comes: 7"), "{text}");
    assert!(text.contains("Our own view: wait ."), "{text}");
}

#[test]
fn what_is_withheld_is_nowhere_on_the_page() {
    let all = page(&format!("{TWO}[report]\nhide = [\"source.mole\"]\n"), &["-n", "1000"]);
    for secret in ["secret", "mole", "Mole"] {
        assert!(!all.contains(secret), "{secret}");
    }
    assert!(!all.contains("data:text/plain"));
    let text = text_of(&all);
    assert!(text.contains("One source is withheld by the author"), "{text}");
    assert!(text.contains("An open report 20 Aug 2025") && text.contains("withheld"), "{text}");
}

#[test]
fn a_yardstick_gives_the_words_here_and_in_the_terminal() {
    let phia = TWO.replace("[scenario]", "[scenario]\nyardstick = \"phia\"");
    let text = text_of(&page(&phia, &["-n", "40000"]));
    assert!(text.contains("Unlikely: 30 in 100"), "{text}");
    // 7 in 100 lies in a gap of PHIA
    assert!(text.contains("remote chance to highly unlikely"), "{text}");
    let run = Foretell::new().file("a.toml", phia);
    let run = run.args(["run", "a.toml", "-n", "40000"]).any_output().run().stdout;
    assert!(run.contains("remote chance to highly unlikely"), "{run}");
    assert!(run.contains("unlikely (25–35 %)"), "{run}");
}

#[test]
fn the_command_makes_the_page_again() {
    let text = text_of(&page(TWO, &["-n", "1000", "--set", "event.b.p=20% to 30%", "--seed", "7"]));
    let command = "foretell report a.toml --set 'event.b.p=20% to 30%' -n 1000 --seed 7";
    assert!(text.contains(command), "{text}");
}

#[test]
fn changes_since_an_earlier_version_are_split() {
    let call = Foretell::new().file("monday.toml", TWO).file("a.toml", TWO.replace("0.07", "0.27"));
    let args = ["report", "a.toml", "-n", "40000", "--since", "monday.toml"];
    let text = text_of(&call.args(args).any_output().run().stdout);
    assert!(text.contains("What changed"), "{text}");
    assert!(text.contains("+20"), "{text}");
    assert!(!with("").contains("What changed"));
}

#[test]
fn faults_of_both_files_end_it_before_anything_is_written() {
    let call = Foretell::new().file("a.toml", TWO).file("b.toml", "[event.a]\np = 2\n");
    let args = ["report", "a.toml", "--since", "b.toml", "-o", "p.html"];
    let ended = call.args(args).status(3).any_output().run();
    assert!(ended.stderr.contains("b.toml"), "{}", ended.stderr);
}

#[test]
fn colours_and_sizes_are_attributes() {
    let all = page(TWO, &["-n", "1000", "--theme", "dark", "--text-size", "larger"]);
    assert!(all.contains("data-theme=\"dark\" data-size=\"larger\""));
    assert!(text_of(&all).contains("a.toml -n 1000 --theme dark --text-size larger"));
}
