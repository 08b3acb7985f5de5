//! Random discrete scenarios as text: what an analyst writes, in any combination.

use std::fmt::Write;

/// A scenario with its interventions and evidence.
#[derive(Debug)]
pub(super) struct Scenario {
    pub(super) text: String,
    pub(super) made: Vec<String>,
    pub(super) learnt: Vec<String>,
}

/// Picks by a seed, always the same.
struct Picker(u64);

impl Picker {
    fn below(&mut self, n: usize) -> usize {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((x ^ (x >> 31)) % n as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn of<'a>(&mut self, list: &'a [String]) -> &'a str {
        &list[self.below(list.len())]
    }

    /// A chance, at times an uncertain one.
    fn chance(&mut self, parameters: bool) -> String {
        match self.below(if parameters { 8 } else { 5 }) {
            0..=4 => format!("0.{}", 1 + self.below(8)),
            5 => "\"20% to 40%\"".to_owned(),
            6 => "\"u\"".to_owned(),
            _ => "\"min(0.9, u * 2)\"".to_owned(),
        }
    }
}

/// A scenario being written, with the names that can be read so far.
struct Writer {
    picker: Picker,
    text: String,
    on_clock: bool,
    uncertain: bool,
    conditions: Vec<String>,
    /// Names that have a value at step 0 already.
    early: Vec<String>,
    numbers: Vec<String>,
    categories: Vec<String>,
}

impl Writer {
    fn line(&mut self, line: &str) {
        writeln!(self.text, "{line}").expect("a String takes all");
    }

    fn condition(&mut self) -> String {
        let (a, b) = (self.pick(), self.pick());
        match self.picker.below(8) {
            0 => format!("{a} and {b}"),
            1 => format!("({a} or {b})"),
            2 => format!("not {a}"),
            3 => format!("how_many({a}, {b}) >= 1"),
            _ => a,
        }
    }

    fn pick(&mut self) -> String {
        self.picker.of(&self.conditions).to_owned()
    }

    fn event(&mut self, at: usize) {
        let name = format!("e{at}");
        self.line(&format!("[event.{name}]"));
        let chance = self.picker.chance(self.uncertain);
        let reads = (!self.early.is_empty()).then(|| self.picker.of(&self.early).to_owned());
        match (self.picker.below(6), reads) {
            (0, Some(when)) => {
                let p = self.picker.chance(self.uncertain);
                self.line(&format!("p = {chance}\ncase = [ {{ if = \"{when}\", p = {p} }} ]"));
            }
            (1, Some(when)) => {
                let odds = 2 + self.picker.below(3);
                self.line(&format!(
                    "p = {chance}\nadjust = [ {{ if = \"{when}\", odds = {odds} }} ]"
                ));
            }
            (2, _) => {
                self.line("outcomes = { x = 0.2, y = 0.5, z = \"rest\" }");
                self.categories.push(name.clone());
                self.early.push(format!("{name} == y"));
                self.conditions.push(format!("{name} == y"));
                return;
            }
            (3, _) if self.uncertain => self.line("p.by = { a = 0.3, b = \"40% to 60%\" }"),
            _ => self.line(&format!("p = {chance}")),
        }
        self.early.push(name.clone());
        self.conditions.push(name);
    }

    fn process(&mut self, at: usize) {
        let name = format!("p{at}");
        self.line(&format!("[process.{name}]\nstates = [\"a\", \"b\", \"c\"]\nstart = \"a\""));
        let reads = self.pick();
        let step = if self.uncertain && self.picker.one_in(2) {
            "\"u\"".to_owned()
        } else {
            self.picker.chance(false)
        };
        let first = self.picker.below(4);
        match first {
            0 => self.line(&format!(
                "from.a.b = {{ p = {step}, adjust = [ {{ if = \"{reads}\", odds = 2 }} ] }}"
            )),
            1 => self.line("from.a.b = { after = \"2 to 5 days\" }"),
            2 => self.line("from.a.b = { after = \"3 days\" }"),
            _ => self.line(&format!("from.a = {{ b = 0.1, c = {{ p = 0.2, if = \"{reads}\" }} }}")),
        }
        match self.picker.below(3) {
            0 => self.line("from.b.a = 0.3"),
            // after a delay that is drawn the moment of entry has no finite list
            1 if first != 1 => {
                self.line("from.b.c = { after = \"uniform(1 days, 4 days)\" }");
            }
            _ => {}
        }
        self.categories.push(name.clone());
        self.conditions.extend([format!("{name} == b"), format!("ever({name} == b)")]);
        if self.picker.one_in(3) {
            let tenths = 1 + self.picker.below(3);
            self.line(&format!("[event.r{at}]\neach = \"step\"\np = 0.{tenths}"));
            self.conditions.extend([format!("r{at}"), format!("count(r{at}) >= 2")]);
            self.numbers.extend([format!("count(r{at})"), format!("6 / count(r{at})")]);
        }
    }

