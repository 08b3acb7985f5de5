//! The blocks of a BIF file: its variables and the heads of its tables.

use super::super::read::faults::{Faults, shortened};
use super::super::read::parts::{Name, Parts, Table, Variable};
use super::super::read::take;
use super::super::read::token::{Dialect, Kind, Lexer, Token};
use super::flavour::Flavour;
use super::table::Rows;
use crate::diagnostic::{Code, Diagnostic, nearest};
use std::ops::Range;

/// The property that marks a decision in a file that foretell has written.
pub(super) const CHOICE: &str = "foretell choice";

/// Finds the blocks of `text`.
pub(super) fn blocks<'a>(
    text: &'a str,
    flavour: &'static Flavour,
    faults: &mut Faults,
) -> Parts<'a, Rows> {
    let lexer = Lexer::new(text, 0..text.len(), flavour.dialect);
    let mut finder = Finder { text, flavour, lexer, faults, blocks: Parts::empty(), networks: 0 };
    finder.all();
    let Finder { lexer, faults, blocks, .. } = finder;
    faults.unclosed(&lexer.unclosed, text);
    blocks
}

struct Finder<'a, 'f> {
    text: &'a str,
    flavour: &'static Flavour,
    lexer: Lexer<'a>,
    faults: &'f mut Faults,
    blocks: Parts<'a, Rows>,
    networks: usize,
}

