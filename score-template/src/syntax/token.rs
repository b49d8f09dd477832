//! Cuts a template into tokens.

use crate::text::describe_char;

/// What a token is. The order does not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Not a token: the lexer says what is wrong.
    Error,
    End,
    /// Text between actions.
    Text,
    LeftDelimiter,
    RightDelimiter,
    Space,
    Assign,
    Declare,
    Pipe,
    LeftParen,
    RightParen,
    /// A printable ASCII character with no meaning of its own, such as a comma.
    Char,
    Bool,
    CharConstant,
    Number,
    Complex,
    String,
    RawString,
    /// `.name`
    Field,
    /// `$` or `$name`
    Variable,
    Identifier,
    Dot,
    Keyword(Keyword),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    Block,
    Break,
    Continue,
    Define,
    Else,
    End,
    If,
    Nil,
    Range,
    Template,
    With,
}

impl Keyword {
    fn find(word: &str) -> Option<Keyword> {
        Some(match word {
            "block" => Keyword::Block,
            "break" => Keyword::Break,
            "continue" => Keyword::Continue,
            "define" => Keyword::Define,
            "else" => Keyword::Else,
            "end" => Keyword::End,
            "if" => Keyword::If,
            "nil" => Keyword::Nil,
            "range" => Keyword::Range,
            "template" => Keyword::Template,
            "with" => Keyword::With,
            _ => return None,
        })
    }
}

/// A piece of the template.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    /// The piece as written, except that text is without what a trim marker takes away.
    pub(super) text: &'t str,
    /// Where it starts, in bytes.
    pub(super) start: usize,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// The token as messages show it.
    pub(super) fn describe(&self) -> String {
        match self.kind {
            Kind::End => "EOF".to_owned(),
            Kind::Dot | Kind::Keyword(_) => format!("<{}>", self.text),
            _ => match self.text.char_indices().nth(10) {
                Some((end, _)) if self.text.len() > 10 => {
                    format!("{}...", crate::text::quoted(&self.text[..end]))
                }
                _ => crate::text::quoted(self.text),
            },
        }
    }
}

/// White space that separates arguments and that trim markers take away.
fn is_space(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\r' | '\n')
}

