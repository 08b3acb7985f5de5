//! `explain FILE QUESTION` as printed: the parts of every node sum to it, and those in which the
//! answer is *yes* sum to the headline.

use crate::support::Foretell;

const TALKS: &str = r#"
[scenario]
as_of = 2025-01-01
until = 2025-06-30
[process.talks]
states = ["off", "on", "signed", "dead"]
start = { off = 0.7, on = 0.3 }
[process.talks.from.off]
on = 0.2
dead = "0.1% to 0.4%"
[process.talks.from.on]
off = 0.2
signed = 0.01
[process.mood]
states = ["good", "bad"]
start = "good"
[process.mood.from.good]
bad = 0.01
[event.paper]
when = "talks == signed"
p = 0.3
[question]
by.ask = "by(talks == signed, 2025-06-30)"
ever.ask = "ever(talks == signed or talks == dead)"
never.ask = "not by(talks == signed, 2025-06-30)"
now.ask = "at(talks == on, 2025-03-31)"
first.ask = "first(talks == signed)"
both.ask = "ever(talks == signed and mood == bad)"
end.ask = "talks == on and mood == good"
rare.ask = "by(talks == signed, 2025-01-03)"
nearly.ask = "not by(talks == signed, 2025-01-03)"
given.ask = "ever(talks == signed)"
given.given = "mood == bad"
paper.ask = "paper"
"#;

/// A printed part: its column, units, words and the sum of its parts.
struct Part {
    column: usize,
    number: f64,
    words: String,
    below: Vec<f64>,
}

/// The parts of the trees in a page.
fn parts(page: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut in_tree = false;
    for line in page.lines() {
        if line.starts_with("Of 100 trials") {
            in_tree = true;
        } else if in_tree && line.starts_with("Parts ") {
            break;
        }
        if !in_tree || line.is_empty() {
            continue;
        }
        let line: Vec<char> = line.chars().collect();
        let is_mark = |i: &usize| matches!(line[*i], '├' | '└');
        let mut starts: Vec<usize> = (0..line.len()).filter(is_mark).collect();
        if starts.is_empty() {
            if line.starts_with(&[' ', ' ']) && line.get(2).is_some_and(char::is_ascii_digit) {
                let text: String = line.iter().collect();
                let (number, words) = text.trim().split_once(' ').expect("a number and words");
                open = vec![parts.len()];
                let number = number.parse().expect("a number");
                parts.push(Part { column: 0, number, words: words.into(), below: Vec::new() });
            }
            continue;
        }
        let column = starts[0];
        open.retain(|i| parts[*i].column < column);
        let parent = *open.last().expect("a root");
        starts.push(line.len());
        for pair in starts.windows(2) {
            let text: String = line[pair[0] + 2..pair[1]].iter().collect();
            let (number, words) = text.trim().split_once(' ').expect("a number and words");
            let number: f64 = number.parse().unwrap_or_else(|_| panic!("{number}\n{page}"));
            parts[parent].below.push(number);
            open.push(parts.len());
            parts.push(Part { column, number, words: words.trim().into(), below: Vec::new() });
        }
    }
    parts
}

fn explained(question: &str, arguments: &[&str]) -> String {
    let run = Foretell::new()
        .args(["explain", "a.toml", question])
        .args(arguments.iter().copied())
        .file("a.toml", TALKS)
        .any_output()
        .run();
    run.stdout
}

/// The number after the label in the first lines.
fn headline(page: &str) -> f64 {
    let line = page.lines().find(|line| line.contains(" in 100")).expect("a headline");
    let before = line.split(" in 100").next().expect("text");
    let number = before.rsplit(' ').next().expect("a number");
    match number.parse() {
        Ok(number) => number,
        Err(_) if number.starts_with('<') => 0.0,
        Err(_) => 100.0,
    }
}

