//! Processes in sentences: their initial states and, for each state, the moves out of it with the total
//! probability of each over the whole clock.

use super::grounds::Writer;
use super::panel;
use super::rules::{self, adjust_line, case_line, condition, labelled, share_list, spoken};
use super::{uncertain, words};
use crate::diagnostic::{Located, Sources};
use crate::formula::{Expr, ExprKind, Unit};
use crate::model::{self, Timeline};
use crate::scenario::{
    Adjust, Base, Calendar, Clock, Literal, LiteralValue, Move, MoveBy, Odds, Per, Process, Row,
    Rule, Start,
};
use jiff::civil::Date;

/// Describes a process: the opening sentence, then a line for each state with a way out and for each
/// condition on it (depth 1 is below the state's line).
pub(super) fn describe<'a>(
    process: &'a Process,
    (clock, calendars): (Option<&Clock>, &[Calendar]),
    sources: &Sources,
    writer: &mut Writer<'a>,
) -> (String, Vec<(usize, String)>) {
    let name = &process.name.value;
    let states: Vec<&str> = process.states.iter().map(|state| state.value.as_str()).collect();
    let mut opening = format!("{name} (process) is one of {}", words::alternatives(&states));
    let start = match &process.start {
        Start::State(state) => format!("; it starts as *{}*", state.value),
        Start::Outcomes(outcomes) => format!("; it starts as {}", share_list(outcomes, writer)),
        Start::Panel(_) => "; where it starts, experts say".to_owned(),
    };
    opening.push_str(&start);
    if let Some(since) = &process.since {
        opening.push_str(", entered on ");
        opening.push_str(&words::day(since.value));
    }
    match &process.start {
        Start::State(_) => opening.push('.'),
        Start::Outcomes(outcomes) => opening.push_str(&writer.of(&labelled(outcomes))),
        Start::Panel(panel) => opening = format!("{opening}: {}", spoken(panel, writer)),
    }
    let mut lines = Vec::new();
    for row in &process.rows {
        let period = Period::of(row.per.as_ref().or(process.per.as_ref()), (clock, calendars));
        lines.extend(row_lines(process, row, &period, sources, writer));
    }
    for state in &process.states {
        let leaves = |row: &Row| !row.moves.is_empty() || row.deadline.is_some();
        if !process.rows.iter().any(|row| row.from.value == state.value && leaves(row)) {
            lines.push((0, format!("From *{}* there is no way out.", state.value)));
        }
    }
    (opening, lines)
}

/// The lines of a state, such as `From *experts*, talks moves to *ministers* after 3 to 12 weeks, or to
/// *collapsed*: 5 % a month, which is 20 % by 31 December.`
fn row_lines<'a>(
    process: &'a Process,
    row: &'a Row,
    period: &Period,
    sources: &Sources,
    writer: &mut Writer<'a>,
) -> Vec<(usize, String)> {
    let parts: Vec<String> =
        row.moves.iter().map(|m| move_phrase(m, period, sources, writer)).collect();
    let (from, name) = (&row.from.value, &process.name.value);
    let Some(bare) = parts.split_first().map(|(first, more)| {
        more.iter().fold(first.clone(), |text, phrase| format!("{text}, or {phrase}"))
    }) else {
        return deadline_lines(process, row, sources, writer);
    };
    let mut lines = Vec::new();
    let figures: Vec<(&str, &Literal)> = row
        .moves
        .iter()
        .filter_map(figure)
        .flat_map(|(state, figure)| panel::voiced(state, figure))
        .collect();
    lines.push((0, format!("From *{from}*, {name} moves {bare}{}", writer.of(&figures))));
    for step in &row.moves {
        let MoveBy::Chance(rule) = &step.by else { continue };
        let to = format!("*{}*", step.to.value);
        for (at, case) in rule.cases.iter().enumerate() {
            lines.push((1, case_line(case, at == 0, &to, sources, writer)));
        }
        for adjust in &rule.adjusts {
            lines.push((1, adjust_line(adjust, &to, sources, writer)));
        }
    }
    lines.extend(deadline_lines(process, row, sources, writer));
    lines
}

