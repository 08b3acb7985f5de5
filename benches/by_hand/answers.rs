//! Answers by name, as all contenders print them.

/// Names of questions, or of their outcomes, with their answers.
pub(crate) type Answers = Vec<(String, f64)>;

/// Adds the share of each outcome of a question.
pub(crate) fn shares(
    into: &mut Answers,
    question: &str,
    outcomes: &[&str],
    counts: &[u64],
    of: u64,
) {
    for (outcome, count) in outcomes.iter().zip(counts) {
        into.push((format!("{question}={outcome}"), *count as f64 / of as f64));
    }
}

/// Adds the share of a condition.
pub(crate) fn share(into: &mut Answers, question: &str, count: u64, of: u64) {
    into.push((question.to_owned(), count as f64 / of as f64));
}
