import { hideSecrets } from "../../operators/hide-secrets.ts";

test("secrets and passwords in addresses are hidden; the rest stays", () => {
  const variables: Record<string, string | undefined> = {
    AUTH_SECRET: "0123456789",
    NATS_URL: "nats://operator:a@b:hush@127.0.0.1:4222,nats://operator:hush@other:4222",
    REDIS_URL: "redis://:hush@127.0.0.1:6379",
    DATABASE_URL: "postgres://me:hush@db/stampede",
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20hush",
    AWS_SECRET_ACCESS_KEY: "hush",
    GITHUB_TOKEN: "hush",
    PATH: "/usr/bin:/bin",
    AUTH_JWKS_URL: "https://id.example/keys",
    LOG_LEVEL: "info",
  };
  hideSecrets(variables);
  expect(JSON.stringify(variables)).not.toMatch(/hush|0123456789/);
  expect(variables).toMatchObject({
    AUTH_SECRET: "(hidden)",
    REDIS_URL: "redis://:(hidden)@127.0.0.1:6379",
    DATABASE_URL: "postgres://me:(hidden)@db/stampede",
    PATH: "/usr/bin:/bin",
    AUTH_JWKS_URL: "https://id.example/keys",
    LOG_LEVEL: "info",
  });
});
