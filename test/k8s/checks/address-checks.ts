import { environmentValues, type OurContainer, ourContainers } from "../containers.ts";
import type { KubeObject } from "../objects.ts";

interface Serving {
  ports?: { port: number }[];
}

/** Addresses of our nodes that lead nowhere, to NATS as somebody else, or to Postgres past PgBouncer. */
export function checkAddresses(objects: readonly KubeObject[]): string[] {
  return ourContainers(objects).flatMap((one) =>
    addresses(one, objects).map((fault) => `${one.name}: ${fault}`),
  );
}

function addresses(ours: OurContainer, objects: readonly KubeObject[]): string[] {
  const urls = Object.entries(environmentValues(ours)).filter(([name]) =>
    /^(NATS|REDIS|DATABASE)_URL$/.test(name),
  );
  return urls.flatMap(([name, value]) => {
    if (!URL.canParse(value)) return [`${name} is no address`];
    const { hostname, port, username } = new URL(value);
    const service = objects.find(({ kind, metadata }) => kind === "Service" && metadata.name === hostname);
    // The Service of what writes is made by CloudNativePG.
    const made = objects.some(
      ({ kind, metadata }) => kind === "Cluster" && `${metadata.name}-rw` === hostname,
    );
    const { ports: open = [] } = (service?.spec ?? {}) as Serving;
    const leads = made ? port === "5432" : open.some((one) => String(one.port) === port);
    return [
      ...(leads ? [] : [`${name} leads to ${hostname}:${port}, which no Service has`]),
      ...(name !== "NATS_URL" || username === ours.component ? [] : [`comes to NATS as ${username}`]),
      ...(name !== "DATABASE_URL" || ours.component === "migrations" || hostname === "pgbouncer"
        ? []
        : ["goes to Postgres past PgBouncer"]),
    ];
  });
}
