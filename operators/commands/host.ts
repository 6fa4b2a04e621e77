import { call } from "../../platform/contracts/typed-broker.ts";
import type { Command } from "../command.ts";
import { quotasTable } from "../quotas.ts";
import { sanitize } from "../screen.ts";

export const host: Command = {
  usage: "host <name>",
  description: "Shows what a host has stored, and its quotas",
  async *run({ broker }, [name = ""]) {
    const quotas = await call(broker, "sessions.hostUsage", { host: name });
    yield quotasTable(sanitize(name, 60), quotas);
  },
};
