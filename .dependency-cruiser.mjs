/** Which folder may import which. `npm run check` fails on any other import. Run by hand: `npm run -s imports`. */
const SERVICES = "^services/(api|quiz|sessions|answers|stats)/";

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-cycle-of-files",
      comment: "Two files that import each other are one file, or lack a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-cycle-of-folders",
      comment: "A reader must be able to read the folders in one order.",
      severity: "error",
      scope: "folder",
      from: { path: "^(services|platform)" },
      to: { circular: true },
    },
    {
      name: "no-service-imports-another",
      comment: "Services talk by actions and events. What two share is in platform/.",
      severity: "error",
      from: { path: SERVICES },
      to: { path: SERVICES, pathNot: "^services/$1/" },
    },
    {
      name: "platform-imports-no-service",
      severity: "error",
      from: { path: "^platform/" },
      to: { path: "^(services|operators|dev-cluster|rehearsal|test|bench)/" },
    },
    {
      name: "the-client-stands-alone",
      comment:
        "The client is a package of its own, for browsers too: it knows the API by its description only.",
      severity: "error",
      from: { path: "^client/" },
      to: { path: "^(services|platform|operators|dev-cluster|rehearsal|test|bench)/" },
    },
    {
      name: "product-imports-no-tools",
      comment:
        "What runs in production must not need the tests, the benchmarks, the rehearsal or the local cluster.",
      severity: "error",
      from: { path: "^(services|operators)/" },
      to: { path: "^(client|dev-cluster|rehearsal|test|bench)/" },
    },
    {
      name: "the-rehearsal-knows-the-api-only",
      comment:
        "It plays against any server, also one of another release: through the client, as anybody else.",
      severity: "error",
      from: { path: "^rehearsal/" },
      to: { path: "^(services|operators|test|bench)/" },
    },
    {
      name: "raw-http-knows-no-gateway",
      comment: "The dangerous code stands alone: bytes in, bytes out.",
      severity: "error",
      from: { path: "^services/api/http/raw/" },
      to: { path: "^services/api/", pathNot: "^services/api/http/" },
    },
    {
      name: "http-knows-no-route",
      severity: "error",
      from: { path: "^services/api/http/" },
      to: { path: "^services/api/", pathNot: "^services/api/http/" },
    },
    {
      name: "the-domain-is-pure",
      comment: "The rules of quizzes and sessions need no database, broker, cache or network.",
      severity: "error",
      from: { path: "^platform/domain/" },
      to: { path: "^platform/(database|cache|broker|node|auth|logging|metrics|tracing)/" },
    },
    {
      name: "no-unused-file",
      severity: "error",
      from: {
        orphan: true,
        pathNot: ["write-openapi\\.ts$", "\\.service\\.ts$", "\\.worker\\.ts$", "\\.config\\.ts$"],
      },
      to: {},
    },
    {
      name: "no-missing-import",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-development-dependency",
      comment: "The image holds production dependencies only.",
      severity: "error",
      from: { path: "^(services|platform|operators|moleculer\\.config\\.ts)" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    // TypeScript 7 has no API for other programs; swc parses the files instead.
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".mjs", ".json"],
      conditionNames: ["import", "node", "default"],
      exportsFields: ["exports"],
    },
  },
};
