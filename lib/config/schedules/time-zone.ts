/**
 * Whether a name is that of a time zone of the IANA database, in its spelling. JavaScript also takes a name in small
 * letters, and offsets; Auto Scaling and Cloud Scheduler do not.
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
