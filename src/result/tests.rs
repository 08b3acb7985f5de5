//! The published schemas are those of the types.

use super::{Comparison, Explanation, Forecast, Sensitivity, Sweep, Track};
use schemars::Schema;
use schemars::transform::{RecursiveTransform, Transform as _};
use serde_json::Value;
use std::path::Path;

#[test]
fn the_published_schemas_are_those_of_the_types() {
    for (name, schema) in [
        ("forecast", schemars::schema_for!(Forecast)),
        ("comparison", schemars::schema_for!(Comparison)),
        ("sensitivity", schemars::schema_for!(Sensitivity)),
        ("explanation", schemars::schema_for!(Explanation)),
        ("sweep", schemars::schema_for!(Sweep)),
        ("track", schemars::schema_for!(Track)),
    ] {
        let mut schema = schema;
        RecursiveTransform(for_readers).transform(&mut schema);
        let text = serde_json::to_string_pretty(&schema).expect("it is JSON") + "\n";
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/{name}.schema.json"));
        if std::env::var_os("FORETELL_BLESS").is_some() {
            std::fs::write(&path, &text).expect("it can be written");
        }
        let published = std::fs::read_to_string(&path).expect("docs/ has it");
        assert!(published == text, "docs/{name}.schema.json: renew it with FORETELL_BLESS=1");
    }
}

/// Cuts a description before the links and examples that are for callers of the library.
fn for_readers(schema: &mut Schema) {
    let Some(Value::String(text)) = schema.get_mut("description") else { return };
    let Some(end) = ["[`", "```"].into_iter().filter_map(|mark| text.find(mark)).min() else {
        return;
    };
    text.truncate(end);
    text.truncate(text.trim_end_matches([' ', '\n', ':', '.']).len());
    text.push('.');
}
