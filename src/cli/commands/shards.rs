//! `foretell shards`: prints a script by which a cluster draws a run or a sweep in parts, and merges them.

use super::{run, sweep};
use crate::cli::failure::{Status, Stop};
use crate::cli::terminal::{Output, guard};
use clap::{Parser, Subcommand};
use std::time::Instant;

/// Arguments of `shards`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Print a script for Slurm: `bash FILE` submits an array job, and the merge after it
    #[arg(long, required_unless_present = "kubernetes", conflicts_with = "kubernetes")]
    slurm: bool,
    /// Print an indexed Job for Kubernetes, and the Job that merges
    #[arg(long)]
    kubernetes: bool,
    /// The number of shards [default: such that each takes some 10 seconds on this machine]
    #[arg(long, value_name = "K")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    parts: Option<u64>,
    /// The folder for the parts, which every machine must see
    #[arg(long, value_name = "DIR", default_value = "parts")]
    folder: String,
    /// The folder for the joined files
    #[arg(long, value_name = "DIR", default_value = "joined")]
    out: String,
    /// The image with the program, for Kubernetes
    #[arg(long, value_name = "IMAGE", default_value = "foretell")]
    image: String,
    /// The claim of the volume that is mounted at /work, for Kubernetes
    #[arg(long, value_name = "NAME", default_value = "foretell")]
    claim: String,
    /// The command without --shard and --out: run FILE … or sweep FILE …
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<String>,
}

/// Prints a script.
pub(crate) fn shards(arguments: &Arguments, output: &mut Output) -> Result<Status, Stop> {
    let kind = arguments.command.first().map_or("", String::as_str);
    if !["run", "sweep"].contains(&kind) {
        return Err(Stop::Usage(format!(
            "`{kind}` is not drawn in shards by the command line: give `run FILE …` or `sweep FILE …`"
        )));
    }
    let taken = ["--shard", "--out", "--resume"];
    let name = |word: &String| word.split('=').next().unwrap_or_default().to_owned();
    if let Some(word) = arguments.command.iter().map(name).find(|w| taken.contains(&w.as_str())) {
        let what = format!("{word} is written by this command: leave it out");
        return Err(Stop::Usage(what));
    }
    let parts = match arguments.parts {
        Some(parts) => parts,
        None => suggested(arguments, output)?,
    };
    let script = Script { arguments, parts };
    let text = if arguments.slurm { script.slurm() } else { script.kubernetes() };
    output.bytes(text.as_bytes())?;
    Ok(Status::Done)
}

/// The seconds that a shard should take.
const SECONDS: f64 = 10.0;

/// The command that is drawn in shards.
#[derive(Debug, Parser)]
#[command(name = "foretell", no_binary_name = true)]
struct Drawn {
    #[arg(long = "memory", global = true)]
    _memory: Option<String>,
    #[command(subcommand)]
    work: Work,
}

#[derive(Debug, Subcommand)]
enum Work {
    Run(Box<run::Arguments>),
    Sweep(Box<sweep::Arguments>),
}

/// Returns a number of shards, found by a pilot.
fn suggested(arguments: &Arguments, output: &mut Output) -> Result<u64, Stop> {
    let drawn = Drawn::try_parse_from(&arguments.command).map_err(|error| {
        let text = error.to_string();
        let first = text.lines().next().unwrap_or_default();
        Stop::Usage(first.trim_start_matches("error: ").to_owned())
    })?;
    let task = match drawn.work {
        Work::Run(run) => run.in_parts()?,
        Work::Sweep(sweep) => sweep.in_parts()?,
    };
    let began = Instant::now();
    let parts = task.parts_of(SECONDS, &|| began.elapsed().as_secs_f64())?;
    guard::end_by_signal();
    let shards = if parts == 1 { "shard" } else { "shards" };
    output.remark(&format!(
        "note: {parts} {shards} of some {SECONDS} seconds or less on this machine; --parts {parts} prints the same script \
         again"
    ));
    Ok(parts)
}

/// A script, and the number of shards in it.
struct Script<'a> {
    arguments: &'a Arguments,
    parts: u64,
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:%+@".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

impl Script<'_> {
    /// The command that draws the part with this index, which a shell computes.
    fn part(&self, index: &str) -> String {
        let words: Vec<String> = self.arguments.command.iter().map(|word| quoted(word)).collect();
        let resume = if self.is_run() { "" } else { " --resume" };
        let (folder, parts) = (quoted(&self.arguments.folder), self.parts);
        format!("foretell {} --shard \"{index}/{parts}\" --out {folder}{resume}", words.join(" "))
    }

    fn is_run(&self) -> bool {
        self.arguments.command[0] == "run"
    }

    fn merge(&self) -> String {
        format!(
            "foretell merge {} --out {}",
            quoted(&self.arguments.folder),
            quoted(&self.arguments.out)
        )
    }

    fn slurm(&self) -> String {
        format!(
            "#!/bin/bash\n\
             # bash FILE submits the parts as an array job, and the merge for when all of them are done\n\
             set -euo pipefail\n\
             case \"${{1:-submit}}\" in\n\
             submit)\n  \
             parts=$(sbatch --parsable --array=1-{} \"$0\" part)\n  \
             sbatch --kill-on-invalid-dep=yes --dependency=\"afterok:${{parts%%;*}}\" \"$0\" merge\n  ;;\n\
             part)\n  {}\n  ;;\n\
             merge)\n  {}\n  ;;\n\
             esac\n",
            self.parts,
            self.part("$SLURM_ARRAY_TASK_ID"),
            self.merge(),
        )
    }

    fn kubernetes(&self) -> String {
        let parts = self.parts;
        let Arguments { image, claim, folder, .. } = self.arguments;
        let (place, ending) = (quoted(folder), if self.is_run() { "counts" } else { "json" });
        let wait = format!(
            "until [ \"$(find {place} -name 'shard-*-of-{parts}.{ending}' | wc -l)\" -eq {parts} ]; do sleep 5; done"
        );
        let job = |name: &str, indexed: &str, command: &str| {
            let lines = command.replace('\n', "\n              ");
            format!(
                "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: {name}\nspec:\n{indexed}  template:\n    spec:\n      \
                 restartPolicy: OnFailure\n      volumes:\n        - name: work\n          persistentVolumeClaim: \
                 {{ claimName: {claim} }}\n      containers:\n        - name: foretell\n          image: {image}\n          \
                 workingDir: /work\n          volumeMounts: [{{ name: work, mountPath: /work }}]\n          \
                 command:\n            - /bin/bash\n            - -ceu\n            - |\n              {lines}\n"
            )
        };
        let indexed = format!(
            "  completionMode: Indexed\n  completions: {parts}\n  parallelism: {parts}\n  backoffLimit: {}\n",
            parts * 2
        );
        format!(
            "# kubectl apply -f FILE draws the parts; the second Job waits for all of them and merges\n{}---\n{}",
            job("foretell-parts", &indexed, &self.part("$((JOB_COMPLETION_INDEX + 1))")),
            job("foretell-merge", "", &format!("{wait}\n{}", self.merge())),
        )
    }
}
