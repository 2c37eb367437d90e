import { build, environmentNames, list, type Templates } from '../synthesized';

const ebsKeyArn = 'arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

test.each(environmentNames)('%s: a key of the account encrypts every volume', (environment) => {
  const { ofType } = build(environment, { ebsKeyArn });
  const templates = ofType('AWS::EC2::LaunchTemplate');
  expect(templates.length).toBeGreaterThan(3);
  for (const { id, resource } of templates) {
    for (const { Ebs } of list<any>(resource.Properties['LaunchTemplateData'].BlockDeviceMappings)) {
      expect([id, Ebs.Encrypted, Ebs.KmsKeyId]).toEqual([id, true, ebsKeyArn]);
    }
  }
  for (const { id, resource } of ofType('AWS::EC2::Volume')) {
    expect([id, resource.Properties['KmsKeyId']]).toEqual([id, ebsKeyArn]);
  }
  // Nothing maps a volume outside a launch template.
  for (const { resource } of ofType('AWS::EC2::Instance')) {
    expect(resource.Properties).not.toHaveProperty('BlockDeviceMappings');
  }
});

/** Statements about the key, by the logical id of the policy and the Sid. */
const onKey = ({ ofType }: Templates) =>
  ofType('AWS::IAM::Policy').flatMap(({ id, resource }) =>
    list<any>(resource.Properties['PolicyDocument'].Statement)
      .filter(({ Resource }) => Resource === ebsKeyArn)
      .map((statement) => ({ id, ...statement })),
  );

test('what attaches volumes may use the key through EC2, and lend it to EC2 only', () => {
  const found = onKey(build('production', { ebsKeyArn }));
  expect(found.map(({ id, Sid }) => [id.replace(/DefaultPolicy.*/, ''), Sid])).toEqual([
    ['Identity/Training', 'UseVolumeKey'],
    ['Identity/Training', 'LendVolumeKeyToEc2'],
    ['Cluster/AddOnsStorageRole', 'UseVolumeKey'],
    ['Cluster/AddOnsStorageRole', 'LendVolumeKeyToEc2'],
  ]);
  for (const { Action, Condition, Sid } of found) {
    expect(Condition.StringEquals['kms:ViaService']).toEqual({
      'Fn::Join': ['', ['ec2.us-west-2.', { Ref: 'AWS::URLSuffix' }]],
    });
    if (Sid !== 'LendVolumeKeyToEc2') continue;
    expect(Action).toBe('kms:CreateGrant');
    expect(Condition.Bool).toEqual({ 'kms:GrantIsForAWSResource': 'true' });
  }
});

test('without a key of the account nothing names one', () => {
  const { ofType } = build('production');
  expect(ofType('AWS::EC2::LaunchTemplate', 'AWS::EC2::Volume')).not.toMention('KmsKeyId');
});
