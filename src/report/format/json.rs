//! Results as JSON, with keys always in the same order and null for missing values.

use super::pretty;
use crate::forecast::Forecast;
use crate::result;

/// Renders the forecast as indented JSON with a final newline.
///
/// # Panics
/// Never: all keys are strings, and writing to memory does not fail.
pub fn render(forecast: &Forecast) -> String {
    pretty::render(&result::forecast(forecast))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::Body;
    use crate::report::forecast::sample;

    /// The sample forecast with an answer that was asked in no trial.
    fn forecast() -> Forecast {
        let mut forecast = sample::leaders_summit();
        let undefined = sample::chance(f64::NAN);
        forecast.answers.push(sample::answer("empty", "x", Some("no"), Body::Condition(undefined)));
        forecast
    }

    #[test]
    fn holds_every_number_and_null_for_what_is_missing() {
        let read: serde_json::Value =
            serde_json::from_str(&render(&forecast())).expect("it is JSON");
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
}
