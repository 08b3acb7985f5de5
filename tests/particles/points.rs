//! Points of a sensitivity analysis under news whose chance is far below the finest weight beside 1.

use super::sampled;
use foretell::{Scenario, Subject};

/// The kind: a point whose trials are guided as those of the first side, and whose weights are scaled by other trials than
/// its own, so that none of them counts. Six moves of one in 2,000 a day, each on its day, have a joint chance of about
/// 10⁻²⁰; none of them depends on the number that is moved.
#[test]
fn points_under_news_of_any_chance_have_answers() {
    let mut text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-03-31\n\
                    [parameter.u]\nvalue = \"uniform(0.2, 0.6)\"\n\
                    [process.deal]\nstates = [\"open\", \"done\"]\nstart = \"open\"\nper = \"month\"\n\
                    from.open.done = \"u\"\n[question.done]\nask = \"by(deal == done, 2025-02-20)\"\n"
        .to_owned();
    for at in 1..=6 {
        text += &format!(
            "[process.p{at}]\nstates = [\"off\", \"on\", \"over\"]\nstart = \"off\"\nfrom.off.on = 0.0005\n\
             from.on.over = {{ after = \"10 to 40 days\" }}\n\
             [[news]]\non = 2025-02-0{at}\nhappened = \"p{at} == on\"\n"
        );
    }
    let model = Scenario::read("a.toml", text).case().compile().expect("it has no faults");
    let found = model
        .sensitivity(&Subject::default().question("done"), &sampled(100_000, 0))
        .expect("the news can hold");
    let swing = found.swing("u").expect("it is uncertain");
    let (difference, error) = swing.difference.zip(swing.std_error).expect("both ends have trials");
    // fifty days of a chance by the month
    let by = |u: Option<f64>| 1.0 - (1.0 - u.expect("a number")).powf(50.0 / 30.436_875);
    let truth = by(swing.high_input) - by(swing.low_input);
    assert!((difference - truth).abs() < 5.0 * error, "{difference} ± {error}, truly {truth}");
    assert!(swing.is_seen && error < 0.05, "{error}");
}
