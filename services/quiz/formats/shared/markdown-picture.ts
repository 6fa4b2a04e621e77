/** The text in the brackets has none: the next `![` begins another picture, so that no text is read twice. */
const MARKDOWN_PICTURE = /!\[[^[\]\n]*\]\(/;

/** Whether a text in Markdown shows a picture. */
export function hasMarkdownPicture(markdown: string): boolean {
  return MARKDOWN_PICTURE.test(markdown);
}
