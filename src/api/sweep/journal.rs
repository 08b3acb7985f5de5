//! A sweep in a folder, whose table grows as points are finished, and can be finished elsewhere.
//!
//! The table is `sweep.csv.part` until it is whole; `sweep.csv.state` beside it describes the work, and
//! `sweep.csv.later` holds points that were finished before their turn.

use super::later::Later;
use super::place::{ANEW, Names, differs};
use super::plan::{Point, SweepPlan};
use crate::analysis::sweep::Row;
use crate::api::error::Error;
use crate::api::files::{digest_of, failed, remove, replace, text_of, unclaimed};
use crate::api::shards::{Part, file_of};
use crate::diagnostic::Code;
use crate::engine::Shard;
use crate::result::SweepRow;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The bytes of a table that are read at once.
const PIECE: usize = 1 << 22;

/// A sweep in a folder, as `foretell sweep … --out FOLDER --resume` keeps it: what was begun there is finished here, and
/// the other way round. Points may be finished in any order, and memory does not grow with their number.
///
/// ```
/// use foretell::{Design, Journal, Options, Scenario, Shard, Task, Job};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let place = tempfile::tempdir()?;
/// # let folder = place.path();
/// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
/// let options = Options::default().trials(1_000);
/// let design = Design::default().over("event.heads.p", "0.1..0.9:9");
/// let plan = model.lay_out(&design, &options)?;
/// let mut journal = Journal::open(&plan, folder, true)?;
/// // parts from elsewhere, in any order
/// let task = Task::new(&model, &Job::Sweep(design), &options);
/// journal.join(&task.part(&Default::default(), Shard { index: 1, of: 2 })?)?;
/// // and the points that are missing
/// while let Some(missing) = journal.missing() {
///     plan.run(&options, missing, &mut |point, rows| journal.add(point, &rows))?;
/// }
/// let table = journal.finish()?;
/// assert_eq!(std::fs::read_to_string(table)?.lines().count(), 1 + 9);
/// # Ok(())
/// # }
/// ```
pub struct Journal {
    plan: SweepPlan,
    /// The points of the table, and the first that is not there.
    points: Range<u64>,
    next: u64,
    names: Names,
    identity: String,
    shard: Option<Shard>,
    /// The unfinished files; `None` if the table was finished before.
    files: Option<Open>,
    /// The points, if they are kept.
    kept: Option<Vec<Point>>,
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { points, next, names, .. } = self;
        write!(f, "Journal({}, {next} of {points:?})", names.table.display())
    }
}

/// The files that are being written.
struct Open {
    table: File,
    /// The bytes of the table that hold whole points.
    bytes: u64,
    later: Later,
}

impl Journal {
    /// Opens the journal of a sweep in a folder, which is made if need be. With `resume` a sweep that was begun there goes
    /// on; one of other work, or with files that were changed, is an [`Error::Parts`] with all that differs. One that another
    /// program is writing, and without `resume` an unfinished one, is an [`Error::Mismatch`]. All stay as they are.
    pub fn open(plan: &SweepPlan, folder: impl AsRef<Path>, resume: bool) -> Result<Self, Error> {
        Self::of_shard(plan, None, folder.as_ref(), resume, false)
    }

