//! `scenarios/leaders_summit.toml` by hand, as somebody would write it who knows this one scenario: a
//! trial is a struct, a world has its rows of chances ready, and of a day on which nobody moves sixteen random
//! bits of each process are compared, four in a word. Rows are looked up again where something has moved.

use super::answers::Answers;
use super::leaders_count::Counts;
use super::leaders_rules::{
    self, AIM, BLAME, BREAKING, COLLAPSED, DEMANDS, DROPS, Doubts, EXPERTS, FORCE, FRONT, GIVES,
    GONE, GUARANTEES, IMPOSED, LEADERS, MINISTERS, MOSCOW, OPEN, PRESS_KYIV, PRESS_MOSCOW,
    PROCESSES, REFUSES, Rules, SANCTIONS, SHUTTLE, STALLED, TALKS, THREATENED, WAR, WASHINGTON,
    number,
};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, RngExt, SeedableRng};
use rand_distr::{Distribution, LogNormal};

/// Days after the first, until 31 December.
pub(crate) const DAYS: i32 = 133;
/// Worlds, as a run has them.
pub(crate) const WORLDS: u64 = 1_000;
/// 3 September, from when on the weeks are over.
const LATE: i32 = 14;
/// The number of days for which a threat stands before anything follows.
const TWO_WEEKS: i32 = 14;
const NEVER: i32 = i32::MAX;
/// The top bits of four numbers of sixteen bits in a word, and that of the lowest.
const TOPS: u64 = 0x8000_8000_8000_8000;
const TOP: u64 = 0x8000;
/// Chances of a raid and of a refinery hit once guns are silent, and of a hit before.
const SILENT: f64 = 0.005;
const HIT: f64 = 0.15;
/// Refineries hit from which on the war costs at home.
const HURT: u32 = 20;

/// The state of one trial.
pub(crate) struct Trial {
    pub(crate) states: [u8; PROCESSES],
    pub(crate) raids: usize,
    pub(crate) noes: usize,
    /// Days on which the front ground forward, and broke.
    pub(crate) grinding: i32,
    pub(crate) breaking: i32,
    pub(crate) met: i32,
    pub(crate) imposed: i32,
    pub(crate) silent: i32,
    pub(crate) trilateral: bool,
    pub(crate) follows: bool,
    pub(crate) venue: usize,
    hits: u32,
    raid: bool,
    threatened_since: i32,
    due: i32,
    front_since: i32,
    /// The lifts of all processes: each carries its sixteen bits over the top if the process may move; four to
    /// a word.
    lifts: [u64; 3],
    /// The lifts of blame without and with a raid the day before, shifted to its lane.
    blame_lifts: [u64; 2],
    /// The lift of raids and hits; then their floors.
    event_lift: u64,
    event_floors: [u16; 2],
    /// The combination of values that each process depends on, as a number.
    at: [usize; PROCESSES],
    raid_chance: f64,
    hit_chance: f64,
}

/// A world: its rows, its doubts, its delays.
struct World {
    rules: Rules,
    doubts: Doubts,
    /// Delays from experts to ministers: without and with pressure of Washington on Moscow.
    delays: [LogNormal<f64>; 2],
}

/// Returns the answers to all questions.
pub(crate) fn answers(trials: u64, worlds: u64) -> Answers {
    count(trials, worlds).answers()
}

