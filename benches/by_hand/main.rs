//! The works of `benches/side_by_side` as loops written by hand, one trial after another: a uniform
//! `f64` a draw, compared with the cumulative chances of its row.
//!
//! `by_hand WORK TRIALS [WORLDS]` prints the answers as JSON, by the names that the other contenders use. For
//! a sweep, `TRIALS` is the number of points to a side.

use std::process::ExitCode;

mod answers;
mod five_inputs;
mod leaders_count;
mod leaders_rules;
mod leaders_summit;
mod network;
mod summit_static;
mod talks_weekly;

use answers::Answers;
use leaders_summit::WORLDS;

/// Trials of each point of a sweep.
const TRIALS_A_POINT: u64 = 100_000;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let asked = match words.as_slice() {
        [work, trials] => trials.parse().ok().and_then(|trials| run(work, trials, WORLDS)),
        [work, trials, worlds] => match (trials.parse(), worlds.parse()) {
            (Ok(trials), Ok(worlds)) => run(work, trials, worlds),
            _ => None,
        },
        _ => None,
    };
    let Some(answers) = asked else {
        #[expect(clippy::print_stderr, reason = "a program of its own")]
        {
            eprintln!("usage: by_hand W1|W2|W3|W4|W5|flagship TRIALS [WORLDS]");
        }
        return ExitCode::from(2);
    };
    let answers: serde_json::Map<String, serde_json::Value> =
        answers.into_iter().map(|(name, answer)| (name, answer.into())).collect();
    #[expect(clippy::print_stdout, reason = "a program of its own")]
    {
        println!("{}", serde_json::Value::from(answers));
    }
    ExitCode::SUCCESS
}

fn run(work: &str, trials: u64, worlds: u64) -> Option<Answers> {
    let text = include_str!("../summit_static.toml");
    Some(match work {
        "W1" => {
            let network = network::Network::read(include_str!("../alarm.bif"));
            network.answers(&["BP", "HRBP", "CATECHOL"], trials)
        }
        "W2" => summit_static::answers(&summit_static::Tables::new(text), trials, 1),
        "W3" => talks_weekly::answers(trials),
        "W4" => summit_static::sweep(text, trials, TRIALS_A_POINT),
        "W5" => five_inputs::answers(trials),
        "flagship" => leaders_summit::answers(trials, worlds),
        _ => return None,
    })
}
