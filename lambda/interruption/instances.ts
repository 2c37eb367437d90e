import { DescribeInstancesCommand, EC2Client, EC2ServiceException } from '@aws-sdk/client-ec2';
import {
  instanceOwner,
  OWNER_TAG,
  parseInstanceOwner,
  type OwnerKind,
} from '../../lib/contract/instance-owner';
import { knownOwner } from './records';
import { settings } from './settings';

/** A training instance of this stack. */
export interface TrainingInstance {
  readonly instanceId: string;
  readonly kind: OwnerKind;
  /** Key of the fleet or workstation in the configuration. */
  readonly name: string;
}

// Throttled calls are retried here, because Lambda waits a minute and a lifecycle hook may have only two.
const ec2 = new EC2Client({ maxAttempts: 6 });

/** The owner of an instance, in the form of tags and lifecycle hooks. */
export function ownerOf({ kind, name }: TrainingInstance): string {
  return instanceOwner(settings.STACK_NAME, kind, name);
}

/** An instance with its owner; undefined if it does not belong to this stack. */
export function ownedInstance(instanceId: string, owner = ''): TrainingInstance | undefined {
  const parsed = parseInstanceOwner(owner);
  return parsed?.stack === settings.STACK_NAME
    ? { instanceId, kind: parsed.kind, name: parsed.name }
    : undefined;
}

/**
 * Looks up an instance in the table, because it may already be terminated, and otherwise by its tags.
 *
 * @returns undefined for an instance that does not exist or belongs to another stack.
 */
export async function findInstance(instanceId: string): Promise<TrainingInstance | undefined> {
  return ownedInstance(instanceId, (await knownOwner(instanceId)) ?? (await taggedOwner(instanceId)));
}

async function taggedOwner(instanceId: string): Promise<string | undefined> {
  try {
    const found = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
    const tags = found.Reservations?.[0]?.Instances?.[0]?.Tags ?? [];
    return tags.find(({ Key: key }) => key === OWNER_TAG)?.Value;
  } catch (error) {
    if (error instanceof EC2ServiceException && error.name.startsWith('InvalidInstanceID')) return undefined;
    throw error;
  }
}
