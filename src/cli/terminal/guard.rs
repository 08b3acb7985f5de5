//! Watches over a command from a thread of its own: Ctrl-C and similar signals end it soon, and so does memory
//! beyond the bound, at any point of the work. Clears the bar, removes files that are not complete, and prints
//! what was kept. Knows nothing of the work.

use super::bar;
use crate::api::Work;
use indicatif::{ProgressBar, ProgressDrawTarget};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::{flag, low_level};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// The least memory that `--memory` accepts.
const LEAST: u64 = 32 << 20;

/// The interval at which the thread checks for signals, and for memory when little is left.
const OFTEN: Duration = Duration::from_millis(2);
const SELDOM: Duration = Duration::from_millis(10);
/// The time that cancelled work has to end by itself.
const GRACE: Duration = Duration::from_millis(100);
/// A command that is done sooner shows no bar, nor does a phase that is done sooner than the second time.
const LONG: Duration = Duration::from_secs(1);
const PHASE: Duration = Duration::from_millis(100);
/// The longest time for which a message waits for a reader.
const PATIENCE: Duration = Duration::from_millis(50);

/// The signal that came; 0 before.
static SIGNAL: AtomicUsize = AtomicUsize::new(0);
/// The start of the command.
static BEGAN: OnceLock<Instant> = OnceLock::new();
static STATE: Mutex<State> = Mutex::new(State { bar: None, files: Vec::new(), kept: None });

/// The bar and the files that are put in order before the program ends.
struct State {
    bar: Option<ProgressBar>,
    /// Files to remove if the command ends before they are complete.
    files: Vec<PathBuf>,
    /// The sentence that says what stays if the command ends now, and how to go on.
    kept: Option<String>,
}

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a command with at most `memory` bytes of memory.
pub(crate) fn watched<T>(memory: u64, command: impl FnOnce() -> T) -> T {
    let work = Work::new(memory);
    elapsed();
    let came = Arc::new(AtomicUsize::new(0));
    let again = Arc::new(AtomicBool::new(false));
    for signal in signals() {
        // a second signal ends the program at once; where one can't be heard, it does what it always did
        let _ = flag::register_conditional_default(*signal, Arc::clone(&again))
            .and_then(|_| flag::register_usize(*signal, Arc::clone(&came), *signal as usize))
            .and_then(|_| flag::register(*signal, Arc::clone(&again)));
    }
    let seen = Arc::clone(&work);
    // without a thread signals do nothing the first time
    let _ =
        thread::Builder::new().name("guard".to_owned()).spawn(move || watch(&seen, &came, memory));
    let done = work.within(command);
    end_by_signal();
    done
}

fn watch(work: &Work, came: &AtomicUsize, memory: u64) {
    let mut shown = Shown::default();
    loop {
        let taken = resident().unwrap_or(0);
        // what is taken while nobody looks fits in the rest
        if taken > memory - memory / 32 {
            end_for_memory(memory);
        }
        thread::sleep(if taken > memory / 4 { OFTEN } else { SELDOM });
        let signal = came.load(Ordering::Relaxed);
        if signal != 0 {
            SIGNAL.store(signal, Ordering::Relaxed);
            work.cancel();
            thread::sleep(GRACE);
            end_by_signal();
        }
        shown.follow(work);
    }
}

/// Whether a signal has come, after which the command prints nothing more.
pub(crate) fn is_over() -> bool {
    SIGNAL.load(Ordering::Relaxed) != 0
}

/// Returns how long the command has been at work.
pub(crate) fn elapsed() -> Duration {
    BEGAN.get_or_init(Instant::now).elapsed()
}

/// The bar of the present phase of work, if the command shows no bar of its own.
#[derive(Default)]
struct Shown {
    phase: Option<Seen>,
    bar: Option<ProgressBar>,
}

/// A phase of work under way.
struct Seen {
    name: &'static str,
    all: u64,
    began: Instant,
    /// The steps done, and the time at which the last of them ended.
    done: u64,
    at: Instant,
}

impl Shown {
    fn follow(&mut self, work: &Work) {
        let progress = work.progress();
        let is_same = |seen: &Seen| {
            progress.is_some_and(|(name, done, all)| {
                (seen.name, seen.all) == (name, all) && done >= seen.done
            })
        };
        if !self.phase.as_ref().is_some_and(is_same) {
            self.phase = None;
            if let Some(bar) = self.bar.take() {
                bar.finish_and_clear();
            }
        }
        let Some((name, done, all)) = progress else { return };
        let now = Instant::now();
        let seen = self.phase.get_or_insert(Seen { name, all, began: now, done: 0, at: now });
        if done > seen.done {
            (seen.done, seen.at) = (done, now);
        }
        let is_long = elapsed() > LONG && seen.began.elapsed() > PHASE;
        if self.bar.is_none() && is_long && std::io::stderr().is_terminal() {
            let bar = bar::phase(all, name);
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
            shows(&bar);
            self.bar = Some(bar);
        }
        // what was cleared for something else to be written comes back with the next step
        self.bar.take_if(|bar| bar.is_finished());
        if let Some(bar) = &self.bar {
            let left = bar::left(done, all, seen.at - seen.began, seen.at.elapsed());
            bar::advance(bar, done, left);
        }
    }
}

/// Registers a bar, which is cleared if the command ends early.
pub(crate) fn shows(bar: &ProgressBar) {
    state().bar = Some(bar.clone());
}

