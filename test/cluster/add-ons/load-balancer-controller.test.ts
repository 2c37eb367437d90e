import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../fast-app';
import { list } from '../../template-json';
import { documents } from '../charts/folder';
import { clusterStack } from '../cluster-stack';
import { objects, release } from './manifests';

const CHART = 'aws-load-balancer-controller';
const controller = (settings: object = {}) =>
  clusterStack({ cluster: { addOns: { loadBalancerController: { enabled: true, ...settings } } } });
const ingress = controller();
const gateways = controller({ gatewayApi: true });

test('is off by default', () => {
  expect(release(clusterStack(), CHART)).toBeUndefined();
});

test('is told its cluster, region and VPC, since its pods do not reach the instance metadata', () => {
  expect(release(ingress, CHART)!.values).toMatchObject({
    clusterName: 'ml-platform-cluster',
    region: 'us-west-2',
    vpcId: expect.stringMatching(/\S/),
  });
});

test('makes internal load balancers to the addresses of pods, and takes over no Service of others', () => {
  expect(release(ingress, CHART)!.values).toMatchObject({
    ingressClass: 'alb',
    ingressClassParams: { spec: { scheme: 'internal' } },
    defaultTargetType: 'ip',
    enableServiceMutatorWebhook: false,
  });
});

test('gives load balancers the tags by which the budget counts', () => {
  const counted = { CostCenter: 'AI-Research', Environment: 'production' };
  const { tags } = release(ingress, CHART)!.values.ingressClassParams.spec;
  for (const [key, value] of Object.entries(counted)) expect(tags).toContainEqual({ key, value });
  expect(objects(gateways, 'LoadBalancerConfiguration')[0]!['spec'].tags).toMatchObject(counted);
});

test('calls nothing that it has no right for', () => {
  expect(release(ingress, CHART)!.values).toMatchObject({
    enableShield: false,
    enableWaf: false,
    enableWafv2: false,
  });
});

test('keeps its certificate in an update, and one pod in a drain', () => {
  expect(release(ingress, CHART)!.values).toMatchObject({
    keepTLSSecret: true,
    replicaCount: 2,
    podDisruptionBudget: { maxUnavailable: 1 },
  });
});

test('has its identity before its chart, and a node of the group that takes every pod', () => {
  const dependsOn = list<string>(release(ingress, CHART)!.dependsOn);
  const idOf = (type: string, prefix: string) =>
    ingress.ofType(type).find(({ id }) => id.startsWith(prefix))!.id;
  expect(dependsOn).toContain(idOf('AWS::EKS::PodIdentityAssociation', 'LoadBalancerController'));
  expect(dependsOn).toContain(idOf('AWS::EKS::Nodegroup', 'NodeGroupscpu'));
  expect(dependsOn.filter((id) => /NodeGroups(gpu|inference)/.test(id))).toEqual([]);
});

describe('Gateway API', () => {
  test('is off by itself, also where others installed its definitions', () => {
    expect(release(ingress, CHART)!.values.controllerConfig.featureGates).toEqual({
      ALBGatewayAPI: false,
      NLBGatewayAPI: false,
      GatewayListenerSet: false,
    });
    expect(objects(ingress, 'GatewayClass')).toEqual([]);
  });

  test('has a class whose load balancers are internal, whatever a Gateway says', () => {
    expect(release(gateways, CHART)!.values).not.toHaveProperty('controllerConfig');
    const [gatewayClass] = objects(gateways, 'GatewayClass');
    const [parameters] = objects(gateways, 'LoadBalancerConfiguration');
    expect(gatewayClass!['spec']).toEqual({
      controllerName: 'gateway.k8s.aws/alb',
      parametersRef: {
        group: 'gateway.k8s.aws',
        kind: parameters!['kind'],
        name: parameters!['metadata'].name,
        namespace: parameters!['metadata'].namespace,
      },
    });
    expect(parameters!['spec']).toMatchObject({
      scheme: 'internal',
      mergingMode: 'prefer-gateway-class',
    });
  });

  test('has its class after the chart, which defines its parameters, and does not wait for its deletion', () => {
    const { resource } = gateways
      .ofType('Custom::AWSCDK-EKS-KubernetesResource')
      .find(({ id }) => id === objects(gateways, 'GatewayClass')[0]!.id)!;
    expect(list(resource.DependsOn)).toContain(release(gateways, CHART)!.id);
    expect(resource).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });
});