/// Draws this many trials in this many worlds.
pub(crate) fn count(trials: u64, worlds: u64) -> Counts {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let delay = |low: f64, high: f64| {
        let (low, high) = ((low * 7.0).ln(), (high * 7.0).ln());
        let sigma = (high - low) / (2.0 * 1.644_853_626_951_472_7);
        LogNormal::new(low.midpoint(high), sigma).expect("sound")
    };
    let mut world = World {
        rules: Rules::new(),
        doubts: Doubts::draw(&mut rng),
        delays: [delay(3.0, 14.0), delay(2.0, 8.0)],
    };
    let mut pooled = Counts::new();
    // as the program does: what was counted in each world stays, for the ranges
    let mut by_world = Vec::with_capacity(worlds as usize);
    for index in 0..worlds {
        world.rules.bind(&world.doubts);
        let mut counts = Counts::new();
        for _ in 0..trials / worlds + u64::from(index < trials % worlds) {
            let mut trial = Trial::new(&world, &mut rng);
            trial.run(&world, &mut rng);
            counts.add(&trial);
        }
        pooled.merge(&counts);
        by_world.push(counts.without_numbers());
        world.doubts = Doubts::draw(&mut rng);
    }
    assert_eq!(by_world.iter().map(|counts| counts.trials).sum::<u64>(), trials);
    pooled
}

impl Trial {
    fn new(world: &World, rng: &mut Xoshiro256PlusPlus) -> Self {
        let mut states = [0; PROCESSES];
        states[SANCTIONS] = THREATENED;
        states[FRONT] = 1;
        let mut trial = Self {
            states,
            raids: 0,
            noes: 0,
            grinding: 0,
            breaking: 0,
            met: NEVER,
            imposed: NEVER,
            silent: NEVER,
            trilateral: false,
            follows: false,
            venue: 0,
            hits: 0,
            raid: rng.random::<f64>() < world.doubts.raid,
            threatened_since: -1,
            due: NEVER,
            front_since: 0,
            lifts: [0; 3],
            blame_lifts: [0; 2],
            event_lift: 0,
            event_floors: [0; 2],
            at: [0; PROCESSES],
            raid_chance: world.doubts.raid,
            hit_chance: HIT,
        };
        trial.look_up(world, 0);
        trial
    }

    fn run(&mut self, world: &World, rng: &mut Xoshiro256PlusPlus) {
        for day in 1..=DAYS {
            let words = [rng.next_u64(), rng.next_u64(), rng.next_u64()];
            self.lifts[2] = self.lifts[2] & !BLAME_LANE | self.blame_lifts[usize::from(self.raid)];
            let lifts = self.lifts;
            let reached = [0, 1, 2].map(|i| over(words[i], lifts[i]));
            if reached[0] | reached[1] | reached[2] != 0 || day >= self.due {
                self.may_move(world, day, (words, reached), rng);
            }
            let word = rng.next_u64();
            let happened = over(word, self.event_lift);
            let (mut raid, mut hit) = (happened & TOP != 0, happened & TOP << 16 != 0);
            // sixteen bits that tie with the chance want more of them
            if word as u16 == self.event_floors[0] {
                raid = happens(self.raid_chance, word as u16, rng);
            }
            if (word >> 16) as u16 == self.event_floors[1] {
                hit = happens(self.hit_chance, (word >> 16) as u16, rng);
            }
            self.raid = raid;
            self.raids += usize::from(raid);
            self.hits += u32::from(hit);
            if hit && self.hits == HURT {
                self.look_up(world, day);
            }
            if day + 1 == LATE || day + 1 - self.threatened_since == TWO_WEEKS {
                self.look_up(world, day);
            }
        }
        self.pass_front(DAYS);
    }

    /// Draws the moves of a day on which a process may move.
    fn may_move(
        &mut self,
        world: &World,
        day: i32,
        (words, reached): ([u64; 3], [u64; 3]),
        rng: &mut Xoshiro256PlusPlus,
    ) {
        let before = self.states;
        self.at[BLAME] = self.at[BLAME] & !1 | usize::from(self.raid);
        for (i, mut reached) in reached.into_iter().enumerate() {
            while reached != 0 {
                let lane = reached.trailing_zeros() as usize / 16;
                reached &= reached - 1;
                let process = 4 * i + lane;
                let u = refine((words[i] >> (16 * lane)) as u16, rng);
                let row = world.rules.row(process, before[process], self.at[process]);
                self.states[process] = row.next(before[process], u);
            }
        }
        if day >= self.due && before[MOSCOW] != REFUSES {
            self.states[TALKS] = MINISTERS;
        }
        if self.states != before {
            self.moved(world, day, &before, rng);
            self.look_up(world, day);
        }
    }

