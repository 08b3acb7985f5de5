//! A model of a group against the same model written out, member by member.

use super::{probability, run};

/// Three ministers, whose votes move; `large` decides who looks at whom.
const GROUP: &str = r#"
[scenario]
as_of = 2025-08-20
until = 2025-10-20
step  = "week"

[group.cabinet.members]
ann = { seats = 30, large = "yes", bloc = "left", joins = 0.2 }
bob = { seats = 12, large = "no",  bloc = "left", joins = 0.1 }
no  = { seats = 9,  large = "no",  bloc = "right", joins = 0.3 }

[process.vote]
for    = "cabinet"
states = ["no", "yes"]
start  = { yes = "joins", no = "rest" }
per    = "month"
from.no.yes = { p = "joins", adjust = [
  { if = "not large and vote[ann] == yes", odds = 2 },
  { if = "any(vote == yes for cabinet except this where bloc == bloc[this])", odds = 3 },
] }
from.yes.no = 0.05
[process.vote.of.no]
from.yes.no = { p = 0.5, if = "vote[bob] == no" }

[define.strength]
is = "sum(seats for cabinet where vote == yes)"

[question]
majority = "x"
"#;

const QUESTIONS: &str = r#"
[question]
majority = { ask = "strength > 25" }
both     = { ask = "how_many(vote == yes for cabinet where seats < 20) == 2" }
all      = { ask = "all(vote == yes for cabinet)" }
ever     = { ask = "ever(any(vote == yes for cabinet where bloc == left))" }
mean     = { ask = "mean(seats for cabinet where vote == yes) > 15" }
largest  = { ask = "max(if vote == yes then seats else 0 for cabinet) == 12" }
given    = { ask = "vote[no] == yes", given = "vote[ann] == yes" }
"#;

const WRITTEN_OUT: &str = r#"
[scenario]
as_of = 2025-08-20
until = 2025-10-20
step  = "week"

[process.ann]
states = ["no", "yes"]
start  = { yes = 0.2, no = "rest" }
per    = "month"
from.no.yes = { p = 0.2, adjust = [ { if = "bob == yes", odds = 3 } ] }
from.yes.no = 0.05

[process.bob]
states = ["no", "yes"]
start  = { yes = 0.1, no = "rest" }
per    = "month"
from.no.yes = { p = 0.1, adjust = [ { if = "ann == yes", odds = 2 }, { if = "ann == yes", odds = 3 } ] }
from.yes.no = 0.05

[process.nil]
states = ["no", "yes"]
start  = { yes = 0.3, no = "rest" }
per    = "month"
from.no.yes = { p = 0.3, adjust = [ { if = "ann == yes", odds = 2 } ] }
from.yes.no = { p = 0.5, if = "bob == no" }

[question]
majority = { ask = "(if ann == yes then 30 else 0) + (if bob == yes then 12 else 0) + (if nil == yes then 9 else 0) > 25" }
both     = { ask = "bob == yes and nil == yes" }
all      = { ask = "ann == yes and bob == yes and nil == yes" }
ever     = { ask = "ever(ann == yes or bob == yes)" }
mean     = { ask = "(if ann == yes then 30 else 0) + (if bob == yes then 12 else 0) + (if nil == yes then 9 else 0) > 15 * how_many(ann == yes, bob == yes, nil == yes)", given = "ann == yes or bob == yes or nil == yes" }
largest  = { ask = "ann == no and bob == yes" }
given    = { ask = "nil == yes", given = "ann == yes" }
"#;

fn group() -> String {
    GROUP.replace("\n[question]\nmajority = \"x\"\n", QUESTIONS)
}

#[test]
fn a_group_is_its_members() {
    let one = run(&group(), &["--exact"]);
    let other = run(WRITTEN_OUT, &["--exact"]);
    for question in ["majority", "both", "all", "ever", "mean", "largest", "given"] {
        let (one, other) = (probability(&one, question), probability(&other, question));
        assert!((one - other).abs() < 1e-12, "{question}: {one} and {other}");
    }
}

