//! No text and no tree makes the checker panic.

use super::super::super::{Argument, Call};
use super::*;
use proptest::prelude::*;

/// Fragments that often combine to well-formed formulas.
const SOUP: [&str; 40] = [
    "talks",
    "leaders",
    "strike",
    "yes",
    "venue",
    "'no meeting'",
    "front_km",
    "appetite",
    "deadline",
    "grace",
    "1",
    "-1",
    "30%",
    "4 weeks",
    "2025-10-31",
    "date",
    "step",
    "==",
    "!=",
    "<",
    "+",
    "-",
    "*",
    "/",
    "^",
    "not",
    "and",
    "or",
    "in {",
    "}",
    "to",
    "if",
    "then",
    "else",
    ",",
    ")",
    "ever(",
    "now(",
    "normal(",
    "mixture(10%:",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_formula_makes_it_panic(
        pieces in prop::collection::vec(prop::sample::select(&SOUP[..]), 0..12),
        setting in prop::sample::select(&[Setting::Model, Setting::Draw, Setting::Question][..]),
        clock in any::<bool>(),
    ) {
        if let Ok(expr) = parse(&pieces.join(" "), &at) {
            let names = names();
            let scope = Scope { names: &names, setting, clock, calendars: const { &BTreeMap::new() }, questions: const { &BTreeMap::new() } };
            if let Err(faults) = check(&expr, &scope) {
                prop_assert!(!faults.is_empty(), "{}", pieces.join(" "));
            }
            prop_assert!(check_condition(&expr, &scope, "`if`").err().is_none_or(|faults| !faults.is_empty()));
        }
    }
}

proptest! {
    #[test]
    fn no_tree_makes_it_panic(expr in trees(), setting in prop::sample::select(&[Setting::Model, Setting::Draw, Setting::Question][..])) {
        let names = names();
        let scope = Scope { names: &names, setting, clock: true, calendars: const { &BTreeMap::new() }, questions: const { &BTreeMap::new() } };
        if let Err(faults) = check(&expr, &scope) {
            prop_assert!(!faults.is_empty());
        }
    }
}

/// Trees of every kind, whether or not they make sense.
fn trees() -> impl Strategy<Value = Expr> {
    let node = |kind| Expr { kind, place: at(0..1) };
    let leaf = prop::sample::select(vec![
        "talks",
        "leaders",
        "strike",
        "front_km",
        "appetite",
        "deadline",
        "grace",
        "date",
        "1",
        "0",
        "-2",
        "3 days",
        "2025-10-31",
    ])
    .prop_map(|text| parse(text, &at).expect("these are formulas"));
    leaf.prop_recursive(5, 40, 3, move |inner| {
        let ops = [
            Op::Or,
            Op::And,
            Op::Equal,
            Op::Less,
            Op::Plus,
            Op::Minus,
            Op::Times,
            Op::Over,
            Op::Power,
        ];
        let functions = [
            "max", "exp", "ever", "count", "elapsed", "by", "first", "at", "now", "how_many",
            "normal", "truncate", "mixture", "gamma",
        ];
        prop_oneof![
            (prop::sample::select(ops.to_vec()), inner.clone(), inner.clone()).prop_map(
                move |(op, a, b)| node(ExprKind::Binary(op, at(0..1), Box::new(a), Box::new(b)))
            ),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(move |(c, a, b)| node(
                ExprKind::If(Box::new(c), Box::new(a), Box::new(b))
            )),
            (inner.clone(), prop::collection::vec(inner.clone(), 0..3))
                .prop_map(move |(a, set)| node(ExprKind::In(Box::new(a), set))),
            (inner.clone(), inner.clone())
                .prop_map(move |(a, b)| node(ExprKind::To(Box::new(a), Box::new(b)))),
            (inner.clone(), inner.clone())
                .prop_map(move |(a, b)| node(ExprKind::PercentTo(Box::new(a), Box::new(b)))),
            inner.clone().prop_map(move |a| node(ExprKind::Unary(Unary::Not, Box::new(a)))),
            (
                prop::sample::select(functions.to_vec()),
                prop::collection::vec((inner.clone(), any::<bool>()), 0..4)
            )
                .prop_map(move |(function, arguments)| node(ExprKind::Call(Call {
                    function: function.to_owned(),
                    function_place: at(0..1),
                    arguments: arguments
                        .into_iter()
                        .map(|(value, weighted)| Argument {
                            each: None,
                            name: None,
                            weight: weighted.then(|| value.clone()),
                            value,
                        })
                        .collect(),
                }))),
        ]
    })
}
