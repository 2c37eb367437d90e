import type { ModelServiceInput } from '../schema/inference';

/**
 * NVIDIA Triton Inference Server on the models bucket, sized for one task on a four-vCPU GPU instance (g4dn.xlarge,
 * g6.xlarge).
 *
 * It serves HTTP without a model and takes up every model that is put into the bucket within a minute. The repository
 * is the root of the bucket: with an empty prefix Triton never becomes healthy.
 * Release notes (GPUs, driver): https://docs.nvidia.com/deeplearning/triton-inference-server/release-notes/
 */
export const triton = {
  image: 'nvcr.io/nvidia/tritonserver:25.10-py3',
  command: [
    'tritonserver',
    '--model-repository=s3://${MODELS_BUCKET}',
    '--model-control-mode=poll',
    '--repository-poll-secs=60',
    // One broken model must not take down the others.
    '--exit-on-error=false',
    '--strict-readiness=false',
  ],
  port: 8000,
  healthPath: '/v2/health/ready',
  gpus: 1,
  // The rest of the vCPUs and of the memory is for the container agent and the system.
  cpuUnits: 3584,
  memoryMiB: 14336,
  sharedMemoryMiB: 2048,
} satisfies ModelServiceInput;
