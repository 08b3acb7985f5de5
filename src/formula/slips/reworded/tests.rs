//! Proposals for chances, numbers and delays that are written otherwise.

use super::*;

fn first(text: &str, expected: Expected) -> String {
    match reworded(text, expected) {
        Some(Reworded::Write(ways)) => ways[0].0.clone(),
        Some(Reworded::Swap(range)) => range,
        Some(Reworded::Ask(message, _)) => message,
        None => String::new(),
    }
}

#[test]
fn chances_have_a_proposal() {
    for (text, expected) in [
        ("1/3 chance", "1/3"),
        ("a 30% chance", "30%"),
        ("probability of 0.3", "0.3"),
        ("2:1 odds", "2:1"),
        ("odds of 2 to 1", "2:1"),
        ("3:1 against", "1:3"),
        ("2 to 1", "2:1"),
        ("0.4 to 0.2", "0.2 to 0.4"),
        ("40% to 20%", "20% to 40%"),
        ("20% to 0.4", ""),
        ("a third", "1 in 3"),
        ("two-thirds", "2 in 3"),
        ("one-in-five", "1 in 5"),
        ("very-likely", "very likely"),
        ("quite likely", "likely"),
        ("90% sure", "90%"),
        ("circa 30", "25% to 35%"),
        ("20 ~ 40%", "20% to 40%"),
        ("20 through 40", "20% to 40%"),
        ("30 Prozent", "30%"),
        ("3０％", "30%"),
        ("N/A", "\"N/A\" leaves the number open"),
        ("likely", ""),
        ("a and b", ""),
    ] {
        assert_eq!(first(text, Expected::Chance), expected, "{text}");
    }
}

#[test]
fn numbers_and_delays_have_a_proposal() {
    for (text, expected) in [
        ("between 100 and 200", "100 to 200"),
        ("from 10 to 20", "10 to 20"),
        ("100 ~ 200", "100 to 200"),
        ("20 to 10", "10 to 20"),
        ("about 100", "90 to 110"),
        ("at least 100", "\"at least 100\" has one end, and a range needs two"),
        ("12,34,567", "1234567"),
        ("twenty to thirty", "20 to 30"),
        ("uniform(0,5; 1,5)", "uniform(0.5, 1.5)"),
        ("5·3", "5.3"),
        ("oil * 2", ""),
    ] {
        assert_eq!(first(text, Expected::Number), expected, "{text}");
    }
    for (text, expected) in [
        ("two weeks", "2 weeks"),
        ("6 to 8 wks", "6 to 8 weeks"),
        ("about 6 weeks", "5.4 to 6.6 weeks"),
        ("between 3 and 6 mo", "3 to 6 months"),
        ("3 to 12 weeks", ""),
    ] {
        assert_eq!(first(text, Expected::Delay), expected, "{text}");
    }
}
