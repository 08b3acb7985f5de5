//! Goes through the elements of a picture and paints each.

use super::path::path;
use super::text::{Style, outlined};
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::BTreeMap;
use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, StrokeDash,
    Transform,
};

/// The width of a picture in pixels, and its greatest height.
const WIDTH: f32 = 1600.0;
const HIGHEST: f32 = 20_000.0;
/// The colour of what has none of its own.
const INK: &str = "#1a1c20";
/// The size of text that has none of its own.
const SIZE: f32 = 14.0;

/// Returns a chart, given as SVG, as PNG of 1,600 pixels across; or why it can't be one.
pub fn png(svg: &str) -> Result<Vec<u8>, String> {
    let mut reader = Reader::from_str(svg);
    reader.config_mut().expand_empty_elements = true;
    let mut canvas = None;
    let mut open: Vec<Element> = Vec::new();
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                let element = Element::of(&start, open.last())?;
                match &mut canvas {
                    None => canvas = Some(Canvas::of(&element)?),
                    Some(canvas) => canvas.paint(&element)?,
                }
                open.push(element);
            }
            Event::Text(text) => add(&mut open, &text),
            Event::GeneralRef(reference) => {
                let number = reference.resolve_char_ref().ok().flatten();
                match (number, resolve_predefined_entity(&reference)) {
                    (Some(character), _) => add(&mut open, character.encode_utf8(&mut [0; 4])),
                    (None, Some(words)) => add(&mut open, words),
                    (None, None) => return Err("it has an entity that is not known".to_owned()),
                }
            }
            Event::End(_) => {
                let (Some(element), Some(canvas)) = (open.pop(), &mut canvas) else { continue };
                if element.name == "text" {
                    canvas.write(&element)?;
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let canvas = canvas.ok_or("it is empty")?;
    canvas.pixels.encode_png().map_err(|error| error.to_string())
}

/// Adds text to the innermost element.
fn add(open: &mut [Element], words: &str) {
    if let Some(element) = open.last_mut() {
        element.words.push_str(words);
    }
}

/// An element with its attributes and its place.
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    words: String,
    /// By how much its coordinates are moved.
    offset: (f32, f32),
}

impl Element {
    fn of(start: &BytesStart, parent: Option<&Element>) -> Result<Self, String> {
        let mut attributes = BTreeMap::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = attribute.normalized_value(XmlVersion::Explicit1_0);
            let value = value.map_err(|error| error.to_string())?.into_owned();
            attributes.insert(attribute.key.as_ref().to_owned(), value);
        }
        let (mut x, mut y) = parent.map_or((0.0, 0.0), |parent| parent.offset);
        if let Some(by) = attributes.get("transform") {
            let moved = by.strip_prefix("translate(").and_then(|by| by.strip_suffix(')'));
            let (by_x, by_y) = moved.and_then(|by| by.split_once(' ')).ok_or("it is turned")?;
            x += number(by_x)?;
            y += number(by_y)?;
        }
        let name = start.name().as_ref().to_owned();
        Ok(Self { name, attributes, words: String::new(), offset: (x, y) })
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// The number of an attribute, 0 if it is absent.
    fn number(&self, name: &str) -> Result<f32, String> {
        self.text(name).map_or(Ok(0.0), number)
    }

    /// The path of a shape; `None` for one without extent, and for elements that group or describe.
    fn shape(&self) -> Result<Option<Path>, String> {
        let of = |name: &str| self.number(name);
        Ok(match self.name.as_str() {
            "rect" => {
                let place = Rect::from_xywh(of("x")?, of("y")?, of("width")?, of("height")?);
                place.map(PathBuilder::from_rect)
            }
            "circle" => PathBuilder::from_circle(of("cx")?, of("cy")?, of("r")?),
            "line" => {
                let mut line = PathBuilder::new();
                line.move_to(of("x1")?, of("y1")?);
                line.line_to(of("x2")?, of("y2")?);
                line.finish()
            }
            "path" => Some(
                path(self.text("d").unwrap_or_default()).ok_or("it has a path of another kind")?,
            ),
            "g" | "title" | "desc" | "style" | "text" => None,
            other => return Err(format!("it has an element of another kind, {other}")),
        })
    }

    fn stroke(&self) -> Result<Stroke, String> {
        let width = self.text("stroke-width").map_or(Ok(1.0), number)?;
        let dash = self.text("stroke-dasharray").map(|text| text.split(' ').map(number).collect());
        let dash: Option<Vec<f32>> = dash.transpose()?;
        Ok(Stroke {
            width,
            line_cap: if self.text("stroke-linecap") == Some("round") {
                LineCap::Round
            } else {
                LineCap::Butt
            },
            line_join: if self.text("stroke-linejoin") == Some("round") {
                LineJoin::Round
            } else {
                LineJoin::Miter
            },
            dash: dash.and_then(|dash| StrokeDash::new(dash, 0.0)),
            ..Stroke::default()
        })
    }

