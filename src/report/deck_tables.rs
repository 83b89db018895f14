//! Decks as tables: one row a card, for spreadsheets as CSV (RFC 4180), for Anki as its text import.
//!
//! The CSV holds Markdown, and reading it back gives the cards. Anki shows HTML, so its table holds
//! that, with math between the delimiters that Anki knows; other HTML in the notes is shown there as the text
//! it is.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd, html};

use super::csv_tables::{table, text};
use crate::study::deck::Deck;
use crate::study::import::{TABLE_COLUMNS, anki_tag};
use crate::study::markdown::{Math, Reading, Seen};

/// The line above the rows of [`questions_csv`].
pub fn questions_csv_head() -> Result<Vec<u8>, csv::Error> {
    table([TABLE_COLUMNS].into_iter())
}

/// One row a card: its questions and answers as they stand in the deck.
pub fn questions_csv(deck: &Deck, raw: bool) -> Result<Vec<u8>, csv::Error> {
    let rows = deck.cards.iter().map(|card| {
        let cell = |cell: Option<&str>| text(cell.unwrap_or_default(), raw);
        [
            card.id.to_string(),
            cell(Some(&deck.name)),
            cell(card.section.as_deref()),
            cell(Some(&card.tags.join(", "))),
            cell(Some(&card.question)),
            cell(card.answer.as_deref()),
            cell(card.my_answer.as_deref()),
        ]
    });
    table(rows)
}

/// What tells Anki's "Import File" the columns of [`anki_tsv`].
pub const ANKI_TSV_HEAD: &str = "#separator:tab\n#html:true\n#columns:Guid\tDeck\tQuestion\tAnswer\tTags\n\
    #guid column:1\n#deck column:2\n#tags column:5\n";

