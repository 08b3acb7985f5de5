//! Makes progress bars for the terminal. Knows how much work there is, not which.

use crate::report::number::count;
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;

/// Returns a hidden bar for `pieces` pieces of work that are called `what`.
pub(super) fn bar(pieces: u64, what: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(pieces), ProgressDrawTarget::hidden());
    let template = format!("{{wide_bar}} {{percent}}%  {{rate}} {what} a second{{rest}}");
    let style = ProgressStyle::with_template(&template).expect("the template is sound");
    bar.set_style(style.with_key("rest", rest).with_key(
        "rate",
        |state: &ProgressState, text: &mut dyn Write| {
            // A bar that can't be drawn is not worth stopping for.
            let _ = text.write_str(&count(state.per_sec() as u64));
        },
    ));
    bar
}

/// Returns a hidden bar for a phase of work, without a rate.
pub(super) fn phase(steps: u64, name: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::hidden());
    let template = format!("{{wide_bar}} {{percent}}%  {name}{{rest}}");
    let style = ProgressStyle::with_template(&template).expect("the template is sound");
    bar.set_style(style.with_key("rest", rest));
    bar
}

/// Writes the time left, once a first step is done from which it can be estimated.
fn rest(state: &ProgressState, text: &mut dyn Write) {
    if state.pos() > 0 {
        // A bar that can't be drawn is not worth stopping for.
        let _ = write!(text, "  {:#} left", HumanDuration(state.eta()));
    }
}
