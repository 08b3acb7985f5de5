//! Every family of distributions with extreme parameters: shapes from 1e-6 to 1e9, scales from 1e-300 to 1e300, whole or
//! cut far out in a tail.
//!
//! The right value is the definition: the chance below the quantile of u is u (for counts, it is the smallest number at
//! which the chance reaches u), quantiles rise and lie in the support, both tails sum to 1, the median is within a
//! standard deviation of the mean, and the mean and the variance are integrals of the quantile function. Parameters that are
//! off by a thousandth must be caught.

use foretell::internal::distribution::{Distribution, Recipe};

/// Numbers that look drawn (SplitMix64).
struct Luck(u64);

impl Luck {
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn unit(&mut self) -> f64 {
        ((self.word() >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0
    }

    /// A number between two powers of ten.
    fn size(&mut self, low: f64, high: f64) -> f64 {
        libm::pow(10.0, low + (high - low) * self.unit())
    }

    fn shape(&mut self) -> f64 {
        self.size(-6.0, 9.0)
    }

    fn scale(&mut self) -> f64 {
        self.size(-300.0, 300.0)
    }

    fn sign(&mut self) -> f64 {
        [-1.0, 0.0, 1.0][(self.word() % 3) as usize]
    }

    /// A family with parameters, which may be refused.
    fn family(&mut self) -> (Recipe, Vec<f64>) {
        match self.word() % 15 {
            0 => (Recipe::Normal, vec![self.sign() * self.scale(), self.scale()]),
            1 => (
                Recipe::LogNormalOfLog,
                vec![self.sign() * self.size(-3.0, 2.5), self.size(-6.0, 2.0)],
            ),
            2 => {
                let mean = self.scale();
                (Recipe::LogNormal, vec![mean, mean * self.size(-6.0, 6.0)])
            }
            3 => {
                let low = self.sign() * self.scale();
                (Recipe::Uniform, vec![low, low + self.scale()])
            }
            form @ (4 | 5) => {
                let low = self.sign() * self.size(-10.0, 10.0);
                let width = self.size(-6.0, 6.0) * low.abs().max(1e-3);
                let recipe = if form == 4 { Recipe::Triangular } else { Recipe::Pert };
                (recipe, vec![low, low + self.unit() * width, low + width])
            }
            6 => (Recipe::Beta, vec![self.shape(), self.shape()]),
            7 => (Recipe::Gamma, vec![self.shape(), self.scale()]),
            8 => (Recipe::Exponential, vec![self.scale()]),
            9 => (Recipe::Weibull, vec![self.shape(), self.scale()]),
            10 => (Recipe::StudentT, vec![self.size(-2.0, 9.0)]),
            11 => (Recipe::Poisson, vec![self.size(-300.0, 15.0)]),
            12 => (Recipe::Binomial, vec![self.size(0.0, 15.0).floor(), self.unit()]),
            13 => (Recipe::Geometric, vec![self.size(-15.0, 0.0)]),
            _ => (Recipe::NegativeBinomial, vec![self.shape(), self.size(-12.0, 0.0)]),
        }
    }

    /// Bounds: chances far out in either tail, or so many widths from the middle.
    fn bounds(&mut self, law: &Distribution) -> (f64, f64) {
        let middle = law.quantile(0.5);
        let width = (law.quantile(0.9) - law.quantile(0.1)).abs().max(1e-300);
        let inner = middle + self.sign() * width * self.size(-1.0, 3.0);
        let outer = inner + (inner - middle).signum() * width * self.size(-3.0, 2.0);
        match self.word() % 4 {
            0 => {
                let u = self.size(-300.0, -0.31);
                (law.quantile(u), law.quantile((u * self.size(0.0, 3.0)).min(0.9)))
            }
            1 => (inner, f64::INFINITY),
            2 => (f64::NEG_INFINITY, inner),
            _ => (inner.min(outer), inner.max(outer)),
        }
    }
}

const CHANCES: [f64; 11] =
    [1e-12, 1e-6, 1e-3, 0.05, 0.3, 0.5, 0.7, 0.95, 0.999, 1.0 - 1e-6, 1.0 - 1e-12];

/// The faults of quantiles of `law` by the chances of `shown`, which should be the same distribution.
fn faults(law: &Distribution, shown: &Distribution) -> Vec<String> {
    let (low, high) = law.support();
    let mut found = Vec::new();
    let mut before = f64::NEG_INFINITY;
    for u in CHANCES {
        let x = law.quantile(u);
        let (below, above) = (shown.cdf(x), shown.survival(x));
        let mut fault = |is: bool, what: &str| {
            if is {
                found.push(format!("{what} at {u:e}: {x:e}, chances {below:e} and {above:e}"));
            }
        };
        fault(!x.is_finite() || x < low || x > high, "outside the support");
        fault(before - x > 1e-9 * before.abs().max(x.abs()), "falling");
        fault(!(0.0..=1.0).contains(&below) || below.is_sign_negative(), "no chance");
        fault((below + above - 1.0).abs() > 1e-9, "tails that don't sum to 1");
        let close = 1e-6 * u.min(1.0 - u).max(1e-4);
        if law.is_discrete() {
            fault(below < u - close, "too low");
            fault(x > low && x < 9e15 && shown.cdf(x - 1.0) > u + close, "too high");
        } else if x > low && x < high {
            // a part may be narrower than numbers are apart, and its logarithm rounded
            let back = law.quantile(below);
            let is_back = (back - x).abs() <= 1e-11 * x.abs() + 1e-300;
            fault((below - u).abs() > close && !(is_back && std::ptr::eq(law, shown)), "off");
        }
        before = x;
    }
    found
}

/// The mean, and the variance in units of `deviation` squared, as integrals of the quantile function, with u = 1 ÷ (1 +
/// exp(−π sinh t)).
fn integrals(law: &Distribution, deviation: f64) -> (f64, f64) {
    let sum = |f: &dyn Fn(f64) -> f64| {
        let at = |i: i32| {
            let t = f64::from(i) / 24.0;
            let s = std::f64::consts::PI * libm::sinh(t);
            let (p, q) = (1.0 / (1.0 + libm::exp(-s)), 1.0 / (1.0 + libm::exp(s)));
            let weight = std::f64::consts::PI * libm::cosh(t) * p * q / 24.0;
            // beyond the last chance below 1 nothing is left in doubles
            if p > 0.0 && p < 1.0 { f(law.quantile(p)) * weight } else { 0.0 }
        };
        (-72..=72).map(at).sum::<f64>()
    };
    let mean = sum(&|x| x);
    (mean, sum(&|x| ((x - mean) / deviation).powi(2)))
}

#[test]
fn quantiles_and_chances_of_extreme_distributions_agree() {
    let mut luck = Luck(20);
    let (mut whole, mut cut, mut wrong, mut caught) = (0, 0, 0, 0);
    for _ in 0..900 {
        let (recipe, parameters) = luck.family();
        let Ok(law) = recipe.build(&parameters) else { continue };
        let (low, high) = luck.bounds(&law);
        let found = faults(&law, &law);
        assert!(found.is_empty(), "{recipe:?} {parameters:?}: {found:#?}");
        whole += 1;
        if let Ok(part) = law.clone().truncate(low, high) {
            let found = faults(&part, &part);
            assert!(found.is_empty(), "{recipe:?} {parameters:?}, {low:e} to {high:e}: {found:#?}");
            cut += 1;
        }
        let off: Vec<f64> = parameters.iter().map(|x| 1.001 * x).collect();
        if let Ok(other) = recipe.build(&off)
            && !law.is_discrete()
        {
            wrong += 1;
            caught += u32::from(!faults(&law, &other).is_empty());
        }
    }
    assert!(whole > 500 && cut > 300, "{whole} whole, {cut} cut");
    assert!(caught * 10 > wrong * 9, "{caught} of {wrong} wrong ones are caught");
}

#[test]
fn moments_of_extreme_distributions_are_integrals() {
    let mut luck = Luck(21);
    let mut compared = 0;
    for _ in 0..400 {
        let (recipe, parameters) = luck.family();
        let Ok(law) = recipe.build(&parameters) else { continue };
        let (Some(mean), Some(variance)) = (law.mean(), law.variance()) else { continue };
        let (deviation, median) = (variance.sqrt(), law.quantile(0.5));
        let what = format!("{recipe:?} {parameters:?}: mean {mean:e} ± {deviation:e}");
        let unit = if law.is_discrete() { 1.0 } else { 0.0 };
        // a variance below the smallest number is 0
        let rounding = 1e-9 * mean.abs() + 1e-160;
        assert!((median - mean).abs() <= deviation + rounding + unit, "{what}, median {median:e}");
        // heavy tails, steps of few counts, and values at two ends alone are not for this rule
        let decile = |i: u32| law.quantile(f64::from(i) / 10.0);
        let is_smooth = (!law.is_discrete() || deviation > 1e3)
            && (1..9).all(|i| decile(i + 1) - decile(i) < deviation);
        if is_smooth && deviation < 3.0 * mean.abs() && deviation > 1e-9 * mean.abs() {
            let (first, second) = integrals(&law, deviation);
            assert!(
                (first - mean).abs() < 1e-3 * deviation + 1e-9 * mean.abs(),
                "{what}: {first:e}"
            );
            if variance > 1e-290 && deviation > 1e-6 * mean.abs() {
                assert!((second - 1.0).abs() < 2e-2, "{what}: {second}");
            }
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared} are compared");
}
