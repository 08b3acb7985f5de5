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
    for (text, recipe, ends) in [
        ("-5 to -2", Recipe::MIRRORED_5_95, [-5.0, -2.0]),
        ("-0.25 to -0.05", Recipe::MIRRORED_5_95, [-0.25, -0.05]),
        ("0.1 to 4", Recipe::LOGNORMAL_5_95, [0.1, 4.0]),
        ("-3% to 5%", Recipe::NORMAL_5_95, [-0.03, 0.05]),
        ("-5% to -3%", Recipe::MIRRORED_5_95, [-0.05, -0.03]),
        ("90% to 120%", Recipe::LOGNORMAL_5_95, [0.9, 1.2]),
    ] {
        assert_eq!(typed(Setting::Draw, text), Typed::Number(plain(0, recipe, &ends)), "{text}");
    }
    assert!(matches!(
        number(Setting::Draw, "front_km to front_km + 1"),
        Number::Draw(draw) if matches!(draw.shape, Shape::Plain(Recipe::Range, _))
    ));
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
        ("0 to 4", Code::Inequality, "0 to 4"),
        ("-4 to 0", Code::Inequality, "-4 to 0"),
        ("0 to 4 weeks", Code::Inequality, "0 to 4 weeks"),
        ("-5% to 0%", Code::Inequality, "-5% to 0%"),
        ("0 to front_km", Code::Inequality, "0 to front_km"),
        ("truncate(poisson(3), 0.5, 0.7)", Code::Inequality, "truncate(poisson(3), 0.5, 0.7)"),
        ("truncate(uniform(0, 1), 2, 3)", Code::Inequality, "truncate(uniform(0, 1), 2, 3)"),
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

/// The repair of a range that ends at 0 has the units of the range, and is itself without fault.
#[test]
fn ranges_from_zero_come_with_repairs() {
    for (text, repairs) in [
        ("0 to 4", ["0.1 to 4", "uniform(0, 4)", "pert(0, 1, 4)"]),
        ("-4 to 0", ["-4 to -0.1", "uniform(-4, 0)", "pert(-4, -1, 0)"]),
        (
            "0 to 8 weeks",
            ["0.2 to 8 weeks", "uniform(0 weeks, 8 weeks)", "pert(0 weeks, 2 weeks, 8 weeks)"],
        ),
        ("-4% to 0%", ["-4% to -0.1%", "uniform(-4%, 0%)", "pert(-4%, -1%, 0%)"]),
    ] {
        let help = checked_in(Setting::Draw, true, text).expect_err(text)[0].help.join(" ");
        for repair in repairs {
            assert!(help.contains(&format!("`{repair}`")), "{text}: {help}");
            assert!(!matches!(typed(Setting::Draw, repair), Typed::Condition(_)), "{repair}");
        }
    }
}

/// Chances have their own rule: between 0 and 1.
#[test]
fn ranges_of_chances_lie_between_zero_and_one() {
    for (text, place) in [("-20% to 40%", "-20%"), ("50% to 120%", "120%"), ("0% to 5%", "0%")] {
        let (code, slice, ..) = fault(Setting::Chance, text);
        assert_eq!((code, slice.as_str()), (Code::Inequality, place), "{text}");
    }
    assert!(matches!(
        number(Setting::Chance, "20% to 40%"),
        Number::Draw(draw) if matches!(draw.shape, Shape::Plain(Recipe::LOGITNORMAL_5_95, _))
    ));
}
