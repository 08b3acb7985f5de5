//! A side of a comparison from its text.

use foretell::internal::analysis::Contender;
use foretell::internal::diagnostic::Sources;
use foretell::internal::{model, scenario};

/// Returns the side of `text` with the interventions `made` and the evidence `learnt`.
pub(super) fn side(text: &str, made: &[&str], learnt: &[&str]) -> Contender {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", text);
    let (scenario, findings) = scenario::read(&sources, file);
    assert!(findings.iter().all(|f| !f.is_fault()), "{findings:?}");
    let model = model::compile(&scenario).expect("no faults");
    let [made, learnt] =
        [made, learnt].map(|texts| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>());
    let supposition = model::suppose(&model, &mut sources, &made, &learnt).expect("no faults");
    Contender {
        name: "side".into(),
        label: "side".into(),
        scenario: scenario.into(),
        model: model.into(),
        unlearnt: supposition.clone(),
        supposition,
    }
}
