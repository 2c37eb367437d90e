import { MODEL_FILES, parseModelReference } from '../contract/model-release';
import type { ModelServiceConfig } from './schema/platform';

/** Where a task has its models. */
export const MODELS_MOUNT = '/models';

/** Stands for the folder of the model in the command of a service. */
export const MODEL_PATH = '${MODEL_PATH}';

/** The folder of the model in the container of a service; an empty folder for a service without a model. */
export function modelPath({ model }: Pick<ModelServiceConfig, 'model'>): string {
  const release = model === undefined ? undefined : parseModelReference(model);
  return release ? `${MODELS_MOUNT}/${release.digest}/${MODEL_FILES}` : MODELS_MOUNT;
}
