import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";

const PIN_DIGITS = 8;
const PIN_COUNT = 10 ** PIN_DIGITS;
/** The largest multiple of the number of pins that is at most 2^32: from words below it every pin is equally likely. */
const FAIR_WORDS = Math.floor(2 ** 32 / PIN_COUNT) * PIN_COUNT;

/**
 * The pins with which players come back from any device. A pin has 8 digits. It is made from an HMAC-SHA-256 of session
 * id and player number, so it needs no column. The key is derived from the nodes' shared secret (HKDF, RFC 5869): all
 * nodes know the same pins, and another secret makes other pins.
 */
export class PlayerPins {
  readonly #key: KeyObject;

  constructor(secret: string) {
    this.#key = createSecretKey(Buffer.from(hkdfSync("sha256", secret, "", "stampede player pin", 32)));
  }

  pinOf(sessionId: string, playerNo: number): string {
    for (let attempt = 0; ; attempt++) {
      const mac = createHmac("sha256", this.#key).update(`${sessionId}/${playerNo}/${attempt}`).digest();
      const word = mac.readUInt32BE(0);
      // Two words in a hundred are too large.
      if (word < FAIR_WORDS) return String(word % PIN_COUNT).padStart(PIN_DIGITS, "0");
    }
  }

  /** Whether this is the player's pin. Takes the same time however much of it is right. */
  isPinOf(pin: string, sessionId: string, playerNo: number): boolean {
    const [given, right] = [Buffer.from(pin), Buffer.from(this.pinOf(sessionId, playerNo))];
    return given.length === right.length && timingSafeEqual(given, right);
  }
}
