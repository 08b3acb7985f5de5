//! A scenario or a network from a stranger names files, addresses and commands wherever a text can stand: none is
//! opened and none is run. A file with a secret would show in the output, a FIFO without a writer would hang whoever
//! opens it, a command would leave a file. That no other source can open a file is held by
//! `tests/architecture.rs`.

use crate::support::Foretell;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const SECRET: &str = "the-secret-of-another-folder";

/// A stranger's folder, beside one that is none of its business.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let make = |name: &str| fs::create_dir(folder.path().join(name)).expect("it can be made");
        make("private");
        make("strangers");
        fs::write(folder.path().join("private/secret.txt"), SECRET).expect("written");
        #[cfg(unix)]
        {
            let within = folder.path().join("strangers");
            std::os::unix::fs::symlink("../private/secret.txt", within.join("link.txt"))
                .expect("linked");
            std::os::unix::fs::symlink("../private", within.join("linked")).expect("linked");
            let made = std::process::Command::new("mkfifo").arg(within.join("fifo")).status();
            assert!(made.expect("`mkfifo` is there").success());
        }
        Self { folder }
    }

    fn own(&self) -> std::path::PathBuf {
        self.folder.path().join("strangers")
    }

    /// Returns names of a file or a command: absolute, upward, by a link, of a device, as an address, for a
    /// shell.
    fn names(&self) -> Vec<String> {
        let secret = self.folder.path().join("private/secret.txt");
        let secret = secret.display();
        let mut names = vec![secret.to_string(), format!("file://{secret}"), format!("@{secret}")];
        let fixed = [
            "../private/secret.txt",
            "link.txt",
            "linked/secret.txt",
            "fifo",
            "./fifo",
            "/dev/zero",
            "/dev/stdin",
            "http://127.0.0.1:9/x",
            "$(touch pwned)",
            "`touch pwned`",
            "; touch pwned",
            "| touch pwned",
            "!touch pwned",
            "%COMSPEC%",
            "${HOME}",
            "~/.ssh/id_rsa",
        ];
        names.extend(fixed.map(str::to_owned));
        names
    }

    /// Asserts that nothing but `files` has come to the folder and nothing has changed beside it.
    fn assert_untouched(&self, files: &[&str]) {
        let found: BTreeSet<String> = names(&self.own());
        let unix: &[&str] = if cfg!(unix) { &["link.txt", "linked", "fifo"] } else { &[] };
        let wanted = files.iter().chain(unix).map(|name| (*name).to_owned()).collect();
        assert_eq!(found, wanted);
        assert_eq!(names(&self.folder.path().join("private")).len(), 1);
        assert_eq!(names(self.folder.path()).len(), 2);
    }
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("the folder is there").flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

fn assert_silent(place: &Place, line: &str) {
    let words = line.split(' ').map(str::to_owned);
    let ran = Foretell::new().folder(&place.own()).args(words).any_end().run();
    assert!(!ran.stdout.contains(SECRET) && !ran.stderr.contains(SECRET), "{line}");
    assert!(!ran.stdout.is_empty() || !ran.stderr.is_empty(), "{line}");
}

/// A scenario without faults that has the name wherever a text may stand.
fn scenario(name: &str) -> String {
    format!(
        "[scenario]\ntitle = \"{name}\"\nas_of = 2025-08-20\nuntil = 2025-12-31\nstep = \"week\"\n\
         [source.s]\ntitle = \"{name}\"\nurl = \"{name}\"\nnote = \"{name}\"\n\
         [expert.anna]\nlabel = \"{name}\"\n[expert.ben]\n\
         [choice.push]\noptions = [\"none\", \"{name}\"]\ndefault = \"none\"\n\
         [parameter.x]\nvalue = \"20% to 60%\"\nunit = \"points\"\nbecause = \"{name}\"\nsource = \"s\"\n\
         [event.a]\noutcomes = {{ \"{name}\" = 0.3, \"other\" = \"rest\" }}\nsource = \"s\"\nbecause = \"{name}\"\n\
         [event.b]\np = {{ by = {{ anna = 0.2, ben = 0.6 }} }}\n\
         [event.c]\np = \"x\"\n\
         [process.talks]\nstates = [\"none\", \"{name}\"]\nstart = \"none\"\nper = \"week\"\n\
         [process.talks.from.none]\n\"{name}\" = {{ p = 0.1, because = \"{name}\" }}\n\
         [question.one]\nask = \"a\"\nlabel = \"{name}\"\n\
         [question.two]\nask = [\"a\", \"b\"]\n\
         [sweep.s]\nover = {{ x = \"0.1, 0.5\" }}\n\
         [variant.v]\nlabel = \"{name}\"\ndo = {{ b = \"yes\" }}\n"
    )
}