#[test]
fn parts_sum_as_printed() {
    let plain = "process.talks.from.off.dead=0.002";
    for question in
        ["by", "ever", "never", "now", "first", "both", "end", "rare", "nearly", "given", "paper"]
    {
        for arguments in [
            &["-n", "20000", "--set", plain][..],
            &["-n", "60000", "--set", plain],
            &["-n", "20000"],
            &["-n", "20000", "--do", "talks=on@2025-02-01"],
            &["-n", "20000", "--given", "mood == good or talks == on"],
        ] {
            let page = explained(question, arguments);
            if !page.contains("Of 100 trials") {
                assert!(page.contains("no trial to ask"), "{page}");
                continue;
            }
            let parts = parts(&page);
            assert!(parts.len() > 1, "{question}: {page}");
            for part in parts.iter().filter(|part| !part.below.is_empty()) {
                let sum: f64 = part.below.iter().sum();
                assert!((sum - part.number).abs() < 1e-9, "{}: {sum}\n{page}", part.words);
            }
            let leaves = parts.iter().filter(|part| part.below.is_empty());
            let is_labelled = page.contains("(yes: ");
            let is_alone = page.contains("in which it is so") || page.contains("it is not so");
            let is_yes = |words: &str| match question {
                _ if is_labelled => words == "yes" || words.contains(": yes"),
                "ever" => words.contains("signed") || words.contains("dead"),
                "by" | "first" | "rare" | "given" => words.contains("signed"),
                _ => false,
            };
            let sum: f64 = leaves.filter(|part| is_yes(&part.words)).map(|part| part.number).sum();
            let Some(stated) = Some(headline(&page)).filter(|_| !page.contains("not so")) else {
                continue;
            };
            assert!((sum - stated).abs() < 1e-9, "{question} {arguments:?}: {sum}\n{page}");
            let root = if is_alone { stated } else { 100.0 };
            assert!((parts[0].number - root).abs() < 1e-9, "{page}");
        }
    }
}

#[test]
fn the_loop_of_the_funnel_sums_to_the_answer() {
    let page = explained("by", &["--set", "process.talks.from.off.dead=0", "-n", "100000"]);
    assert!(!page.contains("as above"), "{page}");
    assert!(page.contains("after going back"), "{page}");
}

const PAPER: &str = "
[source.minutes]
title = \"Minutes\"
[parameter.appetite]
value = \"20% to 60%\"
source = \"minutes\"
because = \"Two of five rounds came close.\"
[event.meeting]
p = 0.5
[event.paper]
when = \"meeting\"
p = \"appetite\"
[question.paper_signed]
ask = \"paper\"
";

/// The kind: an explanation that names other numbers than those that move the answer, or moves them elsewhere. The
/// chance of a paper is half of the appetite, of which 5 in 100 readings lie below 20 % and 5 above 60 %.
#[test]
fn an_answer_rests_on_the_numbers_that_move_it() {
    let call = |words: &[&str]| {
        let run = Foretell::new().args(["explain", "a.toml", "paper_signed"]).file("a.toml", PAPER);
        run.args(words.iter().copied()).any_output().run().stdout
    };
    let page = call(&[]);
    let (_, rests) = page.split_once("Rests most on").unwrap_or_else(|| panic!("{page}"));
    let mut lines = rests.lines().skip(1);
    let first = lines.next().unwrap_or_default();
    assert!(first.starts_with("1 appetite  ") && first.contains("20% to 60%"), "{page}");
    let numbers = first.rsplit("  ").next().unwrap_or_default().split(" → ");
    let ends: Vec<f64> = numbers.map(|end| end.trim().parse().expect("a number")).collect();
    assert_eq!(ends.len(), 2, "{page}");
    assert!((ends[0] - 10.0).abs() < 1.0 && (ends[1] - 30.0).abs() < 1.0, "{page}");
    let grounds = "    from minutes: \"Two of five rounds came close.\"";
    assert_eq!(lines.next(), Some(grounds), "{page}");
    // a plain number is none of those that are uncertain
    assert!(!page.contains("2 meeting"), "{page}");
    // the sentences on the model come only when they are asked for
    assert!(!page.contains("(event)"), "{page}");
    let whole = call(&["--model"]);
    assert!(whole.starts_with(&page) && whole.contains("paper (event)"), "{whole}");
}

#[test]
fn the_explanation_of_the_flagship_fits_on_a_screen() {
    let words = ["explain", "scenarios/leaders_summit.toml", "meet_by_december", "-n", "100000"];
    let page = Foretell::new().args(words).folder(crate::support::repository());
    let page = page.any_output().run().stdout;
    assert!(page.lines().count() <= 45, "{page}");
    let few = ["explain", "scenarios/leaders_summit.toml", "meet_by_december"];
    let notes = Foretell::new().args(few).folder(crate::support::repository());
    let notes = notes.any_output().run().stderr;
    assert!(notes.lines().filter(|line| line.starts_with("note: ")).count() <= 1, "{notes}");
    assert!(page.contains("Of 100 trials") && page.contains("Rests most on"), "{page}");
}
