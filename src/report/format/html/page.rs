//! The frame of the page: its head with the policy that nothing is fetched, the sections, and the downloads.

use super::blocks::blocks;
use super::markdown::markdown;
use super::print::page_header;
use crate::diagnostic::is_unfit;
use crate::report::document::Block;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

/// The style of every page.
pub(super) const STYLE: &str = include_str!("style.css");

/// A page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The title.
    pub title: String,
    /// The time span; empty for a single moment.
    pub when: String,
    /// The author; may be empty.
    pub author: String,
    /// Sentences below the title.
    pub lead: Vec<String>,
    /// The statements beside each other at the top.
    pub statements: Vec<Statement>,
    /// The sections.
    pub sections: Vec<Section>,
    /// Remarks at the end.
    pub notes: Vec<String>,
    /// The colours.
    pub theme: Theme,
    /// The size of text.
    pub size: TextSize,
    /// Data that the page carries.
    pub downloads: Vec<Download>,
}

impl Page {
    /// Returns the blocks of all sections, in their order.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        let parts = self.sections.iter().flat_map(|section| &section.parts);
        parts.flat_map(|part| match part {
            Part::Blocks(blocks) | Part::Folded(_, blocks) => blocks.as_slice(),
            Part::Markdown(_) => &[],
        })
    }
}

/// A statement at the top of a page.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The subject, such as *How likely*.
    pub heading: String,
    /// The statement.
    pub main: String,
    /// Further words; may be empty.
    pub words: String,
}

/// A section of a page.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its identifier in links.
    pub id: &'static str,
    /// Its heading.
    pub heading: String,
    /// Its content.
    pub parts: Vec<Part>,
}

/// A part of a section.
#[derive(Clone, Debug)]
pub enum Part {
    /// Sentences, tables and charts.
    Blocks(Vec<Block>),
    /// The author's own words, in Markdown; HTML in them is shown as text.
    Markdown(String),
    /// Blocks that are folded, under these words, until a reader opens them.
    Folded(String, Vec<Block>),
}

/// Data that a page carries, to be taken out again.
#[derive(Clone, Debug)]
pub struct Download {
    /// The name of the file.
    pub name: String,
    /// The media type.
    pub media: &'static str,
    /// The words of the link.
    pub words: String,
    /// The text.
    pub text: String,
}

/// The colours of a page: [`Report::theme`](crate::Report::theme).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Theme {
    /// The colours that the reader's system asks for.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The size of the text of a page: [`Report::text_size`](crate::Report::text_size).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum TextSize {
    /// The size that the reader's system has.
    #[default]
    Normal,
    /// An eighth larger.
    Large,
    /// A third larger.
    Larger,
}

impl TextSize {
    fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Large => "large",
            Self::Larger => "larger",
        }
    }
}

/// Returns the page as one HTML file.
pub fn render(page: &Page) -> String {
    let style = format!("{STYLE}{}", page_header(&page.title, &page.when));
    let hash = base64(&Sha256::digest(style.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" data-theme=(page.theme.name()) data-size=(page.size.name()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(concat!("foretell ", env!("CARGO_PKG_VERSION")));
                title { (page.title) }
                style { (PreEscaped(style)) }
            }
            body {
                (head(page))
                main { @for section in &page.sections { (section_of(section)) } }
                (footer(page))
            }
        }
    }
    .into_string();
    // what steers a text, such as marks that turn its direction, would let words pass for others
    page.chars().map(|c| if c != '\n' && is_unfit(c) { '\u{FFFD}' } else { c }).collect()
}

fn head(page: &Page) -> Markup {
    html! {
        header {
            @if !page.when.is_empty() || !page.author.is_empty() {
                p.when {
                    (page.when)
                    @if !page.when.is_empty() && !page.author.is_empty() { " · " }
                    @if !page.author.is_empty() { "by " (page.author) }
                }
            }
            h1 { (page.title) }
            @for words in &page.lead { p.lead { (words) } }
            @if !page.statements.is_empty() {
                dl.statements {
                    @for statement in &page.statements {
                        div {
                            dt { (statement.heading) }
                            dd {
                                strong { (statement.main) }
                                @if !statement.words.is_empty() { span { (statement.words) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn section_of(section: &Section) -> Markup {
    html! {
        section id=(section.id) aria-labelledby=(format!("{}-heading", section.id)) {
            h2 id=(format!("{}-heading", section.id)) { (section.heading) }
            @for part in &section.parts {
                @match part {
                    Part::Blocks(content) => (blocks(content, &section.heading)),
                    Part::Markdown(text) => div.prose { (markdown(text)) },
                    Part::Folded(words, content) => details {
                        summary { (words) }
                        (blocks(content, words))
                    },
                }
            }
        }
    }
}

fn footer(page: &Page) -> Markup {
    html! {
        footer {
            @for words in &page.notes { p.note { (words) } }
            @for download in &page.downloads {
                @if download.media == "application/json" {
                    // a reader's program finds the data by its type; browsers do not run it
                    script type="application/json" id=(download.name) { (PreEscaped(inert(&download.text))) }
                } @else {
                    p.download {
                        a download=(download.name)
                            href=(format!("data:{};base64,{}", download.media, base64(download.text.as_bytes()))) {
                            (download.words)
                        }
                    }
                }
            }
        }
    }
}

/// Returns JSON that can't end the element around it.
fn inert(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// Returns the base64 of bytes (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let of = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let word = of(0) << 16 | of(1) << 8 | of(2);
        for i in 0..4 {
            let is_there = i <= chunk.len();
            let letter = LETTERS[(word >> (18 - 6 * i) & 63) as usize];
            text.push(if is_there { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 4648, section 10.
    #[test]
    fn base64_of_the_standard() {
        let known = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
        for (length, text) in known.iter().enumerate() {
            assert_eq!(base64(&b"foobar"[..length]), *text);
        }
    }

    #[test]
    fn words_can_not_become_markup() {
        let hostile = "</title><script>alert(1)</script><img src=x onerror=alert(1)>";
        let page = Page {
            title: hostile.to_owned(),
            downloads: vec![Download {
                name: "forecast".into(),
                media: "application/json",
                words: String::new(),
                text: "{\"title\": \"</script><script>alert(1)</script>\"}".into(),
            }],
            ..Page::default()
        };
        let text = render(&page);
        assert!(!text.contains("<script>") && !text.contains("<img"), "{text}");
        assert_eq!(text.matches("</script>").count(), 1);
    }
}
