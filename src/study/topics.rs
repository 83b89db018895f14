//! What a question is about, by the words in it: tags that nobody has to write.
//!
//! A vocabulary maps words and phrases to topics; a question gets the topics of the words it holds. It
//! is general knowledge of the field, to be extended in `viva.toml`; nothing is guessed beyond it. A
//! word that means something else in everyday speech ("go", "rest", "spring") stands here only in a
//! phrase or in its unmistakable form.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt as _};

use super::card::normal_form;

/// More would say nothing any more.
const MOST_TOPICS: usize = 3;

const VOCABULARY: &[(&str, &str)] = &[
    (
        "python",
        "python, django, flask, fastapi, pandas, numpy, celery, gil, asyncio, pip, uvicorn, \
         gunicorn, pytest, classmethod, staticmethod, list comprehension, pep 8",
    ),
    ("django", "django, drf, select_related, prefetch_related, queryset"),
    (
        "go",
        "golang, goroutine, waitgroup, in go, go routine, go channel, go interface, go slice, \
         sync.pool, gomaxprocs, gofmt",
    ),
    ("rust", "rust, cargo, borrow checker, tokio, lifetime parameter, rustc"),
    ("java", "java, jvm, jdk, hibernate, spring boot, hashmap, garbage collector in java"),
    ("kotlin", "kotlin, coroutine, kotlin flow"),
    (
        "javascript",
        "javascript, js, v8 engine, nodejs, node.js, npm, promise, closure, hoisting, event loop, \
         typeof, prototype chain, es6, jquery, async await",
    ),
    ("typescript", "typescript, ts config, tsconfig"),
    (
        "react",
        "reactjs, jsx, redux, usestate, useeffect, virtual dom, react hook, react component, \
         in react, react native, react fiber",
    ),
    ("css", "css, flexbox, css grid, box model, sass, z-index"),
    ("html", "html, html5, dom, doctype, semantic tag"),
    ("php", "php, laravel, composer, symfony"),
    ("csharp", "c#, .net, asp.net, linq, entity framework"),
    ("cpp", "c++, stl, raii, smart pointer"),
    ("android", "android, activity lifecycle, jetpack compose, recyclerview, viewmodel"),
    ("ios", "ios, swiftui, swift, objective-c, uikit"),
    (
        "databases",
        "database, db, sql, nosql, mysql, postgres, postgresql, mongodb, redis, acid, \
         isolation level, transaction, query, inner join, left join, outer join, sql join, \
         foreign key, primary key, sharding, replication, orm, n+1, stored procedure, \
         normalization, eventual consistency, cap theorem, elasticsearch, database index, \
         db index, sqlite, oracle",
    ),
    (
        "networking",
        "http, https, tcp, udp, dns, tls, ssl, osi, ip address, websocket, grpc, rest api, \
         restful, load balancer, load balancing, proxy, cdn, vpn, subnet, firewall, \
         three-way handshake, status code",
    ),
    (
        "operating-systems",
        "operating system, kernel, a process, process and thread, thread and process, \
         child process, thread, deadlock, virtual memory, paging, context switch, semaphore, \
         mutex, system call, file descriptor",
    ),
    (
        "concurrency",
        "concurrency, concurrent, parallelism, race condition, thread, mutex, semaphore, \
         goroutine, deadlock, lock, atomic, async, asynchronous, asynchronously",
    ),
    ("linux", "linux, bash, shell, ssh, systemd, cron, inode, chmod, grep"),
    ("docker", "docker, dockerfile, container, docker-compose, image layer"),
    ("kubernetes", "kubernetes, k8s, kuber, kubectl, pod, helm, ingress"),
    (
        "devops",
        "ci/cd, ci cd, jenkins, terraform, ansible, deployment, deploy, gitlab ci, monitoring, \
         observability, prometheus, grafana, logging, tracing",
    ),
    ("cloud", "aws, azure, gcp, s3, ec2, serverless, cloud"),
    ("git", "git, github, rebase, cherry-pick, merge conflict, pull request, git commit"),
    ("messaging", "kafka, rabbitmq, message broker, message queue, pub/sub, outbox, event-driven, nats"),
    (
        "system-design",
        "system design, microservice, monolith, monolithic, scalability, scale, scaling, \
         rate limiting, rate limiter, cache, caching, high availability, api gateway, \
         circuit breaker, architecture, idempotent, idempotency",
    ),
    (
        "algorithms",
        "algorithm, big o, time complexity, space complexity, sorting, binary search, recursion, \
         dynamic programming, bfs, dfs, two sum, palindrome, fibonacci, valid parentheses",
    ),
    (
        "data-structures",
        "data structure, linked list, hash table, hash map, binary tree, heap, trie, a stack, \
         stack and queue, call stack, array, queue data structure, lru cache, graph",
    ),
    (
        "oop",
        "oop, object-oriented, object oriented, inheritance, polymorphism, encapsulation, \
         abstraction, abstract class, an interface, composition, method overriding, \
         method overloading",
    ),
    (
        "design-patterns",
        "design pattern, singleton, factory pattern, observer pattern, dependency injection, \
         solid, repository pattern, repository layer, decorator pattern, strategy pattern, mvc, \
         mtv, ddd, clean architecture",
    ),
    (
        "testing",
        "unit test, integration test, tdd, mock object, testing, test case, test coverage, \
         end-to-end test",
    ),
    (
        "security",
        "security, authentication, authorization, oauth, jwt, xss, csrf, sql injection, \
         encryption, hashing, cors",
    ),
    (
        "machine-learning",
        "machine learning, neural network, overfitting, gradient descent, linear regression, \
         logistic regression, classification, random forest, k-means, deep learning, \
         precision and recall, feature engineering",
    ),
    (
        "statistics",
        "statistics, probability, p-value, standard deviation, hypothesis test, \
         confidence interval, bayes",
    ),
    ("agile", "agile, scrum, kanban, sprint"),
    (
        "behavioural",
        "tell me about yourself, introduce yourself, your strength, your weakness, \
         greatest strength, greatest weakness, your current company, your previous company, \
         your last company, work environment, your team, conflict with, disagree, leave your, \
         biggest challenge, five years, 5 years, why should we hire, why do you want",
    ),
    ("salary", "salary, compensation"),
];

