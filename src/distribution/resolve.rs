//! Resolution of calls to recipes by the names of their arguments; numbers play no part.

use super::Recipe;

/// The functions that [`Recipe::resolve`] accepts. `mixture` and `truncate`, whose arguments are distributions, and
/// `quantiles`, whose arguments have chances, are not among them.
pub const FAMILIES: &[&str] = &[
    "normal",
    "lognormal",
    "uniform",
    "triangular",
    "pert",
    "beta",
    "gamma",
    "exponential",
    "weibull",
    "student_t",
    "poisson",
    "binomial",
    "geometric",
    "negative_binomial",
];

/// The reason why a call has no recipe, and the repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipeFault {
    /// The fault, without a full stop: "`normal` has no argument `mu`".
    pub message: String,
    /// The repair: "write `normal(mean, sd)` or …".
    pub help: String,
}

/// One way to call a function.
struct Form {
    recipe: Recipe,
    names: &'static [&'static str],
    /// Whether the arguments may be given without their names.
    by_place: bool,
}

/// The percentiles that a function accepts.
enum Percentiles {
    None,
    One(fn(u8) -> Recipe),
    Two(fn(u8, u8) -> Recipe),
}

const fn placed(recipe: Recipe, names: &'static [&'static str]) -> Form {
    Form { recipe, names, by_place: true }
}

const fn named(recipe: Recipe, names: &'static [&'static str]) -> Form {
    Form { recipe, names, by_place: false }
}

/// The forms of calls to a function; `None` if it is unknown.
fn forms(family: &str) -> Option<(Vec<Form>, Percentiles)> {
    use Percentiles::{None as No, One, Two};
    Some(match family {
        "normal" => (vec![placed(Recipe::Normal, &["mean", "sd"])], Two(Recipe::NormalPercentiles)),
        "lognormal" => (
            vec![
                named(Recipe::LogNormal, &["mean", "sd"]),
                named(Recipe::LogNormalOfLog, &["mu", "sigma"]),
            ],
            Two(Recipe::LogNormalPercentiles),
        ),
        "uniform" => (vec![placed(Recipe::Uniform, &["low", "high"])], No),
        "triangular" => (vec![placed(Recipe::Triangular, &["low", "mode", "high"])], No),
        "pert" => (
            vec![
                placed(Recipe::Pert, &["low", "mode", "high"]),
                placed(Recipe::PertLambda, &["low", "mode", "high", "lambda"]),
            ],
            No,
        ),
        "beta" => (
            vec![placed(Recipe::Beta, &["a", "b"]), named(Recipe::BetaMoments, &["mean", "sd"])],
            No,
        ),
        "gamma" => (vec![named(Recipe::Gamma, &["shape", "scale"])], No),
        "exponential" => {
            (vec![named(Recipe::Exponential, &["mean"])], One(Recipe::ExponentialPercentile))
        }
        "weibull" => {
            (vec![named(Recipe::Weibull, &["shape", "scale"])], Two(Recipe::WeibullPercentiles))
        }
        "student_t" => (
            vec![
                placed(Recipe::StudentT, &["df"]),
                placed(Recipe::StudentTMoved, &["df", "loc", "scale"]),
            ],
            No,
        ),
        "poisson" => (vec![placed(Recipe::Poisson, &["mean"])], No),
        "binomial" => (vec![placed(Recipe::Binomial, &["n", "p"])], No),
        "geometric" => (vec![placed(Recipe::Geometric, &["p"])], No),
        "negative_binomial" => (
            vec![
                named(Recipe::NegativeBinomial, &["failures_before", "p"]),
                named(Recipe::NegativeBinomialMoments, &["mean", "sd"]),
            ],
            No,
        ),
        _ => return None,
    })
}

impl Recipe {
    /// The recipe of a call, and the order of its arguments: the recipe's k-th parameter is the call's `order[k]`-th
    /// argument. `names[i]` is the name of the i-th argument, if it has one.
    pub fn resolve(
        family: &str,
        names: &[Option<&str>],
    ) -> Result<(Self, Vec<usize>), RecipeFault> {
        let Some((forms, percentiles)) = forms(family) else {
            return Err(RecipeFault {
                message: format!("there is no distribution `{family}`"),
                help: format!("there are {}, quantiles, mixture and truncate", FAMILIES.join(", ")),
            });
        };
        let fault =
            |message: String| RecipeFault { message, help: usage(family, &forms, &percentiles) };
        for (i, name) in names.iter().enumerate() {
            if let Some(name) = name.filter(|_| names[..i].contains(name)) {
                return Err(fault(format!("`{name}` is given twice")));
            }
        }
        let known = |name: &str| {
            rank(name).is_some() || forms.iter().any(|form| form.names.contains(&name))
        };
        if let Some(name) = names.iter().flatten().find(|name| !known(name)) {
            return Err(fault(format!("`{family}` has no argument `{name}`")));
        }
        let ranks: Vec<Option<u8>> = names.iter().map(|name| name.and_then(rank)).collect();
        if ranks.iter().any(Option::is_some) {
            return by_ranks(family, &ranks, &percentiles).map_err(fault);
        }
        if let Some(found) = forms.iter().find_map(|form| form.arrange(names)) {
            return Ok(found);
        }
        Err(fault(why_not(family, names, &forms)))
    }
}

