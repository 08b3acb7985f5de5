//! `explain FILE QUESTION` as printed: the parts of every node sum to it, and those in which the
//! answer is *yes* sum to the headline.

use crate::support::Foretell;
use foretell::result::{Answer, Cause, Explanation};

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
            &["-n", "20000", "--worlds", "64", "--given", "mood == good or talks == on"],
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

/// Questions on several events and processes. Each hangs on parts that are independent of each other but for `echo`,
/// so that every number of the table of parts has a closed form.
const SEVERAL: &str = r#"
[scenario]
as_of = 2025-01-01
until = 2025-01-02
[process.talks]
states = ["off", "on"]
start = { off = 0.6, on = 0.4 }
[event.rain]
p = 0.3
[event.wind]
p = 0.2
[event.echo]
case = [{ if = "rain", p = 0.9 }]
p = 0.1
[question]
all.ask = "ever(talks == on and rain) or wind"
most.ask = "how_many(talks == on, rain, wind) >= 2"
given.ask = "rain or wind"
given.given = "talks == on"
alone.ask = "echo"
"#;

/// (part, how often it holds, the answer if it does, the answer if it does not), as JSON has them, and the answer.
fn parts_of(question: &str) -> (Vec<(String, [f64; 3])>, f64) {
    let run = Foretell::new().args(["explain", "a.toml", question, "-n", "200000"]);
    let json = run.args(["--format", "json"]).file("a.toml", SEVERAL).any_output().run().stdout;
    let found: Explanation = serde_json::from_str(&json).unwrap_or_else(|e| panic!("{e}: {json}"));
    let chance =
        |answer: &Answer| answer.probability().expect("a condition").estimate.expect("a chance");
    let of = |cause: &Cause| {
        let case = |name: &str| cause.cases.iter().find(|case| case.name == name).expect("a case");
        let (yes, no) = (case("yes"), case("no"));
        let holds = yes.holds.estimate.expect("a chance");
        (cause.name.clone(), [holds, chance(&yes.answer), chance(&no.answer)])
    };
    (found.causes.iter().map(of).collect(), chance(&found.answer))
}

#[test]
fn each_part_has_its_own_share() {
    // the kind: a question on several events or processes was explained by the first process alone. The right values
    // are sums over the eight cases of three independent events
    let expected = [
        (
            "all",
            vec![
                ("talks == on", [0.4, 0.3 + 0.7 * 0.2, 0.2]),
                ("rain", [0.3, 0.4 + 0.6 * 0.2, 0.2]),
                ("wind", [0.2, 1.0, 0.12]),
            ],
        ),
        (
            "most",
            vec![
                ("talks == on", [0.4, 0.3 + 0.2 - 0.06, 0.06]),
                ("rain", [0.3, 0.4 + 0.2 - 0.08, 0.08]),
                ("wind", [0.2, 0.4 + 0.3 - 0.12, 0.12]),
            ],
        ),
        ("given", vec![("rain", [0.3, 1.0, 0.2]), ("wind", [0.2, 1.0, 0.3])]),
        ("alone", vec![("rain", [0.3, 0.9, 0.1])]),
    ];
    for (question, parts) in expected {
        let (found, answer) = parts_of(question);
        assert_eq!(found.len(), parts.len(), "{question}: {found:?}");
        for ((name, found), (part, right)) in found.iter().zip(parts) {
            assert_eq!(name, part);
            for (found, right) in found.iter().zip::<[f64; 3]>(right) {
                // at least 20,000 of the trials are in each case: five standard errors
                let error = 5.0 * (right * (1.0 - right) / 20_000.0).sqrt();
                assert!(
                    (found - right).abs() <= error,
                    "{question}, {part}: {found} is not {right}"
                );
            }
            // the law of total probability holds to the last trial
            let [holds, if_so, if_not] = *found;
            let whole = holds * if_so + (1.0 - holds) * if_not;
            assert!((whole - answer).abs() < 1e-9, "{question}, {part}: {whole} is not {answer}");
            // wrong on purpose: the shares of the cases exchanged
            let exchanged = holds * if_not + (1.0 - holds) * if_so;
            assert!((exchanged - answer).abs() > 0.01, "{question}, {part}");
        }
    }
    let run = Foretell::new().args(["explain", "a.toml", "most"]).file("a.toml", SEVERAL);
    let page = run.any_output().run().stdout;
    let heads = page.lines().find(|line| line.starts_with("Its parts")).unwrap_or_default();
    assert!(heads.ends_with("in 100  if so  if not"), "{page}");
    let first = |line: &str| line.split_whitespace().next().map(str::to_owned);
    let below = page.lines().skip_while(|line| !line.starts_with("Its parts")).skip(1).take(3);
    // the one on which the answer depends most comes first
    let order: Vec<_> = below.filter_map(first).collect();
    assert_eq!(order, ["wind", "rain", "talks"], "{page}");
}

