import type { InstanceType } from '../../catalog';
import { error, type Problem } from '../problem';
import type { ModelServiceConfig, PlatformConfig } from '../schema/platform';
import { checkInstanceType } from './instance-type';
import { checkSize } from './size';

/**
 * Share of an instance's memory that a task can have: the kernel, the container agent and the driver use the rest,
 * and ECS places no task on an instance that reports less than the task asks for.
 */
const USABLE_MEMORY = 0.9;

/** Checks that every model service fits the instances, and that load balancer rules do not collide. */
export function checkInference({ inference, historical }: PlatformConfig): Problem[] {
  const { capacity, services } = inference;
  const path = 'inference.capacity';
  const { instanceType, problems } = checkInstanceType(
    `${path}.instanceType`,
    capacity.instanceType,
    historical,
  );
  const entries = Object.entries(services);
  return [
    ...problems,
    ...checkSize(path, capacity),
    ...entries.flatMap(([key, service]) => checkService(`inference.services.${key}`, service, instanceType)),
    ...checkPriorities(entries),
    ...checkCapacity(inference, instanceType),
  ];
}

function checkService(
  path: string,
  service: ModelServiceConfig,
  instanceType: InstanceType | undefined,
): Problem[] {
  const problems = checkSize(`${path}.scaling`, service.scaling);
  if (!instanceType) return problems;
  const { name, vcpu, memoryGiB, gpu } = instanceType;
  const memoryMiB = Math.floor(memoryGiB * 1024 * USABLE_MEMORY);
  if (!gpu) {
    problems.push(
      error(
        `${path}.gpus`,
        `${service.gpus} GPU cannot be had on ${name}; set inference.capacity.instanceType to a GPU type such as g6.xlarge.`,
      ),
    );
  } else if (service.gpus > gpu.count) {
    problems.push(
      error(
        `${path}.gpus`,
        `${service.gpus} is more than a ${name} has (${gpu.count}); lower it or use a larger instance type.`,
      ),
    );
  }
  if (service.cpuUnits > vcpu * 1024) {
    problems.push(
      error(
        `${path}.cpuUnits`,
        `${service.cpuUnits} is more than a ${name} has (${vcpu * 1024}); lower it or use a larger instance type.`,
      ),
    );
  }
  if (service.memoryMiB > memoryMiB) {
    problems.push(
      error(
        `${path}.memoryMiB`,
        `${service.memoryMiB} is more than a ${name} can give (${memoryMiB}); lower it or use a larger instance type.`,
      ),
    );
  }
  return problems;
}

function checkPriorities(entries: readonly [string, ModelServiceConfig][]): Problem[] {
  const routed = entries.filter(([, { route }]) => route);
  return routed.flatMap(([key, { route }], index) => {
    const other = routed.slice(0, index).find(([, earlier]) => earlier.route?.priority === route?.priority);
    return other
      ? [
          error(
            `inference.services.${key}.route.priority`,
            `${route?.priority} is also that of ${other[0]}; give every service its own.`,
          ),
        ]
      : [];
  });
}

/** Every task takes whole GPUs, so the instances bound the tasks. */
function checkCapacity(
  { capacity, services }: PlatformConfig['inference'],
  instanceType: InstanceType | undefined,
): Problem[] {
  const gpus = instanceType?.gpu?.count;
  if (!gpus) return [];
  const wanted = Object.values(services).reduce(
    (total, { gpus: each, scaling }) => total + each * scaling.max,
    0,
  );
  const available = gpus * capacity.max;
  if (wanted <= available) return [];
  return [
    error(
      'inference.capacity.max',
      `${capacity.max} instances have ${available} GPUs, but the services may grow to ${wanted}; raise it or lower scaling.max.`,
    ),
  ];
}
