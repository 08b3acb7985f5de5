//! The sections of the page.

use super::method::Recipe;
use super::{disagreement, figures, flipping, headline, inputs, method, statements, when};
use crate::analysis::sensitivity::{Findings, Flip};
use crate::forecast::{Answer, Body, Forecast, Origin};
use crate::report::document::{Block, Document, Links, Share};
use crate::report::forecast::Detail;
use crate::report::forecast::heading::has_worlds;
use crate::report::forecast::present::{answer_blocks, clock};
use crate::report::forecast::suppositions::suppositions;
use crate::report::forecast::{experts, known, notes};
use crate::report::format::html::{Download, Page, Part, Section, TextSize, Theme};
use crate::report::{sensitivity, trace};
use crate::scenario::{SECTIONS, Scenario};

/// All that a page is made of.
pub struct Material<'a> {
    /// The forecast.
    pub forecast: &'a Forecast,
    /// The scenario, without what is withheld.
    pub scenario: &'a Scenario,
    /// The answers of the first sentences.
    pub leading: Vec<&'a Answer>,
    /// The forecast of the first answer alone, with its origin.
    pub origin: Option<(&'a Forecast, &'a Origin)>,
    /// The changes since an earlier version.
    pub changes: Vec<Block>,
    /// The first answers as they stood on each day with news.
    pub track: Vec<Block>,
    /// A comparison of the options of each choice.
    pub options: Vec<Block>,
    /// The numbers that move the first answer.
    pub sensitive: Option<Sensitive>,
    /// Which variable depends on which.
    pub links: Option<Links>,
    /// The model in sentences.
    pub model: Document,
    /// The command that makes the page.
    pub command: String,
    /// The name and the SHA-256 of the scenario.
    pub file: (String, String),
    /// The text of the scenario; `None` if it is not carried.
    pub text: Option<String>,
    /// The forecast as JSON.
    pub json: String,
    /// The colours.
    pub theme: Theme,
    /// The size of text.
    pub size: TextSize,
}

/// The numbers that move an answer.
pub struct Sensitive {
    /// The findings.
    pub found: Findings,
    /// The smallest change that changes the word of the answer.
    pub flip: Option<Flip>,
}

/// Returns the page.
pub fn briefing(material: &Material) -> Page {
    let (forecast, scenario) = (material.forecast, material.scenario);
    let lead = suppositions(forecast).into_iter().filter_map(|block| match block {
        Block::Paragraph(words) => Some(words),
        _ => None,
    });
    let picked: Vec<&str> = match scenario.reporting.sections.as_slice() {
        [] => SECTIONS.to_vec(),
        some => some.iter().map(|name| name.value.as_str()).collect(),
    };
    let sections = picked.into_iter().filter_map(|id| {
        let (id, heading) = HEADINGS.into_iter().find(|(known, _)| *known == id)?;
        let parts = material.parts(id);
        let has_numbers = parts.iter().any(|part| matches!(part, Part::Blocks(_)));
        let is_model = id == "inputs" && !has_numbers;
        let heading = if is_model { "The model" } else { heading }.to_owned();
        (!parts.is_empty()).then_some(Section { id, heading, parts })
    });
    Page {
        title: forecast.title.clone(),
        when: clock(forecast),
        author: scenario.author.as_ref().map(|author| author.value.clone()).unwrap_or_default(),
        lead: lead.collect(),
        statements: statements::statements(forecast, scenario, &material.leading),
        sections: sections.collect(),
        notes: material.notes(),
        theme: material.theme,
        size: material.size,
        downloads: material.downloads(),
    }
}

/// The headings of the sections.
const HEADINGS: [(&str, &str); SECTIONS.len()] = [
    ("headline", "In short"),
    ("text", "The analyst’s view"),
    ("changes", "What changed"),
    ("surprises", "What surprised us"),
    ("track", "How the forecast moved"),
    ("chances", "The chances"),
    ("when", "By when"),
    ("outcomes", "What it would look like"),
    ("numbers", "How much"),
    ("origin", "Where the answer comes from"),
    ("options", "The options compared"),
    ("sensitivity", "The numbers to argue about"),
    ("experts", "Who disagrees"),
    ("inputs", "Every number, and who says so"),
    ("method", "How it was computed"),
];

