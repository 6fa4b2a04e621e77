import { nodeName } from "../../../platform/node/node-name.ts";

const RUNNER = ["node", "moleculer-runner.js", "--config", "moleculer.config.ts"];

test.each([
  ["a container", "5f2c81d09a7e", ["services/answers/answers.service.ts"], "answers-5f2c81d09a7e-7"],
  ["a pod", "answers-7d8f-x2k", ["services/answers/answers.service.ts"], "answers-7d8f-x2k-7"],
  ["an absolute path", "host", ["/app/services/api/api.service.ts"], "api-host-7"],
  ["all services", "host", ["--mask", "**/*.service.ts", "services"], "host-7"],
  ["two services", "host", ["services/api/api.service.ts", "services/quiz/quiz.service.ts"], "host-7"],
  ["a host without a name", undefined, ["services/quiz/quiz.service.ts"], "quiz-node-7"],
])("the name of %s begins with its kind if it has one", (_name, host, services, name) => {
  expect(nodeName(host, 7, [...RUNNER, ...services])).toBe(name);
});
