//! What is more than plain Markdown, from its source to the screen, to Anki and back: exponents, math, code of several
//! lines, Obsidian's marks.

use super::home::{Home, Run};
use super::package_maker::{BASIC, Collection};

const CODE: &str = "```\n#include <map>\nint f(int x) {\n  return x * 2 + a_b * a_c;\n}\n```";

/// What a command that went well printed.
#[track_caller]
fn printed(run: &Run) -> &str {
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    &run.stdout
}

#[test]
fn a_package_keeps_exponents_math_and_code() {
    let mut package = Collection::newer();
    package.note(BASIC, "N", "", &["What is 2<sup>n+1</sup>?", "x<sub>max</sub>, 10<sup>-9</sup>"], &[0]);
    package.note(
        BASIC,
        "N",
        "",
        &["What is \\(a*b*c_1\\) <b>here</b>?", "\\[x \\\\ y_1\\]<br>so &lt;"],
        &[0],
    );
    let code = "#include &lt;map&gt;<br>int f(int x) {<br>&nbsp; return x * 2 + a_b * a_c;<br>}";
    package.note(BASIC, "N", "", &["How is a number doubled?", code], &[0]);
    let home = Home::new().with_file("work/n.apkg", package.package());
    printed(&home.viva("import n.apkg"));
    let deck = home.read("c/decks/n.toml");
    for part in ["What is 2ⁿ⁺¹?", "x_max, 10⁻⁹", "\\(a*b*c_1\\) **here**", "\\[x \\\\ y_1\\]", CODE]
    {
        assert!(deck.contains(part), "{part}: {deck}");
    }
    let read = home.viva("read --plain n");
    let read = printed(&read);
    assert!(read.contains("\\(a*b*c_1\\) here"), "{read}");
    assert!(read.contains("    return x * 2 + a_b * a_c;\n"), "{read}");

    printed(&home.viva("export --as tsv -o n.txt"));
    let text = home.read("work/n.txt");
    assert!(text.contains("\\(a*b*c_1\\) <strong>here</strong>"), "{text}");
    let back = Home::new().with_file("work/n.txt", text);
    printed(&back.viva("import n.txt"));
    let again = back.read("c/decks/n.toml");
    for part in ["What is 2ⁿ⁺¹?", "x_max, 10⁻⁹", "\\(a*b*c_1\\) **here**", "\\[x \\\\ y_1\\]", CODE]
    {
        assert!(again.contains(part), "{part}: {again}");
    }
}

#[test]
fn notes_keep_exponents_and_are_read_as_obsidian_shows_them() {
    let note = "### What is a [[channel|Go channel]]?\n\nA ==typed== queue of 2<sup>k</sup> places, $a_i*b_i*c$. %%mine%%\n\
        It costs $5 * 2 = $10.[^1]\n\n[^1]: page 7\n\n### What is a lock?\n\nOne holds it.\n";
    let home = Home::new().with_file("work/n.md", note);
    printed(&home.viva("import n.md"));
    let deck = home.read("c/decks/n.toml");
    assert!(deck.contains("What is a [[channel|Go channel]]?"), "{deck}");
    assert!(deck.contains("A ==typed== queue of 2^k places, $a_i*b_i*c$. %%mine%%"), "{deck}");
    let read = home.viva("read --plain n");
    let shown = "What is a Go channel?\n\nA typed queue of 2^k places, $a_i*b_i*c$. It costs $5 * 2 = $10.[1]\n\n[1] page 7\n";
    assert!(printed(&read).contains(shown), "{}", read.stdout);
    let list = home.viva("list n");
    assert!(printed(&list).contains("What is a Go channel?"), "{}", list.stdout);
}
