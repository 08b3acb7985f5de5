//! Structure, safety and numbers of pages.

use super::{data_of, page, page_of, text_of};
use crate::support::Foretell;
use base64_of::decoded;
use foretell::result::Forecast;
use quick_xml::Reader;
use quick_xml::events::Event;
use sha2::{Digest, Sha256};

/// Elements without an end tag.
const VOID: [&str; 2] = ["meta", "br"];

mod base64_of {
    /// Returns the bytes of base64 (RFC 4648, section 4).
    pub(super) fn decoded(text: &str) -> Vec<u8> {
        let value = |letter: u8| match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        let mut bytes = Vec::new();
        for chunk in text.trim_end_matches('=').as_bytes().chunks(4) {
            let word =
                chunk.iter().fold(0_u32, |word, letter| word << 6 | u32::from(value(*letter)));
            let word = word << (6 * (4 - chunk.len()));
            bytes.extend(&word.to_be_bytes()[1..chunk.len()]);
        }
        bytes
    }
}

/// Checks what every page must be: balanced, headings in order, unique identifiers, tables with captions, nothing that is
/// fetched or run, and a policy whose hash is that of its style.
fn check(page: &str) {
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\""), "{}", &page[..60]);
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
    let mut open: Vec<String> = Vec::new();
    let mut ids: Vec<String> = Vec::new();
    let mut links: Vec<String> = Vec::new();
    let (mut level, mut mains) = (0, 0);
    // data in a script is no markup
    let markup = page.replace(data_of(page), "");
    let mut reader = Reader::from_str(&markup);
    reader.config_mut().check_end_names = false;
    loop {
        let event =
            reader.read_event().unwrap_or_else(|e| panic!("{e} at {}", reader.buffer_position()));
        let (start, is_empty) = match &event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(end) => {
                let name = end.name().as_ref().to_owned();
                assert_eq!(open.pop().as_deref(), Some(&*name), "tags are balanced");
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        let name = start.name().as_ref().to_owned();
        for attribute in start.html_attributes().flatten() {
            let key = attribute.key.as_ref().to_owned();
            let value = attribute.value.into_owned();
            assert!(
                key != "style" && key != "src" && !key.starts_with("on"),
                "{name} {key}={value}"
            );
            match key.as_str() {
                "id" => ids.push(value),
                "href" => {
                    let is_safe =
                        ["#", "data:text/plain;charset=utf-8;base64,", "https://", "mailto:"];
                    assert!(is_safe.iter().any(|safe| value.starts_with(safe)), "{value}");
                    links.extend(value.strip_prefix('#').map(str::to_owned));
                }
                _ => {}
            }
        }
        if let Some(own) = name.strip_prefix('h').and_then(|level| level.parse::<u32>().ok()) {
            assert!(own <= level + 1, "h{own} comes after h{level}");
            level = own;
        }
        mains += usize::from(name == "main");
        assert!(!["link", "iframe", "object", "embed", "img", "form"].contains(&&*name), "{name}");
        if !is_empty && !VOID.contains(&&*name) {
            open.push(name);
        }
    }
    assert_eq!((open.len(), mains), (0, 1));
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all, "identifiers are unique");
    assert!(links.iter().all(|link| ids.contains(link)), "{links:?}");
    assert_eq!(page.matches("<table").count(), page.matches("<caption").count());
    assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
    let policy =
        page.split_once("content=\"default-src 'none'; style-src 'sha256-").expect("a policy").1;
    let hash = policy.split_once('\'').expect("it ends").0;
    let style =
        page.split_once("<style>").expect("a style").1.split_once("</style>").expect("it ends").0;
    assert_eq!(decoded(hash), Sha256::digest(style.as_bytes()).to_vec());
    assert_eq!(page.matches("<script").count(), 1, "data alone");
    let _: Forecast = serde_json::from_str(data_of(page)).expect("the data reads back");
}

#[test]
fn every_shipped_scenario_has_a_whole_page() {
    for path in [
        "scenarios/leaders_summit.toml",
        "scenarios/two_leaders.toml",
        "scenarios/alaska_hindcast.toml",
        "tests/bif/published/asia.bif",
    ] {
        check(&page_of(path, "20000"));
    }
}

