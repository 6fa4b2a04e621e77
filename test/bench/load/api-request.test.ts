import { expect, test } from "@jest/globals";
import { apiRequest } from "../../../bench/load/api-request.ts";

test("a request has its path, token and body as the API takes them", () => {
  const answer = apiRequest("POST", "/api/sessions/{id}/answers", { path: { id: "a b" } });
  const [head, body] = answer({ token: "T", body: { question: 2, choice: 3 } }).split("\r\n\r\n");
  expect(head!.split("\r\n")).toEqual([
    "POST /api/sessions/a%20b/answers HTTP/1.1",
    "Host: 127.0.0.1",
    "Authorization: Bearer T",
    "Content-Type: application/json",
    "Content-Length: 25",
  ]);
  expect(body).toBe('{"question":2,"choice":3}');
  const stats = apiRequest("GET", "/api/sessions/{id}/questions/{no}/stats", { path: { id: "s", no: 1 } });
  expect(stats({})).toBe("GET /api/sessions/s/questions/1/stats HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
});

// Never runs: the type check fails if one of these compiles.
void function unknownToTheApi(): void {
  // @ts-expect-error no such path
  apiRequest("POST", "/api/enter", {});
  // @ts-expect-error no such method at this path
  apiRequest("GET", "/api/join", {});
  // @ts-expect-error no id
  apiRequest("POST", "/api/sessions/{id}/answers", {});
  // @ts-expect-error no number of a question
  apiRequest("GET", "/api/sessions/{id}/questions/{no}/stats", { path: { id: "s" } });
  const answer = apiRequest("POST", "/api/sessions/{id}/answers", { path: { id: "s" } });
  // @ts-expect-error no answer
  answer({ body: { question: 1 } });
  // @ts-expect-error no such field
  answer({ body: { question: 1, choice: 2, player: 3 } });
  // @ts-expect-error no body
  apiRequest("POST", "/api/join", {})({});
};
