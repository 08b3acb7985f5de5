//! Closed forms on a clock to twelve digits.

use super::solved::{Solve, near};
use crate::support::Foretell;
use foretell::internal::forecast::Body;

const JANUARY: &str = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-31\n";

pub(super) fn january(text: &str) -> Solve {
    Solve::of(format!("{JANUARY}{text}"))
}

#[test]
fn a_constant_hazard_waits_geometrically() {
    let text = r#"
        [process.talks]
        states = ["a", "b"]
        start = "a"
        from.a = { b = 0.07 }
        [question.first]
        ask = "first(talks == b)"
        [question.by]
        ask = "by(talks == b, 2025-01-11)"
        [question.since]
        ask = "first(talks == b)"
        given = "by(talks == b, 2025-01-21)"
    "#;
    let solved = january(text).run();
    let by = |k: i32| 1.0 - 0.93_f64.powi(k);
    solved.chance("first", by(30)).chance("by", by(10));
    for (k, p) in (0..).zip(solved.passed("first")) {
        near("first", p, by(k));
    }
    for (k, p) in (0..).zip(solved.passed("since")) {
        near("given", p, (by(k) / by(20)).min(1.0));
    }
    let Body::Date(date) = solved.body("first") else { panic!("it is a day") };
    let median = date.quantiles[2].1.day.map(|d| d.to_string());
    assert_eq!(median.as_deref(), Some("2025-01-11"), "the first k with 1 − 0.93^k ≥ 1/2");
}

#[test]
fn a_chain_of_two_states_by_its_eigenvalue() {
    let text = r#"
        [process.line]
        states = ["open", "shut"]
        start = "open"
        from.open = { shut = 0.2 }
        from.shut = { open = 0.3 }
        [question.end]
        ask = "line"
        [question.count]
        ask = "count(line == shut)"
    "#;
    let solved = january(text).run();
    let shut = |k: i32| 0.4 * (1.0 - 0.5_f64.powi(k));
    solved.cells("end", &[1.0 - shut(30), shut(30)]);
    let Body::Number(count) = solved.body("count") else { panic!("it is a number") };
    near("mean count", count.mean.expect("a mean").value, (1..=30).map(shut).sum());
    for (k, (_, states)) in (0..).zip(&solved.forecast.processes[0].steps) {
        near("a step", states[1].probability, shut(k));
    }
}

#[test]
fn the_past_is_seen_from_its_end() {
    // a hidden line seen on the last day alone: forward times backward
    let text = r#"
        [process.line]
        states = ["open", "shut"]
        start = "open"
        from.open = { shut = 0.2 }
        from.shut = { open = 0.3 }
        [question.end]
        ask = "at(line, 2025-01-04)"
    "#;
    let shut = |k: i32| 0.4 * (1.0 - 0.5_f64.powi(k));
    let solved = january(text).learnt("line == shut").run();
    // P(shut at 3) · P(shut at 30 | shut at 3) ÷ P(shut at 30)
    let stays = 0.4 + 0.6 * 0.5_f64.powi(27);
    let wanted = shut(3) * stays / shut(30);
    solved.cells("end", &[1.0 - wanted, wanted]);
    let (_, states) = &solved.forecast.processes[0].steps[3];
    near("smoothed", states[1].probability, wanted);
    near("the evidence", solved.ln_evidence().exp(), shut(30));
}

#[test]
fn delays_are_over_at_the_first_step_from_their_moment() {
    let text = r#"
        [process.talks]
        states = ["a", "b", "c"]
        start = "a"
        from.a = { b = { after = "exponential(mean = 5 days)" } }
        [process.fixed]
        states = ["a", "b", "c"]
        start = "a"
        from.a = { b = { after = "3.5 days" } }
        from.b = { c = { after = "4 days" } }
        [question.first]
        ask = "first(talks == b)"
        [question.second]
        ask = "first(fixed == c)"
    "#;
    let solved = january(text).run();
    let by = |k: usize| 1.0 - (-(k as f64) / 5.0).exp();
    for (k, p) in solved.passed("first").into_iter().enumerate() {
        near("first", p, by(k));
    }
    for (k, p) in solved.passed("second").into_iter().enumerate() {
        // seven and a half days, not four after the step at which three and a half are seen
        near("second", p, if k < 8 { 0.0 } else { 1.0 });
    }
}

#[test]
fn a_race_is_won_by_the_earlier_delay() {
    let text = r#"
        [process.talks]
        states = ["a", "b", "c"]
        start = "a"
        from.a = { b = { after = "exponential(mean = 6 days)" }, c = { after = "exponential(mean = 3 days)" } }
        [question.end]
        ask = "talks"
    "#;
    let stay = (-30.0_f64 / 2.0).exp();
    let solved = january(text).run();
    solved.cells("end", &[stay, (1.0 - stay) / 3.0, (1.0 - stay) * 2.0 / 3.0]);
}

