import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads a file of `lib/catalog/data`, which `npm run catalog` writes. */
export function readData<Data>(name: string): Data {
  return JSON.parse(readFileSync(join(__dirname, 'data', `${name}.json`), 'utf8')) as Data;
}
