//! Work in parts that merge to the whole, and trials that are passed on one by one.

use super::{case, compiled};
use foretell::{
    Design, Error, Job, Model, Options, Outcome, Part, Shard, TrialBlock, TrialSink, TrialTable,
    TrialValues,
};

/// Draws all parts of some work, and reads each back from its bytes.
fn parts(model: &Model, job: &Job, of: u64, options: &Options) -> Vec<Part> {
    let part = |index| {
        let part = model.part(job, Shard { index, of }, options).expect("it can be drawn");
        Part::read("a part", part.to_bytes()).expect("it is whole")
    };
    (0..of).map(part).collect()
}

/// The reason why parts can't be merged.
fn refused(model: &Model, job: &Job, parts: Vec<Part>) -> String {
    match model.merge(job, parts) {
        Err(Error::Mismatch { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn parts_merge_to_the_whole_in_any_order() {
    let options = Options::default().trials(6_000).worlds(20);
    let early = case().overlay("o.toml", "process.talks.from.none.open.p = 0.4\n").believe("anna");
    for case in [case(), early, case().variant("early").observe("mood == good")] {
        let model = compiled(&case);
        let mut parts = parts(&model, &Job::Run, 3, &options);
        parts.rotate_left(1);
        let merged = model.merge(&Job::Run, parts).expect("they belong together");
        let whole = model.run(&options).expect("it runs");
        assert_eq!(merged, Outcome::Run(Box::new(whole)));
    }
    let model = compiled(&case());
    let design = Design::default().over("process.talks.from.none.open.p", "0.1..0.5:5");
    let job = Job::Sweep(design.clone());
    let mut parts = parts(&model, &job, 2, &options);
    parts.reverse();
    let merged = model.merge(&job, parts).expect("they belong together");
    let whole = model.sweep(&design, &options).expect("it can be swept");
    assert_eq!(merged, Outcome::Sweep(Box::new(whole)));
}

#[test]
fn parts_that_do_not_belong_together_are_refused() {
    let (model, options) = (compiled(&case()), Options::default().trials(3_000).worlds(10));
    let own = parts(&model, &Job::Run, 3, &options);
    let with = |other: Part| vec![own[0].clone(), other, own[2].clone()];
    let run = |parts| refused(&model, &Job::Run, parts);
    assert_eq!(run(Vec::new()), "there is no shard to join");
    assert_eq!(run(own[..2].to_vec()), "shard 3 of 3 is missing");
    assert!(run(with(own[0].clone())).starts_with("this shard is there twice"));
    let seeded = parts(&model, &Job::Run, 3, &options.clone().seed(1));
    let why = run(with(seeded[1].clone()));
    assert!(why.ends_with("it has \"seed\": 1, not \"seed\": 0"), "{why}");
    let halves = parts(&model, &Job::Run, 2, &options);
    assert!(run(with(halves[1].clone())).starts_with("this is a shard of 2"));
    let other = compiled(&case().intervene("push", "yes"));
    let why = refused(&other, &Job::Run, own.clone());
    assert!(why.starts_with("this shard is of other work: it has"), "{why}");
    let over =
        |values| Job::Sweep(Design::default().over("process.talks.from.none.open.p", values));
    let points = parts(&model, &over("0.1,0.2"), 2, &options);
    assert!(refused(&model, &over("0.1,0.3"), points.clone()).contains("other work"));
    assert!(refused(&model, &Job::Run, points).contains("other work"));
    let none = model.part(&Job::Run, Shard { index: 3, of: 3 }, &options);
    assert!(matches!(none, Err(Error::Usage(_))), "{none:?}");
    let exact = model.part(&Job::Run, Shard { index: 0, of: 3 }, &options.clone().exact(true));
    assert!(matches!(exact, Err(Error::Usage(_))), "{exact:?}");

    let text = String::from_utf8(own[0].to_bytes()).expect("it is text");
    for end in (0..text.len()).step_by(text.len() / 40) {
        let cut = text.get(..end).map(|cut| Part::read("cut", cut));
        assert!(matches!(cut, None | Some(Err(Error::Mismatch { .. }))), "{cut:?}");
    }
    let forged = text.replacen("\"kept\":", "\"kept\":1", 1);
    assert!(forged != text && Part::read("forged", forged).is_err());
    let read: Part = serde_json::from_str(&text).expect("it is whole");
    assert_eq!(read.to_bytes(), text.as_bytes());
}

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
