//! The tables of a forecast.

use super::super::answer::{Answer, Body, Joint, Number};
use super::super::estimate::{Estimate, NoMean};
use super::super::forecast::Forecast;
use super::super::not_found::NotFound;
use super::super::table::{Cell, Column, ColumnType, Spec, Table, distinct, estimate};
use super::columns::{HIGH, LOW, OUTCOME, PROBABILITY, QUESTION, STD_ERROR};
use crate::forecast::combination;

/// The column of confidence, which is there if the scenario states any.
const CONFIDENCE: Spec = Spec::text(
    "confidence",
    "The author's confidence in the answer, or else in the analysis; the column is there if any is stated.",
);
pub(super) const SUMMARY: [Spec; 9] = [
    QUESTION,
    OUTCOME,
    PROBABILITY,
    STD_ERROR,
    LOW,
    HIGH,
    Spec::number(
        "before",
        "The chance before any news; the column is there if the scenario has news.",
    ),
    Spec::number("before_std_error", "The standard error of that chance; as `before`."),
    CONFIDENCE,
];
/// The number of columns of `summary` without news.
const WITHOUT_NEWS: usize = 6;
/// The number of columns of `summary` with news.
const WITH_NEWS: usize = 8;
/// The number of columns of `quantiles` without confidence.
const PLAIN_QUANTILES: usize = 7;
pub(super) const QUANTILES: [Spec; 8] = [
    Spec::text("question", "The name of the question, or of the parameter."),
    Spec::text("quantile", "The probability of the quantile; or `mean`, or `std_dev`.")
        .of(ColumnType::Mixed),
    Spec::text(
        "value",
        "The value of a number in its unit; a day; `never` beyond the horizon. Of a parameter after the evidence.",
    )
    .of(ColumnType::Mixed),
    STD_ERROR,
    LOW.of(ColumnType::Mixed),
    HIGH.of(ColumnType::Mixed),
    Spec::text("kind", "`question` or `parameter`."),
    CONFIDENCE,
];
pub(super) const TIMELINE: [Spec; 6] = [
    Spec::text("question", "The name of a question with dates, or `process.state`."),
    Spec::text("date", "The day.").of(ColumnType::Date),
    Spec::number("probability", "The chance that it has happened by that day, or of the state."),
    STD_ERROR,
    LOW,
    HIGH,
];
pub(super) const FANS: [Spec; 7] = [
    Spec::text("question", "The name of a question about a number that is asked over time."),
    Spec::text("date", "The day.").of(ColumnType::Date),
    Spec::number("quantile", "The probability of the quantile."),
    Spec::number("value", "The quantile on that day, in the unit of the number."),
    STD_ERROR,
    LOW,
    HIGH,
];
pub(super) const EXPERTS: [Spec; 7] = [
    QUESTION,
    Spec::text("expert", "The name of the expert who alone is right."),
    OUTCOME,
    PROBABILITY,
    STD_ERROR,
    LOW,
    HIGH,
];
pub(super) const JOINT: [Spec; 2] = [PROBABILITY, STD_ERROR];
pub(super) const OF_JOINT: &str = "The outcome of the variable or condition that names the column.";

