//! "Did you mean": finds the nearest of the names that would have been right.

/// The number of names that are compared with one word, in the order given; in a scenario with more, all
/// mistaken for each other, the time for faults would grow with the square of their number.
const MOST_LOOKED_AT: usize = 2000;
/// The number of names that are compared letter by letter.
const MOST_COMPARED: usize = 100;

/// Returns the candidate closest to `word`, if one is close enough: at most a third of the letters changed, and
/// never fewer than one (Damerau–Levenshtein distance, letters' case ignored). Among equally near ones the
/// first in alphabetical order, so that messages are stable.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    if length > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    let limit = (length / 3).max(1);
    let letters = Letters::of(&word);
    candidates
        .into_iter()
        .take(MOST_LOOKED_AT)
        .filter(|c| c.len() <= 4 * LONGEST)
        .map(|c| (c.to_lowercase(), c))
        .filter(|(lower, _)| letters.apart(&Letters::of(lower)) <= 2 * limit)
        .take(MOST_COMPARED)
        .map(|(lower, c)| (strsim::damerau_levenshtein(&word, &lower), c))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, c)| c)
}

/// The number of letters of the longest word that is taken for a misspelling; the time of a comparison grows
/// with its square.
const LONGEST: usize = 100;

/// The count of each letter in a word, letters folded into 32 kinds. A change of one letter shifts at most two
/// counts by one, and a swap of two shifts no count, so this bounds the distance.
struct Letters([u8; 32]);

impl Letters {
    fn of(word: &str) -> Self {
        let mut counts = [0_u8; 32];
        for letter in word.chars() {
            let kind = &mut counts[letter as usize % 32];
            *kind = kind.saturating_add(1);
        }
        Self(counts)
    }

    /// Returns the sum of the differences of the counts.
    fn apart(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).map(|(a, b)| usize::from(a.abs_diff(*b))).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_other_words_are_not() {
        let names = ["secondary", "sanctions", "none"];
        for slip in ["secondry", "Secondary", "seocndary", "secondaries", "zecondary"] {
            assert_eq!(nearest(slip, names), Some("secondary"), "{slip}");
        }
        assert_eq!(nearest("talks", names), None);
        assert_eq!(nearest("nine", ["none", "line"]), Some("line"));
    }

    #[test]
    fn words_without_end_have_no_neighbour() {
        let long = "n".repeat(1_000_000);
        assert_eq!(nearest(&long, [long.as_str()]), None);
        assert_eq!(nearest("n", [long.as_str()]), None);
    }
}
