import { isId, newId, SessionIds } from "../../platform/ids.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const ids = new SessionIds(SECRET);

test("a session's id has the format of every id and proves itself to all who have the secret", () => {
  const made = Array.from({ length: 500 }, () => ids.create());
  expect(new Set(made).size).toBe(500);
  for (const id of made) {
    expect(isId(id)).toBe(true);
    expect(new SessionIds(SECRET).isGenuine(id)).toBe(true);
  }
});

test("made-up ids, and ids with one other character, do not", () => {
  for (let count = 0; count < 5000; count++) expect(ids.isGenuine(newId())).toBe(false);
  const id = ids.create();
  for (let index = 0; index < id.length; index++) {
    const other = id[index] === "A" ? "B" : "A";
    expect(ids.isGenuine(id.slice(0, index) + other + id.slice(index + 1))).toBe(false);
  }
  for (const text of ["", id.slice(1), `${id}A`, "é".repeat(16)]) expect(ids.isGenuine(text)).toBe(false);
});

test("with another secret the ids are other ones, and the name of the key tells", () => {
  const others = new SessionIds(`${SECRET}!`);
  expect(others.isGenuine(ids.create())).toBe(false);
  expect(others.keyName).not.toBe(ids.keyName);
  expect(new SessionIds(SECRET).keyName).toBe(ids.keyName);
});
