import { MAX_AMOUNT } from "../../platform/contracts/operator-contracts.ts";
import { call } from "../../platform/contracts/typed-broker.ts";
import type { Command } from "../command.ts";
import { findQuota, quotasTable } from "../quotas.ts";
import { sanitize } from "../screen.ts";
import { UserError } from "../user-error.ts";

export const allow: Command = {
  usage: "allow <host> <quota> <amount>",
  description:
    "Sets a quota for one host, or with `default` takes that back: allow ann expected-players 1000000",
  async *run({ broker }, [host = "", name = "", amount = ""]) {
    const known = findQuota(name);
    const isDefault = amount === "default";
    const limit = isDefault ? null : Number(amount) * known.unit;
    if (limit !== null && (!/^\d{1,10}$/.test(amount) || Number(amount) > MAX_AMOUNT)) {
      throw new UserError(`The amount is a whole number up to ${MAX_AMOUNT}, or \`default\`.`);
    }
    const quotas = await call(broker, "sessions.setHostLimit", { host, quota: known.quota, limit });
    yield quotasTable(sanitize(host, 60), quotas);
  },
};
