import { z } from "zod";

const key = z.strictObject({ name: z.string(), key: z.string() });
const compression = z.strictObject({ compression: z.enum(["gzip", "bzip2", "snappy"]) });

/** An object with this `spec`, and no other fields than the usual ones. */
const objectWith = (spec: z.ZodType) =>
  z.strictObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: z.strictObject({ name: z.string(), namespace: z.string() }),
    spec,
  });

/** Our own schemas, of the fields used here, for kinds that no package has. From the guides of their controllers. */
export const OWN_SCHEMAS: Record<string, z.ZodType> = {
  "barmancloud.cnpg.io/v1 ObjectStore": objectWith(
    z.strictObject({
      retentionPolicy: z.string().regex(/^[1-9]\d*[dwm]$/),
      configuration: z.strictObject({
        destinationPath: z.string().startsWith("s3://"),
        endpointURL: z.url().optional(),
        s3Credentials: z.strictObject({ accessKeyId: key, secretAccessKey: key }),
        wal: compression,
        data: compression,
      }),
    }),
  ),
  "cloud.google.com/v1 BackendConfig": objectWith(
    z.strictObject({
      timeoutSec: z.int().min(1).max(2_147_483_647),
      connectionDraining: z.strictObject({ drainingTimeoutSec: z.int().min(0).max(3600) }),
      healthCheck: z.strictObject({
        type: z.enum(["HTTP", "HTTPS", "HTTP2"]),
        port: z.int(),
        requestPath: z.string().startsWith("/"),
        checkIntervalSec: z.int().min(1).max(300),
        timeoutSec: z.int().min(1),
        healthyThreshold: z.int().min(1),
        unhealthyThreshold: z.int().min(1),
      }),
    }),
  ),
  "networking.gke.io/v1beta1 FrontendConfig": objectWith(
    z.strictObject({ redirectToHttps: z.strictObject({ enabled: z.boolean() }) }),
  ),
  "networking.gke.io/v1 ManagedCertificate": objectWith(
    z.strictObject({ domains: z.array(z.hostname()).min(1) }),
  ),
};
