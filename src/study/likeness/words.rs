//! What is known of words: which say nothing, which are inflected forms of one, which name the same.
//!
//! The tables hold general knowledge of English, of Persian and of the field. A name stands in them
//! because anyone in the field uses both forms for one thing, not because some notes do.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Words that hold a sentence together and say nothing of what is asked.
const FILLER: &[&str] = &[
    "a",
    "an",
    "the",
    "this",
    "that",
    "these",
    "those",
    "it",
    "its",
    "they",
    "them",
    "their",
    "he",
    "i",
    "me",
    "my",
    "we",
    "us",
    "our",
    "you",
    "your",
    "one",
    "ones",
    "each",
    "both",
    "other",
    "another",
    "such",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "being",
    "am",
    "do",
    "does",
    "did",
    "doing",
    "done",
    "can",
    "could",
    "would",
    "should",
    "shall",
    "will",
    "may",
    "might",
    "must",
    "has",
    "have",
    "had",
    "of",
    "in",
    "on",
    "at",
    "for",
    "with",
    "about",
    "as",
    "from",
    "by",
    "to",
    "into",
    "between",
    "among",
    "and",
    "or",
    "but",
    "so",
    "if",
    "then",
    "than",
    "also",
    "too",
    "there",
    "here",
    "during",
    "please",
    "briefly",
    "brief",
    "detail",
    "details",
    "detailed",
    "simply",
    "exactly",
    "actually",
    "really",
    "just",
    "basically",
    "some",
    "any",
    "own",
    "tell",
    "explain",
    "describe",
    "define",
    "definition",
    "elaborate",
    "talk",
    "discuss",
    "say",
    "know",
    "knowledge",
    "understand",
    "understanding",
    "familiar",
    "think",
    "idea",
    "notion",
    "concept",
    "concepts",
    "meaning",
    "mean",
    "means",
    "meant",
    "stand",
    "stands",
    "called",
    "overview",
    "introduce",
    "question",
    "what",
    "whats",
    "how",
    "why",
    "when",
    "where",
    "which",
    "who",
    "whose",
    "let",
    "like",
    "hi",
    "hello",
    "ok",
    "okay",
    "etc",
    "e.g",
    "i.e",
    "eg",
    "ie",
    "example",
    "examples",
    // Persian.
    "چیست",
    "چیه",
    "چی",
    "چه",
    "را",
    "از",
    "در",
    "به",
    "و",
    "یا",
    "آیا",
    "است",
    "هست",
    "هستند",
    "می",
    "توضیح",
    "دهید",
    "بدهید",
    "بده",
    "کنید",
    "کن",
    "شود",
    "میشود",
    "که",
    "این",
    "آن",
    "یک",
    "با",
    "برای",
    "درباره",
    "مورد",
    "تعریف",
    "یعنی",
    "چگونه",
    "چطور",
    "چطوری",
    "چرا",
    "کجا",
    "لطفا",
    "شما",
    "بین",
    "میان",
];

/// What may follow in a question on something, and asks for nothing else than that thing.
const FOLLOW_UP: &[&str] = &[
    "use",
    "used",
    "uses",
    "using",
    "usage",
    "usages",
    "case",
    "cases",
    "useful",
    "need",
    "needed",
    "work",
    "works",
    "worked",
    "working",
    "implement",
    "implemented",
    "implementation",
    "handle",
    "handled",
    "solve",
    "solved",
    "resolve",
    "resolved",
    "prevent",
    "prevented",
    "avoid",
    "avoided",
    "fix",
    "fixed",
    "apply",
    "applied",
    "benefit",
    "benefits",
    "advantage",
    "advantages",
    "purpose",
    "give",
    "write",
    "real",
    "world",
    "life",
    "scenario",
    "scenarios",
    "situation",
    "situations",
    "important",
    "importance",
    "before",
    "ever",
    "project",
    "projects",
    "problem",
    "problems",
    "reason",
    "reasons",
    "choose",
    "prefer",
    "pick",
    "error",
    "errors",
    "issue",
    "issues",
];

