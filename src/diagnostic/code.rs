//! The closed list of what can be wrong or odd, each with a stable code.
//!
//! `E` codes are faults: the scenario can't be used. `A` codes are advice: legal, but odd.
//! Numbers are never used again for something else.

/// Whether a finding stops the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The scenario can't be used.
    Fault,
    /// Legal, but worth a second look.
    Advice,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $title:literal;)*) => {
        /// What can be wrong (`E…`) or odd (`A…`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $title] $name,)* }

        impl Code {
            /// Every code, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable code, such as `E0302`.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// What it is, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    // the file
    NotUtf8 = "E0101", "the file is not UTF-8 text";
    TooLarge = "E0102", "the file is too large to be a scenario";
    Empty = "E0103", "the file says nothing";
    Syntax = "E0104", "the file is not well-formed TOML";
    Foreign = "E0105", "the file is of another kind";
    // tables and keys
    UnknownKey = "E0201", "a key that means nothing here";
    MissingKey = "E0202", "a key that must be there is missing";
    WrongType = "E0203", "a value of the wrong kind";
    KeysClash = "E0204", "two keys that exclude each other";
    BadName = "E0205", "a name that formulas could not use";
    ReservedName = "E0206", "a name that the language keeps for itself";
    NameTwice = "E0207", "a name used twice";
    WrongCount = "E0208", "too few or too many of something";
    NotAChoice = "E0209", "a word that is not one of those allowed here";
    // names
    UnknownName = "E0301", "a name that stands for nothing";
    UnknownOutcome = "E0302", "an outcome that the variable does not have";
    UnknownSource = "E0303", "a source that is not described";
    UnknownQuestion = "E0304", "a question that is not asked";
    UnknownPath = "E0305", "a path that leads to no number";
    NotDoable = "E0306", "something that nobody can be supposed to make";
    UnknownExpert = "E0307", "an expert who is not described";
    UnknownVariant = "E0310", "a variant that the scenario does not have";
    ChangesNothing = "E0311", "a what-if that changes nothing";
    NothingShared = "E0312", "sides that share no question";
    // formulas
    FormulaSyntax = "E0401", "a formula that can't be read";
    FormulaType = "E0402", "things in a formula that don't go together";
    UnknownFunction = "E0403", "a function that does not exist";
    Arguments = "E0404", "arguments that the function does not take";
    TooDeep = "E0405", "a formula nested too deeply";
    NotHere = "E0406", "something that can't be said in this place";
    PercentUnit = "E0407", "a per cent sign beside a number counted in per cent";
    // chances and numbers
    ChanceRange = "E0501", "a chance outside 0 to 1";
    NotFinite = "E0502", "a number that is not finite";
    Sum = "E0503", "chances that don't sum to 1";
    NotAChance = "E0504", "a text that is not a chance";
    TwoRests = "E0505", "more than one `rest`";
    Factor = "E0506", "a factor that can't weigh odds";
    AllZero = "E0507", "factors that leave no outcome possible";
    // rules
    MissingOutcome = "E0601", "an outcome without a chance";
    MissingRow = "E0602", "a table without a row for some combination";
    DoubleRow = "E0603", "two rows for one combination";
    ImpossibleRow = "E0604", "a row that can match nothing";
    BareFactor = "E0605", "a bare factor where outcomes must be named";
    NoWeight = "E0606", "a panel whose experts have no weight";
    // order
    Cycle = "E0701", "variables that wait for each other";
    GivenAndDo = "E0702", "one variable both observed and made";
    // runs
    NoTrial = "E0801", "evidence that no trial met";
    Impossible = "E0804", "evidence that can not hold";
    ChanceInTrial = "E0802", "a chance that left 0 to 1 in a trial";
    UndefinedInTrial = "E0805", "something undefined that a trial needs";
    ZeroInTrial = "E0803", "factors that left no outcome possible in a trial";
    NotExact = "E0810", "something that has no exact answer";
    TooWide = "E0811", "an exact answer that would not fit";
    Cancelled = "E0820", "work that was ended early";
    // the clock
    ClockOrder = "E0901", "a clock that ends before it begins";
    TooManySteps = "E0902", "more steps than can be computed";
    BadDate = "E0903", "a date that does not exist";
    NoClock = "E0904", "something that needs a clock, in a scenario without one";
    LooksAtMoving = "E0905", "an event settled at the start that reads a process or series";
    NowCircle = "E0906", "reads through `now` that form a circle";
    Delay = "E0907", "a delay that can be negative";
    RowOverflow = "E0908", "chances out of one state that exceed 1";
    SettledLater = "E0909", "a quantity or event asked for before it is settled";
    OffStep = "E0910", "something that happens on a date between two steps";
    ShortStep = "E0911", "a last step too short for what is drawn at each step";
    // distributions
    Inequality = "E1001", "parameters that the distribution does not allow";
    // networks
    NetworkSyntax = "E1101", "the file is not a well-formed network";
    NoProbabilities = "E1102", "a variable of a network without probabilities";
    NotANetwork = "E1103", "something that a network can't hold";
    NotTaken = "E1104", "a part of a network that can't be read";
    // sweeps
    SweepValues = "E1201", "values that a sweep can't take";
    SweepShape = "E1202", "axes of a sweep that don't fit together";
    UnknownSweep = "E1203", "a sweep that is not described";
    SweepSize = "E1204", "a sweep too large to keep in memory";
    // advice
    NeverOutcome = "A0101", "an outcome that can never happen";
    Unasked = "A0102", "a variable that nothing asks about";
    CertainChance = "A0103", "a chance of exactly 0 or 1";
    NeverSettled = "A0104", "a `when` that never holds";
    NoGrounds = "A0105", "a number without source or reason";
    LookAlike = "A0106", "names that look alike";
    NoQuestion = "A0107", "a scenario that asks nothing";
    UnusedSource = "A0108", "a source that nothing leans on";
    DeadCase = "A0109", "a case that can never be reached";
    RateOverPeriod = "A0201", "a rate as a chance over the whole period";
    Unreachable = "A0202", "a state that can't be reached in time";
    NeverLeft = "A0203", "a state that can't be left in time";
    DateOutside = "A0204", "a date outside the clock";
    DateBetween = "A0205", "a date between two steps";
    SettledAtStart = "A0206", "an event settled on the first day";
    LongDelay = "A0207", "a delay longer than the horizon";
    EdgeOfRow = "A0208", "chances that an adjustment drives to the edge";
    Redrawn = "A0301", "ranges that often leave less than nothing for `rest`, or to stay";
    Veto = "A0302", "an expert whose certainty overrules the panel";
    SilentExpert = "A0303", "an expert who sits on no panel";
    Implied = "A0304", "ranges that follow from what is unsure";
    Completed = "A0305", "correlations that follow from those mentioned";
    BeyondZero = "A0306", "a range that lies on both sides of 0";
    UnlikeUnits = "A0307", "numbers of unlike units compared or added";
    Scaled = "A1101", "chances of a network that were scaled to sum to 1";
    Renamed = "A1102", "a name of a network that formulas can't use";
    LeftOut = "A1103", "a part of a network that is left out";
}

impl Code {
    /// Fault or advice, by its letter.
    pub fn severity(self) -> Severity {
        if self.id().starts_with('E') { Severity::Fault } else { Severity::Advice }
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}
