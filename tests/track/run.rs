//! `run` on a file with news: where answers stood before it, what it settles, and how surprising it was.

use super::{TALKS, after, model, program, silent};
use foretell::Options;
use foretell::result::Forecast;

fn forecast(text: &str, options: &Options) -> Forecast {
    model(text).run(options).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn answers_show_where_they_stood_before_the_news() {
    let text = silent(&[8, 15]);
    let found = forecast(&text, &Options::default().exact(true));
    assert_eq!(found.today.as_deref(), Some("2025-01-16"));
    assert_eq!((found.news.len(), found.evidence.len()), (2, 0));
    let csv = found.summary().to_csv();
    let head = "question,outcome,probability,std_error,low,high,before,before_std_error";
    assert_eq!(csv.lines().next(), Some(head));
    let fields: Vec<f64> = csv
        .lines()
        .nth(1)
        .into_iter()
        .flat_map(|line| line.split(','))
        .filter_map(|field| field.parse().ok())
        .collect();
    assert!((fields[0] - after(15)).abs() < 1e-12, "{csv}");
    assert!(fields.iter().any(|field| (field - after(0)).abs() < 1e-12), "{csv}");
    let page = program("run talks.toml --exact", &text).any_output().run().stdout;
    let (before, now) = (100.0 * after(0), 100.0 * after(15));
    assert!(page.contains(&format!("{before:.1} → {now:.1}")), "{page}");
    assert!(page.contains("Today 16 Jan · 2 pieces of news"), "{page}");
    // without news there is neither
    let plain = forecast(TALKS, &Options::default().exact(true));
    assert!(plain.today.is_none() && !plain.summary().to_csv().contains("before"));
}

#[test]
fn what_happened_is_settled_by_its_day() {
    let happened = format!("{TALKS}[[news]]\non = 2025-01-09\nhappened = \"talks == begun\"\n");
    let page = program("run talks.toml -n 20000", &happened).any_output().run().stdout;
    assert!(page.contains("happened on 9 Jan") && page.contains("→ 100 "), "{page}");
    let is = happened.replace("happened =", "is =");
    let page = program("run talks.toml -n 20000", &is).any_output().run().stdout;
    assert!(page.contains("settled") && !page.contains("happened on"), "{page}");
    let found = forecast(&happened, &Options::default().trials(20_000));
    assert_eq!(found.answer("begun").expect("asked").happened.as_deref(), Some("2025-01-09"));
    // a question about an earlier day is not settled by a later one
    let earlier =
        happened.replace("by(talks == begun, 2025-01-31)", "by(talks == begun, 2025-01-05)");
    let found = forecast(&earlier, &Options::default().trials(20_000));
    assert_eq!(found.answer("begun").expect("asked").happened, None);
}

#[test]
fn numbers_that_news_moved_are_a_table() {
    let text = silent(&[20]).replace("= 0.03", "= \"2% to 20%\"");
    let page = program("run talks.toml -n 200000 --worlds 1000", &text).any_output().run().stdout;
    assert!(page.contains("What the news teaches") && page.contains("talks: none→begun"), "{page}");
    assert!(!page.contains("This teaches"), "{page}");
}