/// The lines of a deadline, such as `35 working days after *phase_1* is entered, if it is still there, ec moves: …`.
fn deadline_lines<'a>(
    process: &'a Process,
    row: &'a Row,
    sources: &Sources,
    writer: &mut Writer<'a>,
) -> Vec<(usize, String)> {
    let Some(deadline) = row.deadline.as_deref() else { return Vec::new() };
    let (from, name) = (&row.from.value, &process.name.value);
    let after = words::on_one_line(&deadline.after.text);
    let holidays = deadline.holidays.as_ref();
    let holidays = holidays.map_or(String::new(), |one| format!(" (less `{}`)", one.value));
    let pause = deadline.pause.as_ref().map_or(String::new(), |pause| {
        format!(", not counting steps that begin while {}", condition(sources, pause))
    });
    let outcomes = share_list(&deadline.outcomes, writer);
    let grounds = writer.of(&labelled(&deadline.outcomes));
    let mut lines = vec![(
        0,
        format!(
            "If {name} is in *{from}* for {after}{holidays}{pause}, it then moves to {outcomes}{grounds}"
        ),
    )];
    let adjusts = deadline.adjusts.iter();
    lines.extend(adjusts.map(|adjust| (1, adjust_line(adjust, "yes", sources, writer))));
    lines
}

/// The number that a move depends on, with the state entered.
fn figure(step: &Move) -> Option<(&str, &Literal)> {
    let figure = match &step.by {
        MoveBy::After(figure) => figure,
        MoveBy::Chance(rule) => chance_of(rule)?,
    };
    Some((step.to.value.as_str(), figure))
}

fn chance_of(rule: &Rule) -> Option<&Literal> {
    match &rule.base {
        Base::Chance(figure) => Some(figure),
        Base::Outcomes(_) | Base::Panel(_) | Base::Table(_) | Base::Cells(_) => None,
    }
}

fn move_phrase(step: &Move, period: &Period, sources: &Sources, writer: &Writer) -> String {
    let to = format!("to *{}*", step.to.value);
    let by = match &step.by {
        MoveBy::After(figure) => {
            let holidays = step.holidays.as_ref();
            let holidays = holidays.map_or(String::new(), |one| format!(" (less `{}`)", one.value));
            format!(" after {}{holidays}", words::on_one_line(&figure.text))
        }
        MoveBy::Chance(rule) if is_switched_off(step, rule) => {
            let bare = Period { words: period.words.clone(), whole: None };
            chance_of(rule).map_or(String::new(), |f| bare.chance(f, writer))
        }
        MoveBy::Chance(rule) => chance_of(rule).map_or(String::new(), |f| period.chance(f, writer)),
    };
    let only = step
        .condition
        .as_ref()
        .map_or(String::new(), |expr| format!(" (only while {})", condition(sources, expr)));
    to + &by + &only
}

/// Whether time alone switches a move off for a part of the clock, or replaces its chance: then its chance does not hold
/// over the whole of it.
fn is_switched_off(step: &Move, rule: &Rule) -> bool {
    let excludes = |adjust: &&Adjust| match &adjust.odds {
        Odds::Bare(factor) => matches!(factor.value, LiteralValue::Plain(factor) if factor <= 0.0),
        Odds::Named(..) => false,
    };
    let conditions = step.condition.iter().chain(rule.cases.iter().map(|case| &case.condition));
    let excluding = rule.adjusts.iter().filter(excludes).map(|adjust| &adjust.condition);
    conditions.chain(excluding).any(reads_time)
}

/// Whether a condition reads the date, the step or the time since a state was entered.
fn reads_time(expr: &Expr) -> bool {
    let is_read = match &expr.kind {
        ExprKind::Name(name) => matches!(name.as_str(), "date" | "step"),
        ExprKind::Call(call) => call.function == "elapsed",
        _ => false,
    };
    is_read || expr.parts().into_iter().any(reads_time)
}

