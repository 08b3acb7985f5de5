//! The closed list of faults and advice, each with a stable code and a page of the catalogue.
//!
//! `E` codes are faults: the scenario can't be used. `A` codes are advice: legal, but odd. The pages are Markdown,
//! `catalogue/E0302.md`; the first line of each is the title of its code. Numbers are never used again for something
//! else.

/// The severity of a diagnostic, which says whether it stops the work: [`Diagnostic::severity`](crate::Diagnostic).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The scenario can't be used.
    Fault,
    /// Legal, but worth a second look.
    Advice,
}

macro_rules! codes {
    ($($name:ident = $id:literal;)*) => {
        /// A kind of fault (`E…`) or of advice (`A…`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = include_str!(concat!("catalogue/", $id, ".md"))] $name,)* }

        impl Code {
            /// Every code, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the stable code, such as `E0302`.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// Returns the page of the catalogue, as Markdown.
            pub fn page(self) -> &'static str {
                match self { $(Self::$name => include_str!(concat!("catalogue/", $id, ".md")),)* }
            }
        }
    };
}

codes! {
    // the file
    NotUtf8 = "E0101";
    TooLarge = "E0102";
    Empty = "E0103";
    Syntax = "E0104";
    Foreign = "E0105";
    // tables and keys
    UnknownKey = "E0201";
    MissingKey = "E0202";
    WrongType = "E0203";
    KeysClash = "E0204";
    BadName = "E0205";
    ReservedName = "E0206";
    NameTwice = "E0207";
    WrongCount = "E0208";
    NotAChoice = "E0209";
    // names
    UnknownName = "E0301";
    UnknownOutcome = "E0302";
    UnknownSource = "E0303";
    UnknownQuestion = "E0304";
    UnknownPath = "E0305";
    NotDoable = "E0306";
    UnknownExpert = "E0307";
    UnknownVariant = "E0310";
    ChangesNothing = "E0311";
    NothingShared = "E0312";
    UnknownMember = "E0313";
    // formulas
    FormulaSyntax = "E0401";
    FormulaType = "E0402";
    UnknownFunction = "E0403";
    Arguments = "E0404";
    TooDeep = "E0405";
    NotHere = "E0406";
    PercentUnit = "E0407";
    UnlikeValues = "E0408";
    TooLong = "E0409";
    // chances and numbers
    ChanceRange = "E0501";
    NotFinite = "E0502";
    Sum = "E0503";
    NotAChance = "E0504";
    TwoRests = "E0505";
    Factor = "E0506";
    AllZero = "E0507";
    // rules
    MissingOutcome = "E0601";
    MissingRow = "E0602";
    DoubleRow = "E0603";
    ImpossibleRow = "E0604";
    BareFactor = "E0605";
    NoWeight = "E0606";
    // order
    Cycle = "E0701";
    GivenAndDo = "E0702";
    // runs
    NoTrial = "E0801";
    Impossible = "E0804";
    ChanceInTrial = "E0802";
    UndefinedInTrial = "E0805";
    ZeroInTrial = "E0803";
    NotExact = "E0810";
    TooWide = "E0811";
    Cancelled = "E0820";
    // the clock
    ClockOrder = "E0901";
    TooManySteps = "E0902";
    BadDate = "E0903";
    NoClock = "E0904";
    LooksAtMoving = "E0905";
    NowCircle = "E0906";
    Delay = "E0907";
    RowOverflow = "E0908";
    SettledLater = "E0909";
    OffStep = "E0910";
    ShortStep = "E0911";
    // distributions
    Inequality = "E1001";
    // networks
    NetworkSyntax = "E1101";
    NoProbabilities = "E1102";
    NotANetwork = "E1103";
    NotTaken = "E1104";
    // sweeps
    SweepValues = "E1201";
    SweepShape = "E1202";
    UnknownSweep = "E1203";
    SweepSize = "E1204";
    // news
    Likelier = "E1301";
    NotWatchable = "E1302";
    // groups
    Members = "E1501";
    // parts of work
    PartChanged = "E1401";
    PartOfOther = "E1402";
    PartTwice = "E1403";
    PartMissing = "E1404";
    PartOfVersion = "E1405";
    FolderOfOther = "E1406";
    // advice
    NeverOutcome = "A0101";
    Unasked = "A0102";
    CertainChance = "A0103";
    NeverSettled = "A0104";
    NoGrounds = "A0105";
    LookAlike = "A0106";
    NoQuestion = "A0107";
    UnusedSource = "A0108";
    DeadCase = "A0109";
    RateOverPeriod = "A0201";
    Unreachable = "A0202";
    NeverLeft = "A0203";
    DateOutside = "A0204";
    DateBetween = "A0205";
    SettledAtStart = "A0206";
    LongDelay = "A0207";
    EdgeOfRow = "A0208";
    Redrawn = "A0301";
    Veto = "A0302";
    SilentExpert = "A0303";
    Implied = "A0304";
    Completed = "A0305";
    BeyondZero = "A0306";
    UnlikeUnits = "A0307";
    NoMean = "A0308";
    SaysNothing = "A0401";
    HeardTwice = "A0402";
    VariantPassed = "A0403";
    Scaled = "A1101";
    Renamed = "A1102";
    LeftOut = "A1103";
}

impl Code {
    /// Returns the title of the code: the first line of its page, after the code.
    pub fn title(self) -> &'static str {
        let first = self.page().lines().next().unwrap_or_default();
        first.split_once(": ").map_or("", |(_, title)| title)
    }

    /// Returns the severity, which the letter of the code gives.
    pub fn severity(self) -> Severity {
        if self.id().starts_with('E') { Severity::Fault } else { Severity::Advice }
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}
