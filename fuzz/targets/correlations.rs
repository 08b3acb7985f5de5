//! Any correlations of any pairs: taken or refused, and what is taken is a correlation matrix.
#![no_main]

use foretell::internal::numerics::completion::Completion;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, Vec<(u8, u8, i8)>)| {
    let (size, pairs) = input;
    let n = 2 + usize::from(size % 9);
    let mut found = Completion::new(n);
    for (i, j, value) in pairs.into_iter().take(60) {
        let (i, j) = (usize::from(i) % n, usize::from(j) % n);
        let value = f64::from(value) / 128.01;
        if i != j && !found.is_given(i, j) && found.give(i, j, value) {
            assert!((found.entry(i, j) - value).abs() < 1e-12);
        }
    }
    found.complete();
    let root = found.root().expect("a positive definite matrix has a root");
    for i in 0..n {
        for j in 0..=i {
            let product: f64 = root[i].iter().zip(&root[j]).map(|(a, b)| a * b).sum();
            assert!((product - found.entry(i, j)).abs() < 1e-9);
            assert!(found.entry(i, j).abs() <= 1.0 + 1e-12);
        }
    }
});
