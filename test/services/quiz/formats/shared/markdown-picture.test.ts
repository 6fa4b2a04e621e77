import { hasMarkdownPicture } from "../../../../../services/quiz/formats/shared/markdown-picture.ts";

test.each([
  ["Which ![a map](map.png)?", true],
  ["![](x)", true],
  ["![![a](b)", true],
  ["Which [map](map.png)!", false],
  ["Wow![1] (2)", false],
  ["![a\nb](c)", false],
])("%j shows a picture: %s", (markdown, shown) => {
  expect(hasMarkdownPicture(markdown)).toBe(shown);
});
