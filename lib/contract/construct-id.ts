/**
 * The id of the construct of an entry that the user has named. `constructs` keeps children in an object that inherits
 * `constructor`, and takes that name for an existing child.
 *
 * @param entry - Key in the configuration, which never ends in a hyphen.
 */
export function constructId(entry: string): string {
  return entry in Object.prototype ? `${entry}-` : entry;
}
