//! Constructors of typed nodes that fold constants.

use super::evaluate::{apply1, apply2, compare as holds};
use crate::formula::{Compared, Comparison, Condition, Function1, Function2, Interned, Number};

/// The node of a function of one number.
pub fn unary(function: Function1, x: Number) -> Number {
    match x {
        Number::Constant(x) => Number::Constant(apply1(function, x)),
        x => Number::Unary(function, Box::new(x)),
    }
}

/// The node of a function of two numbers.
pub fn binary(function: Function2, x: Number, y: Number) -> Number {
    match (x, y) {
        (Number::Constant(x), Number::Constant(y)) => Number::Constant(apply2(function, x, y)),
        (x, y) => Number::Binary(function, Box::new(x), Box::new(y)),
    }
}

/// The `min` or `max` of several numbers as a balanced tree; `None` if there are none.
pub(crate) fn extreme(function: Function2, mut values: Vec<Number>) -> Option<Number> {
    if values.len() < 2 {
        return values.pop();
    }
    let right = extreme(function, values.split_off(values.len() / 2))?;
    Some(binary(function, extreme(function, values)?, right))
}

/// The node of a comparison; folded unless an operand is NaN.
pub fn compare(how: Comparison, x: Number, y: Number) -> Condition {
    match (x, y) {
        (Number::Constant(x), Number::Constant(y)) if !x.is_nan() && !y.is_nan() => {
            Condition::Constant(holds(how, x, y))
        }
        (left, right) => Condition::Compare(Interned::of(Compared { how, left, right })),
    }
}

/// The node of `not c`.
pub(crate) fn not(condition: Condition) -> Condition {
    match condition {
        Condition::Constant(value) => Condition::Constant(!value),
        Condition::Not(inner) => *inner,
        other => Condition::Not(Box::new(other)),
    }
}

/// The conjunction of `conditions`: nested ones are flattened, and true constants dropped.
pub fn all(conditions: Vec<Condition>) -> Condition {
    row(conditions, true)
}

/// The disjunction of `conditions`: nested ones are flattened, and false constants dropped.
pub(crate) fn any(conditions: Vec<Condition>) -> Condition {
    row(conditions, false)
}

/// A conjunction or disjunction: constants equal to `neutral` are dropped, other constants decide the result.
fn row(conditions: Vec<Condition>, neutral: bool) -> Condition {
    let mut flat = Vec::with_capacity(conditions.len());
    for condition in conditions {
        match condition {
            Condition::Constant(value) if value == neutral => {}
            Condition::Constant(value) => return Condition::Constant(value),
            Condition::And(inner) if neutral => flat.extend(inner),
            Condition::Or(inner) if !neutral => flat.extend(inner),
            other => flat.push(other),
        }
    }
    match flat.len() {
        0 => Condition::Constant(neutral),
        1 => flat.swap_remove(0),
        _ if neutral => Condition::And(flat),
        _ => Condition::Or(flat),
    }
}

/// The node of `if c then a else b` for numbers.
pub fn choose(condition: Condition, yes: Number, no: Number) -> Number {
    match condition {
        Condition::Constant(true) => yes,
        Condition::Constant(false) => no,
        condition => Number::If(Box::new(condition), Box::new(yes), Box::new(no)),
    }
}

/// The node of `if c then a else b` for conditions.
pub(crate) fn choose_condition(condition: Condition, yes: Condition, no: Condition) -> Condition {
    match condition {
        Condition::Constant(true) => yes,
        Condition::Constant(false) => no,
        condition => Condition::If(Box::new(condition), Box::new(yes), Box::new(no)),
    }
}

/// The node of a condition that holds on each of these days, ascending: a tree of comparisons, so that each step
/// compares few.
pub fn is_today(days: &[f64]) -> Condition {
    match days {
        [] => Condition::Constant(false),
        [day] => compare(Comparison::Equal, Number::Today, Number::Constant(*day)),
        _ => {
            let (before, after) = days.split_at(days.len() / 2);
            let is_before = compare(Comparison::Less, Number::Today, Number::Constant(after[0]));
            choose_condition(is_before, is_today(before), is_today(after))
        }
    }
}

/// The node that counts how many of `conditions` hold.
pub(crate) fn how_many(conditions: Vec<Condition>) -> Number {
    let certain: Option<Vec<bool>> = conditions
        .iter()
        .map(
            |condition| {
                if let Condition::Constant(value) = condition { Some(*value) } else { None }
            },
        )
        .collect();
    match certain {
        Some(values) => Number::Constant(values.into_iter().filter(|value| *value).count() as f64),
        None => Number::HowMany(conditions),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::VariableId;

    #[test]
    fn a_comparison_with_an_undefined_constant_is_no_constant() {
        let undefined = binary(Function2::Over, Number::Constant(1.0), Number::Constant(0.0));
        let open = compare(Comparison::Greater, undefined, Number::Constant(3.0));
        assert!(matches!(open, Condition::Compare(..)), "{open:?}");
        assert!(matches!(not(open.clone()), Condition::Not(_)));
        assert_eq!(any(vec![open, Condition::Constant(true)]), Condition::Constant(true));
    }

    #[test]
    fn constants_are_computed_and_the_rest_is_kept() {
        let x = || Number::Parameter(VariableId(0));
        assert_eq!(
            binary(Function2::Plus, Number::Constant(1.0), Number::Constant(2.0)),
            Number::Constant(3.0)
        );
        let open = compare(Comparison::Less, x(), Number::Constant(1.0));
        assert_eq!(all(vec![Condition::Constant(true), open.clone()]), open);
        assert_eq!(any(vec![open.clone(), Condition::Constant(true)]), Condition::Constant(true));
        assert_eq!(not(not(open.clone())), open);
        assert_eq!(
            choose(Condition::Constant(false), x(), Number::Constant(2.0)),
            Number::Constant(2.0)
        );
    }
}