/// Languages and their frameworks: where a question names one besides its object, it says only which
/// deck's the object is.
const LANGUAGES: &[(&str, &str)] = &[
    ("python", "python"),
    ("python3", "python"),
    ("go", "go"),
    ("golang", "go"),
    ("java", "java"),
    ("javascript", "javascript"),
    ("js", "javascript"),
    ("typescript", "typescript"),
    ("ts", "typescript"),
    ("rust", "rust"),
    ("c", "c"),
    ("c++", "c++"),
    ("cpp", "c++"),
    ("c#", "c#"),
    ("csharp", "c#"),
    ("f#", "f#"),
    ("php", "php"),
    ("ruby", "ruby"),
    ("kotlin", "kotlin"),
    ("swift", "swift"),
    ("scala", "scala"),
    ("perl", "perl"),
    ("elixir", "elixir"),
    ("erlang", "erlang"),
    ("haskell", "haskell"),
    ("dart", "dart"),
    ("lua", "lua"),
    ("sql", "sql"),
    ("html", "html"),
    ("css", "css"),
    ("bash", "bash"),
    (".net", "dotnet"),
    ("dotnet", "dotnet"),
    ("asp.net", "dotnet"),
    ("node", "node"),
    ("node.js", "node"),
    ("nodejs", "node"),
    ("react", "react"),
    ("react.js", "react"),
    ("reactjs", "react"),
    ("vue", "vue"),
    ("vue.js", "vue"),
    ("angular", "angular"),
    ("django", "django"),
    ("flask", "flask"),
    ("fastapi", "fastapi"),
    ("drf", "drf"),
    ("spring", "spring"),
    ("laravel", "laravel"),
    ("rails", "rails"),
    ("flutter", "flutter"),
    ("پایتون", "python"),
    ("جاوا", "java"),
    ("گو", "go"),
];

/// Languages that stand within another; a question on both names no two.
const WITHIN: &[(&str, &str)] = &[
    ("django", "python"),
    ("flask", "python"),
    ("fastapi", "python"),
    ("drf", "django"),
    ("drf", "python"),
    ("node", "javascript"),
    ("react", "javascript"),
    ("vue", "javascript"),
    ("angular", "javascript"),
    ("typescript", "javascript"),
    ("spring", "java"),
    ("laravel", "php"),
    ("rails", "ruby"),
    ("dotnet", "c#"),
    ("flutter", "dart"),
];

/// Fields that say after "in" only where an object is at home.
const FIELDS: &[&str] = &[
    "oop",
    "database",
    "programming",
    "software",
    "engineering",
    "development",
    "computer",
    "science",
    "general",
    "web",
    "backend",
    "frontend",
    "distributed",
    "system",
    "systems",
    "databases",
    "db",
];

/// What is said beside an abbreviation and is in it already: `ACID properties`, `SOLID principles`.
const SAID_BESIDE_ABBREVIATION: &[&str] = &[
    "property",
    "properties",
    "principle",
    "principles",
    "theorem",
    "protocol",
    "protocols",
    "pattern",
    "architecture",
    "architectural",
    "framework",
    "model",
    "database",
    "databases",
    "language",
    "algorithm",
];

/// What is said behind two things to be compared: `WHERE and HAVING clauses`.
const SAID_BEHIND_COMPARED: &[&str] = &[
    "keyword",
    "keywords",
    "operator",
    "operators",
    "statement",
    "statements",
    "clause",
    "clauses",
    "database",
    "databases",
    "command",
    "commands",
    "protocol",
    "protocols",
    "approach",
    "approaches",
    "request",
    "requests",
    "method",
    "methods",
    "memory",
];

/// Languages that decks on others speak of, too.
const EVERYWHERE: &[&str] = &["sql", "html", "css", "bash"];

