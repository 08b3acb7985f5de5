//! The flip distance: the value of one number at which the first answer gets another word. Its value is known in closed
//! form, from the chance as a product, and by a run with the number set to it.

use super::{page, text_of};
use crate::support::Foretell;

/// a and b are independent, and uncertain with these ranges: uniform, so that their means are their middles.
const PRODUCT: &str = "\
[event.a]
p = \"uniform(0.3, 0.9)\"
[event.b]
p = \"uniform(0.4, 0.6)\"
[question]
both = { ask = \"a and b\", label = \"Both come\" }
";

/// Returns the words of the flip distance.
fn told(scenario: &str, trials: &str) -> String {
    let text = text_of(&page(scenario, &["-n", trials]));
    let (_, told) = text.split_once("Flip distance: ").unwrap_or_else(|| panic!("{text}"));
    told.split_once("stated range").expect("a sentence").0.to_owned()
}

/// Returns the value in the words.
fn value(told: &str) -> f64 {
    let words = told.split_once(" at ").expect("a value").1;
    words.split(' ').next().expect("a word").parse().unwrap_or_else(|e| panic!("{told}: {e}"))
}

#[test]
fn it_is_where_the_product_crosses_the_end_of_the_word() {
    // E[a·b] = 0.6 · 0.5 = 0.30, unlikely (20–45 %): it becomes very unlikely below 0.20, at a = 0.20 / 0.5 = 0.4, and
    // roughly even above 0.45, at a = 0.9, the end of its range. b would have to be 0.33 or 0.75, beyond its range.
    let told = told(PRODUCT, "400000");
    assert!(told.contains("a at 0.4") || told.contains("a at 0.39"), "{told}");
    // the error of a chance of 0.2 from 40,000 trials is 0.002, that of a twice as much
    assert!((value(&told) - 0.4).abs() < 0.015, "{told}");
    let wrong = 0.2 / 0.6;
    assert!((value(&told) - wrong).abs() > 0.015, "a wrong divisor would be seen");
}

#[test]
fn a_run_with_the_number_set_there_is_at_the_end_of_the_word() {
    let at = value(&told(PRODUCT, "400000"));
    let call = Foretell::new().file("a.toml", PRODUCT);
    let set = format!("event.a.p={at}");
    let args = ["run", "a.toml", "-n", "400000", "--set", &set, "--format", "json"];
    let run = call.args(args).any_output().run().stdout;
    let run: foretell::result::Forecast = serde_json::from_str(&run).expect("it is JSON");
    let chance = run.answer("both").and_then(|answer| answer.probability()).expect("a chance");
    let chance = chance.estimate.expect("a number");
    assert!((chance - 0.2).abs() < 0.008, "{chance}");
}

#[test]
fn without_a_flip_within_the_ranges_it_says_so() {
    let narrow = PRODUCT.replace("0.3, 0.9", "0.58, 0.62");
    let text = text_of(&page(&narrow, &["-n", "100000"]));
    assert!(text.contains("no single number, within its stated range"), "{text}");
    let plain = "[event.a]\np = 0.3\n[question]\nq = { ask = \"a\" }\n";
    assert!(!text_of(&page(plain, &["-n", "1000"])).contains("Flip distance"));
}