/// The words and phrases of the vocabulary that are terms of the field, not of the talk about a job.
pub fn terms() -> impl Iterator<Item = &'static str> {
    let of_the_field = VOCABULARY.iter().filter(|(topic, _)| !matches!(*topic, "behavioural" | "salary"));
    of_the_field.flat_map(|(_, phrases)| phrases.split(", "))
}

/// Words and phrases, each with the topics it speaks for.
#[derive(Clone, Debug)]
pub struct Topics {
    /// In the order in which they are preferred.
    names: Vec<String>,
    /// By first word: the whole phrase in words, and the place of its topic.
    phrases: HashMap<String, Vec<(Vec<String>, usize)>>,
}

impl Default for Topics {
    fn default() -> Self {
        Self::with(&BTreeMap::new())
    }
}

impl Topics {
    /// The vocabulary, with a user's own words: topic to words and phrases. Theirs come first.
    #[must_use]
    pub fn with(own: &BTreeMap<String, Vec<String>>) -> Self {
        let mut topics = Self::none();
        for (topic, phrases) in own {
            for phrase in phrases {
                topics.add(topic, phrase);
            }
        }
        for (topic, phrases) in VOCABULARY {
            for phrase in phrases.split(", ") {
                topics.add(topic, phrase);
            }
        }
        topics
    }

    /// No vocabulary: no question has topics.
    #[must_use]
    pub fn none() -> Self {
        Self { names: Vec::new(), phrases: HashMap::new() }
    }

    /// The topics of a question (Markdown), at most three, those it speaks of most first.
    #[must_use]
    pub fn of(&self, question: &str) -> Vec<String> {
        self.of_normal_form(&normal_form(question))
    }

    /// The same of a question's [`normal_form`].
    #[must_use]
    pub fn of_normal_form(&self, normal: &str) -> Vec<String> {
        if self.phrases.is_empty() {
            return Vec::new();
        }
        // The place of each topic that is met, and how often.
        let mut found: Vec<(usize, usize)> = Vec::new();
        let mut words = Words { rest: normal };
        while let Some(word) = words.next() {
            for (phrase, topic) in self.phrases.get(word).into_iter().flatten() {
                let mut behind = words.clone();
                if phrase[1..].iter().all(|word| behind.next() == Some(word)) {
                    match found.iter_mut().find(|(known, _)| known == topic) {
                        Some((_, count)) => *count += 1,
                        None => found.push((*topic, 1)),
                    }
                }
            }
        }
        found.sort_unstable_by_key(|&(topic, count)| (std::cmp::Reverse(count), topic));
        found.into_iter().take(MOST_TOPICS).map(|(topic, _)| self.names[topic].clone()).collect()
    }

