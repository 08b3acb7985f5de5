//! The rules of `scenarios/leaders_summit.toml` as rows of daily chances, made once for each world: one for
//! each state of a process and each combination of the values that its moves depend on. States are numbered in
//! the order of the file. Rows without uncertain numbers are made once for all worlds.

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

/// The processes, as places in a trial's states.
pub(crate) const TALKS: usize = 0;
pub(crate) const MOSCOW: usize = 1;
pub(crate) const SANCTIONS: usize = 2;
pub(crate) const DROPS: usize = 3;
pub(crate) const GIVES: usize = 4;
pub(crate) const GUARANTEES: usize = 5;
pub(crate) const AIM: usize = 6;
pub(crate) const WAR: usize = 7;
pub(crate) const FRONT: usize = 8;
pub(crate) const BLAME: usize = 9;
pub(crate) const WASHINGTON: usize = 10;
pub(crate) const PROCESSES: usize = 11;

/// States that rules name. Nothing has happened in the first state of each process.
pub(crate) const EXPERTS: u8 = 1;
pub(crate) const MINISTERS: u8 = 2;
pub(crate) const LEADERS: u8 = 3;
pub(crate) const SHUTTLE: u8 = 4;
pub(crate) const STALLED: u8 = 5;
pub(crate) const COLLAPSED: u8 = 6;
pub(crate) const OPEN: u8 = 0;
pub(crate) const DEMANDS: u8 = 1;
pub(crate) const REFUSES: u8 = 2;
pub(crate) const THREATENED: u8 = 1;
pub(crate) const IMPOSED: u8 = 2;
pub(crate) const PRESS_MOSCOW: u8 = 1;
pub(crate) const PRESS_KYIV: u8 = 2;
pub(crate) const GONE: u8 = 3;
pub(crate) const FORCE: u8 = 2;
pub(crate) const BREAKING: u8 = 2;

/// The 95th percentile of a standard normal.
const Z: f64 = 1.644_853_626_951_472_7;
const DAYS_A_MONTH: f64 = 30.436_875;

/// The daily chances of one state: to stay, then, one after another, cumulative chances to move on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    stay: f64,
    up_to: [f64; 4],
    to: [u8; 4],
}

impl Row {
    /// Makes a row from moves, each with its chance by the month and a factor on its odds.
    fn new(moves: &[(u8, f64, f64)]) -> Self {
        let stay = 1.0 - moves.iter().map(|(_, p, _)| p).sum::<f64>();
        assert!(
            stay >= 0.0,
            "the chances out of a state sum to more than 1, where the program stops too"
        );
        let weights: f64 = moves.iter().map(|(_, p, odds)| p * odds).sum();
        let mut row = Self { stay: 1.0, up_to: [1.0; 4], to: [0; 4] };
        if weights == 0.0 {
            return row;
        }
        row.stay = (stay / (stay + weights)).powf(1.0 / DAYS_A_MONTH);
        let mut below = row.stay;
        for (i, (to, p, odds)) in moves.iter().enumerate() {
            below += p * odds / weights * (1.0 - row.stay);
            (row.up_to[i], row.to[i]) = (below, *to);
        }
        row.up_to[moves.len() - 1] = 1.0;
        row
    }

    /// Returns the state to which a uniform number leads from a state.
    pub(crate) fn next(&self, from: u8, u: f64) -> u8 {
        if u < self.stay {
            return from;
        }
        let at = self.up_to.iter().position(|up_to| u < *up_to);
        self.to[at.unwrap_or(0)]
    }

    /// Returns the number whose addition carries sixteen random bits over the top if they may lead out of the
    /// state.
    fn lift(&self) -> u16 {
        lift(self.stay)
    }
}

/// Returns the number whose addition carries sixteen bits over the top unless they lie below this share of
/// their range.
pub(crate) fn lift(share: f64) -> u16 {
    assert!(share >= 0.5, "what happens on most days wants another way of finding it");
    (0x1_0000 - ((share * 65_536.0) as u32).min(0xFFFF)) as u16
}

