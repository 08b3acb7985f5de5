//! The published schema is that of the types.

use super::Forecast;
use std::path::Path;

#[test]
fn the_published_schema_is_that_of_the_types() {
    let schema = schemars::schema_for!(Forecast);
    let text = serde_json::to_string_pretty(&schema).expect("it is JSON") + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/forecast.schema.json");
    if std::env::var_os("FORETELL_BLESS").is_some() {
        std::fs::write(&path, &text).expect("it can be written");
    }
    let published = std::fs::read_to_string(&path).expect("docs/ has it");
    assert!(published == text, "docs/forecast.schema.json: renew it with FORETELL_BLESS=1");
}
