//! Validates JSON by those parts of JSON Schema (draft 2020-12) that our schemas use; any other part is a panic, not
//! something passed over.

use serde_json::Value;

/// Keywords that state nothing about a document.
const REMARKS: [&str; 6] = ["$schema", "$defs", "title", "description", "default", "format"];

/// Returns the departures of a document from a schema, each with its path.
pub(crate) fn departures(schema: &Value, document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Validator { root: schema }.check(schema, document, "", &mut found);
    found
}

struct Validator<'a> {
    root: &'a Value,
}

impl Validator<'_> {
    fn check(&self, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        let Some(keywords) = schema.as_object() else {
            assert_eq!(schema, &Value::Bool(true), "{at}: not a schema");
            return;
        };
        for (keyword, wanted) in keywords {
            match keyword.as_str() {
                remark if REMARKS.contains(&remark) => {}
                "$ref" => {
                    let path = wanted.as_str().and_then(|path| path.strip_prefix('#'));
                    let target = path.and_then(|path| self.root.pointer(path));
                    self.check(target.expect("the reference leads somewhere"), value, at, found);
                }
                "type" => {
                    let kinds = wanted.as_array().map_or(std::slice::from_ref(wanted), |k| k);
                    if !kinds.iter().any(|kind| is_of(kind.as_str(), value)) {
                        found.push(format!("{at}: {value} is not of type {wanted}"));
                    }
                }
                "const" => {
                    if value != wanted {
                        found.push(format!("{at}: {value} is not {wanted}"));
                    }
                }
                "anyOf" | "oneOf" => self.one_of(keyword, wanted, value, (at, found)),
                "minimum" => {
                    if value.as_f64().is_some_and(|x| Some(x) < wanted.as_f64()) {
                        found.push(format!("{at}: {value} is below {wanted}"));
                    }
                }
                "required" | "properties" | "additionalProperties" => {
                    self.member(keyword, schema, value, (at, found));
                }
                "items" | "prefixItems" | "minItems" | "maxItems" => {
                    self.item(keyword, schema, value, (at, found));
                }
                other => panic!("{at}: `{other}` is not checked"),
            }
        }
    }

    fn one_of(
        &self,
        keyword: &str,
        choices: &Value,
        value: &Value,
        (at, found): (&str, &mut Vec<String>),
    ) {
        let choices = choices.as_array().expect("a list of schemas");
        let fits = |schema: &&Value| {
            let mut found = Vec::new();
            self.check(schema, value, at, &mut found);
            found.is_empty()
        };
        let fitting = choices.iter().filter(fits).count();
        if fitting == 0 || (keyword == "oneOf" && fitting > 1) {
            found.push(format!("{at}: {value} fits {fitting} of {} choices", choices.len()));
        }
    }

    fn member(
        &self,
        keyword: &str,
        schema: &Value,
        value: &Value,
        (at, found): (&str, &mut Vec<String>),
    ) {
        let Some(members) = value.as_object() else { return };
        let own = &schema[keyword];
        match keyword {
            "required" => {
                let names = own.as_array().expect("a list").iter().filter_map(Value::as_str);
                for name in names.filter(|name| !members.contains_key(*name)) {
                    found.push(format!("{at}: `{name}` is missing"));
                }
            }
            "properties" => {
                for (name, schema) in own.as_object().expect("a map") {
                    if let Some(value) = members.get(name) {
                        self.check(schema, value, &format!("{at}/{name}"), found);
                    }
                }
            }
            _ => {
                let known = &schema["properties"];
                for (name, value) in members.iter().filter(|(name, _)| known.get(name).is_none()) {
                    self.check(own, value, &format!("{at}/{name}"), found);
                }
            }
        }
    }

    fn item(
        &self,
        keyword: &str,
        schema: &Value,
        value: &Value,
        (at, found): (&str, &mut Vec<String>),
    ) {
        let Some(items) = value.as_array() else { return };
        let own = &schema[keyword];
        let bound = || own.as_u64().expect("a count") as usize;
        let first = schema["prefixItems"].as_array().map_or(&[][..], |first| first);
        match keyword {
            "minItems" if items.len() < bound() => found.push(format!("{at}: too few items")),
            "maxItems" if items.len() > bound() => found.push(format!("{at}: too many items")),
            "minItems" | "maxItems" => {}
            "prefixItems" => {
                for (i, (schema, item)) in first.iter().zip(items).enumerate() {
                    self.check(schema, item, &format!("{at}/{i}"), found);
                }
            }
            _ => {
                for (i, item) in items.iter().enumerate().skip(first.len()) {
                    self.check(own, item, &format!("{at}/{i}"), found);
                }
            }
        }
    }
}

fn is_of(kind: Option<&str>, value: &Value) -> bool {
    match kind.expect("a type is text") {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type `{other}`"),
    }
}