#[test]
fn uncertainty_is_averaged_over_worlds_without_noise() {
    let text = r#"
        [parameter.rate]
        value = "beta(2, 8)"
        [event.one]
        p = "rate"
        [event.two]
        p = "rate"
        [question.both]
        ask = "one and two"
        [question.second]
        ask = "two"
        given = "one"
    "#;
    let solved = Solve::of(text).run();
    let rates: Vec<f64> = solved
        .exact
        .values
        .iter()
        .map(|values| *values.iter().find(|x| x.is_finite()).expect("the rate"))
        .collect();
    assert_eq!(rates.len(), 200);
    let both = rates.iter().map(|r| r * r).sum::<f64>() / 200.0;
    let given = rates.iter().map(|r| r * r).sum::<f64>() / rates.iter().sum::<f64>();
    let Body::Condition(found) = solved.body("both") else { panic!("a condition") };
    near("both", found.probability, both);
    let Body::Condition(found) = solved.body("second") else { panic!("a condition") };
    near("second, given first", found.probability, given);
    // 200 worlds, of which few carry the weight of the evidence, may not resolve the range; it is never a point
    assert!(found.range.is_some() && found.ends().is_none_or(|(l, h)| l < given && given < h));
    // a beta of 2 and 8 has mean 0.2; one success makes it 3 and 8
    assert!((given - 3.0 / 11.0).abs() < 0.05);
}

#[test]
fn a_draw_without_end_in_a_series_is_refused() {
    let text = r#"
        [series.front]
        start = 0
        next = "front + normal(0, 1)"
        [question.far]
        ask = "front > 3"
    "#;
    let refused = january(text).try_run().err().expect("it is continuous");
    assert!(refused.contains("E0810") && refused.contains("`front`"), "{refused}");
}

#[test]
fn too_many_joint_states_are_refused_soon() {
    let mut text = String::new();
    let mut names = Vec::new();
    for i in 0..30 {
        let name = format!("p{i:02}");
        text += "[process.";
        text += &name;
        text += "]\nstates = [\"a\", \"b\"]\nstart = \"a\"\nfrom.a = { b = 0.5 }\n";
        names.push(format!("{name} == b"));
    }
    text += "[question.all]\nask = \"";
    text += &names.join(" and ");
    text += "\"\n";
    let began = std::time::Instant::now();
    let refused = january(&text).try_run().err().expect("two to the thirtieth");
    assert!(refused.contains("E0811") && refused.contains("joint state"), "{refused}");
    assert!(began.elapsed().as_secs() < 100, "{:?}", began.elapsed());
}

/// States entered at drawn moments between steps: a delay of whole steps is then over as many steps after the one that
/// follows the moment. 1 − exp(−(t − 4) ÷ 5) after an exponential delay and 4 days, with 3 more days t − 7.
#[test]
fn whole_steps_after_a_drawn_moment_are_computed() {
    let text = r#"
        [process.talks]
        states = ["a", "b", "c", "d"]
        start = "a"
        from.a = { b = { after = "exponential(mean = 5 days)" } }
        from.b = { c = { after = "4 days" } }
        from.c = { d = { after = "3 days" } }
        [question]
        second = { ask = "first(talks == c)" }
        third = { ask = "first(talks == d)" }
    "#;
    let solved = january(text).run();
    for (question, gone) in [("second", 4.0), ("third", 7.0)] {
        for (day, p) in solved.passed(question).into_iter().enumerate() {
            let left = (day as f64 - gone).max(0.0);
            near(question, p, 1.0 - (-left / 5.0).exp());
        }
    }
    Foretell::new()
        .args(["run", "a.toml", "--cross-check", "-n", "200000"])
        .file("a.toml", format!("{JANUARY}{text}"))
        .stdout_such("agree with the sampler", |shown| shown.contains("exact answers agree"))
        .run();
}

#[test]
fn a_drawn_moment_between_steps_is_refused_where_its_place_matters() {
    let text = r#"
        [process.talks]
        states = ["a", "b", "c"]
        start = "a"
        from.a = { b = { after = "exponential(mean = 5 days)" } }
        from.b = { c = { after = "4 days" } }
        [question.second]
        ask = "first(talks == c)"
    "#;
    for (next, ask) in [
        ("1.5 days", "first(talks == c)"),
        ("2.5 days", "first(talks == c)"),
        ("30.5 days", "first(talks == c)"),
        ("uniform(2 days, 3 days)", "first(talks == c)"),
        ("exponential(mean = 5 days)", "first(talks == b)"),
        ("4 days", "elapsed(talks) > 3 days"),
    ] {
        let text = text.replace("4 days", next).replace("first(talks == c)", ask);
        let refused = january(&text).try_run().err();
        let refused =
            refused.unwrap_or_else(|| panic!("{next}, {ask}: it enters `b` at any moment"));
        assert!(refused.contains("E0810") && refused.contains("between two steps"), "{refused}");
    }
}

#[test]
fn months_and_a_short_last_step_are_computed_as_they_are() {
    let text = r#"
        [scenario]
        as_of = 2025-01-31
        until = 2025-04-10
        step = "month"
        [process.hazard]
        states = ["a", "b"]
        start = "a"
        from.a.b = 0.2
        [process.delay]
        states = ["a", "b"]
        start = "a"
        since = 2025-01-01
        from.a.b = { after = "uniform(0 months, 6 months)" }
        [question]
        hazard = { ask = "first(hazard == b)" }
        delay = { ask = "first(delay == b)" }
    "#;
    let solved = Solve::of(text).run();
    // the steps end on 28 February, 31 March and 10 April, ten of the thirty days to the 30th
    let steps = [0.0, 1.0, 2.0, 2.0 + 10.0 / 30.0];
    for (p, months) in solved.passed("hazard").into_iter().zip(steps) {
        near("hazard", p, 1.0 - 0.8_f64.powf(months));
    }
    // months since the 1st of January, of which 30/31 had passed
    let since = [30.0 / 31.0, 1.0 + 27.0 / 28.0, 2.0 + 30.0 / 31.0, 3.0 + 9.0 / 30.0];
    for (p, months) in solved.passed("delay").into_iter().zip(since) {
        near("delay", p, (months - since[0]) / (6.0 - since[0]));
    }
}
