//! Charts of all kinds, from usual data and from the oddest.

use super::plot::{Frame, SIZE};
use super::words::Face;
use super::{alone, chart};
use crate::forecast::{Estimate, Range};
use crate::report::document::{
    Align, Axis, Bars, Block, Cell, Column, Curve, Document, Dots, DotsAxis, Flow, Grid, GridCell,
    GridKind, Histogram, Share, Table,
};
use crate::report::forecast::{Detail, present, sample};
use crate::report::format::{number, terminal};
use jiff::ToSpan;
use jiff::civil::date;
use quick_xml::events::Event;

const FRAME: Frame = Frame { title: "A title", source: "Source: a.toml." };
const HOSTILE: &str =
    "</text></svg><script>alert(1)</script>\"'&\u{0}\u{1b}[2J\u{202e}\u{feff}\n]]>";
const LONG: &str =
    "Donaudampfschifffahrtsgesellschaftskapitänsmütze and what follows from it on a long day";
const TURNED: &str = "\u{5e4}\u{5d2}\u{5d9}\u{5e9}\u{5d4} \u{5d1}\u{5d2}'\u{5e0}\u{5d1}\u{5d4}";
const LABELS: [&str; 6] = ["yes", HOSTILE, LONG, TURNED, "", "日内瓦"];

fn estimate(p: f64, ends: Option<(f64, f64)>) -> Estimate {
    let range =
        ends.map(|(low, high)| Range::Resolved { low, high, low_error: 0.0, high_error: 0.0 });
    Estimate { range, ..Estimate::new(p, 0.001, (p - 0.002, p + 0.002)) }
}

fn bars(label: &str, rows: &[(&str, f64)]) -> Block {
    let bars = rows.iter().map(|(name, p)| ((*name).to_owned(), estimate(*p, None))).collect();
    Block::Bars(Bars { label: label.to_owned(), bars, has_ranges: true, remark: String::new() })
}

fn curve(event: &str, chances: &[f64], days: i32) -> Block {
    let day = |index: usize| {
        date(2025, 8, 20).checked_add((index as i32 * days).days()).expect("it is near")
    };
    let points = chances
        .iter()
        .enumerate()
        .map(|(index, p)| (day(index), estimate(*p, Some((p * 0.5, p * 1.5)))));
    let label = "chance so far".to_owned();
    Block::Curve(Curve {
        event: event.to_owned(),
        label,
        points: points.collect(),
        today: None,
        is_whole: true,
        year: 2025,
    })
}

fn dots(label: &str, values: Vec<f64>, axis: DotsAxis) -> Block {
    Block::Dots(Dots { label: label.to_owned(), values, ends: None, axis })
}

fn histogram(label: &str, bins: &[(f64, f64, f64)]) -> Block {
    Block::Histogram(Histogram {
        label: label.to_owned(),
        unit: label.to_owned(),
        bins: bins.to_vec(),
    })
}

fn grid(label: &str, rows: usize, columns: usize, value: f64) -> Block {
    let cell = |at: usize| GridCell {
        value: Some(value * at as f64).filter(|value| value.is_finite()),
        text: number::exact(value * at as f64),
    };
    Block::Grid(Grid {
        corner: format!("{label} ↓   {label} →"),
        rows: vec![label.to_owned(); rows],
        columns: vec![label.to_owned(); columns],
        cells: (0..rows)
            .map(|row| (0..columns).map(|column| cell(row + column)).collect())
            .collect(),
        kind: GridKind::Numbers,
    })
}

fn flow(label: &str, depth: usize) -> Flow {
    let share = 0.7_f64.powi(5 - depth as i32);
    let part =
        |share: f64| Flow { share, number: "<1".into(), words: label.into(), ..Flow::default() };
    let branches = match depth {
        0 => Vec::new(),
        _ => vec![part(0.1 * share), flow(label, depth - 1), part(f64::NAN)],
    };
    Flow { share, number: "70".into(), words: label.into(), is_asked: depth == 0, branches }
}