    /// The paint by a colour and an opacity; `None` for `none`.
    fn paint(&self, colour: &str, opacity: &str) -> Result<Option<Paint<'static>>, String> {
        let colour = match colour {
            "none" => return Ok(None),
            "currentColor" => INK,
            colour => colour,
        };
        let digits = colour
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6)
            .ok_or("it has a colour by name")?;
        let value = u32::from_str_radix(digits, 16).map_err(|error| error.to_string())?;
        let opacity = self.text(opacity).map_or(Ok(1.0), number)?;
        let [_, red, green, blue] = value.to_be_bytes();
        let mut paint = Paint::default();
        paint.set_color_rgba8(red, green, blue, (255.0 * opacity.clamp(0.0, 1.0)).round() as u8);
        Ok(Some(paint))
    }
}

fn number(text: &str) -> Result<f32, String> {
    text.trim().parse().map_err(|_| format!("{text} is no number"))
}

/// The pixels, and their number for each unit of the picture.
struct Canvas {
    pixels: Pixmap,
    scale: f32,
}

impl Canvas {
    fn of(root: &Element) -> Result<Self, String> {
        let (width, height) = (root.number("width")?, root.number("height")?);
        let scale = WIDTH / width;
        let high = (height * scale).ceil();
        if !(1.0..=HIGHEST).contains(&high) {
            return Err(format!("it would be {high} pixels high; the SVG is whole"));
        }
        let mut pixels = Pixmap::new(WIDTH as u32, high as u32).ok_or("it has no size")?;
        pixels.fill(Color::WHITE);
        Ok(Self { pixels, scale })
    }

    fn place(&self, element: &Element) -> Transform {
        Transform::from_translate(element.offset.0, element.offset.1)
            .post_scale(self.scale, self.scale)
    }

    /// Paints a shape: its area, then its line.
    fn paint(&mut self, element: &Element) -> Result<(), String> {
        let Some(shape) = element.shape()? else { return Ok(()) };
        let place = self.place(element);
        let fill = element.text("fill").unwrap_or("currentColor");
        if let Some(paint) = element.paint(fill, "fill-opacity")?.filter(|_| element.name != "line")
        {
            self.pixels.fill_path(&shape, &paint, FillRule::Winding, place, None);
        }
        let stroke = element.text("stroke").unwrap_or("none");
        if let Some(paint) = element.paint(stroke, "stroke-opacity")? {
            self.pixels.stroke_path(&shape, &paint, &element.stroke()?, place, None);
        }
        Ok(())
    }

    /// Paints text.
    fn write(&mut self, element: &Element) -> Result<(), String> {
        let is_turned = element.text("direction") == Some("rtl");
        let before = match (element.text("text-anchor"), is_turned) {
            (Some("middle"), _) => 0.5,
            (Some("end"), false) | (None | Some("start"), true) => 1.0,
            _ => 0.0,
        };
        let style = Style {
            size: element.text("font-size").map_or(Ok(SIZE), number)?,
            is_bold: element.text("font-weight") == Some("bold"),
            is_turned,
            before,
        };
        let lacking = |c| format!("its font has no {c} (U+{:04X}); the SVG has it", u32::from(c));
        let Some(path) = outlined(&element.words, &style).map_err(lacking)? else { return Ok(()) };
        let fill = element.text("fill").unwrap_or("currentColor");
        let Some(paint) = element.paint(fill, "fill-opacity")? else { return Ok(()) };
        let place = self.place(element).pre_translate(element.number("x")?, element.number("y")?);
        self.pixels.fill_path(&path, &paint, FillRule::Winding, place, None);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(content: &str) -> String {
        format!("<svg width=\"100\" height=\"50\">{content}</svg>")
    }

    fn pixel(svg: &str, x: u32, y: u32) -> (u8, u8, u8) {
        let pixels = Pixmap::decode_png(&png(svg).expect("it can be painted")).expect("it is PNG");
        assert_eq!((pixels.width(), pixels.height()), (1600, 800));
        let found = pixels.pixel(x, y).expect("it is within");
        (found.red(), found.green(), found.blue())
    }

    #[test]
    fn shapes_are_where_they_say() {
        let svg = picture(
            "<g transform=\"translate(10 5)\"><rect x=\"0\" y=\"0\" width=\"20\" height=\"10\" fill=\"#ff0000\"></rect></g>",
        );
        assert_eq!(pixel(&svg, 170, 90), (255, 0, 0));
        assert_eq!(pixel(&svg, 150, 90), (255, 255, 255));
        let svg = picture(
            "<path d=\"M0 20H100\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"4\"/>",
        );
        assert_eq!(pixel(&svg, 800, 320), (0x1a, 0x1c, 0x20));
        assert_eq!(pixel(&svg, 800, 360), (255, 255, 255));
    }

    #[test]
    fn pictures_that_it_does_not_know_are_refused() {
        for content in [
            "<image/>",
            "<path d=\"M0 0A1\"/>",
            "<rect fill=\"url(#a)\" width=\"1\" height=\"1\"/>",
            "<g",
        ] {
            assert!(png(&picture(content)).is_err(), "{content}");
        }
        let words = png(&picture("<text>日本</text>")).expect_err("there is no glyph");
        assert_eq!(words, "its font has no 日 (U+65E5); the SVG has it");
        assert!(png("<svg width=\"1\" height=\"90000\"></svg>").is_err());
    }
}
