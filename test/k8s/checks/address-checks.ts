import { environmentValues, type StampedeContainer, stampedeContainers } from "../containers.ts";
import type { KubeObject } from "../objects.ts";

interface ServiceSpec {
  ports?: { port: number }[];
}

/**
 * Problems with the server addresses of our nodes: no such Service or port, the NATS user of another component,
 * Postgres without PgBouncer.
 */
export function checkAddresses(objects: readonly KubeObject[]): string[] {
  return stampedeContainers(objects).flatMap((one) =>
    addressProblems(one, objects).map((problem) => `${one.name}: ${problem}`),
  );
}

function addressProblems(container: StampedeContainer, objects: readonly KubeObject[]): string[] {
  const urls = Object.entries(environmentValues(container)).filter(([name]) =>
    /^(NATS|REDIS|DATABASE)_URL$/.test(name),
  );
  return urls.flatMap(([name, value]) => {
    if (!URL.canParse(value)) return [`${name} is not a URL`];
    const { hostname, port, username } = new URL(value);
    const service = objects.find(({ kind, metadata }) => kind === "Service" && metadata.name === hostname);
    // CloudNativePG creates the Service of the primary.
    const isPrimary = objects.some(
      ({ kind, metadata }) => kind === "Cluster" && `${metadata.name}-rw` === hostname,
    );
    const { ports: open = [] } = (service?.spec ?? {}) as ServiceSpec;
    const exists = isPrimary ? port === "5432" : open.some((one) => String(one.port) === port);
    return [
      ...(exists ? [] : [`${name}: no Service has ${hostname}:${port}`]),
      ...(name !== "NATS_URL" || username === container.component ? [] : [`uses the NATS user ${username}`]),
      ...(name !== "DATABASE_URL" || container.component === "migrations" || hostname === "pgbouncer"
        ? []
        : ["connects to Postgres without PgBouncer"]),
    ];
  });
}
