//! "Did you mean": the nearest of the names that would have been right.

/// The candidate closest to `word`, if one is close enough: at most a third of the letters
/// changed, and never fewer than one (Damerau–Levenshtein distance, letters' case ignored).
/// Among equally near ones the first in alphabetical order, so that messages are stable.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|c| (strsim::damerau_levenshtein(&word, &c.to_lowercase()), c))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, c)| c)
}