/// Returns `factor` if `holds`, else 1.
fn odds(holds: bool, factor: f64) -> f64 {
    if holds { factor } else { 1.0 }
}

/// Returns the chance of a move if `holds`, else 0.
fn open(holds: bool, p: f64) -> f64 {
    if holds { p } else { 0.0 }
}

/// The uncertain numbers in one world.
pub(crate) struct Doubts {
    experts: f64,
    experts_threatened: f64,
    early_leaders: f64,
    leaders: f64,
    leaders_demands: f64,
    leaders_pressed: f64,
    demands: f64,
    open_again: f64,
    threatened: f64,
    imposed: f64,
    imposed_pressed: f64,
    lapses: f64,
    ceasefire: f64,
    deal: f64,
    press_moscow: f64,
    gone: f64,
    pub(crate) raid: f64,
    pub(crate) bilateral: f64,
    pub(crate) trilateral_follows: f64,
    pub(crate) geneva: f64,
    pub(crate) budapest: f64,
}

impl Doubts {
    /// Draws one reading of all of them.
    pub(crate) fn draw(rng: &mut impl RngExt) -> Self {
        let mut normal = |low: f64, high: f64| {
            let z: f64 = StandardNormal.sample(rng);
            low.midpoint(high) + z * (high - low) / (2.0 * Z)
        };
        let logit = |p: f64| (p / (1.0 - p)).ln();
        let mut chance =
            |low: f64, high: f64| 1.0 / (1.0 + (-normal(logit(low), logit(high))).exp());
        let ignatov = chance(0.40, 0.65);
        let mut doubts = Self {
            experts: chance(0.28, 0.60),
            early_leaders: chance(0.03, 0.11),
            demands: chance(0.25, 0.53),
            open_again: chance(0.30, 0.60),
            imposed: chance(0.06, 0.26),
            lapses: chance(0.20, 0.50),
            ceasefire: chance(0.004, 0.016),
            deal: chance(0.01, 0.12),
            press_moscow: chance(0.08, 0.26),
            gone: chance(0.01, 0.06),
            raid: chance(0.05, 0.18),
            geneva: chance(0.30, 0.55),
            budapest: chance(0.08, 0.25),
            experts_threatened: 0.0,
            leaders_demands: 0.0,
            leaders_pressed: 0.0,
            imposed_pressed: 0.0,
            leaders: 0.0,
            threatened: 0.0,
            bilateral: 0.0,
            trilateral_follows: 0.0,
        };
        while doubts.geneva + doubts.budapest + 0.01 > 1.0 {
            (doubts.geneva, doubts.budapest) = (chance(0.30, 0.55), chance(0.08, 0.25));
        }
        let mut factor = |low: f64, high: f64| normal(low.ln(), high.ln()).exp();
        doubts.experts_threatened = factor(1.1, 1.9);
        doubts.leaders_demands = factor(0.2, 0.6);
        doubts.leaders_pressed = factor(1.2, 2.1);
        doubts.imposed_pressed = factor(1.5, 3.2);
        let mut between = |low: f64, high: f64| low + (high - low) * rng.random::<f64>();
        // Ignatov counts double
        let voices = [
            between(0.55, 0.80),
            ignatov,
            ignatov,
            between(0.20, 0.45),
            between(0.05, 0.20),
            between(0.05, 0.20),
            between(0.20, 0.45),
        ];
        let pooled = voices.iter().map(|p| logit(*p)).sum::<f64>() / voices.len() as f64;
        doubts.leaders = 1.0 / (1.0 + (-pooled).exp());
        doubts.threatened = between(0.20, 0.45);
        doubts.bilateral = between(0.55, 0.80);
        doubts.trilateral_follows = between(0.20, 0.45);
        doubts
    }