impl Forecast {
    /// The forecast as tables: always `summary`; `quantiles`, `timeline`, `fans`, `experts` and `surprises` if they have rows; a
    /// `joint` for each question about several things at once.
    pub fn tables(&self) -> Vec<Table<'_>> {
        let mut tables = vec![self.summary()];
        let more = [self.quantiles(), self.timeline(), self.fans()];
        tables.extend(more.into_iter().filter(|table| table.rows() > 0));
        tables.extend((!self.experts.is_empty()).then(|| self.of_experts()));
        tables.extend((!self.surprises.is_empty()).then(|| self.of_surprises()));
        tables.extend(self.answers.iter().filter_map(|answer| match &answer.body {
            Body::Joint(joint) => Some(of_joint(&answer.question, joint)),
            _ => None,
        }));
        tables
    }

    /// The table of a name, such as `summary`; of `joint` tables the first.
    pub fn table(&self, name: &str) -> Result<Table<'_>, NotFound> {
        Table::named(name, self.tables())
    }

    /// The table `summary`: a row for each outcome of each question that is a condition, a category, or a day.
    pub fn summary(&self) -> Table<'_> {
        let is_told = self.answers.iter().any(|answer| answer.before.is_some());
        let rows = self.answers.iter().flat_map(|answer| {
            let before = answer.before.as_ref().map_or_else(Vec::new, |before| chances(before));
            let rows = outcomes(answer).into_iter().enumerate();
            let rows = rows.map(|(at, (outcome, of))| {
                let mut cells = chance([&answer.question, outcome], of);
                if let Some((_, before)) = before.get(at) {
                    let [p, error, ..] = estimate(before);
                    cells.extend([p, error]);
                } else if is_told {
                    cells.extend([const { Cell::Empty }; 2]);
                }
                cells.extend(self.confidence_in(answer));
                cells
            });
            rows.collect::<Vec<_>>()
        });
        let columns = if is_told { WITH_NEWS } else { WITHOUT_NEWS };
        let columns = SUMMARY[..columns].iter().chain(self.column_of_confidence());
        Table::new("summary", Vec::new(), &columns.copied().collect::<Vec<_>>(), rows)
    }

    /// The column of confidence, if any is stated.
    fn column_of_confidence(&self) -> Option<&'static Spec> {
        let own = self.answers.iter().any(|answer| answer.confidence.is_some());
        (own || self.confidence.is_some()).then_some(&CONFIDENCE)
    }

    /// The cell of confidence in an answer, if any is stated.
    fn confidence_in<'a>(&'a self, answer: &'a Answer) -> Option<Cell<'a>> {
        self.column_of_confidence()?;
        let own = answer.confidence.as_ref().or(self.confidence.as_ref());
        Some(own.map(|own| &own.level).into())
    }

    /// A row for each quantile of numbers and days, then of parameters.
    fn quantiles(&self) -> Table<'_> {
        fn row<'a>(
            name: &'a str,
            at: Cell<'a>,
            values: [Cell<'a>; 4],
            kind: &'a str,
        ) -> Vec<Cell<'a>> {
            [name.into(), at].into_iter().chain(values).chain([kind.into()]).collect()
        }
        let of_answers = self.answers.iter().flat_map(|answer| {
            let row = move |(at, values)| {
                let mut cells = row(&answer.question, at, values, "question");
                cells.extend(self.confidence_in(answer));
                cells
            };
            quantile_rows(answer).into_iter().map(row)
        });
        let of_parameters = self.parameters.iter().flat_map(|parameter| {
            parameter.after.iter().map(|(at, value)| {
                let values = [(*value).into(), Cell::Empty, Cell::Empty, Cell::Empty];
                let mut cells = row(&parameter.name, (*at).into(), values, "parameter");
                cells.extend(self.column_of_confidence().map(|_| Cell::Empty));
                cells
            })
        });
        let columns = QUANTILES[..PLAIN_QUANTILES].iter().chain(self.column_of_confidence());
        let columns: Vec<Spec> = columns.copied().collect();
        Table::new("quantiles", Vec::new(), &columns, of_answers.chain(of_parameters))
    }

    /// A row for each day of questions with dates, then of each state of each process.
    fn timeline(&self) -> Table<'_> {
        let of_answers = self.answers.iter().flat_map(|answer| {
            answer.timeline.iter().map(|day| chance([&answer.question, &day.date], &day.estimate))
        });
        let of_processes = self.processes.iter().flat_map(|process| {
            process.states.iter().enumerate().flat_map(move |(i, state)| {
                let chances =
                    process.steps.iter().filter_map(move |s| Some((s, s.chances.get(i)?)));
                chances.map(move |(step, own)| {
                    let mut row = chance(["", &step.date], own);
                    row[0] = Cell::Text(format!("{}.{state}", process.name).into());
                    row
                })
            })
        });
        Table::new("timeline", Vec::new(), &TIMELINE, of_answers.chain(of_processes))
    }

    /// A row for each quantile on each day of the numbers that are asked over time.
    fn fans(&self) -> Table<'_> {
        let rows = self.answers.iter().flat_map(|answer| {
            answer.fan.iter().flat_map(move |day| {
                day.quantiles.iter().map(move |quantile| {
                    let (low, high) = quantile.range.unzip();
                    vec![
                        Cell::from(&answer.question),
                        Cell::from(&day.date),
                        Cell::Number(quantile.at),
                        quantile.value.into(),
                        quantile.std_error.into(),
                        low.into(),
                        high.into(),
                    ]
                })
            })
        });
        Table::new("fans", Vec::new(), &FANS, rows)
    }

    /// The forecast of each expert alone, a row for each row of `summary`; without numbers if the evidence does not hold
    /// under that expert.
    fn of_experts(&self) -> Table<'_> {
        let rows = self.answers.iter().enumerate().flat_map(move |(index, answer)| {
            self.experts.iter().flat_map(move |expert| {
                let own = expert.answers.as_ref().and_then(|own| own.get(index));
                let names = |outcome| [&*answer.question, &*expert.name, outcome];
                let rows = outcomes(own.unwrap_or(answer)).into_iter();
                rows.map(move |(outcome, of)| {
                    let of = own.map_or([const { Cell::Empty }; 4], |_| estimate(of));
                    names(outcome).map(Cell::from).into_iter().chain(of).collect()
                })
            })
        });
        Table::new("experts", Vec::new(), &EXPERTS, rows)
    }
}

