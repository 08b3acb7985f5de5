//! Any text as the condition of `--given`, over a model with a variable of each kind.
#![no_main]

use foretell::internal::diagnostic::{Sources, render_plain};
use foretell::internal::model::{self, Model};
use foretell::internal::scenario;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

const SCENARIO: &str = r#"
[scenario]
as_of = 2025-08-20
until = 2025-12-31

[parameter.appetite]
value = 0.1

[choice.push]
options = ["none", "sanction"]
default = "none"

[event.meeting]
when = "talks == leaders"
p = 0.5

[process.talks]
states = ["none", "experts", "leaders"]
start = "none"
from.none.experts = 0.1
from.experts.leaders = { after = "3 to 12 weeks" }

[series.front_km]
start = 0
next = "front_km + normal(0.3, 1.1)"

[quantity.loss]
when = "end"
value = "lognormal(mean=20, sd=8)"
"#;

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", SCENARIO);
    let (scenario, _) = scenario::read(&sources, file);
    model::compile(&scenario).expect("it has no faults")
});

fuzz_target!(|text: &str| {
    let mut sources = Sources::default();
    if let Err(faults) = model::suppose(&MODEL, &mut sources, &[], &[text.to_owned()]) {
        let _ = render_plain(&faults, &sources);
    }
    let _ = model::suppose(&MODEL, &mut sources, &[text.to_owned()], &[]);
});