fn table(label: &str, column: Column, cells: &[Cell]) -> Block {
    let columns = vec![
        Column::left(label),
        Column::right("in 100"),
        Column::left("range"),
        column,
        Column::left(""),
    ];
    let row = |cell: &Cell| {
        vec![
            Cell::text(format!("  {label}")),
            Cell::text("30"),
            Cell::text("?"),
            cell.clone(),
            Cell::text(label),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = cells.iter().map(row).collect();
    rows.push(vec![Cell::text(label)]);
    Block::Table(Table { columns, rows })
}

/// Blocks of every kind with this label.
fn labelled(label: &str) -> Vec<Block> {
    let ends = (label.to_owned(), "9".to_owned());
    let axis = Axis { low: 0.1, high: 0.9, mark: 0.3, ends };
    let days = DotsAxis::Days { first: date(2025, 8, 20), year: 2025 };
    vec![
        bars(label, &[(label, 0.4), ("no", 0.6)]),
        curve(label, &[0.0, 0.1, 0.3], 40),
        dots(label, (0..50).map(f64::from).collect(), days),
        dots(label, vec![1.0, 2.0, 2.0], DotsAxis::Numbers { unit: label.to_owned() }),
        Block::Share(Share { label: label.to_owned(), number: "30".to_owned(), of_hundred: 30 }),
        histogram(label, &[(0.0, 1.0, 0.5), (1.0, 3.0, 0.5)]),
        grid(label, 2, 3, 1.0),
        grid(label, 3, 80, 1.0),
        Block::Flow(flow(label, 4)),
        table(label, Column::chart(), &[Cell::Interval { low: 0.2, value: 0.3, high: 0.4 }]),
        table(
            label,
            Column::bars(axis),
            &[Cell::Bar { from: 0.2, to: 0.5 }, Cell::Bar { from: 0.3, to: 0.3 }],
        ),
        table(label, Column::sides(), &[Cell::Sides { first: 0.2, other: 0.5 }, Cell::Empty]),
    ]
}

/// Blocks with the oddest numbers, each with whether there is anything to draw.
fn odd() -> Vec<(Block, bool)> {
    let many: Vec<(String, f64)> =
        (0..300).map(|i| (format!("outcome {i}"), f64::from(i) / 45_000.0)).collect();
    let many: Vec<(&str, f64)> = many.iter().map(|(name, p)| (name.as_str(), *p)).collect();
    let numbers = || DotsAxis::Numbers { unit: String::new() };
    let nowhere = Cell::Interval { low: f64::NAN, value: f64::NAN, high: f64::NAN };
    vec![
        (bars("none", &[]), false),
        (bars("undefined", &[("a", f64::NAN)]), false),
        (bars("one", &[("a", 1.0)]), true),
        (bars("zero", &[("a", 0.0), ("b", 1e-12), ("c", f64::NAN)]), true),
        (bars("many", &many), true),
        (curve("none", &[], 1), false),
        (curve("undefined", &[f64::NAN, f64::NAN], 1), false),
        (curve("one", &[0.3], 1), true),
        (curve("gaps", &[f64::NAN, 0.1, f64::NAN, 0.2, 0.3, f64::NAN], 9), true),
        (curve("rare", &[0.0, 1e-9], 3_000), true),
        (curve("all", &[1.0; 600], 30), true),
        (dots("none", vec![], numbers()), false),
        (dots("undefined", vec![f64::NAN, f64::INFINITY], numbers()), false),
        (dots("one place", vec![5.0; 50], numbers()), true),
        (dots("far", vec![-1e300, 0.0, 1e300], numbers()), true),
        (histogram("none", &[]), false),
        (histogram("empty", &[(0.0, 1.0, 0.0)]), false),
        (histogram("point", &[(5.0, 5.0, 1.0)]), true),
        (histogram("wide", &[(-1e12, 1e-3, 0.1), (1e-3, 1e12, 0.9)]), true),
        (histogram("endless", &[(0.0, f64::INFINITY, 1.0)]), false),
        (grid("none", 0, 3, 1.0), false),
        (grid("undefined", 2, 2, f64::NAN), true),
        (grid("equal", 2, 2, 0.0), true),
        (grid("large", 200, 200, 1e9), true),
        (Block::Flow(Flow::default()), false),
        (Block::Flow(flow("deep", 40)), true),
        (table("none", Column::chart(), &[Cell::Empty]), false),
        (
            table(
                "undefined",
                Column::chart(),
                &[nowhere, Cell::Interval { low: 0.0, value: 0.0, high: 1.0 }],
            ),
            true,
        ),
    ]
}

/// The texts of a picture with their attributes, which must be well-formed and of known elements.
fn texts(svg: &str) -> Vec<(String, Vec<(String, String)>)> {
    const KNOWN: [&str; 10] =
        ["svg", "title", "desc", "style", "g", "rect", "line", "circle", "path", "text"];
    let mut reader = quick_xml::Reader::from_str(svg);
    let mut found: Vec<(String, Vec<(String, String)>)> = Vec::new();
    let mut is_text = false;
    loop {
        match reader.read_event().expect("it is well-formed") {
            Event::Start(start) => {
                let name = start.name().as_ref().to_owned();
                assert!(KNOWN.contains(&name.as_str()), "{name}");
                is_text = name == "text";
                let of = |a: quick_xml::events::attributes::Attribute| {
                    (a.key.as_ref().to_owned(), a.value.to_string())
                };
                if is_text {
                    found.push((
                        String::new(),
                        start.attributes().map(|a| of(a.expect("it is whole"))).collect(),
                    ));
                }
            }
            Event::Text(text) if is_text => found.last_mut().expect("it began").0.push_str(&text),
            Event::GeneralRef(_) if is_text => found.last_mut().expect("it began").0.push('&'),
            Event::End(_) => is_text = false,
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// Whether every text stands between the sides of a picture.
fn assert_within(svg: &str) {
    let view = svg.split("viewBox=\"0 0 ").nth(1).expect("it has a size");
    let width: f64 = view.split(' ').next().and_then(|text| text.parse().ok()).expect("a number");
    // the margin of a file
    let side = 20.0;
    for (words, attributes) in texts(svg) {
        let of = |name: &str| {
            attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
        };
        let number = |name: &str| of(name).and_then(|text| text.parse::<f64>().ok());
        let face = Face {
            size: number("font-size").unwrap_or(SIZE),
            is_bold: of("font-weight").is_some(),
        };
        let (x, wide) = (number("x").expect("it has a place"), face.width(&words));
        let from = match (of("text-anchor"), of("direction").is_some()) {
            (Some("middle"), _) => x - wide / 2.0,
            (Some("end"), false) | (Some("start"), true) => x - wide,
            _ => x,
        };
        assert!(
            from >= -side - 0.5 && from + wide <= width - side + 0.5,
            "{words}: {from} + {wide} of {width}"
        );
    }
}

#[test]
fn any_label_is_text_and_stays_within_the_picture() {
    for label in LABELS {
        let frame = Frame { title: label, source: label };
        for block in labelled(label) {
            let svg = alone(&block, &frame).expect("there is something to draw").svg;
            assert_within(&svg);
            let is_steering =
                |c: char| c.is_control() && c != '\n' || "\u{202e}\u{feff}".contains(c);
            assert!(!svg.contains(is_steering) && !svg.contains("<script"), "{svg}");
            let inline = chart(&block).expect("as above").into_string();
            assert!(inline.contains("role=\"img\"") && !inline.contains("<style"), "{inline}");
            assert!(!inline.contains(" id=") && !inline.contains("style="), "{inline}");
        }
    }
}

#[test]
fn the_oddest_numbers_are_drawn_or_left_out() {
    for (block, is_drawn) in odd() {
        let Some(drawn) = alone(&block, &FRAME) else {
            assert!(!is_drawn, "{block:?}");
            continue;
        };
        assert!(is_drawn, "{block:?}");
        assert_within(&drawn.svg);
        for word in ["NaN", "inf"] {
            assert!(
                !drawn.svg.contains(word) && !drawn.description.contains(word),
                "{}",
                drawn.svg
            );
        }
        #[cfg(feature = "png")]
        if let Err(why) = crate::report::charts::png(&drawn.svg) {
            panic!("{why}: {}", drawn.svg);
        }
    }
}

/// The words of a text that have a digit, such as `<0.0004` and `23–38`.
fn numbers(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c.is_whitespace() || "()·,;".contains(c));
    let parts = parts.map(|part| part.trim_end_matches('.').replace(['&', '>'], "<"));
    parts.filter(|part| part.contains(|c: char| c.is_ascii_digit())).collect()
}

#[test]
fn pictures_have_the_numbers_of_the_terminal() {
    let mut drawn = 0;
    for forecast in [sample::two_leaders(), sample::leaders_summit()] {
        for block in present(&forecast, Detail::Full).blocks {
            let Some(picture) = alone(&block, &FRAME) else { continue };
            drawn += 1;
            let shown: Vec<String> =
                texts(&picture.svg).iter().flat_map(|(words, _)| numbers(words)).collect();
            let printed =
                terminal::plain(&Document { blocks: vec![block.clone()], ..Document::default() });
            let printed = match &block {
                // of a curve, the last number; of a histogram, whose ticks are round, none
                Block::Curve(curve) => {
                    vec![number::whole_in_100(&curve.points.last().expect("it has days").1)]
                }
                Block::Histogram(_) => Vec::new(),
                Block::Bars(bars) => {
                    let told = numbers(&printed);
                    told.into_iter()
                        .filter(|number| !bars.remark.contains(number.as_str()))
                        .collect()
                }
                _ => numbers(&printed),
            };
            for number in printed {
                assert!(shown.contains(&number), "{number} is not among {shown:?}");
            }
        }
    }
    assert!(drawn >= 6, "{drawn}");
}

#[test]
fn marks_differ_without_colours() {
    let drawn = |block: Block| alone(&block, &FRAME).expect("it is drawn").svg;
    let asked = Flow { is_asked: true, ..flow("leaf", 0) };
    let ended = Flow { is_asked: false, ..flow("leaf", 0) };
    let whole = |branches: Vec<Flow>| Block::Flow(Flow { branches, ..flow("whole", 1) });
    let hatched = |svg: &str| svg.matches("<path class=\"rule\"").count();
    assert_eq!(hatched(&drawn(whole(vec![asked]))), 0);
    assert_eq!(hatched(&drawn(whole(vec![ended]))), 1);
    assert!(drawn(curve("a", &[0.1, 0.5, 0.9], 30)).contains("stroke-dasharray"));
    let undefined = grid("a", 1, 2, f64::NAN);
    assert_eq!(hatched(&drawn(undefined)), 2);
}

#[test]
fn what_is_no_chart_is_none() {
    let columns = vec![Column { heading: "a".into(), align: Align::Left }];
    let plain = Table { columns, rows: vec![vec![Cell::text("b")]] };
    for block in [Block::Note("a".into()), Block::Heading("a".into()), Block::Table(plain)] {
        assert!(chart(&block).is_none());
    }
}
