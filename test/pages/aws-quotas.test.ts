import { quotaPage } from '../../lib/pages/aws-quotas';
import { Template } from '../../lib/template/template';

const instance = (type: string) => ({ Type: 'AWS::EC2::Instance', Properties: { InstanceType: type } });

const page = quotaPage([
  {
    name: 'small',
    region: 'eu-west-1',
    templates: [new Template({ Resources: { One: instance('m7i.large') } })],
  },
  {
    name: 'large',
    region: 'us-west-2',
    templates: [new Template({ Resources: { One: instance('m7i.2xlarge'), Two: instance('g6.xlarge') } })],
  },
]);

test('a row has the quota that each environment needs', () => {
  expect(page).toContain('| Running On-Demand G and VT instances | `ec2` `L-DB2E81BA` | 0 | – | 4 |');
  expect(page).toMatch(/Standard .*`L-1216C47A` \| 5 \| 2 \| 8 \|/);
});

test('requests are only for quotas above those of a new account, in the region of the environment', () => {
  const commands = page.match(/^aws service-quotas request.*$/gm);
  expect(commands).toEqual([
    expect.stringMatching(/--region us-west-2 .*L-DB2E81BA --desired-value 4$/),
    expect.stringMatching(/--region us-west-2 .*L-1216C47A --desired-value 8$/),
  ]);
  expect(page).toContain('### small\n\nA new account has enough.\n');
});