/// Several words, or one, and the name that stands for all of them.
const NAMES: &[(&str, &str)] = &[
    ("object oriented programming", "oop"),
    ("object oriented", "oop"),
    ("dependency injection", "di"),
    ("inversion of control", "ioc"),
    ("garbage collector", "gc"),
    ("garbage collection", "gc"),
    ("global interpreter lock", "gil"),
    ("database", "db"),
    ("databases", "db"),
    ("dbs", "db"),
    ("kubernetes", "k8s"),
    ("json web token", "jwt"),
    ("jwt token", "jwt"),
    ("postgresql", "postgres"),
    ("continuous integration", "ci"),
    ("continuous delivery", "cd"),
    ("continuous deployment", "cd"),
    ("application programming interface", "api"),
    ("key value", "kv"),
    ("front end", "frontend"),
    ("back end", "backend"),
    ("full stack", "fullstack"),
    ("domain driven design", "ddd"),
    ("test driven development", "tdd"),
    ("behaviour driven development", "bdd"),
    ("object relational mapping", "orm"),
    ("object relational mapper", "orm"),
    ("model view controller", "mvc"),
    ("cross site scripting", "xss"),
    ("cross site request forgery", "csrf"),
    ("cross origin resource sharing", "cors"),
    ("content delivery network", "cdn"),
    ("remote procedure call", "rpc"),
    ("transport layer security", "tls"),
    ("command query responsibility segregation", "cqrs"),
    ("create read update delete", "crud"),
    ("domain name system", "dns"),
    ("first in first out", "fifo"),
    ("last in first out", "lifo"),
    ("least recently used", "lru"),
    ("breadth first search", "bfs"),
    ("depth first search", "dfs"),
    ("binary search tree", "bst"),
    ("hash map", "hash table"),
    ("hashmap", "hash table"),
    ("hashtable", "hash table"),
    ("linkedlist", "linked list"),
    ("don't repeat yourself", "dry"),
    ("keep it simple stupid", "kiss"),
    ("single sign on", "sso"),
    ("role based access control", "rbac"),
    ("infrastructure as code", "iac"),
    ("service level agreement", "sla"),
    ("virtual machine", "vm"),
    ("operating system", "os"),
    ("regular expression", "regex"),
    ("environment variable", "env variable"),
    ("env var", "env variable"),
    ("var", "variable"),
    ("repo", "repository"),
    ("config", "configuration"),
    ("configs", "configuration"),
    ("auth", "authentication"),
    ("async", "asynchronous"),
    ("sync", "synchronous"),
    ("singleton pattern", "singleton"),
    ("singleton design pattern", "singleton"),
    ("oo", "oop"),
    ("ml", "machine learning"),
    ("ai", "artificial intelligence"),
    ("perf", "performance"),
    ("restful", "rest"),
    ("document object model", "dom"),
    ("input output", "io"),
    ("central processing unit", "cpu"),
    ("proof of concept", "poc"),
    ("user interface", "ui"),
    ("solid principle", "solid"),
    ("solid principles", "solid"),
    ("acid properties", "acid"),
    ("time limit", "timeout"),
    ("time out", "timeout"),
    ("web socket", "websocket"),
    ("load balancing", "load balancer"),
    ("mutual exclusion", "mutex"),
    ("race conditions", "race condition"),
    ("rate limiter", "rate limiting"),
    ("unit tests", "unit testing"),
    ("integration tests", "integration testing"),
];

/// Verbs that ask for the same to be done. Not where two things are compared: `remove` and `delete` are
/// one wish, and two commands.
const VERBS: &[(&str, &str)] = &[
    ("improve", "optimize"),
    ("tune", "optimize"),
    ("manage", "handle"),
    ("deal", "handle"),
    ("prevent", "avoid"),
    ("make", "create"),
    ("delete", "remove"),
    ("resolve", "solve"),
    ("fix", "solve"),
];

/// Words that begin what is asked to be done: `Reverse a linked list.`
const ORDERS: &[&str] = &[
    "implement",
    "write",
    "reverse",
    "design",
    "create",
    "build",
    "find",
    "sort",
    "delete",
    "remove",
    "add",
    "insert",
    "merge",
    "convert",
    "check",
    "count",
    "print",
    "calculate",
    "compute",
    "detect",
    "return",
    "solve",
    "make",
    "develop",
    "optimize",
    "optimise",
    "improve",
    "parse",
    "swap",
    "rotate",
    "generate",
    "traverse",
];

/// Words of everyday English that are also keywords of programming languages: a line for each, with a
/// question that asks about it.
const KEYWORDS: &str = include_str!("keywords.txt");

/// Of how many words a name is made at most.
pub(super) const LONGEST_NAME: usize = 5;

