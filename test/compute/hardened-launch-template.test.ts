import { build, environmentNames } from '../synthesized';

const launchTemplates = environmentNames.flatMap((environment) =>
  build(environment)
    .ofType('AWS::EC2::LaunchTemplate')
    // The CDK adds one for the NAT instance, which has its disk in the instance resource.
    .filter(({ stack }) => stack !== 'Network')
    .map(({ id, resource }) => [`${environment}/${id}`, resource.Properties['LaunchTemplateData']] as const),
);

test('training, model services and Kubernetes nodes have launch templates', () => {
  for (const stack of ['Training', 'Inference', 'Cluster'])
    expect(launchTemplates.filter(([id]) => id.includes(`/${stack}/`)).length).toBeGreaterThan(0);
});

test.each(launchTemplates)(
  '%s: IMDSv2 with one hop, encrypted gp3 volumes, detailed monitoring except of nodes of dev',
  (id, data) => {
    expect(data.MetadataOptions).toEqual({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
    // $2.10 a node and month: dev would cost more than $100.
    expect(data.Monitoring).toEqual({ Enabled: !id.startsWith('dev/Cluster/') });
    expect(data.BlockDeviceMappings).toEqual([
      {
        DeviceName: expect.any(String),
        Ebs: expect.objectContaining({ Encrypted: true, VolumeType: 'gp3' }),
      },
    ]);
  },
);
