/**
 * A wrong configuration: a setting and its value over production, the beginning of the message, and where it is said.
 *
 * The last part is what is added to the setting if it starts with a dot, and a setting of its own otherwise. Default:
 * the setting.
 */
export type HandWritten = readonly [setting: string, value: unknown, message: string, where?: string];

export const WORKSTATION = 'training.workstations.default';

/** A text of one character, repeated. */
export const text = (length: number, character = 'a') => character.repeat(length);

/** As many tags. */
export const tags = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, 'x']));

/** The overlay that gives a setting a value. */
export function overlayOf(setting: string, value: unknown): object {
  return setting
    .split('.')
    .reduceRight<unknown>((inner, key) => Object.fromEntries([[key, inner]]), value) as object;
}
