//! Calendars: `on`, events of a date, and events that are drawn at each date.

use super::both;
use crate::exact::Solve;
use crate::statistics::Draw;
use crate::support::printed;

const HEAD: &str = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-03-31\n\
    [calendar.council]\ndates = [2025-03-17, 2025-01-20, 2025-02-03]\n\
    [calendar.fortnight]\nevery = \"2 weeks\"\nfrom = 2025-01-06\nuntil = 2025-03-10\n\
    [calendar.ends]\nevery = \"1 month\"\nfrom = 2024-12-31\n";

fn sure(text: &str, conditions: &[(&str, bool)]) {
    use std::fmt::Write as _;
    let mut text = format!("{HEAD}{text}");
    for (at, (condition, _)) in conditions.iter().enumerate() {
        write!(text, "\n[question.q{at}]\nask = \"{condition}\"").expect("a string");
    }
    let run = Draw::of(text).trials(2000).run();
    for (at, (condition, holds)) in conditions.iter().enumerate() {
        let counts = run.counts(&format!("q{at}"));
        assert_eq!(counts, if *holds { [0, 2000] } else { [2000, 0] }, "{condition}");
    }
}

#[test]
fn calendars_have_the_dates_that_they_say() {
    sure(
        "[series.sum]\nstart = 0\nnext = \"sum + (if on(council) then 1 else 0)\"\n",
        &[
            ("count(on(council)) == 3", true),
            ("first(on(council)) == 2025-01-20", true),
            ("at(on(council), 2025-02-03)", true),
            ("at(on(council), 2025-02-04)", false),
            // 6 and 20 January, 3 and 17 February, 3 March
            ("count(on(fortnight)) == 5", true),
            ("at(on(fortnight), 2025-03-03)", true),
            // 31 January, 28 February, 31 March
            ("count(on(ends)) == 3 and on(ends)", true),
            ("at(on(ends), 2025-02-28)", true),
            // a series reads the day that is being computed
            ("sum == 3", true),
            ("at(sum, 2025-01-19) == 0 and at(sum, 2025-01-20) == 1", true),
            ("count(on(council) or on(fortnight)) == 6", true),
        ],
    );
}

/// Drawn at three dates; between them it is what it is otherwise.
#[test]
fn an_event_is_drawn_at_each_date() {
    let text = format!(
        "{HEAD}[event.cut]\neach = \"council\"\np = 0.3\n\
         [event.vote]\neach = \"council\"\notherwise = \"recess\"\noutcomes = {{ aye = 0.6, nay = \"rest\" }}\n\
         adjust = [ {{ if = \"date >= 2025-03-01\", odds.aye = 2 }} ]\n\
         [question]\nnone = {{ ask = \"count(cut) == 0\" }}\nall = {{ ask = \"count(cut) == 3\" }}\n\
         now = {{ ask = \"cut\" }}\nthen = {{ ask = \"at(cut, 2025-02-03)\" }}\n\
         recess = {{ ask = \"count(vote == recess) == 86\" }}\nayes = {{ ask = \"count(vote == aye) == 3\" }}\n\
         after = {{ ask = \"at(vote == recess, 2025-01-21)\" }}\n"
    );
    both(&text, "none", 0.7_f64.powi(3));
    both(&text, "all", 0.3_f64.powi(3));
    both(&text, "now", 0.0);
    both(&text, "then", 0.3);
    // 89 steps after the first, of which three are dates
    both(&text, "recess", 1.0);
    both(&text, "after", 1.0);
    both(&text, "ayes", 0.36 * (1.2 / 1.6));
}

/// An event of a date waits for that date.
#[test]
fn an_event_has_a_date() {
    let text = format!(
        "{HEAD}[event.election]\non = 2025-02-23\noutcomes = {{ left = 0.4, right = \"rest\" }}\n\
         [event.deal]\nwhen = \"election == left\"\np = 0.5\n[quantity.cost]\non = 2025-03-01\nvalue = 7\n\
         [question]\nleft = {{ ask = \"election == left\" }}\ndeal = {{ ask = \"deal\" }}\n\
         before = {{ ask = \"at(election == none, 2025-02-22)\" }}\n\
         on = {{ ask = \"at(election == left, 2025-02-23)\" }}\ncost = {{ ask = \"cost == 7\" }}\n"
    );
    both(&text, "left", 0.4);
    both(&text, "deal", 0.2);
    both(&text, "before", 1.0);
    both(&text, "on", 0.4);
    both(&text, "cost", 1.0);
}

/// Evidence and interventions on what is drawn at dates.
#[test]
fn what_is_drawn_at_dates_is_learnt_and_made() {
    let text = format!(
        "{HEAD}[event.cut]\neach = \"council\"\np = 0.3\n[question.two]\nask = \"count(cut) >= 2\"\n"
    );
    let on_day = || Draw::of(text.as_str()).learnt("at(cut, 2025-01-20)");
    on_day().run().chance("two", 1.0 - 0.7 * 0.7);
    Solve::of(text.as_str()).learnt("at(cut, 2025-01-20)").run().chance("two", 1.0 - 0.7 * 0.7);
    let learnt = || Draw::of(text.as_str()).learnt("count(cut) >= 1");
    let two = 3.0 * 0.09 * 0.7 + 0.027;
    learnt().run().chance("two", two / (1.0 - 0.343));
    Draw::of(text.as_str()).made("cut=yes@2025-01-20").run().chance("two", 1.0 - 0.49);
    Solve::of(text.as_str()).made("cut=yes@2025-01-20").run().chance("two", 1.0 - 0.49);
    Draw::of(text).made("cut=yes").run().chance("two", 1.0);
}

/// With steps of a week, dates between them are faults with both neighbours; `step = "day"` repairs them.
#[test]
fn dates_between_steps_are_faults() {
    let weekly = HEAD.replace("until = 2025-03-31", "until = 2025-03-26\nstep = \"week\"");
    let text = format!(
        "{weekly}[event.cut]\neach = \"council\"\np = 0.3\n[event.e]\non = 2025-02-06\np = 0.5\n"
    );
    let shown = printed(&["check", "a.toml"], &text, 3);
    assert_eq!(shown.matches("E0910").count(), 4, "{shown}");
    assert!(
        shown.contains("2025-01-15 and 2025-01-22") && shown.contains("step = \"day\""),
        "{shown}"
    );
    // a calendar that decides nothing may lie anywhere
    let unused = format!("{weekly}[event.e]\np = 0.5\n");
    printed(&["check", "a.toml"], &unused, 0);
    let daily = text.replace("step = \"week\"", "step = \"day\"");
    printed(&["check", "a.toml"], &daily, 0);
}

#[test]
fn explain_names_calendars() {
    let text = format!(
        "{HEAD}[event.cut]\neach = \"council\"\np = 0.3\n[event.e]\non = 2025-02-06\np = 0.5\n\
         [process.deal]\nstates = [\"no\", \"yes\"]\nstart = \"no\"\nper = \"council\"\n\
         [process.deal.from.no]\nyes = 0.1\n[process.deal.from.yes]\nper = \"10 months\"\nno = 0.2\n"
    );
    let shown = printed(&["explain", "a.toml"], &text, 0);
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    for piece in [
        "cut (event) is drawn at each date of `council`; between them it is *no*. Then: yes 30 in 100",
        "e (event) is settled on 6 Feb 2025",
        "10 % at each date of `council`, which is 27 % by 31 March",
        "20 % in 10 months",
    ] {
        assert!(shown.contains(piece), "{piece}: {shown}");
    }
}
