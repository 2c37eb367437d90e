import { App, Fn, Token, type StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { PlatformStack } from '../../lib/references/platform-stack';
import { appProps } from '../fast-app';

class SmallStack extends PlatformStack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
  }
}

type Define = (producer: SmallStack) => string;

/** Templates of a stack that defines something, and of one that uses a value of it. */
function templates(define: Define): { producer: any; consumer: any } {
  // The small definitions lack what CloudFormation asks for.
  const app = new App({ ...appProps(), builtinCloudFormationValidation: false });
  const producer = new SmallStack(app, 'Producer');
  const consumer = new SmallStack(app, 'Consumer');
  new ssm.CfnParameter(consumer, 'Use', { type: 'String', value: define(producer) });
  const assembly = app.synth();
  return {
    producer: assembly.getStackArtifact('Producer').template,
    consumer: assembly.getStackArtifact('Consumer').template,
  };
}

const vpc = (stack: SmallStack, cidr = '10.0.0.0/16') => new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: cidr });
const subnet = (stack: SmallStack, props: Partial<ec2.CfnSubnetProps> = {}, cidr?: string) =>
  new ec2.CfnSubnet(stack, 'Subnet', { vpcId: vpc(stack, cidr).ref, cidrBlock: '10.0.1.0/24', ...props });
const group = (stack: SmallStack, props: Partial<ec2.CfnSecurityGroupProps> = {}) =>
  new ec2.CfnSecurityGroup(stack, 'Group', { groupDescription: 'group', vpcId: vpc(stack).ref, ...props });
const role = (stack: SmallStack, props: Partial<iam.CfnRoleProps> = {}) =>
  new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {}, ...props });
const targets = (stack: SmallStack, props: elb.CfnTargetGroupProps = {}) =>
  new elb.CfnTargetGroup(stack, 'Targets', { port: 80, ...props });
const bucket = (stack: SmallStack, props: s3.CfnBucketProps = {}) => new s3.CfnBucket(stack, 'Bucket', props);

/** An instance whose launch template refers to a group that is replaced. */
function placedInstance(stack: SmallStack, strategy: string): ec2.CfnInstance {
  const { ref: groupName } = new ec2.CfnPlacementGroup(stack, 'Placement', { strategy });
  const template = new ec2.CfnLaunchTemplate(stack, 'Template', {
    launchTemplateData: { placement: { groupName } },
  });
  return new ec2.CfnInstance(stack, 'Instance', {
    launchTemplate: { launchTemplateId: template.ref, version: template.attrLatestVersionNumber },
  });
}

const version = (stack: SmallStack, imageId: string) =>
  new ec2.CfnLaunchTemplate(stack, 'Template', { launchTemplateData: { imageId } }).attrLatestVersionNumber;

/** An instance whose launch template is another version with every change of its definition. */
function instance(stack: SmallStack, imageId: string): ec2.CfnInstance {
  const template = new ec2.CfnLaunchTemplate(stack, 'Template', { launchTemplateData: { imageId } });
  return new ec2.CfnInstance(stack, 'Instance', {
    launchTemplate: { launchTemplateId: template.ref, version: template.attrLatestVersionNumber },
  });
}

test.each<[string, Define, Define]>([
  [
    'a bucket with another name',
    (stack) => bucket(stack, { bucketName: 'one' }).attrArn,
    (stack) => bucket(stack, { bucketName: 'two' }).attrArn,
  ],
  [
    'a security group with another description',
    (stack) => group(stack).attrGroupId,
    (stack) => group(stack, { groupDescription: 'other' }).attrGroupId,
  ],
  [
    'a subnet with another range',
    (stack) => subnet(stack).ref,
    (stack) => subnet(stack, { cidrBlock: '10.0.2.0/24' }).ref,
  ],
  [
    'a subnet whose VPC is replaced',
    (stack) => subnet(stack).ref,
    (stack) => subnet(stack, {}, '10.1.0.0/16').ref,
  ],
  [
    'a role with another name',
    (stack) => role(stack).attrArn,
    (stack) => role(stack, { roleName: 'named' }).attrArn,
  ],
  [
    'a target group with another port',
    (stack) => targets(stack).attrTargetGroupFullName,
    (stack) => targets(stack, { port: 8080 }).attrTargetGroupFullName,
  ],
  [
    'an instance whose launch template has another version',
    (stack) => instance(stack, 'ami-1').ref,
    (stack) => instance(stack, 'ami-2').ref,
  ],
  [
    'an instance whose launch template refers to a replaced resource',
    (stack) => placedInstance(stack, 'cluster').ref,
    (stack) => placedInstance(stack, 'spread').ref,
  ],
  [
    'another version of a launch template',
    (stack) => version(stack, 'ami-1'),
    (stack) => version(stack, 'ami-2'),
  ],
])('the template of the consumer changes with %s', (_, before, after) => {
  expect(templates(after).consumer).not.toEqual(templates(before).consumer);
});

test.each<[string, Define, Define]>([
  [
    'a bucket with other rules and tags',
    (stack) => bucket(stack).attrArn,
    (stack) =>
      bucket(stack, {
        versioningConfiguration: { status: 'Enabled' },
        tags: [{ key: 'Team', value: 'vision' }],
      }).attrArn,
  ],
  [
    'a security group with other rules',
    (stack) => group(stack).attrGroupId,
    (stack) => group(stack, { securityGroupIngress: [{ ipProtocol: '-1' }] }).attrGroupId,
  ],
  [
    'a subnet with public addresses',
    (stack) => subnet(stack).ref,
    (stack) => subnet(stack, { mapPublicIpOnLaunch: true }).ref,
  ],
  [
    'a role with other rights',
    (stack) => role(stack).attrArn,
    (stack) => role(stack, { managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }).attrArn,
  ],
  [
    'a target group with another health check',
    (stack) => targets(stack).attrTargetGroupFullName,
    (stack) => targets(stack, { healthCheckPath: '/health' }).attrTargetGroupFullName,
  ],
])('the template of the consumer stays the same with %s', (_, before, after) => {
  const [one, two] = [templates(before), templates(after)];
  expect(two.producer).not.toEqual(one.producer);
  expect(two.consumer).toEqual(one.consumer);
});

test('a list of values carries the digest, too', () => {
  const list = (cidrBlock: string) => (stack: SmallStack) =>
    Fn.select(0, Token.asList(new ec2.CfnVPC(stack, 'Vpc', { cidrBlock }).attrCidrBlockAssociations));
  const [one, two] = [templates(list('10.0.0.0/16')), templates(list('10.1.0.0/16'))];
  expect(Object.keys(one.producer.Outputs)[0]).toMatch(/v[0-9a-f]{8}$/);
  expect(two.consumer).not.toEqual(one.consumer);
});

test('a text with names in it, which the digest does not follow, is refused', () => {
  const define: Define = (stack) => role(stack, { roleName: Fn.sub('${AWS::Region}-role') }).attrArn;
  expect(() => templates(define)).toThrow('Producer: write Fn::Join in place of Fn::Sub.');
});

test('a type whose create-only properties are not known is refused', () => {
  const define: Define = (stack) =>
    new ec2.CfnCustomerGateway(stack, 'Gateway', { ipAddress: '192.0.2.1', type: 'ipsec.1' }).ref;
  expect(() => templates(define)).toThrow(
    'Producer/Gateway is referred to by another stack, and its type AWS::EC2::CustomerGateway has no create-only properties in the catalog; add it to lib/catalog/renew/resource-types.txt and run npm run catalog.',
  );
});
