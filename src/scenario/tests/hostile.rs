//! No text makes the reader panic, and large ones end in time.

use super::set::set_to;
use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}") {
        read_text(&text);
    }

    #[test]
    fn nor_does_text_of_toml_signs(text in "[\\[\\]{}=\"',.#:a-c0-9 \\n\\r\\\\]{0,120}") {
        read_text(&text);
    }

    #[test]
    fn nor_does_a_damaged_scenario(cuts in prop::collection::vec((0..SOUND.len(), 0..40usize, "[\\[\\]{}=\"'\\\\a0é\\n]{0,3}"), 1..4)) {
        let mut text = SOUND.to_string();
        for (at, length, put) in cuts {
            let at = at.min(text.len());
            text.replace_range(at..(at + length).min(text.len()), "");
            text.insert_str(at.min(text.len()), &put);
            if !text.is_ascii() {
                break;
            }
        }
        let (scenario, faults) = read_text(&text);
        for fault in faults {
            let place = fault.place.expect("faults of a file have a place");
            prop_assert!(place.start <= place.end && place.end as usize <= text.len());
            prop_assert!(text.is_char_boundary(place.start as usize) && text.is_char_boundary(place.end as usize));
        }
        literals(&scenario);
    }

    #[test]
    fn nor_does_any_value_set(value in "\\PC{0,20}", at in 0..18usize) {
        let (mut scenario, _) = read_text(SOUND);
        let path = literals(&scenario)[at].path.clone();
        let _ = set_to(&mut scenario, &path, &value);
        let _ = set_to(&mut scenario, &value, "0.1");
    }
}

#[test]
fn large_and_deep_texts_end_in_time() {
    let deep = format!("[event.a]\np = {}1{}\n", "[".repeat(10_000), "]".repeat(10_000));
    assert!(!faults(&deep).is_empty());
    let tables = format!("p = {}", "{a=".repeat(10_000));
    assert!(!faults(&tables).is_empty());
    let dotted = format!("{}a = 1\n", "a.".repeat(10_000));
    assert!(!faults(&dotted).is_empty());
    let many = "[event.a]\np =\nq 1\n".repeat(20_000);
    let all = faults(&many);
    assert!(all.len() < 100, "{}", all.len());
    let (_, reported) = read_text(&many);
    assert!(reported.iter().any(|fault| fault.help.iter().any(|help| help.contains("more lines"))));
}
