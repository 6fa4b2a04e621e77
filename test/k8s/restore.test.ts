import { fileURLToPath } from "node:url";
import { checkSchema } from "./checks/schema-checks.ts";
import { find } from "./mutations/mutate.ts";
import { build, buildFolder } from "./objects.ts";

test("a restored Postgres stands beside production's, comes out of its backups, and has backups of its own", async () => {
  const production = build("production");
  const restored = buildFolder(fileURLToPath(new URL("../../k8s/restore", import.meta.url)));
  for (const object of restored) expect(await checkSchema(object)).toEqual([]);

  const names = new Set(production.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  expect(restored.filter(({ kind, metadata }) => names.has(`${kind} ${metadata.name}`))).toEqual([]);

  const before = find(production, "Cluster", "postgres");
  const after = find(restored, "Cluster", "postgres-restored");
  const source = after.spec.externalClusters[0];
  expect(after.spec.bootstrap).toEqual({ recovery: expect.objectContaining({ source: source.name }) });
  expect(source.plugin.parameters).toEqual({
    serverName: before.metadata.name,
    barmanObjectName: find(production, "ObjectStore", "postgres").metadata.name,
  });
  const { bootstrap: _, externalClusters: __, ...alike } = after.spec;
  const { bootstrap: ___, ...spec } = before.spec;
  expect(alike).toEqual(spec);
  expect(find(restored, "ScheduledBackup", "daily-restored").spec.cluster.name).toBe("postgres-restored");
}, 60_000);
