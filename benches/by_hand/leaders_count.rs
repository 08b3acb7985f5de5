//! Counts over trials of the flagship by hand, and the answers that they give.

use super::answers::{Answers, share, shares};
use super::leaders_rules::{
    BLAME, DROPS, GIVES, GONE, GUARANTEES, LEADERS, PROCESSES, SANCTIONS, SHUTTLE, TALKS, WAR,
    WASHINGTON,
};
use super::leaders_summit::{DAYS, Trial};

const END_OF_SEPTEMBER: usize = 41;
const END_OF_OCTOBER: usize = 72;
const NUMBERS: usize = DAYS as usize + 1;

const OF_SANCTIONS: [&str; 4] = ["none", "threatened", "imposed", "eased"];
const OF_TALKS: [&str; 7] =
    ["none", "experts", "ministers", "leaders", "shuttle", "stalled", "collapsed"];
const OF_DROPS: [&str; 4] = ["nothing", "elections", "unheld_land", "troops_ban"];
const OF_GIVES: [&str; 4] = ["nothing", "nato", "crimea", "land"];
const OF_GUARANTEES: [&str; 4] = ["words", "air", "force", "binding"];
const OF_BLAME: [&str; 4] = ["nobody", "moscow", "kyiv", "europeans"];
const OF_WASHINGTON: [&str; 4] = ["waiting", "press_moscow", "press_kyiv", "gone"];
const OF_VENUE: [&str; 4] = ["geneva", "budapest", "moscow", "other"];

/// Counts over trials.
#[derive(Clone)]
pub(crate) struct Counts {
    pub(crate) trials: u64,
    /// Indexed by process and state: all trials, and those in which the leaders met.
    states: [[u64; 8]; PROCESSES],
    states_met: [[u64; 8]; PROCESSES],
    /// Indexed by the day of the event; the last entry is never.
    met: Vec<u64>,
    imposed: Vec<u64>,
    silent: Vec<u64>,
    bilateral: u64,
    follows: u64,
    venue: [u64; 4],
    /// Indexed by met, imposed, silent.
    together: [u64; 8],
    /// Indexed by deal, ceasefire, war without the US, war with talks, war without.
    ends: [u64; 5],
    noes: Vec<u64>,
    raids: Vec<u64>,
    /// Indexed by days of grinding and of breaking.
    front: Vec<u64>,
}

impl Counts {
    pub(crate) fn new() -> Self {
        let days = || vec![0; NUMBERS + 1];
        Self {
            trials: 0,
            states: [[0; 8]; PROCESSES],
            states_met: [[0; 8]; PROCESSES],
            met: days(),
            imposed: days(),
            silent: days(),
            bilateral: 0,
            follows: 0,
            venue: [0; 4],
            together: [0; 8],
            ends: [0; 5],
            noes: days(),
            raids: days(),
            front: Vec::new(),
        }
    }

    /// Returns the counts without those that only the pooled numbers need.
    pub(crate) fn without_numbers(mut self) -> Self {
        self.front = Vec::new();
        self
    }

    pub(crate) fn add(&mut self, trial: &Trial) {
        let s = &trial.states;
        let has_met = trial.met <= DAYS;
        self.trials += 1;
        for (process, state) in s.iter().enumerate() {
            self.states[process][usize::from(*state)] += 1;
        }
        if has_met {
            for (process, state) in s.iter().enumerate() {
                self.states_met[process][usize::from(*state)] += 1;
            }
            self.bilateral += u64::from(!trial.trilateral);
            self.follows += u64::from(trial.follows);
            self.venue[trial.venue] += 1;
        }
        let days = [trial.met, trial.imposed, trial.silent].map(|day| (day as usize).min(NUMBERS));
        self.met[days[0]] += 1;
        self.imposed[days[1]] += 1;
        self.silent[days[2]] += 1;
        let [met, imposed, silent] = days.map(|day| usize::from(day < NUMBERS));
        self.together[met * 4 + imposed * 2 + silent] += 1;
        if imposed == 1 && has_met {
            // the share of those imposed among those who met is asked for
            self.states_met[SANCTIONS][7] += 1;
        }
        let talking = (1..=SHUTTLE).contains(&s[TALKS]);
        let end = match (s[WAR], s[WASHINGTON] == GONE, talking) {
            (2, ..) => 0,
            (1, ..) => 1,
            (_, true, _) => 2,
            (_, false, true) => 3,
            (_, false, false) => 4,
        };
        self.ends[end] += 1;
        self.noes[trial.noes.min(NUMBERS)] += 1;
        self.raids[trial.raids] += 1;
        if self.front.is_empty() {
            self.front = vec![0; NUMBERS * NUMBERS];
        }
        self.front[trial.grinding as usize * NUMBERS + trial.breaking as usize] += 1;
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        let add = |to: &mut [u64], from: &[u64]| {
            to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        };
        self.trials += other.trials;
        for process in 0..PROCESSES {
            add(&mut self.states[process], &other.states[process]);
            add(&mut self.states_met[process], &other.states_met[process]);
        }
        add(&mut self.met, &other.met);
        add(&mut self.imposed, &other.imposed);
        add(&mut self.silent, &other.silent);
        self.bilateral += other.bilateral;
        self.follows += other.follows;
        add(&mut self.venue, &other.venue);
        add(&mut self.together, &other.together);
        add(&mut self.ends, &other.ends);
        add(&mut self.noes, &other.noes);
        add(&mut self.raids, &other.raids);
        self.front.resize(NUMBERS * NUMBERS, 0);
        add(&mut self.front, &other.front);
    }

