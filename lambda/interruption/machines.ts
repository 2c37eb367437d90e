import { DescribeInstancesCommand, EC2Client, EC2ServiceException } from '@aws-sdk/client-ec2';
import { instanceOwner, OWNER_TAG } from '../../lib/contract/instance-owner';
import { knownOwner } from './records';
import { settings } from './settings';

/** A training machine of this stack. */
export interface Machine {
  readonly instanceId: string;
  /** Also the name of the metrics' dimension. */
  readonly kind: 'Fleet' | 'Workstation';
  /** Key of the fleet or workstation in the configuration. */
  readonly name: string;
}

// A throttled call is tried again here: Lambda would wait a minute, and a lifecycle hook may have two.
const ec2 = new EC2Client({ maxAttempts: 6 });

/** The owner of a machine as tags and hooks have it. */
export function ownerOf({ kind, name }: Machine): string {
  return instanceOwner(settings.stack, kind, name);
}

/** A machine by its owner. There is none when the owner is another stack, or no stack of this platform. */
export function ownedMachine(instanceId: string, owner = ''): Machine | undefined {
  const [stack, kind, name] = owner.split('/');
  if (stack !== settings.stack || !name || (kind !== 'Fleet' && kind !== 'Workstation')) return undefined;
  return { instanceId, kind, name };
}

/**
 * Finds out whose an instance is: by the table, since it may be gone already, or by its tags.
 *
 * @returns nothing for an instance that does not exist or is none of this stack.
 */
export async function findMachine(instanceId: string): Promise<Machine | undefined> {
  return ownedMachine(instanceId, (await knownOwner(instanceId)) ?? (await taggedOwner(instanceId)));
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
