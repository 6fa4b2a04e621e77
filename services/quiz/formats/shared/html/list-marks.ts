/** The mark before an item of an ordered list, such as "3." or "c.". `no` is a whole number, `type` as in HTML. */
export function listMark(no: number, type: string): string {
  const isLetter = no >= 1 && no <= 26;
  switch (type) {
    case "a":
      return `${isLetter ? letter(no) : no}.`;
    case "A":
      return `${isLetter ? letter(no).toUpperCase() : no}.`;
    case "i":
      return `${roman(no).toLowerCase()}.`;
    case "I":
      return `${roman(no)}.`;
    default:
      return `${no}.`;
  }
}

/** The type that a style sheet gives to a list, as the attribute `type` says it: editors write it in this way. */
export function typeOfStyle(style: string): string | undefined {
  const [, name] =
    /list-style(?:-type)?\s*:\s*(lower-alpha|upper-alpha|lower-roman|upper-roman)/i.exec(style) ?? [];
  return name && TYPES[name.toLowerCase()];
}

const TYPES: Record<string, string> = {
  "lower-alpha": "a",
  "upper-alpha": "A",
  "lower-roman": "i",
  "upper-roman": "I",
};

const ROMAN: readonly [number, string][] = [
  [50, "L"],
  [40, "XL"],
  [10, "X"],
  [9, "IX"],
  [5, "V"],
  [4, "IV"],
  [1, "I"],
];

function letter(no: number): string {
  return String.fromCharCode("a".charCodeAt(0) + no - 1);
}

/** Up to 89; others in digits. */
function roman(no: number): string {
  if (no < 1 || no > 89) return String(no);
  let rest = no;
  let text = "";
  for (const [value, digits] of ROMAN) {
    for (; rest >= value; rest -= value) text += digits;
  }
  return text;
}
