//! Shards that were cut or changed are refused in words: counts that don't fit would be wrong, or end the program
//! somewhere in the middle. Every part of a shard is changed in every way that JSON allows. If its checksum is written
//! again after the change, counts that can't be those of the run are refused all the same, and nothing ends in a panic.

use crate::support::Foretell;
use foretell::{Job, Options, Part, Scenario, Shard};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs;
use std::path::Path;

const SCENARIO: &str = "[event.a]\np = \"20% to 60%\"\n[event.b]\noutcomes = { x = 0.2, y = 0.3, z = \"rest\" }\n\
     [quantity.n]\nvalue = \"normal(0,1)\"\n[question.q]\nask = \"a\"\n[question.j]\nask = [\"a\", \"b\"]\n\
     [question.n]\nask = \"n\"\n";

/// Finds the paths to the parts of a value: the first few of a list, all of an object.
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

/// Returns other values for a part.
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

/// The JSON of a shard.
fn as_json(bytes: &[u8]) -> Value {
    let part = Part::read("a shard", bytes).expect("it is whole");
    serde_json::to_value(part).expect("it is JSON")
}

fn merge(folder: &Path, shard: &[u8]) -> (i32, String) {
    merged(folder, "shard-2-of-2.counts", shard)
}

fn merged(folder: &Path, name: &str, shard: &[u8]) -> (i32, String) {
    fs::write(folder.join("parts").join(name), shard).expect("written");
    let call = ["merge", "parts", "--out", "out"];
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_foretell"));
    let ended = command.current_dir(folder).args(call).output().expect("it runs");
    let printed = String::from_utf8_lossy(&ended.stderr).into_owned();
    (ended.status.code().unwrap_or(-1), printed)
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
    let bytes = fs::read(folder.join("parts/shard-2-of-2.counts")).expect("it is there");
    let sound = as_json(&bytes);
    let mut all = Vec::new();
    ways(&sound, "", &mut all);
    assert!(all.len() > 40, "{all:?}");
    for way in all {
        for other in others(sound.pointer(&way).expect("it is a way")) {
            let mut changed = sound.clone();
            *changed.pointer_mut(&way).expect("it is a way") = other.clone();
            let (status, printed) = merge(folder, changed.to_string().as_bytes());
            // without a `run` a shard is one of a sweep
            assert_eq!(status, 3, "{way} = {other}: {printed}");
            assert!(
                printed.starts_with("error[E140")
                    && printed.contains("help: ")
                    && !printed.contains("panicked"),
                "{way} = {other}: {printed}"
            );
            assert!(!folder.join("out").exists(), "{way} = {other}");
        }
    }
    for at in (0..bytes.len()).step_by(bytes.len() / 20) {
        assert_eq!(merge(folder, &bytes[..at]).0, 3, "cut after {at} bytes");
        let mut flipped = bytes.clone();
        flipped[at] ^= 4;
        let (status, printed) = merge(folder, &flipped);
        assert!(status == 3 && printed.starts_with("error[E140"), "byte {at}: {printed}");
    }
    let (status, printed) = merge(folder, &[&bytes[..], b"more"].concat());
    assert!(status == 3 && printed.contains("4 bytes more"), "{printed}");
    // as JSON, in any layout, it is the same shard
    let laid_out = serde_json::to_vec_pretty(&sound).expect("it is JSON");
    assert_eq!(merge(folder, &laid_out).0, 0);
    assert!(folder.join("out/run.json").exists());
}

/// Two events, one of them uncertain, a number, a process and a first day, on a clock.
const ON_A_CLOCK: &str = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-10\n\
     [event.a]\np = \"20% to 60%\"\n[event.b]\ngiven = [\"a\"]\n\
     table = [{ a = \"yes\", outcomes = { x = 0.2, y = 0.8 } }, { a = \"no\", outcomes = { x = 0.7, y = 0.3 } }]\n\
     [process.talks]\nstates = [\"s\", \"t\"]\nstart = \"s\"\nfrom.s = { t = 0.1 }\n\
     [series.v]\nstart = 1\nnext = \"v + normal(0, 1)\"\n\
     [question.q]\nask = \"b\"\n[question.j]\nask = [\"a\", \"b\"]\n[question.n]\nask = \"v\"\n\
     [question.f]\nask = \"first(talks == t)\"\n[question.e]\nask = \"ever(talks == t)\"\ngiven = \"a\"\n";

fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("there is room");
        hex
    })
}

/// The file with the checksum of what it holds now.
fn sealed(content: &Value) -> Vec<u8> {
    let mut content = content.clone();
    let parts = content.as_object_mut().expect("it is an object");
    parts.remove("content_sha256");
    let hex = hex(&Sha256::digest(content.to_string()));
    content.as_object_mut().expect("it is an object").insert("content_sha256".into(), hex.into());
    content.to_string().into_bytes()
}

/// The content after one byte of its text was replaced, at places spread evenly, where that is still JSON.
fn with_other_bytes(content: &Value) -> Vec<Value> {
    let text = content.to_string();
    let mut drawn = 1_u64;
    let mut changed = |_| {
        drawn =
            drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut bytes = text.clone().into_bytes();
        let at = (drawn >> 33) as usize % bytes.len();
        bytes[at] = b"0123456789-[]{},x"[(drawn >> 20) as usize % 17];
        serde_json::from_slice::<Value>(&bytes).ok().filter(|changed| changed != content)
    };
    (0..150).filter_map(&mut changed).collect()
}

