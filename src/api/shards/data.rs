//! Data of any kind in a compact form: each text once, and then values that name their texts by number. A row of a sweep
//! takes a fourth of what JSON takes.

use crate::numerics::packed::{Packed, Packer, Unpacker, Unsound, packed, unpacked};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;

/// The deepest nesting: rows have lists in objects in a list.
const DEEPEST: usize = 16;

const UNSOUND: Unsound = "its rows are not in this form";

/// A value as JSON has it.
struct Data(Value);

/// Returns data as bytes.
pub(super) fn packed_data(data: &impl Serialize) -> Vec<u8> {
    packed(&Data(serde_json::to_value(data).expect("all keys are text")))
}

/// Reads data from bytes.
pub(super) fn unpacked_data<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let Data(value) = unpacked(bytes)?;
    serde_json::from_value(value).map_err(|error| error.to_string())
}

/// Numbers the texts of a value in the order in which they come.
fn list<'a>(value: &'a Value, texts: &mut BTreeMap<&'a str, usize>) {
    match value {
        Value::String(text) => add(text, texts),
        Value::Array(all) => all.iter().for_each(|one| list(one, texts)),
        Value::Object(all) => {
            for (key, one) in all {
                add(key, texts);
                list(one, texts);
            }
        }
        _ => {}
    }
}

fn add<'a>(text: &'a str, texts: &mut BTreeMap<&'a str, usize>) {
    let next = texts.len();
    texts.entry(text).or_insert(next);
}

impl Packed for Data {
    fn pack(&self, to: &mut Packer) {
        let mut numbers = BTreeMap::new();
        list(&self.0, &mut numbers);
        let mut texts: Vec<(&str, usize)> = numbers.iter().map(|(text, at)| (*text, *at)).collect();
        texts.sort_by_key(|(_, at)| *at);
        let texts: Vec<Vec<u8>> = texts.iter().map(|(text, _)| text.as_bytes().to_vec()).collect();
        texts.pack(to);
        pack(&self.0, &numbers, to);
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        let texts = Vec::<Vec<u8>>::unpack(from)?;
        let texts = texts.into_iter().map(String::from_utf8);
        let texts: Vec<String> = texts.collect::<Result<_, _>>().map_err(|_| UNSOUND)?;
        Ok(Self(unpack(&texts, DEEPEST, from)?))
    }
}

fn pack(value: &Value, texts: &BTreeMap<&str, usize>, to: &mut Packer) {
    match value {
        Value::Null => 0_u8.pack(to),
        Value::Bool(truth) => (1 + u8::from(*truth)).pack(to),
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(whole), _) => {
                3_u8.pack(to);
                u128::from(whole).pack(to);
            }
            (_, Some(negative)) => {
                4_u8.pack(to);
                u128::from(negative.unsigned_abs()).pack(to);
            }
            _ => {
                5_u8.pack(to);
                number.as_f64().unwrap_or(f64::NAN).pack(to);
            }
        },
        Value::String(text) => {
            6_u8.pack(to);
            texts[text.as_str()].pack(to);
        }
        Value::Array(all) => {
            7_u8.pack(to);
            all.len().pack(to);
            for one in all {
                pack(one, texts, to);
            }
        }
        Value::Object(all) => {
            8_u8.pack(to);
            all.len().pack(to);
            for (key, one) in all {
                texts[key.as_str()].pack(to);
                pack(one, texts, to);
            }
        }
    }
}

fn unpack(texts: &[String], deepest: usize, from: &mut Unpacker) -> Result<Value, Unsound> {
    let deeper = deepest.checked_sub(1).ok_or(UNSOUND)?;
    let text = |from: &mut Unpacker| texts.get(usize::unpack(from)?).cloned().ok_or(UNSOUND);
    Ok(match u8::unpack(from)? {
        0 => Value::Null,
        1 => Value::Bool(false),
        2 => Value::Bool(true),
        3 => Value::from(u64::try_from(u128::unpack(from)?).map_err(|_| UNSOUND)?),
        4 => {
            let size = i128::try_from(u128::unpack(from)?).map_err(|_| UNSOUND)?;
            Value::from(i64::try_from(-size).map_err(|_| UNSOUND)?)
        }
        5 => Value::from(Number::from_f64(f64::unpack(from)?).ok_or(UNSOUND)?),
        6 => Value::String(text(from)?),
        7 => {
            let mut all = Vec::new();
            for _ in 0..usize::unpack(from)? {
                all.push(unpack(texts, deeper, from)?);
            }
            Value::Array(all)
        }
        8 => {
            let mut all = Map::new();
            for _ in 0..usize::unpack(from)? {
                all.insert(text(from)?, unpack(texts, deeper, from)?);
            }
            Value::Object(all)
        }
        _ => return Err(UNSOUND),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn data_read_back() {
        let data = json!([
            { "at": { "a": "0.1", "b": "x" }, "value": 0.1, "none": null, "is": [true, false] },
            { "at": { "a": "0.1", "b": "" }, "value": -3, "large": u64::MAX, "small": i64::MIN },
            { "value": 5e-324, "other": -0.0, "whole": 1.0, "text": "ü\u{1F600}\u{0}" },
        ]);
        let bytes = packed_data(&data);
        assert_eq!(unpacked_data::<Value>(&bytes), Ok(data.clone()));
        assert_eq!(packed_data(&data), bytes);
        for end in 0..bytes.len() {
            assert!(unpacked_data::<Value>(&bytes[..end]).is_err(), "{end}");
        }
        // bytes that were changed end in words, or are other data
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x55;
            assert_ne!(unpacked_data::<Value>(&changed), Ok(data.clone()), "{at}");
        }
        // no list is deep enough to use up the stack, or longer than its bytes
        let deep = [&[0][..], &[7, 1].repeat(100_000)].concat();
        assert!(unpacked_data::<Value>(&deep).is_err());
        let long = [0, 7, 0xff, 0xff, 0xff, 0xff, 0x0f];
        assert!(unpacked_data::<Value>(&long).is_err());
    }
}
