/** The server sent what its OpenAPI description lacks or forbids. No helper may catch it: it must fail the test. */
export class Undescribed extends Error {
  constructor(what: string, problems: readonly string[]) {
    super(`${what} is not as the OpenAPI description says:\n  ${problems.join("\n  ")}`);
    this.name = "Undescribed";
  }
}
