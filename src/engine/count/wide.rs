//! Serialises wide whole numbers as text, because JSON readers round numbers of more than 64 bits.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

fn read<'de, D: Deserializer<'de>>(text: &str) -> Result<u128, D::Error> {
    text.parse().map_err(D::Error::custom)
}

pub(super) fn serialize<S: Serializer>(number: &u128, to: S) -> Result<S::Ok, S::Error> {
    number.to_string().serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u128, D::Error> {
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
