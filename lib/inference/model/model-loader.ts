import { Duration } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { assemble, readScript } from '../../boot/assemble';
import { MODEL_LOADER } from '../../catalog';
import { releasePrefix, type ModelRelease } from '../../contract/model-release';
import { MODELS_MOUNT } from '../../config/model-folder';

/** Folder of container instances with the models of services. */
const HOST_FOLDER = '/var/lib/ml-models';

export interface ModelLoaderProps {
  /** Key of the service in the configuration. */
  readonly service: string;
  /** The container that serves the model. */
  readonly server: ecs.ContainerDefinition;
  readonly model: ModelRelease;
  readonly models: s3.IBucket;
  /** Image of the loader, at its mirror if it has one. */
  readonly image: ecs.ContainerImage;
  readonly logGroup: logs.ILogGroup;
}

/**
 * Adds a container to a task that loads a release of a model onto the instance and checks it, before the server starts. If
 * that fails, the task stops with one line in the log, and ECS goes back to the former deployment.
 *
 * The server can read the models of its own service, and change none.
 */
export function addModelLoader(
  task: ecs.TaskDefinition,
  { image, logGroup, model, models, server, service }: ModelLoaderProps,
): void {
  task.addVolume({ name: 'models', host: { sourcePath: `${HOST_FOLDER}/${service}` } });
  const loader = task.addContainer('model', {
    image,
    entryPoint: ['bash', '-c'],
    command: [assemble([readScript(__dirname, 'load-model.sh')])],
    environment: {
      MODELS_BUCKET: models.bucketName,
      MODEL_RELEASE: releasePrefix(model).replace(/\/$/, ''),
      MODELS_FOLDER: MODELS_MOUNT,
    },
    essential: false,
    cpu: MODEL_LOADER.cpuUnits,
    memoryReservationMiB: MODEL_LOADER.memoryMiB,
    // Without it a load that hangs would keep its task for ever. The agent cleans up longer waits itself:
    // https://github.com/aws/containers-roadmap/issues/1532
    startTimeout: Duration.hours(2),
    logging: ecs.LogDrivers.awsLogs({ streamPrefix: service, logGroup }),
  });
  loader.addMountPoints({ sourceVolume: 'models', containerPath: MODELS_MOUNT, readOnly: false });
  server.addMountPoints({ sourceVolume: 'models', containerPath: MODELS_MOUNT, readOnly: true });
  server.addContainerDependencies({ container: loader, condition: ecs.ContainerDependencyCondition.SUCCESS });
}

/** Gives the server of a service without a model an empty folder of models, which is there for its task alone. */
export function addEmptyModels(task: ecs.TaskDefinition, server: ecs.ContainerDefinition): void {
  task.addVolume({ name: 'models' });
  server.addMountPoints({ sourceVolume: 'models', containerPath: MODELS_MOUNT, readOnly: true });
}
