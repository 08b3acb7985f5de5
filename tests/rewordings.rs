//! Repairs of whole phrases and of notations of other languages, made mechanically as in `repairs`: the repaired text
//! has no fault and forecasts just what the text that was meant forecasts.

use crate::repairs::{CHANCE, CLOCK, DATE, DELAY, TABLE, VALUE, holds, repaired};

/// Words around a chance, fractions in words, odds in words, words of degree.
#[test]
fn chances_in_whole_phrases() {
    for (slip, way, meant) in [
        ("1/3 chance", 0, "1/3"),
        ("a 30% chance", 0, "30%"),
        ("probability of 0.3", 0, "0.3 * 1"),
        ("90% sure", 0, "90%"),
        ("circa 30", 0, "25% to 35%"),
        ("at least 50", 0, "uniform(0.5, 1)"),
        ("20 ~ 40%", 0, "20% to 40%"),
        ("2:1 odds", 0, "2:1"),
        ("odds of 2 to 1", 0, "2:1"),
        ("3:1 against", 0, "1:3"),
        ("2 to 1", 0, "2:1"),
        ("60 to 40", 1, "40% to 60%"),
        ("40% to 20%", 0, "20% to 40%"),
        ("a third", 0, "1 in 3"),
        ("two-thirds", 0, "2 in 3"),
        ("three quarters", 0, "3 in 4"),
        ("half", 0, "1 in 2"),
        ("less than half", 0, "uniform(0, 0.5)"),
        ("one-in-five", 0, "1 in 5"),
        ("very-likely", 0, "very likely"),
        ("not likely", 0, "unlikely"),
        ("fairly likely", 0, "likely"),
        ("fairly likely", 1, "very likely"),
        ("certain", 0, "almost certain"),
        ("30 Prozent", 0, "30%"),
        ("30％", 0, "30%"),
        ("３０%", 0, "30%"),
        ("۳۰٪", 0, "30%"),
        ("300‰", 0, "30%"),
        ("0·3", 0, "0.3 * 1"),
        ("0٫3", 0, "0.3 * 1"),
        ("30", 0, "30%"),
        (".3", 0, "0.3 * 1"),
    ] {
        holds(CHANCE, &format!("\"{slip}\""), way, &format!("\"{meant}\""));
    }
    holds(CHANCE, "30", 0, "\"30%\"");
    holds(TABLE, "\"a third\"", 0, "\"1 in 3\"");
}

/// Ranges, groups, semicolons and words of numbers and of times.
#[test]
fn numbers_and_times_in_whole_phrases() {
    for (slip, way, meant) in [
        ("100 ~ 200", 0, "100 to 200"),
        ("between 100 and 200", 0, "100 to 200"),
        ("from 10 to 20", 0, "10 to 20"),
        ("20 to 10", 0, "10 to 20"),
        ("about 100", 0, "90 to 110"),
        ("approx. 100", 1, "100 * 1"),
        ("twenty to thirty", 0, "20 to 30"),
        ("12,34,567", 0, "1234567 * 1"),
        ("3 crore", 0, "30000000 * 1"),
        ("uniform(0,5; 1,5)", 0, "uniform(0.5, 1.5)"),
        ("normal(0; 1)", 0, "normal(0, 1)"),
        ("5·3", 0, "5.3 * 1"),
        ("5·3", 1, "5 * 3"),
        ("−5", 0, "-5 * 1"),
        ("2²", 0, "2^2"),
    ] {
        holds(VALUE, &format!("\"{slip}\""), way, &format!("\"{meant}\""));
    }
    for (slip, way, meant) in [
        ("two weeks", 0, "2 weeks"),
        ("a week", 0, "1 week"),
        ("half a year", 0, "6 months"),
        ("one to two weeks", 0, "1 to 2 weeks"),
        ("6 to 8 wks", 0, "6 to 8 weeks"),
        ("30d", 0, "30 days"),
        ("6 mo", 0, "6 months"),
        ("1-2 mo", 0, "1 to 2 months"),
        ("6 Wochen", 0, "6 weeks"),
        ("2 fortnights", 0, "4 weeks"),
        ("48 hours", 0, "2 days"),
        ("between 3 and 6 weeks", 0, "3 to 6 weeks"),
        ("about 6 weeks", 1, "6 weeks"),
    ] {
        holds(DELAY, slip, way, meant);
    }
}

