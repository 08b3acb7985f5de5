//! The flagship with eight exactly dated facts about its processes, which move after delays, by numbers and by each
//! other. Their joint chance is about 3·10⁻¹¹ by hand: four are first moves on one day, of chances of 0.7 to 1.5 in 100 a
//! day, and four are states of chances of 10 to 40 in 100. No trial would be waited for.

use super::sampled;
use crate::support::repository;
use foretell::Scenario;
use foretell::result::Forecast;

const FACTS: [(&str, &str); 8] = [
    ("08-28", "is = \"great_raid\""),
    ("09-02", "happened = \"talks == experts\""),
    ("09-08", "happened = \"moscow == demands\""),
    ("09-12", "is = \"washington == press_moscow\""),
    ("09-20", "is = \"moscow == open\""),
    ("09-26", "happened = \"blame == moscow\""),
    ("10-03", "happened = \"talks == ministers\""),
    ("10-10", "is = \"guarantees == air\""),
];

fn with_facts() -> String {
    let path = repository().join("scenarios/leaders_summit.toml");
    let text = std::fs::read_to_string(path).expect("the flagship can be read");
    let facts = FACTS.map(|(day, what)| format!("\n[[news]]\non = 2025-{day}\n{what}\n"));
    text + &facts.concat()
}

#[test]
fn eight_exactly_dated_facts_of_the_flagship_leave_trials_and_readings_that_count() {
    let text = with_facts();
    let model = Scenario::read("news.toml", text.as_str()).case().compile().expect("no faults");
    let ask = |seed: u64| model.run(&sampled(100_000, seed)).expect("the facts can hold");
    let [one, other] = [ask(0), ask(1)];
    for found in [&one, &other] {
        let effective = found.effective_sample_size.unwrap_or(0.0);
        assert!(effective > 10_000.0, "{effective} effective trials of 100,000");
        let worlds = found.effective_worlds.unwrap_or(0.0);
        assert!(worlds > 100.0, "{worlds} effective readings");
    }
    for question in ["meet_by_december", "imposed"] {
        let chance = |found: &Forecast| {
            let answer = found.answer(question).expect("it is asked");
            let estimate = answer.probability().expect("a chance").clone();
            estimate.estimate.zip(estimate.std_error).expect("enough readings carry it")
        };
        let ((a, s), (b, t)) = (chance(&one), chance(&other));
        assert!((a - b).abs() < 4.5 * (s * s + t * t).sqrt(), "{question}: {a} ± {s}, {b} ± {t}");
    }
}
