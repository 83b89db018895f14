//! Text that was UTF-8 and was once read as windows-1252 or windows-1254: putting it right.
//!
//! Such text is told from clean text by evidence over the whole note: pairs, triples and quadruples
//! of Latin characters whose bytes are UTF-8 of something a note would hold. Clean text, Turkish,
//! French or Persian, has next to none and is never changed. The bytes 81 8D 8E 8F 90 9D 9E and AD
//! were dropped on the way; a sequence that lacks one is completed only where its neighbours leave
//! no choice, and is otherwise marked with U+FFFD. Every repaired character, encoded again, gives
//! what stood there. Chinese and Japanese rarely come back: too many of their bytes are dropped.

const REPLACEMENT: char = '\u{fffd}';

/// Repaired text and what it cost.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Repair {
    pub(super) text: String,
    pub(super) code_page: &'static str,
    /// Characters put right with nothing missing.
    pub(super) repaired: usize,
    /// Characters of which a byte was missing and could only be one.
    pub(super) guessed: usize,
    /// Lines, counted from 1, with how many characters each has lost.
    pub(super) lost: Vec<(usize, usize)>,
}

/// `None` where the text is clean.
pub(super) fn repair(text: &str) -> Option<Repair> {
    if !has_sequence(text) {
        return None;
    }
    let evidence = weigh(text);
    if !evidence.speaks_for_damage() {
        return None;
    }
    let mut repair = Repair {
        text: String::with_capacity(text.len()),
        code_page: if evidence.is_turkish { "windows-1254" } else { "windows-1252" },
        repaired: 0,
        guessed: 0,
        lost: Vec::new(),
    };
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            repair.text.push('\n');
        }
        let line_start = repair.text.len();
        let mut lost_chars = 0;
        for segment in segments(line) {
            repair_segment(segment, &evidence, line_start, &mut repair, &mut lost_chars);
        }
        if lost_chars > 0 {
            repair.lost.push((index + 1, lost_chars));
        }
    }
    (repair.repaired + repair.guessed > 0).then_some(repair)
}

/// Whether any two characters may be the first bytes of one: the first of them is from Â to ş, all of
/// which begin with the bytes C3 to C5 in UTF-8, and neither is ASCII.
fn has_sequence(text: &str) -> bool {
    let bytes = text.as_bytes();
    !text.is_ascii()
        && memchr::memchr3_iter(0xC3, 0xC4, 0xC5, bytes)
            .any(|at| bytes.get(at + 2).is_some_and(|next| !next.is_ascii()))
}

/// What speaks for and against damage in a whole note.
#[derive(Default)]
struct Evidence {
    points: usize,
    damaged_chars: usize,
    clean_chars: usize,
    /// Letters that only windows-1254 has were seen.
    is_turkish: bool,
    /// Lead bytes of whole sequences, a bit each from C0; a lone lead byte that never leads anything is a letter.
    leads: u64,
}

impl Evidence {
    fn speaks_for_damage(&self) -> bool {
        self.points >= 3 && (self.points >= 9 || self.clean_chars <= self.damaged_chars)
    }

    fn has_lead(&self, byte: u8) -> bool {
        byte >= 0xC0 && self.leads >> (byte - 0xC0) & 1 == 1
    }
}

/// One character of a segment, or several that were one before.
enum Unit {
    Plain,
    /// So many characters are the bytes of this one.
    Whole {
        chars: usize,
        was: char,
    },
    /// A sequence that ends too early.
    Broken {
        bytes: [u8; 3],
        chars: usize,
    },
}

fn weigh(text: &str) -> Evidence {
    let mut evidence = Evidence::default();
    for line in text.split('\n').filter(|line| !line.is_ascii()) {
        for segment in segments(line) {
            weigh_segment(segment, &mut evidence);
        }
    }
    evidence
}

