//! Parts of differences: closed forms, and sums to the whole.

use super::{TALKS, compared, near, odds, plan, row, side};
use foretell::internal::analysis::{Compared, Comparison, Contender, Splits, split};
use foretell::internal::engine::Plan;
use foretell::internal::model::Supposition;

/// The parts of the difference of `right` from `left`.
fn parts(left: &Contender, right: &Contender, whole: &Comparison, plan: &Plan) -> Splits {
    let whole = Compared { comparison: whole, side: 1 };
    split((left, right), whole, &[], plan, &|_| ()).expect("it can be split")
}

#[test]
fn the_parts_of_a_difference_sum_to_it() {
    let set = [
        ("event.meeting.p", "0.6"),
        ("event.deal.p", "0.4"),
        ("event.venue.outcomes.geneva", "0.5"),
    ];
    let (left, right) = (side(TALKS, &[], &[]), side(TALKS, &set, &["push=hard"]));
    let whole = compared(&[left.clone(), right.clone()], &plan(100_000, 1, 0));
    let found = parts(&left, &right, &whole, &plan(100_000, 1, 0));
    let names: Vec<&str> = found.changes.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(
        names,
        ["event.meeting.p", "event.deal.p", "event.venue.outcomes.geneva", "do push"]
    );
    assert_eq!(found.same, 5);
    assert!(found.orders.is_none() && !found.grouped);
    for split in &found.splits {
        let row = row(&whole, &split.question, &split.outcome);
        let sum: f64 = split.parts.iter().map(|part| part.value).sum();
        let gap = row.differences[0].value;
        assert!(
            (sum - gap).abs() < 1e-12 * (1.0 + gap.abs()),
            "{}: {sum} for {gap}",
            split.question
        );
        assert_eq!(split.ends.0.to_bits(), row.sides[0].value.to_bits());
        assert_eq!(split.ends.1.to_bits(), row.sides[1].value.to_bits());
    }
    // two changes meet in one chance: the mean over their two orders
    let meet = found.splits.iter().find(|s| s.question == "they_meet").expect("it is asked");
    let v = |p: f64, factor: f64| odds(p, factor);
    let by_number = f64::midpoint(v(0.6, 1.0) - v(0.3, 1.0), v(0.6, 2.0) - v(0.3, 2.0));
    let by_push = f64::midpoint(v(0.3, 2.0) - v(0.3, 1.0), v(0.6, 2.0) - v(0.6, 1.0));
    near("number", meet.parts[0].value, meet.parts[0].std_error, by_number);
    near("push", meet.parts[3].value, meet.parts[3].std_error, by_push);
    assert!(meet.parts[1].value.abs() < 1e-12 && meet.parts[2].value.abs() < 1e-12);
}

/// Events with these chances, and a question whether five or more of them happen.
fn many(p: &[f64]) -> String {
    let mut text = String::new();
    for (i, p) in p.iter().enumerate() {
        text.push_str(&["[event.e", &i.to_string(), "]\np = ", &p.to_string(), "\n"].concat());
    }
    let all: Vec<String> = (0..p.len()).map(|i| format!("e{i}")).collect();
    text + &format!("[question.most]\nask = \"how_many({}) >= 5\"\n", all.join(", "))
}

#[test]
fn with_many_changes_orders_are_drawn_and_the_error_is_reported() {
    let (before, after) = (many(&[0.3; 10]), many(&[0.5; 10]));
    let (left, right) = (side(&before, &[], &[]), side(&after, &[], &[]));
    let whole = compared(&[left.clone(), right.clone()], &plan(20_000, 1, 0));
    let found = parts(&left, &right, &whole, &plan(20_000, 1, 0));
    assert_eq!(found.changes.len(), 10);
    assert!(found.orders.is_some_and(|orders| orders >= 4));
    let split = &found.splits[0];
    let gap = split.ends.1 - split.ends.0;
    let sum: f64 = split.parts.iter().map(|part| part.value).sum();
    assert!((sum - gap).abs() < 1e-12, "{sum} for {gap}");
    for part in &split.parts {
        assert!(part.std_error > 0.0 && part.std_error < 0.02, "{part:?}");
        near("each alike", part.value, part.std_error, gap / 10.0);
    }
}

#[test]
fn numbers_that_make_no_scenario_alone_change_together() {
    let of = |a: f64, b: f64| {
        format!(
            "[scenario]\nas_of = 2025-01-01\nuntil = 2025-02-01\n[process.x]\n\
             states = [\"a\", \"b\", \"c\"]\nstart = \"a\"\n[process.x.from.a]\nb = {a}\nc = {b}\n\
             [question.q]\nask = \"by(x == b, 2025-01-02)\"\n"
        )
    };
    let (left, right) = (side(&of(0.8, 0.1), &[], &[]), side(&of(0.1, 0.8), &[], &[]));
    let whole = compared(&[left.clone(), right.clone()], &plan(20_000, 1, 0));
    let found = parts(&left, &right, &whole, &plan(20_000, 1, 0));
    assert!(found.grouped && found.changes.len() == 1, "{:?}", found.changes);
    let part = found.splits[0].parts[0];
    near("all of it", part.value, part.std_error, -0.7);
}

#[test]
fn other_rules_are_one_change() {
    let edited = TALKS.replace("odds = 3 }", "odds = 3 }, { if = \"venue == geneva\", odds = 2 }");
    let (left, mut right) = (side(TALKS, &[], &[]), side(&edited, &[("event.deal.p", "0.5")], &[]));
    std::sync::Arc::make_mut(&mut right.scenario).file = foretell::internal::diagnostic::FileId(1);
    let whole = compared(&[left.clone(), right.clone()], &plan(50_000, 1, 0));
    let found = parts(&left, &right, &whole, &plan(50_000, 1, 0));
    let names: Vec<&str> = found.changes.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["event.deal.p", "event.deal: adjustment 2 added"]);
    right.supposition = Supposition::default();
    let deal = found.splits.iter().find(|s| s.question == "deal").expect("it is asked");
    assert!(deal.parts.iter().all(|part| part.value > 5.0 * part.std_error), "{deal:?}");
}
