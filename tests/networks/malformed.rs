//! Files that are no sound network, in each format but BIF (whose are in `tests/bif/invalid`): each with
//! the fault that must be told, its place, and no panic, hang or second fault that follows from it.

use crate::support::Foretell;

/// A net of one node, as Hugin writes it, with something after it.
macro_rules! net {
    ($more:literal) => {
        concat!("net { }\nnode a { states = (\"yes\" \"no\"); }\n", $more)
    };
}

/// Nodes in XDSL.
macro_rules! xdsl {
    ($nodes:literal) => {
        concat!("<smile version=\"1.0\" id=\"x\">\n<nodes>\n", $nodes, "\n</nodes>\n</smile>\n")
    };
}

/// A network in XMLBIF.
macro_rules! xmlbif {
    ($parts:literal) => {
        concat!("<BIF VERSION=\"0.3\">\n<NETWORK>\n", $parts, "\n</NETWORK>\n</BIF>\n")
    };
}

/// The text, and each fault as `CODE LINE:COLUMN a piece of the message`.
const CASES: &[(&str, &[&str])] = &[
    // XML that is not well-formed, or not a network
    ("<smile version=\"1.0\">\n<nodes>\n", &["E1101 3:1 `<nodes>` is never closed"]),
    ("<smile>\n<nodes>\n</node>\n</smile>", &["E1101 3:1 not well-formed"]),
    ("<smile>\n<nodes/>\n</smile>", &["E0103 1:1 no variables"]),
    ("<smile id=\"x\"", &["E1101 1:1 not well-formed"]),
    ("<smile></smile> and more", &["E1101 1:16 text outside"]),
    ("<html>\n<body/></html>", &["E1101 1:1 this is a web page"]),
    ("<", &["E0105 1:1 this is plain text"]),
    (
        "<!DOCTYPE BIF [ <!ENTITY a \"aaaa\"> <!ENTITY b \"&a;&a;&a;\"> ]>\n<BIF>&b;</BIF>",
        &["E1104 1:1 declares entities"],
    ),
    (
        xmlbif!("<VARIABLE><NAME>&b;</NAME></VARIABLE>"),
        &[
            "E1101 3:17 the entity `&b;`",
            "E0205 - empty",
            "E0208 - no outcomes",
            "E1102 - no table",
        ],
    ),
    // XDSL
    (
        xdsl!(
            "<cpt id=\"a\"><state id=\"y\"/><state id=\"n\"/><probabilities>0.2 0.7</probabilities></cpt>"
        ),
        &["E0503 3:58 sum to 0.9, not 1"],
    ),
    (
        xdsl!(
            "<cpt id=\"a\"><state id=\"y\"/><state id=\"n\"/><probabilities>0.2</probabilities></cpt>"
        ),
        &["E0208 3:58 1 number where `a` needs 2"],
    ),
    (
        xdsl!(
            "<cpt id=\"a\"><state id=\"y\"/><state id=\"n\"/><probabilities>0.2 x</probabilities></cpt>"
        ),
        &["E0504 3:62 `x` is not a number"],
    ),
    (
        xdsl!(
            "<cpt id=\"a\"><state id=\"y\"/><state id=\"n\"/><parents>b</parents><probabilities>0.2 0.8</probabilities></cpt>"
        ),
        &["E0301 3:52 no variable `b`"],
    ),
    (
        xdsl!("<cpt id=\"a\"><state id=\"y\"/><state id=\"n\"/></cpt>"),
        &["E1102 3:10 `a` has no table"],
    ),
    (xdsl!("<cpt><state id=\"y\"/></cpt>"), &["E1101 3:1 without an `id`"]),
    (
        xdsl!("<cpt id=\"a\"><state/><state id=\"n\"/><probabilities>1</probabilities></cpt>"),
        &["E1101 3:13 a state without an `id`"],
    ),
    (
        xdsl!("<cpt id=\"a\"><probabilities>1</probabilities></cpt>"),
        &["E0208 3:10 `a` has no states"],
    ),
    (
        xdsl!(
            "<equation id=\"e\"><definition>e=1</definition></equation>\n<cpt id=\"a\"><state id=\"y\"/><parents>e</parents><probabilities>1</probabilities></cpt>"
        ),
        &["E1104 3:15 `e` is a node of the kind `equation`"],
    ),
    (
        "<smile><nodes><cpt id=\"a\"><state id=\"y\"/><probabilities>1</probabilities></cpt></nodes>\n<dynamic numslices=\"3\"/></smile>",
        &["E1104 2:1 dynamic"],
    ),
    (
        xdsl!(
            "<deterministic id=\"a\"><state id=\"y\"/><state id=\"n\"/><resultingstates>m</resultingstates></deterministic>"
        ),
        &["E0302 3:70 no state `m`"],
    ),
    (
        xdsl!(
            "<deterministic id=\"a\"><state id=\"y\"/><state id=\"n\"/><resultingstates>y n</resultingstates></deterministic>"
        ),
        &["E0208 3:1 2 states where `a` needs 1"],
    ),
    (
        xdsl!(
            "<cpt id=\"a\"><state id=\"y\"/><state id=\"n\"/><probabilities>0.2 0.8</probabilities></cpt>\n<noisymax id=\"b\"><state id=\"y\"/><state id=\"n\"/><parents>a</parents><strengths>0 0</strengths><parameters>0.3 0.7 0 1 0.1 0.9</parameters></noisymax>"
        ),
        &["E0302 4:81 no order of the parent's states"],
    ),
    (
        xdsl!(
            "<cpt id=\"a\"><state id=\"y\"/><state id=\"n\"/><probabilities>0.2 0.8</probabilities></cpt>\n<noisymax id=\"b\"><state id=\"y\"/><state id=\"n\"/><parents>a</parents><parameters>0.3 0.7 0 1</parameters></noisymax>"
        ),
        &["E0208 4:80 4 numbers where `b` needs 6"],
    ),
    (
        xdsl!(
            "<cpt id=\"a\"><state id=\"y\"/><probabilities>1</probabilities></cpt>\n<cpt id=\"a\"><state id=\"y\"/><probabilities>1</probabilities></cpt>"
        ),
        &["E0207 4:10 two variables `a`", "E0207 4:1 second table"],
    ),
    (
        xdsl!(
            "<cpt id=\"a\"><state id=\"y\"/><parents>b</parents><probabilities>1</probabilities></cpt>\n<cpt id=\"b\"><state id=\"y\"/><parents>a</parents><probabilities>1</probabilities></cpt>"
        ),
        &["E0701 - wait"],
    ),
    // XMLBIF
    (
        xmlbif!(
            "<VARIABLE><NAME>a</NAME><OUTCOME>y</OUTCOME><OUTCOME>n</OUTCOME></VARIABLE>\n<DEFINITION><FOR>a</FOR><FOR>b</FOR><TABLE>1 0</TABLE></DEFINITION>"
        ),
        &["E1101 4:30 two variables at once", "E0301 4:30 no variable `b`"],
    ),
    (
        xmlbif!("<VARIABLE><OUTCOME>y</OUTCOME></VARIABLE>"),
        &["E1101 3:1 a variable without a name"],
    ),
    (
        xmlbif!(
            "<VARIABLE><NAME>a</NAME></VARIABLE>\n<DEFINITION><FOR>a</FOR><TABLE>1</TABLE></DEFINITION>"
        ),
        &["E0208 3:17 `a` has no outcomes"],
    ),
    (
        xmlbif!(
            "<VARIABLE><NAME>a</NAME><OUTCOME>y</OUTCOME><OUTCOME>n</OUTCOME></VARIABLE>\n<DEFINITION><FOR>a</FOR><TABLE>1 0 0</TABLE></DEFINITION>"
        ),
        &["E0208 4:32 3 numbers where `a` needs 2"],
    ),
    (
        xmlbif!(
            "<VARIABLE><NAME>a</NAME><OUTCOME>y</OUTCOME><OUTCOME>n</OUTCOME></VARIABLE>\n<VARIABLE><NAME>b</NAME><OUTCOME>y</OUTCOME><OUTCOME>n</OUTCOME></VARIABLE>\n<DEFINITION><FOR>a</FOR><TABLE>1 0</TABLE></DEFINITION>\n<DEFINITION><FOR>b</FOR><GIVEN>a</GIVEN><TABLE>0.9 0.2 0.1 0.8</TABLE></DEFINITION>"
        ),
        &["E0503 6:48 sum to 1.1"],
    ),
    // Hugin
    ("net {", &["E1101 1:5 never closed"]),
    (net!("potential (a) { data = (0.2 0.7); }"), &["E0503 3:24 sum to 0.9"]),
    (net!("potential (a) { data = (0.2); }"), &["E0208 3:24 1 number where `a` needs 2"]),
    (net!("potential (a) { data = (0.2 0.8) }"), &["E1101 3:32 a `;` is missing"]),
    (net!("potential (a) { data (0.2 0.8); }"), &["E1101 3:22 where `=` should be"]),
    (net!("potential (a) { }"), &["E1102 3:12 has no `data`"]),
    (
        net!("potential (a) { model_nodes = (); model_data = (Normal(0, 1)); }"),
        &["E1104 3:35 expression"],
    ),
    (net!("potential (a | b) { data = (0.2 0.8); }"), &["E0301 3:16 no variable `b`"]),
    (net!("potential (a b) { data = (0.2 0.8); }"), &["E1101 3:14 where `|` or `)`"]),
    (net!("potentail (a) { data = (0.2 0.8); }"), &["E1101 3:1 begins no block"]),
    (
        net!("continuous node c { }\npotential (a) { data = (0.2 0.8); }"),
        &["E1104 3:17 `c`: continuous"],
    ),
    (
        net!(
            "potential (a) { data = (0.2 0.8); }\nnode b { label = \"x\"; }\npotential (b) { data = (1); }"
        ),
        &["E1101 4:6 `b` has no states"],
    ),
    (
        "class c {\nnode a { states = (\"y\" \"n\"); }\npotential (a) { data = (0.2 0.8); }\n",
        &["E1101 4:1 never closed"],
    ),
    (
        "class c {\ninstance d : e ();\nnode a { states = (\"y\" \"n\"); }\npotential (a) { data = (0.2 0.8); }\n}",
        &["E1104 2:10 `d`: instances"],
    ),
    (net!("potential (a) { data = (0.2 \"0.8); }\n"), &["E1101 3:29 quote is never closed", "* "]),
    // .dsc
    (
        "belief network \"x\"\nnode a { type: discrete[2] = { \"y\", \"n\" }; }\nprobability(a) { 0.2, 0.7; }",
        &["E0503 3:18 sum to 0.9"],
    ),
    (
        "belief network \"x\"\nnode a { type: discrete[2] = { \"y\", \"n\" }; }\nnode b { type: discrete[2] = { \"y\", \"n\" }; }\nprobability(a) { 0.2, 0.8; }\nprobability(b | a) { (0): 0.2, 0.8; (2): 0.1, 0.9; }",
        &["E0302 5:38 no state of the number `2`"],
    ),
    (
        "belief network \"x\"\nnode a { type: discrete[2] = { \"y\", \"n\" }; }\nnode b { type: discrete[2] = { \"y\", \"n\" }; }\nprobability(a) { 0.2, 0.8; }\nprobability(b | a) { (0): 0.2, 0.8; }",
        &["E0602 5:1 no row for a = n"],
    ),
    (
        "belief network \"x\"\nnode a { type: continuous; }\n",
        &["E1101 2:16 a variable of the type `continuous`", "E1102 2:6 `a` has no table"],
    ),
    ("belief network \"x\"\nvariable a { }", &["E1101 2:1 `variable` begins no block"]),
    // UAI
    ("MARKOV\n1\n2\n1\n1 0\n2\n0.2 0.8", &["E1104 1:1 no Bayesian network"]),
    ("BAYES\n1\n2\n1\n1 0\n2\n0.2 0.7", &["E0503 7:1 sum to 0.9"]),
    ("BAYES\n1\n2\n1\n1 0\n2\n0.2", &["E1101 7:4 the file ends where a number"]),
    ("BAYES\n1\n2\n1\n1 0\n3\n0.2 0.3 0.5", &["E0208 7:1 3 numbers where `x0` needs 2"]),
    ("BAYES\n1\n2\n1\n1 1\n2\n0.2 0.8", &["E0301 5:3 no variable 1"]),
    ("BAYES\n1\n2\n1\n0\n1\n1.0", &["E1104 5:1 over no variable"]),
    ("BAYES\n2\n2 2\n1\n1 0\n2\n0.2 0.8", &["E1102 3:3 `x1` has no table"]),
    ("BAYES\n1\n2\n1\n1 0\n2\n0.2 0.8\n0.3", &["E0208 8:1 more after the last table"]),
    ("BAYES\n99999999999999999\n2", &["E1101 3:2 the file ends"]),
    ("BAYES\n1\n99999999999999999\n1\n1 0\n2\n1 0", &["E0208 3:1 more states than"]),
    ("BAYES\n1\n-2\n1", &["E1101 3:1 `-2` stands where"]),
];

