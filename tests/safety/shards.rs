//! Shards that were cut or changed are refused in words: counts that don't fit would be wrong, or end the program
//! somewhere in the middle. Every part of a shard is changed in every way that JSON allows.

use crate::support::Foretell;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const SCENARIO: &str = "[event.a]\np = \"20% to 60%\"\n[event.b]\noutcomes = { x = 0.2, y = 0.3, z = \"rest\" }\n\
     [quantity.n]\nvalue = \"normal(0,1)\"\n[question.q]\nask = \"a\"\n[question.j]\nask = [\"a\", \"b\"]\n\
     [question.n]\nask = \"n\"\n";

/// The parts of a value, each as the way to it: the first few of a list, all of an object.
fn ways(value: &Value, way: &str, found: &mut Vec<String>) {
    found.push(way.to_owned());
    match value {
        Value::Array(parts) => {
            for (at, part) in parts.iter().enumerate().take(2) {
                ways(part, &format!("{way}/{at}"), found);
            }
        }
        Value::Object(parts) => {
            for (key, part) in parts {
                ways(part, &format!("{way}/{key}"), found);
            }
        }
        _ => {}
    }
}

/// Other values for a part.
fn others(part: &Value) -> Vec<Value> {
    let mut others =
        vec![json!(null), json!([]), json!({}), json!(-1), json!(1_u64 << 60), json!("x")];
    if let Value::Array(parts) = part {
        others.push(parts.iter().chain(parts.last()).cloned().collect());
        others.push(parts.iter().skip(1).cloned().collect());
    }
    others.retain(|other| other != part);
    others
}

fn merge(folder: &Path, shard: &[u8]) -> (i32, String) {
    fs::write(folder.join("parts/shard-2-of-2.json"), shard).expect("written");
    let call = ["merge", "parts", "--out", "out"];
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_foretell"));
    let ended = command.current_dir(folder).args(call).output().expect("it runs");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    (ended.status.code().unwrap_or(-1), said)
}

#[test]
fn a_shard_that_was_changed_is_refused() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    fs::write(folder.join("s.toml"), SCENARIO).expect("written");
    for shard in ["1/2", "2/2"] {
        let line = format!("run s.toml -n 200 --worlds 4 --out parts --shard {shard}");
        Foretell::new().folder(folder).args(line.split(' ')).any_output().run();
    }
    let bytes = fs::read(folder.join("parts/shard-2-of-2.json")).expect("it is there");
    let sound: Value = serde_json::from_slice(&bytes).expect("it is JSON");
    let mut all = Vec::new();
    ways(&sound, "", &mut all);
    assert!(all.len() > 40, "{all:?}");
    for way in all {
        for other in others(sound.pointer(&way).expect("it is a way")) {
            let mut changed = sound.clone();
            *changed.pointer_mut(&way).expect("it is a way") = other.clone();
            let (status, said) = merge(folder, changed.to_string().as_bytes());
            // without a `run` a shard is one of a sweep
            assert_eq!(status, 1, "{way} = {other}: {said}");
            assert!(
                said.starts_with("error: parts") && !said.contains("panicked"),
                "{way} = {other}: {said}"
            );
            assert!(!folder.join("out").exists(), "{way} = {other}");
        }
    }
    for length in (0..bytes.len()).step_by(bytes.len() / 20) {
        assert_eq!(merge(folder, &bytes[..length]).0, 1, "cut after {length} bytes");
    }
    // another layout of the same JSON is the same shard
    let laid_out = serde_json::to_vec_pretty(&sound).expect("it is JSON");
    assert_eq!(merge(folder, &laid_out).0, 0);
    assert!(folder.join("out/run.json").exists());
}
