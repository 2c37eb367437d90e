import { quotasAtLargest } from '../../lib/quotas/google-quotas';
import { gcpConfig } from '../gcp/emitted';

test('count everything at its largest size', () => {
  // One VM, fleets of 10 and 4, pools of 10, 10 and 20.
  expect(Object.fromEntries(quotasAtLargest(gcpConfig('production').gcp))).toEqual({
    GPUS_ALL_REGIONS: 1 + 10 + 4 + 10 + 20,
    PREEMPTIBLE_NVIDIA_A100_GPUS: 1 + 10 + 10,
    PREEMPTIBLE_NVIDIA_V100_GPUS: 4,
    PREEMPTIBLE_NVIDIA_L4_GPUS: 20,
    A2_CPUS: 12 * 21,
    N2_CPUS: 8 * 10,
    CPUS: 8 * 4,
    SSD_TOTAL_GB: 1500 + 10 * 200 + 4 * 200 + 10 * 100 + 10 * 200 + 20 * 200,
  });
});

test('differ for on-demand capacity, and count every GPU of an N1 instance', () => {
  const { gcp } = gcpConfig('dev', {
    trainingVms: {
      training: { spot: false, publicAddress: true, gpu: { acceleratorType: 'nvidia-tesla-t4', count: 2 } },
    },
    cluster: null,
  });
  expect(Object.fromEntries(quotasAtLargest(gcp))).toEqual({
    GPUS_ALL_REGIONS: 2,
    NVIDIA_T4_GPUS: 2,
    CPUS: 4,
    SSD_TOTAL_GB: 200,
    IN_USE_ADDRESSES: 1,
  });
});