/// The period that a process's probabilities refer to, and the number of periods in the clock.
struct Period {
    words: String,
    whole: Option<(f64, String)>,
}

impl Period {
    fn of(per: Option<&Located<Per>>, (clock, calendars): (Option<&Clock>, &[Calendar])) -> Self {
        let step = Per::Time(1.0, clock.map_or(Unit::Day, |clock| clock.step));
        let per = per.map_or(&step, |per| &per.value);
        let whole = clock.map(|clock| {
            let calendar = calendars.iter().find(|c| *per == Per::Dates(c.name.value.clone()));
            (periods(clock, per, calendar), words::last_day(clock))
        });
        Self { words: words::per(per), whole }
    }

    /// Words for a probability, such as `: 5 % a month, which is 20 % by 31 December`.
    fn chance(&self, figure: &Literal, writer: &Writer) -> String {
        let unit = &self.words;
        let implied = writer.implied(figure.place);
        let p = match &figure.value {
            LiteralValue::Plain(p) if figure.observations.is_none() => *p,
            LiteralValue::Plain(_) | LiteralValue::Panel(_) => {
                let chance = rules::chance("", figure, writer);
                let whole = implied.map_or(String::new(), |(low, high)| self.between(low, high));
                return format!(":{chance} {unit}{whole}");
            }
            &LiteralValue::Word(low, high) => {
                let word = words::word(&figure.text, low, high);
                return format!(": {word} {unit}{}", self.between(low, high));
            }
            LiteralValue::Cases(..) => {
                let chance = rules::chance("", figure, writer);
                let ends = uncertain::of_cases(figure);
                let whole = ends.map_or(String::new(), |(low, high)| self.between(low, high));
                return format!(":{chance} {unit}{whole}");
            }
            LiteralValue::Formula(_) | LiteralValue::Rest => {
                if let Some((low, high)) = uncertain::range(figure) {
                    let ends = (words::in_hundred(low), words::in_hundred(high));
                    let whole = self.between(low, high);
                    return format!(": {} to {} % {unit} (9 in 10 sure){whole}", ends.0, ends.1);
                }
                let whole = implied.map_or(String::new(), |(low, high)| self.between(low, high));
                return format!(": `{}` {unit}{whole}", words::on_one_line(&figure.text));
            }
        };
        let stated = format!(": {} % {unit}", words::in_hundred(p));
        match &self.whole {
            Some((periods, by)) if (0.0..=1.0).contains(&p) => {
                let whole = 1.0 - libm::pow(1.0 - p, *periods);
                format!("{stated}, which is {} by {by}", words::about_percent(whole))
            }
            _ => stated,
        }
    }

    /// Words for a range of probabilities, such as `, which is 20 % to 55 % by 31 December`.
    fn between(&self, low: f64, high: f64) -> String {
        match &self.whole {
            Some((periods, by)) if (0.0..=1.0).contains(&low) && (0.0..=1.0).contains(&high) => {
                let whole = |p: f64| words::about_percent(1.0 - libm::pow(1.0 - p, *periods));
                format!(", which is {} to {} by {by}", whole(low), whole(high))
            }
            _ => String::new(),
        }
    }
}

/// The number of periods in the steps of the clock: with monthly steps, a month is one step and a year
/// twelve; a shorter last step counts in part. Of a calendar, the number of its dates.
fn periods(clock: &Clock, per: &Per, calendar: Option<&Calendar>) -> f64 {
    if let Some(calendar) = calendar {
        let dates = calendar.dates.iter().map(|date| date.value);
        let later = |date: &Date| *date > clock.as_of.value && *date <= clock.until.value;
        return dates.filter(later).count() as f64;
    }
    let (as_of, until, step) = (clock.as_of.value, clock.until.value, clock.step);
    let timeline = Timeline::of(model::Clock { as_of, until, step });
    timeline.whole_steps(timeline.last()) * timeline.share_of_per(per)
}
