//! Hugin's networks, `.net`: nodes and potentials with fields, `key = value;`.
//!
//! The numbers of a potential vary the child's states fastest and its first parent's slowest. A class is read as the
//! network that it contains; instances of other classes are refused.

use super::super::read::assemble::assemble;
use super::super::read::faults::{Faults, shortened};
use super::super::read::list::{List, Listed};
use super::super::read::numbers::Text;
use super::super::read::parts::{Name, Parts, Table, Variable};
use super::super::read::take;
use super::super::read::token::{HUGIN, Kind, Lexer, Token};
use crate::diagnostic::{Code, Diagnostic};
use crate::scenario::Scenario;
use std::collections::BTreeSet;
use std::ops::Range;

/// The words that begin a block, possibly after `discrete` or `continuous`.
const KEYWORDS: [&str; 8] =
    ["net", "class", "node", "decision", "utility", "function", "instance", "potential"];

/// Reads a network: everything that can be read, and every fault, in the order of the file.
pub(in crate::internal::interchange) fn read(
    text: Text<'_>,
    mut faults: Faults,
) -> (Scenario, Vec<Diagnostic>) {
    let lexer = Lexer::new(text.text, 0..text.text.len(), &HUGIN);
    let mut reader = Reader {
        text: text.text,
        lexer,
        faults: &mut faults,
        parts: Parts::empty(),
        utilities: BTreeSet::new(),
        classes: 0,
    };
    reader.all();
    let Reader { lexer, mut parts, utilities, .. } = reader;
    faults.unclosed(&lexer.unclosed, text.text);
    let decisions = parts.variables.iter().filter(|variable| variable.is_choice);
    let decisions: BTreeSet<_> = decisions.map(|variable| variable.name.text.clone()).collect();
    parts.tables.retain(|table| match table.body {
        Listed::Decision => true,
        // the optimal policy that Hugin stores is not a part of the model
        Listed::Numbers(_) => {
            let child = table.child.text.as_ref();
            !utilities.contains(child) && !decisions.contains(child)
        }
    });
    assemble(text, &parts, faults)
}

/// A field of a block: its key, and the range of its value.
type Field = (Token, Range<usize>);

struct Reader<'a, 'f> {
    text: &'a str,
    lexer: Lexer<'a>,
    faults: &'f mut Faults,
    parts: Parts<'a, Listed>,
    /// Utility nodes, which are left out.
    utilities: BTreeSet<&'a str>,
    /// The number of open blocks of classes.
    classes: usize,
}

