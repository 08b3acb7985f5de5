//! No cell of any CSV is one that a spreadsheet runs, what was guarded reads back, and no column of the analyst's
//! has the name of one of ours. The cells are those of a reader of CSV that is not ours; what a spreadsheet runs is
//! after OWASP's page on CSV injection.

use crate::support::Foretell;
use foretell::result::cells::unguarded;
use std::collections::BTreeSet;
use std::path::Path;

/// Names that a spreadsheet would run, and two that only look like what a guard makes.
const FORMULAS: [&str; 8] =
    ["=cmd|' /C calc'!A0", "@SUM(A1)", "+1+cmd", "-2+3", "\\t=1", "\\r=1", "'=x", "''quoted"];

/// A table of a file: its head and its rows.
struct Read {
    name: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

fn read(name: &str, bytes: &[u8]) -> Read {
    let mut reader = csv::Reader::from_reader(bytes);
    let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let head = texts(reader.headers().expect("the table has a head"));
    let rows = reader.records().map(|row| texts(&row.expect("all rows are as long"))).collect();
    Read { name: name.to_owned(), head, rows }
}

/// Every table in a folder and those below.
fn tables(folder: &Path) -> Vec<Read> {
    let tables = crate::support::files_below(folder, "csv").into_iter().map(|path| {
        let bytes = std::fs::read(&path).expect("a table can be read");
        read(&path.display().to_string(), &bytes)
    });
    tables.filter(|table| !table.name.ends_with("points.csv")).collect()
}

/// Whether a spreadsheet runs the cell: it begins as a formula does, unless all of it is a number.
fn is_run(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err()
}

fn assert_sound(table: &Read) {
    let cells = table.rows.iter().flatten().chain(&table.head);
    for cell in cells {
        assert!(!is_run(cell), "{} has the cell {cell:?}", table.name);
    }
    let names: BTreeSet<&String> = table.head.iter().collect();
    assert_eq!(names.len(), table.head.len(), "{} has two columns of one name", table.name);
}

fn scenario() -> String {
    let outcomes: Vec<String> = FORMULAS.iter().map(|name| format!("\"{name}\" = 0.1")).collect();
    format!(
        "[choice.push]\noptions = [\"none\", \"=x\", \"'=x\", \"-1\"]\ndefault = \"none\"\n\
         [parameter.x]\nvalue = \"20% to 60%\"\n\
         [expert.anna]\n[expert.ben]\n\
         [event.a]\noutcomes = {{ {}, calm = \"rest\" }}\n\
         [event.b]\np = {{ by = {{ anna = 0.2, ben = 0.6 }} }}\n\
         adjust = [ {{ if = \"push == '=x'\", odds = 4 }}, {{ if = \"push == '-1'\", odds = 2 }} ]\n\
         [event.c]\np = \"x\"\n\
         [quantity.n]\nvalue = \"normal(-5, 1)\"\n\
         [question.one]\nask = \"a\"\n[question.two]\nask = [\"a\", \"b\"]\n[question.three]\nask = \"b\"\n\
         [question.n]\nask = \"n\"\n\
         [variant.\"v\"]\nlabel = \"=v\"\nset = {{ x = 0.5 }}\ndo = {{ push = \"=x\" }}\n\
         [sweep.s]\nover = {{ push = [\"none\", \"=x\", \"'=x\", \"-1\"] }}\n",
        outcomes.join(", ")
    )
}

#[test]
fn no_cell_of_any_table_is_run_by_a_spreadsheet() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    let put = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("written");
    put("s.toml", &scenario());
    let run = |line: &str| {
        let call = Foretell::new().folder(folder).args(line.split(' ')).any_output();
        call.run().stdout
    };
    for line in [
        "run s.toml -n 2000 --out out/run",
        "run s.toml -n 2000 --save-trials trials.csv",
        "sweep s.toml -n 1000 --out out/sweep",
        "compare s.toml -n 1000 --out out/compare --choice push",
        "compare s.toml -n 1000 --out out/variants",
        "sensitivity s.toml -n 1000 --question three --out out/sensitivity",
    ] {
        run(line);
    }
    let mut found = tables(folder);
    for line in [
        "run s.toml -n 2000 --format csv",
        "sweep s.toml -n 1000 --format csv",
        "compare s.toml -n 1000 --choice push --format csv",
        "sensitivity s.toml -n 1000 --question three --format csv",
    ] {
        found.push(read(line, run(line).as_bytes()));
    }
    assert!(found.len() >= 12, "{}", found.len());
    found.iter().for_each(assert_sound);
    let negative = found.iter().flat_map(|table| table.rows.iter().flatten());
    assert!(negative.clone().any(|cell| cell.starts_with("-5.")), "numbers stay numbers");
    // the names read back
    let names = |table: &Read| -> BTreeSet<String> {
        let at = table.head.iter().position(|name| name == "outcome").expect("it has outcomes");
        let rows = table.rows.iter().filter(|row| row[0] == "one");
        rows.map(|row| unguarded(&row[at]).to_owned()).collect()
    };
    let summary = found.iter().find(|table| table.name.ends_with("summary.csv"));
    let mut wanted: BTreeSet<String> =
        FORMULAS.iter().map(|name| name.replace("\\t", "\t").replace("\\r", "\r")).collect();
    wanted.insert("calm".to_owned());
    assert_eq!(names(summary.expect("it is there")), wanted);
}

