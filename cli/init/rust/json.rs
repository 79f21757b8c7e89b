// JSON as RFC 8259 has it, and nothing else: the standard library reads none. For more than this, take a library (serde_json),
// and see that it refuses what this refuses: bytes behind the text, a mark before it.

pub enum Value {
    Text(String),
    Number(String), // as it was written
    Object(Vec<(String, Value)>),
    Other,
}

pub type Read<T> = Result<T, String>;

// A message may nest deeper; refusing that is allowed, a stack that overflows is not.
const DEEPEST: usize = 200;

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

/// The one value that the bytes are.
pub fn parse(bytes: &[u8]) -> Read<Value> {
    let text = std::str::from_utf8(bytes).map_err(|_| "this is no UTF-8".to_string())?;
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.skip_white_space();
    if reader.at < text.len() {
        return Err("something follows the JSON text".to_string());
    }
    Ok(value)
}

/// A string with what JSON needs around and in it.
pub fn quoted(text: &str) -> String {
    let mut result = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => result.extend(['\\', letter]),
            '\u{0}'..='\u{1f}' => result.push_str(&format!("\\u{:04x}", letter as u32)),
            _ => result.push(letter),
        }
    }
    result + "\""
}

impl Reader<'_> {
    fn peek(&self) -> u8 {
        *self.text.as_bytes().get(self.at).unwrap_or(&0)
    }

    fn skip_white_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    fn take(&mut self, word: &str) -> Read<()> {
        if !self.text[self.at..].starts_with(word) {
            return Err(format!("{} is missing", word));
        }
        self.at += word.len();
        Ok(())
    }

    fn value(&mut self, depth: usize) -> Read<Value> {
        if depth > DEEPEST {
            return Err("the JSON is nested too deeply".to_string());
        }
        self.skip_white_space();
        match self.peek() {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => Ok(Value::Text(self.string()?)),
            b't' => self.take("true").map(|_| Value::Other),
            b'f' => self.take("false").map(|_| Value::Other),
            b'n' => self.take("null").map(|_| Value::Other),
            _ => self.number(),
        }
    }

    // What stands between the brackets, with commas.
    fn items(&mut self, end: &str, mut item: impl FnMut(&mut Self) -> Read<()>) -> Read<()> {
        self.at += 1;
        self.skip_white_space();
        if self.take(end).is_ok() {
            return Ok(());
        }
        loop {
            item(self)?;
            self.skip_white_space();
            if self.take(end).is_ok() {
                return Ok(());
            }
            self.take(",")?;
        }
    }

    fn object(&mut self, depth: usize) -> Read<Value> {
        let mut members = Vec::new();
        self.items("}", |reader| {
            reader.skip_white_space();
            let name = reader.string()?;
            reader.skip_white_space();
            reader.take(":")?;
            members.push((name, reader.value(depth + 1)?));
            Ok(())
        })?;
        Ok(Value::Object(members))
    }

    fn array(&mut self, depth: usize) -> Read<Value> {
        self.items("]", |reader| reader.value(depth + 1).map(|_| ()))?;
        Ok(Value::Other)
    }

    fn digits(&mut self) -> Read<()> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        if self.at == start { Err("this is no JSON".to_string()) } else { Ok(()) }
    }

    fn number(&mut self) -> Read<Value> {
        let start = self.at;
        let _ = self.take("-");
        if self.take("0").is_err() {
            self.digits()?;
        }
        if self.take(".").is_ok() {
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Value::Number(self.text[start..self.at].to_string()))
    }

    fn string(&mut self) -> Read<String> {
        self.take("\"")?;
        let mut result = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.find(|letter: char| matches!(letter, '"' | '\\') || letter < ' ').unwrap_or(rest.len());
            result.push_str(&rest[..plain]);
            self.at += plain;
            match self.peek() {
                b'"' => break,
                b'\\' => result.push(self.escape()?),
                _ => return Err("a string does not end".to_string()),
            }
        }
        self.at += 1;
        Ok(result)
    }

    fn escape(&mut self) -> Read<char> {
        self.at += 2;
        let letter = *self.text.as_bytes().get(self.at - 1).unwrap_or(&0);
        Ok(match letter {
            b'"' | b'\\' | b'/' => letter as char,
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.four_digits()?;
                if (0xd800..0xdc00).contains(&code) {
                    self.take("\\u")?;
                    let low = self.four_digits()?;
                    if !(0xdc00..0xe000).contains(&low) {
                        return Err("a surrogate stands alone".to_string());
                    }
                    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                }
                char::from_u32(code).ok_or("a surrogate stands alone")?
            }
            _ => return Err("there is no such escape".to_string()),
        })
    }

    fn four_digits(&mut self) -> Read<u32> {
        let digits = self.text.get(self.at..self.at + 4).ok_or("an escape is cut short")?;
        self.at += 4;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err("an escape has no four digits".to_string());
        }
        u32::from_str_radix(digits, 16).map_err(|problem| problem.to_string())
    }
}
