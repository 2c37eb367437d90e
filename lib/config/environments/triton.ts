import type { ModelServiceInput } from '../schema/model-service';

/**
 * NVIDIA Triton Inference Server on the models bucket, sized for one task on a four-vCPU GPU instance (g4dn.xlarge,
 * g6.xlarge).
 *
 * It serves HTTP without a model and loads new models from the bucket within a minute. The model repository is the root of
 * the bucket, because Triton never becomes healthy with an empty prefix.
 * Release notes (GPUs, driver): https://docs.nvidia.com/deeplearning/triton-inference-server/release-notes/
 */
export const triton = {
  image: 'nvcr.io/nvidia/tritonserver:25.10-py3',
  command: [
    'tritonserver',
    '--model-repository=s3://${MODELS_BUCKET}',
    '--model-control-mode=poll',
    '--repository-poll-secs=60',
    // One broken model must not stop the others.
    '--exit-on-error=false',
    '--strict-readiness=false',
  ],
  port: 8000,
  healthPath: '/v2/health/ready',
  gpus: 1,
  // The container agent and the system use the rest of the vCPUs and the memory.
  cpuUnits: 3584,
  memoryMiB: 14336,
  sharedMemoryMiB: 2048,
} satisfies ModelServiceInput;