#[test]
fn guarded_cells_read_back_as_points() {
    let sweep = |arguments: &[&str], points: &str| {
        let call = Foretell::new().args(["sweep", "s.toml"]).args(arguments.iter().copied());
        let call = call.args(["-n", "1000", "--format", "csv", "--question", "three"]);
        call.file("s.toml", scenario()).file("points.csv", points).any_output().run().stdout
    };
    let swept = sweep(&[], "");
    let table = read("sweep.csv", swept.as_bytes());
    let values: Vec<&str> = table.rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(values, ["none", "'=x", "''=x", "-1"]);
    let points = format!("push\n{}\n", values.join("\n"));
    assert_eq!(sweep(&["--points", "points.csv"], &points), swept);
    // without the guards it would be another option: `'=x` stands in the scenario too
    let chance = |row: &Vec<String>| row[3].clone();
    assert_ne!(chance(&table.rows[1]), chance(&table.rows[2]));
}

#[test]
fn no_column_of_the_analyst_has_the_name_of_one_of_ours() {
    let ours = ["question", "outcome", "probability", "std_error", "low", "high", "kind"];
    let of_ours = ours.map(|name| {
        format!(
            "[event.{name}]\np = 0.5\n\
             [question.j_{name}]\nask = [\"{name}\", \"given\"]\ngiven = \"given\"\n"
        )
    });
    let of_numbers = ["quantile", "value", "std", "mean"].map(|name| {
        format!(
            "[parameter.{name}]\nvalue = \"20% to 40%\"\n[event.e_{name}]\np = \"{name}\"\n\
             [quantity.n_{name}]\nvalue = \"normal(0, 1) + {name}\"\n[question.{name}]\nask = \"n_{name}\"\n"
        )
    });
    let mut text = of_ours.concat() + &of_numbers.concat();
    text += "[event.given]\np = 0.5\n[question.all]\nask = [\"probability\", \"std_error\"]\n";
    text += "[parameter.upper]\nvalue = \"20% to 40%\"\n[event.f]\np = \"upper\"\n";
    let place = tempfile::tempdir().expect("a folder can be made");
    std::fs::write(place.path().join("s.toml"), text).expect("it can be written");
    for line in [
        "run s.toml -n 2000 --out out",
        "run s.toml -n 2000 --save-trials trials.csv",
        "sweep s.toml -n 1000 --over upper=0.2,0.3 --out swept",
    ] {
        Foretell::new().folder(place.path()).args(line.split(' ')).any_output().run();
    }
    let found = tables(place.path());
    found.iter().for_each(assert_sound);
    let named = |name: &str| found.iter().find(|t| t.name.ends_with(name)).expect("it is there");
    assert_eq!(
        named("joint-all.csv").head,
        ["ask.probability", "ask.std_error", "probability", "std_error"]
    );
    let of_trials = &named("trials.csv").head;
    assert!(of_trials.contains(&"question.j_low.given".to_owned()));
    assert!(of_trials.contains(&"question.j_low.ask.given".to_owned()));
    // a parameter and a question of one name are told apart, and nothing else is there twice
    let quantiles = named("quantiles.csv");
    let keys: BTreeSet<(&[String], &String)> =
        quantiles.rows.iter().map(|row| (&row[..2], &row[6])).collect();
    assert_eq!(keys.len(), quantiles.rows.len());
    let kinds =
        |kind: &str| quantiles.rows.iter().filter(|row| row[0] == "mean" && row[6] == kind).count();
    assert!(kinds("question") > 3, "{:?}", quantiles.rows);
}