const NOT: &[&str] =
    &["not", "no", "never", "without", "cannot", "cant", "dont", "doesnt", "isnt", "نه", "بدون"];

/// A name in stems, and what stands for it: each stem with the word it comes from.
pub(super) struct Name {
    pub(super) said: Vec<String>,
    pub(super) meant: Vec<(String, String)>,
}

/// By the first stem, the longest first.
static NAMES_BY_FIRST: LazyLock<HashMap<String, Vec<Name>>> = LazyLock::new(|| {
    let stems = |text: &str| text.split_whitespace().map(stem).collect::<Vec<String>>();
    let mut by_first: HashMap<String, Vec<Name>> = HashMap::new();
    for (said, meant) in NAMES {
        let plain = meant.split_whitespace().map(str::to_owned);
        let name = Name { said: stems(said), meant: stems(meant).into_iter().zip(plain).collect() };
        by_first.entry(name.said[0].clone()).or_default().push(name);
    }
    for names in by_first.values_mut() {
        names.sort_by_key(|name| std::cmp::Reverse(name.said.len()));
    }
    by_first
});

static FILLER_WORDS: LazyLock<std::collections::HashSet<&'static str>> =
    LazyLock::new(|| FILLER.iter().copied().collect());
static KEYWORD_LINES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = KEYWORDS.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).collect()
});
static FOLLOW_UP_STEMS: LazyLock<std::collections::HashSet<String>> =
    LazyLock::new(|| FOLLOW_UP.iter().map(|word| stem(word)).collect());
static LANGUAGE_OF: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| LANGUAGES.iter().copied().collect());

pub(super) fn is_filler(word: &str) -> bool {
    FILLER_WORDS.contains(word)
}

pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORD_LINES.contains_key(word)
}

pub(super) fn is_follow_up(stem: &str) -> bool {
    FOLLOW_UP_STEMS.contains(stem)
}

pub(super) fn is_negation(word: &str) -> bool {
    NOT.contains(&word)
}

pub(super) fn is_order(word: &str) -> bool {
    ORDERS.contains(&word)
}

pub(super) fn is_field(word: &str) -> bool {
    FIELDS.contains(&word)
}

pub(super) fn is_in_abbreviation(word: &str) -> bool {
    SAID_BESIDE_ABBREVIATION.contains(&word)
}

/// What makes another thing of a database and not only says where it is.
pub(super) fn names_of_databases(word: &str) -> bool {
    matches!(
        word,
        "system"
            | "systems"
            | "design"
            | "management"
            | "server"
            | "engine"
            | "administrator"
            | "model"
            | "developer"
    )
}

pub(super) fn is_behind_compared(word: &str) -> bool {
    SAID_BEHIND_COMPARED.contains(&word)
}

pub(super) fn language(word: &str) -> Option<&'static str> {
    LANGUAGE_OF.get(word).copied()
}

/// Whether a deck that speaks of the language is likely to be about it.
pub(super) fn is_telling(language: &str) -> bool {
    !EVERYWHERE.contains(&language)
}

/// Whether of two languages one is, or stands within, the other.
pub(super) fn is_akin(one: &str, other: &str) -> bool {
    one == other || WITHIN.contains(&(one, other)) || WITHIN.contains(&(other, one))
}

/// The stem of the verb that this one's stem stands for.
pub(super) fn verb(stem_of_verb: &str) -> String {
    static STEMS: LazyLock<HashMap<String, String>> =
        LazyLock::new(|| VERBS.iter().map(|(said, meant)| (stem(said), stem(meant))).collect());
    STEMS.get(stem_of_verb).map_or(stem_of_verb, String::as_str).to_owned()
}

/// Pairs of names, each of which stands for the other.
pub fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    NAMES.iter().copied()
}

/// The name that the first of these stems make, if others stand for it.
pub(super) fn name_at(stems: &[&str]) -> Option<&'static Name> {
    let names: &'static [Name] = NAMES_BY_FIRST.get(*stems.first()?)?;
    names.iter().find(|name| {
        stems.len() >= name.said.len() && name.said.iter().zip(stems).all(|(said, stem)| said == stem)
    })
}