fn weigh_segment(segment: &str, evidence: &mut Evidence) {
    let chars: Vec<char> = segment.chars().collect();
    let fit = Fit::of(&chars);
    if !fit.is_at_least(8) {
        evidence.clean_chars += fit.foreign;
        return;
    }
    evidence.damaged_chars += fit.whole;
    let (mut at, mut touches_unit, mut in_code, mut east_asian_run) = (0, false, false, 0);
    while at < chars.len() {
        match unit_at(&chars, at) {
            Unit::Plain => {
                in_code ^= chars[at] == '`';
                touches_unit = false;
                east_asian_run = 0;
                at += 1;
            }
            Unit::Broken { chars: count, .. } => {
                evidence.is_turkish |= is_turkish(&chars[at..at + count]);
                touches_unit = true;
                at += count;
            }
            Unit::Whole { chars: count, was } => {
                let before = at.checked_sub(1).map(|at| chars[at]);
                let after = chars.get(at + count).copied();
                let stands_in_word = touches_unit
                    || before.is_some_and(char::is_alphanumeric)
                    || after.is_some_and(|c| {
                        c.is_alphanumeric() || high_byte(c).is_some_and(|byte| byte >= 0xC2)
                    });
                let is_quoted = in_code || before.is_some_and(is_quote) && after.is_some_and(is_quote);
                east_asian_run = if is_east_asian(was) { east_asian_run + 1 } else { 0 };
                evidence.points += match (is_quoted, stands_in_word, count) {
                    (true, ..) => 0,
                    _ if is_east_asian(was) && east_asian_run < 3 => 0,
                    (_, true, 2) => 2,
                    (_, true, _) => 3,
                    (_, false, 2) => 0,
                    (_, false, _) => 1,
                };
                if let Some(lead) = high_byte(chars[at]) {
                    evidence.leads |= 1 << (lead & 0x3F);
                }
                evidence.is_turkish |= is_turkish(&chars[at..at + count]);
                touches_unit = true;
                at += count;
            }
        }
    }
}

fn repair_segment(
    segment: &str,
    evidence: &Evidence,
    line_start: usize,
    repair: &mut Repair,
    lost_chars: &mut usize,
) {
    let chars: Vec<char> = segment.chars().collect();
    if segment.is_ascii() || !Fit::of(&chars).is_at_least(6) {
        repair.text.push_str(segment);
        return;
    }
    let (mut at, mut touches_unit) = (0, false);
    while at < chars.len() {
        match unit_at(&chars, at) {
            Unit::Whole { chars: count, was } => {
                repair.text.push(was);
                repair.repaired += 1;
                touches_unit = true;
                at += count;
            }
            Unit::Broken { bytes, chars: count }
                if count > 1
                    || touches_unit
                    || matches!(bytes[0], 0xD8 | 0xD9)
                    || evidence.has_lead(bytes[0])
                    || chars.get(at + 1).is_some_and(|_| !matches!(unit_at(&chars, at + 1), Unit::Plain)) =>
            {
                let after = match chars.get(at + count) {
                    None => None,
                    Some(&next) => match unit_at(&chars, at + count) {
                        Unit::Whole { was, .. } => Some(was),
                        Unit::Broken { .. } => Some('ف'),
                        Unit::Plain => Some(next),
                    },
                };
                if let Some(was) = guess(&bytes[..count], near_end(&repair.text[line_start..]), after) {
                    repair.text.push(was);
                    repair.guessed += 1;
                } else {
                    repair.text.push(REPLACEMENT);
                    *lost_chars += 1;
                }
                touches_unit = true;
                at += count;
            }
            Unit::Broken { .. } | Unit::Plain => {
                touches_unit = false;
                repair.text.push(chars[at]);
                at += 1;
            }
        }
    }
}

/// The character of which only these bytes are left, where its neighbours leave no choice.
fn guess(bytes: &[u8], before: &str, after: Option<char>) -> Option<char> {
    let last = before.chars().next_back();
    let after_emoji = last.is_some_and(is_emoji);
    let ends_word = !after.is_some_and(char::is_alphabetic);
    match *bytes {
        // U+062D is the only letter among D8 81..9E and D8 AD.
        [0xD8] => Some('ح'),
        // No Persian word ends in "هف": what follows a last ه is the vowel mark of the ezafe.
        [0xD9] if last == Some('ه') && ends_word => Some('\u{650}'),
        [0xD9] => Some('ف'),
        [0xE2, 0x80] if after_emoji && after.is_some_and(is_emoji) => Some('\u{200d}'),
        [0xE2, 0x80] if before.matches('“').count() > before.matches('”').count() => Some('”'),
        [0xE2, 0x8C] if after_emoji => Some('❌'),
        [0xE2] if after_emoji && ends_word => Some('❎'),
        [0xEF, 0xB8] if last.is_some_and(|c| !c.is_alphanumeric()) => Some('\u{fe0f}'),
        [0xF0, 0x9F, tone @ 0xBB..=0xBF] if last.is_some_and(is_person) => {
            char::from_u32(0x1F3FB + u32::from(tone - 0xBB))
        }
        // The status of an application: résumé, call, interview, task.
        [0xF0, 0x9F, 0x93] if last == Some('📜') => Some('📞'),
        [0xF0, 0x9F, 0x93] if last == Some('🔧') => Some('📝'),
        // í is the only small letter among C3 81..9E and C3 AD.
        [0xC3] if last.is_some_and(char::is_lowercase) && after.is_some_and(char::is_lowercase) => Some('í'),
        _ => None,
    }
}

