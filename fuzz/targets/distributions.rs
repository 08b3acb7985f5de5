//! Any family with any numbers, cut between any bounds: refused in words, or drawn within the bounds, in order.
#![no_main]

use foretell::internal::distribution::{Distribution, FAMILIES, Recipe};
use libfuzzer_sys::fuzz_target;

/// Chances at which quantiles are taken, rising.
const CHANCES: [f64; 7] = [1e-300, 1e-16, 0.01, 0.5, 0.99, 1.0 - 1e-9, 1.0 - 1e-16];

fuzz_target!(|input: (u8, u8, [f64; 3], Option<(f64, f64)>, Option<f64>)| {
    let (family, form, numbers, bounds, factor) = input;
    let Some(law) = built(family, form, &numbers) else { return };
    let law = match factor.map(|factor| law.clone().scale(factor)) {
        Some(Ok(scaled)) => scaled,
        _ => law,
    };
    let law = match bounds.map(|(low, high)| law.clone().truncate(low, high)) {
        Some(Ok(cut)) => cut,
        Some(Err(_)) => return,
        None => law,
    };
    let (low, high) = law.support();
    let (mut before, size) = (f64::NEG_INFINITY, law.quantile(0.5).abs());
    for u in CHANCES {
        let x = law.quantile(u);
        assert!(x.is_finite() && low <= x && x <= high, "{law:?} at {u}: {x:e}");
        let largest = before.abs().max(x.abs()).max(size);
        assert!(before <= x || (before - x).abs() <= 1e-9 * largest, "{law:?}");
        assert!(!law.is_discrete() || factor.is_some() || x.fract() == 0.0, "{law:?} at {u}: {x:e}");
        before = x;
        let below = law.cdf(x);
        assert!((0.0..=1.0).contains(&below), "{law:?} below {x:e}: {below}");
    }
});

/// A family in one of its forms with these numbers, if they are lawful.
fn built(family: u8, form: u8, numbers: &[f64; 3]) -> Option<Distribution> {
    if family == 0 {
        return Recipe::Range.build(&numbers[..2]).ok();
    }
    let name = FAMILIES[usize::from(family) % FAMILIES.len()];
    let forms: [&[Option<&str>]; 8] = [
        &[None],
        &[None, None],
        &[None, None, None],
        &[Some("mean"), Some("sd")],
        &[Some("mu"), Some("sigma")],
        &[Some("shape"), Some("scale")],
        &[Some("failures_before"), Some("p")],
        &[Some("mean")],
    ];
    let names = forms[usize::from(form) % forms.len()];
    let (recipe, order) = Recipe::resolve(name, names).ok()?;
    let ordered: Vec<f64> = order.iter().map(|at| numbers[*at]).collect();
    recipe.build(&ordered).ok()
}