/// Clears the bar, so that something else can be written.
pub(crate) fn hides() {
    let bar = state().bar.take();
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
}

/// Registers a file, which is removed if the command ends before it is complete; or a folder, if it is empty then.
pub(crate) fn removes(path: &Path) {
    state().files.push(path.to_owned());
}

/// Registers the sentence that says what is kept if the command ends now, and how to continue.
pub(crate) fn keeps(what: String) {
    state().kept = Some(what);
}

/// Returns the sentence that says what is kept, if something is.
pub(crate) fn kept() -> Option<String> {
    state().kept.clone()
}

/// Runs work that must not be interrupted.
pub(crate) fn undivided<T>(work: impl FnOnce() -> T) -> T {
    let state = state();
    let done = work();
    drop(state);
    done
}

/// Ends the program as the signal would have, if there was one. Called before anything is written, because
/// results computed after the signal may be incomplete.
pub(crate) fn end_by_signal() {
    let came = SIGNAL.load(Ordering::Relaxed);
    let Some(signal) = signals().iter().find(|signal| **signal as usize == came) else { return };
    let mut state = state();
    let kept = state.kept.take();
    let kept = kept.as_deref().unwrap_or("nothing was written");
    clear(&mut state, &format!("interrupted: {kept}"));
    // where that can't be done, the caller goes on to say what failed
    let _ = low_level::emulate_default_handler(*signal);
}

fn end_for_memory(bound: u64) -> ! {
    let mut state = state();
    let kept = state.kept.take().map_or_else(String::new, |kept| format!("; {kept}"));
    clear(
        &mut state,
        &format!(
            "error: the command needs more than {} of memory, its bound, and was ended{kept}\n  help: allow it \
             more with --memory, such as --memory {}; or ask for less: fewer questions, readings or threads",
            size(bound),
            size(bound.saturating_mul(4)),
        ),
    );
    std::process::exit(1)
}

/// Returns a size of memory in the notation of `--memory`: `1GiB`.
fn size(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB"), (0, "")];
    let whole = |(power, _): &&(u32, &str)| bytes.is_multiple_of(1 << power);
    let (power, unit) = units.iter().find(whole).unwrap_or(&units[3]);
    format!("{}{unit}", bytes >> power)
}

/// Reads a size of memory: `512MiB`, `1.5GiB`, `2G`; at least 32 MiB.
pub(crate) fn memory(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let unit = text[digits.len()..].trim().to_ascii_lowercase();
    let factor = match unit.as_str() {
        "k" | "kib" => 1024.0,
        "m" | "mib" => 1_048_576.0,
        "g" | "gib" => 1_073_741_824.0,
        "t" | "tib" => 1_099_511_627_776.0,
        "kb" => 1e3,
        "mb" => 1e6,
        "gb" => 1e9,
        "tb" => 1e12,
        _ => return Err(format!("`{text}` is not a size of memory, such as 512MiB or 2GiB")),
    };
    let is_plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let bytes = digits.parse::<f64>().ok().filter(|_| is_plain).map(|n| n * factor);
    match bytes {
        Some(bytes) if bytes < LEAST as f64 => {
            Err(format!("less than {} is not enough for any work", size(LEAST)))
        }
        Some(bytes) if bytes < 1e18 => Ok(bytes as u64),
        _ => Err(format!("`{text}` is not a size of memory, such as 512MiB or 2GiB")),
    }
}

/// Clears the bar, removes files that are not complete, and prints the reason.
fn clear(state: &mut State, why: &str) {
    if let Some(bar) = state.bar.take() {
        bar.finish_and_clear();
    }
    for path in state.files.drain(..).rev() {
        // most were complete long ago, and have other names; a folder with files in it stays
        let _ = std::fs::remove_file(&path).or_else(|_| std::fs::remove_dir(&path));
    }
    // nobody may be reading, and somebody else may hold the stream
    let (written, is_written) = mpsc::channel();
    let line = format!("{why}\n");
    let writer = thread::Builder::new().spawn(move || {
        let _ = std::io::stderr().write_all(line.as_bytes());
        let _ = written.send(());
    });
    if writer.is_ok() {
        let _ = is_written.recv_timeout(PATIENCE);
    }
}

/// The bytes that the program holds in memory; `None` where the system does not say.
#[cfg(target_os = "linux")]
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib << 10)
}

#[cfg(not(target_os = "linux"))]
fn resident() -> Option<u64> {
    None
}

#[cfg(unix)]
fn signals() -> &'static [i32] {
    &[SIGINT, SIGTERM, signal_hook::consts::SIGHUP]
}

#[cfg(not(unix))]
fn signals() -> &'static [i32] {
    &[SIGINT, SIGTERM]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_written() {
        for (text, bytes) in
            [("512MiB", 512 << 20), ("1GiB", 1 << 30), ("1.5 gib", 3 << 29), ("2G", 2 << 30)]
        {
            assert_eq!(memory(text), Ok(bytes), "{text}");
        }
        assert_eq!(memory("2GB"), Ok(2_000_000_000));
        for text in
            ["", "x", "1", "-1GiB", "1e3GiB", "nanGiB", "1MiB", "GiB", "9999999TiB", "1.2.3GiB"]
        {
            assert!(memory(text).is_err(), "{text}");
        }
        assert_eq!([size(1 << 30), size(3 << 29), size(1 << 40)], ["1GiB", "1536MiB", "1024GiB"]);
    }
}