    pub(crate) fn answers(&self) -> Answers {
        let n = self.trials;
        let met = self.states[TALKS][usize::from(LEADERS)];
        let mut found = Answers::new();
        let by = |counts: &[u64], day: usize| counts[..=day].iter().sum::<u64>();
        for (question, day) in [
            ("meet_by_september", END_OF_SEPTEMBER),
            ("meet_by_october", END_OF_OCTOBER),
            ("meet_by_december", NUMBERS - 1),
            ("first_meeting", NUMBERS - 1),
        ] {
            share(&mut found, question, by(&self.met, day), n);
        }
        shares(&mut found, "format_if_meet", &["bilateral"], &[self.bilateral], met);
        shares(&mut found, "venue_if_meet", &OF_VENUE, &self.venue, met);
        share(&mut found, "trilateral_later", self.follows, self.bilateral);
        let imposed = by(&self.imposed, NUMBERS - 1);
        let imposed_met = self.states_met[SANCTIONS][7];
        share(&mut found, "imposed", imposed, n);
        share(&mut found, "imposed_if_meet", imposed_met, met);
        share(&mut found, "imposed_if_not", imposed - imposed_met, n - met);
        share(&mut found, "guns_silent", by(&self.silent, NUMBERS - 1), n);
        let ends = ["end_deal", "end_ceasefire", "end_us_gone", "end_talks", "end_war"];
        for (question, count) in ends.iter().zip(self.ends) {
            share(&mut found, question, count, n);
        }
        let of_all: [(&str, usize, &[&str]); 7] = [
            ("sanctions_stand", SANCTIONS, &OF_SANCTIONS),
            ("talks_stand", TALKS, &OF_TALKS),
            ("moscow_drops", DROPS, &OF_DROPS),
            ("kyiv_gives", GIVES, &OF_GIVES),
            ("guarantees", GUARANTEES, &OF_GUARANTEES),
            ("blamed", BLAME, &OF_BLAME),
            ("us_line", WASHINGTON, &OF_WASHINGTON),
        ];
        for (question, process, outcomes) in of_all {
            shares(&mut found, question, outcomes, &self.states[process], n);
        }
        shares(&mut found, "moscow_if_meet", &OF_DROPS, &self.states_met[DROPS], met);
        shares(&mut found, "kyiv_if_meet", &OF_GIVES, &self.states_met[GIVES], met);
        for (cell, count) in self.together.iter().enumerate() {
            let word = |bit: usize| if cell & bit != 0 { "yes" } else { "no" };
            let outcome = [4, 2, 1].map(word).join(",");
            shares(&mut found, "together", &[&outcome], &[*count], n);
        }
        let numbers = |counts: &[u64]| -> Vec<(f64, u64)> {
            counts.iter().enumerate().map(|(value, count)| (value as f64, *count)).collect()
        };
        moments(&mut found, "noes", numbers(&self.noes));
        moments(&mut found, "great_raids", numbers(&self.raids));
        let front = self.front.iter().enumerate().map(|(at, count)| {
            (0.08 * (at / NUMBERS) as f64 + 0.5 * (at % NUMBERS) as f64, *count)
        });
        moments(&mut found, "front_moves", front.collect());
        found
    }
}

/// Adds mean, standard deviation and quantiles of values with their counts.
fn moments(into: &mut Answers, question: &str, mut values: Vec<(f64, u64)>) {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n: u64 = values.iter().map(|(_, count)| count).sum();
    let sum: f64 = values.iter().map(|(value, count)| value * *count as f64).sum();
    let mean = sum / n as f64;
    let squares: f64 =
        values.iter().map(|(value, count)| (value - mean).powi(2) * *count as f64).sum();
    into.push((format!("{question} mean"), mean));
    into.push((format!("{question} sd"), (squares / n as f64).sqrt()));
    for quantile in [0.05, 0.25, 0.5, 0.75, 0.95] {
        let mut below = 0;
        let found = values.iter().find(|(_, count)| {
            below += count;
            below as f64 >= quantile * n as f64
        });
        into.push((format!("{question} {quantile}"), found.map_or(f64::NAN, |found| found.0)));
    }
}