    fn talks(&self, from: u8, at: usize) -> Row {
        let [moscow, washington, threatened, gives] = digits(at, [3, 4, 2, 2]);
        let (press, gone) = (washington == PRESS_MOSCOW, washington == GONE);
        let (threatened, refuses) = (threatened == 1, moscow == REFUSES);
        match from {
            0 => {
                let factor = odds(threatened, self.experts_threatened);
                let factor = factor * odds(press, 1.4) * odds(gone, 0.3);
                Row::new(&[
                    (EXPERTS, open(!refuses, self.experts), factor),
                    (SHUTTLE, 0.06, 1.0),
                    (LEADERS, open(moscow == OPEN, 0.01), 1.0),
                ])
            }
            EXPERTS => Row::new(&[
                (LEADERS, open(moscow == OPEN, self.early_leaders), odds(press, 2.0)),
                (SHUTTLE, 0.05, 1.0),
                (STALLED, 0.08, odds(moscow == DEMANDS, 2.0)),
                (COLLAPSED, 0.03, odds(refuses, 3.0)),
            ]),
            MINISTERS => {
                let factor = odds(moscow == DEMANDS, self.leaders_demands)
                    * odds(press, self.leaders_pressed)
                    * odds(gone, 0.4)
                    * odds(threatened, 1.2)
                    * odds(gives == 1, 1.4);
                Row::new(&[
                    (LEADERS, open(!refuses, self.leaders), factor),
                    (SHUTTLE, 0.07, 1.0),
                    (STALLED, 0.06, odds(moscow == DEMANDS, 2.0)),
                    (COLLAPSED, 0.05, odds(refuses, 3.0)),
                ])
            }
            SHUTTLE => {
                Row::new(&[(MINISTERS, 0.15, 1.0), (STALLED, 0.12, 1.0), (COLLAPSED, 0.03, 1.0)])
            }
            STALLED => Row::new(&[
                (EXPERTS, open(!refuses, 0.20), 1.0),
                (SHUTTLE, 0.10, 1.0),
                (COLLAPSED, 0.10, 1.0),
            ]),
            _ => Row::new(&[]),
        }
    }

    fn moscow(&self, from: u8, at: usize) -> Row {
        let [washington, strong, breaking, threatened, hurt] = digits(at, [4, 2, 2, 2, 2]);
        let (press, threatened) = (washington == PRESS_MOSCOW, threatened == 1);
        match from {
            OPEN => {
                let factor = odds(press, 0.6) * odds(strong == 1, 1.5) * odds(breaking == 1, 2.5);
                Row::new(&[
                    (DEMANDS, self.demands, factor),
                    (REFUSES, 0.04, odds(washington == GONE, 2.0)),
                ])
            }
            DEMANDS => {
                let factor = odds(press, 1.5) * odds(threatened, 1.3);
                let factor = factor * odds(breaking == 1, 0.5) * odds(hurt == 1, 1.2);
                Row::new(&[(OPEN, self.open_again, factor), (REFUSES, 0.08, 1.0)])
            }
            _ => {
                let factor = odds(press, 2.0) * odds(threatened, 1.5);
                Row::new(&[(OPEN, 0.15, factor), (DEMANDS, 0.20, 1.0)])
            }
        }
    }

    fn sanctions(&self, from: u8, at: usize) -> Row {
        let [silent, washington, talking, spurned, ripe] = digits(at, [2, 4, 2, 2, 2]);
        let press = washington == PRESS_MOSCOW;
        let elsewhere = matches!(washington, PRESS_KYIV | GONE);
        let (silent, talking) = (silent == 1, talking == 1);
        match from {
            0 => {
                let factor = odds(press, 3.0) * odds(talking, 0.5) * odds(elsewhere, 0.3);
                Row::new(&[(3, open(silent, 0.10), 1.0), (THREATENED, self.threatened, factor)])
            }
            THREATENED => {
                let factor = odds(talking, 0.6)
                    * odds(spurned == 1, 2.0)
                    * odds(press, self.imposed_pressed)
                    * odds(elsewhere, 0.2)
                    * odds(silent, 0.1);
                let lapse = odds(talking, 1.5) * odds(press, 0.5);
                Row::new(&[
                    (IMPOSED, open(ripe == 1, self.imposed), factor),
                    (0, open(ripe == 1, self.lapses), lapse),
                ])
            }
            IMPOSED => Row::new(&[(3, 0.02, odds(silent, 12.0))]),
            _ => Row::new(&[]),
        }
    }

