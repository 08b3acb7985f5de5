//! What there is to tell about networks that are read and written. Plain data.

use super::super::Code;
use super::Entry;

/// Faults of networks.
pub(super) const FAULTS: &[Entry] = &[
    Entry {
        code: Code::NetworkSyntax,
        explanation: "The file is not a well-formed network in BIF: a sign is missing, a word begins no \
            block, a brace is never closed. Reading goes on after each fault, so that all of them \
            are told at once.",
        wrong: "network rain {}
variable rain { type discrete [ 2 ] { yes, no } }
probability ( rain ) { table 0.2, 0.8; }",
        right: "network rain {}
variable rain { type discrete [ 2 ] { yes, no }; }
probability ( rain ) { table 0.2, 0.8; }",
    },
    Entry {
        code: Code::NoProbabilities,
        explanation: "Each variable of a network needs a `probability` block with its chances. None are \
            assumed in its place.",
        wrong: "network rain {}
variable rain { type discrete [ 2 ] { yes, no }; }",
        right: "network rain {}
variable rain { type discrete [ 2 ] { yes, no }; }
probability ( rain ) { table 0.2, 0.8; }",
    },
    Entry {
        code: Code::NotANetwork,
        explanation: "A network holds variables with finitely many outcomes at a single moment, and one \
            number for each chance. A clock, a process, a series, a quantity or an uncertain input \
            has no place in it. `--world K` writes one reading of the uncertain inputs, `--set` \
            fixes one of them.",
        wrong: "foretell export talks.toml --to bif",
        right: "foretell export talks.toml --to bif --set parameter.appetite.value=0.2",
    },
    Entry {
        code: Code::NotTaken,
        explanation: "The network has a part that a scenario of a single moment can't hold: a continuous \
            variable, an equation, an expression in place of numbers, a dynamic network, an instance \
            of another class, factors that are no chances. Make a discrete chance node of it in the \
            program that wrote the file.",
        wrong: "net {}
continuous node price {}
node rain { states = (\"yes\" \"no\"); }
potential (rain) { data = (0.2 0.8); }",
        right: "net {}
node rain { states = (\"yes\" \"no\"); }
potential (rain) { data = (0.2 0.8); }",
    },
];

/// Advice about networks.
pub(super) const ADVICE: &[Entry] = &[
    Entry {
        code: Code::Scaled,
        explanation: "The chances of some rows miss 1 by no more than their printed digits leave open: a row \
            of k numbers with d decimals by at most k times half of the last digit. They are divided \
            by their sum. A row that misses 1 by more is a fault, unless `--normalize` says that all \
            rows are to be divided by their sums.",
        wrong: "network door {}
variable door { type discrete [ 3 ] { left, middle, right }; }
probability ( door ) { table 0.3333333, 0.3333333, 0.3333333; }",
        right: "network door {}
variable door { type discrete [ 3 ] { left, middle, right }; }
probability ( door ) { table 0.3333333, 0.3333333, 0.3333334; }",
    },
    Entry {
        code: Code::Renamed,
        explanation: "The network has a name that formulas could not tell from something else. In \
            `--given`, `--do` and `import` the variable has the name that is told; output shows \
            its own.",
        wrong: "network clinic {}
variable Asy/Patch { type discrete [ 2 ] { yes, no }; }
probability ( Asy/Patch ) { table 0.1, 0.9; }",
        right: "network clinic {}
variable Asy_Patch { type discrete [ 2 ] { yes, no }; }
probability ( Asy_Patch ) { table 0.1, 0.9; }",
    },
    Entry {
        code: Code::LeftOut,
        explanation: "A utility says what an outcome is worth, and changes no chance. It is left out; \
            `report` asks for the mean of a number.",
        wrong: "net {}
node rain { states = (\"yes\" \"no\"); }
utility picnic {}
potential (rain) { data = (0.2 0.8); }
potential (picnic | rain) { data = (-1 10); }",
        right: "net {}
node rain { states = (\"yes\" \"no\"); }
potential (rain) { data = (0.2 0.8); }",
    },
];
