import { environmentNames } from '../synthesized';
import { random } from './random';
import { security } from './security';
import { state } from './state';
import { wiring } from './wiring';

// One file, because every test file loads the library anew and synthesizes for itself.
describe.each(environmentNames)('%s', (environment) => {
  describe('wiring', () => wiring(environment));
  describe('state', () => state(environment));
  describe('security', () => security(environment));
});

describe('any environment', random);
