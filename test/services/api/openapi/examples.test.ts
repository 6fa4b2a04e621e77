import { createParser, type EventSourceMessage } from "eventsource-parser";
import { ERROR_STATUS } from "../../../../platform/errors.ts";
import { describeApi } from "../../../../services/api/openapi/openapi.ts";
import { routes } from "../../../../services/api/routes/routes.ts";
import { parseImport } from "../../../../services/quiz/importing/import.ts";
import { type DescribedReply, type Description, resolve } from "../../../harness/openapi/description.ts";
import { DescriptionChecker } from "../../../harness/openapi/description-checker.ts";
import { SchemaChecker } from "../../../harness/openapi/schema-checker.ts";

const description = JSON.parse(JSON.stringify(describeApi(routes))) as Description;
const schemas = new SchemaChecker(description, true);
const examples = description.components.examples!;

interface Media {
  schema?: Record<string, unknown>;
  examples?: Record<string, { $ref: string }>;
}

/** Every body that is described: where, and its content by media type. */
const bodies = Object.values(description.paths)
  .flatMap((operations) => Object.values(operations))
  .flatMap(({ operationId, requestBody, responses }) => [
    ...(requestBody ? [{ where: `${operationId}: the body`, content: requestBody.content }] : []),
    ...Object.entries(responses).map(([status, response]) => ({
      where: `${operationId} ${status}`,
      content: resolve<DescribedReply>(description, response).content ?? {},
    })),
  ]) as { where: string; content: Record<string, Media> }[];

const namesOf = ({ examples: own = {} }: Media) => Object.keys(own);
const exampleOf = (name: string) => examples[name]!.value;

const { content: files } = bodies.find(({ where }) => where === "importQuiz: the body")!;
const importable = Object.values(files).flatMap(namesOf);

test("every body has an example: those that clients send, successes and errors", () => {
  const without = bodies.filter(({ content }) => {
    const media = Object.values(content);
    return media.length > 0 && media.every((one) => namesOf(one).length === 0);
  });
  expect(without).toEqual([]);
});

test("every example of JSON is as its schema says, with no field that is not described", () => {
  const problems = bodies.flatMap(({ where, content }) => {
    const { schema, ...media } = content["application/json"] ?? {};
    return namesOf(media).flatMap((name) =>
      schema ? schemas.check(schema, exampleOf(name), `${where}: ${name}`) : [],
    );
  });
  expect(problems).toEqual([]);
});

test("every type of error that an operation can have has an example there, with the status as its code", () => {
  for (const { where, content } of bodies) {
    const status = Number(where.split(" ").at(-1));
    if (!(status >= 400)) continue;
    const { schema, ...media } = content["application/json"]!;
    const { discriminator, $ref } = schema as { discriminator?: { mapping: object }; $ref?: string };
    const errors = namesOf(media).map((name) => exampleOf(name) as { code: number; type: string });
    expect({ where, codes: new Set(errors.map(({ code }) => code)) }).toEqual({
      where,
      codes: new Set([status]),
    });
    if (discriminator) {
      const types = new Set(errors.map(({ type }) => type));
      expect({ where, types }).toEqual({ where, types: new Set(Object.keys(discriminator.mapping)) });
    } else expect($ref).toBeDefined();
  }
  const types = Object.values(examples).map(({ value }) => (value as { type?: string }).type);
  expect(Object.keys(ERROR_STATUS).filter((type) => !types.includes(type))).toEqual([]);
});

test("every example is referenced, and every reference has an example", () => {
  const used = bodies.flatMap(({ content }) => Object.values(content).flatMap(namesOf));
  expect(new Set(used)).toEqual(new Set(Object.keys(examples)));
});

test.each(importable)("the file %s can be imported, and is a question of the story", async (name) => {
  const file = exampleOf(name);
  const bytes = Buffer.from(typeof file === "string" ? file : JSON.stringify(file));
  const { content, skipped } = await parseImport(bytes, { from: 1, take: 1000 });
  expect(skipped).toEqual([]);
  expect(content.questions[0]!.text).toBe("What is the capital of Australia?");
});

test("the stream has an example of each event, as it is sent", () => {
  const { content } = bodies.find(({ where }) => where === "streamEvents 200")!;
  const checker = new DescriptionChecker(description);
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  for (const name of namesOf(content["text/event-stream"]!)) parser.feed(String(exampleOf(name)));
  const { StreamEvent } = description.components.schemas as {
    StreamEvent: { oneOf: { properties: { event: { const: string } } }[] };
  };
  const names = StreamEvent.oneOf.map(({ properties }) => properties.event.const);
  expect(events.map(({ event }) => event).sort()).toEqual(names.sort());
  expect(events.flatMap(({ event = "", id, data }) => checker.eventProblems({ event, id, data }))).toEqual(
    [],
  );
});
