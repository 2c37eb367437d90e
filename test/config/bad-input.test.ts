import { badCapacity } from './bad-input/capacity';
import { badForm } from './bad-input/form';
import { badInstanceTypes } from './bad-input/instance-types';
import { badNames } from './bad-input/names';
import { badNetwork } from './bad-input/network';
import { badNodes } from './bad-input/nodes';
import { badNodeGroups } from './bad-input/node-groups';
import { badPlaces } from './bad-input/places';
import { badServices } from './bad-input/services';
import { linesOf, problemsOf } from './problems';

/** The fix at the end of a message. */
const FIX = /\b(use|write|give|choose|remove|raise|lower|list|add|move|put)\b/;

const inputs = [
  ...badForm,
  ...badNetwork,
  ...badPlaces,
  ...badInstanceTypes,
  ...badCapacity,
  ...badServices,
  ...badNames,
  ...badNodeGroups,
  ...badNodes,
];

test.each(inputs.map(([what, ...input]) => ({ what, input })))('$what', ({ input }) => {
  const [overlay, path, message, environment] = input;
  const problems = problemsOf(overlay, environment);
  const problem = problems.find((each) => each.path === path);
  expect(problem ?? problems).toMatchObject({ severity: 'error', message: expect.stringMatching(message) });
  const line = linesOf(problems).find((each) => each.startsWith(`  ${path}: `));
  expect(line).toMatch(/: .+[.?]$/);
  expect(line).toMatch(FIX);
});