/// Names, then a chance with its error and range.
fn chance<'a, const N: usize>(names: [&'a str; N], of: &Estimate) -> Vec<Cell<'a>> {
    names.map(Cell::from).into_iter().chain(estimate(of)).collect()
}

/// The probabilities of an answer with their outcomes: `yes` of a condition or a day.
fn outcomes(answer: &Answer) -> Vec<(&str, &Estimate)> {
    chances(&answer.body)
}

fn chances(body: &Body) -> Vec<(&str, &Estimate)> {
    match body {
        Body::Condition { yes } => vec![("yes", yes)],
        Body::Category { outcomes } => {
            outcomes.iter().map(|own| (own.outcome.as_str(), &own.estimate)).collect()
        }
        Body::Date(date) => vec![("yes", &date.happens)],
        Body::Number(_) | Body::Joint(_) => Vec::new(),
    }
}

/// Each quantile (or `mean`, `std_dev`) with its value, its standard error and the ends of its range.
fn quantile_rows(answer: &Answer) -> Vec<(Cell<'_>, [Cell<'_>; 4])> {
    match &answer.body {
        Body::Number(number) => of_number(number),
        Body::Date(date) => {
            let rows = date.quantiles.iter().map(|quantile| {
                let (low, high) = quantile.range.as_ref().map(|(low, high)| (low, high)).unzip();
                let (value, error) = (Cell::from(&quantile.value), quantile.std_error.into());
                (Cell::Number(quantile.at), [value, error, low.into(), high.into()])
            });
            rows.collect()
        }
        Body::Condition { .. } | Body::Category { .. } | Body::Joint(_) => Vec::new(),
    }
}

pub(super) fn of_number(number: &Number) -> Vec<(Cell<'_>, [Cell<'_>; 4])> {
    let quantiles = number.quantiles.iter().map(|quantile| {
        let (low, high) = quantile.range.unzip();
        let (value, error) = (quantile.value.into(), quantile.std_error.into());
        (Cell::Number(quantile.at), [value, error, low.into(), high.into()])
    });
    let (low, high) = number.mean_range.unzip();
    let mean = match number.no_mean {
        Some(NoMean::Never) => Cell::Never,
        _ => number.mean.into(),
    };
    let mean = [mean, number.mean_std_error.into(), low.into(), high.into()];
    let std_dev = [number.std_dev.into(), Cell::Empty, Cell::Empty, Cell::Empty];
    quantiles.chain([("mean".into(), mean), ("std_dev".into(), std_dev)]).collect()
}

/// A column for each variable, then its chance; a row for each combination. A variable with the name of one of our
/// columns has a column `ask.probability`.
fn of_joint<'a>(question: &'a str, joint: &'a Joint) -> Table<'a> {
    let names = distinct(joint.columns.iter().map(String::as_str), "ask", &JOINT);
    let columns = names.into_iter().map(|name| Column::new(name, ColumnType::Text, OF_JOINT));
    let rows = joint.cells.iter().enumerate().map(|(cell, of)| {
        let [p, error, ..] = estimate(of);
        let names = combination(&joint.outcomes, cell).into_iter().map(Cell::from);
        // as many as columns, whatever a result that was read has
        let names = names.chain(std::iter::repeat(Cell::Empty)).take(joint.columns.len());
        names.chain([p, error]).collect()
    });
    Table::new("joint", columns.collect(), &JOINT, rows).of(question)
}
