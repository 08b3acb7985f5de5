//! Repairs, made mechanically in the text, leave no fault and mean what was meant: for each slip the text
//! with it is mended by the repairs of its own faults, and then has to forecast just what the text that
//! was meant forecasts. The right texts are written by hand beside the slips.

use crate::support::Foretell;
use foretell::internal::diagnostic::{Diagnostic, Sources, mended};
use foretell::internal::{model, scenario};

/// Returns the faults of a text, and the text with the repair at `way` of each, or its only one.
pub(crate) fn repaired(text: &str, way: usize) -> (Vec<Diagnostic>, String) {
    let mut sources = Sources::default();
    let file = sources.add("slip.toml", text);
    let (scenario, mut faults) = scenario::read(&sources, file);
    faults.retain(Diagnostic::is_fault);
    if faults.is_empty() {
        faults.extend(model::compile(&scenario).err().into_iter().flatten());
    }
    let repairs = faults.iter().filter_map(|f| f.repairs.get(way).or_else(|| f.repairs.first()));
    let text = mended(text, file, repairs);
    (faults, text)
}

/// Returns the forecast of a scenario, every number of it.
fn forecast(text: &str) -> String {
    let outcome = Foretell::new()
        .args(["run", "a.toml", "-n", "4000", "--format", "csv"])
        .file("a.toml", text)
        .any_output()
        .run();
    assert!(outcome.stdout.contains(','), "{text}\n{}", outcome.stderr);
    outcome.stdout
}

/// Asserts that `slip` in the place of `@` has a fault, and that the repair at `way` makes `meant` of it.
pub(crate) fn holds(frame: &str, slip: &str, way: usize, meant: &str) {
    let (faults, text) = repaired(&frame.replace('@', slip), way);
    assert!(!faults.is_empty(), "`{slip}` has no fault");
    assert!(faults.iter().all(|f| !f.repairs.is_empty()), "`{slip}` has no repair: {faults:?}");
    let (left, _) = repaired(&text, 0);
    assert!(left.is_empty(), "`{slip}` became\n{text}\n{left:?}");
    let wanted = frame.replace('@', meant);
    assert_eq!(forecast(&text), forecast(&wanted), "`{slip}` became\n{text}");
}

pub(crate) const CHANCE: &str = "[event.a]\np = @\n[question.q]\nask = \"a\"\n";
pub(crate) const VALUE: &str = "[quantity.a]\nvalue = @\n[question.q]\nask = \"a\"\n";
pub(crate) const TABLE: &str =
    "[event.a]\noutcomes = { x = @, y = \"rest\" }\n[question.q]\nask = \"a == x\"\n";
pub(crate) const CLOCK: &str = "[scenario]\nas_of = 2025-07-01\nuntil = @\nstep = \"week\"\n[process.a]\nstates = [\"x\", \"y\"]\nstart = \"x\"\nper = \"month\"\nfrom.x.y = 0.2\n[question.q]\nask = \"a == y\"\n";
pub(crate) const DATE: &str = "[scenario]\nas_of = 2025-07-01\nuntil = 2025-12-31\nstep = \"day\"\n[process.a]\nstates = [\"x\", \"y\"]\nstart = \"x\"\nper = \"month\"\nfrom.x.y = 0.2\n[question.q]\nask = \"by(a == y, @)\"\n";
pub(crate) const DELAY: &str = "[scenario]\nas_of = 2025-07-01\nuntil = 2025-12-31\nstep = \"day\"\n[process.a]\nstates = [\"x\", \"y\"]\nstart = \"x\"\nfrom.x.y = { after = \"@\" }\n[question.q]\nask = \"by(a == y, 2025-08-15)\"\n";

