import type { LocalPlatform } from '../local-platform';

/** Tags by key, in the form of any service. */
export function tagsOf(
  list: readonly { Key?: string | undefined; Value?: string | undefined }[] = [],
): Record<string, string> {
  return Object.fromEntries(list.map(({ Key, Value }) => [Key!, Value!]));
}

/** Filter of EC2 for resources in the VPC of the platform. */
export async function inVpc(platform: LocalPlatform): Promise<{ Name: string; Values: string[] }[]> {
  return [{ Name: 'vpc-id', Values: [await platform.only('Network', 'AWS::EC2::VPC')] }];
}

/** Name tags of the subnets by id, without the prefix that all have: `Private-A`. */
export async function subnetNames(platform: LocalPlatform): Promise<Record<string, string>> {
  const { Subnets } = await platform.aws.ec2.describeSubnets({ Filters: await inVpc(platform) });
  return Object.fromEntries(
    Subnets!.map(({ SubnetId, Tags }) => [SubnetId!, tagsOf(Tags)['Name']!.replace('ML-Platform-', '')]),
  );
}

/** Name tags of the subnets in which an Auto Scaling group launches instances. */
export async function subnetsOf(
  platform: LocalPlatform,
  group: { readonly VPCZoneIdentifier?: string | undefined },
): Promise<string[]> {
  const names = await subnetNames(platform);
  return group
    .VPCZoneIdentifier!.split(',')
    .map((id) => names[id]!)
    .sort();
}

/** Name tags of the security groups by id; a group without one has its description. */
export async function securityGroupNames(platform: LocalPlatform): Promise<Record<string, string>> {
  const { SecurityGroups } = await platform.aws.ec2.describeSecurityGroups({
    Filters: await inVpc(platform),
  });
  return Object.fromEntries(
    SecurityGroups!.map(({ GroupId, Tags, Description }) => [GroupId!, tagsOf(Tags)['Name'] ?? Description!]),
  );
}

/** Physical id of the resource of a type with a logical id that starts with a text. */
export async function physicalIdOf(
  platform: LocalPlatform,
  stack: Parameters<LocalPlatform['physicalIds']>[0],
  type: string,
  start: string,
): Promise<string> {
  const found = Object.entries(await platform.physicalIds(stack, type)).filter(([id]) =>
    id.startsWith(start),
  );
  if (found.length !== 1)
    throw new Error(`${stack} has ${found.length} resources of type ${type} at ${start}`);
  return found[0]![1];
}
