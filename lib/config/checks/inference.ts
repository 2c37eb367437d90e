import { MODEL_LOADER, type InstanceType } from '../../catalog';
import { error, type Problem } from '../problem';
import type { ModelServiceConfig, PlatformConfig } from '../schema/platform';
import { checkHasGpu, checkInstanceType, useInAllZones } from './instance-type';
import { checkRule } from './listener-rule';
import { checkSize } from './size';
import { checkTaskDefinition } from './task-definition';
import { checkUnique } from './unique';

const CAPACITY = 'inference.capacity';

/**
 * Share of an instance's memory that tasks can use. The kernel, the container agent and the driver use the rest, and
 * ECS does not place a task that requests more than the instance reports.
 */
const USABLE_MEMORY = 0.9;

/** Checks that every model service fits the instances, and that load balancer rules do not collide. */
export function checkInference(config: PlatformConfig): Problem[] {
  const { inference } = config;
  const { capacity, services } = inference;
  const path = `${CAPACITY}.instanceType`;
  const { instanceType, problems } = checkInstanceType(path, capacity.instanceType, useInAllZones(config));
  const entries = Object.entries(services);
  return [
    ...problems,
    ...checkHasGpu(path, instanceType),
    ...checkSize(CAPACITY, capacity),
    ...entries.flatMap(([key, service]) => [
      ...checkService(`inference.services.${key}`, service, instanceType),
      ...checkRule(`inference.services.${key}.route`, service),
      ...checkTaskDefinition(`inference.services.${key}`, service, config.registries),
    ]),
    ...checkPriorities(entries),
    ...checkCapacity(inference, instanceType),
  ];
}

/** A setting of a task, its value, and the capacity of an instance. */
type Share = readonly [setting: 'gpus' | 'cpuUnits' | 'memoryMiB', wanted: number, available: number];

function shares(service: ModelServiceConfig, { vcpu, memoryGiB, gpu }: InstanceType): Share[] {
  const loader = service.model === undefined ? { cpuUnits: 0, memoryMiB: 0 } : MODEL_LOADER;
  return [
    ['gpus', service.gpus, gpu?.count ?? 0],
    ['cpuUnits', service.cpuUnits, vcpu * 1024 - loader.cpuUnits],
    ['memoryMiB', service.memoryMiB, Math.floor(memoryGiB * 1024 * USABLE_MEMORY) - loader.memoryMiB],
  ];
}

function checkService(
  path: string,
  service: ModelServiceConfig,
  instanceType: InstanceType | undefined,
): Problem[] {
  const { sharedMemoryMiB, memoryMiB } = service;
  const problems = checkSize(`${path}.scaling`, service.scaling);
  if (sharedMemoryMiB >= memoryMiB) {
    problems.push(
      error(
        `${path}.sharedMemoryMiB`,
        `${sharedMemoryMiB} is not part of memoryMiB (${memoryMiB}); lower it or raise memoryMiB.`,
        [`${path}.memoryMiB`],
      ),
    );
  }
  // A type without a GPU is reported once for the capacity instead of for each service.
  if (!instanceType?.gpu) return problems;
  for (const [setting, wanted, available] of shares(service, instanceType)) {
    if (wanted <= available) continue;
    problems.push(
      error(
        `${path}.${setting}`,
        `${wanted} is more than a ${instanceType.name} can give (${available}); lower it or use a larger ${CAPACITY}.instanceType.`,
        [`${CAPACITY}.instanceType`],
      ),
    );
  }
  return problems;
}

function checkPriorities(entries: readonly [string, ModelServiceConfig][]): Problem[] {
  return checkUnique(
    entries.map(([key, { route }]) => [`inference.services.${key}.route.priority`, route?.priority]),
    { noun: 'priority' },
  );
}

/** A task uses whole GPUs of one instance, so the number of instances limits the number of tasks. */
function checkCapacity(
  { capacity, services }: PlatformConfig['inference'],
  instanceType: InstanceType | undefined,
): Problem[] {
  const gpus = instanceType?.gpu?.count;
  if (!gpus) return [];
  const path = `${CAPACITY}.max`;
  const alone = Object.entries(services).flatMap(([key, service]) => {
    const tasksPerInstance = Math.min(
      ...shares(service, instanceType).map(([, wanted, available]) => Math.floor(available / wanted)),
    );
    const tasks = tasksPerInstance * capacity.max;
    if (tasksPerInstance === 0 || service.scaling.max <= tasks) return [];
    return [
      error(
        path,
        `${capacity.max} instances hold ${tasks} tasks of ${key}, which may grow to ${service.scaling.max}; ` +
          `raise it or lower inference.services.${key}.scaling.max.`,
        ['inference.services'],
      ),
    ];
  });
  if (alone.length > 0) return alone;

  const wanted = Object.values(services).reduce(
    (total, { gpus: each, scaling }) => total + each * scaling.max,
    0,
  );
  const available = gpus * capacity.max;
  if (wanted <= available) return [];
  return [
    error(
      path,
      `${capacity.max} instances have ${available} GPUs, but the services may grow to ${wanted}; raise it or lower scaling.max.`,
      ['inference.services'],
    ),
  ];
}
