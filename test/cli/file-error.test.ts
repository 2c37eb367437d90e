import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileErrorText } from '../../cli/file-error';

test.each([
  ['EACCES', /this user may not write or read it; run/],
  ['EROFS', /its file system is read-only; use/],
  ['ENOSPC', /no space is left on its disk; free/],
])('%s of a file is a sentence with the path and what to do', (code, expected) => {
  const text = fileErrorText(Object.assign(new Error('x'), { code, path: '/a b/cdk.out' }));
  expect(text).toMatch(/^"\/a b\/cdk\.out" cannot be used \([A-Z]+\): .*\.$/);
  expect(text).toMatch(expected);
});

test('the error of a real file has the path, and the target of a copy is named', () => {
  const path = join(__filename, 'below');
  let thrown: unknown;
  try {
    readFileSync(path);
  } catch (cause) {
    thrown = cause;
  }
  expect(fileErrorText(thrown)).toBe(
    `${JSON.stringify(path)} cannot be used (ENOTDIR): a part of the path is a file; name another folder.`,
  );
  const copy = Object.assign(new Error('x'), { code: 'EACCES', path: '/from', dest: '/to' });
  expect(fileErrorText(copy)).toMatch(/^"\/to" /);
});

test('other errors are not for users', () => {
  expect(fileErrorText(new Error('x'))).toBeUndefined();
  expect(fileErrorText(Object.assign(new Error('x'), { code: 'constructor', path: '/a' }))).toBeUndefined();
  expect(fileErrorText(Object.assign(new Error('x'), { code: 'EACCES' }))).toBeUndefined();
});
