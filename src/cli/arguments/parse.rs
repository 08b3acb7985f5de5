//! Arguments that clap can't read by itself. Knows their syntax, not what they do.

use crate::api::{MOST_THREADS, MOST_TRIALS, Shard, Spread as Design, nfc};
use clap::builder::{StringValueParser, TypedValueParser};

/// Parses a text, in which names are normalised like those of a scenario.
pub(crate) fn text() -> impl TypedValueParser<Value = String> {
    StringValueParser::new().map(|text| nfc(&text).into_owned())
}

/// Parses a number of trials: `1000000`, `1_000_000`, `1,000,000` or `1e6`.
pub(crate) fn trials(text: &str) -> Result<u64, String> {
    let wrong =
        || format!("`{text}` is not a whole number such as 1000000, 1_000_000, 1,000,000 or 1e6");
    let plain: String = text.chars().filter(|c| !matches!(c, '_' | ',')).collect();
    let is_separated = |c: char| text.starts_with(c) || text.ends_with(c);
    if is_separated('_') || is_separated(',') {
        return Err(wrong());
    }
    let trials = match plain.split_once(['e', 'E']) {
        None => digits(&plain).ok_or_else(wrong)?,
        Some((mantissa, exponent)) => scientific(mantissa, exponent).ok_or_else(wrong)?,
    };
    match trials {
        0 => Err("at least one trial is needed; the default is a million".to_owned()),
        n if n > u128::from(MOST_TRIALS) => {
            Err(format!("more than {MOST_TRIALS} trials could not be drawn in a lifetime"))
        }
        n => Ok(n as u64),
    }
}

/// Parses a number of worlds, in the notation of trials.
pub(crate) fn worlds(text: &str) -> Result<u64, String> {
    trials(text).map_err(|_| format!("`{text}` is not a number of readings, such as 1000"))
}

fn digits(text: &str) -> Option<u128> {
    let is_short = !text.is_empty() && text.len() <= 30;
    (is_short && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Returns the value of `2.5e6`, if that is a whole number.
fn scientific(mantissa: &str, exponent: &str) -> Option<u128> {
    let exponent = digits(exponent.strip_prefix('+').unwrap_or(exponent)).filter(|e| *e <= 20)?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let zeros = (exponent as usize).checked_sub(fraction.len())?;
    digits(whole)?;
    digits(&format!("{whole}{fraction}{}", "0".repeat(zeros)))
}

/// Parses a standard error of chances, from 1e-9 to 1.
pub(crate) fn std_error(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(error) if (1e-9..=1.0).contains(&error) => Ok(error),
        _ => {
            Err("a standard error of chances is a number such as 0.001, from 1e-9 to 1".to_owned())
        }
    }
}

/// Parses a design: `sobol:256` or `lhs:100`.
pub(crate) fn design(text: &str) -> Result<Design, String> {
    let (kind, points) = text.split_once(':').unwrap_or((text, ""));
    let points = trials(points).ok().and_then(|n| usize::try_from(n).ok());
    match (kind, points) {
        ("sobol", Some(points)) => Ok(Design::Sobol(points)),
        ("lhs", Some(points)) => Ok(Design::Latin(points)),
        _ => Err("a design is sobol:N or lhs:N, such as sobol:256".to_owned()),
    }
}

/// Parses a part of several: `3/16`, counted from 1.
pub(crate) fn shard(text: &str) -> Result<Shard, String> {
    let numbers = text.split_once('/').map(|(i, of)| (i.parse::<u64>(), of.parse::<u64>()));
    match numbers {
        Some((Ok(i), Ok(of @ 1..=1_000_000))) if (1..=of).contains(&i) => {
            Ok(Shard { index: i - 1, of })
        }
        _ => Err("a shard is I/K, such as 3/16: the third of sixteen parts".to_owned()),
    }
}

/// Parses a number of threads, from 1 to 1024.
pub(crate) fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads @ 1..=MOST_THREADS) => Ok(threads),
        _ => Err("threads are counted from 1 to 1024; all cores are the default".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trials_are_written_in_several_ways() {
        for text in ["1000000", "1_000_000", "1,000,000", "1e6", "1E+6", "1.0e6", "0.1e7"] {
            assert_eq!(trials(text), Ok(1_000_000), "{text}");
        }
        assert_eq!(trials("2.5e3"), Ok(2500));
        for text in ["0", "0e5", "", "_", "-5", "1.5", "1e-3", "2.55e1", "1M", "1e99", "9e18", "e6"]
        {
            assert!(trials(text).is_err(), "{text}");
        }
        assert!(trials(&"9".repeat(500)).is_err());
    }

    #[test]
    fn errors_have_bounds() {
        assert_eq!(std_error("0.001"), Ok(0.001));
        assert!(
            ["0", "-1", "nan", "inf", "2", "1e-300", "x"].iter().all(|t| std_error(t).is_err())
        );
    }

    #[test]
    fn shards_are_counted_from_one() {
        assert_eq!(shard("3/16"), Ok(Shard { index: 2, of: 16 }));
        for text in ["0/4", "5/4", "1/0", "1", "a/b", "-1/4", ""] {
            assert!(shard(text).is_err(), "{text}");
        }
    }

    #[test]
    fn designs_have_points() {
        assert_eq!(design("sobol:256"), Ok(Design::Sobol(256)));
        assert_eq!(design("lhs:1e3"), Ok(Design::Latin(1000)));
        for text in ["sobol", "sobol:0", "grid:4", "lhs:-1"] {
            assert!(design(text).is_err(), "{text}");
        }
    }

    #[test]
    fn threads_have_bounds() {
        assert_eq!(threads("7"), Ok(7));
        assert!(threads("0").is_err() && threads("1000000").is_err() && threads("x").is_err());
    }
}