pub(super) struct Lexer<'t> {
    input: &'t str,
    position: usize,
    in_action: bool,
    open_parens: usize,
    /// What is wrong, once there was a token of kind `Error`, behind which nothing follows.
    pub(super) mistake: Option<String>,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(input: &'t str) -> Lexer<'t> {
        Lexer { input, position: 0, in_action: false, open_parens: 0, mistake: None }
    }

    pub(super) fn next(&mut self) -> Token<'t> {
        if self.mistake.is_some() {
            return self.take(Kind::End, 0);
        }
        if self.in_action { self.inside_action() } else { self.text() }
    }

    fn rest(&self) -> &'t str {
        &self.input[self.position..]
    }

    /// The next `length` bytes as a token.
    fn take(&mut self, kind: Kind, length: usize) -> Token<'t> {
        let start = self.position;
        let text = &self.input[start..start + length];
        self.skip(length);
        Token { kind, text, start }
    }

    fn skip(&mut self, length: usize) {
        self.position += length;
    }

    /// An error that covers the next `length` bytes.
    fn error(&mut self, length: usize, message: impl Into<String>) -> Token<'t> {
        self.mistake = Some(message.into());
        self.take(Kind::Error, length)
    }

    fn text(&mut self) -> Token<'t> {
        loop {
            let rest = self.rest();
            let mut braces = memchr::memchr_iter(b'{', rest.as_bytes());
            let Some(found) = braces.find(|at| rest.as_bytes().get(at + 1) == Some(&b'{')) else {
                let kind = if rest.is_empty() { Kind::End } else { Kind::Text };
                return self.take(kind, rest.len());
            };
            let trims = trims_before(&rest[found + 2..]);
            if found > 0 {
                let text = if trims { rest[..found].trim_end_matches(is_space) } else { &rest[..found] };
                let token = self.take(Kind::Text, text.len());
                self.skip(found - text.len());
                if !token.text.is_empty() {
                    return token;
                }
            }
            let marker = if trims { 2 } else { 0 };
            if self.rest()[2 + marker..].starts_with("/*") {
                if let Some(error) = self.comment(2 + marker) {
                    return error;
                }
                continue;
            }
            let token = self.take(Kind::LeftDelimiter, 2);
            self.skip(marker);
            self.in_action = true;
            self.open_parens = 0;
            return token;
        }
    }

    /// Skips a comment, whose `/*` is `offset` bytes ahead.
    fn comment(&mut self, offset: usize) -> Option<Token<'t>> {
        self.skip(offset);
        let rest = self.rest();
        let Some(length) = rest[2..].find("*/").map(|found| found + 4) else {
            return Some(self.error(rest.len(), "unclosed comment"));
        };
        let Some((close, trims)) = right_delimiter(&rest[length..]) else {
            return Some(self.error(length, "comment ends before closing delimiter"));
        };
        self.skip(length + close);
        if trims {
            self.trim_start();
        }
        None
    }

    fn trim_start(&mut self) {
        let rest = self.rest();
        self.skip(rest.len() - rest.trim_start_matches(is_space).len());
    }

    fn inside_action(&mut self) -> Token<'t> {
        let rest = self.rest();
        if let Some((length, trims)) = right_delimiter(rest) {
            if self.open_parens > 0 {
                return self.error(length, "unclosed left paren");
            }
            self.skip(length - 2);
            let token = self.take(Kind::RightDelimiter, 2);
            if trims {
                self.trim_start();
            }
            self.in_action = false;
            return token;
        }
        let Some(first) = rest.chars().next() else { return self.error(0, "unclosed action") };
        match first {
            ' ' | '\t' | '\r' | '\n' => self.space(),
            '=' => self.take(Kind::Assign, 1),
            ':' if rest.starts_with(":=") => self.take(Kind::Declare, 2),
            ':' => self.error(1, "expected :="),
            '|' => self.take(Kind::Pipe, 1),
            '"' => self.delimited('"', Kind::String, "unterminated quoted string"),
            '\'' => self.delimited('\'', Kind::CharConstant, "unterminated character constant"),
            '`' => match rest[1..].find('`') {
                Some(found) => self.take(Kind::RawString, found + 2),
                None => self.error(rest.len(), "unterminated raw quoted string"),
            },
            '$' => self.name(1, Kind::Variable),
            // A point that ends the text is taken for a number.
            '.' if rest.len() > 1 && !rest[1..].starts_with(|next: char| next.is_ascii_digit()) => {
                if at_terminator(&rest[1..]) {
                    self.take(Kind::Dot, 1)
                } else {
                    self.name(1, Kind::Field)
                }
            }
            '.' | '+' | '-' | '0'..='9' => self.number(),
            '(' => {
                self.open_parens += 1;
                self.take(Kind::LeftParen, 1)
            }
            ')' if self.open_parens == 0 => self.error(1, "unexpected right paren"),
            ')' => {
                self.open_parens -= 1;
                self.take(Kind::RightParen, 1)
            }
            _ if is_name(first) => self.name(0, Kind::Identifier),
            ' '..='~' => self.take(Kind::Char, 1),
            _ => {
                let message = format!("unrecognized character in action: {}", describe_char(first));
                self.error(first.len_utf8(), message)
            }
        }
    }

    /// A run of spaces. The last of them belongs to a closing trim marker when one follows.
    fn space(&mut self) -> Token<'t> {
        let rest = self.rest();
        let mut length = rest.len() - rest.trim_start_matches(is_space).len();
        if rest[length - 1..].get(1..).is_some_and(|after| after.starts_with("-}}")) {
            length -= 1;
            if length == 0 {
                return self.inside_action();
            }
        }
        self.take(Kind::Space, length)
    }

    /// A constant between two `quote`s on one line, in which a backslash escapes.
    fn delimited(&mut self, quote: char, kind: Kind, unterminated: &str) -> Token<'t> {
        let rest = self.rest();
        let mut chars = rest.char_indices().skip(1);
        while let Some((at, char)) = chars.next() {
            match char {
                '\n' => break,
                '\\' if !matches!(chars.next(), Some((_, escaped)) if escaped != '\n') => break,
                _ if char == quote => return self.take(kind, at + 1),
                _ => {}
            }
        }
        let length = rest.find('\n').unwrap_or(rest.len());
        self.error(length, unterminated)
    }

    /// A name after `prefix` bytes: a field, a variable, a keyword, a truth value or a function.
    fn name(&mut self, prefix: usize, kind: Kind) -> Token<'t> {
        let rest = self.rest();
        let ascii = rest.as_bytes()[prefix..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_');
        let length = prefix + ascii.count();
        let more = rest[length..].find(|char| !is_name(char));
        let length = more.map_or(rest.len(), |more| length + more);
        if !at_terminator(&rest[length..]) {
            let bad = rest[length..].chars().next().unwrap_or_default();
            return self.error(length + bad.len_utf8(), format!("bad character {}", describe_char(bad)));
        }
        let word = &rest[..length];
        let kind = match kind {
            Kind::Identifier => match word {
                "true" | "false" => Kind::Bool,
                _ => Keyword::find(word).map_or(Kind::Identifier, Kind::Keyword),
            },
            other => other,
        };
        self.take(kind, length)
    }

    fn number(&mut self) -> Token<'t> {
        let rest = self.rest();
        let Some(length) = scan_number(rest) else {
            let length = number_like(rest);
            return self
                .error(length, format!("bad number syntax: {}", crate::text::quoted(&rest[..length])));
        };
        if !rest[length..].starts_with(['+', '-']) {
            return self.take(Kind::Number, length);
        }
        match scan_number(&rest[length..]) {
            Some(more) if rest[..length + more].ends_with('i') => self.take(Kind::Complex, length + more),
            _ => {
                let length = length + number_like(&rest[length..]);
                self.error(length, format!("bad number syntax: {}", crate::text::quoted(&rest[..length])))
            }
        }
    }
}

