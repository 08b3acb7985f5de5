//! The journal of a sweep: begun by the program and finished by a caller, and the other way round; points in any order;
//! files that were cut or changed.

use super::{case, compiled};
use crate::support::Foretell;
use foretell::{Design, Error, Job, Journal, Model, Options, Part, Round, Shard, SweepPlan, Task};
use std::fs;
use std::path::Path;

const OVER: &str = "process.talks.from.none.open.p";
const VALUES: &str = "0.1..0.9:9";

fn options() -> Options {
    Options::default().trials(600).worlds(20)
}

fn design(values: &str) -> Design {
    Design::default().over(OVER, values)
}

fn plan(model: &Model, values: &str) -> SweepPlan {
    model.lay_out(&design(values), &options()).expect("it can be laid out")
}

/// Draws a part of the sweep, and reads it back from its bytes.
fn part(model: &Model, index: u64, of: u64) -> Part {
    let task = Task::new(model, &Job::Sweep(design(VALUES)), &options());
    let part = task.part(&Round::default(), Shard { index, of }).expect("it can be drawn");
    Part::read(part.name(), part.to_bytes()).expect("it is whole")
}

/// Draws what is missing.
fn draw(plan: &SweepPlan, mut journal: Journal) {
    while let Some(missing) = journal.missing() {
        plan.run(&options(), missing, &mut |point, rows| journal.add(point, &rows))
            .expect("they can be drawn");
    }
    journal.finish().expect("it is whole");
}

/// Runs the program in a folder that has the scenario.
fn program(folder: &Path, more: &str) {
    let line = format!("sweep talks.toml --over {OVER}={VALUES} -n 600 --worlds 20 {more}");
    let call = Foretell::new().file("talks.toml", super::TALKS).folder(folder);
    call.args(line.split(' ')).any_output().run();
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("it is there")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("it is there").flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The table and the record of the sweep, as the program writes them.
fn wanted(place: &Path) -> (String, String) {
    program(place, "--out whole");
    (read(&place.join("whole/sweep.csv")), read(&place.join("whole/sweep.json")))
}

#[test]
fn a_broken_cluster_sweep_is_finished_by_the_program_and_the_other_way_round() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let wanted = wanted(place.path());
    let model = compiled(&case());
    let plan = plan(&model, VALUES);
    let found = |out: &str| {
        let folder = place.path().join(out);
        assert_eq!(names(&folder), ["sweep.csv", "sweep.json"]);
        (read(&folder.join("sweep.csv")), read(&folder.join("sweep.json")))
    };
    // a cluster has finished parts 4, 1 and 3 of 5 when it breaks down
    let folder = place.path().join("a");
    let mut journal = Journal::open(&plan, &folder, true).expect("it can be opened");
    for index in [3, 0, 2] {
        journal.join(&part(&model, index, 5)).expect("it is of this sweep");
    }
    assert_eq!(journal.missing(), Some(1..3));
    assert!(journal.has(&(3..7)) && !journal.has(&(0..3)) && !journal.has(&(6..8)));
    let twice = Journal::open(&plan, &folder, true).map(drop);
    assert!(matches!(twice, Err(Error::Mismatch(_))), "{twice:?}");
    drop(journal);
    program(place.path(), "--out a --resume");
    assert_eq!(found("a"), wanted);
    // and on another place it goes on with a laptop's
    let folder = place.path().join("b");
    let mut journal = Journal::open(&plan, &folder, true).expect("it can be opened");
    plan.run(&options(), 0..4, &mut |point, rows| journal.add(point, &rows)).expect("drawn");
    drop(journal);
    let mut journal = Journal::open(&plan, &folder, true).expect("it can be opened");
    assert_eq!(journal.missing(), Some(4..9));
    for index in [1, 2, 1] {
        journal.join(&part(&model, index, 3)).expect("it is of this sweep");
    }
    assert_eq!(journal.missing(), None);
    journal.finish().expect("it is whole");
    assert_eq!(found("b"), wanted);
    // it is finished: nothing is left to draw, and the program has nothing to do
    let again = Journal::open(&plan, &folder, true).expect("it can be opened");
    assert_eq!(again.missing(), None);
    again.finish().expect("it is whole");
    program(place.path(), "--out b --resume");
    assert_eq!(found("b"), wanted);
}