impl<'a> Finder<'a, '_> {
    fn all(&mut self) {
        loop {
            let token = self.lexer.next();
            let word = token.word(self.text);
            let block = self.flavour.keywords.iter().position(|keyword| *keyword == word);
            match (token.kind, block) {
                (Kind::End, _) => return,
                (Kind::Word, Some(0)) => self.network(token),
                (Kind::Word, Some(1)) => self.variable(),
                (Kind::Word, Some(_)) => self.probability(token),
                (Kind::Word, None) if word == "property" => self.lexer.skip_statement(),
                (Kind::Word, None) if word == "properties" && self.flavour.is_numbered => {
                    self.properties();
                }
                (Kind::Sign(b';'), _) => {}
                _ => self.stray(token),
            }
        }
    }

    /// Reports text that begins no block, once up to the next block.
    fn stray(&mut self, token: Token) {
        let word = token.word(self.text);
        let message = if token.is(b'}') {
            "this `}` closes nothing".to_owned()
        } else {
            format!("`{}` begins no block", shortened(word))
        };
        let [network, variable, table] = self.flavour.keywords;
        let near = nearest(word, self.flavour.keywords);
        self.blocks.is_broken |= !token.is(b'}');
        let place = self.faults.place(token.span());
        self.faults.push(
            Diagnostic::new(Code::NetworkSyntax, place, message).suggest(near).help(format!(
                "a network is made of `{network}`, `{variable}` and `{table}` blocks"
            )),
        );
        if token.is(b'}') {
            return;
        }
        self.skip_to_block();
    }

    fn skip_to_block(&mut self) {
        loop {
            let next = self.lexer.peek();
            if self.begins(next) || next.kind == Kind::End {
                return;
            }
            self.lexer.next();
        }
    }

    /// Whether a token begins a block.
    fn begins(&self, token: Token) -> bool {
        token.kind == Kind::Word && self.flavour.keywords.contains(&token.word(self.text))
    }

    /// Skips a block of properties, `{ … }`.
    fn properties(&mut self) {
        while self.lexer.peek().kind != Kind::End && !self.lexer.next().is(b'}') {}
    }

    fn name(&mut self, needed: &str) -> Option<Name<'a>> {
        take::name(&mut self.lexer, self.faults, needed)
    }

    fn sign(&mut self, sign: u8, needed: &str) -> Option<Token> {
        take::sign(&mut self.lexer, self.faults, sign, needed)
    }

    fn network(&mut self, keyword: Token) {
        self.networks += 1;
        if self.networks == 2 {
            let message = "a second `network` block";
            self.faults.tell(Code::NetworkSyntax, keyword.span(), message, "a file holds one");
        }
        if self.flavour.is_numbered && self.lexer.peek().word(self.text) == "network" {
            self.lexer.next();
        }
        let unnamed = self.flavour.is_numbered && self.begins(self.lexer.peek());
        if self.lexer.peek().is_word() && !unnamed {
            let title = self.name("its name");
            if self.blocks.title.is_none() {
                self.blocks.title = title;
            }
        }
        if self.flavour.is_numbered && !self.lexer.peek().is(b'{') {
            return;
        }
        if self.sign(b'{', "`{`").is_some() {
            while let Some(token) = self.statement("network") {
                self.faults.expected("`property` or `}`", token, self.text);
                self.lexer.skip_statement();
            }
        }
    }

    /// The first token of the next statement of a block; `None` at the block's end. Skips properties.
    fn statement(&mut self, of: &str) -> Option<Token> {
        loop {
            let token = self.lexer.peek();
            let word = token.word(self.text);
            let says_nothing = word == "property"
                || self.flavour.is_numbered && matches!(word, "name" | "position");
            if token.kind == Kind::Word && says_nothing {
                self.lexer.skip_statement();
            } else if token.is(b';') {
                self.lexer.next();
            } else if token.is(b'}') {
                self.lexer.next();
                return None;
            } else if token.kind == Kind::End || self.begins(token) {
                let message = format!("the `{of}` block before this is not closed");
                self.faults.tell(Code::NetworkSyntax, token.span(), message, "add `}` before it");
                return None;
            } else {
                return Some(token);
            }
        }
    }

    fn variable(&mut self) {
        let Some(name) = self.name("the name of a variable") else {
            return self.skip_to_block();
        };
        if self.sign(b'{', "`{`").is_none() {
            return self.skip_to_block();
        }
        let span = name.span.clone();
        let mut block =
            Variable { name, states: Vec::new(), states_at: span.clone(), is_choice: false };
        let begin = self.lexer.at;
        let mut typed = false;
        while let Some(token) = self.statement("variable") {
            if token.word(self.text) == "type" && !typed {
                typed = true;
                self.lexer.next();
                if self.states(&mut block).is_none() {
                    self.lexer.skip_statement();
                }
            } else {
                let needed = if typed { "`property` or `}`" } else { "`type discrete`" };
                self.faults.expected(needed, token, self.text);
                self.lexer.skip_statement();
            }
        }
        let inside = &self.text[begin..self.lexer.at.max(begin)];
        block.is_choice = inside.contains(CHOICE);
        if !typed {
            let message = format!("the variable `{}` has no type", shortened(&block.name.text));
            self.faults.tell(
                Code::NetworkSyntax,
                span,
                message,
                "add `type discrete [ 2 ] { … };`",
            );
        }
        self.blocks.variables.push(block);
    }

    /// Reads `discrete [ 2 ] { yes, no };`, after the word `type`.
    fn states(&mut self, block: &mut Variable<'a>) -> Option<()> {
        let kind = self.name("`discrete`")?;
        if kind.text != "discrete" {
            let message = format!("a variable of the type `{}`", shortened(&kind.text));
            let repair = "only discrete variables are read";
            self.faults.tell(Code::NetworkSyntax, kind.span, message, repair);
            return None;
        }
        self.sign(b'[', "`[` and the number of states")?;
        let count = self.name("the number of states")?;
        self.sign(b']', "`]`")?;
        let open = self.sign(b'{', "`{` and the states")?;
        while self.lexer.peek().is_word() {
            let state = self.name("a state")?;
            block.states.push(state);
        }
        let close = self.sign(b'}', "`}`")?;
        block.states_at = open.start..close.end;
        if count.text.parse() != Ok(block.states.len()) {
            let message = format!(
                "`{}` says `{}` states and lists {}",
                shortened(&block.name.text),
                shortened(&count.text),
                block.states.len()
            );
            let repair = format!("write {}", block.states.len());
            self.faults.tell(Code::WrongCount, count.span, message, &repair);
        }
        if self.lexer.peek().is(b';') {
            self.lexer.next();
        } else {
            let span = close.span();
            self.faults.tell(Code::NetworkSyntax, span, "a `;` is missing", "add `;` after it");
        }
        Some(())
    }

    fn probability(&mut self, keyword: Token) {
        if self.table(keyword).is_none() {
            self.blocks.is_broken = true;
            self.skip_to_block();
        }
    }

    fn table(&mut self, keyword: Token) -> Option<()> {
        self.sign(b'(', "`(` and the variable")?;
        let child = self.name("the name of a variable")?;
        let mut parents: Vec<Name<'a>> = Vec::new();
        let mut bars = 0;
        let close = loop {
            let token = self.lexer.peek();
            if token.is_word() {
                self.lexer.next();
                parents.push(Name::new(token.word(self.text), token.span()));
            } else if token.is(b'|') && bars == 0 {
                self.lexer.next();
                bars = 1;
                if let Some(second) = parents.first() {
                    let message = "a table of two variables at once";
                    let repair = "give each variable a table of its own";
                    self.faults.tell(Code::NetworkSyntax, second.span.clone(), message, repair);
                    return None;
                }
            } else if token.is(b')') {
                break self.lexer.next();
            } else {
                self.faults.expected("`)`", token, self.text);
                return None;
            }
        };
        let head = keyword.start..close.end;
        let open = self.sign(b'{', "`{`")?;
        let body = self.body(open, &child.text);
        let place = head.start..body.end;
        let body = Rows { body, flavour: self.flavour };
        self.blocks.tables.push(Table { child, parents, head, place, body });
        Some(())
    }

    /// The range from `open` to the matching `}`.
    fn body(&mut self, open: Token, child: &str) -> Range<usize> {
        let start = open.end;
        let bytes = self.text.as_bytes();
        let mut at = start;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => at = self.lexer.after_quoted(at),
                b'/' if self.lexer.starts_comment(at) => at = self.lexer.after_comment(at),
                b'{' | b'}' if is_property(&self.text[start..at], self.flavour.dialect) => at += 1,
                b'}' => {
                    self.lexer.at = at + 1;
                    return start..at;
                }
                b'{' => {
                    let before = &self.text[start..at];
                    let next =
                        self.flavour.keywords.iter().filter_map(|word| before.rfind(word)).max();
                    let what = "the probabilities of";
                    let message = format!("a `{{` inside {what} `{}`", shortened(child));
                    let repair = if next.is_some() { "is a `}` missing before it?" } else { "" };
                    self.faults.tell(Code::NetworkSyntax, at..at + 1, message, repair);
                    if let Some(next) = next {
                        self.lexer.at = start + next;
                        return start..start + next;
                    }
                    at += 1;
                }
                _ => at += 1,
            }
        }
        self.faults.tell(Code::NetworkSyntax, open.span(), "this `{` is never closed", "add `}`");
        self.lexer.at = bytes.len();
        start..bytes.len()
    }
}

/// Whether the text before a brace, from the start of the block, ends within a `property`, which may contain
/// anything.
fn is_property(before: &str, dialect: &'static Dialect) -> bool {
    let statement = before.rfind(';').map_or(before, |at| &before[at + 1..]);
    let mut lexer = Lexer::new(statement, 0..statement.len(), dialect);
    let first = lexer.next();
    first.kind == Kind::Word && first.word(statement) == "property"
}
