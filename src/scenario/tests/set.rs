//! Numbers that are set by their paths.

use super::*;

/// Sets a number as the command line does.
pub(super) fn set_to(
    scenario: &mut Scenario,
    path: &str,
    value: &str,
) -> Result<Vec<String>, Vec<Diagnostic>> {
    set(scenario, path, value, &|range| Place::new(crate::diagnostic::FileId(1), range))
}

pub(super) fn value_at(scenario: &Scenario, path: &str) -> LiteralValue {
    let all = literals(scenario);
    all.into_iter().find(|f| f.path == path).expect("the path is there").value.clone()
}

#[test]
fn numbers_are_set_by_their_paths() {
    let (mut scenario, _) = read_text(SOUND);
    assert_eq!(set_to(&mut scenario, "event.strike.p", "1 in 4"), Ok(vec![]));
    assert_eq!(value_at(&scenario, "event.strike.p"), LiteralValue::Plain(0.25));
    assert_eq!(set_to(&mut scenario, "process.talks.from.experts.none", "30%"), Ok(vec![]));
    assert_eq!(value_at(&scenario, "process.talks.from.experts.none.p"), LiteralValue::Plain(0.3));
    assert_eq!(set_to(&mut scenario, "event.venue.outcomes.geneva", "0.6"), Ok(vec![]));
    let over = set_to(&mut scenario, "event.venue.outcomes.geneva", "0.9").expect_err("over 1");
    assert_eq!(over[0].code, Code::Sum);
    assert_eq!(value_at(&scenario, "event.venue.outcomes.geneva"), LiteralValue::Plain(0.6));
    let far = set_to(&mut scenario, "event.strike.p", "30").expect_err("out of range");
    assert_eq!(
        (far[0].code, far[0].place.map(|p| (p.start, p.end))),
        (Code::ChanceRange, Some((15, 17)))
    );
    assert!(set_to(&mut scenario, "process.talks.from.experts.leaders.after", "2 weeks").is_ok());
    assert!(set_to(&mut scenario, "process.talks.from.experts.leaders.after", "2").is_err());
}

#[test]
fn others_are_scaled_without_a_rest() {
    let (mut scenario, _) = read_text("[event.e]\noutcomes = { a = 0.5, b = 0.3, c = 0.2 }\n");
    let notes = set_to(&mut scenario, "event.e.outcomes.a", "0.75").expect("sound");
    assert_eq!(
        notes,
        ["`event.e.outcomes.b` goes from 0.3 to 0.15", "`event.e.outcomes.c` goes from 0.2 to 0.1"]
    );
    let faults =
        set_to(&mut scenario, "event.e.outcomes.a", "1 - x").expect_err("nothing gives way");
    assert_eq!(faults[0].code, Code::Sum);
}

#[test]
fn unknown_paths_are_led_on() {
    let (mut scenario, _) = read_text(SOUND);
    let near = set_to(&mut scenario, "event.strke.p", "0.1").expect_err("unknown");
    assert_eq!(
        (near[0].code, near[0].label.as_str()),
        (Code::UnknownPath, "did you mean `event.strike.p`?")
    );
    for path in ["our_push", "choice.our_push", "choice.our_push.default", "event.venue", "talks"] {
        let made = set_to(&mut scenario, path, "none").expect_err("no number");
        assert!(made[0].help[0].contains("--do "), "{made:?}");
    }
}