test('the examples of the documentation have the classes, and a namespace of production', () => {
  const namespaces = Object.keys(loadConfig('production').config.cluster.namespaces);
  const examples = ['inference-ingress.yaml', 'inference-gateway.yaml'].flatMap((name) =>
    documents(readFileSync(join(__dirname, '..', '..', '..', 'docs', 'examples', name), 'utf8')),
  );
  for (const { metadata } of examples) expect(namespaces).toContain(metadata.namespace);
  const specOf = (kind: string) => examples.find((each) => each.kind === kind)!['spec'] as any;
  expect(specOf('Ingress').ingressClassName).toBe(release(ingress, CHART)!.values.ingressClass);
  expect(specOf('Gateway').gatewayClassName).toBe(objects(gateways, 'GatewayClass')[0]!['metadata'].name);
});

describe('the role', () => {
  const { resource } = ingress
    .ofType('AWS::IAM::Policy')
    .find(({ id }) => id.startsWith('LoadBalancerControllerRole'))!;
  const statements = list<any>(resource.Properties['PolicyDocument'].Statement);
  const by = (sid: string) => statements.find(({ Sid }) => Sid === sid);
  const actionsOf = ({ Action }: any) => list<string>(Action);
  const RequestTag = { 'aws:RequestTag/elbv2.k8s.aws/cluster': 'ml-platform-cluster' };
  const ResourceTag = { 'aws:ResourceTag/elbv2.k8s.aws/cluster': 'ml-platform-cluster' };
  const keepsClusterTag = { Null: { 'aws:RequestTag/elbv2.k8s.aws/cluster': 'true' } };

  test('has these statements, with these conditions', () => {
    expect(Object.fromEntries(statements.map(({ Condition, Sid }) => [Sid, Condition]))).toEqual({
      Find: undefined,
      FirstLoadBalancerOfTheAccount: {
        StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' },
      },
      MakeGroupsInTheVpc: undefined,
      MakeGroups: { StringEquals: RequestTag },
      TagNewGroups: { StringEquals: { 'ec2:CreateAction': 'CreateSecurityGroup', ...RequestTag } },
      TagOwnGroups: { StringEquals: ResourceTag, ...keepsClusterTag },
      ChangeOwnGroups: { StringEquals: ResourceTag },
      OpenNodesToLoadBalancers: undefined,
      MakeLoadBalancers: { StringEquals: RequestTag },
      MakeListenersOfOwn: { StringEquals: { ...RequestTag, ...ResourceTag } },
      TagNew: {
        StringEquals: {
          'elasticloadbalancing:CreateAction': [
            'CreateLoadBalancer',
            'CreateTargetGroup',
            'CreateListener',
            'CreateRule',
          ],
          ...RequestTag,
        },
      },
      TagOwn: { StringEquals: ResourceTag, ...keepsClusterTag },
      ChangeOwn: { StringEquals: ResourceTag },
    });
  });

  test('only reads where no resource is named', () => {
    const unnamed = statements.filter(({ Resource }) => Resource === '*');
    expect(unnamed.map(({ Sid }) => Sid)).toEqual(['Find']);
    for (const action of unnamed.flatMap(actionsOf))
      expect(action).toMatch(/:(Describe|List|GetSecurityGroupsForVpc)/);
  });

  test('changes without the tag of the cluster nothing but the rules of the nodes, and makes groups in its VPC', () => {
    const free = statements.filter(({ Condition, Resource }) => !Condition && Resource !== '*');
    expect(free.map(({ Resource, Sid }) => [Sid, JSON.stringify(Resource)])).toEqual([
      ['MakeGroupsInTheVpc', expect.stringMatching(/:vpc\//)],
      ['OpenNodesToLoadBalancers', expect.stringMatching(/:security-group\/nodes"/)],
    ]);
    expect(JSON.stringify(free.map(({ Resource }) => Resource))).not.toContain('/*');
    expect(free.flatMap(actionsOf).toSorted()).toEqual([
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:CreateSecurityGroup',
      'ec2:RevokeSecurityGroupIngress',
    ]);
  });

  test('registers targets of its own target groups only, not of those of the model services', () => {
    const registering = statements.filter((each) =>
      actionsOf(each).includes('elasticloadbalancing:RegisterTargets'),
    );
    expect(registering).toEqual([by('ChangeOwn')]);
  });

  test('has no rights of web firewalls, Shield, Cognito and certificates of IAM', () => {
    expect(statements.flatMap(actionsOf)).not.toMention(/waf|shield|cognito|WebAcl|ServerCertificate/i);
  });
});
