import type { ModelServiceInput } from '../schema/model-service';

/**
 * NVIDIA Triton Inference Server, sized for one task on a four-vCPU GPU instance (g4dn.xlarge, g6.xlarge).
 *
 * Without a model it serves none. Models of its release are loaded at its start, and it is ready when all of them are: a model
 * that fails to load fails the deployment. Models cannot be changed while it runs.
 * Release notes (GPUs, driver): https://docs.nvidia.com/deeplearning/triton-inference-server/release-notes/
 */
export const triton = {
  image: 'nvcr.io/nvidia/tritonserver:25.10-py3',
  command: [
    'tritonserver',
    '--model-repository=${MODEL_PATH}',
    '--model-control-mode=none',
    '--exit-on-error=true',
    '--strict-readiness=true',
  ],
  port: 8000,
  healthPath: '/v2/health/ready',
  gpus: 1,
  // The container agent and the system use the rest of the vCPUs and the memory.
  cpuUnits: 3584,
  memoryMiB: 14336,
  sharedMemoryMiB: 2048,
} satisfies ModelServiceInput;