    fn number(&mut self, at: usize) {
        let name = format!("n{at}");
        let reads = self.picker.of(&self.early).to_owned();
        let value = match self.picker.below(4) {
            0 => "binomial(3, 0.4)".to_owned(),
            1 => "mixture(30%: 1, 70%: 4)".to_owned(),
            2 => format!("if {reads} then 1 else binomial(2, 0.3) - 1"),
            _ => format!("if {reads} then 100 else 0"),
        };
        let when =
            if self.picker.one_in(3) { format!("when = \"{reads}\"\n") } else { String::new() };
        self.line(&format!("[quantity.{name}]\n{when}value = \"{value}\""));
        self.numbers.extend([name.clone(), format!("max({name}, 2)"), format!("2 / {name}")]);
        self.conditions.extend([format!("{name} > 1"), format!("3 / {name} > 1")]);
    }

    fn questions(&mut self) {
        let days = ["first", "by", "ever"];
        for at in 0..6 {
            let (a, b) = (self.condition(), self.condition());
            let ask = match self.picker.below(7) {
                0 if !self.numbers.is_empty() => {
                    format!("\"{}\"", self.picker.of(&self.numbers))
                }
                1 if !self.categories.is_empty() => {
                    format!("\"{}\"", self.picker.of(&self.categories))
                }
                2 => format!("[\"{a}\", \"{b}\"]"),
                3 | 4 if self.on_clock => match days[self.picker.below(3)] {
                    "first" => format!("\"first({a})\""),
                    "by" => format!("\"by({a}, 2025-01-06)\""),
                    _ => format!("\"ever({a})\""),
                },
                5 if self.on_clock => format!("\"first({a}) - 2025-01-01\""),
                _ => format!("\"{a}\""),
            };
            self.line(&format!("[question.q{at}]\nask = {ask}"));
            if self.picker.one_in(3) {
                let given = self.condition();
                self.line(&format!("given = \"{given}\""));
            }
        }
    }
}

impl Scenario {
    /// The scenario of a seed.
    pub(super) fn new(seed: u64) -> Self {
        let mut picker = Picker(seed);
        let (on_clock, uncertain) = (picker.one_in(2), picker.one_in(2));
        let mut writer = Writer {
            picker,
            text: String::new(),
            on_clock,
            uncertain,
            conditions: Vec::new(),
            early: Vec::new(),
            numbers: Vec::new(),
            categories: Vec::new(),
        };
        if on_clock {
            writer.line("[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-10");
        }
        if uncertain {
            writer.line("[parameter.u]\nvalue = \"10% to 30%\"\n[expert.a]\n[expert.b]");
        }
        let events = 2 + writer.picker.below(3);
        (0..events).for_each(|at| writer.event(at));
        (0..=writer.picker.below(2)).for_each(|at| writer.number(at));
        if on_clock {
            (0..=writer.picker.below(2)).for_each(|at| writer.process(at));
        }
        writer.questions();
        let made = if writer.picker.one_in(4) {
            let event = writer.picker.below(events);
            let outcome =
                if writer.categories.contains(&format!("e{event}")) { "y" } else { "yes" };
            vec![format!("e{event}={outcome}")]
        } else {
            Vec::new()
        };
        let learnt = if writer.picker.one_in(2) { vec![writer.condition()] } else { Vec::new() };
        // nobody learns what is made
        let made = if learnt.iter().any(|l: &String| made.iter().any(|m| l.contains(&m[..2]))) {
            Vec::new()
        } else {
            made
        };
        let experts_are_heard = writer.text.contains("p.by");
        let mut text = writer.text;
        if !experts_are_heard {
            text = text.replace("[expert.a]\n[expert.b]\n", "");
        }
        Self { text, made, learnt }
    }
}
