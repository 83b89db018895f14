//! Code of several lines that nothing in its HTML says is code: told by its text, and written as a fence.

use super::pieces::Piece;
use crate::study::import::code::is_code;
use crate::study::import::tags::entities_read;

/// The fence of a field that is code of several lines, which nothing in its HTML says.
pub(super) fn code_in_lines(pieces: &[Piece<'_>]) -> Option<String> {
    let mut code = String::new();
    let end_line = |code: &mut String, is_break: bool| {
        if is_break || !code.is_empty() && !code.ends_with('\n') {
            code.push('\n');
        }
    };
    for piece in pieces {
        match piece {
            Piece::Text(text) => code.push_str(&entities_read(text).replace('\u{a0}', " ")),
            Piece::Open(tag) if tag.name == "br" => end_line(&mut code, true),
            Piece::Open(tag) if matches!(&*tag.name, "div" | "p") => end_line(&mut code, false),
            Piece::Close(name) if matches!(&**name, "div" | "p") => end_line(&mut code, false),
            Piece::Open(tag) if matches!(&*tag.name, "span" | "font") => {}
            Piece::Close(name) if matches!(&**name, "span" | "font") => {}
            _ => return None,
        }
    }
    let lines: Vec<&str> = code.trim_matches('\n').lines().map(str::trim_end).collect();
    let code = lines.join("\n");
    is_code(&code).then(|| fenced(&code))
}

fn fenced(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{code}\n{fence}")
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn code_in_lines_is_as_it_was() {
        check(
            "#include &lt;vector&gt;<br>int main() {<br>&nbsp; f(x * 2, a_b, *p);<br>}",
            "```\n#include <vector>\nint main() {\n  f(x * 2, a_b, *p);\n}\n```",
        );
        check(
            "<div>let a = [1];</div><div>let b = `x` * 2;</div><div><br></div><div>f();</div>",
            "```\nlet a = [1];\nlet b = `x` * 2;\n\nf();\n```",
        );
        check(
            "Use:<br><code>a = x * 2<br>b = [a]</code><br>then",
            "Use:  \n\n```\na = x * 2\nb = [a]\n```\n\nthen",
        );
        check("<pre>~/x * 2<br>[a]<div>`b`</div></pre>", "```\n~/x * 2\n[a]\n`b`\n```");
        check("One line;<br>and <b>bold</b>;<br>and more;", "One line;  \nand **bold**;  \nand more;");
        check("<code>*p = 1;</code> writes", "`*p = 1;` writes");
    }
}
