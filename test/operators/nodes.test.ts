import { clusterSummary } from "../../operators/nodes.ts";

const node = (id: string, version: string) => ({ id, services: ["api"], version });

test("one release is not mentioned, several are, with their nodes", () => {
  expect(clusterSummary([node("api-1", "0.1.0")])).toBe("The cluster has 1 node.");
  expect(clusterSummary([node("api-1", "0.2.0"), node("api-2", "0.1.0"), node("quiz-1", "0.2.0")])).toBe(
    "The cluster has 3 nodes of 2 releases: 0.1.0 on api-2; 0.2.0 on api-1, quiz-1.",
  );
});