#[test]
fn a_parameter_and_a_question_of_one_name_are_distinguished() {
    // what was learnt about `loss` is told with the question `loss`
    let text = "[parameter.loss]\nvalue = \"normal(10, 2)\"\n[event.e]\np = \"20% to 40%\"\n\
                [quantity.total]\nvalue = \"loss * 2 + normal(0,1)\"\n[question.loss]\nask = \"total\"\n";
    let call = "run a.toml -n 20000 --worlds 200 --given e --out o";
    let ran = Foretell::new().args(call.split(' ')).file("a.toml", text).any_output().run();
    let table = read("quantiles.csv", ran.file("o/quantiles.csv").as_bytes());
    let median = |kind: &str| -> f64 {
        let row =
            table.rows.iter().find(|row| row[0] == "loss" && row[1] == "0.5" && row[6] == kind);
        row.unwrap_or_else(|| panic!("{:?}", table.rows))[2].parse().expect("it is a number")
    };
    assert!((median("parameter") - 10.0).abs() < 1.0);
    assert!((median("question") - 20.0).abs() < 2.0);
}

#[test]
fn points_with_semicolons_and_decimal_commas_are_those_with_commas_and_points() {
    let scenario = "[parameter.x]\nvalue = \"20% to 60%\"\n[event.a]\np = \"x\"\n[event.b]\np = 0.5\n\
                    [question.q]\nask = \"a and b\"\n";
    let sweep = |points: &str, status: i32| {
        let call =
            Foretell::new().args("sweep s.toml -n 1000 --format json --points p.csv".split(' '));
        let call = call.file("s.toml", scenario).file("p.csv", points).any_output().status(status);
        call.run()
    };
    let usual = sweep("x,event.b.p\n0.25,0.5\n0.5,12.5%\n", 0);
    assert_eq!(usual.stderr, "");
    for (points, how) in [
        ("x;event.b.p\n0,25;0,5\n0,5;12,5%\n", "semicolons between cells and decimal commas"),
        (
            "\u{feff}x\tevent.b.p\r\n0,25\t0,5\r\n0,5\t12,5%\r\n",
            "tabs between cells and decimal commas",
        ),
        ("x;event.b.p\n0.25;0.5\n0.5;12.5%\n", "semicolons between cells and decimal points"),
    ] {
        let ran = sweep(points, 0);
        assert_eq!(ran.stderr, format!("note: p.csv is read with {how}\n"));
        let text = |json: &str| json.replace("\"0,", "\"0.");
        assert_eq!(text(&ran.stdout), text(&usual.stdout), "{points:?}");
    }
    for (points, words, place) in [
        (
            "x;event.b.p\n0,25;0.5\n",
            "`0.5` has a decimal point, and `0,25` a decimal comma",
            "p.csv:2:6",
        ),
        ("x;event.b.p\n1,250;0\n", "a number of thousands", "p.csv:2:1"),
        ("x,event.b.p\n0,25,0,5\n", "4 values for 2 columns", "p.csv:2:1"),
        ("x;event.b.p\n0,25;0,5\n0,5;7,5\n", "", "p.csv:3:5"),
    ] {
        let ran = sweep(points, 3);
        assert!(
            ran.stderr.contains(words) && ran.stderr.contains(place),
            "{points:?}: {}",
            ran.stderr
        );
        assert!(ran.stdout.is_empty());
    }
}
