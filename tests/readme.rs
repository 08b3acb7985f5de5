//! Every command and every scenario in README.md and docs/ does what the page says.
//!
//! How a page says it:
//! - In a block marked `sh`, each line that begins with `foretell ` or `cargo run --release -- ` is
//!   run, in the order of the page, in one folder that holds a copy of `scenarios/`. It must end
//!   with status 0, or with the one that a trailing `# exits 3` names. Other lines are for readers.
//! - A block marked `text` right after it is what these commands print: stdout, and stderr where
//!   one exits with another status than 0. A line `…` stands for any lines, and the time a run
//!   took is not compared.
//! - `toml whole` is a scenario without faults; `toml whole mine.toml` is also put into the folder
//!   under that name. `toml from scenarios/x.toml` stands in that file letter for letter. Any other
//!   `toml` block is at least TOML.

use crate::support::{Block, Foretell, blessing, blocks, files_below, repository};
use std::path::{Path, PathBuf};

const STARTS: [&str; 2] = ["foretell ", "cargo run --release -- "];

#[test]
fn every_command_and_scenario_in_the_pages_does_what_the_page_says() {
    let root = repository();
    let pages = [root.join("README.md")].into_iter().chain(files_below(&root.join("docs"), "md"));
    let mut commands = 0;
    for page in pages {
        let text = std::fs::read_to_string(&page).expect("a page can be read");
        let mut blessed = text.clone();
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        copy_scenarios(folder.path());
        let mut printed = String::new();
        for block in blocks(&text) {
            let place = format!("{}:{}", page.display(), block.line);
            let mut info = block.info.split_whitespace();
            match (info.next(), info.next()) {
                (Some("sh"), _) => {
                    printed.clear();
                    for line in block.text.lines() {
                        if let Some(output) = run(line, folder.path(), &place) {
                            commands += 1;
                            printed.push_str(&output);
                        }
                    }
                }
                (Some("text"), _) if block.follows => {
                    let objection = mismatch(&block.text, &printed);
                    if objection.is_some() && blessing::is_on() {
                        bless(&mut blessed, &block, &printed);
                        continue;
                    }
                    assert!(objection.is_none(), "{place}: {}", objection.unwrap_or_default());
                }
                (Some("toml"), Some("whole")) => whole(&block, info.next(), folder.path(), &place),
                (Some("toml"), Some("from")) => {
                    let file = root.join(info.next().expect("`toml from` names a file"));
                    let held = std::fs::read_to_string(file).expect("the file can be read");
                    assert!(held.contains(block.text.trim_end()), "{place}: not as in the file");
                }
                (Some("toml"), _) => {
                    let parsed = block.text.parse::<toml::Table>();
                    assert!(parsed.is_ok(), "{place}: not TOML: {parsed:?}");
                }
                _ => {}
            }
        }
        if blessed != text {
            std::fs::write(&page, blessed).expect("a page can be written");
        }
    }
    assert!(commands > 0, "the pages should show at least one command");
}

/// Puts what was printed into a block of a page.
fn bless(page: &mut String, block: &Block, printed: &str) {
    let lines: Vec<&str> = printed.lines().map(|line| without_time(line.trim_end())).collect();
    let renewed = blessing::renewed(&block.text, &lines.join("\n"));
    let old = format!("```text\n{}```", block.text);
    *page = page.replacen(&old, &format!("```text\n{renewed}```"), 1);
}

/// Runs one line of an `sh` block; `None` if the line is not a command of this program.
fn run(line: &str, folder: &Path, place: &str) -> Option<String> {
    let rest = STARTS.iter().find_map(|start| line.strip_prefix(start))?;
    let (words, remark) = split(rest);
    let status = match remark.strip_prefix("exits ") {
        Some(status) => status.trim().parse().unwrap_or_else(|_| panic!("{place}: {remark}")),
        None => 0,
    };
    let outcome = Foretell::new().args(words).folder(folder).status(status).any_output().run();
    Some(if status == 0 { outcome.stdout } else { outcome.stdout + &outcome.stderr })
}

