//! News about processes that the answer does not depend on, where a scenario is compiled again: for the points of a
//! sensitivity analysis, those of a sweep, and experts. The right values are those of a chance by the month.

use super::sampled;
use foretell::{Scenario, Subject};

/// The chance of a move within fifty days, of a chance by the month.
fn within_fifty_days(chance: f64) -> f64 {
    1.0 - (1.0 - chance).powf(50.0 / 30.436_875)
}

/// The kind: a point whose trials are guided as those of the first side, and whose weights are scaled by other trials than
/// its own, so that none of them counts. Six moves of one in 2,000 a day, each on its day, have a joint chance of about
/// 10⁻²⁰; none of them depends on the number that is moved.
#[test]
fn points_under_news_of_any_chance_have_answers() {
    let deal = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-03-31\n\
                [parameter.u]\nvalue = \"uniform(0.2, 0.6)\"\n\
                [process.deal]\nstates = [\"open\", \"done\"]\nstart = \"open\"\nper = \"month\"\n\
                from.open.done = \"u\"\n[question.done]\nask = \"by(deal == done, 2025-02-20)\"\n";
    let moved = |at: usize| {
        format!(
            "[process.p{at}]\nstates = [\"off\", \"on\", \"over\"]\nstart = \"off\"\nfrom.off.on = 0.0005\n\
             from.on.over = {{ after = \"10 to 40 days\" }}\n\
             [[news]]\non = 2025-02-0{at}\nhappened = \"p{at} == on\"\n"
        )
    };
    let text = deal.to_owned() + &(1..=6).map(moved).collect::<Vec<_>>().concat();
    let model = Scenario::read("a.toml", text).case().compile().expect("it has no faults");
    let found = model
        .sensitivity(&Subject::default().question("done"), &sampled(100_000, 0))
        .expect("the news can hold");
    let swing = found.swing("u").expect("it is uncertain");
    let (difference, error) = swing.difference.zip(swing.std_error).expect("both ends have trials");
    let by = |u: Option<f64>| within_fifty_days(u.expect("a number"));
    let truth = by(swing.high_input) - by(swing.low_input);
    assert!((difference - truth).abs() < 5.0 * error, "{difference} ± {error}, truly {truth}");
    assert!(swing.is_seen && error < 0.05, "{error}");
}

/// The kind: conditions of the news that have the identity of others in a scenario compiled again, so that the answer
/// follows another history. Here the answer and the news are both followed from day to day.
#[test]
fn news_keeps_its_conditions_where_the_scenario_is_compiled_again() {
    let text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-03-31\n\
                [expert.ann]\n[expert.bob]\n[parameter.u]\nvalue = 0.4\n\
                [process.deal]\nstates = [\"open\", \"done\"]\nstart = \"open\"\nper = \"month\"\n\
                from.open.done = MOVE\n[question.done]\nask = \"by(deal == done, 2025-02-20)\"\n\
                [process.talks]\nstates = [\"off\", \"on\", \"over\"]\nstart = \"off\"\nfrom.off.on = 0.02\n\
                from.on.over = { after = \"10 to 40 days\" }\n\
                [[news]]\non = 2025-02-01\nhappened = \"talks == on\"\n";
    let panel = text.replace("MOVE", "{ p.by = { ann = 0.2, bob = 0.6 } }");
    let read = |text: &str| Scenario::read("a.toml", text).case().compile().expect("no faults");
    let found = read(&panel).run(&sampled(100_000, 0)).expect("the news can hold");
    assert_eq!(found.experts.len(), 2);
    for (expert, chance) in found.experts.iter().zip([0.2, 0.6]) {
        let answers = expert.answers.as_ref().expect("the news can hold");
        let chance_found = answers[0].probability().expect("a chance");
        let (estimate, error) =
            chance_found.estimate.zip(chance_found.std_error).expect("enough trials");
        let truth = within_fifty_days(chance);
        assert!((estimate - truth).abs() < 4.5 * error, "{}: {estimate} ± {error}", expert.name);
    }
    let plain = text.replace("MOVE", "\"u\"").replace("[expert.ann]\n[expert.bob]\n", "");
    let model = read(&plain);
    let analysed = model
        .sensitivity(&Subject::default().question("done"), &sampled(100_000, 0))
        .expect("the news can hold");
    let swing = analysed.swing("parameter.u.value").expect("it is moved");
    let by = |u: Option<f64>| within_fifty_days(u.expect("a number"));
    let truth = by(swing.high_input) - by(swing.low_input);
    let (difference, error) = swing.difference.zip(swing.std_error).expect("both ends have trials");
    assert!((difference - truth).abs() < 4.5 * error, "{difference} ± {error}, truly {truth}");
}
