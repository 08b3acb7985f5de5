//! Random small scenarios with news that can be true: their parts as data, and as the text that an analyst writes. The
//! data are all that the enumerator reads.

use std::fmt::Write;

/// The number of steps after the first.
pub(super) const LAST: usize = 4;
/// The variables: an event at the start, two processes, and an event drawn at every step.
pub(super) const NAMES: [&str; 4] = ["cause", "talks", "border", "raid"];
/// The outcomes of each.
pub(super) const OUTCOMES: [&[&str]; 4] =
    [&["no", "yes"], &["calm", "open", "shut"], &["quiet", "loud"], &["no", "yes"]];

/// The values of the variables at each step.
pub(super) type History = Vec<[usize; 4]>;

/// A chance: a number, or the uncertain number of the scenario times a factor.
#[derive(Clone, Copy, Debug)]
pub(super) enum Chance {
    Number(f64),
    Uncertain,
}

/// A condition.
#[derive(Clone, Debug)]
pub(super) enum Says {
    Is(usize, usize),
    Not(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Ever(usize, usize),
    By(usize, usize, usize),
    CountAtLeast(usize, usize, usize),
}

/// A piece of news.
#[derive(Clone, Debug)]
pub(super) enum News {
    Is(usize, Says),
    Happened(usize, (usize, usize)),
    Heard(usize, Says, f64),
    /// A ratio for each outcome of a variable.
    HeardOf(usize, usize, Vec<f64>),
}

/// A scenario.
#[derive(Clone, Debug)]
pub(super) struct Scenario {
    /// The chance of `cause`, and whether it is a panel of experts of 0.2 and 0.6 by log odds.
    pub(super) cause: f64,
    pub(super) is_panel: bool,
    /// Whether `talks` is `calm` at the start, else calm or open with equal chances.
    pub(super) is_certain: bool,
    /// By state of `talks`: the chance to move to the next state, and its factor if `cause`.
    pub(super) talks: [(Chance, f64); 3],
    /// The chance that `border` turns, by state of `talks`.
    pub(super) border: [f64; 3],
    /// The chance of a raid, by state of `border`.
    pub(super) raid: [f64; 2],
    /// Whether raids make the talks shut: the chance to move from `open` doubles once one has ever been.
    pub(super) remembers: bool,
    pub(super) news: Vec<News>,
    /// The watched processes.
    pub(super) watched: Vec<usize>,
    /// The step of today.
    pub(super) today: usize,
}

/// Picks by a seed, always the same (SplitMix64).
pub(super) struct Picker(pub(super) u64);

impl Picker {
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((x ^ (x >> 31)) % n as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    /// A condition; `simple` ones can be absorbed by the engine.
    fn says(&mut self, step: usize, is_simple: bool) -> Says {
        let variable = self.below(4);
        let outcome = self.below(OUTCOMES[variable].len());
        let is = Says::Is(variable, outcome);
        let other = |picker: &mut Self| {
            let variable = picker.below(4);
            Box::new(Says::Is(variable, picker.below(OUTCOMES[variable].len())))
        };
        match self.below(if is_simple { 6 } else { 7 }) {
            0 => Says::And(Box::new(is), other(self)),
            1 => Says::Or(Box::new(is), other(self)),
            2 => Says::Ever(variable, outcome),
            3 => Says::By(variable, outcome, self.below(step + 1)),
            6 => Says::CountAtLeast(variable, outcome, 1 + self.below(2)),
            _ => is,
        }
    }
}

impl Says {
    /// Whether it holds at a step of a history.
    pub(super) fn holds(&self, history: &History, step: usize) -> bool {
        match self {
            Self::Is(variable, outcome) => history[step][*variable] == *outcome,
            Self::Not(says) => !says.holds(history, step),
            Self::And(a, b) => a.holds(history, step) && b.holds(history, step),
            Self::Or(a, b) => a.holds(history, step) || b.holds(history, step),
            Self::Ever(variable, outcome) => {
                history[..=step].iter().any(|values| values[*variable] == *outcome)
            }
            Self::By(variable, outcome, day) => {
                history[..=*day].iter().any(|values| values[*variable] == *outcome)
            }
            Self::CountAtLeast(variable, outcome, n) => {
                let times = history[1..=step].iter().filter(|values| values[*variable] == *outcome);
                times.count() >= *n
            }
        }
    }

    fn mentions(&self, variable: usize) -> bool {
        match self {
            Self::Is(known, _)
            | Self::Ever(known, _)
            | Self::By(known, ..)
            | Self::CountAtLeast(known, ..) => *known == variable,
            Self::Not(says) => says.mentions(variable),
            Self::And(a, b) | Self::Or(a, b) => a.mentions(variable) || b.mentions(variable),
        }
    }

