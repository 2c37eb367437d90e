import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { InstanceGroup } from '../../lib/compute/instance-group';
import { appProps } from '../fast-app';

const stack = new Stack(new App(appProps()), 'Test');
const vpc = new ec2.Vpc(stack, 'Vpc');
const group = new InstanceGroup(stack, 'Group', {
  vpc,
  launchTemplate: new ec2.LaunchTemplate(stack, 'LaunchTemplate', {
    instanceType: new ec2.InstanceType('g6.xlarge'),
    machineImage: ec2.MachineImage.latestAmazonLinux2023(),
  }),
});
const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
group.grantChanges(role, 'autoscaling:SetDesiredCapacity');
const template = Template.fromStack(stack);

test('a grant is for this group only', () => {
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
  const [statement, ...others] = policy!['Properties'].PolicyDocument.Statement;
  expect(others).toEqual([]);
  expect(statement.Action).toBe('autoscaling:SetDesiredCapacity');
  const [id] = Object.keys(template.findResources('AWS::AutoScaling::AutoScalingGroup'));
  expect(statement.Resource['Fn::Join'][1].slice(-2)).toEqual([
    expect.stringMatching(/:autoScalingGroup:\*:autoScalingGroupName\/$/),
    { Ref: id },
  ]);
});

test('the group publishes the sizes that alarms and the dashboard read', () => {
  template.hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
    MetricsCollection: [{ Granularity: '1Minute' }],
  });
  expect(stack.resolve(group.metricSize('GroupInServiceInstances').dimensions)).toEqual({
    AutoScalingGroupName: { Ref: expect.stringMatching(/^Group/) },
  });
});
