//! Tables with commas, semicolons, tabs, quotes, and what is wrong in them.

use super::*;

/// Rows and the note.
type Found = (Vec<Vec<String>>, Option<String>);
/// Messages with their places.
type Faults = Vec<(String, Range<usize>)>;

fn read(text: &str) -> Result<Found, Faults> {
    let mut sources = Sources::default();
    let file = sources.add("t.csv", text);
    let texts = |row: &Vec<Cell>| row.iter().map(|cell| cell.text.clone()).collect();
    match parse(text, file) {
        Ok(table) => {
            let rows = std::iter::once(&table.head).chain(&table.rows).map(texts);
            Ok((rows.collect(), table.note))
        }
        Err(faults) => Err(faults
            .into_iter()
            .map(|fault| {
                let place = fault.place.expect("it has a place");
                (fault.message, place.start as usize..place.end as usize)
            })
            .collect()),
    }
}

fn rows(text: &str) -> Vec<Vec<String>> {
    read(text).unwrap_or_else(|faults| panic!("{text:?}: {faults:?}")).0
}

#[test]
fn signs_between_cells_are_those_of_the_head() {
    let requested = vec![vec!["a", "b"], vec!["1", "2"], vec!["3", "x y"]];
    for text in [
        "a,b\n1,2\n3,x y\n",
        "a;b\r\n1;2\r\n3;x y\r\n",
        "a\tb\n1\t2\n3\tx y",
        "\"a\";\"b\"\n 1 ; 2\n\"3\";\"x y\"\n",
    ] {
        assert_eq!(rows(text), requested, "{text:?}");
    }
    assert_eq!(
        rows("a\n\"1,5 days\"\n"),
        [["a"], ["1,5 days"]],
        "a comma in quotes of a table with commas"
    );
    assert_eq!(rows("a,\"b;c\"\n1,2\n"), [["a", "b;c"], ["1", "2"]]);
    assert_eq!(rows("a;\"b,c\"\n1;2\n"), [["a", "b,c"], ["1", "2"]]);
}

#[test]
fn decimal_commas_are_read_where_all_numbers_have_them() {
    let (found, note) = read("p;d;n\n0,25;2025-01-01;none\n-1,5%;1,5 weeks;1.234,5\n2;+3;\n")
        .expect("it is consistent");
    assert_eq!(found[1], ["0.25", "2025-01-01", "none"]);
    assert_eq!(found[2], ["-1.5%", "1.5 weeks", "1234.5"]);
    assert_eq!(found[3], ["2", "+3", ""]);
    assert_eq!(note.as_deref(), Some("semicolons between cells and decimal commas"));
    assert_eq!(
        read("p;q\n0.5;1\n").expect("it is sound").1.as_deref(),
        Some("semicolons between cells and decimal points")
    );
    assert_eq!(
        read("p\n0,5\n1\n").expect("it is sound"),
        (
            vec![vec!["p".into()], vec!["0.5".into()], vec!["1".into()]],
            Some("decimal commas".into())
        )
    );
    assert_eq!(read("p,q\n0.5,1\n").expect("it is sound").1, None);
    // with others that say so, three digits are a part
    assert_eq!(rows("p\tq\n1,234\t0,5\n")[1], ["1.234", "0.5"]);
    assert_eq!(rows("p;q\n0,125;1\n")[1], ["0.125", "1"]);
}

#[test]
fn a_mixed_table_is_a_fault_with_its_cell() {
    let text = "p;q\n0,25;0.5\n1;2.5%\n";
    let faults = read(text).expect_err("it is mixed");
    let places: Vec<&str> = faults.iter().map(|(_, place)| &text[place.clone()]).collect();
    assert_eq!(places, ["0.5", "2.5%"]);
    let text = "p;q\n1,234;5\n2,500;7\n";
    let faults = read(text).expect_err("it may be thousands");
    assert_eq!(&text[faults[0].1.clone()], "1,234");
    let text = "p;q,r\n1;2,3\n";
    assert!(
        read(text)
            .expect_err("either may be")
            .first()
            .is_some_and(|f| f.0.contains("several candidates"))
    );
    let text = "p,q\n0,25,0,5\n0.1,0.2\n\n1\n";
    let faults = read(text).expect_err("too many cells, too few");
    let places: Vec<&str> = faults.iter().map(|(_, place)| &text[place.clone()]).collect();
    assert_eq!(places, ["0,25,0,5", "1"]);
}

#[test]
fn cells_have_their_places_and_no_guards() {
    let text = "a;\"b\"\n\n ' x ;\"'=1 \"\"q\"\"\"\n\"two\nlines\";0,5\n";
    let mut sources = Sources::default();
    let file = sources.add("t.csv", text);
    let table = parse(text, file).unwrap_or_else(|faults| panic!("{faults:?}"));
    let place = |row: usize, cell: usize| {
        let place = table.rows[row][cell].place;
        &text[place.start as usize..place.end as usize]
    };
    assert_eq!([place(0, 0), place(0, 1)], ["' x", "\"'=1 \"\"q\"\"\""]);
    assert_eq!([place(1, 0), place(1, 1)], ["\"two\nlines\"", "0,5"]);
    assert_eq!(table.rows[0][1].text, "=1 \"q\"");
    assert_eq!(table.rows[1][0].text, "two\nlines");
}

#[test]
fn every_text_is_read_or_refused_and_places_agree_with_cells() {
    // all texts of up to five of these letters: what `csv` reads is found again at its place
    let letters = ['a', '1', ',', ';', '"', '\n', ' ', '\'', 'é'];
    let mut texts = vec![String::new()];
    let mut last = texts.clone();
    for _ in 0..5 {
        last = last.iter().flat_map(|text| letters.map(|c| format!("{text}{c}"))).collect();
        texts.extend(last.iter().cloned());
    }
    assert!(texts.len() > 60_000);
    for text in texts {
        drop(read(&text));
        for record in split(&text, b';', usize::MAX).expect("it is text") {
            for cell in record {
                let raw = &text[cell.bytes.clone()];
                let is_plain = !raw.contains('"');
                assert!(!is_plain || raw == cell.text.trim(), "{text:?}: {raw:?} {:?}", cell.text);
            }
        }
    }
}
