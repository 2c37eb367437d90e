import { build, list, synthesize } from '../synthesized';

const ecr = '111122223333.dkr.ecr.us-west-2.amazonaws.com';
const overlay = {
  // Every add-on that is pulled from elsewhere than AWS.
  cluster: {
    addOns: {
      cloudWatch: { enabled: false },
      dcgmExporter: { enabled: true },
      loadBalancerController: { enabled: true },
    },
  },
  registries: {
    'nvcr.io': `${ecr}/nvcr`,
    'docker.io': `${ecr}/docker-hub`,
    'public.ecr.aws': `${ecr}/ecr-public`,
    'aws.github.io': 'https://mirror.example.com/aws',
    'registry.k8s.io': 'mirror.example.com/k8s',
    'kubernetes.github.io': `oci://${ecr}/charts`,
    'nvidia.github.io': 'https://mirror.example.com/nvidia',
  },
  inference: {
    capacity: { max: 40 },
    services: {
      llm: { image: 'vllm/vllm-openai:v0.11.0', healthPath: '/health', cpuUnits: 1024, memoryMiB: 4096 },
    },
  },
};

test('with mirrors nothing is pulled from where it is published', () => {
  const { all, ofType } = build('production', overlay);
  // The names of policies and of documentation apart, no template names a public registry.
  expect(all.map(({ resource }) => resource.Properties)).not.toMention(
    /(nvcr\.io|registry\.k8s\.io|docker\.io|public\.ecr\.aws|(aws|kubernetes|nvidia)\.github\.io)/,
  );
  const images = ofType('AWS::ECS::TaskDefinition').flatMap(({ resource }) =>
    list<any>(resource.Properties['ContainerDefinitions']).map(({ Image }) => JSON.stringify(Image)),
  );
  expect(images).toEqual([
    expect.stringContaining('/nvcr/nvidia/tritonserver:25.10-py3'),
    expect.stringContaining('/docker-hub/vllm/vllm-openai:v0.11.0'),
  ]);
  const chart = (release: string) =>
    ofType('Custom::AWSCDK-EKS-HelmChart').find(({ resource }) => resource.Properties['Release'] === release)!
      .resource.Properties;
  expect(chart('cluster-autoscaler')).toMatchObject({ Repository: `oci://${ecr}/charts/cluster-autoscaler` });
  expect(chart('cluster-autoscaler')['Values']).toMention(
    'mirror.example.com/k8s/autoscaling/cluster-autoscaler',
  );
  const controller = chart('aws-load-balancer-controller');
  expect(controller['Repository']).toBe('https://mirror.example.com/aws/eks-charts');
  expect(controller['Values']).toMention(`${ecr}/ecr-public/eks/aws-load-balancer-controller`);
  for (const [release, repository, image] of [
    ['nvidia-device-plugin', 'k8s-device-plugin', 'k8s-device-plugin'],
    ['dcgm-exporter', 'dcgm-exporter/helm-charts', 'k8s/dcgm-exporter'],
  ] as const) {
    expect(chart(release)['Repository']).toBe(`https://mirror.example.com/nvidia/${repository}`);
    expect(chart(release)['Values']).toMention(`${ecr}/nvcr/nvidia/${image}`);
  }
});

test('a mirror in Amazon ECR may be a cache that nobody has pulled through, with no finding left', () => {
  const { checks, ofType, platform } = synthesize('production', overlay);
  const imports = ofType('AWS::IAM::Policy').flatMap(({ id, resource }) =>
    list<any>(resource.Properties['PolicyDocument'].Statement)
      .filter(({ Sid }) => Sid === 'ImportThroughCache')
      .flatMap(({ Resource }) => list(Resource).map((each) => [id.split('/')[0], JSON.stringify(each)])),
  );
  expect(imports).toEqual([
    ['Identity', expect.stringContaining('repository/docker-hub/*')],
    ['Identity', expect.stringContaining('repository/ecr-public/*')],
    ['Identity', expect.stringContaining('repository/nvcr/*')],
    ['Inference', expect.stringContaining('repository/nvcr/nvidia/tritonserver')],
    ['Inference', expect.stringContaining('repository/docker-hub/vllm/vllm-openai')],
  ]);
  expect(checks.staleAcknowledgements(platform.network.node.root as never)).toEqual([]);
});