/// Merges forgeries of the only shard of a run: returns how many were refused, and how many were taken.
fn forge(scenario: &str, line: &str) -> (usize, usize) {
    let place = tempfile::tempdir().expect("a folder can be made");
    let folder = place.path();
    fs::write(folder.join("s.toml"), scenario).expect("written");
    let line = format!("run s.toml -n 300 --out parts --shard 1/1 {line}");
    Foretell::new().folder(folder).args(line.split_whitespace()).any_output().run();
    let name = "shard-1-of-1.counts";
    let bytes = fs::read(folder.join("parts").join(name)).expect("it is there");
    let sound = as_json(&bytes);
    assert_eq!(
        sealed(&sound),
        sound.to_string().into_bytes(),
        "seals are as the program makes them"
    );
    assert_eq!(merged(folder, name, &bytes).0, 0, "as it was written");
    let mut all = Vec::new();
    ways(&sound, "", &mut all);
    let mut forgeries = with_other_bytes(&sound);
    for way in all.iter().filter(|way| !way.is_empty()) {
        let part = sound.pointer(way).expect("it is a way");
        let others = others(part).into_iter().filter(|other| {
            let is_large = *other == json!(1_u64 << 60);
            is_large || other.is_null() || (part.is_array() && other.is_array())
        });
        for other in others {
            let mut changed = sound.clone();
            *changed.pointer_mut(way).expect("it is a way") = other;
            forgeries.push(changed);
        }
    }
    let (mut refused, mut taken) = (0, 0);
    for forgery in forgeries {
        let (status, printed) = merged(folder, name, &sealed(&forgery));
        assert!([0, 3].contains(&status) && !printed.contains("panicked"), "{printed}\n{forgery}");
        if status == 0 { taken += 1 } else { refused += 1 }
    }
    (refused, taken)
}

#[test]
fn a_forged_checksum_ends_in_words() {
    for (scenario, line) in [
        (SCENARIO, "--worlds 3"),
        (ON_A_CLOCK, "--worlds 3 --given b==x"),
        (ON_A_CLOCK, "--set event.a.p=0.3 --given v>0"),
    ] {
        let (refused, taken) = forge(scenario, line);
        // what is taken is what no count depends on: names, times, bits of numbers within their sums
        // how many there are varies with the length of the times in the shard
        assert!(refused > 100 && taken < refused, "{line}: {refused} refused, {taken} taken");
    }
}

/// The compact form of a part with other bytes in its counts, and the checksums of these.
fn forged(bytes: &[u8], at: usize, with: u8) -> Option<Vec<u8>> {
    let start = "foretell part 1\n".len();
    let size = u64::from_le_bytes(bytes[start..start + 8].try_into().expect("eight bytes"));
    let end = start + 8 + size as usize;
    let mut head: Value = serde_json::from_slice(&bytes[start + 8..end]).expect("it is JSON");
    let mut counts = bytes[end + 32..].to_vec();
    let at = at % counts.len();
    counts[at] = counts[at].wrapping_add(with);
    let mut from = 0;
    for section in head["sections"].as_array_mut().expect("it is a list") {
        let size = section["bytes"].as_u64().expect("it is a number") as usize;
        let digest = Sha256::digest(&counts[from..from + size]);
        section["sha256"] = hex(&digest).into();
        from += size;
    }
    let head = head.to_string();
    let mut forged = bytes[..start].to_vec();
    forged.extend((head.len() as u64).to_le_bytes());
    forged.extend(head.as_bytes());
    let digest = Sha256::digest(&forged);
    forged.extend(digest);
    forged.extend(counts);
    Part::read("forged", &forged).ok().map(|_| forged)
}

/// Whatever the counts are, they are refused in words, or could be those of the run.
#[test]
fn forged_counts_in_the_compact_form_end_in_words() {
    for (scenario, given) in [(SCENARIO, None), (ON_A_CLOCK, Some("b == x")), (ON_A_CLOCK, None)] {
        let case = Scenario::read("s.toml", scenario).case();
        let case = given.into_iter().fold(case, foretell::Case::observe);
        let model = case.compile().expect("it has no faults");
        let options = Options::default().trials(300).worlds(3);
        let part = model.part(&Job::Run, Shard::WHOLE, &options).expect("it can be drawn");
        let bytes = part.to_bytes();
        let (mut refused, mut taken, mut drawn) = (0, 0, 1_u64);
        for _ in 0..1_000 {
            drawn = drawn
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let with = [1, 255, 128, 64, 7][(drawn >> 20) as usize % 5];
            let forged = forged(&bytes, (drawn >> 33) as usize, with).expect("its sums are sound");
            let part = Part::read("forged", forged).expect("its sums are sound");
            match model.merge(&Job::Run, [part]) {
                Ok(_) => taken += 1,
                Err(_) => refused += 1,
            }
        }
        // what is taken is what no count depends on: bits of numbers within their sums, quantiles of readings
        assert!(refused > 200, "{given:?}: {refused} refused, {taken} taken");
    }
}