#[test]
fn numbers_with_commas_and_groups() {
    holds(VALUE, "30,000", 0, "30000");
    holds(VALUE, "30,000", 1, "30.000");
    holds(VALUE, "0,25", 0, "0.25");
    holds(VALUE, "\"30,000\"", 0, "30000");
    holds(CHANCE, "\"0,25\"", 0, "0.25");
    holds(TABLE, "0,25", 0, "0.25");
    holds(CHANCE, "0,25", 0, "0.25");
    holds(VALUE, "\"20,000 to 30,000\"", 0, "\"20000 to 30000\"");
    holds(VALUE, "\"20,000 to 30,000\"", 1, "\"20.000 to 30.000\"");
    holds(VALUE, "\"1,5 to 2,5\"", 0, "\"1.5 to 2.5\"");
    holds(VALUE, "\"20 000 to 30\u{202f}000\"", 0, "\"20000 to 30000\"");
    holds(VALUE, "\"1'234'567 * 1\"", 0, "\"1234567 * 1\"");
    holds(VALUE, "\"2 to 3.5 million\"", 0, "\"2000000 to 3500000\"");
    holds(VALUE, "\"2 to 3.5 million\"", 1, "\"2 to 3500000\"");
    holds(VALUE, "\"3.5 million * 1\"", 0, "\"3500000 * 1\"");
    holds(VALUE, "\"1.234.567 * 1\"", 0, "\"1234567 * 1\"");
}

#[test]
fn ranges_with_dashes_and_per_cent() {
    for slip in [
        "20%–40%",
        "20–40%",
        "20 - 40 %",
        "20%-40%",
        "20 — 40%",
        "20% − 40%",
        "20 to 40%",
        "20%..40%",
    ] {
        holds(CHANCE, &format!("\"{slip}\""), 0, "\"20% to 40%\"");
    }
    // the bare end can't be 0.4 %, as ends rise
    holds(CHANCE, "\"20% to 0.4\"", 0, "\"20% to 40%\"");
    holds(CHANCE, "\"20 to 40%\"", 0, "\"20% to 40%\"");
    holds(CHANCE, "39%", 0, "\"39%\"");
    holds(TABLE, "39%", 0, "\"39%\"");
    holds(VALUE, "39%", 0, "\"39%\"");
    holds(VALUE, "39%\nunit = \"%\"", 0, "39\nunit = \"%\"");
    holds(VALUE, "\"60–20 * 1\"", 1, "\"60 - 20 * 1\"");
    holds(DELAY, "3–12 weeks", 0, "3 to 12 weeks");
    holds(DELAY, "3-12 weeks", 0, "3 to 12 weeks");
    holds(DELAY, "5 to 10 business days", 0, "7 to 14 days");
    holds(CHANCE, "\"30 percent\"", 0, "\"30%\"");
    holds(CHANCE, "\"30pct\"", 0, "\"30%\"");
    holds(CHANCE, "\"30 per cent\"", 0, "\"30%\"");
}

#[test]
fn dates_in_other_forms() {
    for (slip, way, meant) in [
        ("31 Dec 2025", 0, "2025-12-31"),
        ("Dec 31, 2025", 0, "2025-12-31"),
        ("20.08.2025", 0, "2025-08-20"),
        ("1 Oct 2025", 0, "2025-10-01"),
        ("2025/10/01", 0, "2025-10-01"),
        ("08/20/2025", 0, "2025-08-20"),
        ("08/09/2025", 0, "2025-09-08"),
        ("08/09/2025", 1, "2025-08-09"),
    ] {
        holds(CLOCK, &format!("\"{slip}\""), way, meant);
        holds(CLOCK, slip, way, meant);
        if !slip.contains('/') {
            holds(DATE, slip, way, meant);
        }
    }
    for (slip, way, meant) in [
        ("1. Oktober 2025", 0, "2025-10-01"),
        ("end of 2025", 0, "2025-12-31"),
        ("Q3 2025", 1, "2025-09-30"),
        ("October 2025", 1, "2025-10-31"),
    ] {
        holds(CLOCK, &format!("\"{slip}\""), way, meant);
    }
}

