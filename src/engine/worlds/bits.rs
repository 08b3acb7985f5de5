//! Serialises numbers as their bits, so that every value, including NaN, reads back unchanged.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) fn serialize<S: Serializer>(values: &[Vec<f64>], to: S) -> Result<S::Ok, S::Error> {
    let bits = |row: &Vec<f64>| row.iter().map(|x| x.to_bits()).collect::<Vec<u64>>();
    values.iter().map(bits).collect::<Vec<_>>().serialize(to)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Vec<f64>>, D::Error> {
    let bits = Vec::<Vec<u64>>::deserialize(from)?;
    let numbers = |row: Vec<u64>| row.into_iter().map(f64::from_bits).collect();
    Ok(bits.into_iter().map(numbers).collect())
}
