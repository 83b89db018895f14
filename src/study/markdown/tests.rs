//! What is read of math, of what Obsidian adds, of footnotes and of scripts; and what is left of any text.

use proptest::prelude::*;

use super::*;

/// What is seen, with `{…}` around math, `<…>` around highlights, `^…^` and `~…~` around scripts.
fn read(markdown: &str) -> String {
    let reading = Reading::of(markdown);
    let mut out = String::new();
    for (seen, _) in reading.seen() {
        match seen {
            Seen::Math(math) => out.extend(["{", &math.tex, "}"]),
            Seen::Highlight { begins } => out.push(if begins { '<' } else { '>' }),
            Seen::Event(Event::Start(Tag::Superscript) | Event::End(TagEnd::Superscript)) => out.push('^'),
            Seen::Event(Event::Start(Tag::Subscript) | Event::End(TagEnd::Subscript)) => out.push('~'),
            Seen::Event(Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis)) => out.push('/'),
            Seen::Event(Event::Text(text) | Event::InlineHtml(text) | Event::Html(text)) => {
                out.push_str(&text);
            }
            Seen::Event(Event::Code(text)) => out.extend(["`", &*text, "`"]),
            Seen::Event(Event::SoftBreak | Event::HardBreak) => out.push(' '),
            Seen::Event(Event::End(end)) if !math::is_inline(end) => out.push('\n'),
            Seen::Event(_) => {}
        }
    }
    out.trim().to_owned()
}

#[track_caller]
fn check(markdown: &str, expected: &str) {
    assert_eq!(read(markdown), expected, "{markdown}");
}

#[test]
fn no_character_of_math_is_markdown() {
    check("*so* $a*b*c$ and $x_1$, *$y$*", "/so/ {a*b*c} and {x_1}, /{y}/");
    check("$$\na\n- b\n\\\\\n# c\n$$", "{\na\n- b\n\\\\\n# c\n}");
    check("> $$\n> x\n> > y\n> $$", "{\nx\n> y\n}");
    check("1. one\n   \\[ a\n     b \\]\n2. two", "one { a\n  b }\ntwo");
    check("| a |\n|---|\n| $P(A \\| B)$ |", "a\n\n{P(A | B)}");
    check("`$x$` $y$ `$z$`", "`$x$` {y} `$z$`");
    check("\u{fdd0}\u{fde0}\u{fdd1} $y$", "\u{fffd}\u{fffd}\u{fffd} {y}");
}

#[test]
fn names_between_underscores_keep_them() {
    check("`with` calls __enter__ and __exit__", "`with` calls __enter__ and __exit__");
    check("__init__.py, __LINE__ and ==__main__==", "__init__.py, __LINE__ and <__main__>");
    check("*the __getattr__ hook*", "/the __getattr__ hook/");
    // Bold, because no name is written like this.
    check("__Answer__: yes, __not so__, __a__ and **__init__**", "Answer: yes, not so, a and __init__");
}

#[test]
fn obsidian_is_read_as_obsidian_shows_it() {
    check("a [[goroutine|go routine]], the [[runtime]]", "a go routine, the runtime");
    check(
        "[[Scheduler#M:N|it]] [[Scheduler#Queues]] [[#Here]] [[Note#^b1]]",
        "it Scheduler > Queues Here Note",
    );
    check(
        "![[diagram.png|300]] ![[a.svg|the way]] ![[Note#Part]]",
        "[image: diagram.png] [image: the way] [embedded: Note > Part]",
    );
    check("| a |\n|---|\n| [[b\\|c]] |", "a\n\nc");
    check("seen %%hidden%% seen", "seen  seen");
    check("a\n\n%%\nhidden\n\nlong\n%%\n\nb", "a\nb");
    check("a ==light *one*== and ==_b_==, ==`c`==", "a <light /one/> and </b/>, <`c`>");
    check("*==a==* **==b==**", "/<a>/ <b>");
}

