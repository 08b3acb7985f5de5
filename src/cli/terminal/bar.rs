//! Makes progress bars for the terminal. Knows how much work there is, not which.

use crate::report::number::count;
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::time::Duration;

/// Returns a hidden bar for `pieces` pieces of work that are called `what`.
pub(crate) fn bar(pieces: u64, what: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(pieces), ProgressDrawTarget::hidden());
    let template = format!("{{wide_bar}} {{percent}}%  {{rate}} {what} a second{{rest}}");
    let style = ProgressStyle::with_template(&template).expect("the template is sound");
    bar.set_style(style.with_key("rest", rest).with_key(
        "rate",
        |state: &ProgressState, text: &mut dyn Write| {
            let rate = state.per_sec();
            let rate = if rate < 10.0 { format!("{rate:.1}") } else { count(rate as u64) };
            // A bar that can't be drawn is not worth stopping for.
            let _ = text.write_str(&rate);
        },
    ));
    bar
}

/// Returns a hidden bar for a phase of work, without a rate.
pub(crate) fn phase(steps: u64, name: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::hidden());
    let template = format!("{{wide_bar}} {{percent}}%  {name}{{msg}}");
    bar.set_style(ProgressStyle::with_template(&template).expect("the template is sound"));
    bar
}

/// Shows how much of a phase is done, and the time left.
pub(crate) fn advance(bar: &ProgressBar, done: u64, left: Option<Duration>) {
    bar.set_message(
        left.map_or_else(String::new, |left| format!("  {:#} left", HumanDuration(left))),
    );
    bar.set_position(done);
}

/// Estimates the time left of `all` steps, of which `done` took `took` and the present one has taken `since`: as long
/// a step as before, but a step that takes longer is expected to take as long again. `None` before the first step.
pub(crate) fn left(done: u64, all: u64, took: Duration, since: Duration) -> Option<Duration> {
    let rest = all.checked_sub(done)?;
    if done == 0 || rest == 0 {
        return None;
    }
    let mean = took.as_secs_f64() / done as f64;
    let now = since.as_secs_f64();
    let present = rest.min(1) as f64 * if now < mean { mean - now } else { now };
    Duration::try_from_secs_f64(present + mean * (rest - 1) as f64).ok()
}

/// Writes the time left, once a first step is done from which it can be estimated.
fn rest(state: &ProgressState, text: &mut dyn Write) {
    if state.pos() > 0 {
        // A bar that can't be drawn is not worth stopping for.
        let _ = write!(text, "  {:#} left", HumanDuration(state.eta()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_never_less_than_a_long_step_has_taken() {
        let seconds = Duration::from_secs;
        assert_eq!(left(0, 4, seconds(0), seconds(9)), None);
        assert_eq!(left(2, 4, seconds(4), seconds(1)), Some(seconds(3)));
        assert_eq!(left(3, 4, seconds(3), seconds(20)), Some(seconds(20)));
        assert_eq!(left(4, 4, seconds(4), seconds(2)), None);
    }
}
