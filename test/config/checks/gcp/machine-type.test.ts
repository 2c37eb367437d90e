import { checkCount } from '../../../../lib/config/checks/gcp/machine-type';

test.each([
  [
    'nvidia-tesla-v100',
    1,
    16,
    /^1 nvidia-tesla-v100 take at most 12 vCPUs and the machine type has 16; use 2 or 4 or 8/,
  ],
  ['nvidia-tesla-t4', 2, 96, /^2 nvidia-tesla-t4 take at most 48 vCPUs and the machine type has 96; use 4,/],
])('more vCPUs than %s allow with %i GPUs', (acceleratorType, count, vcpu, message) => {
  expect(checkCount('gcp.trainingVms.x', { acceleratorType, count }, vcpu)).toEqual([
    {
      path: 'gcp.trainingVms.x.gpu.count',
      message: expect.stringMatching(message) as string,
      severity: 'error',
    },
  ]);
});
