//! Blocks of code in Markdown. Knows fences and nothing else of the format.

/// A fenced block of code.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    /// The text after the opening fence: `sh`, `toml whole`.
    pub(crate) info: String,
    /// The lines between the fences, each with its line break.
    pub(crate) text: String,
    /// The line of the opening fence, from 1.
    pub(crate) line: usize,
    /// Whether only blank lines stand between the block before and this one.
    pub(crate) follows: bool,
}

/// The fenced blocks of a page, in order.
pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut inside = false;
    let mut follows = false;
    for (index, line) in page.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if inside => {
                inside = false;
                follows = true;
            }
            Some(info) => {
                let info = info.trim().to_owned();
                found.push(Block { info, text: String::new(), line: index + 1, follows });
                inside = true;
            }
            None if inside => {
                let block = found.last_mut().expect("a block was opened");
                block.text.push_str(line);
                block.text.push('\n');
            }
            None => follows &= line.trim().is_empty(),
        }
    }
    assert!(!inside, "a block of code is never closed");
    found
}

#[test]
fn blocks_are_found_with_their_lines_and_neighbours() {
    let page = "a\n```sh\nfirst\n```\n\n```text\nsecond\n```\nwords\n```toml whole\n```\n";
    let found = blocks(page);
    let seen: Vec<_> = found.iter().map(|b| (b.info.as_str(), b.line, b.follows)).collect();
    assert_eq!(seen, [("sh", 2, false), ("text", 6, true), ("toml whole", 10, false)]);
    assert_eq!(found[1].text, "second\n");
}