/// As much of a line as a guess looks back on.
fn near_end(text: &str) -> &str {
    &text[text.floor_char_boundary(text.len().saturating_sub(600))..]
}

/// How much of a segment is whole sequences.
#[derive(Default)]
struct Fit {
    whole: usize,
    foreign: usize,
}

impl Fit {
    fn of(chars: &[char]) -> Self {
        let (mut fit, mut at) = (Self::default(), 0);
        while at < chars.len() {
            match unit_at(chars, at) {
                Unit::Whole { chars, .. } => {
                    fit.whole += chars;
                    at += chars;
                }
                // A lone lead byte of a letter is as likely a letter: French é, Turkish ş.
                Unit::Broken { bytes, chars } => {
                    let is_likely = matches!(bytes[0], 0xD8..=0xDB) || chars > 1;
                    fit.foreign += if is_likely { 0 } else { chars };
                    at += chars;
                }
                Unit::Plain => {
                    fit.foreign += usize::from(!chars[at].is_ascii());
                    at += 1;
                }
            }
        }
        fit
    }

    fn is_at_least(&self, tenths: usize) -> bool {
        self.whole > 0 && self.whole * 10 >= (self.whole + self.foreign) * tenths
    }
}

/// Stretches of a line without, and with, characters that no code page has: those are clean.
fn segments(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let kind = is_in_code_page(first);
        let end = rest.find(|c| is_in_code_page(c) != kind && !c.is_ascii()).unwrap_or(rest.len());
        let (segment, tail) = rest.split_at(end);
        rest = tail;
        Some(segment)
    })
}

fn is_in_code_page(c: char) -> bool {
    c.is_ascii() || high_byte(c).is_some()
}

fn unit_at(chars: &[char], at: usize) -> Unit {
    let Some(lead) = high_byte(chars[at]).filter(|byte| (0xC2..=0xF4).contains(byte)) else {
        return Unit::Plain;
    };
    let needed = match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    };
    let mut bytes = [lead, 0, 0, 0];
    let mut count = 1;
    while count < needed
        && let Some(byte) =
            chars.get(at + count).and_then(|&c| high_byte(c)).filter(|byte| byte & 0xC0 == 0x80)
    {
        bytes[count] = byte;
        count += 1;
    }
    if count < needed {
        return Unit::Broken { bytes: [bytes[0], bytes[1], bytes[2]], chars: count };
    }
    match std::str::from_utf8(&bytes[..needed]).ok().and_then(|text| text.chars().next()) {
        Some(was) if is_plausible(was) => Unit::Whole { chars: needed, was },
        _ => Unit::Plain,
    }
}

/// The byte above 7F that a character stands for in windows-1252, windows-1254 or, as encoders that
/// do not drop undefined bytes have it, among the C1 controls. The two pages never disagree.
fn high_byte(c: char) -> Option<u8> {
    Some(match c {
        '€' => 0x80,
        '‚' => 0x82,
        'ƒ' => 0x83,
        '„' => 0x84,
        '…' => 0x85,
        '†' => 0x86,
        '‡' => 0x87,
        'ˆ' => 0x88,
        '‰' => 0x89,
        'Š' => 0x8A,
        '‹' => 0x8B,
        'Œ' => 0x8C,
        'Ž' => 0x8E,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        '˜' => 0x98,
        '™' => 0x99,
        'š' => 0x9A,
        '›' => 0x9B,
        'œ' => 0x9C,
        'ž' => 0x9E,
        'Ÿ' => 0x9F,
        'Ğ' => 0xD0,
        'İ' => 0xDD,
        'Ş' => 0xDE,
        'ğ' => 0xF0,
        'ı' => 0xFD,
        'ş' => 0xFE,
        '\u{80}'..='\u{ff}' => u8::try_from(u32::from(c)).ok()?,
        _ => return None,
    })
}

/// What notes hold: European letters, Hebrew, Arabic, punctuation, symbols, emoji, East Asian.
fn is_plausible(c: char) -> bool {
    matches!(c,
        '\u{a0}'..='\u{17f}' | '\u{370}'..='\u{45f}' | '\u{490}'..='\u{491}' | '\u{5d0}'..='\u{5ea}'
        | '\u{60c}'..='\u{6f9}' | '\u{900}'..='\u{97f}' | '\u{1e00}'..='\u{1eff}' | '\u{2000}'..='\u{2bff}'
        | '\u{fb50}'..='\u{feff}' | '\u{1f000}'..='\u{1faff}')
        || is_east_asian(c)
}

fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{ff00}'..='\u{ffef}')
}

