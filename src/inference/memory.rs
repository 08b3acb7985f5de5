//! Refuses work that would exceed the memory limit, with its size in words.

use super::order::Effort;
use crate::diagnostic::{Code, Diagnostic, count, work};

/// Tables that exceed the memory limit.
pub(super) fn too_wide(effort: &Effort) -> Diagnostic {
    let (cells, needed) = (shown(effort.cells), bytes(effort.bytes()));
    let (width, largest) = (effort.width, shown(effort.largest));
    if effort.is_least || effort.bytes() >= BEYOND_ALL {
        let what = format!(
            "the exact answer needs tables of more than {cells} cells in all (more than {needed} of memory): the \
             elimination has at least width {width}, its largest table at least {largest} cells"
        );
        let help = format!("at most {} may be taken", bytes(work::memory() as f64));
        return Diagnostic::placeless(Code::TooWide, what).help(help);
    }
    let what = format!(
        "the exact answer needs tables of {cells} cells in all ({needed} of memory): the elimination has width \
         {width}, its largest table {largest} cells"
    );
    too_large(what, effort.bytes())
}

/// A computation that needs more bytes of memory than the limit.
pub fn too_large(what: impl Into<String>, needed: f64) -> Diagnostic {
    let most = format!("at most {} may be taken", bytes(work::memory() as f64));
    let help = if needed >= BEYOND_ALL {
        most
    } else {
        let size = bytes(needed * 1.1).replace(' ', "");
        format!("{most}: allow more with `--memory {size}`")
    };
    Diagnostic::placeless(Code::TooWide, what).help(help)
}

/// No machine has this many bytes of memory: a pebibyte.
const BEYOND_ALL: f64 = 1_125_899_906_842_624.0;

/// Formats bytes, such as `1.5 GiB`, rounded up; a pebibyte and more as the power of ten below, such as `10^30 GiB`.
fn bytes(n: f64) -> String {
    if n >= BEYOND_ALL {
        return format!("{} GiB", power_of_ten(libm::ldexp(n.min(f64::MAX), -30)));
    }
    let units = [("GiB", 30), ("MiB", 20), ("KiB", 10)];
    let is_large = |unit: &&(&str, i32)| n >= libm::ldexp(1.0, unit.1);
    let (unit, power) = units.iter().find(is_large).unwrap_or(&units[2]);
    let tenths = (libm::ldexp(n, -power) * 10.0).ceil() / 10.0;
    if tenths >= 100.0 || tenths.fract() == 0.0 {
        return format!("{:.0} {unit}", tenths.ceil());
    }
    format!("{tenths:.1} {unit}")
}

/// The largest power of ten that is not above a number, as `10^30`.
fn power_of_ten(n: f64) -> String {
    format!("10^{:.0}", libm::log10(n.min(f64::MAX)).floor())
}

/// Formats a number, as `134,217,728`, or as the power of ten below, `10^15`, if it is large.
pub fn shown(n: f64) -> String {
    if n >= 1e15 {
        return power_of_ten(n);
    }
    count(n.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effort(cells: f64, is_least: bool) -> Effort {
        Effort { width: 299, largest: cells / 2.0, cells, own: 0.0, is_least }
    }

    /// The kind: a number of a hundred digits, or a flag that no machine can grant.
    #[test]
    fn a_size_beyond_all_machines_is_a_power_of_ten() {
        for (cells, is_least, requested) in [
            (4.4e90, true, ["10^90 cells", "more than 10^82 GiB", "at least 10^90 cells"]),
            (4.4e90, false, ["10^90 cells", "more than 10^82 GiB", "at least 10^90 cells"]),
            (f64::INFINITY, false, ["10^308 cells", "more than 10^299 GiB", "at least 10^308"]),
            (2e9, true, ["2,000,000,000 cells", "more than 22.4 GiB", "1,000,000,000 cells"]),
        ] {
            let refusal = too_wide(&effort(cells, is_least));
            for part in requested {
                assert!(refusal.message.contains(part), "{cells}: {}", refusal.message);
            }
            assert!(!refusal.help.iter().any(|help| help.contains("--memory")), "{refusal:?}");
        }
        let refusal = too_wide(&effort(2e9, false));
        assert!(refusal.help[0].ends_with("allow more with `--memory 24.6GiB`"), "{refusal:?}");
    }
}
