//! Serialises wide whole numbers as text, because JSON readers round numbers of more than 64 bits.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

fn read<'de, D: Deserializer<'de>>(text: &str) -> Result<u128, D::Error> {
    text.parse().map_err(D::Error::custom)
}

pub(crate) fn serialize<S: Serializer>(number: &u128, to: S) -> Result<S::Ok, S::Error> {
    number.to_string().serialize(to)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u128, D::Error> {
    let text = String::deserialize(from)?;
    read::<D>(&text)
}

/// Lists of wide counts as lists of texts.
pub(crate) mod list {
    use super::{Deserialize, Deserializer, Serialize, Serializer, read};

    pub(crate) fn serialize<S: Serializer>(numbers: &[u128], to: S) -> Result<S::Ok, S::Error> {
        numbers.iter().map(u128::to_string).collect::<Vec<_>>().serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u128>, D::Error> {
        let texts = Vec::<String>::deserialize(from)?;
        texts.iter().map(|text| read::<D>(text)).collect()
    }
}

/// Lists of lists of wide counts as texts.
pub(crate) mod lists {
    use super::{Deserialize, Deserializer, Serialize, Serializer, read};

    pub(crate) fn serialize<S: Serializer>(lists: &[Vec<u128>], to: S) -> Result<S::Ok, S::Error> {
        let texts = |list: &Vec<u128>| list.iter().map(u128::to_string).collect::<Vec<_>>();
        lists.iter().map(texts).collect::<Vec<_>>().serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<Vec<u128>>, D::Error> {
        let texts = Vec::<Vec<String>>::deserialize(from)?;
        let list = |texts: &Vec<String>| texts.iter().map(|text| read::<D>(text)).collect();
        texts.iter().map(list).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Sums {
        #[serde(with = "super")]
        one: u128,
        #[serde(with = "super::list")]
        some: Vec<u128>,
        #[serde(with = "super::lists")]
        many: Vec<Vec<u128>>,
    }

    /// Also by way of a JSON value, which holds numbers of 64 bits only.
    #[test]
    fn numbers_of_more_than_64_bits_read_back() {
        let wide = (1_u128 << 64) + 1;
        let sums = Sums { one: u128::MAX, some: vec![0, wide], many: vec![vec![], vec![wide, 3]] };
        let text = serde_json::to_string(&sums).expect("it is text");
        assert_eq!(serde_json::from_str::<Sums>(&text).expect("it reads back"), sums);
        let value: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(serde_json::from_value::<Sums>(value).expect("it reads back"), sums);
        for wrong in ["-1", "", "x", "340282366920938463463374607431768211456", "1.5"] {
            let text = text.replacen(&u128::MAX.to_string(), wrong, 1);
            assert!(serde_json::from_str::<Sums>(&text).is_err(), "{wrong}");
        }
    }
}
