import { brotliDecompressSync, gunzipSync } from "node:zlib";
import {
  type DescribedReply,
  type Description,
  type Header,
  type Operation,
  Operations,
  type Parameter,
  resolve,
  type Schema,
} from "./description.ts";
import { SchemaChecker } from "./schema-checker.ts";

/** A request and its reply, as they were on the network. */
export interface Exchange {
  method: string;
  /** With the query. */
  path: string;
  requestBody?: string | Buffer | undefined;
  /** By lower-case names. */
  requestHeaders?: Readonly<Record<string, string>> | undefined;
  status: number;
  /** By lower-case names, as Node gives them. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

/** One event of a stream. `data` as it was sent, or parsed. */
export interface SentEvent {
  event: string;
  id?: string | undefined;
  data: unknown;
}

/** Paths that the description covers. */
const DESCRIBED = /^\/(api\/|healthz$|readyz$)/;

/** Headers of the connection, for proxies and caches on the way and of CORS, which say nothing about a single operation. */
const TRANSPORT_HEADERS =
  /^(connection|keep-alive|date|vary|x-accel-buffering|transfer-encoding|content-(type|length|encoding)|access-control-.*)$/;

/** nginx names itself in every reply that it passes on. A gateway sends no such header, so any other value is a problem. */
const namesNginx = (name: string, value: unknown) => name === "server" && /^nginx\b/.test(String(value));

/** Finds where exchanges and events differ from a description. */
export class DescriptionChecker {
  readonly #description: Description;
  readonly #operations: Operations;
  /** Headers that every reply has. */
  readonly #everywhere: [string, Header][];
  #replies: SchemaChecker | undefined;
  #requests: SchemaChecker | undefined;

  constructor(description: Description) {
    this.#description = description;
    this.#operations = new Operations(description);
    this.#everywhere = Object.entries(description.components.headers ?? {}).filter(
      ([, header]) => header["x-every-reply"] === true,
    );
  }

  /** What is not as described; empty if all is. */
  exchangeProblems(exchange: Exchange): string[] {
    const { method, path, status } = exchange;
    const [pathname = "", query = ""] = path.split("?", 2);
    if (!DESCRIBED.test(pathname) || method === "OPTIONS") return [];
    const found = this.#operations.find(method === "HEAD" ? "GET" : method, pathname);
    if (!found) return status === 404 || status === 400 ? [] : ["the route is not described"];
    const { operation, inPath } = found;
    const described = operation.responses[status];
    if (!described) return [`the status ${status} of ${operation.operationId} is not described`];
    const reply = resolve(this.#description, described);
    const problems = [
      ...this.#headerProblems(reply, exchange),
      ...this.#unknownHeaders(reply, exchange),
      ...this.#bodyProblems(reply, exchange),
    ];
    const isSuccess = status >= 200 && status < 400;
    if (isSuccess) problems.push(...this.#requestProblems(operation, exchange, inPath, query));
    return problems;
  }

  /** The `operationId` of a call; undefined if the description has no such route. */
  operationOf(method: string, path: string): string | undefined {
    return this.#operations.find(method, path.split("?", 1)[0]!)?.operation.operationId;
  }

  /** What of an event is not as described; empty if all is. */
  eventProblems({ event, id, data }: SentEvent): string[] {
    const { StreamEvent } = this.#description.components.schemas as {
      StreamEvent?: { oneOf: EventSchema[] };
    };
    const schema = StreamEvent?.oneOf.find(({ properties }) => properties.event.const === event);
    if (!schema) return [`the event ${event} is not described`];
    const payload = typeof data === "string" ? JSON.parse(data) : data;
    return [
      ...this.#closed.check(schema.properties.id, id, `the id of the event ${event}`),
      ...this.#closed.check(schema.properties.data.contentSchema, payload, `the event ${event}`),
    ];
  }

  /** For what the server sends: fields that are not described are problems. */
  get #closed(): SchemaChecker {
    this.#replies ??= new SchemaChecker(this.#description, true);
    return this.#replies;
  }