/// Texts whose meaning can't be known: the message asks, and offers no repair that would be a guess.
#[test]
fn what_only_the_analyst_knows_is_asked() {
    for (frame, slip, asked) in [
        (CHANCE, "TBD", "surely wide enough"),
        (CHANCE, "N/A", "surely wide enough"),
        (CHANCE, "?", "surely wide enough"),
        (CHANCE, "unknown", "surely wide enough"),
        (VALUE, "at least 100", "`100 to …`"),
        (VALUE, "max 100", "`… to 100`"),
        (VALUE, "±5", "both ends of the range"),
        (CHANCE, "±5", "both ends of the range"),
    ] {
        let (faults, _) = repaired(&frame.replace('@', &format!("\"{slip}\"")), 0);
        assert_eq!(faults.len(), 1, "{slip}: {faults:?}");
        assert!(faults[0].label.contains(asked), "{slip}: {}", faults[0].label);
        assert!(faults[0].repairs.is_empty(), "{slip}: {faults:?}");
    }
}

/// Dates of other calendars, keyboards and habits; each that can mean two days offers both.
#[test]
fn dates_in_further_forms() {
    for (slip, way, meant) in [
        ("25-12-31", 0, "2025-12-31"),
        ("25-12-31", 1, "2031-12-25"),
        ("2025-31-12", 0, "2025-12-31"),
        ("2025-12", 1, "2025-12-31"),
        ("12/2025", 1, "2025-12-31"),
        ("2025Q4", 1, "2025-12-31"),
        ("Q4/25", 1, "2025-12-31"),
        ("H2 2025", 1, "2025-12-31"),
        ("2025", 1, "2025-12-31"),
        ("mid-October 2025", 0, "2025-10-15"),
        ("late 2025", 1, "2025-12-31"),
        ("early 2026", 0, "2026-01-01"),
        ("autumn 2025", 1, "2025-11-30"),
        ("31 de diciembre de 2025", 0, "2025-12-31"),
        ("31 декабря 2025", 0, "2025-12-31"),
        ("2025年12月31日", 0, "2025-12-31"),
        ("2025-12-31T00:00:00Z", 0, "2025-12-31"),
        ("٢٠٢٥-١٢-٣١", 0, "2025-12-31"),
        ("2025-W52", 1, "2025-12-28"),
    ] {
        holds(CLOCK, &format!("\"{slip}\""), way, meant);
    }
    holds(CLOCK, "20251231", 0, "2025-12-31");
    holds(CLOCK, "2025", 1, "2025-12-31");
    for (slip, way, meant) in [
        ("2025–12–31", 0, "2025-12-31"),
        ("'2025-12-31'", 0, "2025-12-31"),
        ("2025/12/31", 0, "2025-12-31"),
        ("12/31/2025", 0, "2025-12-31"),
        ("2025-12", 1, "2025-12-31"),
        ("October 2025", 1, "2025-10-31"),
        ("Q4 2025", 0, "2025-10-01"),
        ("end of 2025", 0, "2025-12-31"),
    ] {
        holds(DATE, slip, way, meant);
    }
    for slip in ["next year", "in two weeks", "mid-October", "31 Dec", "Q4", "6 months"] {
        let (faults, _) = repaired(&CLOCK.replace('@', &format!("\"{slip}\"")), 0);
        assert!(
            faults[0].repairs.is_empty() && faults[0].label.contains("the day itself"),
            "{faults:?}"
        );
    }
}

