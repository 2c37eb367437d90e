import { serviceLimits } from '../../catalog';
import { MODEL_PATH, modelPath } from '../model-folder';
import { error, type Problem } from '../problem';
import { mirroredImage } from '../registries';
import type { ModelServiceConfig, PlatformConfig } from '../schema/platform';
import { list, show } from '../show';
import { checkLimit } from './limit';

/** Variables that the platform gives every container. */
const OWN_VARIABLES = ['MODEL_PATH', 'AWS_REGION', 'AWS_DEFAULT_REGION'];

/**
 * Variables of the container agent: credentials, metadata, and the GPUs of the task.
 *
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint.html,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-gpu.html, read 2026-11-28
 */
const AGENT_VARIABLES = [
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_EXECUTION_ENV',
  'ECS_AGENT_URI',
  'ECS_CONTAINER_METADATA_URI',
  'ECS_CONTAINER_METADATA_URI_V4',
  'NVIDIA_VISIBLE_DEVICES',
];

/** What stood for the models bucket before services had a model each. */
const MODELS_BUCKET = '${MODELS_BUCKET}';

/** Roles, log settings, memory and the variables of the platform, rounded up. */
const PLATFORM_BYTES = 2048;

/** The container that loads a model, with its script, rounded up. */
const LOADER_BYTES = 4096;

/** Checks what a service puts into its task definition. */
export function checkTaskDefinition(
  path: string,
  service: ModelServiceConfig,
  registries: PlatformConfig['registries'],
): Problem[] {
  return [
    ...Object.keys(service.environment).flatMap((name) => checkVariable(path, name)),
    ...(service.command ?? []).flatMap((text, index) =>
      text.includes(MODELS_BUCKET)
        ? [
            error(
              `${path}.command.${index}`,
              `${MODELS_BUCKET} is not replaced any more, since a service reads its own model only; name a release in model, and its folder by ${MODEL_PATH}.`,
              [`${path}.model`],
            ),
          ]
        : [],
    ),
    ...checkMirroredImage(path, service, registries),
    ...checkLimit(
      `${path}.environment`,
      taskDefinitionBytes(service),
      serviceLimits.taskDefinitionBytes,
      'shorten command and environment, or put long values into a file in the models bucket',
      [`${path}.command`],
    ),
  ];
}

/** A value here would replace that of the platform, or be replaced by that of the agent. */
function checkVariable(path: string, name: string): Problem[] {
  const at = `${path}.environment.${name}`;
  if (OWN_VARIABLES.includes(name)) {
    return [error(at, `is set by the platform, as are ${list(OWN_VARIABLES)}; remove it.`, [])];
  }
  if (!AGENT_VARIABLES.includes(name)) return [];
  return [error(at, 'is set by Amazon ECS for every task; remove it.', [])];
}

/** The schema has checked the name without a mirror. */
function checkMirroredImage(
  path: string,
  { image }: ModelServiceConfig,
  registries: PlatformConfig['registries'],
): Problem[] {
  const mirrored = mirroredImage(image, registries);
  const { value } = serviceLimits.imageName;
  if (mirrored.length <= value) return [];
  return [
    error(
      `${path}.image`,
      `${show(image)} has ${mirrored.length} characters at its mirror, and Amazon ECS takes ${value}; use a shorter name here or in registries.`,
      ['registries'],
    ),
  ];
}

/** Bytes of the task definition as JSON, with room for what the platform adds. */
function taskDefinitionBytes(service: ModelServiceConfig): number {
  const { command = [], environment, image, model } = service;
  const own = {
    image,
    command: command.map((text) => text.replaceAll(MODEL_PATH, modelPath(service))),
    environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
  };
  return Buffer.byteLength(JSON.stringify(own)) + PLATFORM_BYTES + (model === undefined ? 0 : LOADER_BYTES);
}