    pub(super) fn text(&self) -> String {
        let is = |variable: &usize, outcome: &usize| {
            format!("{} == {}", NAMES[*variable], OUTCOMES[*variable][*outcome])
        };
        match self {
            Self::Is(variable, outcome) => is(variable, outcome),
            Self::Not(says) => format!("not ({})", says.text()),
            Self::And(a, b) => format!("{} and {}", a.text(), b.text()),
            Self::Or(a, b) => format!("({} or {})", a.text(), b.text()),
            Self::Ever(variable, outcome) => format!("ever({})", is(variable, outcome)),
            Self::By(variable, outcome, day) => {
                format!("by({}, {})", is(variable, outcome), date(*day))
            }
            Self::CountAtLeast(variable, outcome, n) => {
                format!("count({}) >= {n}", is(variable, outcome))
            }
        }
    }
}

impl News {
    pub(super) fn step(&self) -> usize {
        let (Self::Is(step, _)
        | Self::Happened(step, _)
        | Self::Heard(step, ..)
        | Self::HeardOf(step, ..)) = self;
        *step
    }

    /// Whether it says for sure something about a variable.
    pub(super) fn settles(&self, variable: usize) -> bool {
        match self {
            Self::Is(_, says) => says.mentions(variable),
            Self::Happened(_, (known, _)) => *known == variable,
            Self::Heard(..) | Self::HeardOf(..) => false,
        }
    }
}

pub(super) fn date(step: usize) -> String {
    format!("2025-01-{:02}", step + 1)
}

impl Scenario {
    /// The scenario of a seed. `is_simple` scenarios have news that the engine absorbs.
    pub(super) fn new(seed: u64, is_simple: bool) -> Self {
        let mut picker = Picker(seed);
        let p = &mut picker;
        let chances = [0.5, 0.3, 0.2, 0.05, 0.001];
        let uncertain = p.one_in(2);
        let talks = [0, 1, 2].map(|from| {
            let chance = match from {
                0 if uncertain => Chance::Uncertain,
                2 if p.one_in(2) => Chance::Number(0.0),
                _ => Chance::Number(p.of(&chances)),
            };
            (chance, p.of(&[1.0, 1.5, 0.5]))
        });
        let mut scenario = Self {
            cause: p.of(&[0.1, 0.4]),
            is_panel: p.one_in(4),
            is_certain: !p.one_in(3),
            talks,
            border: [p.of(&chances), p.of(&chances), p.of(&chances)],
            raid: [p.of(&chances), p.of(&chances)],
            remembers: p.one_in(2),
            news: Vec::new(),
            watched: [1, 2].into_iter().filter(|_| p.one_in(2)).collect(),
            today: 2 + p.below(LAST - 1),
        };
        let truth = scenario.history(p);
        scenario.tell(p, &truth, is_simple);
        scenario
    }

    /// A history that is possible, unlikely moves as often as others.
    fn history(&self, p: &mut Picker) -> History {
        let talks = if self.is_certain { 0 } else { p.below(2) };
        let mut history = vec![[p.below(2), talks, 0, p.below(2)]];
        for _ in 0..LAST {
            let [cause, talks, border, _] = history[history.len() - 1];
            let can_move = !matches!(self.talks[talks].0, Chance::Number(x) if x <= 0.0);
            let talks = if can_move && p.one_in(2) { (talks + 1) % 3 } else { talks };
            let border = if p.one_in(3) { 1 - border } else { border };
            history.push([cause, talks, border, p.below(2)]);
        }
        history
    }

    /// News of a history: all moves of watched processes, then others, up to 12 in all.
    fn tell(&mut self, p: &mut Picker, truth: &History, is_simple: bool) {
        let today = self.today;
        for variable in self.watched.clone() {
            for step in 1..=today {
                let (was, is) = (truth[step - 1][variable], truth[step][variable]);
                if was != is {
                    self.news.push(News::Is(step, Says::Is(variable, is)));
                }
            }
        }
        for _ in 0..=p.below(8) {
            let step = p.below(today + 1);
            let says = p.says(step, is_simple);
            let first = |variable: usize| {
                (1..=today).find_map(|step| {
                    let outcome = truth[step][variable];
                    let is_first = truth[..step].iter().all(|v| v[variable] != outcome);
                    is_first.then_some(News::Happened(step, (variable, outcome)))
                })
            };
            let news = match p.below(5) {
                0 => News::Heard(step, says, p.of(&[3.0, 0.2, 20.0])),
                1 => {
                    let variable = 1 + p.below(2);
                    let ratios = OUTCOMES[variable].iter().map(|_| p.of(&[1.0, 2.0, 5.0]));
                    News::HeardOf(step, variable, ratios.collect())
                }
                2 => match first(1 + p.below(2)) {
                    Some(news) => news,
                    None => continue,
                },
                _ if says.holds(truth, step) => News::Is(step, says),
                _ => News::Is(step, Says::Not(Box::new(says))),
            };
            self.news.push(news);
        }
        // a watched process that news is about may move unseen on that day: its state is told there too
        for variable in self.watched.clone() {
            let days: Vec<usize> =
                self.news.iter().filter(|n| n.settles(variable)).map(News::step).collect();
            for step in days.into_iter().filter(|_| p.one_in(2)) {
                self.news.push(News::Is(step, Says::Is(variable, truth[step][variable])));
            }
        }
        self.news.truncate(12);
    }

