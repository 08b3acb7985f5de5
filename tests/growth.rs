//! The growth of work with the size of a scenario, counted in bytes of memory: never in time. A program of its own,
//! because its allocator counts what every thread takes.
//!
//! The kind: a column, a list or a copy as long as the scenario that is made again for each part of it. Whatever
//! grows by more than a quarter beyond the size is found out; the last test shows that such work is.
#![expect(unsafe_code, reason = "an allocator can't be written without")]

use foretell::internal::diagnostic::work::Work;
use foretell::{
    Case, Design, Error, Job, Journal, Options, Part, Round, Scenario, Shard, Subject, Task,
};
use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The bytes taken since the start, those that are in use, and the most that were.
static TAKEN: AtomicUsize = AtomicUsize::new(0);
static LIVE: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// SAFETY: every request is passed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        TAKEN.fetch_add(layout.size(), Relaxed);
        MOST.fetch_max(LIVE.fetch_add(layout.size(), Relaxed) + layout.size(), Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// One test at a time, all of it: the counts are those of the whole program.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The bytes that some work takes in all, and the most that it has at one time.
fn memory(work: impl FnOnce()) -> (usize, usize) {
    let (taken, live) = (TAKEN.load(Relaxed), LIVE.load(Relaxed));
    MOST.store(live, Relaxed);
    work();
    (TAKEN.load(Relaxed) - taken, MOST.load(Relaxed) - live)
}

/// Whether four times the size takes at most five times the memory.
fn is_linear(size: usize, work: impl Fn(usize)) -> bool {
    // what is computed once for the whole program
    memory(|| work(size / 4));
    let (few, many) = (memory(|| work(size)).0, memory(|| work(4 * size)).0);
    many <= 5 * few
}

fn text(lines: impl Iterator<Item = String>) -> String {
    lines.fold(String::new(), |text, line| text + &line + "\n")
}

fn options() -> Options {
    Options::default().trials(2048).threads(1)
}

fn scenario(text: String) -> Scenario {
    Scenario::read("a.toml", text)
}

fn compiled(text: String) -> foretell::Model {
    let case: Case = scenario(text).case();
    case.compile().expect("it has no faults")
}

/// A chain of events each of which leans to the one before it.
fn chain(n: usize) -> String {
    let event = |i: usize| match i {
        0 => "[event.e0]\np = 0.4".to_owned(),
        _ => format!("[event.e{i}]\np = 0.3\ncase = [{{ if = \"e{}\", p = 0.7 }}]", i - 1),
    };
    text((0..n).map(event)) + &format!("[question.q]\nask = \"e{}\"\n", n - 1)
}

/// The same chain as a network in BIF.
fn network(n: usize) -> Scenario {
    let mut text = String::from("network c { }\n");
    for i in 0..n {
        writeln!(text, "variable v{i} {{ type discrete [ 2 ] {{ a, b }}; }}").expect("a String");
    }
    text += "probability ( v0 ) { table 0.4, 0.6; }\n";
    for i in 1..n {
        let before = i - 1;
        writeln!(text, "probability ( v{i} | v{before} ) {{ (a) 0.3, 0.7; (b) 0.6, 0.4; }}")
            .expect("a String takes all");
    }
    Scenario::read("a.bif", text)
}

fn no_fault(scenario: &Scenario) {
    assert!(!scenario.check().has_faults(), "{:?}", scenario.check());
}

#[test]
fn events_without_questions_are_checked_and_run_in_proportion() {
    let _alone = alone();
    let events = |n: usize| text((0..n).map(|i| format!("[event.e{i}]\np = 0.4")));
    assert!(is_linear(1000, |n| no_fault(&scenario(events(n)))));
    assert!(is_linear(1000, |n| {
        compiled(events(n)).run(&options()).expect("it runs");
    }));
}

#[test]
fn a_list_of_cases_is_checked_in_proportion() {
    let _alone = alone();
    let cases = |n: usize| {
        let case = |i: usize| format!("{{ if = \"x > {}\", p = 0.3 }},", (n - i) as f64 / 1e4);
        let start = "[quantity.x]\nvalue = \"uniform(0, 1)\"\n[event.e]\np = 0.5\ncase = [\n";
        start.to_owned() + &text((0..n).map(case)) + "]\n"
    };
    assert!(is_linear(500, |n| no_fault(&scenario(cases(n)))));
}

#[test]
fn a_chain_in_bif_is_checked_and_run_in_proportion() {
    let _alone = alone();
    assert!(is_linear(1000, |n| no_fault(&network(n))));
    assert!(is_linear(1000, |n| {
        network(n).case().compile().expect("no faults").run(&options()).expect("it runs");
    }));
}

/// 200,000 variables fit in the default of 1 GiB, of which the last thirty-second part is kept back, and the system's
/// allocator takes a sixteenth more than it is asked for: a tenth of the variables in a tenth of that.
#[test]
fn a_chain_of_200_000_variables_fits_in_the_memory_of_a_command() {
    let _alone = alone();
    let bound = (1_usize << 30) / 10;
    let work = Work::new(bound as u64);
    let (_, most) = memory(|| work.within(|| no_fault(&network(20_000))));
    assert!(most <= bound / 32 * 31 / 17 * 16, "{} bytes of a variable", most / 20_000);
}

#[test]
fn sensitivity_of_a_chain_grows_in_proportion() {
    let _alone = alone();
    // as many numbers are moved in each: what lies further back is forgotten
    assert!(is_linear(200, |n| {
        let subject = Subject::default().question("q");
        compiled(chain(n)).sensitivity(&subject, &options()).expect("it can be moved");
    }));
}

#[test]
fn an_exact_answer_of_a_chain_grows_in_proportion() {
    let _alone = alone();
    assert!(is_linear(1000, |n| {
        compiled(chain(n)).run(&options().exact(true)).expect("a chain is narrow");
    }));
}

/// Each event reads three of all that come before it, so that the exact answer needs tables far beyond all memory.
#[test]
fn a_network_that_is_too_wide_is_refused_in_proportion() {
    let _alone = alone();
    // by the multiplier of splitmix64, whose high bits are without order
    let other = |i: usize, k: usize| {
        let mixed = ((3 * i + k) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
        (mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33) as usize % i
    };
    let event = |i: usize| {
        let read: Vec<String> = (0..3).map(|k| format!("e{}", other(i, k))).collect();
        let read = read.join(" and ");
        format!("[event.e{i}]\np = 0.3\ncase = [{{ if = \"{read}\", p = 0.7 }}]")
    };
    let wide = |n: usize| "[event.e0]\np = 0.4\n".to_owned() + &text((1..n).map(event));
    assert!(is_linear(2000, |n| {
        let refused = compiled(wide(n)).run(&options().exact(true));
        let Err(Error::Faults(faults)) = refused else { panic!("it is not refused") };
        let message = faults.to_string();
        assert!(message.contains("GiB of memory"), "{message}");
        let digits = message.split(|c: char| !c.is_ascii_digit()).map(str::len);
        assert!(digits.max() <= Some(12), "{message}");
    }));
}

#[test]
fn mixtures_and_sums_grow_in_proportion() {
    let _alone = alone();
    let parts = |n: usize| {
        let part = |i: usize| format!("{:e}: normal({}, 2)", 1.0 / n as f64, i as f64 / n as f64);
        let parts: Vec<String> = (0..n).map(part).collect();
        format!("[quantity.x]\nvalue = \"mixture({})\"\n", parts.join(", "))
            + "[question.q]\nask = \"x\"\n"
    };
    assert!(is_linear(2000, |n| {
        compiled(parts(n)).run(&options()).expect("it runs");
    }));
    let sum = |n: usize| {
        let terms: Vec<String> = (0..n).map(|i| format!("x * {i}")).collect();
        let start = "[quantity.x]\nvalue = \"uniform(0, 1)\"\n[quantity.y]\nvalue = \"";
        start.to_owned() + &terms.join(" + ") + "\"\n[question.q]\nask = \"y\"\n"
    };
    assert!(is_linear(500, |n| {
        compiled(sum(n)).run(&options()).expect("it runs");
    }));
}

/// Whether the most memory at one time is nearly the same for four times as many parts.
fn is_flat(work: impl Fn(u64), few: u64) -> bool {
    memory(|| work(few));
    let (little, much) = (memory(|| work(few)).1, memory(|| work(4 * few)).1);
    4 * much <= 5 * little
}

/// Processes on a long clock: each part has the counts of every day.
fn on_a_clock() -> foretell::Model {
    let process = |i: usize| {
        format!(
            "[process.p{i}]\nstates = [\"a\", \"b\", \"c\"]\nstart = \"a\"\nfrom.a.b = 0.001\nfrom.b.c = 0.1"
        )
    };
    let start = "[scenario]\nas_of = 2025-01-01\nuntil = 2026-06-01\n".to_owned();
    compiled(start + &text((0..8).map(process)) + "[question.q]\nask = \"ever(p0 == c)\"\n")
}

#[test]
fn joining_more_parts_of_a_run_takes_no_more_memory() {
    let _alone = alone();
    let model = on_a_clock();
    let options = options().trials(100 * 1024);
    let place = tempfile::tempdir().expect("a folder can be made");
    let path = |index: u64, of: u64| place.path().join(format!("{index}-of-{of}"));
    for of in [25, 100] {
        for index in 0..of {
            let part = model.part(&Job::Run, Shard { index, of }, &options).expect("it is drawn");
            std::fs::write(path(index, of), part.to_bytes()).expect("written");
        }
    }
    let joined = |of: u64| {
        let parts = (0..of).map(|index| Part::open(path(index, of)));
        model.merge(&Job::Run, parts).expect("they belong together");
    };
    assert!(is_flat(joined, 25));
    // as they come: those of even index first, so that the others' turn is late
    let task = Task::new(&model, &Job::Run, &options);
    let as_come = |of: u64| {
        let paths: Vec<_> =
            (0..of).step_by(2).chain((1..of).step_by(2)).map(|index| path(index, of)).collect();
        let parts = paths.into_iter().map(Part::open);
        task.join_arriving(&Round::default(), parts).expect("they belong together");
    };
    assert!(is_flat(as_come, 25));
}

#[test]
fn joining_more_points_of_a_sweep_takes_no_more_memory() {
    let _alone = alone();
    let model = compiled(
        "[event.a]\np = 0.4\n[event.b]\np = 0.4\n[question.q]\nask = \"a and b\"\n".to_owned(),
    );
    let options = options().trials(100);
    let place = tempfile::tempdir().expect("a folder can be made");
    let joined = |parts: u64| {
        // a grid, whose values do not grow with the points
        let design = Design::default()
            .over("event.a.p", "0.1..0.9:500")
            .over("event.b.p", &format!("0.1..0.9:{parts}"));
        let plan = model.lay_out(&design, &options).expect("it can be laid out");
        let task = Task::new(&model, &Job::Sweep(design), &options);
        let folder = place.path().join(format!("{parts}"));
        let mut journal = Journal::open(&plan, &folder, false).expect("it can be opened");
        // the last comes first
        for index in (0..parts).rev() {
            let shard = Shard { index, of: parts };
            let part = task.part(&Round::default(), shard).expect("it can be drawn");
            journal.join(&part).expect("it is of this sweep");
        }
        journal.finish().expect("it is whole");
        std::fs::remove_dir_all(folder).expect("it is there");
    };
    assert!(is_flat(joined, 8));
}

/// A machine that draws several parts compiles the model of each expert once, and chooses readings once.
#[test]
fn a_further_part_is_not_begun_from_nothing() {
    let _alone = alone();
    let names: Vec<String> = (0..20).map(|i| format!("e{i}")).collect();
    let judged: Vec<String> = names.iter().map(|name| format!("{name} = 0.4")).collect();
    let experts = text(names.iter().map(|name| format!("[expert.{name}]")));
    let event = format!("[event.a]\np = {{ by = {{ {} }} }}\n", judged.join(", "));
    let rest = text((0..200).map(|i| format!("[event.x{i}]\np = 0.4")));
    let model = compiled(experts + &event + &rest + "[question.q]\nask = \"a\"\n");
    let task = Task::new(&model, &Job::Run, &options().trials(1 << 20));
    let part = |index| {
        let shard = Shard { index, of: u64::MAX };
        task.part(&Round::default(), shard).expect("it can be drawn");
    };
    let (first, second) = (memory(|| part(0)).0, memory(|| part(1)).0);
    assert!(2 * second < first, "{first} bytes for the first, {second} for the second");
}

/// The wrong work: a column as long as the scenario for each of its parts.
#[test]
fn work_that_grows_with_the_square_is_found_out() {
    let _alone = alone();
    let columns = |n: usize| (0..n).for_each(|i| drop(std::hint::black_box(vec![i; n])));
    assert!(!is_linear(1000, columns));
    let kept =
        |n: u64| drop(std::hint::black_box((0..n).map(|_| [0_u8; 1000]).collect::<Vec<_>>()));
    assert!(!is_flat(kept, 100));
}