#[test]
fn numbers_are_those_of_run() {
    let run = Foretell::line("run scenarios/two_leaders.toml -n 50000").run().stdout;
    let page = text_of(&page_of("scenarios/two_leaders.toml", "50000"));
    let row = run.lines().find(|line| line.starts_with("They meet")).expect("a row");
    let words: Vec<&str> = row.split_whitespace().collect();
    // They meet 30.1 0.3 ● unlikely (20–45 %)
    assert!(page.contains(&format!("They meet {} {} ", words[2], words[3])), "{row}\n{page}");
    assert!(page.contains(&format!("They meet: {} in 100. Unlikely.", words[2])), "{row}\n{page}");
    let parts = run.lines().find(|line| line.starts_with("Venue")).expect("a line");
    for part in
        parts.split("  ").last().unwrap_or_default().split(" · ").filter(|p| !p.contains('±'))
    {
        let number = part.rsplit(' ').next().expect("a number");
        assert!(page.contains(number), "{part}");
    }
    let json = Foretell::line("run scenarios/two_leaders.toml -n 50000 --format json").run().stdout;
    let carried = page_of("scenarios/two_leaders.toml", "50000");
    let carried: Forecast = serde_json::from_str(data_of(&carried)).expect("it reads back");
    assert_eq!(carried, serde_json::from_str::<Forecast>(&json).expect("it is JSON"));
}

#[test]
fn the_page_carries_the_scenario_byte_for_byte() {
    let text = "# a “comment”\n[event.a]\np = 0.3\n\n[question]\nq = { ask = \"a\" }\n";
    let page = page(text, &["-n", "1000"]);
    let (_, link) =
        page.split_once("href=\"data:text/plain;charset=utf-8;base64,").expect("a link");
    let carried = decoded(link.split_once('"').expect("it ends").0);
    assert_eq!(String::from_utf8(carried).expect("it is text"), text);
    let hash: Vec<String> =
        Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = hash.concat();
    assert!(text_of(&page).contains(&hash));
}

#[test]
fn hostile_words_stay_words() {
    let hostile =
        "</title></style></script><script>alert(1)</script><img src=x onerror=alert(1)> & \\\" '";
    let scenario = format!(
        "[scenario]\ntitle = \"{hostile}\"\nauthor = \"{hostile}\"\n\
         [confidence]\nlevel = \"low\"\nbecause = \"{hostile}\"\n\
         [report]\ntext = \"{hostile} [a](javascript:alert(1)) <b onclick=x>\"\n\
         [source.s]\ntitle = \"{hostile}\"\n\
         [event.a]\np = \"20% to 40%\"\nsource = \"s\"\nbecause = \"{hostile}\"\n\
         [event.b]\noutcomes = {{ \"x\" = 0.5, y = 0.5 }}\n\
         [question]\nq = {{ ask = \"a\", label = \"{hostile}\" }}\n\
         r = {{ ask = [\"a\", \"b\"], label = \"{hostile}\" }}\nt = {{ ask = \"b\", label = \"{hostile}\" }}\n"
    );
    let page = page(&scenario, &["-n", "20000"]);
    check(&page);
    assert!(!page.contains("<img") && !page.contains("href=\"javascript"));
    assert!(text_of(&page).contains("<script>alert(1)</script>"));
}

#[test]
fn questions_may_be_many_or_none_and_the_clock_may_be_absent() {
    let line = |i: usize| format!("q{i} = {{ ask = \"a == {}\" }}\n", ["x", "y"][i % 2]);
    let many = (0..300).map(line).collect::<Vec<_>>().concat();
    let event = "[event.a]\noutcomes = { x = 0.25, y = 0.75 }\n";
    check(&page(&format!("{event}[question]\n{many}"), &["-n", "1000"]));
    let none = page(event, &["-n", "1000"]);
    check(&none);
    assert!(
        text_of(&none).contains("a: y 75 in 100, x 25 in 100.")
            || text_of(&none).contains("a: y 7"),
        "{none}"
    );
    check(&page("[quantity.a]\nvalue = \"normal(0, 1)\"\n", &["-n", "1000"]));
    check(&page(
        "[event.a]\np = 0.5\n[question]\nq = { ask = \"a\", given = \"not a\" }\n",
        &["-n", "1"],
    ));
}

#[test]
fn pages_are_the_same_for_any_threads_and_go_to_files() {
    let text = "[event.a]\np = \"20% to 40%\"\n[question]\nq = { ask = \"a\" }\n";
    let one = page(text, &["-n", "20000", "--threads", "1"]);
    assert_eq!(one, page(text, &["-n", "20000", "--threads", "3"]));
    let call = Foretell::new()
        .file("a.toml", text)
        .args(["report", "a.toml", "-n", "20000", "-o", "p.html"]);
    let written = call.any_output().run();
    assert!(written.stdout.is_empty());
    assert_eq!(written.file("p.html").replace(" -o p.html", ""), one);
}
