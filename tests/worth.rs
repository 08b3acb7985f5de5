//! Values: what outcomes are worth, by closed forms.

use crate::support::printed;
use foretell::{Options, Scenario};

const DEAL: &str = "\
[event.deal]
p = 0.3
[quantity.cost]
value = \"uniform(0, 2)\"
[value.trade]
is = \"if deal then 2 to 6 else 0\"
unit = \"USD bn\"
[value.spent]
is = \"0 - cost\"
unit = \"USD bn\"
label = \"What we spend\"
[question.deal]
ask = \"deal\"
";

/// The mean of the range 2 to 6: lognormal with its ends at the 5th and 95th percentile.
fn gain() -> f64 {
    let (mu, sigma) = (12_f64.ln() / 2.0, 3_f64.ln() / (2.0 * 1.644_853_626_951_472));
    (mu + sigma * sigma / 2.0).exp()
}

#[test]
fn values_have_their_expectation_and_add_up() {
    let model = Scenario::read("deal.toml", DEAL).case().compile().expect("it has no fault");
    let forecast = model.run(&Options::default().trials(400_000).worlds(400)).expect("it runs");
    let mean = |name: &str| {
        let number = forecast.answer(name).expect("it is answered").number().expect("a number");
        let (mean, error) =
            (number.mean.expect("a mean"), number.mean_std_error.expect("an error"));
        assert_eq!(number.unit, "USD bn");
        (mean, error, number.mean_range)
    };
    for (name, expected) in
        [("trade", 0.3 * gain()), ("spent", -1.0), ("values", 0.3 * gain() - 1.0)]
    {
        let (found, error, _) = mean(name);
        // the mean over readings has the sampling of readings too
        assert!((found - expected).abs() < 5.0 * error + 0.02, "{name}: {found} for {expected}");
    }
    // 9 in 10 readings of the range, times the chance
    let (low, high) = mean("trade").2.expect("a range across readings");
    assert!((low - 0.6).abs() < 0.1 && (high - 1.8).abs() < 0.2, "{low} to {high}");
    // nothing in it is uncertain
    assert!(mean("spent").2.is_none_or(|(low, high)| high - low < 0.1));
}

#[test]
fn values_are_known_to_every_command() {
    let text = printed(&["run", "a.toml", "-n", "20000"], DEAL, 0);
    assert!(text.contains("What we spend") && text.contains("All values"), "{text}");
    assert!(text.contains("mean"), "{text}");
    let model = Scenario::read("deal.toml", DEAL).case().compile().expect("it has no fault");
    let forecast = model.run(&Options::default().trials(20_000)).expect("it runs");
    assert!(forecast.table("quantiles").expect("numbers").to_csv().contains("\nvalues,mean,"));
    let paths = printed(&["check", "a.toml", "--paths"], DEAL, 0);
    assert!(paths.contains("value.trade.is"), "{paths}");
    let explained = printed(&["explain", "a.toml"], DEAL, 0);
    assert!(
        explained.contains("trade (value) is `if deal then 2 to 6 else 0` USD bn"),
        "{explained}"
    );
    let set = ["run", "a.toml", "-n", "20000", "--set", "value.spent.is=7"];
    assert!(printed(&set, DEAL, 0).contains("7 USD bn in every trial"));
    let over = ["sweep", "a.toml", "--over", "value.spent.is=1,2", "-n", "20000"];
    assert!(printed(&over, DEAL, 0).contains("value.spent.is"));
    let compare = ["compare", "a.toml", "-n", "20000"];
    assert!(
        printed(&compare, &format!("{DEAL}[variant.made]\ndo = {{ deal = \"yes\" }}\n"), 0)
            .contains("All values")
    );
    // with a value, a scenario without questions still asks everything
    let alone = DEAL.replace("[question.deal]\nask = \"deal\"\n", "");
    assert!(printed(&["run", "a.toml", "-n", "20000"], &alone, 0).contains("deal"));
}
