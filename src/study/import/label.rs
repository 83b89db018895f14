//! Where an answer begins: the lines that only say "Answer", and what counts as a question.
//!
//! A label may be wrapped in HTML, bold marks and hard spaces, may have a remark in brackets
//! ("Answer (my solution)") and may have the answer behind it on the same line.

use super::scan;
use std::borrow::Cow;

/// A label, and what stands behind it on its line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Label<'a> {
    /// As it should be shown: `Answer`, `My answer (not complete)`.
    pub(super) name: String,
    pub(super) rest: &'a str,
    /// Whether it says no more than "Answer".
    pub(super) is_plain: bool,
}

/// The label at the front of a line. Without a colon the line must hold nothing else.
pub(super) fn label_of(line: &str) -> Option<Label<'_>> {
    let text = skip_decoration(line);
    if text.starts_with('`') {
        return label_as_code(text);
    }
    if !may_be_label(text) {
        return None;
    }
    let lower_words = leading_words(text);
    let (name_end, is_plain) = label_end(text, &lower_words)?;
    let mut name = text[..name_end].trim().to_owned();
    let mut rest = skip_closing(&text[name_end..]);
    if rest.starts_with('(')
        && let Some(close) = rest.find(')')
    {
        name.push(' ');
        name.push_str(&rest[..=close]);
        rest = skip_closing(&rest[close + 1..]);
    }
    rest = without_count(rest);
    let after_colon = rest.strip_prefix([':', '：']).map(without_dash).map(skip_closing);
    // "Ans. because"
    let after_colon = after_colon.or_else(|| {
        let is_short = ["ans", "sol", "soln"].iter().any(|short| name.eq_ignore_ascii_case(short));
        let after = rest.strip_prefix('.').filter(|_| is_short).map(without_dash);
        after
            .filter(|after| after.starts_with(|c: char| c.is_whitespace() || c.is_alphabetic()))
            .map(skip_closing)
    });
    match after_colon {
        Some(rest) => Some(Label { name, rest: rest.trim_start_matches(['*', '_']).trim_start(), is_plain }),
        None if rest.trim_matches(|c: char| c.is_whitespace() || is_emoji(c)).is_empty() => {
            Some(Label { name, rest: "", is_plain })
        }
        // "Answer - text", but not "Answer the phone".
        None => {
            rest.strip_prefix("- ").or(rest.strip_prefix("– ")).map(|rest| Label { name, rest, is_plain })
        }
    }
}

/// "`Answer`: yes"
fn label_as_code(text: &str) -> Option<Label<'_>> {
    let (name, rest) = text[1..].split_once('`').filter(|(name, _)| name.eq_ignore_ascii_case("answer"))?;
    let rest = rest.trim_start_matches(['*', '_', ' ']);
    let behind = rest.strip_prefix([':', '：']).map(skip_closing);
    behind.or(rest.trim().is_empty().then_some("")).map(|rest| Label {
        name: name.to_owned(),
        rest,
        is_plain: true,
    })
}

/// Without the number of "Answer 3:".
fn without_count(rest: &str) -> &str {
    let bare = rest.trim_start_matches('#');
    let behind = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_count = (1..=3).contains(&(bare.len() - behind.len()));
    let closed = skip_closing(behind);
    if is_count && closed.starts_with([':', '.', '：']) { closed } else { rest }
}

