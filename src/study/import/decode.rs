//! Bytes to text: which encoding a note is in, and what could not be read in it.
//!
//! UTF-8 is believed when it is valid, UTF-16 when a byte order mark or the places of the NULs say
//! so; anything else is a legacy encoding, guessed. The text that comes out has LF line ends and no
//! control characters but tab and line feed, and text that was wrongly decoded once before has been
//! repaired. What was dropped, guessed or lost on the way is told, with its line.

use super::mojibake;
use super::outcome::Problem;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

const REPLACEMENT: char = '\u{fffd}';
/// So many lines with lost characters are named one by one; a worse note gets a sum.
const MOST_LINES_NAMED: usize = 20;

/// A note's text, ready to be read.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    /// For people: `UTF-8`, `UTF-16LE`, `UTF-8, read as windows-1254 once and repaired`.
    pub(super) how: String,
    pub(super) problems: Vec<Problem>,
}

impl Decoded<'_> {
    fn read_as(mut self, encoding: &'static Encoding) -> Self {
        let name = encoding.name();
        self.how = if self.how.is_empty() { name.to_owned() } else { format!("{name}, {}", self.how) };
        self
    }
}

pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let bom = Encoding::for_bom(bytes);
    // Most notes are UTF-8, and nothing of them is lost.
    if bom.is_none()
        && memchr::memchr(0, bytes).is_none()
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return clean(text).read_as(UTF_8);
    }
    let (encoding, rest) = match bom {
        Some((encoding, bom_bytes)) => (encoding, &bytes[bom_bytes..]),
        None => (encoding_without_bom(bytes), bytes),
    };
    let (text, _) = encoding.decode_without_bom_handling(rest);
    let mut problems = Vec::new();
    // A mark that the note itself holds is not our loss.
    if text.contains(REPLACEMENT) && !(encoding == UTF_8 && std::str::from_utf8(rest).is_ok()) {
        report_lines(
            &mut problems,
            &unreadable_by_line(&text),
            &format!("not readable as {}", encoding.name()),
        );
    }
    let decoded = clean(&text).read_as(encoding);
    problems.extend(decoded.problems);
    Decoded { text: decoded.text.into_owned().into(), how: decoded.how, problems }
}

/// The same for text that is already decoded; `how` stays empty unless something was repaired.
pub(super) fn clean(text: &str) -> Decoded<'_> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut text = with_lf(text);
    let mut problems = Vec::new();
    let mut how = String::new();
    if let Some(repair) = mojibake::repair(&text) {
        let lost_chars: usize = repair.lost.iter().map(|&(_, chars)| chars).sum();
        problems.push(Problem {
            line: None,
            message: format!(
                "the text had been read as {} instead of UTF-8: {} repaired, {} of them guessed, {} lost",
                repair.code_page,
                counted(repair.repaired + repair.guessed, "character"),
                repair.guessed,
                lost_chars,
            ),
        });
        report_lines(&mut problems, &repair.lost, "lost to wrong decoding, look at the marks");
        how = format!("read as {} once and repaired", repair.code_page);
        text = repair.text.into();
    }
    if has_unwanted_control(&text) {
        let mut dropped = Vec::new();
        for (index, line) in text.split('\n').enumerate() {
            let count = line.chars().filter(|&c| is_unwanted_control(c)).count();
            if count > 0 {
                dropped.push((index + 1, count));
            }
        }
        let total: usize = dropped.iter().map(|&(_, count)| count).sum();
        problems.push(Problem {
            line: dropped.first().map(|&(line, _)| line),
            message: format!("{} left out", counted(total, "control character")),
        });
        text.to_mut().retain(|c| !is_unwanted_control(c));
    }
    Decoded { text, how, problems }
}

/// Gives a text that comes from a database LF line ends and takes its control characters; how many.
pub(super) fn drop_controls(text: &mut String) -> usize {
    if !text.contains(|c| c == '\r' || is_unwanted_control(c)) {
        return 0;
    }
    *text = with_lf(text).into_owned();
    let count = text.chars().filter(|&c| is_unwanted_control(c)).count();
    text.retain(|c| !is_unwanted_control(c));
    count
}

/// The encoding of bytes that are not UTF-8 as a whole, or hold NULs.
fn encoding_without_bom(bytes: &[u8]) -> &'static Encoding {
    if let Some(encoding) = utf16_by_its_nuls(bytes) {
        return encoding;
    }
    // A few broken bytes in much UTF-8 are damage, not another encoding.
    let errors = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let sequences = bytes.iter().filter(|&&byte| byte >= 0xC2).count();
    if errors == 0 || sequences > errors * 4 && utf8_chars(bytes) > errors * 3 {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether bytes are no text in any encoding that is read here: pictures, programs, archives.
#[must_use]
pub fn is_binary(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(8192)];
    start.contains(&0) && utf16_by_its_nuls(bytes).is_none() && Encoding::for_bom(bytes).is_none()
}

