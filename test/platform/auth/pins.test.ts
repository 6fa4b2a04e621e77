import { PlayerPins } from "../../../platform/auth/pins.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const pins = new PlayerPins(SECRET);

test("a pin has 8 digits, and is another one for each player, session and secret", () => {
  const pin = pins.pinOf("s", 7);
  expect(pin).toMatch(/^\d{8}$/);
  expect(new PlayerPins(SECRET).pinOf("s", 7)).toBe(pin);
  const others = [pins.pinOf("s", 8), pins.pinOf("t", 7), new PlayerPins(`${SECRET}!`).pinOf("s", 7)];
  expect(new Set([pin, ...others]).size).toBe(4);
});

test("every digit is equally likely at every place", () => {
  const players = 20_000;
  const counts = Array.from({ length: 8 }, () => new Array<number>(10).fill(0));
  for (let playerNo = 1; playerNo <= players; playerNo++) {
    for (const [place, digit] of [...pins.pinOf("s", playerNo)].entries()) counts[place]![Number(digit)]!++;
  }
  // Six standard deviations. The pins are always the same, so this never fails by chance.
  const tolerance = 6 * Math.sqrt(players * 0.1 * 0.9);
  for (const count of counts.flat()) expect(Math.abs(count - players / 10)).toBeLessThan(tolerance);
});

test("only the player's own pin is right", () => {
  const pin = pins.pinOf("s", 7);
  expect(pins.isPinOf(pin, "s", 7)).toBe(true);
  for (const wrong of ["", pin.slice(1), `${pin}0`, pins.pinOf("s", 8), ` ${pin}`]) {
    expect(pins.isPinOf(wrong, "s", 7)).toBe(false);
  }
});
