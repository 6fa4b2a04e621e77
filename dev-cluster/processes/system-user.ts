import { readFileSync } from "node:fs";

export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

/** Postgres and PgBouncer refuse to run as root. These users have no other rights, and one always exists. */
const UNPRIVILEGED = ["postgres", "nobody"];

/** The user for our servers: an unprivileged one if we are root, otherwise our own user (undefined). */
export function serverUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const name of UNPRIVILEGED) {
    const entry = users.find((user) => user[0] === name);
    if (entry) return { name, uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new Error(`Found no user to run a server as: none of ${UNPRIVILEGED.join(", ")} is in /etc/passwd.`);
}
