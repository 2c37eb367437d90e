import { z } from 'zod';
import { serviceLimits } from '../../catalog';
import { cidr, distinct, limitedText, retentionDays, roleName, tagValue } from './values';

/** One Availability Zone with its public and its private subnet. */
const zone = z.strictObject({
  name: z
    .string()
    // No region has a zone beyond f.
    .regex(
      /^([a-f]|[a-z]{2}(-[a-z]+)+-\d[a-f])$/,
      'write a letter from a to f, or a full name such as us-west-2a',
    )
    .describe('Availability Zone: a letter, which is added to the region, or a full name.'),
  publicCidr: cidr.describe('Range of the public subnet.'),
  privateCidr: cidr.describe('Range of the private subnet.'),
});

/** A TCP port of the training instances that is open to the VPC. */
const openPort = z.strictObject({
  port: z.int().min(1).max(65535).describe('TCP port.'),
  description: limitedText(
    serviceLimits.ruleDescription,
    /^[\w .:/()#,@[\]+=&;{}!$*-]+$/,
    'letters, digits, spaces and any of ._-:/()#,@[]+=&;{}!$*',
  ).describe('Shown in the security group.'),
});

const endpointService = z.enum([
  'ec2',
  'ecr.api',
  'ecr.dkr',
  'eks',
  'eks-auth',
  'kms',
  'logs',
  'monitoring',
  'secretsmanager',
  'ssm',
  'ssmmessages',
  'sts',
]);

/** The VPC, its subnets and its security groups. */
export const networkSchema = z.strictObject({
  name: tagValue
    .min(1)
    .max(200)
    .default('ML-Platform')
    .describe('Prefix of the Name tags of network resources.'),
  cidr: cidr.describe('Range of the VPC.'),
  zones: z
    .array(zone)
    .min(2)
    .max(6)
    .describe('Availability Zones. EKS and load balancers need at least two.'),
  nat: z
    .enum(['gateway-per-zone', 'instance'])
    .default('gateway-per-zone')
    .describe(
      'How private subnets reach the internet: a NAT gateway in each zone, or one t4g.nano NAT instance.',
    ),
  flowLogs: z.strictObject({
    logGroupName: limitedText(
      serviceLimits.logGroupName,
      /^(?!aws\/)[\w./#-]+$/,
      'letters, digits and any of _./#-, not starting with aws/',
    )
      .optional()
      .describe('Name of the log group. Default: generated.'),
    roleName: roleName.optional().describe('Name of the role that writes the logs. Default: generated.'),
    retentionDays: retentionDays.describe('Days that flow logs are kept.'),
  }),
  endpoints: z
    .strictObject({
      interface: distinct(z.array(endpointService))
        .default([])
        .describe(
          'AWS services that are reached through an interface endpoint. Each costs per zone and hour.',
        ),
    })
    .prefault({})
    .describe('VPC endpoints. The free gateway endpoint of S3 always exists.'),
  trainingPorts: distinct(z.array(openPort), ({ port }) => String(port))
    .default([])
    .describe('TCP ports of training instances that are open to the VPC. Session Manager needs none.'),
  loadBalancerCidrs: distinct(z.array(cidr))
    .optional()
    .describe('Ranges that reach the load balancer on ports 80 and 443. Default: the VPC.'),
  securityGroupNames: z
    .partialRecord(
      z.enum(['training', 'cluster', 'nodes', 'loadBalancer']),
      limitedText(
        serviceLimits.securityGroupName,
        /^(?!sg-|default$)[\w .:/()#,@[\]+=&;{}!$*-]+$/i,
        'letters, digits, spaces and any of ._-:/()#,@[]+=&;{}!$*, not starting with sg-, and not "default"',
      ),
    )
    .default({})
    .describe('Names of the security groups. Default: generated, so that a group can be replaced.'),
});
