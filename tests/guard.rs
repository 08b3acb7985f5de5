//! Every command ends soon when somebody says so, and takes no more memory than it may; each time in words.

use std::fmt::Write as _;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

/// Work is given this long to begin.
const BEGUN: Duration = Duration::from_millis(400);
/// Ending takes a tenth of a second, on a machine that has nothing else to do.
const SOON: Duration = Duration::from_secs(3);

fn start(folder: &Path, arguments: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_foretell"))
        .args(arguments.split(' '))
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program is there")
}

/// Returns the output of a command that is interrupted once it has begun, and the time it took to end.
fn interrupted(folder: &Path, arguments: &str) -> (Output, Duration) {
    let mut child = start(folder, arguments);
    thread::sleep(BEGUN);
    assert!(child.try_wait().expect("it can be asked").is_none(), "{arguments}: done too soon");
    let since = Instant::now();
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.expect("there is a kill").success());
    let output = child.wait_with_output().expect("it ends");
    (output, since.elapsed())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Independent events, and a question about the number of them that happen.
fn events(n: usize, asks: bool) -> String {
    let mut text = String::new();
    for i in 0..n {
        writeln!(text, "[event.e{i}]\np = 0.3").expect("a String takes all");
    }
    if asks {
        let names: Vec<String> = (0..n).map(|i| format!("e{i}")).collect();
        writeln!(text, "[question.q]\nask = \"how_many({}) > 7\"", names.join(", "))
            .expect("a String takes all");
    }
    text
}

fn network(n: usize) -> String {
    let mut text = String::from("network n {}\n");
    for i in 0..n {
        writeln!(text, "variable v{i} {{ type discrete [ 2 ] {{ a, b }}; }}\nprobability ( v{i} ) {{ table 0.4, 0.6; }}")
            .expect("a String takes all");
    }
    text
}

const COIN: &str = "[choice.our]\noptions = [\"a\", \"b\"]\ndefault = \"a\"\n[parameter.x]\nvalue = \"uniform(0.2, 0.6)\"\n\
                    [event.e]\np = \"x\"\ncase = [ { if = \"our == a\", p = 0.3 } ]\n[question.q]\nask = \"e\"\n";

#[test]
fn every_command_is_interrupted_soon_and_says_so() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    for (name, text) in [
        ("coin.toml", COIN.to_owned()),
        ("many.toml", events(90_000, false)),
        ("counted.toml", events(40_000, true)),
        ("many.bif", network(400_000)),
    ] {
        fs::write(folder.join(name), text).expect("it can be written");
    }
    for arguments in [
        "run coin.toml -n 1e13",
        "run coin.toml -n 1e13 --out o",
        "run coin.toml -n 1e13 --target-se 1e-8",
        "run counted.toml --exact",
        "sweep coin.toml --over event.e.case.1.p=0.1,0.2,0.3,0.4 -n 1e13",
        "compare coin.toml --choice our -n 1e13",
        "sensitivity coin.toml -n 1e13",
        "explain coin.toml q -n 1e13",
        "check many.toml",
        "explain many.toml",
        "export many.toml --to json",
        "import many.bif",
    ] {
        let (output, took) = interrupted(folder, arguments);
        let shown = text(&output.stderr);
        assert_eq!(output.status.signal(), Some(2), "{arguments}: {shown}");
        assert!(shown.ends_with("interrupted: nothing was written\n"), "{arguments}: {shown}");
        assert!(output.stdout.is_empty(), "{arguments}");
        assert!(took < SOON, "{arguments}: {took:?}");
    }
    assert!(!folder.join("o").exists(), "nothing half made, and no empty folder");
}

#[test]
fn a_sweep_that_is_interrupted_says_how_to_go_on_and_does() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    fs::write(folder.join("coin.toml"), COIN).expect("it can be written");
    let sweep =
        "sweep coin.toml --over event.e.case.1.p=0.1..0.9:400 -n 300000 --threads 1 --out o";
    let (output, _) = interrupted(folder, sweep);
    let shown = text(&output.stderr);
    assert!(
        shown.contains("interrupted: finished points are kept in o: go on with --resume"),
        "{shown}"
    );
    assert!(folder.join("o/sweep.csv.part").exists());
    let done = start(folder, &format!("{sweep} --resume")).wait_with_output().expect("it ends");
    assert!(done.status.success(), "{}", text(&done.stderr));
    let whole = fs::read(folder.join("o/sweep.csv")).expect("it is there");
    let again =
        start(folder, &sweep.replace("--out o", "--out p")).wait_with_output().expect("it ends");
    assert!(again.status.success());
    assert!(whole == fs::read(folder.join("p/sweep.csv")).expect("it is there"));
}

#[test]
fn memory_has_a_bound_that_is_reported_and_kept() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    fs::write(folder.join("many.toml"), events(90_000, false)).expect("it can be written");
    let given = events(1000, true) + "given = \"how_many(E) > 9\"\n";
    let names: Vec<String> = (0..1000).map(|i| format!("e{i}")).collect();
    fs::write(folder.join("given.toml"), given.replace('E', &names.join(", ")))
        .expect("it can be written");
    let run = |arguments: &str| start(folder, arguments).wait_with_output().expect("it ends");
    let ended = run("check many.toml --memory 64MiB");
    assert_eq!(ended.status.code(), Some(1));
    let shown = text(&ended.stderr);
    assert!(
        shown.contains("needs more than 64MiB of memory") && shown.contains("--memory 256MiB"),
        "{shown}"
    );
    // the tables of a count that is a condition of the question: 2/3 n^3 cells, told before they are made
    let refused = run("run given.toml --exact");
    assert_eq!(refused.status.code(), Some(3));
    let shown = text(&refused.stderr);
    assert!(shown.contains("E0811") && shown.contains("at most 1 GiB may be taken"), "{shown}");
    for wrong in ["1", "lots", "1MiB", "-1GiB"] {
        assert_eq!(
            run(&format!("check many.toml --memory={wrong}")).status.code(),
            Some(2),
            "{wrong}"
        );
    }
}
