/**
 * Redoc, which draws the description in the browser: one file of its npm package, compressed. The package itself would
 * bring 110 others into every installation, none of which runs on a server. `npm run redoc` writes the file.
 */
export const REDOC_VERSION = "2.5.4";

/** The npm package's hash, as in its registry (Subresource Integrity). */
export const REDOC_PACKAGE =
  "sha512-M6jWhG1qoBnH6TFmzJnstyCZ87HmOY/UzDm78mHiYihEdlV/YcS9ogOo1NlElnJMeLsyxHFe2yFc4sNjHTrABQ==";

/** SHA-256 of the script, in hexadecimal. */
export const REDOC_SHA256 = "a3cc0b0a0380a574fe6545b8b1a68f91e3cd3737bd26e118eb8871cf74f25819";

/**
 * The inline styles that it needs, as sources of a content security policy: the empty element for the rules of
 * styled-components, and the rules of perfect-scrollbar.
 */
export const REDOC_STYLES = [
  "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
  "sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc=",
];

export const REDOC_FILE = new URL("./redoc.js.br", import.meta.url);
export const REDOC_LICENCES = new URL("./redoc.licences.txt", import.meta.url);
