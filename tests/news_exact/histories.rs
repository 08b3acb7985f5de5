//! The definition of every answer: a sum over all histories. Shares no code with the library.

use super::scenarios::{Chance, History, LAST, News, OUTCOMES, Scenario};

/// A way to read news, right or wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Right,
    /// A report is counted twice.
    ReportsTwice,
    /// The last step at which a process is known to be still is forgotten.
    StillButTheLast,
    /// What happened on a day may have happened before.
    HappenedBefore,
}

/// The weights of all histories that agree with what is learnt.
pub(super) struct Histories {
    /// Each history with its probability times the factors of reports.
    all: Vec<(History, f64)>,
    /// The probability of what is learnt for sure.
    pub(super) sure: f64,
}

impl Histories {
    /// All histories of a scenario where its uncertain number is `u`.
    pub(super) fn new(scenario: &Scenario, u: f64, way: Way) -> Self {
        let mut found = Self { all: Vec::new(), sure: 0.0 };
        // the panel: the mean of the log odds
        let odds = |p: f64| p / (1.0 - p);
        let pooled = (odds(0.2) * odds(0.6)).sqrt();
        let cause = if scenario.is_panel { pooled / (1.0 + pooled) } else { scenario.cause };
        for (yes, p) in [(0, 1.0 - cause), (1, cause)] {
            for talks in 0..=usize::from(!scenario.is_certain) {
                let start = if scenario.is_certain { 1.0 } else { 0.5 };
                for raid in 0..2 {
                    let first = [yes, talks, 0, raid];
                    let p = p * start * chance_of(scenario.raid[0], raid == 1);
                    found.walk(scenario, (u, way), &mut vec![first], p);
                }
            }
        }
        found
    }

    fn walk(&mut self, scenario: &Scenario, of: (f64, Way), history: &mut History, p: f64) {
        if p <= 0.0 {
            return;
        }
        if history.len() > LAST {
            if agrees(scenario, history, of.1) {
                self.sure += p;
                self.all.push((history.clone(), p * factor(scenario, history, of.1)));
            }
            return;
        }
        let [cause, talks, border, _] = history[history.len() - 1];
        let moved = moves(scenario, of.0, history);
        for (talks_next, p_talks) in [(talks, 1.0 - moved), ((talks + 1) % 3, moved)] {
            let turned = scenario.border[talks];
            for (border_next, p_border) in [(border, 1.0 - turned), (1 - border, turned)] {
                for raid in 0..2 {
                    let p_raid = chance_of(scenario.raid[border_next], raid == 1);
                    history.push([cause, talks_next, border_next, raid]);
                    self.walk(scenario, of, history, p * p_talks * p_border * p_raid);
                    history.pop();
                }
            }
        }
    }

    /// The total weight.
    pub(super) fn total(&self) -> f64 {
        self.all.iter().map(|(_, weight)| weight).sum()
    }

    /// The total weight of a number over histories.
    pub(super) fn sum(&self, of: &dyn Fn(&History) -> f64) -> f64 {
        self.all.iter().map(|(history, weight)| weight * of(history)).sum()
    }
}

fn chance_of(p: f64, yes: bool) -> f64 {
    if yes { p } else { 1.0 - p }
}

/// The chance that the talks move on.
fn moves(scenario: &Scenario, u: f64, history: &History) -> f64 {
    let [cause, talks, ..] = history[history.len() - 1];
    let (chance, factor) = scenario.talks[talks];
    let p = match chance {
        Chance::Number(p) => p,
        Chance::Uncertain => u,
    };
    let raided = history.iter().any(|values| values[3] == 1);
    let by = if talks == 1 && scenario.remembers && raided {
        2.0
    } else if cause == 1 {
        factor
    } else {
        1.0
    };
    (p * by).min(1.0)
}

fn agrees(scenario: &Scenario, history: &History, way: Way) -> bool {
    let news =
        scenario.news.iter().filter(|news| news.step() <= scenario.today).all(|news| match news {
            News::Is(step, says) => says.holds(history, *step),
            News::Happened(step, (variable, outcome)) => {
                let before = history[..*step].iter().any(|values| values[*variable] == *outcome);
                let is_known = way != Way::HappenedBefore;
                history[*step][*variable] == *outcome && !(is_known && before)
            }
            News::Heard(..) | News::HeardOf(..) => true,
        });
    let still = (0..4).all(|variable| {
        let mut steps = scenario.still(variable);
        if way == Way::StillButTheLast {
            steps.pop();
        }
        steps.iter().all(|step| history[*step][variable] == history[step - 1][variable])
    });
    news && still
}

fn factor(scenario: &Scenario, history: &History, way: Way) -> f64 {
    let of = |news: &News| match news {
        News::Heard(step, says, ratio) if says.holds(history, *step) => *ratio,
        News::HeardOf(step, variable, ratios) => ratios[history[*step][*variable]],
        _ => 1.0,
    };
    let known = scenario.news.iter().filter(|news| news.step() <= scenario.today);
    let product: f64 = known.map(of).product();
    if way == Way::ReportsTwice { product * product } else { product }
}

/// Every answer of a scenario's questions and every state by step, as one list of named numbers, averaged over worlds with
/// these values of the uncertain number.
pub(super) fn answers(scenario: &Scenario, worlds: &[f64], way: Way) -> Vec<(String, f64)> {
    let worlds: Vec<Histories> = worlds.iter().map(|u| Histories::new(scenario, *u, way)).collect();
    let total: f64 = worlds.iter().map(Histories::total).sum();
    let mean = |of: &dyn Fn(&History) -> f64| {
        worlds.iter().map(|world| world.sum(of)).sum::<f64>() / total
    };
    let truth = |yes: bool| f64::from(u8::from(yes));
    let has = |history: &History, variable: usize, outcome: usize, until: usize| {
        history[..=until].iter().any(|values| values[variable] == outcome)
    };
    let mut found = Vec::new();
    for state in 0..3 {
        found.push((format!("talks {state}"), mean(&|h| truth(h[LAST][1] == state))));
        found.push((format!("past {state}"), mean(&|h| truth(h[1][1] == state))));
    }
    found.push(("ever".to_owned(), mean(&|h| truth(has(h, 1, 2, LAST)))));
    found.push(("by".to_owned(), mean(&|h| truth(has(h, 2, 1, 3)))));
    found.push(("raids".to_owned(), mean(&|h| h[1..].iter().map(|v| v[3] as f64).sum())));
    for step in 0..=LAST {
        found.push((format!("first {step}"), mean(&|h| truth(has(h, 1, 1, step)))));
    }
    for (cause, border) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let both = |h: &History| truth(h[LAST][0] == cause && h[LAST][2] == border);
        found.push((format!("both {cause}{border}"), mean(&both)));
    }
    let given = mean(&|h| truth(h[LAST][0] == 1));
    let shut = mean(&|h| truth(h[LAST][0] == 1 && h[LAST][1] == 2));
    found.push(("given".to_owned(), shut / given));
    for variable in [1, 2] {
        for step in 0..=LAST {
            for state in 0..OUTCOMES[variable].len() {
                let at = |h: &History| truth(h[step][variable] == state);
                found.push((format!("state {variable} {step} {state}"), mean(&at)));
            }
        }
    }
    let sure = worlds.iter().map(|world| world.sure).sum::<f64>() / worlds.len() as f64;
    found.push(("ln sure".to_owned(), sure.ln()));
    found
}
