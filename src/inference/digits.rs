//! Combinations of values as mixed-radix numbers, the last digit varying fastest.

/// Returns the value of each digit in the combination with an index.
pub fn digits(index: usize, sizes: &[usize]) -> Vec<usize> {
    let mut left = index;
    let mut digits = vec![0; sizes.len()];
    for (digit, size) in digits.iter_mut().zip(sizes).rev() {
        *digit = left % size;
        left /= size;
    }
    digits
}

/// Moves on to the next combination; returns `false` after the last one, back at the first.
pub fn advance(digits: &mut [usize], sizes: &[usize]) -> bool {
    for (digit, size) in digits.iter_mut().zip(sizes).rev() {
        *digit += 1;
        if *digit < *size {
            return true;
        }
        *digit = 0;
    }
    false
}
