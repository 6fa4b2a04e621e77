/** The bodies of the gateway's responses, for the API's description. The end-to-end tests check all replies against it. */
export { questionNo } from "./common-schemas.ts";
export * from "./operations-schemas.ts";
export * from "./playing-schemas.ts";
export * from "./quiz-schemas.ts";
export * from "./report-schemas.ts";
export * from "./session-schemas.ts";
export * from "./sign-in-schemas.ts";
export * from "./stats-schemas.ts";
