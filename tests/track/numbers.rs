//! Numbers on a track: their quantiles on each day, on the page, in CSV and in JSON.

use crate::support::Foretell;

/// A price that is at least 64 on the tenth day, which two standard deviations allow.
const PRICE: &str = "\
[scenario]
title = \"Price\"
as_of = 2025-01-01
until = 2025-01-31

[series.price]
start = 60
next  = \"price + normal(0, 0.6)\"
unit  = \"USD\"

[[news]]
on = 2025-01-11
is = \"price > 64\"

[question]
price = { ask = \"price\" }
high  = { ask = \"price > 64\" }
";

fn track(arguments: &[&str]) -> String {
    let call = Foretell::new().args(["track", "a.toml", "-n", "20000"]).args(arguments.to_vec());
    call.file("a.toml", PRICE).any_output().run().stdout
}

/// The median of a day in the table of numbers.
fn median(csv: &str, day: &str) -> f64 {
    let row = csv.lines().find(|line| line.starts_with(&format!("{day},price,0.5,")));
    let value = row.unwrap_or_else(|| panic!("{day}\n{csv}")).split(',').nth(3);
    value.expect("a value").parse().expect("a number")
}

#[test]
fn a_number_moves_with_the_news() {
    let csv = track(&["--question", "price", "--format", "csv"]);
    assert!(csv.starts_with("date,question,quantile,value,std_error,low,high\n"), "{csv}");
    assert!((median(&csv, "2025-01-01") - 60.0).abs() < 0.2, "{csv}");
    // beyond 64, 2.1 deviations of the tenth day, a normal number has its median 0.6 above
    let after = median(&csv, "2025-01-11");
    assert!((after - 64.6).abs() < 0.3, "{after}");
}

#[test]
fn pages_and_data_have_numbers_beside_chances() {
    let page = track(&[]);
    assert!(page.contains("half below 60") && page.contains("price > 64"), "{page}");
    assert!(!page.contains("to track"), "{page}");
    let json: serde_json::Value =
        serde_json::from_str(&track(&["--format", "json"])).expect("JSON");
    assert_eq!(json["numbers"][0]["question"], "price");
    assert_eq!(json["numbers"][0]["days"].as_array().map(Vec::len), Some(2));
    let schema = crate::support::repository().join("docs/track.schema.json");
    let schema = std::fs::read_to_string(schema).expect("it is published");
    let schema = serde_json::from_str(&schema).expect("it is JSON");
    assert_eq!(crate::support::schema::departures(&schema, &json), Vec::<String>::new());
}
