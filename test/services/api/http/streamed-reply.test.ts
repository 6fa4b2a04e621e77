import { Readable } from "node:stream";
import { send } from "../../../../services/api/http/node-request-context.ts";
import { until } from "../../../harness/until.ts";
import { httpServer } from "./http-server.ts";

/** A reply whose body counts the lines that were made of it. */
function newReply() {
  const lines = { made: 0 };
  const body = Readable.from(
    (async function* () {
      for (let no = 1; no <= 3; no++) {
        lines.made++;
        yield `line ${no}\n`;
      }
    })(),
  );
  return { lines, reply: { status: 200, headers: { "Content-Type": "text/plain" }, body } };
}

let sent = newReply();
const { base } = httpServer((_req, res) => void send(res, sent.reply));
beforeEach(() => {
  sent = newReply();
});

test("a streamed body is sent to its end and then closed", async () => {
  expect(await (await fetch(base())).text()).toBe("line 1\nline 2\nline 3\n");
  await until("the body is closed", () => sent.reply.body.closed);
});

test("HEAD gets the header, and nothing of the body is made", async () => {
  const reply = await fetch(base(), { method: "HEAD" });
  expect(reply.headers.get("content-type")).toBe("text/plain");
  expect(await reply.text()).toBe("");
  await until("the body is closed", () => sent.reply.body.closed);
  expect(sent.lines.made).toBe(0);
});

test.each([
  ["the client has left", { destroyed: true, headersSent: false }],
  ["another reply was sent", { destroyed: false, headersSent: true }],
])("if %s, the body is closed and nothing of it is made", async (_why, res) => {
  expect(send(res as never, sent.reply)).toBeUndefined();
  await until("the body is closed", () => sent.reply.body.closed);
  expect(sent.lines.made).toBe(0);
});