#[test]
fn an_unknown_question_has_no_json() {
    let run = Foretell::new().args(["explain", "a.toml", "mist", "--format", "json"]);
    let run = run.file("a.toml", SEVERAL).status(3).any_output().run();
    assert!(run.stderr.contains("no question `mist`") && run.stdout.is_empty(), "{}", run.stderr);
}

/// The kind: shares beside a tree that are scaled by the sum of rounded outcomes, 99 or 99.9, instead of 100. All
/// trials end in a, b or z by chances of 0.0424, 0.0744 and 0.8832 = 0.5 + 0.5 · 0.7664, which are printed as 4.2, 7.4
/// and 88.3.
#[test]
fn shares_beside_a_tree_are_of_all_trials() {
    let text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-05\n[process.w]\n\
                states = [\"x\", \"y\", \"a\", \"b\", \"z\"]\nstart = \"x\"\n[process.w.from.x]\n\
                y = 0.5\nz = 0.5\n[process.w.from.y]\na = 0.0848\nb = 0.1488\nz = 0.7664\n\
                [question]\nlast.ask = \"w\"\n";
    let words = ["explain", "a.toml", "last", "-n", "400000"];
    let page = Foretell::new().args(words).file("a.toml", text).any_output().run().stdout;
    let after = |line: &str| -> f64 {
        let (_, number) = line.split_once("z ").unwrap_or_else(|| panic!("{page}"));
        number.split([' ', '·']).next().and_then(|n| n.parse().ok()).unwrap_or(f64::NAN)
    };
    let line = |begins: &str| page.lines().find(|line| line.starts_with(begins)).unwrap_or("");
    let (answer, entered) = (after(line("last ")), after(line("Ever entered")));
    assert!((answer - 88.32).abs() < 0.3 && (answer - entered).abs() < 1e-9, "{page}");
}

/// The kind: parts with the digits of an answer that is nearly certain. Half of the trials pass through y, known to
/// 0.16 in 100, and all but 0.04 in 100 end in z, known to 0.007.
#[test]
fn parts_have_no_digit_beyond_their_own_error() {
    let text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-05\n[process.w]\n\
                states = [\"x\", \"y\", \"a\", \"z\"]\nstart = \"x\"\n[process.w.from.x]\n\
                y = 0.5\nz = 0.5\n[process.w.from.y]\na = 0.0008\nz = 0.9992\n\
                [question]\nlast.ask = \"w\"\n";
    let words = ["explain", "a.toml", "last", "-n", "100000"];
    let page = Foretell::new().args(words).file("a.toml", text).any_output().run().stdout;
    assert!(page.contains("z 99.96") && page.contains("50 y"), "{page}");
    assert!(parts(&page).iter().all(|part| part.number.fract() == 0.0), "{page}");
}

/// The kind: a state that trials reach after the answer is settled is said to be reached by none.
#[test]
fn states_after_the_answer_are_not_denied() {
    let page = explained("rare", &["-n", "20000", "--do", "talks=signed@2025-01-02..2025-01-02"]);
    let denied =
        |page: &str| page.contains("No trial reaches") && !page.contains("before the answer");
    assert!(page.contains("in 100") && !denied(&page), "{page}");
    let page = explained("ever", &["-n", "20000", "--set", "process.talks.from.off.dead=0"]);
    assert!(page.contains("No trial reaches dead before the answer is settled."), "{page}");
}
