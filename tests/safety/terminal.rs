//! On a terminal, no command shows a character that steers it, turns text round or can't be seen, in any
//! format: neither from a file, nor from its name, nor from an argument. The terminal is one of `script`.

use std::path::Path;
use std::process::{Command, Stdio};

/// One or several of each kind of character, independent of the program's own list: escapes that colour, clear
/// and name a window, in seven and eight bits; marks of direction; characters without width or glyph.
const NASTY: [&str; 3] = [
    "\u{1b}[31mRED\u{1b}]0;pwn\u{7}\u{9b}2J\u{9d}0;x\u{9c}\u{8}\u{7f}\u{85}\u{c}\u{b}\u{0}",
    "a\u{202e}b\u{202c}\u{202a}\u{2066}\u{2067}\u{2069}\u{200e}\u{200f}\u{61c}\u{2028}\u{2029}",
    "z\u{200b}w\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}\u{180e}\u{34f}\u{3164}\u{fe0f}\u{e0041}\u{e0101}\u{fff9}",
];

/// Whether a character may not be seen on a terminal.
fn is_steering(c: char) -> bool {
    let format = "\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{61c}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\
                  \u{202d}\u{202e}\u{2060}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}\u{ad}\u{180e}\u{34f}\u{3164}\
                  \u{fe0f}\u{e0041}\u{e0101}\u{fff9}";
    c.is_control() || format.contains(c)
}

/// The text that was shown, without the ends of lines and the program's own colours: bold, faint and the like.
fn shown_beyond_colours(shown: &str) -> String {
    let mut left = shown.replace("\r\n", "").replace('\n', "");
    for colour in ["0", "1", "2", "4", "22", "31", "32", "33", "34", "36", "91", "92", "94", "96"] {
        left = left.replace(&format!("\u{1b}[{colour}m"), "");
    }
    left.replace("\u{1b}[1;31m", "").replace("\u{1b}[K", "")
}

/// Text as TOML writes it within quotes, all of it escaped.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |all, c| all + &format!("\\U{:08X}", u32::from(c)))
}

fn scenario(nasty: &str) -> String {
    let nasty = escaped(nasty);
    format!(
        "[scenario]\ntitle = \"T{nasty}\"\n\
         [source.s]\ntitle = \"S{nasty}\"\nurl = \"http://x/{nasty}\"\nnote = \"N{nasty}\"\n\
         [expert.anna]\nlabel = \"A{nasty}\"\n[expert.ben]\nlabel = \"B{nasty}\"\n\
         [choice.push]\noptions = [\"none\", \"P{nasty}\"]\ndefault = \"none\"\n\
         [parameter.x]\nvalue = \"20% to 60%\"\nbecause = \"W{nasty}\"\n\
         [event.a]\noutcomes = {{ \"O{nasty}\" = 0.3, \"=x{nasty}\" = 0.2, \"new\\nline\" = \"rest\" }}\n\
         source = \"s\"\nbecause = \"b{nasty}\"\n\
         [event.b]\np = {{ by = {{ anna = 0.2, ben = 0.6 }} }}\n\
         adjust = [ {{ if = \"push == 'P{nasty}'\", odds = 2, because = \"j{nasty}\" }} ]\n\
         [event.c]\np = \"x\"\n\
         [question.one]\nask = \"a\"\nlabel = \"L{nasty}\"\n\
         [question.two]\nask = [\"a\", \"b\"]\nlabel = \"M{nasty}\"\n\
         [question.three]\nask = \"c\"\nlabel = \"K{nasty}\"\n\
         [sweep.s]\nover = {{ x = \"0.1, 0.5\", push = \"none\" }}\n\
         [variant.v]\nlabel = \"V{nasty}\"\ndo = {{ b = \"yes\" }}\n"
    )
}

/// A network whose names are nasty, as far as BIF can write them.
fn network(nasty: &str) -> String {
    let nasty: String = nasty.chars().filter(|c| !"\"\n\0".contains(*c)).collect();
    format!(
        "network \"N{nasty}\" {{ }}\nvariable \"V{nasty}\" {{ type discrete [ 2 ] {{ \"s{nasty}\", t }}; \
         property \"p{nasty}\"; }}\nprobability ( \"V{nasty}\" ) {{ table 0.5, 0.5; }}\n"
    )
}