    fn war(&self, from: u8, at: usize) -> Row {
        let [talks, first, imposed, breaking, strong, ready] = digits(at, [3, 2, 2, 2, 2, 2]);
        let met = talks == 2;
        match from {
            0 => {
                let factor = odds(talks == 1, 2.0) * odds(met, 5.0) * odds(first == 1, 2.0);
                let factor = factor * odds(imposed == 1, 1.4) * odds(breaking == 1, 0.4);
                let deal = odds(first == 0, 2.0) * odds(strong == 1, 1.5);
                Row::new(&[
                    (1, self.ceasefire, factor),
                    (2, open(met && ready == 1, self.deal), deal),
                ])
            }
            1 => Row::new(&[(0, 0.15, 1.0), (2, open(met, 0.03), 1.0)]),
            _ => Row::new(&[]),
        }
    }

    fn washington(&self, from: u8, at: usize) -> Row {
        let [blame, late, hopeless, talking] = digits(at, [3, 2, 2, 2]);
        match from {
            0 => Row::new(&[
                (PRESS_MOSCOW, self.press_moscow, odds(blame == 1, 3.0) * odds(late == 1, 1.5)),
                (PRESS_KYIV, 0.10, odds(blame == 2, 3.0)),
                (GONE, self.gone, odds(hopeless == 1, 3.0)),
            ]),
            PRESS_MOSCOW => Row::new(&[(0, 0.30, odds(talking == 1, 1.5)), (GONE, 0.04, 1.0)]),
            PRESS_KYIV => Row::new(&[(0, 0.35, 1.0), (GONE, 0.04, 1.0)]),
            _ => Row::new(&[(0, 0.10, 1.0)]),
        }
    }
}

/// Returns the row of a state whose moves have no uncertain number.
fn sure(process: usize, from: u8, at: usize) -> Row {
    match (process, from) {
        (DROPS, 0) => {
            let [talks, imposed, breaking] = digits(at, [3, 2, 2]);
            let factor = odds(talks > 0, 2.0) * odds(imposed == 1, 1.8) * odds(breaking == 1, 0.4);
            Row::new(&[(1, 0.03, factor)])
        }
        (DROPS, 1) => {
            let [talks, imposed, _] = digits(at, [3, 2, 2]);
            Row::new(&[(2, 0.02, odds(talks == 2, 2.5) * odds(imposed == 1, 1.5))])
        }
        (GIVES, 0) => {
            let [pressed, talks, strong] = digits(at, [2, 3, 2]);
            let factor = odds(pressed == 1, 2.5) * odds(talks > 0, 1.8) * odds(strong == 1, 1.8);
            Row::new(&[(1, 0.04, factor)])
        }
        (GIVES, 1) => {
            let [pressed, talks, _] = digits(at, [2, 3, 2]);
            Row::new(&[(2, 0.03, odds(pressed == 1, 2.0) * odds(talks == 2, 2.0))])
        }
        (DROPS | GIVES, 2) => Row::new(&[(3, 0.01, 1.0)]),
        (GUARANTEES, _) => {
            let [washington, silent] = digits(at, [4, 2]);
            let (gone, silent) = (washington == GONE, silent == 1);
            let pressed = odds(washington == PRESS_KYIV, 0.6);
            match from {
                0 => Row::new(&[(1, 0.20, pressed * odds(gone, 0.1))]),
                1 => Row::new(&[(0, 0.02, odds(gone, 10.0)), (2, 0.15, odds(silent, 5.0))]),
                2 => Row::new(&[(3, 0.08, odds(silent, 2.0))]),
                _ => Row::new(&[]),
            }
        }
        (AIM, 0) => Row::new(&[(1, 0.07, odds(at == 1, 2.0))]),
        (AIM, _) => Row::new(&[(0, 0.10, 1.0)]),
        (FRONT, 0) => Row::new(&[(1, 0.25, 1.0)]),
        (FRONT, 1) => Row::new(&[(0, 0.08, 1.0), (2, 0.04, 1.0)]),
        (FRONT, _) => Row::new(&[(1, 0.35, 1.0)]),
        (BLAME, 0) => {
            let [moscow, late, stiff, raid] = digits(at, [3, 2, 2, 2]);
            let factor = odds(moscow == DEMANDS, 1.5) * odds(moscow == REFUSES, 5.0);
            let factor = factor * odds(raid == 1, 2.0) * odds(late == 1, 2.0);
            Row::new(&[(1, 0.20, factor), (2, 0.08, odds(stiff == 1, 1.8)), (3, 0.03, 1.0)])
        }
        (BLAME, 3) => Row::new(&[(0, 0.45, 1.0)]),
        (BLAME, _) => Row::new(&[(0, 0.35, 1.0)]),
        _ => Row::new(&[]),
    }
}