    /// Opens the journal of a shard of a sweep; with `keep`, points are also kept in memory.
    pub(crate) fn of_shard(
        plan: &SweepPlan,
        shard: Option<Shard>,
        folder: &Path,
        resume: bool,
        keep: bool,
    ) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        let points = shard.unwrap_or(Shard::WHOLE).share(plan.points());
        let mut journal = Self {
            plan: plan.clone(),
            next: points.start,
            points,
            names: Names::of(folder, shard),
            identity: plan.identity().text(shard),
            shard,
            files: None,
            kept: keep.then(Vec::new),
        };
        let (names, identity) = (&journal.names, &journal.identity);
        let refused = |why: &str| Error::Mismatch(format!("{}: {why}", folder.display()));
        let before = text_of(&names.state)?;
        if let Some(before) = &before {
            if !resume {
                let name = file_of(shard, "sweep", "csv");
                return Err(refused(&format!(
                    "an unfinished sweep is there: go on with it by --resume, or delete {name}.part \
                     and {name}.state"
                )));
            }
            if before != identity {
                return Err(differs(&names.state, before, identity));
            }
        } else if resume
            && names.table.exists()
            && let Some(done) = text_of(&names.record)?
        {
            let own = journal.record()?;
            if done != own {
                return Err(differs(&names.record, &done, &own));
            }
            journal.read_finished()?;
            return Ok(journal);
        }
        if before.is_none() {
            unclaimed(&names.table, &names.record)?;
            unclaimed(&names.record, &names.record)?;
        }
        if before.is_some() && !names.part.exists() && names.table.exists() {
            // it was broken off between the last line and the record
            fs::rename(&names.table, &names.part).map_err(|error| failed(&names.part, error))?;
        }
        let mut options = OpenOptions::new();
        let table = options.read(true).write(true).create(true).truncate(false).open(&names.part);
        let table = table.map_err(|error| failed(&names.part, error))?;
        if table.try_lock().is_err() {
            return Err(refused("another sweep is writing there"));
        }
        if before.is_none() {
            table.set_len(0).map_err(|error| failed(&names.part, error))?;
            if let Err(error) = replace(&names.state, identity) {
                // without its description the table is of no use
                let _ = fs::remove_file(&names.part);
                return Err(error);
            }
        }
        let later = Later::open(&names.later, before.is_some());
        let later = later.map_err(|error| failed(&names.later, error))?;
        journal.files = Some(Open { table, bytes: 0, later });
        journal.read_on()?;
        journal.catch_up()?;
        Ok(journal)
    }

    /// The next points that are missing; `None` if all are there. Drawn in order, they are added to the table at once.
    pub fn missing(&self) -> Option<Range<u64>> {
        let open = self.files.as_ref()?;
        let end = open.later.first_after(self.next).unwrap_or(u64::MAX).min(self.points.end);
        (self.next < self.points.end).then_some(self.next..end)
    }

    /// Whether some points are there already.
    pub fn has(&self, points: &Range<u64>) -> bool {
        let left = points.start.max(self.next)..points.end;
        left.is_empty() || self.files.as_ref().is_none_or(|open| open.later.has(&left))
    }

    /// Adds the rows of a point.
    pub fn add(&mut self, point: u64, rows: &[SweepRow]) -> Result<(), Error> {
        let refused = || Error::Mismatch(format!("these are not the rows of point {}", point + 1));
        self.put(point..point + 1, rows, refused)
    }

    /// Adds the points of a part of the sweep. A part of other work, or with rows that it can't have, is an
    /// [`Error::Parts`].
    pub fn join(&mut self, part: &Part) -> Result<(), Error> {
        let rows = part.rows_of(&self.plan.identity())?;
        self.put(part.shard().share(self.plan.points()), &rows, || part.without_its_points())
    }

    /// Adds the rows of some points, of which any may be there already.
    fn put(
        &mut self,
        points: Range<u64>,
        rows: &[SweepRow],
        refused: impl FnOnce() -> Error,
    ) -> Result<(), Error> {
        let is_within = points.start >= self.points.start && points.end <= self.points.end;
        if !is_within || !self.plan.are_of(rows, points.clone()) {
            return Err(refused());
        }
        if self.has(&points) {
            return Ok(());
        }
        let each = rows.len() / (points.end - points.start).max(1) as usize;
        let from = points.start.max(self.next);
        let left = &rows[each * (from - points.start) as usize..];
        if from > self.next {
            let lines = self.plan.lines_of(left);
            return self.written(|open| open.later.add(&(from..points.end), &lines));
        }
        let lines = self.plan.lines_of(left);
        self.append(from..points.end, &lines, None)?;
        self.catch_up()
    }

    /// Adds the rows of the next point, as they were drawn.
    pub(crate) fn add_drawn(&mut self, point: u64, rows: Vec<Row>) -> Result<(), Error> {
        let values = self.plan.values(point);
        let lines = self.plan.lines(&values, &rows);
        self.append(point..point + 1, &lines, Some((values, rows)))?;
        self.catch_up()
    }

    /// Takes the points that were kept, in order.
    pub(crate) fn kept(&mut self) -> Vec<Point> {
        self.kept.take().unwrap_or_default()
    }

    /// Gives the table its name, and writes its record; returns the path of the table. While a point is missing it is
    /// an [`Error::Usage`].
    pub fn finish(mut self) -> Result<PathBuf, Error> {
        if let Some(missing) = self.missing() {
            let of = self.points.end - self.points.start;
            let first = missing.start - self.points.start + 1;
            return Err(Error::Usage(format!("point {first} of {of} is missing")));
        }
        if self.points.is_empty() && self.files.is_some() {
            self.write("")?;
        }
        let Some(open) = self.files.take() else { return Ok(self.names.table) };
        let Names { table, record, part, state, later } = &self.names;
        open.table.sync_all().map_err(|error| failed(part, error))?;
        // an older table never stands beside this record, nor this table beside an older one
        remove(record)?;
        fs::rename(part, table).map_err(|error| failed(table, error))?;
        remove(later)?;
        replace(record, &self.record()?)?;
        remove(state)?;
        Ok(self.names.table)
    }

    /// Returns the record of the finished table: that of a shard has its SHA-256, since nothing else could notice at the
    /// merge that it was changed.
    fn record(&self) -> Result<String, Error> {
        let Some(shard) = self.shard else { return Ok(self.identity.clone()) };
        let table = &self.names.table;
        let sha256 = digest_of(table).map_err(|error| failed(table, error))?;
        Ok(self.plan.identity().record(shard, &sha256))
    }

    /// Appends the lines of the next points.
    fn append(&mut self, points: Range<u64>, lines: &str, own: Option<Point>) -> Result<(), Error> {
        if points.start != self.next {
            let why = format!("point {} is not the next, {}", points.start, self.next);
            return Err(Error::Usage(why));
        }
        self.write(lines)?;
        self.next = points.end;
        if let Some(kept) = &mut self.kept {
            match own {
                Some(own) => kept.push(own),
                None => kept.append(&mut self.plan.read_lines(points, lines, true).points),
            }
        }
        Ok(())
    }

    /// Writes lines at the end of the table, after its head.
    fn write(&mut self, lines: &str) -> Result<(), Error> {
        let is_new = self.files.as_ref().is_some_and(|open| open.bytes == 0);
        let head = if is_new { self.plan.head() } else { String::new() };
        self.written(|open| {
            let text = head + lines;
            let written = open.table.write_all(text.as_bytes());
            if written.is_err() {
                // what was written of it is of no use
                let _ = open.table.set_len(open.bytes);
                let _ = open.table.seek(SeekFrom::Start(open.bytes));
            } else {
                open.bytes += text.len() as u64;
            }
            written
        })
    }

    /// Appends the points that waited for those that are there now. Lines of other points are dropped.
    fn catch_up(&mut self) -> Result<(), Error> {
        while self.next < self.points.end {
            let next = self.next;
            let Some((points, lines)) = self.written(|open| open.later.take(next))? else { break };
            let before = self.plan.read_lines(points.start..next, &lines, false);
            let left = if before.next == next { &lines[before.bytes..] } else { "" };
            let end = points.end.min(self.points.end);
            let found = self.plan.read_lines(next..end, left, false);
            if found.next == next {
                break;
            }
            self.append(next..found.next, &left[..found.bytes], None)?;
        }
        Ok(())
    }

    /// Reads the whole points of the unfinished table, and drops what is after them.
    fn read_on(&mut self) -> Result<(), Error> {
        let Some(open) = &self.files else { return Ok(()) };
        let part = self.names.part.clone();
        let copy = open.table.try_clone().map_err(|error| failed(&part, error))?;
        let bytes = self.read_table(copy).map_err(|error| failed(&part, error))?;
        self.written(|open| {
            open.bytes = bytes;
            open.table.set_len(bytes)?;
            open.table.seek(SeekFrom::Start(bytes)).map(drop)
        })
    }

    /// Reads a finished table.
    fn read_finished(&mut self) -> Result<(), Error> {
        let path = self.names.table.clone();
        let wrong = |error| failed(&path, error);
        let length = self.read_table(File::open(&path).map_err(wrong)?).map_err(wrong)?;
        let is_whole = fs::metadata(&path).map_err(wrong)?.len() == length;
        if self.next < self.points.end || !is_whole {
            let why = "this table was changed since it was finished";
            let name = path.display().to_string();
            return Err(Error::of_file(&name, Code::PartChanged, why, ANEW));
        }
        Ok(())
    }

    /// Reads the whole points at the start of a table, a piece at a time; returns the bytes that they take.
    fn read_table(&mut self, mut table: File) -> io::Result<u64> {
        table.seek(SeekFrom::Start(0))?;
        let (mut left, mut bytes) = (Vec::new(), 0);
        let mut is_at_head = true;
        loop {
            let read = (&table).take(PIECE as u64).read_to_end(&mut left)?;
            // a kill may have cut a character
            let sound = std::str::from_utf8(&left).map_or_else(|e| e.valid_up_to(), str::len);
            let text = std::str::from_utf8(&left[..sound]).unwrap_or_default();
            let own = self.next..self.points.end;
            let keep = self.kept.is_some();
            let mut found = if is_at_head {
                self.plan.read(own, text, keep)
            } else {
                self.plan.read_lines(own, text, keep)
            };
            is_at_head &= found.bytes == 0;
            self.next = found.next;
            if let Some(kept) = &mut self.kept {
                kept.append(&mut found.points);
            }
            bytes += found.bytes as u64;
            left.drain(..found.bytes);
            if read == 0 || self.next == self.points.end {
                return Ok(bytes);
            }
        }
    }

    /// Does something with the unfinished files.
    fn written<T>(&mut self, work: impl FnOnce(&mut Open) -> io::Result<T>) -> Result<T, Error> {
        let Some(open) = &mut self.files else {
            return Err(Error::Usage("the sweep is finished".to_owned()));
        };
        work(open).map_err(|error| failed(&self.names.part, error))
    }
}