#[test]
fn blanks_and_quotes_of_word_processors() {
    holds(CHANCE, "\u{a0}0.3", 0, "0.3");
    holds(TABLE, "0.3\u{2009}", 0, "0.3");
    holds(CHANCE, "“30%”", 0, "\"30%\"");
    holds(CHANCE, "\"30%\u{200b} * 1\"", 0, "\"30% * 1\"");
    holds("[event.a]\np = 0.3\n[question.q]\nask = @\n", "\"a == ‘yes’\"", 0, "\"a == 'yes'\"");
}

#[test]
fn chances_in_other_words() {
    for (slip, meant) in [
        ("highly likely", "very likely"),
        ("remote chance", "almost no chance"),
        ("roughly", "roughly even"),
        ("very improbable", "very unlikely"),
        ("about 30%", "25% to 35%"),
        ("<5%", "uniform(0, 0.05)"),
        ("at least 90%", "uniform(0.9, 1)"),
        ("between 20% and 40%", "20% to 40%"),
        ("one in four", "1 in 4"),
        ("50/50", "0.5 * 1"),
    ] {
        holds(CHANCE, &format!("\"{slip}\""), 0, &format!("\"{meant}\""));
    }
    let (faults, _) = repaired(&CHANCE.replace('@', "\"rather odd\""), 0);
    assert!(faults[0].help[0].contains("`almost no chance` or `remote` (1–5 %)"), "{faults:?}");
}

#[test]
fn units_and_functions_of_elsewhere() {
    holds(VALUE, "\"100 USD/bbl\"", 0, "100");
    holds(VALUE, "\"80 to 100 USD\"", 0, "\"80 to 100\"");
    holds(
        DATE,
        "2025-10-01) and before(a == y, 2025-11-01",
        0,
        "2025-10-01) and by(a == y, 2025-11-01",
    );
    let three =
        "[event.a]\np = 0.3\n[event.b]\np = 0.4\n[question.q]\nask = \"@(a, b, a and b) >= 1\"\n";
    holds(three, "count", 0, "how_many");
}

/// Ends of the scale, of which ranges can't be made, and forms that were repaired into another fault.
#[test]
fn chances_at_the_ends_of_the_scale() {
    for (slip, meant) in [
        ("about 0%", "uniform(0, 0.05)"),
        ("about 100%", "uniform(0.95, 1)"),
        ("at most 0%", "0% * 1"),
        ("at least 100%", "100% * 1"),
        ("from 80% to 100%", "uniform(0.8, 1)"),
        ("between 0 and 20%", "uniform(0, 0.2)"),
        ("between 40 and 20%", "20% to 40%"),
        ("0%–100%", "uniform(0, 1)"),
        ("5%–5%", "5% * 1"),
        ("20 – 40", "20% to 40%"),
        ("0.2–0.4", "20% to 40%"),
        ("10 per cent to 20 per cent", "10% to 20%"),
        ("0/100", "0:100"),
    ] {
        holds(CHANCE, &format!("\"{slip}\""), 0, &format!("\"{meant}\""));
    }
}

#[test]
fn numbers_with_several_commas_signs_and_units() {
    holds(VALUE, "\"1,000,000\"", 0, "1000000");
    holds(VALUE, "1,000,000", 0, "1000000");
    holds(VALUE, "\"-0,25\"", 0, "-0.25");
    holds(VALUE, "\"-30,000\"", 1, "-30.000");
    holds(VALUE, "\"00,5\"", 0, "0.5");
    holds(VALUE, "1 000", 0, "1000");
    holds(VALUE, "\"1.5 k\"", 0, "1500");
    holds(VALUE, "\"7.\"", 0, "7");
    holds(VALUE, "\"5 USD per bbl\"", 0, "5");
    holds(CHANCE, "\"0,3 to 0,5\"", 0, "\"0.3 to 0.5\"");
}

