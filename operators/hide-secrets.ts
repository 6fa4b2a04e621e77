const SECRET_NAME = /SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY|HEADERS/i;
export const HIDDEN = "(hidden)";

/**
 * Hides secrets in environment variables, so that the command `env` of moleculer-repl does not show them: the values of
 * variables whose names say that they are secret, and passwords in URLs.
 *
 * @param variables is changed; read the settings first
 */
export function hideSecrets(variables: Record<string, string | undefined>): void {
  for (const [name, value = ""] of Object.entries(variables)) {
    if (SECRET_NAME.test(name)) variables[name] = HIDDEN;
    else if (value.includes("://"))
      variables[name] = value.replace(/(:\/\/[^\s:/@]*:)[^\s/]*@/g, `$1${HIDDEN}@`);
  }
}