const WHOLE: &str = "[scenario]\ntitle = \"Talks\"\n[event.a]\np = 0.3\nbecause = \"x\"\n[event.b]\n\
                     outcomes = { x = 0.5, y = 0.5 }\nadjust = [ { if = \"a\", odds.x = 2 } ]\n\
                     [question.q]\nask = \"b == x\"\n";

/// Slips of TOML and notations of other languages: one slip at a time, in a scenario that is otherwise sound.
#[test]
fn notations_of_other_languages() {
    for (right, slip) in [
        ("p = 0.3", "p: 0.3"),
        ("p = 0.3", "p : 0.3"),
        ("p = 0.3", "p := 0.3"),
        ("p = 0.3", "p -> 0.3"),
        ("p = 0.3", "p ＝ 0.3"),
        ("p = 0.3", "p == 0.3"),
        ("p = 0.3", "p 0.3"),
        ("p = 0.3", "р = 0.3"),
        ("p = 0.3", "p = 0.3;"),
        ("p = 0.3", "p = 0.3,"),
        ("p = 0.3", "p = 0.3 // a comment"),
        ("p = 0.3", "p\u{a0}= 0.3"),
        ("p = 0.3", "p = 0.3\n\u{c}"),
        ("p = 0.3", "p = 0.3\nsource = None"),
        ("p = 0.3", "p = 0.3\nfact = True"),
        ("p = 0.3", "p = \u{201c}30%\u{201d}"),
        ("p = 0.3", "p = 30%\""),
        ("title = \"Talks\"", "title = \"The \"big\" talks\""),
        ("[event.a]", "(event.a)"),
        ("[event.a]", "{event.a}"),
        ("[event.a]", "[event a]"),
        ("[event.a]", "[event/a]"),
        ("[event.a]", "[Event.a]"),
        ("[event.a]", "[events.a]"),
        ("{ x = 0.5, y = 0.5 }", "[ x = 0.5, y = 0.5 ]"),
        ("{ x = 0.5, y = 0.5 }", "( x = 0.5, y = 0.5 )"),
        ("{ x = 0.5, y = 0.5 }", "{ x = 0.5; y = 0.5 }"),
        ("{ x = 0.5, y = 0.5 }", "{ \"x\": 0.5, \"y\": 0.5 }"),
        ("[scenario]", "```toml\n[scenario]"),
        ("[scenario]", "; notes\n[scenario]"),
        ("[scenario]", "% notes\n[scenario]"),
        ("[scenario]", "// notes\n[scenario]"),
    ] {
        holds("@", &WHOLE.replacen(right, slip, 1), 0, WHOLE);
    }
    holds("@", &WHOLE.replace('\n', "\r"), 0, WHOLE);
    holds(CHANCE, "30–40%", 0, "\"30% to 40%\"");
    holds(VALUE, "30–40", 0, "\"30 to 40\"");
    holds(VALUE, "−5", 0, "-5");
}

/// Values of a sweep in the notation of other programs: the range that is proposed is accepted.
#[test]
fn ranges_of_values_with_colons() {
    use crate::support::Foretell;
    let sweep = |values: &str| {
        let over = format!("event.a.p={values}");
        let call = ["sweep", "a.toml", "-n", "1000", "--over", &over];
        Foretell::new().args(call).file("a.toml", CHANCE.replace('@', "0.3")).any_end().run()
    };
    for (slip, right) in
        [("0.1:0.5:5", "0.1..0.5:5"), ("0.1 to 0.5:5", "0.1..0.5:5"), ("10%:50%:5", "10%..50%:5")]
    {
        let printed = sweep(slip).stderr;
        assert!(printed.contains(&format!("write `{right}`")), "{printed}");
    }
    let accepted = sweep("0.1..0.5:5");
    assert!(accepted.stdout.contains("0.5") && accepted.stderr.is_empty(), "{}", accepted.stderr);
}
