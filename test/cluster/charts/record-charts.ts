/**
 * `npm run charts -- FOLDER` renders the Helm charts of the platform with the values of its templates, and records what
 * their pods request and run as. FOLDER has the charts, unpacked, such as `helm pull --untar` leaves them.
 */
import './scratch';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { chartsObstacle } from './folder';
import { recordFile, renderAll } from './record';

/** Writes all records, or none. Returns why not, if so. */
function recordCharts(folder: string): string | undefined {
  if (chartsObstacle(folder))
    return `Name a folder with unpacked Helm charts: npm run charts -- FOLDER. Got '${folder}'.`;
  const { records, missing } = renderAll(folder);
  if (missing.length > 0)
    return `${folder} has no ${missing.join(', ')}. Nothing was written; add what is missing.`;
  for (const record of records) {
    const file = recordFile(record.chart);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(record, undefined, 2)}\n`);
  }
  process.stdout.write(`${records.map(({ chart }) => chart).join('\n')}\n`);
  return undefined;
}

const why = recordCharts(process.argv[2] ?? '');
if (why !== undefined) {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}
