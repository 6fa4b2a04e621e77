import { createHash } from "node:crypto";
import { ASK_EACH_TIME } from "./static-file.ts";

/** What stands between `<style>` and `</style>` that the build wrote into the HTML. */
const STYLES = /<style>([\s\S]*?)<\/style>/g;

/** The name of an inline style in a content security policy, without quotes. */
export const policyHash = (style: string): string =>
  `sha256-${createHash("sha256").update(style).digest("base64")}`;

/**
 * The headers of a page that the build made. Scripts, styles, fonts and data come from this gateway alone, and images
 * from any host by HTTPS, because questions may have them. Of inline styles only those of this HTML apply; inline
 * scripts never run.
 *
 * @param html the page; the hashes of its styles stand in the policy
 */
export function htmlHeaders(html: string): Record<string, string> & { "Cache-Control": string } {
  const hashes = [...html.matchAll(STYLES)].map(([, style]) => ` '${policyHash(style!)}'`);
  return {
    "Cache-Control": ASK_EACH_TIME,
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self'${hashes.join("")}`,
      "img-src 'self' https:",
      "font-src 'self'",
      "connect-src 'self'",
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "Permissions-Policy":
      "screen-wake-lock=(self), fullscreen=(self), clipboard-write=(self), camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
  };
}
