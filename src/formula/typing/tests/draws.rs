//! Distributions in formulas.

use super::*;

#[test]
fn draws_know_their_family_unit_and_ordinal() {
    let constants =
        |values: &[f64]| values.iter().map(|&value| Number::Constant(value)).collect::<Vec<_>>();
    let plain = |ordinal, recipe, values: &[f64]| {
        Number::Draw(Box::new(Draw { ordinal, shape: Shape::Plain(recipe, constants(values)) }))
    };
    assert_eq!(
        typed(Setting::Draw, "3 to 12 weeks"),
        Typed::Duration(plain(0, Recipe::LOGNORMAL_5_95, &[21.0, 84.0]))
    );
    assert_eq!(
        typed(Setting::Draw, "-1 to 2"),
        Typed::Number(plain(0, Recipe::NORMAL_5_95, &[-1.0, 2.0]))
    );
    let Ok((normal, _)) = Recipe::resolve("normal", &[None, None]) else {
        panic!("a normal has two parameters")
    };
    assert_eq!(
        typed(Setting::Draw, "front_km + normal(0.3, 1) + normal(0, 2)"),
        Typed::Number(Number::Binary(
            Function2::Plus,
            Box::new(Number::Binary(
                Function2::Plus,
                Box::new(Number::Variable(FRONT, Reading::Usual)),
                Box::new(plain(0, normal, &[0.3, 1.0]))
            )),
            Box::new(plain(1, normal, &[0.0, 2.0]))
        ))
    );
    assert_eq!(
        typed(Setting::Draw, "mixture(10%: 1, 90%: normal(0, 1))"),
        Typed::Number(Number::Draw(Box::new(Draw {
            ordinal: 0,
            shape: Shape::Mixture(vec![
                (Number::Constant(0.1), Shape::Point(Number::Constant(1.0))),
                (Number::Constant(0.9), Shape::Plain(normal, constants(&[0.0, 1.0]))),
            ]),
        })))
    );
    assert!(matches!(
        number(Setting::Draw, "truncate(normal(2 days, 1 week), 0 days, 3 weeks)"),
        Number::Draw(draw) if matches!(draw.shape, Shape::Truncated(..))
    ));
    assert!(matches!(typed(Setting::Draw, "uniform(2025-09-01, 2025-10-01)"), Typed::Date(_)));
    assert!(matches!(typed(Setting::Draw, "normal(2025-09-01, 2 weeks)"), Typed::Date(_)));
    assert!(matches!(typed(Setting::Draw, "2025-09-01 to 2025-10-01"), Typed::Date(_)));
    assert!(matches!(
        typed(Setting::Draw, "lognormal(mean=3 weeks, sd=1 week)"),
        Typed::Duration(_)
    ));
    assert!(matches!(typed(Setting::Draw, "gamma(shape=2, scale=3 days)"), Typed::Duration(_)));
    assert_eq!(
        typed(Setting::Draw, "20% to 40%"),
        Typed::Number(plain(0, Recipe::LOGITNORMAL_5_95, &[0.2, 0.4]))
    );
    assert!(matches!(typed(Setting::Draw, "student_t(4, 3 days, 1 day)"), Typed::Duration(_)));
    assert!(matches!(typed(Setting::Draw, "mixture(50%: 1% to 2%, 50%: 0)"), Typed::Number(_)));
}

#[test]
fn distributions_are_tried_out() {
    for (text, code, place) in [
        ("front_km + normal(0, -1)", Code::Inequality, "normal(0, -1)"),
        ("12 to 3 weeks", Code::Inequality, "12 to 3 weeks"),
        ("0% to 40%", Code::Inequality, "0%"),
        ("-20% to 40%", Code::Inequality, "-20%"),
        ("truncate(normal(0, 1), 2, 1)", Code::Inequality, "truncate(normal(0, 1), 2, 1)"),
        ("mixture(10%: 1, 80%: 2)", Code::Sum, "mixture(10%: 1, 80%: 2)"),
        ("mixture(1, 2: 3)", Code::Arguments, "1"),
        ("mixture(-1: 1, 2: 3)", Code::Inequality, "-1"),
        ("normal(1)", Code::Arguments, "normal(1)"),
        ("normal(1, 2 days)", Code::FormulaType, "2 days"),
        ("3 to 2025-10-31", Code::FormulaType, "3 to 2025-10-31"),
        ("truncate(1, 2, 3)", Code::FormulaType, "1"),
    ] {
        let (found, slice, ..) = fault(Setting::Draw, text);
        assert_eq!((found, slice.as_str()), (code, place), "{text}");
    }
}
