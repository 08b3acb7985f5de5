//! Reports that are read from two files, and would count twice.

use crate::diagnostic::{Code, Diagnostic, FileId, Located, Repair, Sources};
use crate::scenario::news::{Learnt, Likelier, News};
use crate::scenario::tree::Scenario;

/// The faults of reports in `file`, the last one read, that an earlier file has too.
pub(super) fn faults(scenario: &Scenario, sources: &Sources, file: FileId) -> Vec<Diagnostic> {
    let (own, earlier): (Vec<&News>, Vec<&News>) =
        scenario.news.iter().partition(|news| news.place.file == file);
    let mut faults = Vec::new();
    for news in own {
        let Some(first) = earlier.iter().find(|first| is_same_report(first, news)) else {
            continue;
        };
        let text = &news.learnt.written().text;
        let message = format!("the report of `{text}` is in two files, and would count twice");
        let fault = Diagnostic::new(Code::NameTwice, news.place, message)
            .related(first.place, "the other is here");
        // what is taken out of a file that is given twice is taken out of both
        if sources.text(first.place.file) == sources.text(file) {
            faults.push(fault.label("give the file once"));
            break;
        }
        faults.push(
            fault
                .label("drop it here, or there")
                .help(
                    "a second report that is not the first one has a reason of its own: `because`",
                )
                .repair(Repair::new(news.whole, "")),
        );
    }
    faults
}

/// Whether two pieces of news are one report: alike in all that is written.
fn is_same_report(one: &News, other: &News) -> bool {
    let text = |text: &Option<Located<String>>| text.as_ref().map(|text| text.value.clone());
    let (Learnt::Heard(a, by_a), Learnt::Heard(b, by_b)) = (&one.learnt, &other.learnt) else {
        return false;
    };
    a.text.trim() == b.text.trim()
        && ratios(by_a) == ratios(by_b)
        && one.on.value == other.on.value
        && text(&one.source) == text(&other.source)
        && text(&one.because) == text(&other.because)
}

/// The ratios with their outcomes, in the order of their names.
fn ratios(likelier: &Likelier) -> Vec<(String, u64)> {
    match likelier {
        Likelier::Ratio(ratio) => vec![(String::new(), ratio.value.to_bits())],
        Likelier::ByOutcome(ratios, _) => {
            let own =
                ratios.iter().map(|(name, ratio)| (name.value.clone(), ratio.value.to_bits()));
            let mut all: Vec<_> = own.collect();
            all.sort();
            all
        }
    }
}