impl Material<'_> {
    /// The content of a section; empty if it has none.
    fn parts(&self, id: &str) -> Vec<Part> {
        let forecast = self.forecast;
        let blocks = match id {
            "headline" => headline::blocks(forecast, &self.leading),
            "text" => {
                let text = self.scenario.reporting.text.as_ref();
                return text.map(|text| Part::Markdown(text.value.clone())).into_iter().collect();
            }
            "changes" => self.changes.clone(),
            "surprises" => known::surprises(forecast),
            "track" => self.track.clone(),
            "chances" => self.chances(),
            "when" => when::blocks(forecast, &self.leading),
            "outcomes" => {
                of_kind(forecast, |body| matches!(body, Body::Category(_) | Body::Joint(_)))
            }
            "numbers" => figures::blocks(forecast),
            "origin" => self.origin(),
            "options" => self.options.clone(),
            "sensitivity" => self.sensitivity(),
            "experts" => return self.experts(),
            "inputs" => return self.inputs(),
            "method" => {
                let recipe = Recipe { command: &self.command, sha256: &self.file.1 };
                method::blocks(forecast, &recipe)
            }
            _ => Vec::new(),
        };
        if blocks.is_empty() { Vec::new() } else { vec![Part::Blocks(blocks)] }
    }

    /// All chances as one table, with what they are.
    fn chances(&self) -> Vec<Block> {
        let is_chance = |body: &Body| matches!(body, Body::Condition(_) | Body::Date(_));
        // curves have a section of their own, and so have the sentences above them
        let mut tables =
            of_kind(self.forecast, is_chance).into_iter().filter_map(|block| match block {
                Block::Table(table) => Some(table),
                _ => None,
            });
        let first = tables.next().map(|mut first| {
            first.rows.extend(tables.flat_map(|table| table.rows));
            Block::Table(first)
        });
        let mut blocks: Vec<Block> = first.into_iter().collect();
        if !blocks.is_empty() {
            let range = if has_worlds(self.forecast) {
                "Of 100 courses of events. Range: nine in ten readings of the uncertain numbers."
            } else {
                "Of 100 courses of events. ±: one standard error from sampling."
            };
            blocks.push(Block::Note(range.to_owned()));
            let confident = notes::confidence::of_answers(self.forecast);
            blocks.extend(confident.into_iter().map(Block::Note));
        }
        blocks.extend(self.forecast.answers.iter().filter_map(notes::left_out));
        blocks
    }

    fn origin(&self) -> Vec<Block> {
        let Some((forecast, origin)) = self.origin else { return Vec::new() };
        let Some(answer) = forecast.answers.first() else { return Vec::new() };
        let mut blocks = trace::origin(answer, origin);
        let stories = origin.ways.as_ref().filter(|ways| ways.root.reached > 0);
        let stories = stories
            .map(|ways| trace::stories(answer, ways, has_worlds(forecast)))
            .unwrap_or_default();
        if !stories.is_empty() {
            blocks.push(Block::Heading("The most frequent stories".to_owned()));
            blocks.extend(stories.into_iter().map(|Share { number, label, .. }| {
                Block::Paragraph(format!("{number} in 100: {label}."))
            }));
        }
        if !blocks.is_empty() {
            blocks.insert(0, Block::Heading(headline::label(forecast, answer)));
        }
        blocks
    }

    fn sensitivity(&self) -> Vec<Block> {
        let Some(Sensitive { found, flip }) = &self.sensitive else { return Vec::new() };
        let mut blocks = sensitivity::bars_of(found);
        if blocks.is_empty() {
            return blocks;
        }
        blocks.insert(0, Block::Heading(found.label.trim().to_owned()));
        blocks.extend(flipping::block(found, flip.as_ref(), &self.forecast.yardstick));
        let first = self.leading.first();
        blocks.extend(first.and_then(|answer| disagreement::flips(self.forecast, answer)));
        blocks
    }

    fn experts(&self) -> Vec<Part> {
        let disputed = disagreement::blocks(self.forecast, &self.leading);
        let all = experts::blocks(self.forecast, true);
        if all.is_empty() {
            return Vec::new();
        }
        let blocks = (!disputed.is_empty()).then_some(Part::Blocks(disputed));
        let all = Part::Folded("Every chance as each expert would have it".to_owned(), all);
        blocks.into_iter().chain([all]).collect()
    }

    fn inputs(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        let numbers = inputs::blocks(self.scenario, &self.forecast.conditions);
        if !numbers.is_empty() {
            parts.push(Part::Blocks(numbers));
        }
        let picture = self.links.clone().map(Block::Links);
        let model: Vec<Block> = picture.into_iter().chain(self.model.blocks.clone()).collect();
        if !model.is_empty() {
            parts.push(Part::Folded("The model as a picture and in sentences".to_owned(), model));
        }
        parts
    }

    /// Remarks at the end of the page.
    fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = notes::closing(self.forecast)
            .into_iter()
            .filter_map(|block| match block {
                Block::Note(words) => Some(words),
                _ => None,
            })
            .collect();
        // what was drawn stands in the method
        notes.pop();
        let own = "Range: 9 in 10 readings of your inputs.";
        for note in &mut notes {
            if let Some(rest) = note.strip_prefix(own) {
                *note = format!("Range: 9 in 10 readings of the uncertain numbers.{rest}");
            }
        }
        let hidden = self.scenario.reporting.hidden.len();
        if hidden > 0 {
            let sources = if hidden == 1 { "One source is" } else { "Some sources are" };
            notes.push(format!(
                "{sources} withheld by the author, with the reasons of the numbers that lean on it; so this page does \
                 not carry the scenario."
            ));
        }
        notes
    }

    fn downloads(&self) -> Vec<Download> {
        let (name, _) = &self.file;
        let json = Download {
            name: "forecast".to_owned(),
            media: "application/json",
            words: String::new(),
            text: self.json.clone(),
        };
        let scenario = self.text.as_ref().map(|text| Download {
            words: format!("The scenario, {name}, to keep and to run"),
            name: name.clone(),
            media: "text/plain;charset=utf-8",
            text: text.clone(),
        });
        std::iter::once(json).chain(scenario).collect()
    }
}