impl Form {
    /// The recipe and the order of arguments, if a call with these names has this form.
    fn arrange(&self, names: &[Option<&str>]) -> Option<(Recipe, Vec<usize>)> {
        if names.len() != self.names.len() {
            return None;
        }
        // arguments without a name come first and are the first parameters
        let unnamed = names.iter().take_while(|name| name.is_none()).count();
        if unnamed > 0 && !self.by_place {
            return None;
        }
        let place = |(k, expected): (usize, &&str)| {
            if k < unnamed {
                Some(k)
            } else {
                names.iter().position(|name| name.is_some_and(|name| name == *expected))
            }
        };
        let order: Option<Vec<usize>> = self.names.iter().enumerate().map(place).collect();
        Some((self.recipe, order?))
    }
}

/// Parses the rank of a percentile: `p10` is 10. Ranks are 1 to 99, without leading zeros.
fn rank(name: &str) -> Option<u8> {
    let digits = name.strip_prefix('p')?;
    let plain = !digits.is_empty()
        && !digits.starts_with('0')
        && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|rank| plain && (1..=99).contains(rank))
}

fn by_ranks(
    family: &str,
    ranks: &[Option<u8>],
    percentiles: &Percentiles,
) -> Result<(Recipe, Vec<usize>), String> {
    match (percentiles, ranks) {
        (Percentiles::None, _) => Err(format!("`{family}` is not given by percentiles")),
        (Percentiles::One(recipe), [Some(rank)]) => Ok((recipe(*rank), vec![0])),
        (Percentiles::Two(recipe), [Some(a), Some(b)]) if a < b => Ok((recipe(*a, *b), vec![0, 1])),
        (Percentiles::Two(recipe), [Some(a), Some(b)]) => Ok((recipe(*b, *a), vec![1, 0])),
        _ if ranks.contains(&None) => {
            Err("percentiles do not go together with other arguments".to_owned())
        }
        (Percentiles::One(_), _) => Err(format!("`{family}` takes one percentile")),
        (Percentiles::Two(_), _) => Err(format!("`{family}` takes two percentiles")),
    }
}

/// The reason why no form fits.
fn why_not(family: &str, names: &[Option<&str>], forms: &[Form]) -> String {
    let counts = |form: &Form| form.names.len() == names.len();
    if names.contains(&None) && forms.iter().all(|form| !form.by_place) {
        return format!("the arguments of `{family}` must be named: conventions differ");
    }
    if !forms.iter().any(counts) {
        let mut counts: Vec<String> =
            forms.iter().map(|form| form.names.len().to_string()).collect();
        counts.dedup();
        let s = if counts == ["1"] { "" } else { "s" };
        return format!(
            "`{family}` takes {} argument{s}, not {}",
            counts.join(" or "),
            names.len()
        );
    }
    let first_named = names.iter().position(Option::is_some).unwrap_or(names.len());
    if names[first_named..].contains(&None) {
        return "an argument without a name cannot follow one with a name".to_owned();
    }
    let given: Vec<String> = names.iter().flatten().map(|name| format!("`{name}`")).collect();
    format!("these arguments of `{family}` do not go together: {}", given.join(", "))
}

/// Lists the forms of a call: "write `lognormal(mean = …, sd = …)` or …".
fn usage(family: &str, forms: &[Form], percentiles: &Percentiles) -> String {
    let mut ways: Vec<String> = forms
        .iter()
        .map(|form| {
            let joint = if form.by_place { "" } else { " = …" };
            let names: Vec<String> =
                form.names.iter().map(|name| format!("{name}{joint}")).collect();
            format!("`{family}({})`", names.join(", "))
        })
        .collect();
    match percentiles {
        Percentiles::None => {}
        Percentiles::One(_) => ways.push(format!("`{family}(p50 = …)` with any of p1 to p99")),
        Percentiles::Two(_) => {
            ways.push(format!("`{family}(p10 = …, p90 = …)` with any two of p1 to p99"));
        }
    }
    format!("write {}", ways.join(" or "))
}
