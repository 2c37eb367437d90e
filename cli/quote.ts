/** Quotes a text for a shell that would otherwise read it as anything but one literal argument. */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
