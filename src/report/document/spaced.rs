//! Evenly spaced points, where there is no room for all.

/// Picks at most `most` of the numbers below `count`, evenly spaced, including the first and the last.
pub(crate) fn picked(count: usize, most: usize) -> Vec<usize> {
    if count <= most {
        return (0..count).collect();
    }
    if most < 2 {
        return (0..most).collect();
    }
    (0..most).map(|i| i * (count - 1) / (most - 1)).collect()
}

/// Picks at most `most` items, evenly spaced, including the first and the last.
pub(crate) fn evenly<T>(all: &[T], most: usize) -> Vec<&T> {
    picked(all.len(), most).into_iter().map(|i| &all[i]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_picked_has_both_ends() {
        assert_eq!(picked(3, 5), [0, 1, 2]);
        assert_eq!(picked(100, 4), [0, 33, 66, 99]);
        assert_eq!(picked(7, 1), [0]);
    }
}