    /// Applies the consequences of moves.
    fn moved(
        &mut self,
        world: &World,
        day: i32,
        before: &[u8; PROCESSES],
        rng: &mut Xoshiro256PlusPlus,
    ) {
        let now = self.states;
        let entered = |process: usize, state: u8| now[process] == state && before[process] != state;
        if now[TALKS] != before[TALKS] {
            self.due = NEVER;
        }
        if entered(TALKS, EXPERTS) {
            let pressed = usize::from(before[WASHINGTON] == PRESS_MOSCOW);
            let due = f64::from(day) + world.delays[pressed].sample(rng);
            self.due = (due.ceil() as i32).max(day + 1);
        }
        if entered(TALKS, LEADERS) {
            self.meet(world, day, rng);
        }
        if entered(SANCTIONS, THREATENED) {
            self.threatened_since = day;
        }
        if entered(SANCTIONS, IMPOSED) && self.imposed == NEVER {
            self.imposed = day;
        }
        if now[WAR] != 0 && self.silent == NEVER {
            self.silent = day;
        }
        let worse = before[MOSCOW] == OPEN && now[MOSCOW] != OPEN
            || before[MOSCOW] == DEMANDS && now[MOSCOW] == REFUSES;
        self.noes += usize::from(worse);
        if now[WAR] != before[WAR] || now[FRONT] != before[FRONT] {
            self.states = *before;
            self.pass_front(day);
            self.states = now;
        }
    }

    /// Counts the days of the front up to this day.
    fn pass_front(&mut self, day: i32) {
        let days = day - self.front_since;
        self.front_since = day;
        match (self.states[WAR], self.states[FRONT]) {
            (0, 1) => self.grinding += days,
            (0, 2) => self.breaking += days,
            _ => {}
        }
    }

    /// Draws the format of a meeting, its follow-up, and its venue.
    fn meet(&mut self, world: &World, day: i32, rng: &mut Xoshiro256PlusPlus) {
        let (doubts, washington) = (&world.doubts, self.states[WASHINGTON]);
        self.met = day;
        let factor = match washington {
            GONE => 0.1,
            PRESS_MOSCOW => 1.3,
            _ => 1.0,
        };
        let trilateral = (1.0 - doubts.bilateral) * factor;
        self.trilateral = rng.random::<f64>() * (trilateral + doubts.bilateral) < trilateral;
        if !self.trilateral {
            let p = doubts.trilateral_follows;
            let weight = if washington == GONE { 0.1 * p } else { p };
            self.follows = rng.random::<f64>() * (weight + 1.0 - p) < weight;
        }
        let geneva = doubts.geneva * if self.trilateral { 0.9 } else { 1.0 };
        let budapest = doubts.budapest * if washington == PRESS_KYIV { 1.8 } else { 1.0 };
        let other = 1.0 - doubts.geneva - doubts.budapest - 0.01;
        let u = rng.random::<f64>() * (geneva + budapest + 0.01 + other);
        let up_to = [geneva, geneva + budapest, geneva + budapest + 0.01];
        self.venue = up_to.iter().take_while(|up_to| u >= **up_to).count();
    }