/// Runs the program at a terminal and gives everything that it shows there.
fn at_a_terminal(folder: &Path, arguments: &[&str]) -> String {
    let quoted = |word: &str| format!("'{}'", word.replace('\'', "'\\''"));
    let words: Vec<String> = arguments.iter().map(|word| quoted(word)).collect();
    let line = format!("{} {}", quoted(env!("CARGO_BIN_EXE_foretell")), words.join(" "));
    let output = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env("TERM", "xterm-256color")
        .stdin(Stdio::null())
        .output()
        .expect("`script` is there");
    let shown = String::from_utf8(output.stdout).expect("it is text");
    assert!(!shown.is_empty(), "{arguments:?} shows nothing");
    assert!(!shown.contains("panicked"), "{arguments:?}: {shown}");
    shown
}

fn assert_harmless(folder: &Path, arguments: &[&str]) {
    let shown = at_a_terminal(folder, arguments);
    let left = shown_beyond_colours(&shown);
    let found: Vec<char> = left.chars().filter(|c| is_steering(*c)).collect();
    assert!(found.is_empty(), "{arguments:?} shows {found:?}:\n{}", left.escape_debug());
}

const COMMANDS: &[&str] = &[
    "run s.toml -n 1000",
    "run s.toml -n 1000 -v",
    "run s.toml -n 1000 --format csv",
    "run s.toml -n 1000 --format json",
    "run s.toml -n 1000 --out",
    "run s.toml --exact --worlds 20",
    "run s.toml --exact --worlds 20 --format json",
    "run s.toml --cross-check -n 1000 --worlds 20",
    "check s.toml",
    "check s.toml --paths",
    "explain s.toml",
    "explain s.toml a",
    "explain s.toml one -n 1000",
    "explain s.toml --format dot",
    "explain s.toml --format mermaid",
    "explain s.toml --likeliest",
    "compare s.toml -n 1000",
    "compare s.toml -n 1000 --experts",
    "compare s.toml -n 1000 --choice push",
    "compare s.toml -n 1000 --choice push --format csv",
    "compare s.toml -n 1000 --format json",
    "compare s.toml n.bif -n 1000",
    "sensitivity s.toml -n 1000 --question three",
    "sensitivity s.toml -n 1000 --question one",
    "sensitivity s.toml -n 1000 --question three --format csv",
    "sensitivity s.toml -n 1000 --question three --format json",
    "sweep s.toml -n 1000",
    "sweep s.toml -n 1000 --format csv",
    "sweep s.toml -n 1000 --format json",
    "sweep s.toml -n 1000 --out swept",
    "export s.toml --to json",
    "export s.toml --to bif --world 0",
    "import n.bif",
    "run n.bif -n 1000",
    "check n.bif",
    "check broken.toml",
    "run faulty.toml",
    "run s.toml --points p.csv",
    "sweep s.toml --points p.csv",
    "compare s.toml --with faulty.toml",
];

