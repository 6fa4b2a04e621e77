import { DatabaseUnavailable, isRefusedLogin, toDatabaseError } from "../../../platform/database/database.ts";

const withState = (code: string) => Object.assign(new Error("from the server"), { code });

test.each([
  ["08006", "a lost connection"],
  ["08P01", "PgBouncer has no connection left"],
  ["25006", "a standby after a failover"],
  ["28P01", "a password that is being changed"],
  ["3D000", "a database that is not there yet"],
  ["40001", "a conflict with another transaction"],
  ["53100", "a full disk"],
  ["53300", "too many connections"],
  ["55P03", "a lock that is not free"],
  ["57014", "a statement that took too long"],
  ["57P01", "a shutdown"],
  ["57P03", "a start"],
  ["58030", "a disk that fails"],
  ["58P01", "a file that is missing"],
])("%s, %s, is a reason to try again", (state) => {
  expect(toDatabaseError(withState(state))).toBeInstanceOf(DatabaseUnavailable);
});

test.each([
  "22003",
  "23505",
  "42601",
  "42P01",
  "42501",
  "XX000",
])("%s stays what it is: trying again does not help", (state) => {
  const error = withState(state);
  expect(toDatabaseError(error)).toBe(error);
});

test("without an SQLSTATE the connection was lost, unless the error is from a bug", () => {
  expect(toDatabaseError(new Error("read ECONNRESET"))).toBeInstanceOf(DatabaseUnavailable);
  const bug = new TypeError("undefined is not a function");
  expect(toDatabaseError(bug)).toBe(bug);
  const unavailable = new DatabaseUnavailable(new Error("gone"));
  expect(toDatabaseError(unavailable)).toBe(unavailable);
});

test("a refused login is told apart, because a migration must not wait for it", () => {
  expect(isRefusedLogin(new DatabaseUnavailable(withState("28P01")))).toBe(true);
  expect(isRefusedLogin(new DatabaseUnavailable(withState("3D000")))).toBe(true);
  expect(isRefusedLogin(new DatabaseUnavailable(withState("53300")))).toBe(false);
});