/// Whether one of them is a letter that windows-1254 has and windows-1252 has not.
fn is_turkish(chars: &[char]) -> bool {
    chars.iter().any(|&c| "ĞİŞğış".contains(c))
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

fn is_person(c: char) -> bool {
    matches!(c, '\u{1f440}'..='\u{1f487}' | '\u{1f590}'..='\u{1f596}' | '\u{1f645}'..='\u{1f64f}' | '\u{1f910}'..='\u{1f9df}')
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '«' | '»' | '(' | ')' | '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{Encoding, WINDOWS_1252, WINDOWS_1254};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn only_what_has_a_sequence_may_be_damaged(text in "[a\u{80}-\u{17f}\u{2018}-\u{2026}\u{20ac}\u{2122}\u{436}]{0,8}") {
            prop_assert!(has_sequence(&text) || weigh(&text).points == 0);
        }
    }

    /// Reads UTF-8 the wrong way, as the damaged notes were.
    fn damage(text: &str, page: &'static Encoding) -> String {
        let dropped: &[u8] = if page == WINDOWS_1254 {
            &[0x81, 0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E, 0xAD]
        } else {
            &[0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xAD]
        };
        let kept: Vec<u8> = text.bytes().filter(|byte| !dropped.contains(byte)).collect();
        page.decode_without_bom_handling(&kept).0.into_owned()
    }

    #[track_caller]
    fn check_clean(text: &str) {
        assert_eq!(repair(text), None);
    }

    #[track_caller]
    fn check_damaged(text: &str, guessed: usize, lost: &[(usize, usize)]) {
        let repair = repair(&damage(text, WINDOWS_1254)).expect("damage is seen");
        assert_eq!(repair.text, text);
        assert_eq!((repair.guessed, repair.lost.as_slice()), (guessed, lost));
    }

    #[test]
    fn clean_text_never_changes() {
        check_clean("Where does the cache live?");
        check_clean("Şu an İstanbul’da çalışıyorum; ğ, ı ve ş harfleri de var… “GÜMÜŞ”");
        check_clean("L’été, à l’école, où ça ? « CAFÉ » – c’est déjà prêt… GARÇON, « Â » et “É”.");
        check_clean("مصاحبه با دو نفر بود؛ نیم‌فاصله هم دارد. گفتم «چرا؟»");
        check_clean("Why does é show up as Ã© in a log, and ’ as â€™?");
        check_clean("The letter Ã is a sign that UTF-8 was read as Latin-1, like `dÃ©jÃ` or `â€œ`.");
        check_clean("این «Ù…ØµØ§» یعنی متن بد خوانده شده است.");
        check_clean("São Paulo, ÃO, NÃO — não é “Ã”");
        check_clean("Größe, Äpfel, ÖL… und „Ü“");
    }

    #[test]
    fn wrong_text_comes_back() {
        check_damaged("مصاحبه خیلی خوب بود و حرف‌های فنی زدیم.", 4, &[]);
        check_damaged("نگاهِ تازه‌ای داشت", 1, &[]);
        check_damaged("What’s a queue?\n- It’s “first in, first out” — always →", 1, &[]);
        check_damaged("#### 📜📞🔧📝❌", 3, &[]);
        check_damaged("#### 📜📞🔧👱🏻\u{200d}♀️✅", 4, &[]);
        check_damaged("déjà vu, très tôt, buenos días", 1, &[]);
    }

    #[test]
    fn what_cannot_be_known_is_marked() {
        let repair = repair(&damage("سلام دنیا\n#### 📜🙏 خوب", WINDOWS_1254)).unwrap();
        assert_eq!(repair.text, "سلام دنیا\n#### 📜\u{fffd} خوب");
        assert_eq!(repair.lost, [(2, 1)]);
    }

    #[test]
    fn clean_lines_beside_damaged_ones_stay() {
        let text =
            format!("این خط سالم است\n{}\nCafé\n", damage("این خط خراب شد و باید درست شود", WINDOWS_1254));
        let repair = repair(&text).unwrap();
        assert_eq!(repair.text, "این خط سالم است\nاین خط خراب شد و باید درست شود\nCafé\n");
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,80}|[ÃÂâğŸ€œØÙÛ\u{80}-\u{ff}a \n]{0,60}") {
            let _ = repair(&text);
        }

        #[test]
        fn encoding_again_gives_the_input(words in prop::collection::vec("[آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیa-zçéüğış]{1,8}|[“”’—→…]|[📜📞🔧❌✅]", 6..30)) {
            let text = words.join(" ");
            for page in [WINDOWS_1252, WINDOWS_1254] {
                let damaged = damage(&text, page);
                if let Some(repair) = repair(&damaged) && repair.lost.is_empty() {
                    let again = damage(&repair.text, if repair.code_page == "windows-1254" { WINDOWS_1254 } else { page });
                    prop_assert_eq!(again, damaged);
                }
            }
        }
    }
}