    fn add(&mut self, topic: &str, phrase: &str) {
        let normal = normal_form(phrase);
        let phrase: Vec<String> = Words { rest: &normal }.map(str::to_owned).collect();
        let Some(first) = phrase.first().cloned() else { return };
        let place = self.names.iter().position(|name| name == topic).unwrap_or(self.names.len());
        if place == self.names.len() {
            self.names.push(topic.to_owned());
        }
        self.phrases.entry(first).or_default().push((phrase, place));
    }
}

/// The words of a text in normal form, without the plural's `s`; marks within a word (`c++`, `n+1`,
/// `node.js`) stay.
#[derive(Clone)]
struct Words<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        while !self.rest.is_empty() {
            let (word, rest) = first_word(self.rest);
            self.rest = rest;
            let word = without_marks(word);
            if !word.is_empty() {
                return Some(singular(word));
            }
        }
        None
    }
}

/// What stands before the first white space or mark that ends a word, and what behind it.
fn first_word(text: &str) -> (&str, &str) {
    let mut from = 0;
    while let Some(found) = text.as_bytes()[from..].iter().position(|&byte| MAY_END_A_WORD[usize::from(byte)])
    {
        let at = from + found;
        let c = text[at..].chars().next().unwrap_or_default();
        if c.is_ascii() || c.is_whitespace() {
            return (&text[..at], &text[at + c.len_utf8()..]);
        }
        from = at + c.len_utf8();
    }
    (text, "")
}

/// Bytes that end a word, and those with which white space beyond ASCII begins.
const MAY_END_A_WORD: [bool; 256] = {
    let bytes = b" \t\n\x0b\x0c\r,;()?!\":\xc2\xe1\xe2\xe3";
    let mut may_end = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        may_end[bytes[at] as usize] = true;
        at += 1;
    }
    may_end
};

fn without_marks(word: &str) -> &str {
    if let [first, .., last] = word.as_bytes()
        && first.is_ascii_alphanumeric()
        && last.is_ascii_alphanumeric()
    {
        return word;
    }
    let is_mark = |c: char| !c.is_alphanumeric() && !matches!(c, '#' | '+');
    word.trim_start_matches(|c| is_mark(c) && c != '.').trim_end_matches(is_mark)
}

fn singular(word: &str) -> &str {
    if !word.ends_with('s') {
        return word;
    }
    let stem = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    match stem.strip_suffix('s') {
        Some(one) if one.len() > 3 && !one.ends_with(['s', 'u', 'i']) => one,
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_end_at_white_space_and_marks(text in "[a-c\u{e9}\u{a0}\u{85}\u{1680}\u{2003}\u{2019}\u{3000} ,?:#+.]{0,12}") {
            let is_end = |c: char| c.is_whitespace() || ",?:".contains(c);
            let is_mark = |c: char| !c.is_alphanumeric() && c != '#' && c != '+';
            let expected: Vec<&str> = text
                .split(is_end)
                .map(|word| word.trim_start_matches(|c| is_mark(c) && c != '.').trim_end_matches(is_mark))
                .filter(|word| !word.is_empty())
                .collect();
            prop_assert_eq!(Words { rest: &text }.collect::<Vec<_>>(), expected);
        }
    }

    #[track_caller]
    fn check(question: &str, expected: &str) {
        assert_eq!(Topics::default().of(question).join(" "), expected, "{question}");
    }

    #[test]
    fn words_of_the_field_give_topics() {
        check("What is difference between `is` and `==` in python?", "python");
        check("How does Django ORM address the N+1 query problem?", "databases python django");
        check("What is the difference between a thread and a process?", "operating-systems concurrency");
        check("What are goroutines?", "go concurrency");
        check("Tell me about yourself.", "behavioural");
        check("What are your salary expectations?", "salary");
        check("Is C++ faster than C#?", "csharp cpp");
    }

    #[test]
    fn everyday_words_give_none() {
        check("Where do you want to go from here?", "");
        check("What is your process, and when do you react?", "");
        check("Which tech stack would you join us for?", "");
        check("How do you rest in spring?", "");
        check("", "");
    }

    #[test]
    fn without_a_vocabulary_there_are_none() {
        assert_eq!(Topics::none().of("What are goroutines?"), [""; 0]);
    }

    #[test]
    fn a_users_words_come_first() {
        let own =
            BTreeMap::from([("payments".to_owned(), vec!["psp".to_owned(), "bank gateways".to_owned()])]);
        let topics = Topics::with(&own);
        assert_eq!(topics.of("How would you cache a bank gateway?"), ["payments", "system-design"]);
    }
}
