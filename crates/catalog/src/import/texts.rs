//! Descriptions as other shops keep them, HTML, made plain text. Nothing of what is left is read as HTML again, so what
//! was escaped stays text.

use base::text::hidden;

/// Tags that begin a paragraph of their own.
const BLOCKS: [&str; 19] = [
    "p",
    "div",
    "ul",
    "ol",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "blockquote",
    "pre",
    "header",
    "footer",
    "figure",
    "hr",
];
/// Tags whose content nobody is to read.
const UNREAD: [&str; 7] = ["script", "style", "template", "iframe", "object", "svg", "head"];

/// What of a description is read: far more than what any field keeps of it.
const READ: usize = 256 << 10;

/// A description: paragraphs with an empty line between them, entries of a list with a dot before each.
pub fn prose(html: &str) -> String {
    let html = &html[..html.floor_char_boundary(READ)];
    let mut tags = Tags::default();
    let is_html = html.match_indices('<').any(|(at, _)| tags.at(&html[at..]).is_some());
    let (mut out, mut rest, mut tags) = (String::new(), html, Tags::default());
    while let Some(letter) = rest.chars().next() {
        if let Some(found) = (letter == '<').then(|| tags.at(rest)).flatten() {
            rest = found.after(rest);
            out.push_str(found.mark());
        } else if let Some((entity, length)) = (letter == '&').then(|| entity(rest)).flatten() {
            out.push(entity);
            rest = &rest[length..];
        } else {
            // An end of line means nothing in HTML.
            out.push(if is_html && matches!(letter, '\n' | '\r' | '\t') { ' ' } else { letter });
            rest = &rest[letter.len_utf8()..];
        }
    }
    tidy(&out)
}

/// A text of one line, such as a name.
pub fn line(text: &str) -> String {
    prose(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Tag<'h> {
    name: String,
    is_end: bool,
    length: usize,
    html: &'h str,
}

impl<'h> Tag<'h> {
    /// What stands behind it, and behind its content where nobody is to read that.
    fn after(&self, html: &'h str) -> &'h str {
        let rest = &html[self.length..];
        if self.is_end || !UNREAD.contains(&self.name.as_str()) || self.html.ends_with("/>") {
            return rest;
        }
        let end = |at: &usize| {
            let inside = rest.as_bytes().get(at + 2..at + 2 + self.name.len());
            rest[*at..].starts_with("</") && inside.is_some_and(|name| name.eq_ignore_ascii_case(self.name.as_bytes()))
        };
        let found = rest.match_indices('<').map(|(at, _)| at).find(end);
        let found = found.and_then(|at| Some(at + rest[at..].find('>')? + 1));
        found.map_or("", |at| &rest[at..])
    }

    fn mark(&self) -> &'static str {
        match self.name.as_str() {
            "br" => "\n",
            "li" if self.is_end => "",
            "li" => "\n\u{2022} ",
            "tr" | "dt" | "dd" => "\n",
            "td" | "th" => " ",
            name if BLOCKS.contains(&name) => "\n\n",
            _ => "",
        }
    }
}

/// Finds tags from the beginning of a text to its end. What was looked for once and is not there is not looked for
/// again, so that a text takes the time of its length, whatever is in it.
#[derive(Default)]
struct Tags {
    /// No more quotes of attributes are believed: the last one was never closed.
    is_unquoted: bool,
    /// There is no `>` any more.
    is_over: bool,
}

impl Tags {
    /// The tag or comment at the beginning of a text. A `<` that no letter follows, or that is never closed, is a
    /// letter.
    fn at<'h>(&mut self, html: &'h str) -> Option<Tag<'h>> {
        if let Some(comment) = html.strip_prefix("<!--") {
            let length = comment.find("-->").map_or(html.len(), |end| 4 + end + 3);
            return Some(Tag { name: String::new(), is_end: false, length, html: &html[..length] });
        }
        let inside = html.strip_prefix('<').filter(|_| !self.is_over)?;
        let is_end = inside.starts_with('/');
        let named = inside.trim_start_matches(['/', '!', '?']);
        let name: String = named.chars().take_while(char::is_ascii_alphanumeric).collect();
        // `</>` is what editors leave behind.
        if name.is_empty() && !inside.starts_with("/>") || name.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        let length = self.end(html)?;
        Some(Tag { name: name.to_ascii_lowercase(), is_end, length, html: &html[..length] })
    }

    /// Where a tag ends.
    fn end(&mut self, html: &str) -> Option<usize> {
        let mut quote = None;
        for (at, letter) in html.char_indices().skip(1) {
            match (quote, letter) {
                (None, '>') => return Some(at + 1),
                (None, '"' | '\'') if !self.is_unquoted && html[..at].ends_with('=') => quote = Some(letter),
                (Some(open), close) if open == close => quote = None,
                _ => {}
            }
        }
        if quote.is_some() {
            self.is_unquoted = true;
            return self.end(html);
        }
        self.is_over = true;
        None
    }
}