/// Code, `line:column` and message of each fault in what `check` printed.
fn shown(output: &str) -> Vec<(String, String, String)> {
    let mut found: Vec<(String, String, String)> = Vec::new();
    for line in output.lines() {
        if let Some((code, message)) =
            line.strip_prefix("error[").and_then(|rest| rest.split_once("]: "))
        {
            found.push((code.to_owned(), "-".to_owned(), message.to_owned()));
        } else if let Some((_, place)) = line.split_once("--> any.txt:")
            && let Some(last) = found.last_mut().filter(|last| last.1 == "-")
        {
            place.trim().clone_into(&mut last.1);
        }
    }
    found
}

/// Returns the differences between the faults of one file and the expected ones.
fn verdict(text: &str, wanted: &[&str]) -> Vec<String> {
    let call = Foretell::new().args(["check", "any.txt"]).file("any.txt", text).status(3);
    let outcome = call.any_output().run();
    let mut left = shown(&(outcome.stdout + &outcome.stderr));
    let mut lines = Vec::new();
    let mut others = false;
    for want in wanted {
        if *want == "* " {
            others = true; // what follows is told too
            continue;
        }
        let mut words = want.splitn(3, ' ');
        let (code, place, piece) = (words.next(), words.next(), words.next().unwrap_or_default());
        let met = left.iter().position(|(c, p, message)| {
            Some(c.as_str()) == code
                && (place == Some("-") || Some(p.as_str()) == place)
                && message.contains(piece)
        });
        match met {
            Some(index) => drop(left.remove(index)),
            None => lines.push(format!("  expected  {want}")),
        }
    }
    lines.extend(left.iter().filter(|_| !others).map(|shown| format!("  told      {shown:?}")));
    if lines.is_empty() { lines } else { vec![format!("{text}\n{}", lines.join("\n"))] }
}

