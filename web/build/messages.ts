import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import MessageFormatModule from "@messageformat/core";
import compileModuleModule from "@messageformat/core/lib/compile-module.js";
import type { Plugin } from "vite";

// The package says `export default` in its types, and is CommonJS.
const MessageFormat = MessageFormatModule as unknown as typeof MessageFormatModule.default;
const compileModule = compileModuleModule as unknown as typeof compileModuleModule.default;

const TEXT = fileURLToPath(new URL("../text/", import.meta.url));

interface Catalog {
  [key: string]: string | Catalog;
}

/**
 * Compiles the catalogs `text/<language>/<name>.json` to functions, so that a page neither parses messages nor needs
 * `eval`. Messages are in ICU MessageFormat. What a language lacks is in English.
 */
export function messages(): Plugin {
  let isServing = false;
  return {
    name: "messages",
    enforce: "pre",
    configResolved({ command }) {
      isServing = command === "serve";
    },
    load: {
      filter: { id: /\/text\/[^/]+\/[^/]+\.json$/ },
      handler(id) {
        const language = basename(dirname(id));
        const english = join(TEXT, "en", basename(id));
        this.addWatchFile(english);
        const catalog = withFallback(read(english), read(id));
        const code = compileModule(new MessageFormat(language), catalog);
        // The development server does not look for imports in files that end in `.json`.
        return {
          code: isServing ? code.replaceAll('from "@messageformat/', 'from "/@id/@messageformat/') : code,
          moduleType: "js",
        };
      },
    },
  };
}

const read = (file: string): Catalog => JSON.parse(readFileSync(file, "utf8"));

function withFallback(english: Catalog, translated: Catalog): Catalog {
  return Object.fromEntries(
    Object.entries(english).map(([key, text]) => {
      const translation = translated[key];
      if (typeof text === "string") return [key, typeof translation === "string" ? translation : text];
      return [key, withFallback(text, typeof translation === "object" ? translation : {})];
    }),
  );
}