#[test]
fn what_only_looks_like_obsidian_stays() {
    for text in [
        "if a==b and c==d",
        "a == b or c == d",
        "x === y and z !== w",
        "[[0, 1], [2, 3]] and [[1]] and m[[i]]",
        "[[ -f x ]] and [[\"a\"]]",
        "Use %% for a percent sign, as in 100%% and 5%%d",
        "[^abc] and [^0-9] and x [^1]",
        "`[[a]]` `==b==` `%%c%%`",
        "== a ==",
    ] {
        check(text, text);
    }
}

#[test]
fn footnotes_go_to_the_end_or_away() {
    check(
        "So.[^1] And.[^b]\n\n[^1]: page 12\n[^b]: *other*\n\nMore.",
        "So.[1] And.[b]\nMore.\n[1] page 12\n[b] /other/",
    );
    check("So.[^1]", "So.");
    check("So.\n\n[^1]: of another card", "So.");
}

#[test]
fn scripts_and_highlights_of_html_are_what_they_say() {
    check("10<sup>5</sup>, H<sub>2</sub>O, <mark>x</mark>", "10^5^, H~2~O, <x>");
    check("e<sup>-x<sup>2</sup></sup>", "e^-x^2^^");
    check("a <sup> b", "a <sup> b");
    check("*a<sup>b*c</sup>", "/a<sup>b/c</sup>");
    check("`<sup>1</sup>`", "`<sup>1</sup>`");
}

#[test]
fn a_text_shown_as_it_is_written_has_no_marks_of_obsidian() {
    let shown = |markdown: &str| Reading::of(markdown).as_markdown();
    assert_eq!(
        shown("What is a [[goroutine|go routine]]? ==Now== `[[x]]` $a_b$ **c**"),
        "What is a go routine? Now `[[x]]` $a_b$ **c**"
    );
    assert_eq!(shown("data&shy;base da\u{ad}ta"), "database data");
}

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "$",
        "$$",
        "\\(",
        "\\)",
        "\\[",
        "\\]",
        "`",
        "```\n",
        "x",
        "_",
        "*",
        " ",
        "\n",
        "\n\n",
        "- ",
        "> ",
        "    ",
        "==",
        "%%",
        "[[",
        "]]",
        "![[",
        "|",
        "\n|---|\n",
        "[^1]",
        "\n[^1]: ",
        "<sup>",
        "</sup>",
        "<mark>",
        "</mark>",
        "[",
        "](",
        ")",
        "\u{fdd0}",
        "\u{fde0}\u{fdd1}",
        "\u{2e28}",
        "\u{2e29}",
        "é",
        "# ",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_that_was_set_apart_is_left(markdown in any_text()) {
        let reading = Reading::of(&markdown);
        let mut open = 0_i32;
        for (seen, _) in reading.seen() {
            match seen {
                Seen::Event(Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text)) => {
                    prop_assert!(!is_set_apart(&text), "{:?}", text);
                }
                Seen::Highlight { begins } => open += if begins { 1 } else { -1 },
                Seen::Event(Event::Start(tag)) if !math::is_inline(tag.to_end()) => prop_assert_eq!(open, 0),
                _ => {}
            }
        }
        prop_assert_eq!(open, 0);
        prop_assert!(!is_set_apart(&reading.as_markdown()));
    }

    #[test]
    fn text_without_marks_is_read_as_the_parser_reads_it(
        pieces in prop::collection::vec(prop::sample::select(vec!["a", " ", "*", "_", "`", "\n", "- ", "> ", "**", "[x](y)", "<b>", "&amp;", "é", "# ", "=", "%"]), 0..30)
    ) {
        let markdown = pieces.join("");
        prop_assume!(!may_have_marks(&markdown));
        let seen: Vec<_> = Reading::of(&markdown).seen().into_iter().map(|(seen, _)| match seen {
            Seen::Event(event) => Some(event.into_static()),
            _ => None,
        }).collect();
        let parsed: Vec<_> = Parser::new_ext(&markdown, OPTIONS).map(|event| Some(event.into_static())).collect();
        prop_assert_eq!(seen, parsed);
    }
}