/// The letter that an entity stands for, and how long the entity is.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.char_indices().take(12).find(|(_, letter)| *letter == ';')?.0;
    let name = &text[1..end];
    let letter = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            // Numbers of Windows-1252 are what pages that are older than Unicode meant.
            match code {
                0x80..=0x9f => ['\u{2019}', '\u{201c}', '\u{201d}'].get(code.checked_sub(0x92)? as usize).copied()?,
                _ => char::from_u32(code)?,
            }
        }
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((letter, end + 1))
}

const NAMED: [(&str, char); 52] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("bull", '•'),
    ("middot", '·'),
    ("hellip", '…'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("euro", '€'),
    ("pound", '£'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("deg", '°'),
    ("times", '×'),
    ("frac12", '½'),
    ("ordm", 'º'),
    ("ordf", 'ª'),
    ("iexcl", '¡'),
    ("iquest", '¿'),
    ("aacute", 'á'),
    ("eacute", 'é'),
    ("iacute", 'í'),
    ("oacute", 'ó'),
    ("uacute", 'ú'),
    ("Aacute", 'Á'),
    ("Eacute", 'É'),
    ("Iacute", 'Í'),
    ("Oacute", 'Ó'),
    ("Uacute", 'Ú'),
    ("ntilde", 'ñ'),
    ("Ntilde", 'Ñ'),
    ("uuml", 'ü'),
    ("Uuml", 'Ü'),
    ("ouml", 'ö'),
    ("auml", 'ä'),
    ("szlig", 'ß'),
    ("ccedil", 'ç'),
    ("Ccedil", 'Ç'),
    ("agrave", 'à'),
    ("egrave", 'è'),
    ("ograve", 'ò'),
    ("shy", '\u{ad}'),
];

/// Takes away what cannot be seen, blanks that are too many, and more than one empty line.
fn tidy(text: &str) -> String {
    let seen = |letter: char| match letter {
        '\n' => Some('\n'),
        '\u{a0}' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        letter => hidden(letter.encode_utf8(&mut [0; 4])).is_none().then_some(letter),
    };
    let text: String = text.chars().filter_map(seen).collect();
    let mut out = String::with_capacity(text.len());
    let mut gap = 0;
    for line in text.split('\n') {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.is_empty() || line == "\u{2022}" {
            gap += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if gap > 0 { "\n\n" } else { "\n" });
        }
        out.push_str(&line);
        gap = 0;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_what_one_reads() {
        let cases = [
            ("<p>One<br />two.</p>\n<p>Three</p>", "One\ntwo.\n\nThree"),
            ("<ul>\n<li>Cotton\n<li>Wool</li></ul>", "\u{2022} Cotton\n\u{2022} Wool"),
            ("Plain\nin two lines", "Plain\nin two lines"),
            ("<b>Bold</b> and\nbroken", "Bold and broken"),
            ("Camis&oacute;n &amp; bata &#8364; &#x20AC;", "Camisón & bata € €"),
            ("<script>alert('<p>no</p>')</script>Yes<style>p{}</STYLE >.", "Yes."),
            ("<p title=\"a > b\">Kept</p>", "Kept"),
            ("5 < 7 and I <3 you", "5 < 7 and I <3 you"),
            ("<img src=x onerror=alert(1)>A<svg><a>x</a></svg>B", "AB"),
            ("a <unclosed", "a <unclosed"),
            ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
            ("&nosuch; &#xD800; &", "&nosuch; &#xD800; &"),
            ("A\u{200b}B\u{a0}C\u{0}D", "AB CD"),
            ("<!-- no --><p>x</><!-- open", "x"),
            ("<script>never closed", ""),
            ("<SVG a=1><g/></sVg>A", "A"),
            ("<p title=\"open>A</p><p>B", "A\n\nB"),
        ];
        for (html, expected) in cases {
            assert_eq!(prose(html), expected, "{html}");
        }
        assert_eq!(line(" Jersey\n<b>azul</b>  &amp; rojo "), "Jersey azul & rojo");
    }

    /// What was quadratic: half a minute and hours, where a second is far more than what it takes.
    #[test]
    fn a_text_is_read_in_the_time_of_its_length() {
        for part in ["<a", "<a=\"", "<svg></svg>", "<svg>", "<!--", "</", "&", "<a b='>", "<script></scripT"] {
            let html = part.repeat((8 << 20) / part.len());
            assert!(prose(&html).len() <= READ, "{part}");
        }
        // Where it is not cut, the work for each letter is the same.
        let steps = |count: usize| {
            let (html, mut tags) = ("<a".repeat(count), Tags::default());
            html.match_indices('<').filter(|(at, _)| !tags.is_over && tags.at(&html[*at..]).is_none()).count()
        };
        assert_eq!((steps(10), steps(100_000)), (1, 1), "the end is looked for once");
    }
}
