import { readFileSync } from "node:fs";

export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

/** Postgres and PgBouncer refuse to run as root; these users may do nothing else, and one is always there. */
const UNPRIVILEGED = ["postgres", "nobody"];

/** Whom a private server runs as: an unprivileged user where we are root, otherwise ourselves (undefined). */
export function serverUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const name of UNPRIVILEGED) {
    const entry = users.find((user) => user[0] === name);
    if (entry) return { name, uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new Error(`No user to run a server as: none of ${UNPRIVILEGED.join(", ")} is in /etc/passwd.`);
}
