//! The names of the months in several languages.

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// The names of the months in German, French, Spanish, Italian, Dutch, Russian and Ukrainian, if they differ.
const ELSEWHERE: [&[&str]; 12] = [
    &["januar", "jänner", "janvier", "enero", "gennaio", "januari", "января", "січня"],
    &["februar", "februari", "février", "fevrier", "febrero", "febbraio", "февраля", "лютого"],
    &["märz", "maerz", "mars", "marzo", "maart", "марта", "березня"],
    &["avril", "abril", "aprile", "апреля", "квітня"],
    &["mai", "mayo", "maggio", "mei", "мая", "травня"],
    &["juni", "juin", "junio", "giugno", "июня", "червня"],
    &["juli", "juillet", "julio", "luglio", "июля", "липня"],
    &["août", "aout", "agosto", "augustus", "августа", "серпня"],
    &["septembre", "septiembre", "settembre", "сентября", "вересня"],
    &["oktober", "octobre", "octubre", "ottobre", "октября", "жовтня"],
    &["novembre", "noviembre", "ноября", "листопада"],
    &["dezember", "décembre", "decembre", "diciembre", "dicembre", "декабря", "грудня"],
];

/// The number, from 1, of the month that `word` names or abbreviates.
pub fn month_of(word: &str) -> Option<i8> {
    let lower = word.to_lowercase();
    let begins = |month: &&str| month.starts_with(&lower) && lower.len() >= 3;
    let at = MONTHS.iter().position(begins);
    let elsewhere = || ELSEWHERE.iter().position(|names| names.contains(&lower.as_str()));
    if lower == "sept" { Some(9) } else { at.or_else(elsewhere).map(|at| at as i8 + 1) }
}