#[test]
fn other_work_is_refused_and_stays() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let model = compiled(&case());
    let (own, other) = (plan(&model, VALUES), plan(&model, "0.1,0.2"));
    let mut journal = Journal::open(&own, place.path(), false).expect("it can be opened");
    let refused = |done: Result<(), Error>| match done {
        Err(Error::Mismatch(why)) => why,
        Err(Error::Parts(faults)) => faults[0].message.clone(),
        other => panic!("{other:?}"),
    };
    let task = Task::new(&model, &Job::Sweep(design("0.1,0.2")), &options());
    let foreign = task.part(&Round::default(), Shard::WHOLE).expect("it can be drawn");
    assert!(refused(journal.join(&foreign)).contains("of other work"));
    let run = model.part(&Job::Run, Shard::WHOLE, &options()).expect("it can be drawn");
    assert!(refused(journal.join(&run)).contains("of other work"));
    other
        .run(&options(), 0..1, &mut |_, rows| {
            assert!(refused(journal.add(7, &rows)).contains("not the rows of point 8"));
            Ok::<_, Error>(())
        })
        .expect("it can be drawn");
    assert!(matches!(journal.finish(), Err(Error::Usage(why)) if why == "point 1 of 9 is missing"));
    let open = |plan, resume| refused(Journal::open(plan, place.path(), resume).map(drop));
    assert!(open(&own, false).contains("an unfinished sweep is there"));
    assert!(open(&other, true).contains("another sweep is there, with"));
    let code = |plan, resume| match Journal::open(plan, place.path(), resume) {
        Err(Error::Parts(faults)) => faults[0].code,
        other => panic!("{other:?}"),
    };
    assert_eq!(code(&other, true), "E1406");
    draw(&own, Journal::open(&own, place.path(), true).expect("it can be opened"));
    let table = read(&place.path().join("sweep.csv"));
    assert!(open(&other, true).contains("another sweep is there, with"));
    fs::write(place.path().join("sweep.csv"), &table[..table.len() / 2]).expect("written");
    assert!(open(&own, true).contains("was changed since it was finished"));
    assert_eq!(code(&own, true), "E1401");
    fs::remove_file(place.path().join("sweep.json")).expect("it is there");
    assert!(open(&own, true).contains("is not from an earlier run"));
    assert_eq!(names(place.path()), ["sweep.csv"]);
}

/// A disk that was full, or lost power: the table and the points that wait are cut anywhere, or a byte of them changes.
/// What is left of them is used, and nothing else.
#[test]
fn files_that_were_cut_or_changed_are_drawn_again() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let wanted = wanted(place.path());
    let model = compiled(&case());
    let plan = plan(&model, VALUES);
    let folder = place.path().join("a");
    let mut journal = Journal::open(&plan, &folder, true).expect("it can be opened");
    for index in [0, 2, 4] {
        journal.join(&part(&model, index, 5)).expect("it is of this sweep");
    }
    drop(journal);
    let files = ["sweep.csv.part", "sweep.csv.later", "sweep.csv.state"];
    let whole = files.map(|name| fs::read(folder.join(name)).expect("it is there"));
    for (at, name) in files[..2].iter().enumerate() {
        let bytes = &whole[at];
        for cut in (0..bytes.len()).step_by(bytes.len() / 12) {
            for flips in [false, true] {
                for (name, bytes) in files.iter().zip(&whole) {
                    fs::write(folder.join(name), bytes).expect("written");
                }
                let mut changed = bytes.clone();
                if flips {
                    changed[cut] ^= 1;
                } else {
                    changed.truncate(cut);
                }
                fs::write(folder.join(name), changed).expect("written");
                draw(&plan, Journal::open(&plan, &folder, true).expect("it can be opened"));
                let found = (read(&folder.join("sweep.csv")), read(&folder.join("sweep.json")));
                // a digit that changed in the table can't be told from another
                let is_digit = flips && at == 0;
                assert!(found == wanted || is_digit, "{name}, byte {cut}, changed: {flips}");
                assert_eq!(names(&folder), ["sweep.csv", "sweep.json"]);
                for name in ["sweep.csv", "sweep.json"] {
                    fs::remove_file(folder.join(name)).expect("it is there");
                }
            }
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_keeps_what_is_whole() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let model = compiled(&case());
    let plan = plan(&model, VALUES);
    std::os::unix::fs::symlink("/dev/full", place.path().join("sweep.csv.later")).expect("linked");
    let mut journal = Journal::open(&plan, place.path(), true).expect("it can be opened");
    let full = journal.join(&part(&model, 1, 3));
    assert!(matches!(full, Err(Error::Io { .. })), "{full:?}");
    assert_eq!(journal.missing(), Some(0..9));
    draw(&plan, journal);
}
