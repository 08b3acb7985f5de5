//! Trials that are passed on one by one.

use super::{case, compiled};
use foretell::{Error, Options, TrialBlock, TrialSink, TrialTable, TrialValues};

/// Keeps a column of truth values; fails after some rows if it is told to.
#[derive(Default)]
struct Kept {
    column: usize,
    trials: Vec<u64>,
    truths: Vec<u16>,
    most: Option<usize>,
    panics: bool,
}

impl TrialSink for Kept {
    type Piece = TrialBlock;
    type Error = Error;

    fn begin(&mut self, table: &TrialTable) -> Result<(), Error> {
        let mut names = table.columns.iter().map(|column| column.name.as_str());
        assert_eq!(names.next(), Some("trial"));
        self.column = 1 + names.position(|name| name == "question.deal").expect("it is asked");
        Ok(())
    }

    fn prepare(_: &TrialTable, block: TrialBlock) -> TrialBlock {
        block
    }

    fn take(&mut self, block: TrialBlock) -> Result<(), Error> {
        let (TrialValues::Wholes(trials), TrialValues::Codes(truths)) =
            (&block.columns[0], &block.columns[self.column])
        else {
            panic!("{block:?}");
        };
        self.trials.extend(trials);
        self.truths.extend(truths);
        assert!(!self.panics, "as it should");
        match self.most {
            Some(most) if self.trials.len() > most => Err(Error::Usage("enough".to_owned())),
            _ => Ok(()),
        }
    }
}

#[test]
fn every_trial_is_passed_on_in_order() {
    let (model, options) = (compiled(&case()), Options::default().trials(6_000).worlds(20));
    let mut kept = Kept::default();
    let forecast = model.trials(&options, &mut kept).expect("it runs");
    assert_eq!(forecast, model.run(&options).expect("it runs"));
    assert_eq!(kept.trials, (0..6_000).collect::<Vec<u64>>());
    let share = kept.truths.iter().filter(|truth| **truth == 1).count() as f64 / 6_000.0;
    let deal = forecast.answer("deal").and_then(|deal| deal.probability()).expect("it is asked");
    assert!((deal.estimate.expect("it has one") - share).abs() < 1e-12);
    let mut short = Kept { most: Some(1_000), ..Kept::default() };
    let ended = model.trials(&options, &mut short);
    assert!(matches!(ended, Err(Error::Usage(why)) if why == "enough"));
    assert!(short.trials.len() < 3_000, "{}", short.trials.len());
    let (of, more) = (model.clone(), options.clone().trials(100_000));
    let broken = std::thread::spawn(move || {
        let mut broken = Kept { panics: true, ..Kept::default() };
        of.trials(&more, &mut broken).is_ok()
    });
    assert!(broken.join().is_err(), "and no thread waits for it");
    assert!(matches!(model.trials(&options.exact(true), &mut kept), Err(Error::Usage(_))));
}
