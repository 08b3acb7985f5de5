//! Requirements that the parameters of a distribution break, worded for analysts.

/// A requirement that the parameters of a distribution break, as a sentence without a full stop: "sd must be above 0,
/// it is -1".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inequality {
    /// The sentence.
    pub message: String,
    /// The repair, if it is known.
    pub help: Option<String>,
}

impl std::fmt::Display for Inequality {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl Inequality {
    /// A requirement in these words, without a repair.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// Adds a repair.
    pub(super) fn help(self, help: String) -> Self {
        Self { help: Some(help), ..self }
    }
}

/// Refuses NaN and infinities.
pub(super) fn finite(name: &str, value: f64) -> Result<f64, Inequality> {
    if value.is_finite() {
        Ok(value)
    } else {
        let what = if value.is_nan() { "not a number".to_owned() } else { value.to_string() };
        Err(Inequality::new(format!("{name} must be a finite number, it is {what}")))
    }
}

/// Refuses numbers that are not above 0.
pub(super) fn above_0(name: &str, value: f64) -> Result<f64, Inequality> {
    if finite(name, value)? > 0.0 {
        Ok(value)
    } else {
        Err(Inequality::new(format!("{name} must be above 0, it is {value}")))
    }
}

/// Refuses numbers below 0.
pub(super) fn from_0(name: &str, value: f64) -> Result<f64, Inequality> {
    if finite(name, value)? >= 0.0 {
        Ok(value)
    } else {
        Err(Inequality::new(format!("{name} must be 0 or above, it is {value}")))
    }
}

/// Refuses `low` unless it is below `high`.
pub(super) fn ordered(low: (&str, f64), high: (&str, f64)) -> Result<(), Inequality> {
    finite(low.0, low.1)?;
    finite(high.0, high.1)?;
    if low.1 < high.1 {
        Ok(())
    } else {
        let ((a, x), (b, y)) = (low, high);
        Err(Inequality::new(format!("{a} must be below {b}, they are {x} and {y}")))
    }
}

/// The range of shapes: outside it the special functions lose accuracy.
const SHAPES: (f64, f64) = (1e-15, 1e15);

/// Refuses a shape outside 1e-15 … 1e15.
pub(super) fn shape(name: &str, value: f64) -> Result<f64, Inequality> {
    if (SHAPES.0..=SHAPES.1).contains(&above_0(name, value)?) {
        Ok(value)
    } else {
        Err(Inequality::new(format!("{name} must lie between 1e-15 and 1e15, it is {value:e}")))
    }
}

/// Refuses a distribution whose far quantiles are out of range: `ends` are those of 2⁻⁵³ and 1 − 2⁻⁵³, the outermost
/// that 53 random bits reach.
pub(super) fn representable(ends: [f64; 2]) -> Result<(), Inequality> {
    if ends.iter().all(|end| end.abs() < f64::MAX) {
        Ok(())
    } else {
        Err(Inequality::new("the spread is too wide: its ends leave the range of numbers"))
    }
}
