//! News that are computed exactly, silence and reports among them: against an enumerator of histories that shares no
//! code with the library (`histories`), forward and backward passes over hidden chains, and closed forms of what is
//! learnt about chances (`closed`). Sampled answers against exact ones, by the comparison that `--cross-check` uses. Wrong
//! ways to read news are enumerated too and are caught by the same comparisons.

mod closed;
mod great;
mod histories;
mod learnt;
mod random;
mod scenarios;
mod silence;