/// The numbers of states and of combinations of each process.
const SIZES: [(usize, usize); PROCESSES] = [
    (7, 48),
    (3, 64),
    (4, 64),
    (4, 12),
    (4, 12),
    (4, 8),
    (2, 2),
    (3, 96),
    (3, 1),
    (4, 24),
    (4, 24),
];

/// The rows of every process, by combination and state, and their lifts, which are read far more often.
pub(crate) struct Rules {
    rows: [Vec<Row>; PROCESSES],
    lifts: [Vec<u16>; PROCESSES],
}

impl Rules {
    /// Returns the rules of no world yet: only the rows without uncertain numbers are right.
    pub(crate) fn new() -> Self {
        let rows: [Vec<Row>; PROCESSES] = std::array::from_fn(|process| {
            let (states, combinations) = SIZES[process];
            let all = (0..combinations).flat_map(|at| (0..states).map(move |from| (from, at)));
            all.map(|(from, at)| sure(process, from as u8, at)).collect()
        });
        let lifts = rows.each_ref().map(|rows| rows.iter().map(Row::lift).collect());
        Self { rows, lifts }
    }

    /// Sets the rows that depend on the numbers of a world.
    pub(crate) fn bind(&mut self, doubts: &Doubts) {
        type Make = fn(&Doubts, u8, usize) -> Row;
        let makers: [(usize, Make); 5] = [
            (TALKS, Doubts::talks),
            (MOSCOW, Doubts::moscow),
            (SANCTIONS, Doubts::sanctions),
            (WAR, Doubts::war),
            (WASHINGTON, Doubts::washington),
        ];
        for (process, make) in makers {
            let states = SIZES[process].0;
            let rows = self.rows[process].iter_mut().zip(&mut self.lifts[process]);
            for (i, (row, lift)) in rows.enumerate() {
                *row = make(doubts, (i % states) as u8, i / states);
                *lift = row.lift();
            }
        }
    }

    /// Returns the row of a process in a state, for a combination of the values that it depends on.
    pub(crate) fn row(&self, process: usize, from: u8, at: usize) -> &Row {
        &self.rows[process][at * SIZES[process].0 + usize::from(from)]
    }

    /// Returns the lift of that row, shifted to the lane of the process in its word.
    pub(crate) fn lift(&self, process: usize, from: u8, at: usize) -> u64 {
        let lift = self.lifts[process][at * SIZES[process].0 + usize::from(from)];
        u64::from(lift) << (16 * (process % 4))
    }
}

/// Returns the digits of a number in these bases, the last running fastest.
fn digits<const N: usize>(mut at: usize, bases: [usize; N]) -> [u8; N] {
    let mut digits = [0; N];
    for (digit, base) in digits.iter_mut().zip(bases).rev() {
        *digit = (at % base) as u8;
        at /= base;
    }
    digits
}

/// Returns the number that has these digits, each given with its base.
pub(crate) fn number<const N: usize>(digits: [(usize, usize); N]) -> usize {
    digits.iter().fold(0, |number, (digit, base)| number * base + digit)
}
