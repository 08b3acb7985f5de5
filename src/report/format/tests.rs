//! CSV and JSON of hand-made forecasts.

use super::csv::files;
use super::pretty;
use crate::forecast::{Body, Forecast};
use crate::report::forecast::sample;
use crate::result;

fn render(forecast: &Forecast) -> String {
    pretty::render(&result::forecast(forecast))
}

fn file(forecast: &Forecast, name: &str) -> String {
    let file =
        files(result::forecast(forecast).tables()).into_iter().find(|(found, _)| found == name);
    String::from_utf8(file.expect("the file is written").1).expect("it is text")
}

#[test]
fn one_world_has_no_range() {
    let forecast = sample::two_leaders();
    let names: Vec<String> =
        files(result::forecast(&forecast).tables()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["summary.csv", "joint.csv"]);
    let summary = file(&forecast, "summary.csv");
    assert!(summary.starts_with(
        "question,outcome,probability,std_error,low,high\nmeeting,yes,0.3,0.000458257569495584,,\n"
    ));
    assert!(file(&forecast, "joint.csv").starts_with(
        "meeting,sanctions,probability,std_error\nyes,none,0.05,0.0002179449471770337\n\
         yes,threatened,0.17,"
    ));
}

#[test]
fn a_clock_adds_quantiles_and_timelines() {
    let forecast = sample::leaders_summit();
    assert_eq!(
        file(&forecast, "quantiles.csv"),
        "question,quantile,value,std_error,low,high,kind\nfirst,0.05,2025-10-03,1,,,question\n\
         first,0.5,never,,,,question\nloss,0.05,8.2,0.02,,,question\n\
         loss,0.5,20.13,0.03,,,question\nloss,0.95,36.4,0.2,,,question\n\
         loss,mean,21.312,0.02,9,35,question\nloss,std_dev,8.1,,,,question\n"
    );
    let timeline = file(&forecast, "timeline.csv");
    assert!(timeline.contains("\nfirst,2025-08-20,0,0,0.1,0.4\n"));
    assert!(timeline.ends_with("talks.leaders,2025-08-20,0.25,0.00043301270189221935,,\n"));
    assert!(file(&forecast, "summary.csv").contains("\nby_sep,yes,0.04,"));
}

#[test]
fn further_joint_questions_are_named() {
    let mut forecast = sample::two_leaders();
    let mut second = forecast.answers[5].clone();
    second.question = "again".into();
    forecast.answers.push(second);
    let names: Vec<String> =
        files(result::forecast(&forecast).tables()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["summary.csv", "joint.csv", "joint-again.csv"]);
}

/// The sample forecast with an answer that was asked in no trial.
fn forecast() -> Forecast {
    let mut forecast = sample::leaders_summit();
    let undefined = sample::chance(f64::NAN);
    forecast.answers.push(sample::answer("empty", "x", Some("no"), Body::Condition(undefined)));
    forecast
}

#[test]
fn holds_every_number_and_null_for_what_is_missing() {
    let read: serde_json::Value = serde_json::from_str(&render(&forecast())).expect("it is JSON");
    assert_eq!(read["schema"], 1);
    assert_eq!(read["clock"]["until"], "2025-12-31");
    assert_eq!(read["answers"][0]["kind"], "condition");
    assert_eq!(read["answers"][0]["range"][1], 0.07);
    assert_eq!(read["answers"][3]["quantiles"][1]["value"], "never");
    assert_eq!(read["answers"][4]["mean"], 21.312);
    assert_eq!(read["answers"][4]["quantiles"][0]["std_error"], 0.02);
    assert!(read["answers"][5]["probability"].is_null());
    assert_eq!(read["processes"][0]["steps"][0]["chances"][1]["probability"], 0.25);
}

#[test]
fn reads_back_as_it_was_and_refuses_higher_versions() {
    let text = render(&forecast());
    let read: result::Forecast = serde_json::from_str(&text).expect("it reads its own");
    assert_eq!(read, result::forecast(&forecast()));
    let further = text.replacen("\"title\"", "\"a_later_field\": [1], \"title\"", 1);
    assert_eq!(serde_json::from_str::<result::Forecast>(&further).expect("it reads on"), read);
    let higher = text.replacen("\"schema\": 1", "\"schema\": 2", 1);
    let refusal = serde_json::from_str::<result::Forecast>(&higher).expect_err("it is higher");
    assert!(refusal.to_string().contains("version 2"), "{refusal}");
}
