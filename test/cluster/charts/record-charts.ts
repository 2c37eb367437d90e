/**
 * `npm run charts -- FOLDER` renders the Helm charts of the platform with the values of its templates, and records what
 * their pods request and run as. FOLDER has the charts, unpacked, such as `helm pull --untar` leaves them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { chartsObstacle } from './folder';
import { recordFile, renderAll } from './record';

const folder = process.argv[2] ?? '';
if (chartsObstacle(folder)) {
  process.stderr.write(
    `Name a folder with unpacked Helm charts: npm run charts -- FOLDER. Got '${folder}'.\n`,
  );
  process.exit(1);
}
const { records, missing } = renderAll(folder);
if (missing.length > 0) {
  process.stderr.write(`${folder} has no ${missing.join(', ')}. Nothing was written; add what is missing.\n`);
  process.exit(1);
}
for (const record of records) {
  const file = recordFile(record.chart);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(record, undefined, 2)}\n`);
}
process.stdout.write(`${records.map(({ chart }) => chart).join('\n')}\n`);
