import { htmlToText } from "../../../../../services/quiz/formats/shared/html-text.ts";

const textOf = (html: string) => htmlToText(html).text;

test.each([
  ["plain text stays", " a  b \n c", "a  b\n c"],
  ["breaks", "a<br>b<br/>\n<br />c", "a\nb\n\nc"],
  ["paragraphs", "<p>One</p>\n<p>two</p><p>&nbsp;</p><p></p><p>three</p>", "One\n\ntwo\n\nthree"],
  ["blocks", "<div>a<div>b</div></div><h2>Head</h2>c<hr>d", "a\nb\n\nHead\n\nc\n\nd"],
  ["blanks", "<p>  a \n\t b&nbsp;c\u202fd </p>", "a b c d"],
  ["line breaks of a text without elements that make lines", "a <b>b</b>\nc &amp; d", "a b\nc & d"],
  ["lists", "<ul><li>a</li><li>b<ol type='A'><li>c<li>d</ol></ul>e", "- a\n- b\n  A. c\n  B. d\n\ne"],
  [
    "numbers of lists",
    "<ol start=3><li>a</ol><ol style='list-style-type: lower-roman'><li>b<li>c</ol>",
    "3. a\n\ni. b\nii. c",
  ],
  ["an item without a list", "<li>a<li>b", "a\nb"],
  ["preformatted text", "<pre>  a\n\n\n    b</pre>", "  a\n\n\n    b"],
  ["tables", "<table><tr><th>a<th>b</tr><tr><td><p>1</p><p>2</p><td></tr></table>c", "a | b\n1 2 |\n\nc"],
  ["a table for layout", "<table><tr><td>a<br>b</td></tr></table>", "a\nb"],
  ["entities", "&lt;b&gt; &eacute;&#8364;&#x1f4a5; AT&T &amp;amp;", "<b> é€💥 AT&T &amp;"],
  ["links", "see <a href='https://example.org'>here</a>", "see here"],
  ["quotes and readings", "<q>a</q> <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "“a” 漢(kan)"],
  [
    "what is not shown",
    "a<!-- b --><style>c</style><script>d</script><span hidden>e</span><b style='display: none'>f</b>g",
    "ag",
  ],
  ["elements of Word", "<o:p>a</o:p><![if !x]>b<![endif]>", "ab"],
  [
    "marks that are no tags",
    "if x<y and a<b then b>c, 5 < 6 or <stdio.h> <",
    "if x<y and a<b then b>c, 5 < 6 or <stdio.h> <",
  ],
  ["TeX", "\\(a<b\\) &amp; $$x^2$$", "\\(a<b\\) & $$x^2$$"],
  ["a zero-width space", "ก\u200bข<wbr>ค", "ก\u200bขค"],
  ["lines longer than a screen", `<p>${"word ".repeat(50)}</p>`, "word ".repeat(50).trim()],
])("%s", (_, html, text) => {
  expect(htmlToText(html)).toEqual({ text, hasPicture: false });
});

test.each([
  ["x<sup>2</sup> + y<sup> −10n </sup>", "x² + y⁻¹⁰ⁿ"],
  ["H<sub>2</sub>O, a<sub>max</sub>", "H₂O, aₘₐₓ"],
  ["2<sup>2<sup>3</sup></sup>, x<sup>α</sup>, x<sub>a,b</sub>", "2^(2³), x^α, x_(a,b)"],
  ["the 1<sup>st</sup>, Brand<sup>®</sup>", "the 1st, Brand®"],
  ["a <sup></sup>b", "a b"],
])("raised and lowered text: %s", (html, text) => {
  expect(textOf(html)).toBe(text);
});

describe("formulas", () => {
  const math = (inner: string, attributes = "") => textOf(`so <math${attributes}>${inner}</math>.`);

  test.each([
    ["<mfrac><mrow><mn>1</mn><mo>+</mo><mi>x</mi></mrow><mn>2</mn></mfrac>", "(1+x)/2"],
    ["<msqrt><msup><mi>x</mi><mn>2</mn></msup><mo>-</mo><mn>1</mn></msqrt>", "√(x²-1)"],
    ["<mroot><mi>x</mi><mn>3</mn></mroot><msub><mi>a</mi><mi>i</mi></msub>", "³√xaᵢ"],
    [
      "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi>",
      "∑ᵢ₌₁ⁿi",
    ],
    ["<mfenced><mi>a</mi><mi>b</mi></mfenced><mo>\u2061</mo>", "(a,b)"],
    [
      "<semantics><mi>x</mi><annotation encoding='application/x-tex'> x^2 </annotation></semantics>",
      "\\(x^2\\)",
    ],
  ])("%s", (inner, text) => {
    expect(math(inner)).toBe(`so ${text}.`);
  });

  test("that one line cannot hold stay as their source", () => {
    const matrix = "<mtable><mtr><mtd><mn>1</mn></mtd></mtr></mtable>";
    expect(math(matrix)).toBe(`so <math>${matrix}</math>.`);
    expect(math(matrix, " alttext='\\pmatrix 1'")).toBe("so \\(\\pmatrix 1\\).");
  });
});

test.each([
  "<img alt='a cat'>",
  "<p><video/></p>",
  "<sup><img></sup>",
  "<svg></svg>",
  `<img src="${"A".repeat(300_000)}">`,
])("a picture, sound or film is found: %.30s", (html) => {
  expect(htmlToText(`What? ${html}`).hasPicture).toBe(true);
});

test("a text that is too long keeps its markup", () => {
  const html = `<b>${"x".repeat(300_000)}</b>`;
  expect(htmlToText(html)).toEqual({ text: html, hasPicture: false });
});

test.each([
  ["too deep", `${"<b>".repeat(150)}x`],
  ["of too many open elements", `${"<b>".repeat(2000)}x`],
])("a text that is %s keeps its markup, and has a fault", (_, html) => {
  const fault = "has HTML that is nested too deeply";
  expect(htmlToText(html)).toEqual({ text: html, hasPicture: false, fault });
});
