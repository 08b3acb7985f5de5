//! Numbers with separators between their digits, or with a word for thousands or millions.

/// Separators of groups of three digits, besides commas and points.
const BETWEEN: [char; 6] = [' ', '\u{a0}', '\u{2009}', '\u{202f}', '\'', '’'];

/// The number at the start of `text` whose digits are grouped by threes, as in `30 000` or `30'000`: its length, and
/// the number without separators.
pub fn grouped(text: &str) -> Option<(usize, String)> {
    let lead = digits(text);
    let sign = text[lead..].chars().next().filter(|c| BETWEEN.contains(c))?;
    if !(1..=3).contains(&lead) || text.starts_with('0') {
        return None;
    }
    let mut at = lead;
    let mut number = text[..lead].to_owned();
    while let Some(rest) = text[at..].strip_prefix(sign)
        && digits(rest) == 3
    {
        number.push_str(&rest[..3]);
        at += sign.len_utf8() + 3;
    }
    if let Some(rest) = text[at..].strip_prefix('.')
        && digits(rest) > 0
    {
        number.push_str(&text[at..=at + digits(rest)]);
        at += 1 + digits(rest);
    }
    (at > lead).then_some((at, number))
}

/// The length of the number with commas at the start of `text`: `0,25`, `30,000`, `1.234,5`.
pub fn commas(text: &str) -> Option<usize> {
    let mut at = digits(text);
    let mut any = false;
    while at > 0
        && let Some(rest) = text[at..].strip_prefix([',', '.'])
        && digits(rest) > 0
    {
        any |= text[at..].starts_with(',');
        at += 1 + digits(rest);
    }
    any.then_some(at)
}

/// The numbers that digits with commas can mean, each with a word for its meaning, the likeliest first: `30,000` is
/// thirty thousand or thirty. Empty if it is not a number.
pub fn comma_readings(text: &str) -> Vec<(String, String)> {
    let plain = |text: &str| text.replace([',', '.'], "");
    let as_given = |text: String| vec![(text, String::new())];
    if let Some((whole, fraction)) = text.rsplit_once('.')
        && whole.contains(',')
        && !fraction.contains(',')
    {
        // 30,000.5
        return if threes(whole, ',') {
            as_given(format!("{}.{fraction}", plain(whole)))
        } else {
            Vec::new()
        };
    }
    let Some((whole, last)) = text.rsplit_once(',') else {
        return if threes(text, '.') { as_given(plain(text)) } else { Vec::new() };
    };
    if whole.contains('.') {
        // 1.234,5
        let right = threes(whole, '.');
        return if right { as_given(format!("{}.{last}", plain(whole))) } else { Vec::new() };
    }
    if whole.contains(',') {
        return if threes(text, ',') { as_given(plain(text)) } else { Vec::new() };
    }
    let bare = whole.trim_start_matches('0');
    let decimal = format!("{}.{last}", if bare.is_empty() { "0" } else { bare });
    if !threes(text, ',') {
        return as_given(decimal);
    }
    vec![
        (plain(text), "if the comma groups thousands".to_owned()),
        (decimal, "if it is a decimal comma".to_owned()),
    ]
}

/// A text with each decimal comma replaced by a point; `None` if there is no decimal comma, or if one of the commas
/// could also group thousands.
pub fn decimal_points(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut at = 0;
    let mut any = false;
    while let Some(c) = text[at..].chars().next() {
        let length = if c.is_ascii_digit() { commas(&text[at..]) } else { None };
        if let Some(length) = length {
            let readings = comma_readings(&text[at..at + length]);
            let [(number, _)] = &readings[..] else { return None };
            out.push_str(number);
            at += length;
            any = true;
        } else {
            let length = digits(&text[at..]).max(c.len_utf8());
            out.push_str(&text[at..at + length]);
            at += length;
        }
    }
    any.then_some(out)
}

/// The length of the number at the start of `text` that is grouped by threes with points, as in `1.000.000`.
pub fn groups_of_points(text: &str) -> Option<usize> {
    let length = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let number = &text[..length];
    (number.matches('.').count() > 1 && threes(number, '.')).then_some(length)
}

/// Whether a text has digits in groups of three, separated by `sign`, without a leading zero.
fn threes(text: &str, sign: char) -> bool {
    let mut groups = text.split(sign);
    let first = groups.next().unwrap_or_default();
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && digits(first)
        && text.contains(sign)
        && groups.all(|group| group.len() == 3 && digits(group))
}

/// The number of zeros that a word such as `million` or `bn` stands for.
pub fn multiplier(word: &str) -> Option<usize> {
    Some(match word.to_lowercase().as_str() {
        "hundred" => 2,
        "k" | "thousand" => 3,
        "lakh" | "lakhs" => 5,
        "crore" | "crores" => 7,
        "m" | "mn" | "mio" | "million" | "millions" => 6,
        "bn" | "b" | "billion" | "billions" => 9,
        "tn" | "trillion" | "trillions" => 12,
        _ => return None,
    })
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_joined() {
        for (text, length, number) in [
            ("30 000 to", 6, "30000"),
            ("1'234'567", 9, "1234567"),
            ("30\u{202f}000", 8, "30000"),
            ("12 000.5", 8, "12000.5"),
        ] {
            assert_eq!(grouped(text), Some((length, number.to_owned())), "{text}");
        }
        for text in ["30 00", "3 0000", "0 000", "1 in 4", "3000 000"] {
            assert_eq!(grouped(text), None, "{text}");
        }
    }

    #[test]
    fn commas_mean_thousands_or_decimals() {
        for (text, numbers) in [
            ("30,000", &["30000", "30.000"][..]),
            ("0,25", &["0.25"]),
            ("0,125", &["0.125"]),
            ("1,234,567", &["1234567"]),
            ("30,000.5", &["30000.5"]),
            ("1.234,5", &["1234.5"]),
            ("1.234.567", &["1234567"]),
            ("1,2,3", &[]),
        ] {
            let found: Vec<String> = comma_readings(text).into_iter().map(|(n, _)| n).collect();
            assert_eq!(found, numbers, "{text}");
        }
        assert_eq!(decimal_points("20,5% - 30,5%").as_deref(), Some("20.5% - 30.5%"));
        for text in ["20% - 30%", "20,500 - 30,500", "1,2,3"] {
            assert_eq!(decimal_points(text), None, "{text}");
        }
        assert_eq!(groups_of_points("1.000.000 a"), Some(9));
        assert_eq!(groups_of_points("1.000"), None);
        assert_eq!(commas("0,25, b"), Some(4));
        assert_eq!(commas("0.25, b"), None);
        assert_eq!(commas("1.234,5 x"), Some(7));
    }
}
