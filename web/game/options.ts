/** How the options of a question are told apart: a letter, a shape and a colour each. */

/** The shapes, as paths on a grid of 24. In the middle of each there is room for a letter. */
const SHAPES = [
  { name: "triangle", path: "M12 3 22 20H2Z" },
  { name: "diamond", path: "M12 1.5 22.5 12 12 22.5 1.5 12Z" },
  { name: "circle", path: "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20Z" },
  { name: "square", path: "M3 3h18v18H3Z" },
  { name: "pentagon", path: "M12 1.8 22.3 9.3 18.4 21.4H5.6L1.7 9.3Z" },
  {
    name: "star",
    path: "m12 1.5 3.1 7 7.6.7-5.8 5 1.8 7.5L12 17.8l-6.7 3.9 1.8-7.5-5.8-5 7.6-.7ZM5.8 12.5a6.2 6.2 0 1 1 12.4 0a6.2 6.2 0 1 1-12.4 0Z",
  },
  { name: "hexagon", path: "M6.5 2.5h11L23 12l-5.5 9.5h-11L1 12Z" },
  { name: "cross", path: "M7.2 2h9.6v5.2H22v9.6h-5.2V22H7.2v-5.2H2V7.2h5.2Z" },
] as const;

export interface OptionLook {
  /** `A` for the first; a question has at most 20. */
  letter: string;
  shape: (typeof SHAPES)[number]["name"];
  /** On a grid of 24. */
  path: string;
  /** A CSS colour. White can be read on it. */
  color: string;
}

/** @param id the option's id, from 0. From the ninth on shapes and colours come again; letters do not. */
export function optionLook(id: number): OptionLook {
  const index = id % SHAPES.length;
  const { name, path } = SHAPES[index]!;
  return { letter: String.fromCharCode(65 + id), shape: name, path, color: `var(--option-${index + 1})` };
}
