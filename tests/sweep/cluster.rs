//! The scripts of `foretell shards`, run by a shell with the variables that a cluster sets, write the bytes of the plain
//! command. The right bytes are those of the plain command's own file.

use crate::support::Foretell;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A range and a clock: 20 readings of 600 trials, which 25 shards cut into pieces.
const SCENARIO: &str = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-10\n[event.a]\np = \"20% to 60%\"\n\
     [process.talks]\nstates = [\"none\", \"open\"]\nstart = \"none\"\nfrom.none.open = { p = 0.05, case = [{ if = \"a\", p = 0.2 }] }\n\
     [question.open]\nask = \"ever(talks == open)\"\n";

/// Runs a program in a folder, with foretell on its path.
fn shell(folder: &Path, words: &[&str], variables: &[(&str, String)]) {
    let program = Path::new(env!("CARGO_BIN_EXE_foretell")).parent().expect("it is in a folder");
    let before = std::env::var("PATH").expect("there is a path");
    let path = format!("{}:{}:{before}", folder.display(), program.display());
    let mut command = Command::new("bash");
    command.args(words).current_dir(folder).env("PATH", path);
    command.envs(variables.iter().map(|(name, value)| (*name, value)));
    let ended = command.output().expect("bash runs");
    assert!(ended.status.success(), "{words:?}: {}", String::from_utf8_lossy(&ended.stderr));
}

/// Prints a script with these arguments.
fn script(folder: &Path, line: &str) -> String {
    let written = Foretell::new().folder(folder).args(line.split(' ')).any_output().run();
    written.stdout
}

fn digest(path: &Path) -> Vec<u8> {
    Sha256::digest(fs::read(path).expect("it is there")).to_vec()
}

#[test]
fn scripts_of_clusters_write_the_bytes_of_the_plain_command() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    fs::write(folder.join("s.toml"), SCENARIO).expect("written");
    let run = "run s.toml -n 60000 --worlds 20";
    let sweep =
        "sweep s.toml --over process.talks.from.none.open.p=0.01..0.1:7 -n 2000 --worlds 20";
    for (command, file) in [(run, "summary.csv"), (sweep, "sweep.csv")] {
        let plain = format!("{command} --out plain");
        Foretell::new().folder(folder).args(plain.split(' ')).any_output().run();
        let wanted = digest(&folder.join("plain").join(file));
        for parts in [3, 25] {
            let slurm = script(folder, &format!("shards --slurm --parts {parts} {command}"));
            fs::write(folder.join("job.sh"), slurm).expect("written");
            for task in (1..=parts).rev() {
                let task = ("SLURM_ARRAY_TASK_ID", task.to_string());
                shell(folder, &["job.sh", "part"], &[task]);
            }
            shell(folder, &["job.sh", "merge"], &[]);
            assert_eq!(digest(&folder.join("joined").join(file)), wanted, "{command}, {parts}");
            let job = script(
                folder,
                &format!("shards --kubernetes --parts {parts} --folder p{parts} --out k {command}"),
            );
            let commands: Vec<String> = job.split("            - |\n").skip(1).map(lines).collect();
            assert!(commands.len() == 2 && job.contains("completionMode: Indexed"), "{job}");
            for task in 0..parts {
                let task = ("JOB_COMPLETION_INDEX", task.to_string());
                shell(folder, &["-ceu", &commands[0]], &[task]);
            }
            shell(folder, &["-ceu", &commands[1]], &[]);
            assert_eq!(digest(&folder.join("k").join(file)), wanted, "{command}, {parts}");
            for used in ["parts", "joined", "k", &format!("p{parts}")] {
                fs::remove_dir_all(folder.join(used)).expect("it is there");
            }
        }
        fs::remove_dir_all(folder.join("plain")).expect("it is there");
    }
}

/// The lines of a block of YAML.
fn lines(text: &str) -> String {
    let own = text.lines().take_while(|line| line.starts_with("              "));
    own.map(str::trim_start).collect::<Vec<_>>().join("\n")
}

/// Submitted, the script asks for the array and for the merge after it.
#[test]
fn the_script_submits_itself() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    fs::write(folder.join("sbatch"), "#!/bin/bash\necho \"$@\" >> asked\necho 17\n")
        .expect("written");
    shell(folder, &["-c", "chmod +x sbatch"], &[]);
    fs::write(folder.join("job.sh"), script(folder, "shards --slurm --parts 4 run s.toml"))
        .expect("written");
    shell(folder, &["job.sh"], &[]);
    let asked = fs::read_to_string(folder.join("asked")).expect("it was called");
    let wanted = "--parsable --array=1-4 job.sh part\n--kill-on-invalid-dep=yes --dependency=afterok:17 job.sh merge\n";
    assert_eq!(asked, wanted);
}

/// Without `--parts` a pilot chooses the number, and says how to get the same script again.
#[test]
fn the_number_of_shards_is_found_by_a_pilot() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    fs::write(folder.join("s.toml"), SCENARIO).expect("written");
    for command in [
        "run s.toml -n 20000 --memory 2GiB",
        "sweep s.toml --over process.talks.from.none.open.p=0.01..0.1:7 -n 2000",
    ] {
        let line = format!("shards --slurm {command}");
        let call = Foretell::new().folder(folder).args(line.split(' ')).any_output().run();
        assert!(call.stdout.contains("--array=1-1 "), "{}", call.stdout);
        assert!(call.stderr.starts_with("note: 1 shard of some 10 seconds"), "{}", call.stderr);
        assert_eq!(call.stdout, script(folder, &format!("shards --slurm --parts 1 {command}")));
    }
    let wrong = "shards --slurm run s.toml --trails 3";
    let call = Foretell::new().folder(folder).args(wrong.split(' ')).status(2).any_output().run();
    assert!(call.stderr.contains("--trails"), "{}", call.stderr);
}

#[test]
fn what_can_not_be_drawn_in_shards_is_refused() {
    for (line, why) in [
        (
            "shards --slurm check s.toml",
            "error: `check` is not drawn in shards by the command line: give `run FILE …` or `sweep FILE …`\n",
        ),
        (
            "shards --slurm run s.toml --out x",
            "error: --out is written by this command: leave it out\n",
        ),
    ] {
        Foretell::new().args(line.split(' ')).status(2).stderr(why).run();
    }
}
