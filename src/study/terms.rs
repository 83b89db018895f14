//! Which of an answer's telling words another text holds, too.
//!
//! Words are weighed by how often the answer says them and how rarely the rest of the collection does
//! (tf-idf); the heaviest are its key terms. That is a mirror for somebody who has written an answer down,
//! not a judge: an answer in other words misses terms and may be right, so what comes out is at most a
//! suggestion. No meaning is looked at.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::grade::Grade;
use super::likeness::stem;

/// More would no longer be what an answer turns on.
const MOST_TERMS: usize = 12;
/// A word of so many letters may be mistyped by one.
const LONG_ENOUGH_TO_MISTYPE: usize = 7;

/// What is too common to be telling, whatever the collection.
const COMMON: &str = "a about above after again all also although always am an and another any are as at be \
because been before being below between both but by can cannot could did do does doing done down during each \
either else even every few first for from further get gets getting give given go goes had has have having he \
her here hers him his how however i if in instead into is it its itself just kind know last let like likely \
lot made main make makes many may me mean means might more most much must my need needs never no nor not now \
of off often on once one only onto or other others our out over own per provide provides rather s same see \
several she should since so some something such t take takes than that the their them then there these they \
thing things this those three through thus to together too two under until up upon us use used useful uses \
using usually very via want was way ways we well were what when where whether which while who whole whom whose \
why will with within without would yes yet you your \
و در به از که این آن را با است برای یک هم تا یا اگر می هر شود بر ما شما آنها ها های بود شد کرد کند باشد دارد \
نیست هست همه چه چی بین روی پس ولی اما چون مثل خود دیگر باید";

/// In how many documents each word stands.
#[derive(Clone, Debug, Default)]
pub struct Frequencies {
    document_count: u32,
    of_key: HashMap<String, u32>,
}

/// A key term of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyTerm {
    /// As the answer writes it first.
    pub written: String,
    pub is_mentioned: bool,
    key: String,
}

/// How much of a reference answer's key terms another answer mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// In the order of the reference; never empty.
    pub terms: Vec<KeyTerm>,
    /// The share mentioned, by weight: 0 to 100.
    pub percent: u8,
}

impl Frequencies {
    /// Counts one more document, in Markdown.
    pub fn add(&mut self, document: &str) {
        self.document_count = self.document_count.saturating_add(1);
        let prose = prose(document);
        let keys: HashSet<String> = words(&prose).map(|word| word.key).collect();
        for key in keys {
            *self.of_key.entry(key).or_default() += 1;
        }
    }

    /// How telling a word is: 0 where every document holds it.
    fn rareness(&self, key: &str) -> f64 {
        let held = self.of_key.get(key).copied().unwrap_or(0);
        libm::log((f64::from(self.document_count) + 2.0) / (f64::from(held) + 1.0)).max(0.0)
    }
}

impl Comparison {
    /// Weighs `typed` against a reference answer, both in Markdown. What the question says already is no key
    /// term. `None` where the reference has none.
    #[must_use]
    pub fn of(question: &str, reference: &str, typed: &str, frequencies: &Frequencies) -> Option<Self> {
        let asked: HashSet<String> = words(&prose(question)).map(|word| word.key).collect();
        let mut told = prose(reference);
        if words(&told).next().is_none() {
            reference.clone_into(&mut told);
        }
        let mut counted: HashMap<String, Counted> = HashMap::new();
        for (place, word) in words(&told).enumerate() {
            if asked.contains(&word.key) || !is_telling(&told[word.range.clone()], &word.key) {
                continue;
            }
            let written = told[word.range].to_owned();
            counted.entry(word.key).or_insert(Counted { written, place, count: 0.0 }).count += 1.0;
        }
        let mut weighed: Vec<(f64, String, Counted)> = counted
            .into_iter()
            .map(|(key, counted)| {
                ((1.0 + libm::log(counted.count)) * frequencies.rareness(&key), key, counted)
            })
            .collect();
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.place.cmp(&b.2.place)));
        weighed.truncate(MOST_TERMS);
        weighed.sort_by_key(|(.., counted)| counted.place);
        let typed = Mentioned::of(typed);
        let (mut whole, mut held) = (0.0, 0.0);
        let mut terms = Vec::with_capacity(weighed.len());
        for (weight, key, Counted { written, .. }) in weighed {
            let is_mentioned = typed.has(&key);
            whole += weight;
            if is_mentioned {
                held += weight;
            }
            terms.push(KeyTerm { written, is_mentioned, key });
        }
        if terms.is_empty() {
            return None;
        }
        // Where all words are equally common, each counts alike.
        let share = if whole > 0.0 {
            held / whole
        } else {
            let mentioned = terms.iter().filter(|term| term.is_mentioned).count();
            f64::from(u32::try_from(mentioned).unwrap_or(0))
                / f64::from(u32::try_from(terms.len()).unwrap_or(1))
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
        let percent = (share * 100.0).round().clamp(0.0, 100.0) as u8;
        Some(Self { terms, percent })
    }

    /// The grade that so many key terms suggest. How easy it was, words do not show.
    #[must_use]
    pub fn suggests(&self) -> Grade {
        match self.percent {
            0..30 => Grade::Again,
            30..60 => Grade::Hard,
            _ => Grade::Good,
        }
    }

    /// Where in a text its key terms stand, and whether they are mentioned.
    #[must_use]
    pub fn places(&self, text: &str) -> Vec<(Range<usize>, bool)> {
        words(text)
            .filter_map(|word| {
                let term = self.terms.iter().find(|term| term.key == word.key)?;
                Some((word.range, term.is_mentioned))
            })
            .collect()
    }
}

