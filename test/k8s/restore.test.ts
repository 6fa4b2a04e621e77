import { fileURLToPath } from "node:url";
import { checkSchema } from "./checks/schema-checks.ts";
import { find } from "./mutations/mutate.ts";
import { build, buildFolder } from "./objects.ts";

test("the restored Postgres is another cluster than production's, restores from its backups, and has its own backups", async () => {
  const production = build("production");
  const restored = buildFolder(fileURLToPath(new URL("../../k8s/restore", import.meta.url)));
  for (const object of restored) expect(await checkSchema(object)).toEqual([]);

  const names = new Set(production.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  expect(restored.filter(({ kind, metadata }) => names.has(`${kind} ${metadata.name}`))).toEqual([]);

  const original = find(production, "Cluster", "postgres");
  const restoredCluster = find(restored, "Cluster", "postgres-restored");
  const source = restoredCluster.spec.externalClusters[0];
  expect(restoredCluster.spec.bootstrap).toEqual({
    recovery: expect.objectContaining({ source: source.name }),
  });
  expect(source.plugin.parameters).toEqual({
    serverName: original.metadata.name,
    barmanObjectName: find(production, "ObjectStore", "postgres").metadata.name,
  });
  const { bootstrap: _, externalClusters: __, ...restoredSpec } = restoredCluster.spec;
  const { bootstrap: ___, ...spec } = original.spec;
  expect(restoredSpec).toEqual(spec);
  expect(find(restored, "ScheduledBackup", "daily-restored").spec.cluster.name).toBe("postgres-restored");
}, 60_000);
