//! Work on a clock that grows with its length alone: joint states are counted, not time. A pass over n steps of s joint
//! states costs n · s, so that states which stay as many make the work linear.

use super::solved::{Solve, Solved, near};
use foretell::internal::exact::Extent;
use std::fmt::Write;

fn days(steps: u32, text: &str) -> String {
    let until = day_after(steps);
    format!("[scenario]\nas_of = 2025-01-01\nuntil = {until}\n{text}")
}

/// The day so many days after 1 January 2025, by Howard Hinnant's `civil_from_days`.
fn day_after(after: u32) -> String {
    let z = after + 20_089 + 719_468;
    let era = z / 146_097;
    let doe = z % 146_097;
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (day, month) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    let year = yoe + era * 400 + u32::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The most joint states of a step.
fn states(solved: &Solved) -> usize {
    match solved.exact.extent {
        Extent::States(states) => states,
        Extent::Elimination(_) => panic!("it is on a clock"),
    }
}

/// The chance that at most `k` of `n` happen, each with the chance `p`: the sum of the binomial terms.
fn at_most(k: i32, n: i32, p: f64) -> f64 {
    let mut term = (1.0 - p).powi(n);
    let mut sum = term;
    for i in 0..k {
        term *= f64::from(n - i) / f64::from(i + 1) * p / (1.0 - p);
        sum += term;
    }
    sum
}

const SHOCKS: &str = "[event.shock]\neach = \"step\"\np = 0.01\n";

#[test]
fn a_count_that_is_compared_is_distinguished_no_further() {
    let asks = "[question.more]\nask = \"count(shock) >= 3\"\n[question.less]\nask = \"2 > count(shock)\"\n\
                [question.just]\nask = \"count(shock) == 1\"\n[question.day]\nask = \"first(count(shock) > 1)\"\n";
    let mut found = Vec::new();
    for steps in [250, 1000] {
        let solved = Solve::of(days(steps, &format!("{SHOCKS}{asks}"))).run();
        let n = steps.cast_signed();
        solved.chance("more", 1.0 - at_most(2, n, 0.01)).chance("less", at_most(1, n, 0.01));
        solved.chance("just", at_most(1, n, 0.01) - at_most(0, n, 0.01));
        for (k, p) in (0..).zip(solved.passed("day")).step_by(50) {
            near("by day", p, 1.0 - at_most(1, k, 0.01));
        }
        found.push(states(&solved));
    }
    // none, one, two, three or more, each with what has come so far; 0 to n where all counts are told apart
    assert!(found[0] == found[1] && found[0] <= 12, "{found:?}");
    let whole = "[question.n]\nask = \"count(shock)\"\n";
    let solved = Solve::of(days(250, &format!("{SHOCKS}{asks}{whole}"))).run();
    assert!(states(&solved) > 250, "the count itself needs every number: {}", states(&solved));
}

/// Comparisons of a count inside the model keep it apart too, also with an analyst's number.
#[test]
fn a_count_in_a_rule_is_distinguished_as_far_as_the_rule() {
    let rule = "[parameter.k]\nvalue = \"uniform(1, 4)\"\n[event.alarm]\neach = \"step\"\np = 0\n\
                case = [{ if = \"count(shock) >= k\", p = 0.3 }]\n[question.end]\nask = \"alarm\"\n";
    let most = |steps| states(&Solve::of(days(steps, &format!("{SHOCKS}{rule}"))).run());
    let (few, many) = (most(100), most(400));
    assert_eq!(few, many, "the count is told apart up to 4 at the most");
    assert!(many <= 12, "{many}");
}

/// A chain that is seen through a second one on many days: the forward algorithm is the other way to its chance.
#[test]
fn evidence_on_many_days_leaves_as_many_states() {
    let text = "[process.z]\nstates = [\"a\", \"b\"]\nstart = \"a\"\nfrom.a = { b = 0.1 }\nfrom.b = { a = 0.2 }\n\
                [event.x]\neach = \"step\"\ngiven = [\"z\"]\n\
                table = [{ z = \"a\", outcomes = { no = 0.8, yes = 0.2 } }, { z = \"b\", outcomes = { no = 0.3, yes = 0.7 } }]\n\
                [question.end]\nask = \"z\"\n";
    let mut found = Vec::new();
    for steps in [100_u32, 400] {
        let (mut evidence, mut forward, mut ln) = (String::new(), [1.0_f64, 0.0], 0.0_f64);
        for day in 1..=steps {
            let is_seen = day % 3 == 0 || day % 7 == 0;
            let not = if is_seen { "" } else { "not " };
            let and = if day == 1 { "" } else { " and " };
            write!(evidence, "{and}at({not}x, {})", day_after(day)).expect("a String takes all");
            let [a, b] = forward;
            let (a, b) = (a * 0.9 + b * 0.2, a * 0.1 + b * 0.8);
            let (a, b) = if is_seen { (a * 0.2, b * 0.7) } else { (a * 0.8, b * 0.3) };
            ln += libm::log(a + b);
            forward = [a / (a + b), b / (a + b)];
        }
        let solved = Solve::of(days(steps, text)).learnt(evidence).run();
        solved.cells("end", &forward);
        assert!(
            (solved.ln_evidence() / ln - 1.0).abs() < 1e-12,
            "{} for {ln}",
            solved.ln_evidence()
        );
        found.push(states(&solved));
    }
    assert_eq!(found, [2, 2], "one state for each of the chain");
}
