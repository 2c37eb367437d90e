import { environmentNames } from '../synthesized';
import { random } from './random';
import { security } from './security';
import { state } from './state';
import { wiring } from './wiring';

// One file, because each test file loads the CDK again and synthesizes again.
describe.each(environmentNames)('%s', (environment) => {
  describe('wiring', () => wiring(environment));
  describe('state', () => state(environment));
  describe('security', () => security(environment));
});

describe('any environment', random);
