//! Faults of syntax.

use super::*;

#[test]
fn faults_of_syntax_are_reported_together() {
    let text = "[event.a]\np = 30%\n[event.b]\np: 0.3\n[event.c]\np = 3\nq = \"x\n[event.d]\np = 7\n[event.e]\np = 0.1\np = 0.2\n";
    assert_eq!(
        faults(text),
        [
            "E0104 2:5 write per cent in quotes | write \"30%\"",
            "E0104 4:2 `:` gives no value | write `=`",
            "E0104 7:5 a text begins here and does not end | its closing \" is missing",
            "E0501 9:5 7 is not a chance: chances go from 0 to 1 | did you mean \"7%\"?",
            "E0207 12:1 `p` is there twice | drop or rename one of the two",
        ]
    );
}

#[test]
fn frequent_slips_of_syntax() {
    for (text, expected) in [
        ("[event.a]\np 0.3\n", "E0104 2:1 `p` is given no value | `=` is missing after it"),
        (
            "[event.a]\np = 0,3\n",
            "E0104 2:5 a number has a point, not a comma: `0,3` can't be read | write `0.3`",
        ),
        ("[event.a]\nwhen = b == c\n", "E0104 2:8 a formula must be in quotes | write \"b == c\""),
        (
            "[event.a]\nwhen = talks == c\n",
            "E0104 2:8 a formula must be in quotes | write \"talks == c\"",
        ),
        ("[event.a]\np = imposed\n", "E0104 2:5 a text must be in quotes | write \"imposed\""),
        ("[event.a]\np = none\n", "E0104 2:5 a text must be in quotes | write \"none\""),
        (
            "[scenario]\nas_of = 20 August 2025\n",
            "E0903 2:9 `20 August 2025` is not how dates are written: year, month, day | write `2025-08-20`",
        ),
        ("[event.a]\np =\n", "E0104 2:4 `p` has no value | a value belongs here"),
        (
            "[event.a]\np = “x”\n",
            "E0104 2:5 curly quotes don't mark a text | write straight quotes: \"",
        ),
        (
            "[event.a\np = 0.1\n",
            "E0104 1:9 the name of the table is not closed | close it with `]`; a name with blanks needs quotes",
        ),
        (
            "[event.a]\ncase = [ { if = \"b\"\n[event.b]\np = 0.1\n",
            "E0104 2:8 a list is opened here and never closed | close it with `]`",
        ),
        (
            "[event.a]\np = 0.1\n[event.a]\np = 0.2\n",
            "E0207 3:8 `a` is there twice | drop or rename one of the two",
        ),
        ("[event.a]\noutcomes = { a = 0.5 b = 0.5 }\n", "E0104 2:22 a comma is missing here | `,`"),
        ("// note\n[event.a]\np = 0.1\n", "E0104 1:1 comments begin with `#` | write `#`"),
        (
            "[event.a]\np = .5\n",
            "E0104 2:5 a number needs a digit before its point | put a 0 before it: `0.5`, not `.5`",
        ),
        (
            "[event.a]\np = 0.2.1\n",
            "E0104 2:8 this is neither a number nor a text | numbers are written 0.3, texts \"in quotes\"",
        ),
        ("[event.a]\np = 3:1\n", "E0104 2:5 a text must be in quotes | write \"3:1\""),
        (
            "[event.a]\nbecause = \"\"\"x\np = 0.1\n",
            "E0104 2:11 a text in long quotes is opened here and never closed | close it with \"\"\"",
        ),
    ] {
        assert_eq!(fault(text), expected, "{text}");
    }
}

#[test]
fn ends_of_lines_make_no_difference() {
    let (one, faults) = read_text(&SOUND.replace('\n', "\r\n"));
    assert_eq!(faults, []);
    assert_eq!(literals(&one).len(), literals(&read_text(SOUND).0).len());
}
