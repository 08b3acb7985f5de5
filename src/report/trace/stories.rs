//! The most frequent courses of events, each as a sentence with its share.

use crate::engine::PathNode;
use crate::forecast::{Answer, Estimate, Ways};
use crate::report::document::Share;
use crate::report::forecast::heading::heading;
use crate::report::format::number;

/// The number of stories.
const STORIES: usize = 3;

/// A course of events: the states that are entered for the first time, in order, the last state, and the outcome.
struct Course {
    states: Vec<u16>,
    end: u16,
    outcome: u16,
    trials: u64,
}

/// Returns the most frequent courses through a process, each with its share of all trials. One that ends as asked and
/// one that does not are among them, if there are any.
pub(crate) fn stories(answer: &Answer, ways: &Ways, is_whole: bool) -> Vec<Share> {
    let mut courses = Vec::new();
    gather(&ways.root, &mut Vec::new(), &mut courses);
    courses.sort_by(|a, b| b.trials.cmp(&a.trials).then_with(|| a.states.cmp(&b.states)));
    let mut chosen: Vec<&Course> = courses.iter().take(STORIES).collect();
    for outcome in 0..ways.outcomes.len().min(2) as u16 {
        let first = courses.iter().find(|course| course.outcome == outcome);
        let is_told = chosen.iter().any(|course| course.outcome == outcome);
        if let (Some(first), false, STORIES) = (first, is_told, chosen.len()) {
            chosen[STORIES - 1] = first;
        }
    }
    let all = ways.root.reached.max(1) as f64;
    let share = |course: &&Course| {
        let p = course.trials as f64 / all;
        let error = (p * (1.0 - p) / all).sqrt();
        let estimate = Estimate::new(p, error, (p - 1.96 * error, p + 1.96 * error));
        let number =
            if is_whole { number::whole_in_100(&estimate) } else { number::in_100(&estimate) };
        let of_hundred = (100.0 * p).round() as usize;
        Share { label: worded(answer, ways, course), number, of_hundred }
    };
    chosen.iter().map(share).collect()
}

fn gather(node: &PathNode, states: &mut Vec<u16>, courses: &mut Vec<Course>) {
    for ((end, outcome), trials) in &node.ended {
        let (states, end, outcome) = (states.clone(), *end, *outcome);
        courses.push(Course { states, end, outcome, trials: *trials });
    }
    for (state, next) in &node.next {
        states.push(*state);
        gather(next, states, courses);
        states.pop();
    }
}

/// Words such as `talks: none → experts → ministers → leaders. They meet by 31 Dec: yes`.
fn worded(answer: &Answer, ways: &Ways, course: &Course) -> String {
    let name = |state: u16| ways.states[usize::from(state)].replace('_', " ");
    let mut names: Vec<String> = course.states.iter().map(|state| name(*state)).collect();
    if course.states.last() != Some(&course.end) {
        let again = if course.states.contains(&course.end) { "back to " } else { "" };
        names.push(format!("{again}{}", name(course.end)));
    }
    let outcome = &ways.outcomes[usize::from(course.outcome)];
    let process = ways.process.replace('_', " ");
    let day = number::day_since(ways.until, ways.as_of.year());
    let stays = match names.as_slice() {
        [only] => format!("{only} until {day}"),
        several => several.join(" → "),
    };
    format!("{process}: {stays}. {}: {outcome}", heading(answer).trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::forecast::sample;
    use jiff::civil::date;

    #[test]
    fn the_most_frequent_courses_are_reported_with_one_of_each_end() {
        let leaf = |end: u16, outcome: u16, trials: u64| PathNode {
            reached: trials,
            ended: vec![((end, outcome), trials)],
            ..PathNode::default()
        };
        let mut none = leaf(0, 0, 500);
        none.reached = 1000;
        none.ended.push(((3, 0), 150));
        none.next = vec![(1, leaf(1, 0, 250)), (2, leaf(2, 1, 100))];
        let root = PathNode { reached: 1000, next: vec![(0, none)], ..PathNode::default() };
        let ways = Ways {
            process: "talks".into(),
            as_of: date(2025, 8, 20),
            from: None,
            until: date(2025, 12, 31),
            states: ["none", "experts", "leaders", "all_over"].map(str::to_owned).into(),
            shown: vec![0, 1, 2, 3],
            ends: vec![false, false, true, false],
            outcomes: vec!["no".into(), "yes".into()],
            root,
            settles: None,
        };
        let answer = &sample::two_leaders().answers[0];
        let told: Vec<_> = stories(answer, &ways, true)
            .into_iter()
            .map(|share| (share.number, share.label))
            .collect();
        let expected = [
            ("50", "talks: none until 31 Dec. They meet: no"),
            ("25", "talks: none → experts. They meet: no"),
            ("10", "talks: none → leaders. They meet: yes"),
        ];
        assert_eq!(told, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }
}