  /** For what clients send. */
  get #asDescribed(): SchemaChecker {
    this.#requests ??= new SchemaChecker(this.#description, false);
    return this.#requests;
  }

  /** The headers of the reply that say something about it, and that the description lacks. */
  #unknownHeaders({ headers = {} }: DescribedReply, exchange: Exchange): string[] {
    const known = [...this.#everywhere.map(([name]) => name), ...Object.keys(headers)];
    const names = new Set(known.map((name) => name.toLowerCase()));
    return Object.entries(exchange.headers)
      .filter(
        ([name, value]) => !TRANSPORT_HEADERS.test(name) && !names.has(name) && !namesNginx(name, value),
      )
      .map(([name]) => `the header ${name} is not described for ${exchange.status}`);
  }

  #headerProblems({ headers = {} }: DescribedReply, exchange: Exchange): string[] {
    const own = Object.entries(headers).map(
      ([name, header]) => [name, resolve(this.#description, header)] as const,
    );
    return [...this.#everywhere, ...own].flatMap(([name, { required = false, schema }]) => {
      const value = exchange.headers[name.toLowerCase()];
      if (value === undefined) return required ? [`the reply has no header ${name}`] : [];
      return this.#closed.check(schema, parsedText(String(value), schema), `the header ${name}`);
    });
  }

  #bodyProblems({ content }: DescribedReply, { method, status, headers, body }: Exchange): string[] {
    if (!content) return body.length > 0 ? [`a body is not described for ${status}`] : [];
    const type = String(headers["content-type"] ?? "");
    const described = content[essenceOf(type)];
    if (!described) return [`the media type "${type}" is not described for ${status}`];
    if (method === "HEAD" || !described.schema || !essenceOf(type).endsWith("json")) return [];
    const parsed = jsonIn(decoded(body, headers["content-encoding"]));
    return "problem" in parsed
      ? [`the body: ${parsed.problem}`]
      : this.#closed.check(described.schema, parsed.value, "the body");
  }

  /** What succeeded must be valid by the description: otherwise it forbids what the server takes. */
  #requestProblems(
    { parameters = [], requestBody }: Operation,
    { requestBody: body, requestHeaders = {} }: Exchange,
    inPath: Record<string, string>,
    query: string,
  ): string[] {
    const inQuery = Object.fromEntries(new URLSearchParams(query));
    const sent: Record<Parameter["in"], Readonly<Record<string, string>>> = {
      path: inPath,
      query: inQuery,
      header: requestHeaders,
    };
    const described = parameters.map((parameter) => resolve(this.#description, parameter));
    const problems = described.flatMap(({ name, in: place, required = false, schema }) => {
      const value = sent[place][place === "header" ? name.toLowerCase() : name];
      if (value === undefined) return required ? [`the request has no ${name}, but succeeded`] : [];
      return this.#asDescribed.check(schema, parsedText(value, schema), `the request's ${place} ${name}`);
    });
    const names = new Set(described.filter((one) => one.in === "query").map(({ name }) => name));
    const unknown = Object.keys(inQuery).filter((name) => !names.has(name));
    problems.push(...unknown.map((name) => `the request's query has ${name}, which is not described`));
    return requestBody ? [...problems, ...this.#requestBodyProblems(requestBody, body)] : problems;
  }

  #requestBodyProblems(
    { required, content }: NonNullable<Operation["requestBody"]>,
    body = Buffer.of() as string | Buffer,
  ): string[] {
    if (body.length === 0) return required ? ["the request has no body, but succeeded"] : [];
    const types = Object.keys(content);
    const { schema } = content["application/json"] ?? {};
    if (types.length > 1 || !schema) return [];
    const parsed = jsonIn(Buffer.from(body));
    return "problem" in parsed
      ? [`the request's body: ${parsed.problem}`]
      : this.#asDescribed.check(schema, parsed.value, "the request's body");
  }
}

interface EventSchema {
  properties: { id: Schema; event: { const: string }; data: { contentSchema: Schema } };
}

const essenceOf = (type: string) => type.split(";")[0]!.trim().toLowerCase();

function decoded(body: Buffer, encoding: string | string[] | undefined): Buffer {
  if (encoding === "br") return brotliDecompressSync(body);
  return encoding === "gzip" ? gunzipSync(body) : body;
}

function jsonIn(bytes: Buffer): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(bytes.toString("utf8")) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** A text of a path, a query or a header as the type that its schema says. */
function parsedText(text: string, { type }: Schema): unknown {
  if ((type === "integer" || type === "number") && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}
