//! Panels on numbers. Quantile: the pooled quantile at each chance is the weighted mean of the members' quantiles
//! there (Lichtendahl, Grushka-Cockayne and Winkler 2013). Mixture: each world believes one expert.

use crate::diagnostic::{Code, Diagnostic};
use crate::formula::{Draw, Number, NumberKind, Setting, Shape};
use crate::model::compile::rules::Checker;
use crate::model::uncertain::map_draws;
use crate::scenario::{Literal, Panel, Pool};

impl Checker<'_> {
    /// The pooled number of a panel: of a parameter, or with draws in each trial.
    pub(crate) fn pooled_number(
        &mut self,
        panel: &Panel<Literal>,
        setting: Setting,
        what: &str,
    ) -> Number {
        if panel.pool == Pool::Mixture {
            let voices = panel.members.iter().map(|(_, literal)| {
                if setting == Setting::Draw {
                    let first_uncertain = self.uncertain_numbers.len();
                    let number = self.literal(literal, setting, NumberKind::Number, what);
                    self.varied(literal, number, first_uncertain)
                } else {
                    self.number(literal, what).number
                }
            });
            let voices: Vec<Number> = voices.collect();
            return self.believed(panel, apart(voices));
        }
        let weights = self.weights_of(panel);
        let mut parts = Vec::with_capacity(panel.members.len());
        for (weight, (name, literal)) in weights.into_iter().zip(&panel.members) {
            let first_uncertain = self.uncertain_numbers.len();
            let number = self.literal(literal, setting, NumberKind::Number, what);
            match self.varied(literal, number, first_uncertain) {
                Number::Draw(draw) => parts.push((weight, draw.shape)),
                number if has_no_draw(&number) => parts.push((weight, Shape::Point(number))),
                _ => {
                    let message =
                        format!("quantiles can't be averaged over the formula of `{}`", name.value);
                    self.faults.push(
                        Diagnostic::new(Code::NotHere, literal.place, message)
                            .label("write one number, range or distribution")
                            .help("or pool by \"mixture\", which takes any formula"),
                    );
                }
            }
        }
        if parts.is_empty() {
            return Number::Constant(f64::NAN);
        }
        if let [(_, Shape::Point(number))] = &parts[..] {
            return number.clone();
        }
        Number::Draw(Box::new(Draw { ordinal: 0, shape: Shape::Averaged(parts) }))
    }
}

fn has_no_draw(number: &Number) -> bool {
    let mut plain = true;
    number.for_each_draw(&mut |_| plain = false);
    plain
}

/// Numbers the draws of several formulas so that no two have the same number.
fn apart(numbers: Vec<Number>) -> Vec<Number> {
    let mut next = 0;
    let own = |number| {
        let first = next;
        map_draws(number, &mut |mut draw| {
            draw.ordinal += first;
            next = next.max(draw.ordinal + 1);
            Number::Draw(draw)
        })
    };
    numbers.into_iter().map(own).collect()
}