    /// The steps at which a variable is known to have made no move.
    pub(super) fn still(&self, variable: usize) -> Vec<usize> {
        if !self.watched.contains(&variable) {
            return Vec::new();
        }
        let moved = |step: &usize| {
            self.news.iter().any(|news| news.step() == *step && news.settles(variable))
        };
        (1..=self.today).filter(|step| !moved(step)).collect()
    }

    /// The scenario as text, with its questions.
    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "[scenario]\nas_of = {}\nuntil = {}\ntoday = {}\n",
            date(0),
            date(LAST),
            date(self.today)
        );
        let mut line = |line: &str| writeln!(text, "{line}").expect("a String takes all");
        let watched: Vec<&str> = self.watched.iter().map(|variable| NAMES[*variable]).collect();
        line(&format!("watched = {watched:?}"));
        if self.talks.iter().any(|(chance, _)| matches!(chance, Chance::Uncertain)) {
            line("[parameter.u]\nvalue = \"uniform(0.05, 0.6)\"");
        }
        if self.is_panel {
            line("[expert.a]\n[expert.b]\n[event.cause]\np.by = { a = 0.2, b = 0.6 }");
        } else {
            line(&format!("[event.cause]\np = {}", self.cause));
        }
        line("[process.talks]\nstates = [\"calm\", \"open\", \"shut\"]");
        let start = if self.is_certain { "\"calm\"" } else { "{ calm = 0.5, open = 0.5 }" };
        line(&format!("start = {start}"));
        for (from, (chance, factor)) in self.talks.iter().enumerate() {
            let (from, to) = (OUTCOMES[1][from], OUTCOMES[1][(from + 1) % 3]);
            let number = match chance {
                Chance::Number(x) if *x <= 0.0 => continue,
                Chance::Number(x) => format!("{x}"),
                Chance::Uncertain => "u".to_owned(),
            };
            let p = |by: f64| format!("\"min(1, {number} * {by})\"");
            let mut cases = Vec::new();
            if from == "open" && self.remembers {
                cases.push(format!("{{ if = \"ever(raid)\", p = {} }}", p(2.0)));
            }
            cases.push(format!("{{ if = \"cause\", p = {} }}", p(*factor)));
            line(&format!(
                "from.{from}.{to} = {{ p = {}, case = [ {} ] }}",
                p(1.0),
                cases.join(", ")
            ));
        }
        line("[process.border]\nstates = [\"quiet\", \"loud\"]\nstart = \"quiet\"");
        for (from, to) in [("quiet", "loud"), ("loud", "quiet")] {
            let case = |state: usize| {
                format!(
                    "{{ if = \"talks == {}\", p = {} }}",
                    OUTCOMES[1][state], self.border[state]
                )
            };
            line(&format!(
                "from.{from}.{to} = {{ p = {}, case = [ {}, {} ] }}",
                self.border[0],
                case(1),
                case(2)
            ));
        }
        line(&format!(
            "[event.raid]\neach = \"step\"\np = {}\ncase = [ {{ if = \"border == loud\", p = {} }} ]",
            self.raid[0], self.raid[1]
        ));
        for news in &self.news {
            let says = match news {
                News::Is(_, says) => format!("is = \"{}\"", says.text()),
                News::Happened(_, (variable, outcome)) => {
                    format!("happened = \"{}\"", Says::Is(*variable, *outcome).text())
                }
                News::Heard(_, says, ratio) => {
                    format!("heard = \"{}\"\nlikelier = {ratio}", says.text())
                }
                News::HeardOf(_, variable, ratios) => {
                    let of = OUTCOMES[*variable].iter().zip(ratios);
                    let of: Vec<String> =
                        of.map(|(name, ratio)| format!("{name} = {ratio}")).collect();
                    format!("heard = \"{}\"\nlikelier = {{ {} }}", NAMES[*variable], of.join(", "))
                }
            };
            line(&format!("[[news]]\non = {}\n{says}", date(news.step())));
        }
        line("[question.talks]\nask = \"talks\"");
        line(&format!("[question.past]\nask = \"at(talks, {})\"", date(1)));
        line("[question.ever]\nask = \"ever(talks == shut)\"");
        line(&format!("[question.by]\nask = \"by(border == loud, {})\"", date(3)));
        line("[question.first]\nask = \"first(talks == open)\"");
        line("[question.raids]\nask = \"count(raid)\"");
        line("[question.both]\nask = [\"cause\", \"border\"]");
        line("[question.given]\nask = \"talks == shut\"\ngiven = \"cause\"");
        text
    }
}