#[test]
fn a_scenario_opens_no_file_and_runs_nothing() {
    let place = Place::new();
    for name in place.names() {
        fs::write(place.own().join("s.toml"), scenario(&name)).expect("written");
        let checked = Foretell::new().folder(&place.own()).args(["check", "s.toml"]).any_output();
        assert!(checked.run().stderr.contains("no faults"), "{name}");
        for line in [
            "check s.toml",
            "run s.toml -n 500 -v",
            "explain s.toml",
            "explain s.toml one -n 500",
            "compare s.toml -n 500",
            "sweep s.toml -n 500",
            "export s.toml --to json",
        ] {
            assert_silent(&place, line);
        }
        place.assert_untouched(&["s.toml"]);
    }
}

#[test]
fn a_scenario_that_asks_for_files_in_keys_and_formulas_gets_none() {
    let place = Place::new();
    for name in place.names() {
        let text = format!(
            "include = \"{name}\"\n[scenario]\nfile = \"{name}\"\nimport = \"{name}\"\n\
             [event.a]\np = \"{name}\"\ntable = \"{name}\"\ndata = \"{name}\"\n\
             [event.b]\np = \"read('{name}')\"\nwhen = \"file('{name}') == yes\"\n\
             [parameter.x]\nvalue = \"{name}\"\nfile = \"{name}\"\n\
             [question.q]\nask = \"{name}\"\ngiven = \"{name}\"\n\
             [sweep.s]\npoints = \"{name}\"\nover = \"{name}\"\n\
             [variant.v]\nset = \"{name}\"\nfile = \"{name}\"\n"
        );
        fs::write(place.own().join("s.toml"), text).expect("written");
        for line in ["check s.toml", "run s.toml", "sweep s.toml", "explain s.toml"] {
            assert_silent(&place, line);
        }
        place.assert_untouched(&["s.toml"]);
    }
}

#[test]
fn a_network_opens_no_file() {
    let place = Place::new();
    for name in place.names() {
        let entity = format!(
            "<!DOCTYPE x [ <!ENTITY e SYSTEM \"{name}\"> <!ENTITY % p SYSTEM \"{name}\"> %p; ]>"
        );
        let xmlbif = format!(
            "<?xml version=\"1.0\"?>\n{entity}\n<BIF VERSION=\"0.3\"><NETWORK><NAME>&e;</NAME>\
             <VARIABLE TYPE=\"nature\"><NAME>a</NAME><OUTCOME>&e;</OUTCOME><OUTCOME>t</OUTCOME></VARIABLE>\
             <DEFINITION><FOR>a</FOR><TABLE>0.5 0.5</TABLE></DEFINITION></NETWORK></BIF>\n"
        );
        let xdsl = format!(
            "<?xml version=\"1.0\"?>\n{entity}\n<smile version=\"1.0\" id=\"x\"><nodes><cpt id=\"a\"><state id=\"s\"/>\
             <state id=\"t\"/><probabilities>0.5 0.5</probabilities></cpt></nodes>\
             <extensions><genie><comment>&e;</comment></genie></extensions></smile>\n"
        );
        let bif = format!(
            "network n {{ property \"include {name}\"; }}\nvariable a {{ type discrete [ 2 ] {{ s, t }}; \
             property \"file {name}\"; }}\nprobability ( a ) {{ table 0.5, 0.5; }}\n"
        );
        let files = [("n.xmlbif", xmlbif), ("n.xdsl", xdsl), ("n.bif", bif)];
        for (file, text) in &files {
            fs::write(place.own().join(file), text).expect("written");
            for command in ["check", "run", "import"] {
                assert_silent(&place, &format!("{command} {file}"));
            }
        }
        place.assert_untouched(&["n.xmlbif", "n.xdsl", "n.bif"]);
    }
}