/// The answers of one kind. A label that is indented below another one continues it; apart from it, it has both.
fn of_kind(forecast: &Forecast, is_wanted: impl Fn(&Body) -> bool) -> Vec<Block> {
    let mut above = "";
    let mut answers: Vec<Answer> = Vec::new();
    for answer in &forecast.answers {
        let is_below = answer.label.starts_with(' ');
        if !is_below {
            above = &answer.label;
        }
        if !is_wanted(&answer.body) {
            continue;
        }
        let mut answer = answer.clone();
        if is_below && !above.is_empty() && !matches!(answer.body, Body::Condition(_)) {
            answer.label = format!("{above}, {}", answer.label.trim());
        }
        answers.push(answer);
    }
    answer_blocks(&answers, forecast, Detail::Brief)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sources;
    use crate::report::forecast::sample;

    fn ids(forecast: &Forecast, scenario: &Scenario) -> Vec<&'static str> {
        let material = Material {
            forecast,
            scenario,
            leading: headline::leading(forecast, &[]),
            origin: None,
            changes: Vec::new(),
            track: Vec::new(),
            options: Vec::new(),
            sensitive: None,
            links: None,
            model: Document::default(),
            command: "foretell report a.toml".to_owned(),
            file: ("a.toml".to_owned(), "00".to_owned()),
            text: None,
            json: "{}".to_owned(),
            theme: Theme::Auto,
            size: TextSize::default(),
        };
        briefing(&material).sections.iter().map(|section| section.id).collect()
    }

    #[test]
    fn sections_without_content_are_left_out_and_others_are_picked() {
        let mut sources = Sources::default();
        let mut scenario = Scenario::empty(sources.add("a.toml", ""));
        let two = sample::two_leaders();
        assert_eq!(ids(&two, &scenario), ["headline", "chances", "outcomes", "method"]);
        let summit = sample::leaders_summit();
        assert!(ids(&summit, &scenario).contains(&"numbers"));
        let place = crate::diagnostic::Place::new(scenario.file, 0..0);
        let picked = |name: &str| crate::diagnostic::Located::new(name.to_owned(), place);
        scenario.reporting.sections = vec![picked("method"), picked("chances")];
        assert_eq!(ids(&two, &scenario), ["method", "chances"]);
    }
}