/// Text without quotes is quoted first, whatever else is in it; no part of it is taken for a number.
#[test]
fn text_without_quotes_is_quoted() {
    for slip in ["100 EUR", "3 bn"] {
        let (faults, text) = repaired(&VALUE.replace('@', slip), 0);
        assert_eq!(faults[0].message, "a text must be in quotes");
        assert!(text.contains(&format!("value = \"{slip}\"")), "{text}");
    }
    let range = repaired(&VALUE.replace('@', "1,000 to 2,000"), 0).0;
    assert!(range.iter().all(|fault| fault.repairs.is_empty()), "{range:?}");
    // in a list commas separate
    let list = "[event.a]\noutcomes = [1,2 3]\n";
    assert!(repaired(list, 0).0.iter().all(|fault| !fault.message.contains("not a comma")));
}

#[test]
fn what_is_off_to_either_side() {
    for slip in ["30% ± 5%", "30 ± 5%", "30%±5%", "30% +/- 5%", "30%+-5%"] {
        holds(CHANCE, &format!("\"{slip}\""), 0, "\"25% to 35%\"");
    }
    holds(CHANCE, "\"0.3 ± 0.05\"", 0, "\"25% to 35%\"");
    holds(VALUE, "\"100 ± 20\"", 0, "\"80 to 120\"");
    holds(DELAY, "6 ± 2 weeks", 0, "4 to 8 weeks");
}

#[test]
fn ranges_between_words_and_with_decimal_commas() {
    for slip in ["likely–very likely", "likely to very likely", "likely - very likely"] {
        holds(CHANCE, &format!("\"{slip}\""), 0, "\"55% to 95%\"");
    }
    holds(CHANCE, "\"improbable to likely\"", 0, "\"20% to 80%\"");
    holds(CHANCE, "\"20,5% - 30,5%\"", 0, "\"20.5% to 30.5%\"");
    holds(CHANCE, "\"20,5–30,5%\"", 0, "\"20.5% to 30.5%\"");
}

#[test]
fn fractions_and_money() {
    holds(CHANCE, "\"½\"", 0, "0.5");
    holds(CHANCE, "½", 0, "0.5");
    holds(CHANCE, "\"¾\"", 0, "0.75");
    holds(VALUE, "\"2½ * 2\"", 0, "5");
    holds(VALUE, "\"$100\"", 0, "100");
    holds(VALUE, "$100", 0, "100");
    holds(VALUE, "\"€1.5 billion\"", 0, "1500000000");
    holds(VALUE, "\"$100 * 2\"", 0, "200");
    holds(VALUE, "\"100 to 200 €\"", 0, "\"100 to 200\"");
    holds(VALUE, "1.000.000", 0, "1000000");
}

#[test]
fn a_question_named_in_a_formula_stands_for_what_it_asks() {
    let frame = "[event.a]\np = 0.3\n[event.b]\np = 0.5\n[question.q]\nask = \"a or b\"\n\
                 [question.r]\nask = \"@ and a\"\n";
    holds(frame, "q", 0, "(a or b)");
}

/// A question named in `--given`: the condition that it asks is offered, and is accepted.
#[test]
fn a_question_named_as_evidence_stands_for_what_it_asks() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let text = "[event.war]\np = 0.3\n[event.deal]\np = 0.2\n\
                [question.peace]\nask = \"not war or deal\"\n[question.both]\nask = [\"war\", \"deal\"]\n";
    std::fs::write(place.path().join("a.toml"), text).expect("written");
    let run = |given: &str| {
        let call = ["run", "a.toml", "--exact", "--format", "csv", "--given", given];
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_foretell"));
        let ran = command.current_dir(place.path()).args(call).output().expect("it runs");
        (ran.status.code(), String::from_utf8_lossy(&ran.stderr).into_owned())
    };
    let (status, printed) = run("war and peace");
    assert!(status == Some(3) && printed.contains("write `(not war or deal)`"), "{printed}");
    let (status, printed) = run("war and (not war or deal)");
    assert_eq!(status, Some(0), "{printed}");
    let (status, printed) = run("both");
    assert!(status == Some(3) && printed.contains("write what it asks"), "{printed}");
}
