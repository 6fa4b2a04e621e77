import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { checkDescriptors, checkServer, isLoopback } from "../../../rehearsal/stage/reach-server.ts";

test.each([
  "http://localhost:3000",
  "http://127.0.0.1:1",
  "http://127.9.9.9",
  "http://[::1]:3000",
])("%s is this machine", (url) => expect(isLoopback(url)).toBe(true));

test.each([
  "https://quiz.example.org",
  "http://192.168.1.7",
  "http://127.example.org",
  "http://[::2]",
])("%s is another machine", (url) => expect(isLoopback(url)).toBe(false));

describe("what is at the address", () => {
  const reply = {
    status: 200,
    headers: {} as Record<string, string>,
    body: '{"now":"2026-01-02T03:04:05.678Z"}',
  };
  const server = createServer((_request, response) => {
    response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  let url: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  test("a server of ours", async () => {
    await expect(checkServer(url)).resolves.toBeUndefined();
  });

  test("something else, a redirect, or nobody", async () => {
    reply.body = "<html>";
    await expect(checkServer(url)).rejects.toThrow(
      `${url} replies, but there is no Stampede server (HTTP 200).`,
    );
    Object.assign(reply, { status: 503, body: "{}" });
    await expect(checkServer(url)).rejects.toThrow(`${url} is not ready (HTTP 503).`);
    Object.assign(reply, { status: 301, headers: { location: "https://quiz.example.org/" } });
    await expect(checkServer(url)).rejects.toThrow("sends visitors to https://quiz.example.org/.");
    await new Promise((resolve) => server.close(resolve));
    await expect(checkServer(url)).rejects.toThrow(`${url} does not reply (`);
  });
});

test("too few descriptors: how many players they are enough for", () => {
  expect(() => checkDescriptors(400, 1024)).not.toThrow();
  expect(() => checkDescriptors(2000, 1024)).toThrow(
    '2,000 players need 4,200 open connections, but this machine allows a program 1,024 (ulimit -n). Raise the limit with "ulimit -n 4200"',
  );
  expect(() => checkDescriptors(2000, 1024)).toThrow("at most 412 players");
});
