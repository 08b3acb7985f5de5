//! Any bytes as a scenario file.
#![no_main]

use foretell::internal::diagnostic::{Diagnostic, Sources, render_plain};
use foretell::internal::{model, scenario};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = scenario::admit(bytes) else { return };
    let mut sources = Sources::default();
    let file = sources.add("any.toml", text);
    let (scenario, mut findings) = scenario::read(&sources, file);
    let broken = findings.iter().any(Diagnostic::is_fault);
    match model::compile(&scenario) {
        Ok(model) if !broken => findings.extend(model::advice::advice(&scenario, &model)),
        Ok(_) => {}
        Err(faults) => findings.extend(faults),
    }
    let _ = render_plain(&findings, &sources);
});
