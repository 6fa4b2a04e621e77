/**
 * People write "a<b" and "<stdio.h>" in texts that a program takes as HTML. What is no element of HTML (or SVG, MathML)
 * stays as text: a parser would drop it, and what follows it.
 */

const ELEMENTS = new Set(
  (
    "a abbr acronym address annotation annotation-xml applet area article aside audio b base bdi bdo big blockquote body " +
    "br button canvas caption center circle cite code col colgroup data datalist dd del defs details dfn dialog dir div dl dt " +
    "ellipse em embed fieldset figcaption figure font footer form frame frameset g h1 h2 h3 h4 h5 h6 head header hgroup hr " +
    "html i iframe image img input ins kbd label legend li line link main map mark marquee math menclose merror meta meter " +
    "mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub " +
    "msubsup msup mtable mtd mtext mtr munder munderover nav nobr noframes nolink noscript object ol optgroup option " +
    "output p param path picture polygon polyline pre progress q rb rect rp rt rtc ruby s samp script section select semantics " +
    "small source span strike strong style sub summary sup svg symbol table tbody td template text textarea tex tfoot th " +
    "thead time title tr track tt u ul use var video wbr"
  ).split(" "),
);

/** `<`, and what may be a tag after it. Word adds elements of its own, whose names have a colon. */
const MARK = /<(?:\/?([a-z][a-z0-9]*(?:[:-][a-z0-9-]+)?)(?=[\s/>])|!--|!doctype|!\[|\?xml)?/gi;
/** In "x<b and b>y" b is no element: an attribute of such an element has a value. */
const TAG_OF_ONE_LETTER = /<\/?[a-z]\s*\/?>|<[a-z]\s+[\w:@.-]+\s*=/iy;

/** The HTML with `&lt;` where `<` begins no tag. */
export function escapeStrayMarks(html: string): string {
  const lastEnd = html.lastIndexOf(">");
  return html.replace(MARK, (mark: string, name: string | undefined, at: number) => {
    const isTag = name === undefined ? mark !== "<" : isElement(html, name, at);
    return isTag && at < lastEnd ? mark : `&lt;${mark.slice(1)}`;
  });
}

function isElement(html: string, name: string, at: number): boolean {
  if (name.length > 1) return name.includes(":") || ELEMENTS.has(name.toLowerCase());
  TAG_OF_ONE_LETTER.lastIndex = at;
  return ELEMENTS.has(name.toLowerCase()) && TAG_OF_ONE_LETTER.test(html);
}