    /// Looks up the rows of the next day, given the states at the end of this one.
    fn look_up(&mut self, world: &World, day: i32) {
        let s = self.states;
        let is = |process: usize, state: u8| usize::from(s[process] == state);
        let talking = usize::from(matches!(s[TALKS], EXPERTS | MINISTERS | LEADERS));
        let table = usize::from(s[TALKS] == MINISTERS) + 2 * usize::from(s[TALKS] == LEADERS);
        let ways = usize::from(matches!(s[TALKS], MINISTERS | SHUTTLE)) + 2 * is(TALKS, LEADERS);
        let late = usize::from(day + 1 >= LATE && s[TALKS] == 0);
        let strong = usize::from(s[GUARANTEES] >= FORCE);
        let (threatened, imposed) = (is(SANCTIONS, THREATENED), is(SANCTIONS, IMPOSED));
        let (breaking, silent) = (is(FRONT, BREAKING), usize::from(s[WAR] != 0));
        let (moscow, washington) = (usize::from(s[MOSCOW]), usize::from(s[WASHINGTON]));
        let gives = usize::from(s[GIVES] != 0);
        let hurt = usize::from(self.hits >= HURT);
        let spurned = usize::from(s[TALKS] == COLLAPSED || s[MOSCOW] == REFUSES);
        let ripe = usize::from(day + 1 - self.threatened_since >= TWO_WEEKS);
        let ready = usize::from(s[DROPS] != 0 && s[GIVES] != 0);
        let blame = usize::from(s[BLAME]).min(2);
        let hopeless = usize::from(matches!(s[TALKS], STALLED | COLLAPSED));
        let pressed = is(WASHINGTON, PRESS_KYIV);
        let at = [
            number([(moscow, 3), (washington, 4), (threatened, 2), (gives, 2)]),
            number([(washington, 4), (strong, 2), (breaking, 2), (threatened, 2), (hurt, 2)]),
            number([(silent, 2), (washington, 4), (talking, 2), (spurned, 2), (ripe, 2)]),
            number([(table, 3), (imposed, 2), (breaking, 2)]),
            number([(pressed, 2), (table, 3), (strong, 2)]),
            number([(washington, 4), (silent, 2)]),
            is(BLAME, 1),
            number([
                (ways, 3),
                (is(AIM, 1), 2),
                (imposed, 2),
                (breaking, 2),
                (strong, 2),
                (ready, 2),
            ]),
            0,
            self.blame_at(day),
            number([(blame, 3), (late, 2), (hopeless, 2), (talking, 2)]),
        ];
        self.at = at;
        let lift = |process: usize, at: usize| world.rules.lift(process, s[process], at);
        self.lifts = [0; 3];
        for (process, at) in at.into_iter().enumerate() {
            self.lifts[process / 4] |= lift(process, at);
        }
        self.blame_lifts = [lift(BLAME, at[BLAME]), lift(BLAME, at[BLAME] | 1)];
        let guns = s[WAR] == 0;
        self.raid_chance = if guns { world.doubts.raid } else { SILENT };
        self.hit_chance = if guns { HIT } else { SILENT };
        let lifts = [self.raid_chance, self.hit_chance].map(|p| leaders_rules::lift(1.0 - p));
        self.event_lift = u64::from(lifts[0]) | u64::from(lifts[1]) << 16;
        self.event_floors = lifts.map(u16::wrapping_neg);
    }

    /// Returns the combination of values that blame depends on, as if there were no raid.
    fn blame_at(&self, day: i32) -> usize {
        let s = &self.states;
        let late = usize::from(day + 1 >= LATE && s[TALKS] == 0);
        let stiff = usize::from(s[TALKS] == MINISTERS && s[GIVES] == 0);
        number([(usize::from(s[MOSCOW]), 3), (late, 2), (stiff, 2), (0, 2)])
    }
}

/// The lane of blame in the last word.
const BLAME_LANE: u64 = 0xFFFF << (16 * (BLAME % 4));

/// Returns the top bits of those lanes of a word that reach the floors of these lifts.
fn over(word: u64, lifts: u64) -> u64 {
    ((word & !TOPS) + lifts) & word & TOPS
}

/// Whether an event of this chance happens, by its sixteen bits, and further ones if they tie.
fn happens(chance: f64, bits: u16, rng: &mut Xoshiro256PlusPlus) -> bool {
    let bound = (1.0 - chance) * 65_536.0;
    f64::from(bits) >= bound || refine(bits, rng) * 65_536.0 >= bound
}

/// Returns a uniform number that begins with these sixteen bits.
fn refine(bits: u16, rng: &mut Xoshiro256PlusPlus) -> f64 {
    (f64::from(bits) + rng.random::<f64>()) / 65_536.0
}
