//! Recipes of calls, and the messages for calls without one.

use crate::distribution::{FAMILIES, Recipe};

fn resolve(family: &str, names: &[&str]) -> Result<(Recipe, Vec<usize>), String> {
    // an empty name means that the argument has none
    let names: Vec<Option<&str>> =
        names.iter().map(|&name| Some(name).filter(|name| !name.is_empty())).collect();
    Recipe::resolve(family, &names).map_err(|fault| format!("{}; {}", fault.message, fault.help))
}

#[test]
fn calls_with_a_meaning() {
    for (family, names, recipe, order) in [
        ("normal", &["", ""] as &[&str], Recipe::Normal, &[0_usize, 1] as &[usize]),
        ("normal", &["", "sd"], Recipe::Normal, &[0, 1]),
        ("normal", &["sd", "mean"], Recipe::Normal, &[1, 0]),
        ("normal", &["p90", "p10"], Recipe::NormalPercentiles(10, 90), &[1, 0]),
        ("lognormal", &["sigma", "mu"], Recipe::LogNormalOfLog, &[1, 0]),
        ("lognormal", &["mean", "sd"], Recipe::LogNormal, &[0, 1]),
        ("exponential", &["p50"], Recipe::ExponentialPercentile(50), &[0]),
        ("student_t", &[""], Recipe::StudentT, &[0]),
        ("student_t", &["", "scale", "loc"], Recipe::StudentTMoved, &[0, 2, 1]),
        ("pert", &["", "", "high"], Recipe::Pert, &[0, 1, 2]),
        ("pert", &["", "", "", "lambda"], Recipe::PertLambda, &[0, 1, 2, 3]),
        ("beta", &["sd", "mean"], Recipe::BetaMoments, &[1, 0]),
        ("binomial", &["p", "n"], Recipe::Binomial, &[1, 0]),
        ("negative_binomial", &["sd", "mean"], Recipe::NegativeBinomialMoments, &[1, 0]),
    ] {
        assert_eq!(resolve(family, names), Ok((recipe, order.to_vec())), "{family}{names:?}");
    }
}

#[test]
fn calls_without() {
    for (family, names, part) in [
        ("lognormal", &["", ""] as &[&str], "the arguments of `lognormal` must be named"),
        ("gamma", &["", "scale"], "the arguments of `gamma` must be named"),
        ("exponential", &[""], "`exponential(mean = …)` or `exponential(p50 = …)`"),
        ("exponential", &["rate"], "has no argument `rate`"),
        ("lognormal", &["mean", "sigma"], "do not go together: `mean`, `sigma`"),
        ("normal", &[""], "takes 2 arguments, not 1"),
        ("poisson", &["", ""], "takes 1 argument, not 2"),
        ("student_t", &["", ""], "takes 1 or 3 arguments, not 2"),
        ("normal", &["mean", ""], "cannot follow"),
        ("normal", &["", "mean"], "do not go together"),
        ("normal", &["sd", "sd"], "`sd` is given twice"),
        ("normal", &["p10"], "takes two percentiles"),
        ("normal", &["p10", "sd"], "do not go together with other arguments"),
        ("normal", &["p0", "p90"], "no argument `p0`"),
        ("normal", &["p05", "p95"], "no argument `p05`"),
        ("normal", &["p100", "p9"], "no argument `p100`"),
        ("beta", &["p10", "p90"], "`beta` is not given by percentiles"),
        ("exponential", &["p10", "p90"], "takes one percentile"),
        ("gauss", &["", ""], "there is no distribution `gauss`"),
        ("normal", &[], "takes 2 arguments, not 0"),
    ] {
        let fault = resolve(family, names).expect_err("no meaning");
        assert!(fault.contains(part), "{family}{names:?}: {fault}");
    }
}

#[test]
fn every_family_is_known() {
    for family in FAMILIES {
        let fault = resolve(family, &["nonsense"]).expect_err("no such argument");
        assert!(fault.contains(&format!("write `{family}(")), "{fault}");
    }
}

#[test]
fn broken_requirements() {
    for (recipe, parameters, message) in [
        (Recipe::Normal, &[0.0, -1.0] as &[f64], "sd must be above 0, it is -1"),
        (Recipe::Normal, &[f64::NAN, 1.0], "mean must be a finite number, it is not a number"),
        (Recipe::Normal, &[0.0, f64::INFINITY], "sd must be a finite number, it is inf"),
        (Recipe::Normal, &[0.0], "2 parameters are needed, there are 1"),
        (Recipe::NORMAL_5_95, &[3.0, 2.0], "p5 must be below p95, they are 3 and 2"),
        (Recipe::LOGNORMAL_5_95, &[0.0, 2.0], "p5 must be above 0, it is 0"),
        (
            Recipe::LOGITNORMAL_5_95,
            &[0.2, 1.0],
            "p95 must lie between 0 and 1, both excluded, it is 1",
        ),
        (Recipe::LogNormal, &[-2.0, 2.0], "mean must be above 0, it is -2"),
        (
            Recipe::LogNormalOfLog,
            &[0.0, 1000.0],
            "the spread is too wide: its ends leave the range of numbers",
        ),
        (Recipe::Uniform, &[2.0, 2.0], "low must be below high, they are 2 and 2"),
        (Recipe::Pert, &[0.0, 3.0, 2.0], "mode must lie between 0 and 2, it is 3"),
        (Recipe::Gamma, &[1e-20, 2.0], "shape must lie between 1e-15 and 1e15, it is 1e-20"),
        (Recipe::Binomial, &[2.5, 0.5], "n must be a whole number, it is 2.5"),
        (Recipe::Binomial, &[2.0, 1.5], "p must lie between 0 and 1, it is 1.5"),
        (Recipe::Poisson, &[-1.0], "mean must be 0 or above, it is -1"),
        (Recipe::Geometric, &[0.0], "p must be above 0, it is 0"),
    ] {
        let fault = recipe.build(parameters).expect_err("broken");
        assert_eq!(fault.message, message);
    }
}