/// The length of what looks like a number, or nothing when a letter or digit follows it.
fn scan_number(text: &str) -> Option<usize> {
    let length = number_length(text);
    match text[length..].chars().next() {
        Some(next) if is_name(next) => None,
        _ => Some(length),
    }
}

/// The length of what looks like a number and the character that spoils it.
fn number_like(text: &str) -> usize {
    let length = number_length(text);
    length + text[length..].chars().next().filter(|&next| is_name(next)).map_or(0, char::len_utf8)
}

fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let run = |mut at: usize, digit: fn(&u8) -> bool| {
        while bytes.get(at).is_some_and(|byte| digit(byte) || *byte == b'_') {
            at += 1;
        }
        at
    };
    let mut digit: fn(&u8) -> bool = u8::is_ascii_digit;
    let mut exponent: &[u8] = b"eE";
    if bytes.get(at) == Some(&b'0') {
        at += 1;
        let is_octal: fn(&u8) -> bool = |byte| matches!(byte, b'0'..=b'7');
        let is_binary: fn(&u8) -> bool = |byte| matches!(byte, b'0' | b'1');
        match bytes.get(at) {
            Some(b'x' | b'X') => (digit, exponent) = (u8::is_ascii_hexdigit, b"pP"),
            Some(b'o' | b'O') => (digit, exponent) = (is_octal, b""),
            Some(b'b' | b'B') => (digit, exponent) = (is_binary, b""),
            _ => {}
        }
        at += usize::from(exponent != b"eE");
    }
    at = run(at, digit);
    if bytes.get(at) == Some(&b'.') {
        at = run(at + 1, digit);
    }
    if bytes.get(at).is_some_and(|byte| exponent.contains(byte)) {
        at += 1;
        at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
        at = run(at, u8::is_ascii_digit);
    }
    at + usize::from(bytes.get(at) == Some(&b'i'))
}

/// Whether what follows `{{` begins with a trim marker: a minus and a space.
fn trims_before(text: &str) -> bool {
    text.starts_with('-') && text[1..].starts_with(is_space)
}

/// The length of a closing delimiter with its trim marker, and whether it has one.
fn right_delimiter(text: &str) -> Option<(usize, bool)> {
    match text.as_bytes() {
        [b'}', b'}', ..] => Some((2, false)),
        [b' ' | b'\t' | b'\r' | b'\n', b'-', b'}', b'}', ..] => Some((4, true)),
        _ => None,
    }
}

/// Whether a name may end here.
fn at_terminator(text: &str) -> bool {
    matches!(
        text.as_bytes(),
        [] | [b' ' | b'\t' | b'\r' | b'\n' | b'.' | b',' | b'|' | b':' | b'(' | b')', ..] | [b'}', b'}', ..]
    )
}

fn is_name(char: char) -> bool {
    match char.is_ascii() {
        true => char == '_' || char.is_ascii_alphanumeric(),
        false => char.is_alphabetic() || char.is_numeric(),
    }
}
