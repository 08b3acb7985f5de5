//! The author's own words: Markdown without HTML, without images and with links to the web and to mail only.

use maud::{Markup, PreEscaped};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Parser, Tag, TagEnd, html::push_html};

/// The beginnings of addresses that links may have.
const ADDRESSES: [&str; 3] = ["https://", "http://", "mailto:"];

/// Returns Markdown as HTML. HTML in it is shown as text; headings are below those of a section.
pub(super) fn markdown(text: &str) -> Markup {
    let events = Parser::new(text).filter_map(|event| match event {
        Event::Html(words) | Event::InlineHtml(words) => Some(Event::Text(words)),
        Event::Start(Tag::Heading { id, classes, attrs, .. }) => {
            Some(Event::Start(Tag::Heading { level: HeadingLevel::H3, id, classes, attrs }))
        }
        Event::End(TagEnd::Heading(_)) => Some(Event::End(TagEnd::Heading(HeadingLevel::H3))),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let is_allowed = ADDRESSES.iter().any(|address| {
                dest_url.get(..address.len()).is_some_and(|own| own.eq_ignore_ascii_case(address))
            });
            let dest_url = if is_allowed { dest_url } else { CowStr::Borrowed("#text") };
            Some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        Event::Start(Tag::Image { .. } | Tag::HtmlBlock)
        | Event::End(TagEnd::Image | TagEnd::HtmlBlock) => None,
        other => Some(other),
    });
    let mut html = String::new();
    push_html(&mut html, events);
    PreEscaped(html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_marked_and_html_is_text() {
        let html = |text: &str| markdown(text).into_string();
        assert_eq!(
            html("A *b* **c** `d`."),
            "<p>A <em>b</em> <strong>c</strong> <code>d</code>.</p>\n"
        );
        assert_eq!(html("# Big"), "<h3>Big</h3>\n");
        for hostile in [
            "<script>alert(1)</script>",
            "a <b onclick=x>b</b>",
            "<div style=\"position:fixed\">x</div>",
            "![a](https://example.org/pixel.png)",
        ] {
            let html = html(hostile);
            for banned in ["<script", "<b ", "<div", "<img"] {
                assert!(!html.contains(banned), "{html}");
            }
        }
    }

    #[test]
    fn links_lead_to_the_web_or_to_mail() {
        let html = |text: &str| markdown(text).into_string();
        assert!(html("[a](https://example.org)").contains("href=\"https://example.org\""));
        for address in
            ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "JaVaScRiPt:x"]
        {
            let html = html(&format!("[a]({address})"));
            assert!(html.contains("href=\"#text\""), "{html}");
        }
    }
}
