//! Arithmetic on Markov chains in discrete time: rows of transition chances applied to a
//! distribution, step after step.

/// The distribution at steps 0 … `steps`.
pub(crate) fn distributions<const N: usize>(
    start: [f64; N],
    rows: &[[f64; N]; N],
    steps: usize,
) -> Vec<[f64; N]> {
    let mut all = vec![start];
    for step in 0..steps {
        let before = all[step];
        let mut after = [0.0; N];
        for (p, row) in before.iter().zip(rows) {
            for (to, chance) in after.iter_mut().zip(row) {
                *to += p * chance;
            }
        }
        all.push(after);
    }
    all
}

/// The chance that a chain has reached its last state, which holds it, by each step.
pub(crate) fn absorbed<const N: usize>(
    start: [f64; N],
    rows: &[[f64; N]; N],
    steps: usize,
) -> Vec<f64> {
    distributions(start, rows, steps).iter().map(|at| at[N - 1]).collect()
}

/// Mean, standard deviation and excess kurtosis of a whole number 0, 1, 2, … with these chances.
pub(crate) fn moments(chances: &[f64]) -> (f64, f64, f64) {
    let about = |centre: f64, power: i32| -> f64 {
        chances.iter().enumerate().map(|(k, p)| p * (k as f64 - centre).powi(power)).sum()
    };
    let mean = about(0.0, 1);
    let variance = about(mean, 2);
    (mean, variance.sqrt(), about(mean, 4) / (variance * variance) - 3.0)
}

/// A chance that comes true so many times in a row.
pub(crate) fn power(p: f64, times: usize) -> f64 {
    std::iter::repeat_n(p, times).product()
}
