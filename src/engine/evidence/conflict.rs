//! Finds conflicting clauses: a minimal set (`QuickXplain`, Junker 2004), and the smallest one if one or two
//! clauses conflict.

/// Up to this many clauses, every pair is tried if more than two are found.
const MOST_PAIRED: usize = 40;

/// Returns a minimal set of clauses, as indices below `clauses`, that `possible` rejects together; it must
/// reject all of them.
pub(crate) fn conflict(clauses: usize, possible: &dyn Fn(&[usize]) -> bool) -> Vec<usize> {
    if let Some(one) = (0..clauses).find(|i| !possible(&[*i])) {
        return vec![one];
    }
    let all: Vec<usize> = (0..clauses).collect();
    let mut found = explain(&[], false, &all, possible);
    found.sort_unstable();
    if found.len() > 2 && clauses <= MOST_PAIRED {
        for a in 0..clauses {
            if let Some(b) = (a + 1..clauses).find(|b| !possible(&[a, *b])) {
                return vec![a, b];
            }
        }
    }
    found
}

/// Returns the part of `left` that, with all of `held`, makes a conflict.
fn explain(
    held: &[usize],
    is_new: bool,
    left: &[usize],
    possible: &dyn Fn(&[usize]) -> bool,
) -> Vec<usize> {
    if is_new && !possible(held) {
        return Vec::new();
    }
    if left.len() <= 1 {
        return left.to_vec();
    }
    let (first, second) = left.split_at(left.len() / 2);
    let with = |more: &[usize]| [held, more].concat();
    let of_second = explain(&with(first), true, second, possible);
    let mut found = explain(&with(&of_second), !of_second.is_empty(), first, possible);
    found.extend(of_second);
    found
}

#[cfg(test)]
mod tests {
    use super::conflict;

    #[test]
    fn the_smallest_set_is_found() {
        let rejects = |sets: &'static [&'static [usize]]| {
            move |some: &[usize]| !sets.iter().any(|set| set.iter().all(|i| some.contains(i)))
        };
        assert_eq!(conflict(9, &rejects(&[&[1, 5, 7]])), [1, 5, 7]);
        assert_eq!(conflict(9, &rejects(&[&[1, 5, 7], &[2, 8]])), [2, 8]);
        assert_eq!(conflict(9, &rejects(&[&[1, 5], &[4]])), [4]);
        assert_eq!(conflict(1000, &rejects(&[&[3, 400, 999]])), [3, 400, 999]);
    }
}
