//! Advice on uncertainty: chances that are often redrawn, experts on no panel and experts whose certainty overrules
//! all others; and the ranges that follow from uncertain inputs without being written.

use super::wording::percent;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Implied, Model, Remainder, over_one};
use crate::scenario::{
    Base, Chances, Literal, LiteralValue, Outcomes, Panel, Pool, Rule, Scenario, Start, literals,
    speakers,
};

/// Chances that are redrawn more often than this are reported.
const OFTEN: f64 = 0.05;

pub(super) fn advise(
    scenario: &Scenario,
    model: &Model,
    implied: &Implied,
    found: &mut Vec<Diagnostic>,
) {
    for (vector, over) in model.redrawn.iter().zip(over_one(model)) {
        if over > OFTEN {
            let of = match &vector.remainder {
                Remainder::Rest => "these ranges".to_owned(),
                Remainder::Stay(state) => format!("the chances out of `{state}`"),
            };
            let what = format!(
                "{} of the draws of {of} sum to more than 1, and are drawn again",
                percent(over)
            );
            found.push(
                Diagnostic::new(Code::Redrawn, vector.place, what)
                    .help("the ranges drawn are lower than those you wrote: lower the ranges"),
            );
        }
    }
    experts(scenario, found);
    for event in &scenario.events {
        let lines = of_rule(&event.rule, implied);
        tell(&event.name.value, event.name.place, &lines, found);
    }
    for process in &scenario.processes {
        let lines = match &process.start {
            Start::State(_) => Vec::new(),
            Start::Outcomes(outcomes) => of_outcomes("start", outcomes, implied),
            Start::Panel(panel) => of_panel("start", panel, implied),
        };
        tell(&process.name.value, process.name.place, &lines, found);
    }
}

/// Reports experts on no panel, and experts whose certainty decides a panel.
fn experts(scenario: &Scenario, found: &mut Vec<Diagnostic>) {
    let heard = speakers(scenario);
    for expert in &scenario.experts {
        let name = &expert.name;
        if !heard.contains(&name) {
            let what = format!("`{}` sits on no panel", name.value);
            found.push(Diagnostic::new(Code::SilentExpert, name.place, what).help(format!(
                "add the judgement of `{}` to a panel, or remove the expert",
                name.value
            )));
        }
    }
    for literal in literals(scenario) {
        let LiteralValue::Panel(panel) = &literal.value else { continue };
        if panel.pool != Pool::Log || panel.members.len() < 2 {
            continue;
        }
        let certain = panel.members.iter().find(
            |(_, written)| matches!(written.value, LiteralValue::Plain(p) if p <= 0.0 || p >= 1.0),
        );
        if let Some((name, written)) = certain {
            let what = format!("`{}` is certain, which overrules the panel", name.value);
            found.push(Diagnostic::new(Code::Veto, written.place, what).help(
                "in a \"log\" pool a 0 or 1 overrules all others: leave room for a surprise, such \
                as 0.01, or use the \"linear\" pool",
            ));
        }
    }
}

fn tell(
    name: &str,
    place: crate::diagnostic::Place,
    lines: &[String],
    found: &mut Vec<Diagnostic>,
) {
    if !lines.is_empty() {
        let what = format!(
            "ranges that follow from the uncertain numbers in `{name}`, in 9 of 10 readings"
        );
        found.push(Diagnostic::new(Code::Implied, place, what).help(lines.join("\n")));
    }
}

fn of_rule(rule: &Rule, implied: &Implied) -> Vec<String> {
    let mut lines = match &rule.base {
        Base::Chance(literal) => of_chance("", literal, implied),
        Base::Outcomes(outcomes) => of_outcomes("", outcomes, implied),
        Base::Panel(panel) => of_panel("", panel, implied),
        Base::Cells(_) => Vec::new(),
        Base::Table(table) => {
            let rows = table.rows.iter().enumerate();
            rows.flat_map(|(at, row)| of_chances(&format!("row {}", at + 1), &row.chances, implied))
                .collect()
        }
    };
    for (at, case) in rule.cases.iter().enumerate() {
        lines.extend(of_chances(&format!("case {}", at + 1), &case.chances, implied));
    }
    lines
}

fn of_chances(of: &str, chances: &Chances, implied: &Implied) -> Vec<String> {
    match chances {
        Chances::Chance(literal) => of_chance(of, literal, implied),
        Chances::Outcomes(outcomes) => of_outcomes(of, outcomes, implied),
        Chances::Panel(panel) => of_panel(of, panel, implied),
    }
}

fn of_chance(of: &str, literal: &Literal, implied: &Implied) -> Vec<String> {
    if literal.observations.is_none() && is_stated(literal) {
        return Vec::new();
    }
    line(of, "yes", literal.place, implied).into_iter().collect()
}

fn of_outcomes(of: &str, outcomes: &Outcomes, implied: &Implied) -> Vec<String> {
    let plain =
        |(_, literal): &(_, Literal)| is_stated(literal) && implied.contains_key(&literal.place);
    let has_rest = outcomes.observations.is_none()
        && outcomes.shares.iter().any(|(_, literal)| literal.value == LiteralValue::Rest);
    // beside a rest, the other chances are as written, and only the rest follows
    let shares = outcomes.shares.iter().filter(|share| !(has_rest && plain(share)));
    shares.filter_map(|(name, literal)| line(of, &name.value, literal.place, implied)).collect()
}

fn of_panel(of: &str, panel: &Panel<Outcomes>, implied: &Implied) -> Vec<String> {
    panel.names().into_iter().filter_map(|n| line(of, &n.value, n.place, implied)).collect()
}

/// Whether the range of a number is written in its text.
fn is_stated(literal: &Literal) -> bool {
    match &literal.value {
        LiteralValue::Plain(_) | LiteralValue::Word(..) => true,
        LiteralValue::Formula(expr) => matches!(
            expr.kind,
            crate::formula::ExprKind::To(..) | crate::formula::ExprKind::PercentTo(..)
        ),
        LiteralValue::Rest | LiteralValue::Cases(..) | LiteralValue::Panel(_) => false,
    }
}

/// A line such as `case 1, geneva: 12 % to 30 %`.
fn line(
    of: &str,
    outcome: &str,
    place: crate::diagnostic::Place,
    implied: &Implied,
) -> Option<String> {
    let (low, high) = implied.get(&place)?;
    let of = if of.is_empty() { String::new() } else { format!("{of}, ") };
    Some(format!("{of}{outcome}: {} to {}", percent(*low), percent(*high)))
}
