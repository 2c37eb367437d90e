import { ConfigError } from '../../lib/config';
import { badCapacity } from './bad-input/capacity';
import { badForm } from './bad-input/form';
import { badInstanceTypes } from './bad-input/instance-types';
import { badNames } from './bad-input/names';
import { badNetwork } from './bad-input/network';
import { badPlaces } from './bad-input/places';
import { badServices } from './bad-input/services';
import { wrongCluster } from './hand-written/cluster';
import { wrongFleets } from './hand-written/fleets';
import { wrongGoogle } from './hand-written/google';
import { overlayOf } from './hand-written/hand-written';
import { wrongIdentity } from './hand-written/identity';
import { wrongInference } from './hand-written/inference';
import { wrongNetwork } from './hand-written/network';
import { wrongObservability } from './hand-written/observability';
import { wrongPlatform } from './hand-written/platform';
import { wrongSchedules } from './hand-written/schedules';
import { wrongStorage } from './hand-written/storage';
import { wrongTags } from './hand-written/tags';
import { wrongWorkstations } from './hand-written/workstations';
import { problemsOf } from './problems';
import { show } from '../../lib/config/show';

const tables = {
  platform: wrongPlatform,
  tags: wrongTags,
  network: wrongNetwork,
  storage: wrongStorage,
  identity: wrongIdentity,
  workstations: wrongWorkstations,
  fleets: wrongFleets,
  schedules: wrongSchedules,
  cluster: wrongCluster,
  inference: wrongInference,
  observability: wrongObservability,
  google: wrongGoogle,
};

/** Words of the schema library, of JavaScript, and of a stack trace. */
const RAW =
  /invalid (input|number|string|option|key|element)|expected |unrecognized|zod|undefined|\[object|at .*:\d+:\d+/i;

const cases = Object.entries(tables).flatMap(([table, rows]) =>
  rows.map(([setting, value, beginning, where = setting]) => ({
    title: `${table}: ${setting}: ${show(value)}`,
    overlay: overlayOf(setting, value),
    beginning,
    path: where.startsWith('.') ? setting + where : where,
  })),
);

test.each(cases)('$title', ({ beginning, overlay, path }) => {
  const problems = problemsOf(overlay);
  const messages = problems
    .filter((each) => each.severity === 'error' && each.path === path)
    .map(({ message }) => message.slice(0, beginning.length));
  expect(messages).toContain(beginning);
  expect(new ConfigError(problems).message).not.toMatch(RAW);
});

test('there are at least 600 different ones, with those of bad-input', () => {
  const others = [
    badCapacity,
    badForm,
    badInstanceTypes,
    badNames,
    badNetwork,
    badPlaces,
    badServices,
  ].flat();
  const all = [
    ...Object.values(tables)
      .flat()
      .map(([setting, value]) => JSON.stringify(overlayOf(setting, value)) + String(value)),
    ...others.map(([, overlay]) => JSON.stringify(overlay)),
  ];
  expect(new Set(all).size).toBeGreaterThanOrEqual(600);
});
