//! Ranges with a dash or dots between their ends: `20–40%`, `3–12 weeks`, `20%..40%`; and with a margin on either
//! side: `30% ± 5%`.

use super::super::Unit;
use super::words::chance_between;

/// A range with a dash or another sign between its ends, at the start of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenRange {
    /// The length in bytes.
    pub length: usize,
    /// The text as a range: `20% to 40%`.
    pub range: String,
    /// The text as a difference, if it can be one: `20% - 40%`.
    pub difference: Option<String>,
    /// The text as a range of a chance, if it can be one: `20% to 40%`, or `uniform(0, 0.4)` from an end of the scale.
    pub chance: Option<String>,
}

/// Signs between the ends of a range, besides the minus sign of formulas.
const SIGNS: [&str; 10] = ["–", "—", "‒", "―", "−", "‑", "…", "...", "..", "-"];

/// Signs between a number and its margin on either side.
const PLUS_MINUS: [&str; 3] = ["±", "+/-", "+-"];

/// The range at the start of `text`. A plain `-` makes a range only if `hyphens` is set.
pub fn written_range(text: &str, hyphens: bool) -> Option<WrittenRange> {
    let (low, after_low) = end(text)?;
    let rest = text[after_low..].trim_start();
    if let Some(off) = PLUS_MINUS.iter().find_map(|sign| rest.strip_prefix(sign)) {
        return around(text, &low, off.trim_start());
    }
    let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign))?;
    if *sign == "-" && !hyphens {
        return None;
    }
    let rest = rest[sign.len()..].trim_start();
    let (high, length) = end(rest)?;
    let length = text.len() - rest.len() + length;
    if text[length..].starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let unit = high.unit.or(low.unit);
    let of = |number: &str, unit: Option<&str>| match unit {
        Some("%") => format!("{number}%"),
        Some(unit) => format!("{number} {unit}"),
        None => number.to_owned(),
    };
    // a unit at the second end applies to both ends; a per cent sign is written at each
    let low_unit = if unit == Some("%") { unit } else { low.unit };
    let rises = low.value() < high.value();
    let dots = sign.starts_with(['.', '…']);
    let is_mixed = low.unit.is_some() && low.unit != unit;
    let is_range = dots || is_mixed || rises && unit.is_some();
    let difference = (!is_range)
        .then(|| format!("{} - {}", of(low.number, low.unit), of(high.number, high.unit)));
    let times = match unit {
        Some("%") => 1.0,
        Some(_) => f64::NAN,
        None if low.value() <= 1.0 && high.value() <= 1.0 => 100.0,
        None => 1.0,
    };
    Some(WrittenRange {
        length,
        chance: chance_between(times * low.value(), times * high.value()),
        range: format!("{} to {}", of(low.number, low_unit), of(high.number, unit)),
        difference,
    })
}

/// The range that `30% ± 5%` means, where `off` is the rest after the sign.
fn around(text: &str, middle: &End<'_>, off: &str) -> Option<WrittenRange> {
    let (width, length) = end(off)?;
    if off[length..].starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let unit = width.unit.or(middle.unit);
    if middle.unit.is_some() && middle.unit != unit {
        return None;
    }
    let decimals = |number: &str| number.split_once('.').map_or(0, |(_, digits)| digits.len());
    let places = decimals(middle.number).max(decimals(width.number));
    let of = |value: f64| {
        let number = format!("{value:.places$}");
        match unit {
            Some("%") => format!("{number}%"),
            Some(unit) => format!("{number} {unit}"),
            None => number,
        }
    };
    let (low, high) = (middle.value() - width.value(), middle.value() + width.value());
    let times = match unit {
        Some("%") => 1.0,
        Some(_) => f64::NAN,
        None if high <= 1.0 => 100.0,
        None => 1.0,
    };
    Some(WrittenRange {
        length: text.len() - off.len() + length,
        range: format!("{} to {}", of(low), of(high)),
        difference: None,
        chance: chance_between(times * low, times * high),
    })
}

/// One end of a range.
struct End<'t> {
    number: &'t str,
    /// `%`, or a word for a unit of time.
    unit: Option<&'t str>,
}

impl End<'_> {
    fn value(&self) -> f64 {
        self.number.parse().unwrap_or(f64::NAN)
    }
}

/// The number with its unit at the start of `text`, and its length.
fn end(text: &str) -> Option<(End<'_>, usize)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(text);
    if length == 0 {
        return None;
    }
    if text[length..].starts_with('.') && digits(&text[length + 1..]) > 0 {
        length += 1 + digits(&text[length + 1..]);
    }
    let number = &text[..length];
    let rest = text[length..].trim_start();
    let gap = text.len() - rest.len() - length;
    if rest.starts_with('%') {
        return Some((End { number, unit: Some("%") }, length + gap + 1));
    }
    let word = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    match &rest[..word] {
        "percent" | "pct" => Some((End { number, unit: Some("%") }, length + gap + word)),
        unit if Unit::of(unit).is_some() => {
            Some((End { number, unit: Some(unit) }, length + gap + word))
        }
        _ => Some((End { number, unit: None }, length)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_between_numbers_are_ranges_or_differences() {
        for (text, range, difference) in [
            ("20%–40%", "20% to 40%", None),
            ("20–40%", "20% to 40%", None),
            ("20 — 40 %", "20% to 40%", None),
            ("3–12 weeks", "3 to 12 weeks", None),
            ("3 weeks–2 months", "3 weeks to 2 months", None),
            ("20..40%", "20% to 40%", None),
            ("20–40", "20 to 40", Some("20 - 40")),
            ("60%–20%", "60% to 20%", Some("60% - 20%")),
            ("0.2…0.4", "0.2 to 0.4", None),
        ] {
            let found = written_range(text, false).expect(text);
            assert_eq!(
                (found.range.as_str(), found.difference.as_deref(), found.length),
                (range, difference, text.len()),
                "{text}"
            );
        }
        for (text, range, chance) in [
            ("30% ± 5%", "25% to 35%", Some("25% to 35%")),
            ("30 +/- 5%", "25% to 35%", Some("25% to 35%")),
            ("0.3 ± 0.05", "0.25 to 0.35", Some("25% to 35%")),
            ("5%±5%", "0% to 10%", Some("uniform(0, 0.1)")),
            ("6 ± 2 weeks", "4 weeks to 8 weeks", None),
        ] {
            let found = written_range(text, false).expect(text);
            assert_eq!((found.range.as_str(), found.chance.as_deref()), (range, chance), "{text}");
        }
        for text in ["20-40%", "20–x", "x–20", "20–40x", "2025-10-01"] {
            assert_eq!(written_range(text, false), None, "{text}");
        }
        assert_eq!(written_range("20 - 40 %", true).expect("a range").range, "20% to 40%");
    }
}
