//! Random small networks: elimination against the enumeration of every world.

use super::solved::Solve;
use foretell::internal::forecast::Body;
use proptest::prelude::*;
use std::fmt::Write;

/// An event of a random network: its number of outcomes, its parents among the events before it, and
/// weights for the chances of each row.
#[derive(Clone, Debug)]
struct Event {
    width: usize,
    parents: Vec<usize>,
    rows: Vec<Vec<f64>>,
}

fn network() -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec((2..4_usize, any::<u8>(), any::<u64>()), 2..8).prop_map(|seeds| {
        let mut events: Vec<Event> = Vec::new();
        for (at, (width, mask, mut state)) in seeds.into_iter().enumerate() {
            let parents: Vec<usize> = (0..at).filter(|i| mask >> i & 1 == 1).take(3).collect();
            let rows = parents.iter().map(|p| events[*p].width).product();
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
                // eighths, zeros among them
                f64::from((state >> 61) as u32)
            };
            let row = |_| {
                let weights: Vec<f64> = (0..width).map(|_| next()).collect();
                let sum: f64 = weights.iter().sum();
                if sum > 0.0 {
                    weights.iter().map(|w| w / sum).collect()
                } else {
                    vec![1.0 / width as f64; width]
                }
            };
            events.push(Event { width, parents, rows: (0..rows).map(row).collect() });
        }
        events
    })
}

fn text(events: &[Event]) -> String {
    let mut text = String::new();
    for (at, event) in events.iter().enumerate() {
        writeln!(text, "[event.e{at}]").expect("a String takes all");
        let chances = |row: &[f64]| {
            let pairs = row.iter().enumerate().map(|(o, p)| format!("o{o} = {p:?}"));
            format!("outcomes = {{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        };
        if event.parents.is_empty() {
            writeln!(text, "{}", chances(&event.rows[0])).expect("a String takes all");
            continue;
        }
        let given: Vec<String> = event.parents.iter().map(|p| format!("e{p}")).collect();
        writeln!(text, "table = {{ given = {given:?}, rows = [").expect("a String takes all");
        for (row, shares) in event.rows.iter().enumerate() {
            let mut left = row;
            let mut named = Vec::new();
            for parent in event.parents.iter().rev() {
                named.push(format!("e{parent} = \"o{}\"", left % events[*parent].width));
                left /= events[*parent].width;
            }
            writeln!(text, "{{ {}, {} }},", named.join(", "), chances(shares)).expect("a String");
        }
        text += "] }\n";
    }
    text
}

/// The chance of every world in which something holds.
fn chance(events: &[Event], holds: &dyn Fn(&[usize]) -> bool) -> f64 {
    let worlds: usize = events.iter().map(|e| e.width).product();
    let mut sum = 0.0;
    for cell in 0..worlds {
        let mut left = cell;
        let mut world = Vec::with_capacity(events.len());
        for event in events {
            world.push(left % event.width);
            left /= event.width;
        }
        if !holds(&world) {
            continue;
        }
        sum += events
            .iter()
            .enumerate()
            .map(|(at, e)| {
                let row = e.parents.iter().fold(0, |r, p| r * events[*p].width + world[*p]);
                e.rows[row][world[at]]
            })
            .product::<f64>();
    }
    sum
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn elimination_is_the_sum_over_all_worlds(events in network(), seen in any::<u8>()) {
        let last = events.len() - 1;
        let seen = usize::from(seen) % events.len();
        let question = format!(
            "{}[question.q]\nask = \"e0 == o0 or e{last} == o1\"\ngiven = \"e{seen} != o0 or e0 == o1\"\n\
             [question.both]\nask = [\"e0\", \"e{last}\"]\n",
            text(&events)
        );
        let given = |w: &[usize]| w[seen] != 0 || w[0] == 1;
        let kept = chance(&events, &given);
        let hits = chance(&events, &|w| given(w) && (w[0] == 0 || w[last] == 1));
        let solved = Solve::of(question).run();
        let Body::Condition(found) = solved.body("q") else { panic!("a condition") };
        if kept > 0.0 {
            prop_assert!((found.probability - hits / kept).abs() < 1e-12);
            prop_assert!(hits > 0.0 || found.probability.to_bits() == 0);
        } else {
            prop_assert!(found.probability.is_nan());
        }
        let mut wanted = Vec::new();
        for a in 0..events[0].width {
            for b in 0..events[last].width {
                wanted.push(chance(&events, &|w| w[0] == a && w[last] == b));
            }
        }
        solved.cells("both", &wanted);
    }
}
