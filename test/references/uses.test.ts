import { findCreateOnlyProperties } from '../../lib/catalog';
import { texts } from '../setup/texts';
import { build, environmentNames } from '../synthesized';

/**
 * Properties that CloudFormation replaces a resource for, and that hold a weak reference. Any change of the text of such
 * a reference plans a replacement (https://github.com/aws/aws-cdk/issues/38829), so the list is short, holds nothing that
 * has data, and is explained in ADR 0002.
 */
const WEAK_AND_CREATE_ONLY = [
  'AWS::EC2::Instance SubnetId',
  'AWS::EC2::SecurityGroup VpcId',
  'AWS::EC2::SecurityGroupIngress SourceSecurityGroupId',
  'AWS::ECS::TaskDefinition ContainerDefinitions',
  'AWS::EKS::Nodegroup NodeRole',
  'AWS::EKS::Nodegroup Subnets',
  'AWS::ElasticLoadBalancingV2::TargetGroup VpcId',
];

/** A service with a model names the bucket of its release. */
const withModel = { inference: { services: { model: { model: `llm@sha256:${'0'.repeat(64)}` } } } };

/** References of create-only properties, as `<type> <property>`. */
function uses(kind: 'Fn::GetStackOutput' | 'Fn::ImportValue'): string[] {
  const found = environmentNames.flatMap((environment) =>
    build(environment, withModel).all.flatMap(({ resource: { Type: type, Properties: properties = {} } }) =>
      (findCreateOnlyProperties(type)?.always ?? [])
        .map((path) => path.split('.')[0]!)
        .filter((name) => texts(properties[name]).includes(kind))
        .map((name) => `${type} ${name}`),
    ),
  );
  return [...new Set(found)].sort();
}

test('weak references stand in few create-only properties', () => {
  expect(uses('Fn::GetStackOutput')).toEqual(WEAK_AND_CREATE_ONLY);
});

test('the only strong reference is the role of the cluster', () => {
  expect(uses('Fn::ImportValue')).toEqual(['AWS::EKS::Cluster RoleArn']);
});