/// Notes for Anki's "Import File": the id as guid, so that importing again updates instead of adding;
/// deck and section as deck and subdeck; the own answer before that of the notes.
pub fn anki_tsv(deck: &Deck) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
    for card in &deck.cards {
        let answers = [&card.my_answer, &card.answer].into_iter().flatten();
        let answers: Vec<String> =
            answers.filter(|answer| !answer.trim().is_empty()).map(|answer| html_of(answer)).collect();
        let names = [Some(deck.shown_title()), card.section.as_deref()].into_iter().flatten();
        let names: Vec<String> = names.map(deck_part).filter(|name| !name.is_empty()).collect();
        let tags: Vec<String> = card.tags.iter().map(|tag| anki_tag(tag)).collect();
        writer.write_record([
            card.id.as_str(),
            &names.join("::"),
            &html_of(&card.question),
            &answers.join("<hr>\n"),
            &tags.join(" "),
        ])?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// One level of Anki's deck names, which `::` parts.
pub(super) fn deck_part(name: &str) -> String {
    let mut part = words(name).join(" ");
    while part.contains("::") {
        part = part.replace("::", ":");
    }
    part.trim_matches(':').to_owned()
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// Markdown as HTML in which only Markdown makes tags: Anki's cards run what they hold.
pub(super) fn html_of(markdown: &str) -> String {
    let mut open_links = Vec::new();
    let reading = Reading::of(markdown);
    let events = reading.seen().into_iter().filter_map(|(seen, _)| {
        let event = match seen {
            Seen::Event(event) => event,
            Seen::Math(math) => return Some(Event::Text(for_mathjax(math).into())),
            Seen::Highlight { begins: true } => return Some(Event::InlineHtml("<mark>".into())),
            Seen::Highlight { begins: false } => return Some(Event::InlineHtml("</mark>".into())),
        };
        match event {
            Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
            Event::Start(Tag::Link { ref dest_url, .. }) => {
                open_links.push(is_harmless(dest_url));
                is_harmless(dest_url).then_some(event)
            }
            Event::End(TagEnd::Link) => open_links.pop().unwrap_or(true).then_some(event),
            Event::Start(Tag::Image { dest_url, .. }) if !is_harmless(&dest_url) => {
                Some(Event::Start(Tag::Image {
                    link_type: pulldown_cmark::LinkType::Inline,
                    dest_url: CowStr::Borrowed(""),
                    title: CowStr::Borrowed(""),
                    id: CowStr::Borrowed(""),
                }))
            }
            // A line of the notes stays a line.
            Event::SoftBreak => Some(Event::HardBreak),
            event => Some(event),
        }
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    let out = out.trim_end();
    // A line alone needs no paragraph.
    match out.strip_prefix("<p>").and_then(|inner| inner.strip_suffix("</p>")) {
        Some(inner) if !inner.contains("<p>") => unplayed(inner),
        _ => unplayed(out),
    }
}

/// Math as Anki's `MathJax` knows it.
fn for_mathjax(math: &Math) -> String {
    if math.is_display { format!("\\[{}\\]", math.tex) } else { format!("\\({}\\)", math.tex) }
}

/// HTML without what Anki plays, speaks or has rendered by LaTeX: `[sound:…]`, `[anki:…]`, `[latex]`, `[$]`.
fn unplayed(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for (at, part) in html.split('[').enumerate() {
        if at > 0 {
            let starts =
                |word: &&str| part.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
            let is_obeyed = ["sound:", "anki:", "latex]", "/latex]", "$", "/$"].iter().any(starts);
            out.push_str(if is_obeyed { "&#91;" } else { "[" });
        }
        out.push_str(part);
    }
    out
}

/// Whether a link leads to a page, or to somewhere in the notes; not one that runs something.
fn is_harmless(target: &str) -> bool {
    let scheme = target.split(['/', '?', '#']).next().unwrap_or_default().split_once(':');
    scheme.is_none_or(|(scheme, _)| {
        ["http", "https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
    })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option::of;
    use proptest::prelude::*;

    use super::*;
    use crate::study::card::{Card, CardId};
    use crate::study::import::{ImportedNote, NoteHint, read_note, without_apostrophe};

    #[track_caller]
    fn check_html(markdown: &str, expected: &str) {
        assert_eq!(html_of(markdown), expected);
    }

    #[test]
    fn markdown_becomes_html() {
        check_html("What is `a < b`?", "What is <code>a &lt; b</code>?");
        check_html("one\ntwo", "one<br />\ntwo");
        check_html("a\n\n- b", "<p>a</p>\n<ul>\n<li>b</li>\n</ul>");
        check_html("```py\nx = 1\n```", "<pre><code class=\"language-py\">x = 1\n</code></pre>");
    }

    #[test]
    fn math_is_set_by_anki() {
        check_html("$a*b*c$ and $x<y$", "\\(a*b*c\\) and \\(x&lt;y\\)");
        check_html("$$a & b \\\\ c_1$$", "\\[a &amp; b \\\\ c_1\\]");
        check_html("\\( \\sigma(z)_i \\)", "\\( \\sigma(z)_i \\)");
        check_html(
            "\\[ x_1 \\]\n\n`$HOME` costs $5 * 2 = $10.",
            "<p>\\[ x_1 \\]</p>\n<p><code>$HOME</code> costs $5 * 2 = $10.</p>",
        );
        check_html("$$\na\n- b\n$$", "\\[\na\n- b\n\\]");
        check_html("$[sound:x]$", "\\(&#91;sound:x]\\)");
    }

    #[test]
    fn scripts_and_marks_of_obsidian_become_html() {
        check_html("10<sup>5</sup> x<sub>*i*</sub>", "10<sup>5</sup> x<sub><em>i</em></sub>");
        check_html("[[a|the *b*]] ==c== %%d%%", "the <em>b</em> <mark>c</mark>");
        check_html("So.[^1]\n\n[^1]: p. 2", "<p>So.[1]</p>\n<p>[1] p. 2</p>");
        check_html("a <mark> b", "a &lt;mark&gt; b");
    }

    #[test]
    fn nothing_in_the_notes_runs_in_anki() {
        check_html("<script>x()</script>", "&lt;script&gt;x()&lt;/script&gt;");
        check_html("[a](javascript:x()) [b](https://b)", "a <a href=\"https://b\">b</a>");
        check_html("![a](data:text/html,x)", "<img src=\"\" alt=\"a\" />");
        check_html(
            "\\[sound:x.mp3] \\[LaTeX]\\input{a} `[$]x[/$]` `a[0]`",
            "&#91;sound:x.mp3] &#91;LaTeX]\\input{a} <code>&#91;$]x&#91;/$]</code> <code>a[0]</code>",
        );
    }

    fn deck(cards: Vec<Card>) -> Deck {
        Deck { name: "zibal".into(), title: Some("Zibal".into()), cards, ..Deck::default() }
    }

    fn whole_csv(deck: &Deck, raw: bool) -> Vec<u8> {
        [questions_csv_head().unwrap(), questions_csv(deck, raw).unwrap()].concat()
    }

    fn whole_tsv(deck: &Deck) -> Vec<u8> {
        [ANKI_TSV_HEAD.as_bytes(), &anki_tsv(deck).unwrap()].concat()
    }

    fn read_back(file_name: &str, bytes: &[u8]) -> ImportedNote {
        read_note(bytes, &NoteHint { file_name, ..NoteHint::default() })
    }

    #[test]
    fn anki_is_told_what_the_columns_are() {
        let card = Card {
            id: CardId::parse("k3").unwrap(),
            section: Some("HR :: Call".into()),
            tags: vec!["python".into(), "code review".into()],
            answer: Some("They\tsay \"so\".".into()),
            my_answer: Some("I say:\n\n- no".into()),
            ..Card::new("Why?")
        };
        let written = String::from_utf8(whole_tsv(&deck(vec![card]))).unwrap();
        assert_eq!(
            written,
            "#separator:tab\n#html:true\n#columns:Guid\tDeck\tQuestion\tAnswer\tTags\n#guid column:1\n\
             #deck column:2\n#tags column:5\n\
             k3\tZibal::HR : Call\tWhy?\t\"<p>I say:</p>\n<ul>\n<li>no</li>\n</ul><hr>\nThey\tsay \"\"so\"\".\"\t\
             python code_review\n"
        );
        let note = read_back("zibal.txt", written.as_bytes());
        assert_eq!((note.shape, note.cards.len()), ("Anki notes in plain text", 1));
        assert_eq!(note.cards[0].section.as_deref(), Some("HR : Call"));
        assert_eq!(note.cards[0].tags, ["python", "code_review"]);
    }

    #[test]
    fn anki_text_gives_answers_back() {
        let answers = [
            "It guards.",
            "- one\n- two\n\n```py\nx = 1\n\ny = 2\n```",
            "**bold**, `code`, a [link](https://x.test/a).",
            "| a | b |\n| - | - |\n| 1 | 2 |",
            "نرم\u{200c}افزار",
        ];
        let cards = answers.iter().enumerate().map(|(at, answer)| Card {
            answer: Some((*answer).to_owned()),
            ..Card::new(format!("What is `{at}`?\n\n- A. one\n- B. two"))
        });
        let deck = deck(cards.collect());
        let note = read_back("zibal.txt", &whole_tsv(&deck));
        for (card, back) in deck.cards.iter().zip(&note.cards) {
            assert_eq!(back.question, card.question);
            assert_eq!(back.answer, card.answer);
        }
    }

    fn any_words() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z][a-z ]{0,20}[a-z]", "(?s)[a-z=+@'\",;|\n<>#*`\\-سه\u{200c}{}&]{1,20}"]
    }

    fn any_cards() -> impl Strategy<Value = Vec<Card>> {
        let card = (any_words(), of(any_words()), of(any_words()), of("[a-z]{1,5}( [a-z]{1,5})?"));
        let card = card.prop_filter("it asks", |(question, ..)| !question.trim().is_empty());
        let card = card.prop_map(|(question, answer, my_answer, section)| Card {
            id_is_written: true,
            answer,
            my_answer,
            section,
            tags: vec!["t".to_owned()],
            ..Card::new(question)
        });
        vec(card, 1..6)
    }

    /// Markdown as people write it, in the one of several spellings that reading HTML gives.
    fn any_paragraph() -> impl Strategy<Value = String> {
        let word = prop_oneof![
            4 => "[a-z]{1,8}",
            1 => "`[a-z<>&=\"]{1,3}[a-z]`",
            1 => "\\*\\*[a-z]{1,5}\\*\\*",
            1 => "\\[[a-z]{1,5}\\]\\(https://x\\.test/[a-z]{1,3}\\)",
            1 => "[اسه\u{200c}]{1,2}ه",
        ];
        vec(word, 1..6).prop_map(|words| words.join(" "))
    }

    /// Two lists in a row would be one.
    fn any_block() -> impl Strategy<Value = String> {
        let block = prop_oneof![
            any_paragraph(),
            vec(any_paragraph(), 2..4).prop_map(|items| format!("- {}", items.join("\n- "))),
            "[a-z\"\t=#<>]{0,9}(\n[ a-z|]{0,9}){0,3}\n[a-z]{1,4}"
                .prop_map(|code| format!("```go\n{code}\n```")),
        ];
        (any_paragraph(), block).prop_map(|(paragraph, block)| format!("{paragraph}\n\n{block}"))
    }

    proptest! {
        #[test]
        fn a_csv_gives_its_cards_back(cards in any_cards(), raw: bool) {
            // In a raw table nothing tells whose an apostrophe is.
            let is_taken = |text: &str| raw && without_apostrophe(text).is_some();
            let texts = |card: &Card| [Some(card.question.clone()), card.answer.clone(), card.my_answer.clone()];
            prop_assume!(!cards.iter().flat_map(texts).flatten().any(|text| is_taken(&text)));
            let note = read_back("x.csv", &whole_csv(&deck(cards.clone()), raw));
            prop_assert_eq!(note.deck.unwrap().cards, cards);
        }

        #[test]
        fn anki_text_gives_any_written_card_back(cards in vec((any_paragraph(), vec(any_block(), 1..4)), 1..5)) {
            let cards = cards.into_iter().map(|(question, blocks)| Card {
                answer: Some(blocks.join("\n\n")),
                ..Card::new(format!("What is {question}?"))
            });
            let deck = deck(cards.collect());
            let note = read_back("x.txt", &whole_tsv(&deck));
            let read: Vec<_> = note.cards.into_iter().map(|card| (card.question, card.answer)).collect();
            let written: Vec<_> = deck.cards.into_iter().map(|card| (card.question, card.answer)).collect();
            prop_assert_eq!(read, written);
        }

        #[test]
        fn a_tsv_has_one_row_a_card(cards in any_cards()) {
            let bytes = whole_tsv(&deck(cards.clone()));
            let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').comment(Some(b'#')).has_headers(false).from_reader(bytes.as_slice());
            let ids: Vec<String> = reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
            let wanted: Vec<String> = cards.iter().map(|card| card.id.to_string()).collect();
            prop_assert_eq!(ids, wanted);
        }
    }
}