impl<'a> Reader<'a, '_> {
    fn all(&mut self) {
        loop {
            let token = self.lexer.next();
            match (token.kind, token.word(self.text)) {
                (Kind::End, _) => break,
                (Kind::Sign(b';'), _) | (Kind::Word, "discrete") => {}
                (Kind::Sign(b'}'), _) if self.classes > 0 => self.classes -= 1,
                (Kind::Word, "continuous") => self.refused("continuous variables", "can't be read"),
                (Kind::Word, "function") => self.refused("functions", "are left to Hugin"),
                (Kind::Word, "instance") => self.refused("instances of classes", "can't be read"),
                (Kind::Word, word) if KEYWORDS.contains(&word) => {
                    if self.block(word).is_none() {
                        self.parts.is_broken = true;
                        self.skip_to_block();
                    }
                }
                (Kind::Word, _) if self.classes > 0 && self.lexer.peek().is(b'=') => {
                    self.lexer.skip_statement();
                }
                _ => self.stray(token),
            }
        }
        if self.classes > 0 {
            let end = self.text.len();
            let message = "the `class` is never closed";
            self.faults.tell(Code::NetworkSyntax, end..end, message, "add `}`");
        }
    }

    /// Reports text that begins no block, once up to the next block.
    fn stray(&mut self, token: Token) {
        self.parts.is_broken = true;
        let message = format!("`{}` begins no block", shortened(token.word(self.text)));
        let place = self.faults.place(token.span());
        self.faults.push(
            Diagnostic::new(Code::NetworkSyntax, place, message)
                .help("a network is made of `net`, `node` and `potential` blocks"),
        );
        self.skip_to_block();
    }

    /// Reports a block that is not supported, and skips it.
    fn refused(&mut self, what: &str, fate: &str) {
        self.parts.is_broken = true;
        let before = self.lexer.at;
        let next = self.lexer.peek();
        if KEYWORDS.contains(&next.word(self.text)) {
            self.lexer.next();
        }
        let token = self.lexer.peek();
        let span = if token.is_word() { token.span() } else { before..before };
        let name = if token.is_word() { token.word(self.text) } else { "" };
        let message = format!("`{}`: {what} {fate}", shortened(name));
        self.faults.tell(Code::NotTaken, span, message, "save it as a discrete chance node");
        self.skip_to_block();
    }

    fn skip_to_block(&mut self) {
        loop {
            let next = self.lexer.peek();
            let word = next.word(self.text);
            let begins = KEYWORDS.contains(&word) || matches!(word, "discrete" | "continuous");
            if next.kind == Kind::End || next.kind == Kind::Word && begins {
                return;
            }
            self.lexer.next();
        }
    }

    fn block(&mut self, keyword: &str) -> Option<()> {
        if keyword == "potential" {
            return self.potential();
        }
        let name = if keyword == "net" { None } else { Some(self.name("a name")?) };
        if keyword == "class" {
            self.sign(b'{', "`{`")?;
            self.classes += 1;
            self.parts.title = self.parts.title.take().or(name);
            return Some(());
        }
        let fields = self.fields()?;
        let Some(name) = name else {
            let title = field(&fields, self.text, "name").cloned();
            let title = title.and_then(|(_, value)| self.words(&value).into_iter().next());
            self.parts.title = self.parts.title.take().or(title);
            return Some(());
        };
        if keyword == "utility" {
            self.faults.left_out(&name.span, &name.text);
            self.utilities.insert(&self.text[name.span.clone()]);
            return Some(());
        }
        let listed = field(&fields, self.text, "states").cloned();
        let states = listed.as_ref().map(|(_, value)| self.words(value)).unwrap_or_default();
        if listed.is_none() {
            let message = format!("`{}` has no states", shortened(&name.text));
            let repair = "add `states = (\"…\" \"…\");`";
            self.faults.tell(Code::NetworkSyntax, name.span.clone(), message, repair);
        }
        let states_at = listed.map_or_else(|| name.span.clone(), |(_, value)| value);
        let is_choice = keyword == "decision";
        if is_choice {
            self.parts.tables.push(Table::alone(name.clone(), Listed::Decision));
        }
        self.parts.variables.push(Variable { name, states, states_at, is_choice });
        Some(())
    }

    /// Reads `( A | B C ) { data = …; }`.
    fn potential(&mut self) -> Option<()> {
        let open = self.sign(b'(', "`(`")?;
        let child = self.name("the name of a node")?;
        let mut parents = Vec::new();
        let mut is_given = false;
        let close = loop {
            let token = self.lexer.next();
            if token.is(b')') {
                break token;
            } else if token.is(b'|') && !is_given {
                is_given = true;
            } else if token.is_word() && is_given {
                parents.push(Name::new(token.word(self.text), token.span()));
            } else {
                self.faults.expected("`|` or `)`", token, self.text);
                return None;
            }
        };
        let head = open.start..close.end;
        let fields = self.fields()?;
        let Some((_, value)) = field(&fields, self.text, "data") else {
            let is_utility = self.utilities.contains(child.text.as_ref());
            if !is_utility {
                self.no_data(&child, &fields);
            }
            return Some(());
        };
        let place = head.start..value.end;
        let body = Listed::Numbers(List::new(value.clone(), &HUGIN));
        self.parts.tables.push(Table { child, parents, head, place, body });
        Some(())
    }

    fn no_data(&mut self, child: &Name<'_>, fields: &[Field]) {
        self.parts.is_broken = true;
        let name = shortened(&child.text);
        let model = field(fields, self.text, "model_data");
        let (code, message) = match model {
            Some(_) => (Code::NotTaken, format!("the chances of `{name}` are an expression")),
            None => (Code::NoProbabilities, format!("the potential of `{name}` has no `data`")),
        };
        let span = model.map_or_else(|| child.span.clone(), |(key, _)| key.span());
        self.faults.tell(code, span, message, "write the numbers, `data = ( … );`");
    }

    /// Reads the fields between braces.
    fn fields(&mut self) -> Option<Vec<Field>> {
        let open = self.sign(b'{', "`{`")?;
        let mut fields = Vec::new();
        loop {
            let key = self.lexer.next();
            if key.is(b'}') {
                return Some(fields);
            }
            if key.is(b';') {
                continue;
            }
            if key.kind == Kind::End {
                let message = "this `{` is never closed";
                self.faults.tell(Code::NetworkSyntax, open.span(), message, "add `}`");
                return None;
            }
            if !key.is_word() {
                self.faults.expected("a field, `key = value;`,", key, self.text);
                return None;
            }
            self.sign(b'=', "`=`")?;
            fields.push((key, self.value()?));
        }
    }

    /// Reads a value up to its `;`.
    fn value(&mut self) -> Option<Range<usize>> {
        let start = self.lexer.peek().start;
        let mut end = start;
        loop {
            let token = self.lexer.next();
            if token.is(b';') {
                return Some(start..end);
            }
            if matches!(token.kind, Kind::End | Kind::Sign(b'{' | b'}')) {
                let at = end.saturating_sub(1)..end;
                self.faults.tell(Code::NetworkSyntax, at, "a `;` is missing", "add `;` after it");
                self.lexer.at = token.start;
                return (!token.is(b'{') && token.kind != Kind::End).then_some(start..end);
            }
            end = token.end;
        }
    }

    /// The words within a value.
    fn words(&self, value: &Range<usize>) -> Vec<Name<'a>> {
        let mut lexer = Lexer::new(self.text, value.clone(), &HUGIN);
        let mut found = Vec::new();
        loop {
            let token = lexer.next();
            if token.kind == Kind::End {
                return found;
            }
            if token.is_word() {
                let word = token.word(self.text);
                let name = Name::new(word, token.span());
                let plain = || Name::new(word.replace("\\\"", "\""), token.span());
                found.push(if word.contains('\\') { plain() } else { name });
            }
        }
    }

    fn name(&mut self, needed: &str) -> Option<Name<'a>> {
        take::name(&mut self.lexer, self.faults, needed)
    }

    fn sign(&mut self, sign: u8, needed: &str) -> Option<Token> {
        take::sign(&mut self.lexer, self.faults, sign, needed)
    }
}

/// The field with the key `key`.
fn field<'f>(fields: &'f [Field], text: &str, key: &str) -> Option<&'f Field> {
    fields.iter().find(|(token, _)| token.word(text) == key)
}