fn utf8_chars(bytes: &[u8]) -> usize {
    bytes.utf8_chunks().map(|chunk| chunk.valid().chars().filter(|c| !c.is_ascii()).count()).sum()
}

/// UTF-16 text has its ASCII, at least blanks and line ends, as pairs with a NUL on one side.
fn utf16_by_its_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let (mut first_nuls, mut second_nuls) = (0_usize, 0_usize);
    for pair in bytes.chunks_exact(2) {
        first_nuls += usize::from(pair[0] == 0);
        second_nuls += usize::from(pair[1] == 0);
    }
    let pairs = bytes.len() / 2;
    let (encoding, nuls, others) = if second_nuls > first_nuls {
        (UTF_16LE, second_nuls, first_nuls)
    } else {
        (UTF_16BE, first_nuls, second_nuls)
    };
    // Bytes that are UTF-8 too are UTF-16 only if they would be mostly ASCII in it.
    let least_share = if std::str::from_utf8(bytes).is_ok() { 3 } else { 20 };
    let is_plausible = nuls > 0 && nuls * least_share >= pairs && others * 10 <= nuls;
    (is_plausible
        && !encoding.decode_without_bom_handling(bytes).0.trim_end_matches(REPLACEMENT).contains(REPLACEMENT))
    .then_some(encoding)
}

fn with_lf(text: &str) -> Cow<'_, str> {
    let has_returns = memchr::memchr(b'\r', text.as_bytes()).is_some();
    if has_returns { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

fn has_unwanted_control(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_c0 = |byte: u8| byte < b' ' && byte != b'\n' && byte != b'\t' || byte == 0x7f;
    // Without a way out in the middle many bytes are looked at together.
    bytes.iter().fold(false, |is_met, &byte| is_met | is_c0(byte))
        // In UTF-8, C1 are two bytes.
        || memchr::memchr_iter(0xc2, bytes).any(|at| bytes[at + 1] < 0xa0)
}

fn is_unwanted_control(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

fn unreadable_by_line(text: &str) -> Vec<(usize, usize)> {
    let lines = with_lf(text);
    let counts = lines.split('\n').map(|line| line.matches(REPLACEMENT).count());
    counts.enumerate().filter(|&(_, count)| count > 0).map(|(index, count)| (index + 1, count)).collect()
}

fn report_lines(problems: &mut Vec<Problem>, by_line: &[(usize, usize)], what: &str) {
    for &(line, count) in by_line.iter().take(MOST_LINES_NAMED) {
        problems
            .push(Problem { line: Some(line), message: format!("{} {what}", counted(count, "character")) });
    }
    if let Some(&(line, _)) = by_line.get(MOST_LINES_NAMED) {
        let rest: usize = by_line[MOST_LINES_NAMED..].iter().map(|&(_, count)| count).sum();
        problems.push(Problem {
            line: Some(line),
            message: format!("{} {what}, from this line on", counted(rest, "more character")),
        });
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], text: &str, how: &str) {
        let decoded = decode(bytes);
        assert_eq!((&*decoded.text, decoded.how.as_str()), (text, how));
    }

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn each_encoding_is_known() {
        check("What is a mutex? — چیست؟".as_bytes(), "What is a mutex? — چیست؟", "UTF-8");
        check(b"\xef\xbb\xbf# Nova\r\n\r\n- Why?\r", "# Nova\n\n- Why?\n", "UTF-8");
        check(&utf16("\u{feff}- Why?\n", u16::to_le_bytes), "- Why?\n", "UTF-16LE");
        check(&utf16("\u{feff}- Why?\n", u16::to_be_bytes), "- Why?\n", "UTF-16BE");
        check(&utf16("- Why?\n", u16::to_le_bytes), "- Why?\n", "UTF-16LE");
        check(
            &utf16("چرا این شرکت را می خواهی؟\n", u16::to_be_bytes),
            "چرا این شرکت را می خواهی؟\n",
            "UTF-16BE",
        );
        check(b"", "", "UTF-8");
    }

    #[test]
    fn a_legacy_encoding_is_guessed() {
        let russian = "Расскажите о себе. Что такое мьютекс и зачем он нужен?";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        check(&bytes, russian, "windows-1251");
    }

    #[test]
    fn a_broken_byte_does_not_change_the_encoding() {
        let mut bytes = "تفاوت نخ و فرایند چیست؟\n".as_bytes().to_vec();
        bytes.extend(b"a\xffb\n");
        let decoded = decode(&bytes);
        assert_eq!(decoded.text, "تفاوت نخ و فرایند چیست؟\na\u{fffd}b\n");
        assert_eq!(decoded.problems.len(), 1);
        assert_eq!(decoded.problems[0].line, Some(2));
    }

    #[test]
    fn control_characters_are_left_out_and_told() {
        let decoded = decode(b"- a\n- b\0c\x1b[31m\td\n");
        assert_eq!(decoded.text, "- a\n- bc[31m\td\n");
        assert_eq!(
            decoded.problems,
            [Problem { line: Some(2), message: "2 control characters left out".to_owned() }]
        );
    }
}
