import { texts } from './texts';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace jest {
    interface Matchers<R> {
      /** A property name or text of the value, at any depth, contains the text or matches the pattern. */
      toMention(expected: string | RegExp): R;
    }
  }
}

expect.extend({
  toMention(received: unknown, expected: string | RegExp) {
    const found = texts(received).filter((text) =>
      typeof expected === 'string' ? text.includes(expected) : expected.test(text),
    );
    const { matcherHint, printExpected, printReceived } = this.utils;
    return {
      pass: found.length > 0,
      message: () =>
        `${matcherHint('toMention', undefined, undefined, { isNot: this.isNot })}\n\n` +
        `Expected: ${this.isNot ? 'not ' : ''}${printExpected(expected)}\n` +
        `Received: ${printReceived(found.length > 0 ? found : received)}`,
    };
  },
});

export {};