/// Members draw from streams of their own names: another one, or another order, changes no number of the others.
#[test]
fn another_member_changes_no_number() {
    let alone = |text: &str| {
        let (head, _) = text.split_once("\n[define").expect("a definition");
        let head = head.replace("{ if = \"any(vote == yes for cabinet except this where bloc == bloc[this])\", odds = 3 },\n", "");
        let asked = "\n[question]\nann = { ask = \"vote[ann] == yes\" }\nbob = { ask = \"vote[bob] == yes\" }\n\
                     no = { ask = \"first(vote[no] == yes)\" }\n";
        run(&(head + asked), &["-n", "3000"])
    };
    let before = alone(GROUP);
    let row = "zoe = { seats = 1, large = \"no\", bloc = \"left\", joins = 0.9 }\n";
    assert_eq!(before, alone(&GROUP.replace("[process.vote]", &format!("{row}[process.vote]"))));
    let ann = "ann = { seats = 30, large = \"yes\", bloc = \"left\", joins = 0.2 }\n";
    let moved = GROUP.replace(ann, "").replace("[process.vote]", &format!("{ann}[process.vote]"));
    assert_eq!(before, alone(&moved));
    // another number of a member is noticed
    assert_ne!(before, alone(&GROUP.replace("joins = 0.1 }", "joins = 0.15 }")));
}

/// A rule that `this` and attributes alone switch off reads nothing, so it makes no circle.
#[test]
fn what_attributes_switch_off_makes_no_circle() {
    let text = "[group.g.members]\na = { first = \"yes\" }\nb = { first = \"no\" }\n\
                [event.x]\nfor = \"g\"\np = 0.5\nadjust = [ { if = \"not first and x[a]\", odds = 3 } ]\n\
                [question]\nb = { ask = \"x[b]\" }\n";
    assert!((probability(&run(text, &["--exact"]), "b") - (0.25 + 0.5 * 0.75)).abs() < 1e-12);
}

/// The largest of equal ones is the first by name, or as written.
#[test]
fn the_largest_is_one_of_them() {
    let text = "[group.g.members]\na = { size = 2 }\nb = { size = 2 }\nc = { size = 1 }\n\
                [event.x]\nfor = \"g\"\np = 0.5\n\
                [quantity.u]\nvalue = \"if x[a] then 3 else 1\"\n[quantity.v]\nvalue = 2\n[question]\n\
                a = { ask = \"largest(if x then size else 0 for g) == a\" }\n\
                b = { ask = \"largest(if x then size else 0 for g) in { b, c }\" }\n\
                u = { ask = \"largest(u, v) == u\" }\n[question.each]\nfor = \"g\"\n\
                ask = \"largest(size for g) == this\"\n";
    let output = run(text, &["-n", "100000"]);
    for (question, truth) in [("a", 0.625), ("b", 0.375), ("u", 0.5)] {
        let found = probability(&output, question);
        assert!((found - truth).abs() < 0.008, "{question}: {found}");
    }
    let each = ["each[a]", "each[b]", "each[c]"].map(|question| probability(&output, question));
    assert_eq!(each.map(f64::to_bits), [1.0, 0.0, 0.0].map(f64::to_bits));
}

/// Sums over nobody are 0, `any` is no and `all` is yes; the others are undefined, which answers leave out.
#[test]
fn nobody_is_no_fault() {
    let text = "[group.g.members]\na = { size = 1 }\n[event.x]\nfor = \"g\"\np = 0.5\n[question]\n\
                sum = { ask = \"sum(size for g where size > 5) == 0\" }\n\
                any = { ask = \"any(x for g where size > 5)\" }\n\
                all = { ask = \"all(x for g where size > 5)\" }\n\
                mean = { ask = \"mean(size for g where x) >= 1\" }\n";
    let output = run(text, &["-n", "2000"]);
    let found = ["sum", "any", "all", "mean"].map(|question| probability(&output, question));
    assert_eq!(found.map(f64::to_bits), [1.0, 0.0, 1.0, 1.0].map(f64::to_bits));
}

/// `--set`, `--do` and `--given` name members with dots or brackets; a number that members share has one path.
#[test]
fn members_have_paths() {
    let text = group();
    let chance = |arguments: &[&str], question: &str| probability(&run(&text, arguments), question);
    for made in ["vote.ann=yes", "vote[ann]=yes"] {
        let held = ["--exact", "--do", made, "--do", "vote.bob=no", "--do", "vote.no=no"];
        assert!((chance(&held, "majority") - 1.0).abs() < 1e-12);
    }
    let asked = ["--exact", "--given", "vote[ann] == yes and strength > 35"];
    assert!((chance(&asked, "majority") - 1.0).abs() < 1e-12);
    let none = [
        "--exact",
        "--set",
        "process.vote.from.yes.no=0",
        "--set",
        "process.vote.of.no.from.yes.no=0",
    ];
    let own = ["--exact", "--set", "process.vote.of.ann.from.yes.no=0"];
    let (none, own, before) =
        (chance(&none, "all"), chance(&own, "all"), chance(&["--exact"], "all"));
    assert!(none > own && own > before, "{none}, {own} and {before}");
    assert!(
        chance(&["--exact", "--set", "group.cabinet.bob.seats=26"], "majority")
            > chance(&["--exact"], "majority")
    );
}