/// A word of the reference before it is weighed.
struct Counted {
    written: String,
    place: usize,
    count: f64,
}

/// The words of a typed answer, alone and two by two: `hash map` mentions `HashMap`.
struct Mentioned {
    keys: BTreeSet<String>,
}

impl Mentioned {
    fn of(typed: &str) -> Self {
        let mut keys = BTreeSet::new();
        // Read as Markdown, and as it stands: what looks like a mark may be meant.
        for text in [prose(typed).as_str(), typed] {
            let folded: Vec<String> = words(text).map(|word| fold(&text[word.range])).collect();
            keys.extend(folded.iter().map(|word| stem(word)));
            keys.extend(folded.windows(2).map(|pair| stem(&pair.concat())));
        }
        Self { keys }
    }

    fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
            || key.chars().count() >= LONG_ENOUGH_TO_MISTYPE
                && self.keys.iter().any(|typed| {
                    typed.len().abs_diff(key.len()) <= 2 && strsim::osa_distance(typed, key) == 1
                })
    }
}

struct Word {
    range: Range<usize>,
    /// Folded and stemmed.
    key: String,
}

/// Words with their places. An identifier is one word: `read_committed`, `Node.js`, `HashMap`. What hangs on a
/// word by an apostrophe belongs to it.
fn words(text: &str) -> impl Iterator<Item = Word> {
    let is_of_word = |c: char| {
        c.is_alphanumeric()
            || c == '_'
            || matches!(c, '\u{200c}' | '\u{64b}'..='\u{652}' | '\u{300}'..='\u{36f}')
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is_of_word)?;
        let mut end = start;
        let mut chars = text[start..].char_indices().peekable();
        while let Some((offset, c)) = chars.next() {
            let next = chars.peek().map_or(' ', |(_, next)| *next);
            // `Node.js`; `isn't`, which is no `isn`.
            let joins = matches!(c, '.' | '\'' | '\u{2019}') && next.is_alphanumeric() && offset > 0;
            let is_sign = matches!(c, '+' | '#') && offset > 0;
            if !is_of_word(c) && !joins && !is_sign {
                break;
            }
            end = start + offset + c.len_utf8();
        }
        at = end;
        let key = stem(&fold(&text[start..end]));
        Some(Word { range: start..end, key })
    })
}

/// Lower case, without what joins the parts of an identifier; Persian letters and digits in one form.
fn fold(word: &str) -> String {
    // The plural's ending, which a ZWNJ sets off.
    let word = ["\u{200c}ها", "\u{200c}های", "\u{200c}هایی"]
        .iter()
        .find_map(|end| word.strip_suffix(end))
        .unwrap_or(word);
    // `Python's` is Python.
    let word = ["'s", "\u{2019}s"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    word.chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            '_' | '.' | '\'' | '\u{2019}' | '\u{200c}' | '\u{64b}'..='\u{652}' => None,
            'ي' | 'ى' => Some('ی'),
            'ك' => Some('ک'),
            'ة' => Some('ه'),
            'أ' | 'إ' => Some('ا'),
            '۰'..='۹' => char::from_digit(u32::from(c) - u32::from('۰'), 10),
            '٠'..='٩' => char::from_digit(u32::from(c) - u32::from('٠'), 10),
            c => Some(c),
        })
        .collect()
}

fn is_telling(written: &str, key: &str) -> bool {
    static COMMON_WORDS: std::sync::LazyLock<HashSet<&'static str>> =
        std::sync::LazyLock::new(|| COMMON.split_whitespace().collect());
    let is_short = key.chars().nth(1).is_none();
    let is_short_name = is_short && written.chars().all(char::is_uppercase);
    (!is_short || is_short_name)
        && !COMMON_WORDS.contains(key)
        && !COMMON_WORDS.contains(written.to_lowercase().as_str())
        && !is_contraction(written)
}

