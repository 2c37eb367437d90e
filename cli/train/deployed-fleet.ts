import type { PlatformConfig } from '../../lib/config';
import { show } from '../../lib/config/show';
import { didYouMean } from '../../lib/config/spelling';
import { FLEET_GROUP_OUTPUT, outputName, TRAINING_OUTPUTS } from '../../lib/contract/outputs';
import { UserError } from '../user-error';
import { isNotFound } from '../aws-errors';
import type { Clients } from './clients';
import type { Commands } from '../train-commands';

/** The parts of a deployed Training stack that jobs need. */
export interface TrainingPlatform {
  /** Id of the account. */
  readonly account: string;
  /** Name of the job document in Systems Manager. */
  readonly document: string;
  /** Bucket of the code, records and states of jobs. */
  readonly jobsBucket: string;
  readonly checkpointsBucket: string;
  /** Log group of the instances. */
  readonly logGroup: string;
  /** Names of the Auto Scaling groups, by fleet. */
  readonly groups: Readonly<Record<string, string>>;
}

/**
 * Reads the outputs of the Training stack.
 *
 * @throws UserError if the stack does not exist, or was deployed before it had these outputs.
 */
export async function findPlatform(
  { cloudFormation }: Pick<Clients, 'cloudFormation'>,
  config: PlatformConfig,
  commands: Commands,
): Promise<TrainingPlatform> {
  const { project, environment, region, account } = config;
  const StackName = `${project}-${environment}-training`;
  const deploy = commands.deploy();
  const stack = await cloudFormation.describeStacks({ StackName }).then(
    ({ Stacks }) => Stacks?.[0],
    (cause: unknown) => {
      if (!isNotFound(cause)) throw cause;
      throw new UserError(
        `There is no stack ${StackName} in ${region} of this account. Deploy it with ${deploy}, or name another platform with --environment, --config or --region, or another account with AWS_PROFILE.`,
      );
    },
  );
  const owner = stack?.StackId?.split(':')[4];
  if (account && owner && owner !== account) {
    throw new UserError(
      `The credentials are those of account ${owner}, and the configuration of ${environment} names account ${account}. Use credentials of that account, or another --environment or --config.`,
    );
  }
  const outputs = Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue]),
  );
  const missing = Object.values(TRAINING_OUTPUTS).filter((name) => !outputs[name]);
  if (missing.length > 0) {
    throw new UserError(
      `Stack ${StackName} has no output ${missing.join(', ')}: it was deployed before jobs could be started. Deploy it again with ${deploy}.`,
    );
  }
  const fleets = Object.keys(config.training.fleets);
  return {
    account: owner ?? 'unknown',
    document: outputs[TRAINING_OUTPUTS.document]!,
    jobsBucket: outputs[TRAINING_OUTPUTS.jobsBucket]!,
    checkpointsBucket: outputs[TRAINING_OUTPUTS.checkpointsBucket]!,
    logGroup: outputs[TRAINING_OUTPUTS.logGroup]!,
    groups: Object.fromEntries(
      fleets.flatMap((fleet) => {
        const group = outputs[outputName(FLEET_GROUP_OUTPUT, fleet)];
        return group ? [[fleet, group]] : [];
      }),
    ),
  };
}

/**
 * Finds the Auto Scaling group of a fleet.
 *
 * @throws UserError if the fleet is not in the configuration, or not deployed.
 */
export function groupOf(
  fleet: string,
  config: PlatformConfig,
  { groups }: TrainingPlatform,
  commands: Commands,
): string {
  const known = Object.keys(config.training.fleets);
  if (!known.includes(fleet)) {
    const allowed = known.length > 0 ? `use ${known.join(', ')}` : 'it has none: add one to training.fleets';
    throw new UserError(
      `--fleet ${show(fleet)} is not a fleet of ${config.environment}; ${allowed}.${didYouMean(fleet, known)}`,
    );
  }
  const group = Object.hasOwn(groups, fleet) ? groups[fleet] : undefined;
  if (group) return group;
  throw new UserError(
    `Fleet ${fleet} is in the configuration of ${config.environment} and not in the account. Deploy it with ${commands.deploy()}.`,
  );
}
