//! Any bytes as a network in any format; what can be read goes to a scenario and back.
#![no_main]

use foretell::internal::diagnostic::{Diagnostic, Sources, render_plain};
use foretell::internal::interchange::{Format, admit, bif, read, scenario_text};
use foretell::internal::model::{self, Supposition, World};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let format = Format::of("bif", bytes).expect("a format by its ending");
    let Ok(text) = admit(bytes.to_vec(), format) else { return };
    let mut sources = Sources::default();
    let file = sources.add("any", text);
    let (scenario, mut findings) = read(&sources, file, format, false);
    let broken = findings.iter().any(Diagnostic::is_fault);
    let model = match model::compile(&scenario) {
        Ok(model) => Some(model),
        Err(faults) => {
            findings.extend(faults);
            None
        }
    };
    let _ = render_plain(&findings, &sources);
    let Some(model) = model.filter(|_| !broken) else { return };
    let world = World::draw(&model, 0, 0).expect("a network has one world");
    // names with quotes in them are refused
    if let Ok(network) = model::network(&model, &world, &Supposition::default()) {
        let written = bif::write(&network);
        let file = sources.add("written.bif", written.clone());
        let (again, findings) = read(&sources, file, Format::Bif, false);
        assert!(!findings.iter().any(Diagnostic::is_fault), "{written}");
        let again = model::compile(&again).expect("what was written is sound");
        let again = model::network(&again, &world, &Supposition::default()).expect("as before");
        assert_eq!(bif::write(&again), written);
    }
    let text = scenario_text(&scenario, "any.bif").expect("it is short");
    let file = sources.add("any.toml", text.clone());
    let (_, findings) = foretell::internal::scenario::read(&sources, file);
    assert!(!findings.iter().any(Diagnostic::is_fault), "{text}");
});