#[cfg(target_os = "linux")]
#[test]
fn no_command_lets_a_file_steer_the_terminal() {
    for nasty in NASTY {
        let place = tempfile::tempdir().expect("a folder can be made");
        let folder = place.path();
        let write = |name: &str, text: &str| {
            std::fs::write(folder.join(name), text).expect("a file can be written");
        };
        let raw = nasty.replace('\0', "");
        write("s.toml", &scenario(nasty));
        write("n.bif", &network(nasty));
        write("broken.toml", &format!("[event.a]\np = {raw}\n# {raw}\n[{raw}]\nx = \"{raw}\n"));
        let key = escaped(nasty);
        let faults = format!(
            "[event.a]\noutcomes = {{ \"o{key}\" = 0.9, \"p{key}\" = 0.9 }}\n\"k{key}\" = 1\n\
             [event.\"e{key}\"]\np = 0.5\n[question.q]\nask = \"a == 'z{key}'\"\n[\"t{key}\"]\nx = 1\n"
        );
        write("faulty.toml", &faults);
        write("p.csv", &format!("x{raw},push\n0.2{raw},none\n"));
        let checked = at_a_terminal(folder, &["check", "s.toml"]);
        assert!(checked.contains("s.toml: no faults"), "{}", checked.escape_debug());
        for command in COMMANDS {
            assert_harmless(folder, &command.split(' ').collect::<Vec<_>>());
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_argument_and_no_name_of_a_file_steers_the_terminal() {
    for nasty in NASTY {
        let place = tempfile::tempdir().expect("a folder can be made");
        let folder = place.path();
        let nasty = nasty.replace('\0', "");
        let file = format!("f{}.toml", nasty.replace('/', ""));
        std::fs::write(folder.join("s.toml"), scenario(&nasty)).expect("a file can be written");
        std::fs::write(folder.join(&file), "[event.a]\np = 0.5\n").expect("a file can be written");
        let no_file = format!("no\n{nasty}.toml");
        for arguments in [
            vec![no_file.as_str()],
            vec![nasty.as_str(), "s.toml"],
            vec!["run", &no_file],
            vec!["run", &file, "-n", "1000", "--out"],
            vec!["check", &file],
            vec!["explain", &file],
            vec!["explain", "s.toml", &nasty],
            vec!["new", &file],
            vec!["import", &file],
            vec!["compare", &file, "s.toml", "-n", "1000"],
            vec!["merge", &nasty, "--out", "x"],
            vec!["run", "s.toml", "-n", &nasty],
            vec!["run", "s.toml", "--format", &nasty],
            vec!["run", "s.toml", &format!("--x{nasty}")],
            vec!["run", "s.toml", "--question", &nasty],
            vec!["run", "s.toml", "--set", &nasty],
            vec!["run", "s.toml", "--set", &format!("x={nasty}")],
            vec!["run", "s.toml", "--do", &format!("a={nasty}")],
            vec!["run", "s.toml", "--given", &nasty],
            vec!["run", "s.toml", "--variant", &nasty],
            vec!["run", "s.toml", "--save-trials", &format!("{nasty}/x.csv")],
            vec!["run", "s.toml", "--out", &format!("s.toml/{nasty}")],
            vec!["sweep", "s.toml", &nasty],
            vec!["sweep", "s.toml", "--over", &format!("{nasty}=1,2")],
            vec!["compare", "s.toml", "--fail-if", &nasty],
            vec!["sensitivity", "s.toml", "--question", "one", "--outcome", &nasty],
        ] {
            assert_harmless(folder, &arguments);
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_terminal_of_these_tests_shows_what_is_not_held_back() {
    // what the tests above look for would be seen, and colours are the program's own
    let place = tempfile::tempdir().expect("a folder can be made");
    std::fs::write(place.path().join("s.toml"), "[event.a]\np = 2\n").expect("it can be written");
    let shown = at_a_terminal(place.path(), &["run", "s.toml"]);
    assert!(shown.contains("\u{1b}["), "{}", shown.escape_debug());
    assert!(!shown_beyond_colours(&shown).contains(is_steering), "{}", shown.escape_debug());
    for nasty in NASTY {
        let left = shown_beyond_colours(nasty);
        assert!(left.contains(is_steering), "{}", nasty.escape_debug());
    }
}

#[test]
fn names_of_a_hundred_thousand_letters_are_cut_in_messages() {
    let long = "x".repeat(100_000);
    let spaced = "so long ".repeat(12_500);
    for name in [&long, &spaced] {
        let text = format!(
            "[event.a]\noutcomes = {{ \"{name}\" = 0.9, b = 0.9 }}\nwhen = \"{long}\"\n\"{name}\" = 1\n\
             [event.{long}]\np = 2\n[question.q]\nask = \"a == '{name}' and {long} and {long}x\"\n\
             [expert.x]\n[event.d]\np = {{ by = {{ {long} = 0.5 }} }}\n"
        );
        for arguments in [
            vec!["check", "a.toml"],
            vec!["run", "a.toml"],
            vec!["run", "b.toml", "--question", name],
            vec!["run", "b.toml", "--given", name],
            vec!["run", "b.toml", "--set", name],
            vec!["run", "b.toml", "--do", name],
            vec!["run", "b.toml", "--format", name],
            vec!["run", "b.toml", "--variant", name],
            vec!["run", name],
            vec!["sweep", "b.toml", name],
            vec![name.as_str()],
        ] {
            let ran = crate::support::Foretell::new()
                .args(arguments.iter().map(|word| (*word).to_owned()))
                .file("a.toml", text.clone())
                .file("b.toml", "[event.a]\np = 0.5\n")
                .any_end()
                .run();
            let longest = ran.stderr.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(longest <= 2100 && ran.stderr.len() < 40_000, "{longest}: {}", arguments[0]);
            assert!(!ran.stderr.is_empty() && !ran.stderr.contains(&"x".repeat(121)));
        }
    }
}
