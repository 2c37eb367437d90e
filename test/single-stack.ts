import { Stack, type App, type StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { PlatformConfig } from '../lib/config';
import { platformTags } from '../lib/config/platform-tags';
import { DataStores } from '../lib/storage/data-stores';
import { fastApp, fastSynth, loadConfig, type EnvironmentName } from './fast-app';
import type { StackId } from './stack-ids';
import type { Resource, TemplateJson } from './template-json';

/** The template of one stack, and ways to look into it. */
export interface StackTemplate extends TemplateJson {
  /** Resources of some types, with their logical ids. */
  readonly ofType: (...types: string[]) => { readonly id: string; readonly resource: Resource }[];
  /** Properties of the resources of a type. */
  readonly properties: (type: string) => Resource['Properties'][];
}

/** Resources of other stacks. Each has a literal id, such as `private-us-west-2a` for a subnet. */
export interface Imported {
  readonly vpc: ec2.IVpc;
  readonly stores: DataStores;
  readonly accessLogs: s3.IBucket;
  /** @param name - also the id of the security group */
  readonly securityGroup: (name: string) => ec2.ISecurityGroup;
  readonly role: (name: string) => iam.IRole;
  readonly instanceProfile: (name: string) => iam.IInstanceProfile;
}

type CreateStack = (scope: App, props: StackProps, config: PlatformConfig, imported: Imported) => void;

/** Synthesizes one stack of a platform without the others, named as in the platform. */
export function singleStack(
  id: StackId,
  environment: EnvironmentName,
  overlay: object | undefined,
  create: CreateStack,
): StackTemplate {
  const app = fastApp();
  const { config } = loadConfig(environment, overlay);
  const env = { region: config.region };
  const props = {
    env,
    tags: platformTags(config),
    stackName: `${config.project}-${environment}-${id.toLowerCase()}`,
  };
  create(app, props, config, importInto(new Stack(app, 'Imported', { env }), config));
  const template = fastSynth(app).getStackArtifact(id).template as TemplateJson;
  const ofType: StackTemplate['ofType'] = (...types) =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => types.includes(Type))
      .map(([logicalId, resource]) => ({ id: logicalId, resource }));
  return {
    ...template,
    ofType,
    properties: (type) => ofType(type).map(({ resource }) => resource.Properties),
  };
}

function importInto(scope: Stack, { network }: PlatformConfig): Imported {
  const zones = network.zones.map(({ name }) => name);
  const bucket = (name: string) => s3.Bucket.fromBucketName(scope, name, name);
  const arn = (service: string, resource: string) =>
    scope.formatArn({
      service,
      resource,
      region: service === 'iam' ? '' : undefined,
      account: '111122223333',
    });
  return {
    vpc: ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
      vpcId: 'vpc',
      availabilityZones: zones,
      publicSubnetIds: zones.map((zone) => `public-${zone}`),
      privateSubnetIds: zones.map((zone) => `private-${zone}`),
    }),
    stores: new DataStores({
      key: kms.Key.fromKeyArn(scope, 'Key', arn('kms', 'key/data')),
      datasets: bucket('datasets'),
      models: bucket('models'),
      artifacts: bucket('artifacts'),
    }),
    accessLogs: bucket('access-logs'),
    securityGroup: (name) => ec2.SecurityGroup.fromSecurityGroupId(scope, `${name}Group`, name),
    role: (name) => iam.Role.fromRoleArn(scope, `${name}Role`, arn('iam', `role/${name}`)),
    instanceProfile: (name) => iam.InstanceProfile.fromInstanceProfileName(scope, `${name}Profile`, name),
  };
}