#[test]
fn each_malformed_file_has_just_its_faults_at_their_places() {
    let failures: Vec<String> = CASES
        .iter()
        .flat_map(|(text, wanted)| {
            std::panic::catch_unwind(|| verdict(text, wanted))
                .unwrap_or_else(|_| vec![format!("{text}\n  see the panic above")])
        })
        .collect();
    let count = failures.len();
    assert!(failures.is_empty(), "{count} of {} differ:\n{}", CASES.len(), failures.join("\n"));
}

#[test]
fn depth_and_repetition_end_in_a_fault() {
    let many = |piece: &str| piece.repeat(100_000);
    let texts = [
        format!("<smile><nodes>{}", many("<submodel id=\"a\">")),
        format!("<smile><nodes>{}</nodes></smile>", many("<cpt id=\"a\"/>")),
        format!("<smile><nodes><cpt id=\"a\">{}", many("<state id=\"s\"/>")),
        format!("<smile {}", many("a=\"b\" ")),
        format!("<BIF>{}", many("<!-- -->")),
        format!("<!DOCTYPE BIF [{}", many("<!ELEMENT a ANY>")),
        format!("<BIF><NETWORK>{}", many("<VARIABLE>")),
        format!("net {{ }}\n{}", many("node a {")),
        format!("net {{ }}\n{}", many("class a {")),
        format!("net {{ }}\npotential (a) {{ data = {}", many("(")),
        format!("net {{ }}\n{}", many("\"\\\"")),
        format!("belief network \"x\"\n{}", many("node a { ")),
        format!("BAYES\n100000\n{}", many("2 ")),
        format!("BAYES\n1\n2\n100000\n{}", many("1 0\n")),
    ];
    for text in texts {
        Foretell::new()
            .args(["check", "any.txt"])
            .file("any.txt", text)
            .status(3)
            .stderr_such("tell a fault", |text| text.contains("error[E"))
            .run();
    }
}