/// Without the dash that "Ans:-" ends in; "Answer:-1" is a number.
pub(super) fn without_dash(rest: &str) -> &str {
    rest.strip_prefix('-').filter(|rest| !rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(rest)
}

/// Whether the first word may begin a label: most lines are told by it alone.
pub(super) fn may_be_label(text: &str) -> bool {
    static KNOWN: Words = Words::of(&[ANSWERING, WHOSE]);
    let first = first_word(text);
    if first.is_empty() {
        return false;
    }
    // "A" is an article where no colon follows.
    if first.eq_ignore_ascii_case("a") {
        return text[1..].trim_start_matches(['*', '_']).starts_with([':', '：']);
    }
    if first.is_ascii() {
        return KNOWN.hold(first);
    }
    let lower = || first.trim_end_matches('\'').chars().flat_map(char::to_lowercase);
    let mut known = ANSWERING_ELSEWHERE.iter().copied().chain(ANSWERING_PHRASES.iter().map(|words| words[0]));
    known.any(|word| word.chars().eq(lower()))
}

/// Letters, digits and apostrophes at the front.
fn first_word(text: &str) -> &str {
    let is_within = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'\'';
    let end = text.bytes().position(|byte| !is_within(byte)).unwrap_or(text.len());
    if text.as_bytes().get(end).is_none_or(u8::is_ascii) {
        return &text[..end];
    }
    let end = text.find(|c: char| !is_within_word(c)).unwrap_or(text.len());
    &text[..end]
}

/// Letters, digits, apostrophes, and the vowel signs of Devanagari.
fn is_within_word(c: char) -> bool {
    scan::is_alphanumeric(c) || c == '\'' || is_vowel_sign(c)
}

/// Signs of Devanagari that are no letters and stand within words.
pub(super) fn is_vowel_sign(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{963}')
}

/// Words to look for, whatever the case of their ASCII letters. Nearly all words that are none of them are told
/// at a glance: for each first byte, a few bits are of the lengths and last bytes of the words that begin with it.
pub(super) struct Words {
    lists: &'static [&'static [&'static str]],
    endings: [u64; 256],
}

impl Words {
    pub(super) const fn of(lists: &'static [&'static [&'static str]]) -> Self {
        let mut endings = [0; 256];
        let mut list = 0;
        while list < lists.len() {
            let mut word = 0;
            while word < lists[list].len() {
                let bytes = lists[list][word].as_bytes();
                let bit = Self::ending(bytes);
                endings[bytes[0].to_ascii_lowercase() as usize] |= bit;
                endings[bytes[0].to_ascii_uppercase() as usize] |= bit;
                word += 1;
            }
            list += 1;
        }
        Self { lists, endings }
    }

    /// The bit of a word's length and last byte.
    const fn ending(word: &[u8]) -> u64 {
        let last = word[word.len() - 1].to_ascii_lowercase();
        1 << ((word.len() * 11 + last as usize) % 64)
    }

    pub(super) fn hold(&self, word: &str) -> bool {
        let is_it = |known: &&str| known.len() == word.len() && known.eq_ignore_ascii_case(word);
        self.may_hold(word) && self.lists.iter().any(|words| words.iter().any(is_it))
    }

    /// Whether a word begins, ends and is long as one of them.
    pub(super) fn may_hold(&self, word: &str) -> bool {
        let word = word.as_bytes();
        word.first().is_some_and(|&first| self.endings[usize::from(first)] & Self::ending(word) != 0)
    }

    /// Whether a text may begin with one of them.
    pub(super) fn may_begin(&self, text: &str) -> bool {
        text.bytes().next().is_some_and(|first| self.endings[usize::from(first)] != 0)
    }
}

/// Latin, Arabic, and as wide as a Chinese character.
pub(super) const QUESTION_MARKS: [char; 3] = ['?', '؟', '？'];

/// "Question" in other tongues, in lower case.
pub(super) const QUESTION_ELSEWHERE: &[&str] = &[
    "سوال",
    "سؤال",
    "پرسش",
    "вопрос",
    "frage",
    "pregunta",
    "pergunta",
    "domanda",
    "soru",
    "问题",
    "質問",
    "질문",
    "प्रश्न",
    "pertanyaan",
    "pytanie",
    "vraag",
];

/// Whether a question mark stands in a text, also one that is of an address.
pub(super) fn holds_question_mark(text: &str) -> bool {
    question_marks(text).next().is_some()
}

/// Whether a text has a question mark that ends a word.
pub(super) fn has_question_mark(text: &str) -> bool {
    // `?key=` is of an address.
    question_marks(text).any(|end| !text.as_bytes().get(end).is_some_and(u8::is_ascii_alphanumeric))
}

/// Where the question marks of a text end; for those that are not ASCII, at the end of the text.
fn question_marks(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    // `؟` and `？` end in a byte that few others hold.
    memchr::memchr2_iter(b'?', 0x9f, bytes).filter_map(|at| match &bytes[..=at] {
        [.., b'?'] => Some(at + 1),
        [.., 0xd8, 0x9f] | [.., 0xef, 0xbc, 0x9f] => Some(bytes.len()),
        _ => None,
    })
}

/// Whether a text asks or tells to do something.
pub(super) fn is_question_like(text: &str) -> bool {
    if has_question_mark(text) {
        return true;
    }
    let text = scan::trim(text).trim_start_matches(|c: char| !scan::is_alphabetic(c));
    let mut first = first_word(text);
    if text.as_bytes().get(first.len()).is_some_and(|next| !next.is_ascii()) {
        let end = text.find(|c| scan::is_between_words(c) && c != '’').unwrap_or(text.len());
        first = &text[..end];
    }
    // "Do not ..." forbids.
    if first.eq_ignore_ascii_case("do")
        && text.get(2..7).is_some_and(|next| next.eq_ignore_ascii_case(" not "))
    {
        return false;
    }
    // "If it fails, try again", "Consider adding one", "Is empty;" tell.
    if may_tell(first) && tells(text, first) {
        return false;
    }
    let asks = if first.is_ascii() {
        static KNOWN: Words = Words::of(&[ASKING]);
        KNOWN.hold(first)
    } else {
        let lower = first.to_lowercase();
        ASKING_ELSEWHERE.contains(&lower.as_str())
            || BEFORE_ASKING.contains(&lower.as_str()) && asks_behind(&text[first.len()..])
    };
    let bytes = text.as_bytes();
    asks || holds_wide(text)
        && (ASKING_WITHIN
            .iter()
            .any(|word| text.contains(word) && (!first.is_ascii() || !may_tell_within(word)))
            || ASKING_IN_FRONT.iter().any(|word| text.starts_with(word)))
        || memchr::memchr2_iter(b'v', b'V', bytes).any(|at| {
            at > 0
                && bytes[at - 1] == b' '
                && bytes.get(at + 1).is_some_and(|byte| byte.eq_ignore_ascii_case(&b's'))
                && matches!(bytes[at + 2..], [b' ', ..] | [b'.', b' ', ..])
                // An editor.
                && !text.get(at + 3..at + 7).is_some_and(|next| next.eq_ignore_ascii_case("code"))
        })
}

/// Whether a text may tell, though it begins as questions do.
fn may_tell(first: &str) -> bool {
    ["if", "when", "consider", "is", "has", "are"].iter().any(|word| first.eq_ignore_ascii_case(word))
}

/// Whether an item of the list below a question asks, too. Below a question mark orders are the steps of its
/// answer, and what asks behind a name ("Validation: is it the right one?") explains the name.
pub(super) fn asks_further(is_marked: bool, item: &str) -> bool {
    if !is_marked {
        return is_question_like(item);
    }
    (has_question_mark(item) || !item.is_ascii() && is_question_like(item)) && !is_named(item)
}

/// `Validation: is it right?`, but not `Follow-up: is it?`
fn is_named(text: &str) -> bool {
    let named = text.split_once(": ").or_else(|| text.split_once(":** ")).or_else(|| text.split_once('：'));
    let Some((name, _)) = named else { return false };
    name.len() <= LONGEST_NAME && !has_question_mark(name) && !is_follow_up(name)
}

/// In bytes: what is longer before a colon is a sentence.
const LONGEST_NAME: usize = 60;

/// `> **Follow-up:** and then?`
pub(super) fn is_follow_up(text: &str) -> bool {
    let front = text.chars().filter(|c| c.is_alphanumeric()).take(8);
    front.map(|c| c.to_ascii_lowercase()).eq("followup".chars())
}

/// Whether a text without a question mark that begins with such a word tells something.
fn tells(text: &str, first: &str) -> bool {
    let rest = text[first.len()..].to_ascii_lowercase();
    let second = rest.split_whitespace().next().unwrap_or_default();
    match first.to_ascii_lowercase().as_str() {
        "if" => ![
            " what",
            " how",
            " which",
            " why",
            " explain",
            " would you",
            " should",
            " can ",
            " will ",
            " find",
            " do you",
        ]
        .iter()
        .any(|word| rest.contains(word)),
        "when" => !matches!(
            second,
            "to" | "do"
                | "does"
                | "did"
                | "is"
                | "are"
                | "was"
                | "should"
                | "would"
                | "will"
                | "can"
                | "could"
                | "must"
                | "not"
                | "and"
        ),
        "consider" => !matches!(
            second,
            "a" | "an" | "the" | "this" | "these" | "following" | "two" | "that" | "you" | "we"
        ),
        _ => rest.trim_end().ends_with([';', ',']),
    }
}

/// Whether the code right below a question belongs to it.
pub(super) fn asks_about_code(question: &str) -> bool {
    let lower = question.to_lowercase();
    let is_led_to = lower.trim_end().ends_with(':');
    is_led_to
        || [
            "this code",
            "following",
            "output",
            "snippet",
            "below",
            "compile",
            "printed",
            "logged",
            "log?",
            "this function",
            "this program",
            "this query",
            "these tables",
            "this class",
            "this script",
            "value of",
            "be returned",
            "is returned",
            "result of",
            "print?",
            "code do",
            "زیر",
            "این کد",
        ]
        .iter()
        .any(|phrase| lower.contains(phrase))
}

/// Where the question in a paragraph ends and the answer behind it begins, if one does.
///
/// Either a line has a label, or the first line closes with a question mark and nothing after it
/// asks, or takes the question further ("Assume that ...").
pub(super) fn split_question(paragraph: &str) -> (&str, Option<&str>) {
    if let Some(end) = bold_question(paragraph) {
        return (&paragraph[..end], Some(&paragraph[end..]));
    }
    // A label needs its colon, or a line of its own.
    if memchr::memchr2(b':', b'\n', paragraph.as_bytes()).is_none() {
        return (paragraph, None);
    }
    let mut start = 0;
    for line in paragraph.split_inclusive('\n') {
        if start > 0 && label_of(line).is_some() {
            return (paragraph[..start].trim_end(), Some(&paragraph[start..]));
        }
        if let Some(at) = inline_label(line) {
            return (before_label(&paragraph[..start + at]), Some(&paragraph[start + at..]));
        }
        start += line.len();
    }
    let Some(end_of_first) = paragraph.find('\n') else { return (paragraph, None) };
    let (first, rest) = paragraph.split_at(end_of_first);
    let rest = rest.trim();
    let first_bare = first
        .trim_end()
        .trim_end_matches('\\')
        .trim_end_matches("<br>")
        .trim_end_matches("<br/>")
        .trim_end_matches("<br />");
    let goes_on = rest.contains(QUESTION_MARKS) || is_continuation(rest);
    // "Explain the lock." is as short as a line that is not wrapped, and what tells of it stands below.
    if first_bare.trim_end().ends_with('.')
        && first_bare.len() <= 70
        && is_question_like(first_bare)
        && !goes_on
        && !rest.is_empty()
        && !orders_on(rest)
    {
        return (first, Some(rest));
    }
    if first_bare.trim_end().ends_with(QUESTION_MARKS) && !goes_on && !rest.is_empty() {
        return (first, Some(rest));
    }
    (paragraph, None)
}

/// Where a question in bold ends that its answer follows on the same line: `**Why?** Because.`
fn bold_question(paragraph: &str) -> Option<usize> {
    let inner = paragraph.strip_prefix("**")?;
    let close = inner.find("**").filter(|&close| !inner[..close].contains('\n'))?;
    let rest = inner[close + 2..].trim_start_matches(' ');
    let asks = inner[..close].trim_end().ends_with(QUESTION_MARKS);
    let answers =
        rest.starts_with(|c: char| c.is_alphanumeric() || "`*\"“".contains(c)) && !rest.starts_with("*(");
    let first_line = rest.lines().next().unwrap_or_default();
    (asks && answers && !has_question_mark(first_line)).then_some(close + 4)
}

/// What a label in English may begin with.
pub(super) const ANSWERING: &[&str] = &[
    "a",
    "answer",
    "answers",
    "ans",
    "solution",
    "response",
    "correct",
    "respuesta",
    "resposta",
    "risposta",
    "antwort",
    "cevap",
    "sol",
    "soln",
    "jawaban",
    "antwoord",
    "svar",
    "odp",
];

/// The same of several words.
const ANSWERING_PHRASES: &[&[&str]] = &[&["trả", "lời"], &["câu", "trả", "lời"], &["đáp", "án"]];

/// The same, in letters that are not ASCII.
const ANSWERING_ELSEWHERE: &[&str] = &[
    "جواب",
    "پاسخ",
    "الإجابة",
    "الاجابة",
    "الجواب",
    "ответ",
    "решение",
    "відповідь",
    "réponse",
    "odpowiedź",
    "odpověď",
    "yanıt",
    "उत्तर",
    "जवाब",
    "答案",
    "参考答案",
    "回答",
    "回答例",
    "解答",
    "解答例",
    "模範解答",
    "答",
    "答え",
    "답변",
    "답",
    "정답",
];

/// What may stand before "answer".
pub(super) const WHOSE: &[&str] = &[
    "my",
    "the",
    "their",
    "they",
    "his",
    "her",
    "our",
    "your",
    "expected",
    "sample",
    "suggested",
    "correct",
    "short",
    "long",
    "model",
    "possible",
    "ideal",
    "strong",
    "detailed",
    "recommended",
    "typical",
    "better",
    "best",
    "interviewer",
    "interviewer's",
    "full",
    "right",
    "quick",
    "simple",
    "view",
    "show",
    "see",
    "example",
    "interview",
    "spoken",
    "concise",
    "brief",
    "complete",
    "perfect",
    "structured",
    "reference",
];

const ASKING: &[&str] = &[
    "what",
    "why",
    "how",
    "when",
    "where",
    "who",
    "whom",
    "whose",
    "which",
    "is",
    "are",
    "was",
    "were",
    "do",
    "does",
    "did",
    "can",
    "could",
    "would",
    "should",
    "will",
    "have",
    "has",
    "had",
    "may",
    "explain",
    "describe",
    "tell",
    "define",
    "compare",
    "implement",
    "write",
    "design",
    "name",
    "list",
    "give",
    "discuss",
    "suppose",
    "imagine",
    "assume",
    "think",
    "consider",
    "find",
    "show",
    "talk",
    "talking",
    "introduce",
    "walk",
    "solve",
    "create",
    "build",
    "difference",
    "differences",
    "differentiate",
    "calculate",
    "given",
    "what's",
    "how's",
    "who's",
    "if",
    "scenario",
    "any",
    "mention",
    "draw",
    "sketch",
    "say",
    "convert",
    "reverse",
    "check",
    "determine",
    "count",
    "explique",
    "explica",
    "descreva",
    "discuta",
    "qual",
    "quais",
    "expliquez",
    "quelle",
    "quelles",
    "beschreibe",
    "nenne",
    "warum",
    "wie",
    "demonstrate",
    "illustrate",
    "identify",
    "distinguish",
    "elaborate",
    "predict",
    "mencione",
    "menciona",
    "describa",
    "defina",
    "diferencia",
    "diferencias",
    "diferencie",
    "fale",
    "conte",
    "spiega",
    "descrivi",
    "elenca",
    "differenza",
    "expliquer",
    "donnez",
    "citez",
    "comparez",
    "quel",
    "quels",
    "nennen",
    "beschreiben",
    "unterschied",
    "welche",
    "welcher",
    "welches",
    "wozu",
    "wann",
    "czym",
    "jakie",
    "opisz",
    "opowiedz",
    "dlaczego",
    "jelaskan",
    "sebutkan",
    "apa",
    "apakah",
    "bagaimana",
    "mengapa",
    "perbedaan",
    "wat",
    "waarom",
    "welke",
    "beschrijf",
];

/// The same, in letters that are not ASCII.
const ASKING_ELSEWHERE: &[&str] = &[
    "what’s",
    "چرا",
    "چگونه",
    "چطور",
    "تفاوت",
    "فرق",
    "что",
    "чем",
    "почему",
    "зачем",
    "как",
    "какие",
    "какой",
    "какая",
    "какое",
    "когда",
    "расскажите",
    "объясните",
    "опишите",
    "назовите",
    "сравните",
    "перечислите",
    "qué",
    "cuál",
    "cuáles",
    "cómo",
    "где",
    "можно",
    "можете",
    "кто",
    "сколько",
    "нужно",
    "нужен",
    "чего",
    "чему",
    "каким",
    "каковы",
    "каков",
    "какова",
    "откуда",
    "знаете",
    "реализуйте",
    "напишите",
    "приведите",
    "дайте",
    "опиши",
    "объясни",
    "расскажи",
    "отличие",
    "отличия",
    "разница",
    "cuéntame",
    "explícame",
    "diferença",
    "diferenças",
    "différence",
    "différences",
    "erläutern",
    "wyjaśnij",
    "wymień",
    "różnica",
    "hãy",
    "ماذا",
    "لماذا",
    "كيف",
    "اشرح",
    "décrivez",
    "erkläre",
    "erklären",
];

/// What a question word may stand behind: "для чего", "в каком".
const BEFORE_ASKING: &[&str] = &["в", "во", "для", "до", "из", "к", "на", "от", "по", "при", "с", "у"];

/// Whether the next word asks, in one of its cases.
fn asks_behind(rest: &str) -> bool {
    let word = rest.split_whitespace().next().unwrap_or_default().to_lowercase();
    let word = word.trim_end_matches(|c: char| !c.is_alphabetic());
    matches!(word, "чем" | "чём" | "чего" | "чему" | "что" | "ком" | "кого" | "кому" | "скольких")
        || word.strip_prefix("как").is_some_and(|case| {
            matches!(
                case,
                "ом" | "их"
                    | "ой"
                    | "ую"
                    | "им"
                    | "ие"
                    | "ого"
                    | "ому"
                    | "ими"
                    | "ая"
                    | "ое"
                    | "ий"
            )
        })
}

/// What asks in tongues that set no blanks between words, or put the question word last.
const ASKING_WITHIN: &[&str] = &[
    "什么",
    "为何",
    "怎么",
    "怎样",
    "如何",
    "哪些",
    "哪个",
    "区别",
    "实现",
    "描述",
    "说说",
    "谈谈",
    "讲讲",
    "简述",
    "请解释",
    "介绍一下",
    "什麼",
    "為何",
    "怎麼",
    "區別",
    "とは",
    "なぜ",
    "違い",
    "무엇",
    "차이",
    "설명",
    "주세요",
    "인가요",
    "말해보",
    "说一下",
    "讲一下",
    "谈一下",
    "解释一下",
    "手写",
    "ください",
    "ですか",
];

/// Verbs that ask only where they come first.
const ASKING_IN_FRONT: &[&str] = &["介绍", "解释", "列举", "阐述", "聊聊", "比较", "对比", "简单说", "分析"];

/// Verbs that ask only where they come first, or near it.
fn may_tell_within(word: &str) -> bool {
    matches!(word, "实现" | "描述")
}

/// Whether a text holds Han, kana or hangul, which begin with these bytes in UTF-8.
fn holds_wide(text: &str) -> bool {
    let is_wide =
        |c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    !text.is_ascii() && text.bytes().any(|byte| matches!(byte, 0xe3..=0xed)) && text.chars().any(is_wide)
}

fn is_continuation(text: &str) -> bool {
    let lower = text.trim_start_matches(['(', '*', '_', '>', ' ']).to_lowercase();
    let first = lower.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    matches!(
        first,
        "assume"
            | "suppose"
            | "consider"
            | "for"
            | "eg"
            | "e"
            | "i"
            | "hint"
            | "note"
            | "explain"
            | "describe"
            | "give"
            | "write"
            | "implement"
            | "tell"
            | "imagine"
            | "given"
    ) && !lower.starts_with("i ")
        && !lower.starts_with("for that")
        || text.starts_with('(')
}

/// Whether a text goes on with a task: "It should hold ten.", "Use no library."
fn orders_on(text: &str) -> bool {
    let first = text.trim_start_matches(['*', '_', '>', ' ']).split(|c: char| !c.is_alphanumeric()).next();
    let first = first.unwrap_or_default().to_lowercase();
    !text.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || c == '`')
        || is_question_like(text)
        || matches!(
            first.as_str(),
            "it" | "its"
                | "they"
                | "you"
                | "your"
                | "use"
                | "this"
                | "that"
                | "these"
                | "also"
                | "then"
                | "and"
                | "please"
                | "there"
                | "do"
                | "each"
                | "input"
                | "output"
                | "example"
                | "make"
                | "support"
                | "return"
                | "bonus"
        )
}

/// What people put between a question and the label of its answer: `Why? :: Answer: so`.
const PARTING: &[&str] = &["::", "|", "->", "=>", "→", "—", "/"];

/// The question before an [`inline_label`], without the mark that parts them.
pub(super) fn before_label(text: &str) -> &str {
    let text = text.trim_end();
    PARTING.iter().find_map(|mark| text.strip_suffix(mark)).map_or(text, str::trim_end)
}

/// "... of it? Answer: text": where the label stands.
pub(super) fn inline_label(line: &str) -> Option<usize> {
    // What ends a sentence, and what all of [`PARTING`] end in, but for `::`.
    const BEFORE: [char; 9] = ['?', '؟', '？', '.', '>', '|', '→', '—', '/'];
    let (mut start, mut seen) = (None, 0);
    // A label needs its colon; there are few on a line.
    for colon in memchr::memchr_iter(b':', line.as_bytes()).take(8) {
        let said = &line[seen..colon];
        let mark = said.char_indices().rev().find(|(_, c)| BEFORE.contains(c));
        start = mark.map(|(at, c)| seen + at + c.len_utf8()).or(start);
        if let Some(start) = start.filter(|&start| start < colon)
            && !line[..start].trim().is_empty()
            && label_of(&line[start..]).is_some()
        {
            return Some(start);
        }
        if line[..colon].ends_with(':') {
            start = Some(colon + 1);
        }
        seen = colon + 1;
    }
    None
}

/// No label has more words.
const MOST_LEADING: usize = 5;

fn leading_words(text: &str) -> Vec<(usize, Cow<'_, str>)> {
    let mut words = Vec::with_capacity(MOST_LEADING);
    let mut at = 0;
    let is_lower = |word: &str| word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    for word in text.split_inclusive(|c: char| !is_within_word(c)).take(MOST_LEADING) {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric() && !is_vowel_sign(c));
        let lower = if is_lower(bare) { Cow::Borrowed(bare) } else { bare.to_lowercase().into() };
        words.push((at + bare.len(), lower));
        at += word.len();
        if word.ends_with([':', '(', '*', '<', '\n']) {
            break;
        }
    }
    words
}

/// Where the label's name ends, and whether it is plain.
fn label_end(text: &str, words: &[(usize, Cow<'_, str>)]) -> Option<(usize, bool)> {
    let (first_end, first) = words.first()?;
    let is_answer = |word: &str| {
        !matches!(word, "a" | "correct") && ANSWERING.contains(&word) || ANSWERING_ELSEWHERE.contains(&word)
    };
    if is_answer(first) {
        // "جواب من"
        if let Some((end, second)) = words.get(1)
            && matches!(second.as_ref(), "من" | "ما" | "آنها" | "اونا")
        {
            return Some((*end, false));
        }
        // "جواب کامل"
        if let Some((end, second)) = words.get(1)
            && matches!(second.as_ref(), "کامل" | "کوتاه" | "نمونه" | "درست" | "صحیح")
        {
            return Some((*end, true));
        }
        return Some((*first_end, !matches!(first.as_ref(), "solution" | "response")));
    }
    // "Trả lời", "Câu trả lời"
    let told = || words.iter().map(|(end, word)| (*end, word.as_ref()));
    if !first.is_ascii() {
        for name in ANSWERING_PHRASES {
            if words.len() >= name.len() && told().zip(*name).all(|((_, word), name)| word == *name) {
                return Some((words[name.len() - 1].0, true));
            }
        }
    }
    // Only a colon makes labels of these.
    let is_a = matches!(first.as_ref(), "a" | "correct")
        && text[*first_end..].trim_start_matches(['*', '_']).starts_with([':', '：']);
    if is_a {
        return Some((*first_end, true));
    }
    let (end, second) = words.get(1)?;
    let names_option = first == "correct" && matches!(second.as_ref(), "option" | "choice");
    (WHOSE.contains(&first.as_ref()) && (is_answer(second) || names_option))
        .then_some((*end, matches!(first.as_ref(), "the" | "view" | "show" | "see")))
}

/// Skips tags, hard spaces, emphasis, list and quote marks.
fn skip_decoration(line: &str) -> &str {
    let mut text = line;
    while !text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        let before = text.len();
        text = text.trim_start_matches(|c: char| {
            if c.is_ascii() {
                c.is_ascii_whitespace() || matches!(c, '*' | '_' | '>' | '-' | '+' | '#')
            } else {
                c == '\u{200f}' || c.is_whitespace() || is_emoji(c)
            }
        });
        text = text.strip_prefix("&nbsp;").unwrap_or(text);
        text = skip_tag(text);
        if text.len() == before {
            break;
        }
    }
    text
}

/// Emoji are decoration of questions and labels.
pub(super) fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
        | '\u{fe0f}' | '\u{200d}' | '\u{20e3}' | '\u{231a}'..='\u{231b}' | '\u{23e9}'..='\u{23fa}'
        | '\u{2190}'..='\u{21ff}' | '\u{25a0}'..='\u{25ff}' | '\u{e0020}'..='\u{e007f}')
}

