//! The levels of processor instructions that kernels use.

use std::sync::OnceLock;

/// A level of instructions that this machine has. All levels give the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Instructions that every processor of this architecture has.
    Plain,
    /// AVX2 and its companions: x86-64-v3 except fused multiplication, which no kernel uses.
    Avx2(Here),
    /// AVX-512 F, BW, DQ and VL: x86-64-v4 except fused multiplication.
    Avx512(Here),
}

/// A token that only this module can create; a level that carries it is available.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Here(());

/// The environment variable that lowers the level, to compare levels on one machine.
const LOWERED: &str = "FORETELL_KERNELS";

impl Level {
    /// All known levels, the plain one first.
    const KNOWN: [Self; 3] = [Self::Plain, Self::Avx2(Here(())), Self::Avx512(Here(()))];

    /// All levels that this machine has, the plain one first.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::KNOWN.into_iter().filter(|level| level.is_here())
    }

    /// The highest level of this machine, unless `FORETELL_KERNELS` names a lower one (`plain`, `avx2`, `avx512`).
    #[inline]
    pub fn best() -> Self {
        static BEST: OnceLock<Level> = OnceLock::new();
        *BEST.get_or_init(|| {
            let most = std::env::var(LOWERED).ok().and_then(|name| Self::named(&name));
            let most = most.unwrap_or(Self::Avx512(Here(())));
            Self::all().filter(|level| *level <= most).last().unwrap_or(Self::Plain)
        })
    }

    /// The fault of `FORETELL_KERNELS`, in words, if it names no level.
    pub fn misnamed() -> Option<String> {
        let name = std::env::var_os(LOWERED)?;
        let is_known = name.to_str().and_then(Self::named).is_some();
        let name = name.display();
        let what = || format!("{LOWERED} is `{name}`: it takes plain, avx2 or avx512");
        (!is_known).then(what)
    }

    fn named(name: &str) -> Option<Self> {
        Self::KNOWN.into_iter().find(|level| level.name() == name)
    }

    /// The name of the level, as `FORETELL_KERNELS` has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Avx2(_) => "avx2",
            Self::Avx512(_) => "avx512",
        }
    }

    /// Whether this machine has the level.
    fn is_here(self) -> bool {
        self <= Self::highest()
    }

    #[cfg(target_arch = "x86_64")]
    fn highest() -> Self {
        use std::arch::is_x86_feature_detected as has;
        let avx2 = has!("avx2") && has!("bmi1") && has!("bmi2") && has!("lzcnt") && has!("popcnt");
        let wide = has!("avx512f") && has!("avx512bw") && has!("avx512dq") && has!("avx512vl");
        match (avx2, wide) {
            (true, true) => Self::Avx512(Here(())),
            (true, false) => Self::Avx2(Here(())),
            (false, _) => Self::Plain,
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn highest() -> Self {
        Self::Plain
    }
}