/// The words of a command as a shell would split them, and what follows `#`.
pub(crate) fn split(line: &str) -> (Vec<String>, String) {
    let mut words: Vec<String> = Vec::new();
    let mut inside = None;
    let mut begun = false;
    for (at, c) in line.char_indices() {
        match inside {
            Some(quote) if c == quote => inside = None,
            None if c == '#' && !begun => return (words, line[at + 1..].trim().to_owned()),
            None if c == '\'' || c == '"' => {
                inside = Some(c);
                if !begun {
                    words.push(String::new());
                }
                begun = true;
            }
            None if c.is_whitespace() => begun = false,
            _ => {
                if !begun {
                    words.push(String::new());
                }
                begun = true;
                words.last_mut().expect("a word was begun").push(c);
            }
        }
    }
    assert!(inside.is_none(), "a quote is never closed: {line}");
    let plain = |word: &String| !["|", ">", "<", "&&", "\\"].contains(&word.as_str());
    assert!(words.iter().all(plain), "only plain commands can be tried: {line}");
    (words, String::new())
}

/// Returns a message with the shown and the printed text if they differ; else `None`.
fn mismatch(shown: &str, printed: &str) -> Option<String> {
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(|line| without_time(line.trim_end()).to_owned()).collect()
    };
    let (shown_lines, printed_lines) = (lines(shown), lines(printed));
    if fits(&shown_lines, &printed_lines) {
        return None;
    }
    Some(format!("the page shows\n{shown}\nbut the program prints\n{printed}"))
}

/// Whether `lines` are `pattern`, in which `…` stands for any lines.
fn fits(pattern: &[String], lines: &[String]) -> bool {
    match pattern.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first == "…" => {
            (0..=lines.len()).any(|skipped| fits(rest, &lines[skipped..]))
        }
        Some((first, rest)) => {
            lines.split_first().is_some_and(|(line, below)| line == first && fits(rest, below))
        }
    }
}

/// Returns a line without the time that the run took: `…, seed 0, 0.8 s`.
fn without_time(line: &str) -> &str {
    let Some((before, time)) = line.rsplit_once(", ") else { return line };
    let number = time.strip_suffix(" ms").or_else(|| time.strip_suffix(" s"));
    match number {
        Some(number) if line.contains("trials") && number.parse::<f64>().is_ok() => before,
        _ => line,
    }
}

/// A whole scenario: `check` finds no fault in it.
fn whole(block: &Block, name: Option<&str>, folder: &Path, place: &str) {
    let name = name.unwrap_or("scenario.toml");
    let path = folder.join(name);
    assert!(!path.exists() || name == "scenario.toml", "{place}: {name} is there already");
    std::fs::write(path, &block.text).expect("a file can be written");
    // news beside a scenario is no scenario of its own
    let is_news = block.text.contains("[[news]]") || block.text.contains("watched");
    if is_news && !block.text.contains("as_of") {
        return;
    }
    Foretell::new().args(["check", name]).folder(folder).any_output().run();
}

pub(crate) fn copy_scenarios(folder: &Path) {
    let from = repository().join("scenarios");
    for file in files_below(&from, "toml").into_iter().chain(files_below(&from, "csv")) {
        let below: PathBuf = file.strip_prefix(repository()).expect("found below").to_owned();
        let to = folder.join(below);
        std::fs::create_dir_all(to.parent().expect("stands in a folder")).expect("can be made");
        std::fs::copy(file, to).expect("a scenario can be copied");
    }
}

#[test]
fn commands_are_split_as_a_shell_would() {
    let (words, remark) = split("run a.toml --given 'venue == geneva' --set \"a=1\"  # exits 3");
    assert_eq!(words, ["run", "a.toml", "--given", "venue == geneva", "--set", "a=1"]);
    assert_eq!(remark, "exits 3");
}

#[test]
fn pages_are_compared_line_by_line() {
    let printed = "a\nb\nc\n1,000,000 trials, seed 0, 0.8 s\n";
    for same in [printed, "a\n…\nc\n1,000,000 trials, seed 0, 12 ms\n", "…\n"] {
        assert_eq!(mismatch(same, printed), None, "{same}");
    }
    for other in ["a\nb\nc\n", "a\nc\n…\n", "…\n1,000,000 trials, seed 1, 0.8 s\n"] {
        assert!(mismatch(other, printed).is_some(), "{other}");
    }
}