/// Skips what closes decoration: `</b></mark> :` and `**:`.
fn skip_closing(text: &str) -> &str {
    let mut text = text;
    loop {
        let before = text.len();
        text = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
        text = text.strip_prefix("&nbsp;").unwrap_or(text);
        text = skip_tag(text);
        if text.len() == before {
            return text;
        }
    }
}

fn skip_tag(text: &str) -> &str {
    match super::tags::tag_at(text) {
        Some(tag) if !matches!(&*tag.name, "a" | "img" | "code" | "pre" | "table") => &text[tag.len..],
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_are_held_whatever_their_case(word in "([AWSawr\u{e9}][a-zA-Z']{0,6}|Answer|hOw|WAS|dO)") {
            static KNOWN: Words = Words::of(&[ASKING, ANSWERING, ANSWERING_ELSEWHERE, WHOSE]);
            let mut all = [ASKING, ANSWERING, ANSWERING_ELSEWHERE, WHOSE].into_iter().flatten();
            prop_assert_eq!(KNOWN.hold(&word), all.any(|known| known.eq_ignore_ascii_case(&word)));
        }
    }

    #[track_caller]
    fn check(line: &str, expected: Option<(&str, &str)>) {
        let label = label_of(line);
        assert_eq!(label.as_ref().map(|label| (label.name.as_str(), label.rest)), expected, "{line}");
    }

    #[test]
    fn labels() {
        check("Answer", Some(("Answer", "")));
        check("Answer: yes", Some(("Answer", "yes")));
        check("**Answer:** yes", Some(("Answer", "yes")));
        check("&nbsp;&nbsp;<mark style=\"x\"><b>Answer</b></mark> : yes", Some(("Answer", "yes")));
        check(
            "<p><span style=\"color:#000\"><b>My answer (a draft)</b></span>:</p>",
            Some(("My answer (a draft)", "")),
        );
        check("<summary><b><em>Answer</em></b></summary>", Some(("Answer", "")));
        check("Answer (My solution)", Some(("Answer (My solution)", "")));
        check("A: yes", Some(("A", "yes")));
        check("جواب من: بله", Some(("جواب من", "بله")));
        check("- **Answer**: [here](https://a.example)", Some(("Answer", "[here](https://a.example)")));
        check("Answer the phone", None);
        check("A cache", None);
        check("My answer was bad", None);
        check("", None);
    }

    #[test]
    fn the_question_ends_at_the_answer() {
        assert_eq!(
            split_question("What is it? <br />\nAnswer: a map"),
            ("What is it? <br />", Some("Answer: a map"))
        );
        assert_eq!(split_question("**What is it?** A map."), ("**What is it?**", Some(" A map.")));
        assert_eq!(split_question("**What is it?** (hard)"), ("**What is it?** (hard)", None));
        assert_eq!(split_question("What is it? Answer: a map"), ("What is it?", Some(" Answer: a map")));
        assert_eq!(split_question("Name it :: Answer: a map"), ("Name it", Some(" Answer: a map")));
        assert_eq!(split_question("What is it? -> Ans: a map"), ("What is it?", Some(" Ans: a map")));
        assert_eq!(
            split_question("What is it?\nA map with locks."),
            ("What is it?", Some("A map with locks."))
        );
        assert_eq!(
            split_question("What is it?\nAssume one thread."),
            ("What is it?\nAssume one thread.", None)
        );
        assert_eq!(split_question("We have a map.\nWhat now?"), ("We have a map.\nWhat now?", None));
    }

    #[test]
    fn statements_that_ask() {
        for text in
            ["Tell me about yourself", "SQL vs NoSQL", "Why?", "Implement a queue in ten minutes.", "چرا؟"]
        {
            assert!(is_question_like(text), "{text}");
        }
        for text in ["The interviewer was kind.", "docker", "We talked for long."] {
            assert!(!is_question_like(text), "{text}");
        }
    }
}