/// An English word without its plural, `-ing` or `-ed`; anything else as it is.
///
/// Light on purpose: `mutable` and `immutable`, `authentication` and `authorization`, `HTTP` and `HTTPS`
/// are to stay apart, and that costs `serializer` and `serialization`.
#[must_use]
pub fn stem(word: &str) -> String {
    if word.len() <= 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.to_owned();
    }
    match word {
        "indices" => return "index".to_owned(),
        "matrices" => return "matrix".to_owned(),
        "https" | "redis" | "kubernetes" | "postgres" | "pandas" | "alias" | "canvas" | "express"
        | "nodejs" | "always" | "does" | "this" | "embed" | "series" | "rails" | "windows" | "sass"
        | "less" | "ajax" | "news" | "during" | "nothing" | "something" | "everything" | "hundred" => {
            return word.to_owned();
        }
        _ => {}
    }
    let mut stem = word.to_owned();
    if let Some(root) = stem.strip_suffix("ies") {
        stem = format!("{root}i");
    } else if ["sses", "xes", "ches", "shes", "zes"].iter().any(|end| stem.ends_with(end)) {
        stem.truncate(stem.len() - 2);
    } else if stem.ends_with('s') && !["ss", "us", "is"].iter().any(|end| stem.ends_with(end)) {
        stem.pop();
    }
    for ending in ["ing", "ed"] {
        let Some(root) = stem.strip_suffix(ending) else { continue };
        let has_vowel = root.bytes().any(|byte| b"aeiouy".contains(&byte));
        if root.len() >= 3 && has_vowel && !root.ends_with('e') {
            stem = root.to_owned();
            let mut ends = stem.bytes().rev();
            if let (Some(last), Some(before)) = (ends.next(), ends.next())
                && last == before
                && !b"lsz".contains(&last)
            {
                stem.pop();
            }
        }
        break;
    }
    for (british, american) in [("isation", "ization"), ("ise", "ize"), ("yse", "yze"), ("our", "or")] {
        if stem.len() > british.len() + 3
            && let Some(root) = stem.strip_suffix(british)
        {
            stem = format!("{root}{american}");
        }
    }
    if stem.ends_with("is") && stem.len() > 6 && word.ends_with("ising") {
        stem = format!("{}z", stem.trim_end_matches('s'));
    }
    if stem.len() > 3 && stem.ends_with('e') {
        stem.pop();
    }
    let consonant_before_y = stem.len() > 3
        && stem.ends_with('y')
        && !stem.bytes().rev().nth(1).is_some_and(|byte| b"aeiou".contains(&byte));
    if consonant_before_y {
        stem.pop();
        stem.push('i');
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_have_one_stem() {
        for forms in [
            &["cache", "caches", "caching", "cached"][..],
            &["index", "indexes", "indices", "indexing", "indexed"],
            &["query", "queries", "querying"],
            &["map", "maps", "mapping", "mapped"],
            &["class", "classes"],
            &["process", "processes", "processing"],
            &["type", "types", "typing", "typed"],
            &["optimize", "optimise", "optimizing", "optimising"],
            &["cookie", "cookies"],
            &["database", "databases"],
            &["test", "tests", "testing", "tested"],
            &["pool", "pools", "pooling"],
        ] {
            let stems: Vec<String> = forms.iter().map(|form| stem(form)).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{forms:?}: {stems:?}");
        }
    }

    #[test]
    fn each_keyword_is_what_its_example_asks_about() {
        assert_eq!(KEYWORDS.lines().filter(|line| line.contains('\t')).count(), KEYWORD_LINES.len());
        for (word, example) in &*KEYWORD_LINES {
            let reading = super::super::reading::read(example);
            assert!(reading.terms.contains(*word), "{example}: {:?}", reading.terms);
        }
    }

    #[test]
    fn no_name_is_longer_than_the_longest() {
        assert!(NAMES.iter().all(|(said, _)| said.split_whitespace().count() <= LONGEST_NAME));
    }

    #[test]
    fn different_words_keep_different_stems() {
        for (a, b) in [
            ("http", "https"),
            ("mutable", "immutable"),
            ("authentication", "authorization"),
            ("string", "str"),
            ("thread", "process"),
            ("coroutine", "goroutine"),
        ] {
            assert_ne!(stem(a), stem(b));
        }
    }
}
