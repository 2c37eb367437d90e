/**
 * Whether a name is the exact name of an IANA time zone. JavaScript also accepts other spellings and offsets; Auto
 * Scaling and Cloud Scheduler do not.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Z][\w+/-]*$/.test(name)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}