/// `isn't`, `they'll`, `we're`: common words in one, whatever they begin with.
fn is_contraction(written: &str) -> bool {
    let written = written.to_lowercase().replace('\u{2019}', "'");
    ["n't", "'ll", "'re", "'ve", "'d", "'m"].iter().any(|end| written.ends_with(end))
}

/// What a Markdown text says, without its marks, its code blocks and where its links lead.
fn prose(markdown: &str) -> String {
    let mut prose = String::with_capacity(markdown.len());
    let mut code_depth = 0_u32;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code_depth += 1,
            Event::End(TagEnd::CodeBlock) => code_depth -= 1,
            Event::Text(_) if code_depth > 0 => {}
            Event::Text(text) if text.starts_with("http://") || text.starts_with("https://") => {}
            Event::Text(text) | Event::Code(text) => prose.push_str(&text),
            Event::End(
                TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image,
            ) => {}
            Event::End(_) | Event::SoftBreak | Event::HardBreak | Event::Rule => prose.push('\n'),
            _ => {}
        }
    }
    prose
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn collection() -> Frequencies {
        let mut frequencies = Frequencies::default();
        for document in [
            "A mutex lets one thread at a time into a critical section.",
            "A semaphore counts how many threads may enter.",
            "An index makes reads of a table faster and writes slower.",
            "Threads of a process share memory.",
        ] {
            frequencies.add(document);
        }
        frequencies
    }

    /// `+term` for what is mentioned, `-term` for what is missed.
    #[track_caller]
    fn check(question: &str, reference: &str, typed: &str, expected: &str) {
        let comparison = Comparison::of(question, reference, typed, &collection());
        let shown: Vec<String> = comparison
            .iter()
            .flat_map(|comparison| &comparison.terms)
            .map(|term| format!("{}{}", if term.is_mentioned { '+' } else { '-' }, term.written))
            .collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn terms_are_mentioned_or_missed() {
        check(
            "What is a lock?",
            "It guards a **critical section**.",
            "guarding sections",
            "+guards -critical +section",
        );
        check("What is a lock?", "A lock locks.", "x", "");
        check("q?", "See [the docs](https://example.org/path).", "docs", "+docs");
    }

    #[test]
    fn inflections_identifiers_and_slips_count() {
        check("q?", "Threads caches", "thread cached", "+Threads +caches");
        check(
            "q?",
            "Use `HashMap` and read_committed.",
            "a hash map, Read Committed",
            "+HashMap +read_committed",
        );
        check("q?", "Serializable isolation", "serialisable isolatoin", "+Serializable +isolation");
        check("q?", "Node.js and C++", "nodejs c++", "+Node.js +C++");
        check("q?", "ریسمان‌ها حافظه را شریک‌اند", "ريسمان", "+ریسمان‌ها -حافظه -شریک‌اند");
    }

    #[test]
    fn contractions_are_no_terms() {
        check("q?", "It isn't shared, they don\u{2019}t wait and we'll see.", "x", "-shared -wait");
        check("q?", "Python's lock", "the lock in python", "+Python's +lock");
        check("q?", "'quoted' locks", "a 'lock' is quoted", "+quoted +locks");
        check("q?", "the O'Reilly book", "oreilly", "+O'Reilly -book");
    }

    #[test]
    fn code_blocks_speak_only_where_nothing_else_does() {
        check("q?", "Caching.\n\n```\nimport functools\n```", "", "-Caching");
        check("q?", "```\nfunctools\n```", "functools", "+functools");
    }

    #[test]
    fn rare_words_weigh_more() {
        let percent =
            |typed: &str| Comparison::of("q?", "thread idempotency", typed, &collection()).unwrap().percent;
        assert!(percent("idempotency") > percent("thread"));
        assert_eq!(percent("idempotency of a thread"), 100);
        assert_eq!(percent(""), 0);
    }

    #[test]
    fn terms_are_found_where_they_stand() {
        let comparison = Comparison::of("q?", "A mutex guards.", "mutex", &collection()).unwrap();
        assert_eq!(comparison.places("• Mutexes and guards"), [(4..11, true), (16..22, false)]);
    }

    proptest! {
        #[test]
        fn any_texts_compare(question in "\\PC{0,40}", reference in "\\PC{0,200}", typed in "\\PC{0,80}") {
            if let Some(comparison) = Comparison::of(&question, &reference, &typed, &collection()) {
                prop_assert!(comparison.percent <= 100 && !comparison.terms.is_empty());
                prop_assert!(comparison.terms.len() <= MOST_TERMS);
                for (range, _) in comparison.places(&reference) {
                    prop_assert!(reference.get(range).is_some());
                }
            }
            if let Some(same) = Comparison::of(&question, &reference, &reference, &collection()) {
                prop_assert_eq!(same.percent, 100);
            }
        }
    }
}
