import type { Plugin } from "vite";
import { pageAt } from "./pages.ts";

/** For the development server: the pages at the addresses that they have at the gateway. */
export function pageAddresses(): Plugin {
  return {
    name: "page-addresses",
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const [path = "/"] = (request.url ?? "/").split("?");
        const isFile = /\.\w+$/.test(path);
        const page = isFile ? undefined : pageAt(path);
        if (page) request.url = `/${page}/index.html`;
        next();
      });
    },
  };
}
