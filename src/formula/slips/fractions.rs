//! Fractions of one character, such as `½`.

const FRACTIONS: [(char, &str); 18] = [
    ('½', "1/2"),
    ('⅓', "1/3"),
    ('⅔', "2/3"),
    ('¼', "1/4"),
    ('¾', "3/4"),
    ('⅕', "1/5"),
    ('⅖', "2/5"),
    ('⅗', "3/5"),
    ('⅘', "4/5"),
    ('⅙', "1/6"),
    ('⅚', "5/6"),
    ('⅐', "1/7"),
    ('⅛', "1/8"),
    ('⅜', "3/8"),
    ('⅝', "5/8"),
    ('⅞', "7/8"),
    ('⅑', "1/9"),
    ('⅒', "1/10"),
];

/// The fraction at the start of `text`, as formulas write it, and its length.
pub fn fraction(text: &str) -> Option<(&'static str, usize)> {
    let first = text.chars().next()?;
    let (sign, meant) = FRACTIONS.iter().find(|(sign, _)| *sign == first)?;
    Some((meant, sign.len_utf8()))
}
