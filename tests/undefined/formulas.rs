//! Random formulas, their text, and a slow evaluator that shares nothing with the program: truths are
//! sets of the truths that are still possible, numbers intervals.
#![expect(clippy::float_cmp, reason = "equal ends are one number")]

/// Numbers that may be undefined, in the order of [`World::numbers`].
pub(super) struct Names<'a> {
    pub(super) numbers: &'a [&'a str],
    pub(super) events: &'a [&'a str],
}

/// The values of the names in one trial.
pub(super) struct World {
    pub(super) numbers: Vec<Option<f64>>,
    pub(super) events: Vec<bool>,
}

/// A number.
pub(super) enum Num {
    Name(usize),
    Constant(f64),
    Apply(&'static str, Box<Num>),
    Combine(&'static str, Box<Num>, Box<Num>),
    If(Box<Cond>, Box<Num>, Box<Num>),
    HowMany(Vec<Cond>),
}

/// A condition.
pub(super) enum Cond {
    Event(usize),
    Compare(&'static str, Num, Num),
    Not(Box<Cond>),
    All(Vec<Cond>),
    Any(Vec<Cond>),
    If(Box<Cond>, Box<Cond>, Box<Cond>),
}

/// Picks by a seed, always the same.
pub(super) struct Picker(pub(super) u64);

impl Picker {
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
        ((self.0 >> 33) % n as u64) as usize
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn constant(&mut self) -> Num {
        Num::Constant(self.of(&[0.5, 1.0, 2.0, 3.0, 10.0]))
    }

    /// A number that reads some name, so that it is no constant.
    pub(super) fn number(&mut self, names: &Names, depth: usize) -> Num {
        if depth == 0 {
            return Num::Name(self.below(names.numbers.len()));
        }
        let depth = depth - 1;
        match self.below(8) {
            0 => Num::Name(self.below(names.numbers.len())),
            1 => {
                let function = self.of(&["-", "ln", "sqrt", "floor", "round", "exp"]);
                Num::Apply(function, Box::new(self.number(names, depth)))
            }
            2 => {
                let operator = self.of(&["+", "-", "*", "/", "min", "max"]);
                let a = self.number(names, depth);
                Num::Combine(operator, Box::new(a), Box::new(self.number(names, depth)))
            }
            3 => {
                let operator = self.of(&["+", "-", "*", "/", "min", "max"]);
                let a = self.number(names, depth);
                Num::Combine(operator, Box::new(a), Box::new(self.constant()))
            }
            4 => {
                let divisor = self.number(names, depth);
                Num::Combine("/", Box::new(Num::Constant(6.0)), Box::new(divisor))
            }
            5 => {
                let c = self.condition(names, depth);
                Num::If(Box::new(c), Box::new(self.number(names, depth)), Box::new(self.constant()))
            }
            6 => {
                let c = self.condition(names, depth);
                let (a, b) = (self.constant(), self.constant());
                Num::If(Box::new(c), Box::new(a), Box::new(b))
            }
            _ => Num::HowMany((0..=self.below(3)).map(|_| self.condition(names, depth)).collect()),
        }
    }

    pub(super) fn condition(&mut self, names: &Names, depth: usize) -> Cond {
        let inner = depth.saturating_sub(1);
        let parts = |of: &mut Self| (0..2).map(|_| of.condition(names, inner)).collect();
        match if depth == 0 { self.below(2) } else { self.below(7) } {
            0 => Cond::Event(self.below(names.events.len())),
            1 | 2 => {
                let how = self.of(&["==", "!=", "<", "<=", ">", ">="]);
                let left = self.number(names, inner);
                let right =
                    if self.below(3) == 0 { self.number(names, inner) } else { self.constant() };
                Cond::Compare(how, left, right)
            }
            3 => Cond::Not(Box::new(self.condition(names, inner))),
            4 => Cond::All(parts(self)),
            5 => Cond::Any(parts(self)),
            _ => {
                let c = Box::new(self.condition(names, inner));
                let a = Box::new(self.condition(names, inner));
                Cond::If(c, a, Box::new(self.condition(names, inner)))
            }
        }
    }
}

impl Num {
    pub(super) fn text(&self, names: &Names) -> String {
        match self {
            Self::Name(at) => names.numbers[*at].to_owned(),
            Self::Constant(x) => format!("{x}"),
            Self::Apply("-", a) => format!("(-{})", a.text(names)),
            Self::Apply(function, a) => format!("{function}({})", a.text(names)),
            Self::Combine(operator @ ("min" | "max"), a, b) => {
                format!("{operator}({}, {})", a.text(names), b.text(names))
            }
            Self::Combine(operator, a, b) => {
                format!("({} {operator} {})", a.text(names), b.text(names))
            }
            Self::If(c, a, b) => {
                format!("(if {} then {} else {})", c.text(names), a.text(names), b.text(names))
            }
            Self::HowMany(parts) => format!("how_many({})", listed(parts, ", ", names)),
        }
    }

    /// Returns the ends between which the number lies; `None` if it can be any.
    pub(super) fn ends(&self, world: &World) -> Option<(f64, f64)> {
        let defined = |x: f64| (!x.is_nan()).then_some((x, x));
        match self {
            Self::Name(at) => world.numbers[*at].and_then(defined),
            Self::Constant(x) => defined(*x),
            Self::Apply(function, a) => {
                let (low, high) = a.ends(world)?;
                let of = |x: f64| applied(function, x);
                if low == high {
                    return defined(of(low));
                }
                let (a, b) = (of(low), of(high));
                (!a.is_nan() && !b.is_nan()).then(|| (a.min(b), a.max(b)))
            }
            Self::Combine(operator, a, b) => combined(operator, a.ends(world), b.ends(world)),
            Self::If(c, a, b) => {
                let possible = c.possible(world);
                let mut ends: Option<(f64, f64)> = None;
                for (_, branch) in
                    [(true, a), (false, b)].iter().filter(|(t, _)| possible[usize::from(*t)])
                {
                    let (low, high) = branch.ends(world)?;
                    ends = Some(ends.map_or((low, high), |(l, h)| (low.min(l), high.max(h))));
                }
                ends
            }
            Self::HowMany(parts) => {
                let possible: Vec<[bool; 2]> = parts.iter().map(|c| c.possible(world)).collect();
                let surely = possible.iter().filter(|p| !p[0]).count();
                Some((surely as f64, possible.iter().filter(|p| p[1]).count() as f64))
            }
        }
    }

    pub(super) fn value(&self, world: &World) -> Option<f64> {
        self.ends(world).filter(|(low, high)| low == high).map(|(low, _)| low)
    }
}

fn applied(function: &str, x: f64) -> f64 {
    match function {
        "-" => -x,
        "ln" if x > 0.0 => libm::log(x),
        "sqrt" if x >= 0.0 => libm::sqrt(x),
        "floor" => x.floor(),
        "round" => x.round(),
        "exp" => libm::exp(x),
        _ => f64::NAN,
    }
}

fn combined(operator: &str, a: Option<(f64, f64)>, b: Option<(f64, f64)>) -> Option<(f64, f64)> {
    // one end may be known where the other number is not: the lesser of two is at most either
    const ANY: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
    let is_one = |x: Option<(f64, f64)>| x.filter(|(low, high)| low == high).map(|(x, _)| x);
    let found = match (operator, is_one(a), is_one(b)) {
        ("/", _, Some(0.0) | None) | ("*", None, None) => return None,
        ("*", Some(x), None) | ("*", None, Some(x)) if x == 0.0 || x.is_infinite() => return None,
        ("/", None, Some(x)) if x.is_infinite() => return None,
        ("+" | "-", Some(x), None) | ("+" | "-", None, Some(x)) if x.is_infinite() => return None,
        _ => {
            let (a, b) = (a.unwrap_or(ANY), b.unwrap_or(ANY));
            let of = |x: f64, y: f64| match operator {
                "+" => x + y,
                "-" => x - y,
                "*" => x * y,
                "/" => x / y,
                "min" => x.min(y),
                _ => x.max(y),
            };
            let corners = [of(a.0, b.0), of(a.0, b.1), of(a.1, b.0), of(a.1, b.1)];
            if corners.iter().all(|x| x.is_nan()) {
                return None;
            }
            let low = corners.into_iter().fold(f64::INFINITY, f64::min);
            (low, corners.into_iter().fold(f64::NEG_INFINITY, f64::max))
        }
    };
    (found != ANY).then_some(found)
}

impl Cond {
    pub(super) fn text(&self, names: &Names) -> String {
        match self {
            Self::Event(at) => names.events[*at].to_owned(),
            Self::Compare(how, a, b) => format!("({} {how} {})", a.text(names), b.text(names)),
            Self::Not(a) => format!("(not {})", a.text(names)),
            Self::All(parts) => format!("({})", listed(parts, " and ", names)),
            Self::Any(parts) => format!("({})", listed(parts, " or ", names)),
            Self::If(c, a, b) => {
                format!("(if {} then {} else {})", c.text(names), a.text(names), b.text(names))
            }
        }
    }

    /// Whether it can be false, and whether it can be true.
    pub(super) fn possible(&self, world: &World) -> [bool; 2] {
        match self {
            Self::Event(at) => [!world.events[*at], world.events[*at]],
            Self::Compare(how, a, b) => {
                let (Some(a), Some(b)) = (a.ends(world), b.ends(world)) else {
                    return [true, true];
                };
                compared(how, a, b)
            }
            Self::Not(a) => {
                let [no, yes] = a.possible(world);
                [yes, no]
            }
            Self::All(parts) => {
                let parts: Vec<[bool; 2]> = parts.iter().map(|c| c.possible(world)).collect();
                [parts.iter().any(|p| p[0]), parts.iter().all(|p| p[1])]
            }
            Self::Any(parts) => {
                let parts: Vec<[bool; 2]> = parts.iter().map(|c| c.possible(world)).collect();
                [parts.iter().all(|p| p[0]), parts.iter().any(|p| p[1])]
            }
            Self::If(c, a, b) => {
                let (c, a, b) = (c.possible(world), a.possible(world), b.possible(world));
                [0, 1].map(|truth| c[1] && a[truth] || c[0] && b[truth])
            }
        }
    }

    /// Returns its truth; `None` if it is open.
    pub(super) fn truth(&self, world: &World) -> Option<bool> {
        match self.possible(world) {
            [false, true] => Some(true),
            [true, false] => Some(false),
            _ => None,
        }
    }
}

/// Whether a comparison of two intervals can be false, and whether it can be true. Two infinities of
/// one sign are two *nevers*: only `!=` holds.
fn compared(how: &str, a: (f64, f64), b: (f64, f64)) -> [bool; 2] {
    let single = |x: f64, y: f64| {
        let never = x.is_infinite() && x == y;
        match how {
            "==" => x == y && !never,
            "!=" => x != y || never,
            "<" => x < y,
            "<=" => x <= y && !never,
            ">" => x > y,
            _ => x >= y && !never,
        }
    };
    if a.0 == a.1 && b.0 == b.1 {
        let holds = single(a.0, b.0);
        return [!holds, holds];
    }
    let overlap = a.0 <= b.1 && b.0 <= a.1;
    match how {
        "==" => [true, overlap],
        "!=" => [overlap, true],
        _ => {
            let corners = [single(a.0, b.1), single(a.1, b.0)];
            [corners.contains(&false), corners.contains(&true)]
        }
    }
}

fn listed(parts: &[Cond], between: &str, names: &Names) -> String {
    parts.iter().map(|c| c.text(names)).collect::<Vec<_>>().join(between)
}
