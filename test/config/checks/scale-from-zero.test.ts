import { parseConfig } from '../../../lib/config';
import { environments } from '../../../lib/config/environments';
import { merge } from '../../../lib/config/merge';
import { problemsOf, type EnvironmentName } from '../problems';

const GPU = 'cluster.nodeGroups.gpu';
const GPU_TAG = 'k8s.io/cluster-autoscaler/node-template/resources/nvidia.com/gpu';

/** Warnings of a configuration that is accepted. */
function warnings(settings: object, name = 'gpu', environment: EnvironmentName = 'production') {
  const overlay = { cluster: { nodeGroups: { [name]: settings } } };
  const { warnings: found } = parseConfig(merge(environments[environment], overlay));
  return found.map(({ path, message }) => `${path}: ${message}`);
}

describe('a taint without a value', () => {
  const message = `${GPU}.taints.0.value: the taint team has no value; EKS answers such a taint without its value, and cluster-autoscaler then forgets the taint of an empty group: give it a value such as "true".`;

  test('is a warning where the group always has a node, or where pods only prefer others', () => {
    expect(warnings({ min: 1, taints: [{ key: 'team' }] })).toContain(message);
    expect(warnings({ taints: [{ key: 'team', effect: 'PreferNoSchedule' }] })).toContain(message);
  });

  test('with a value is quiet', () => {
    expect(
      warnings({ taints: [{ key: 'team', value: 'true' }] }).filter((line) => line.includes('taint')),
    ).toEqual([]);
  });
});

describe('tags of resources', () => {
  test('with more GPUs than the type has need a plugin that shares them', () => {
    expect(warnings({ tags: { [GPU_TAG]: '4' } })).toContain(
      `${GPU}.tags.${GPU_TAG}: "4" is more than the 1 of g6e.xlarge; share each GPU with cluster.addOns.devicePlugin.timeSlicing, which sets the tag, or remove the tag unless a plugin of yours offers more.`,
    );
  });

  test('with the GPUs of the type, and with other resources, are quiet', () => {
    const prefix = 'k8s.io/cluster-autoscaler/node-template/resources/';
    const tags = {
      [GPU_TAG]: '1',
      [`${prefix}hugepages-2Mi`]: '512Mi',
      [`${prefix}nvidia.com/mig-1g.5gb`]: '56',
    };
    expect(warnings({ tags }).filter((line) => line.includes('tags'))).toEqual([]);
  });
});

describe('zones of groups that may be empty', () => {
  const ofZones = (lines: string[]) => lines.filter((line) => line.includes('.zones: '));

  test('are one warning, at the first group', () => {
    expect(ofZones(warnings({}, 'gpu', 'dev'))).toEqual([
      `${GPU}.zones: an empty group is imagined in us-west-2a only (gpu and inference): pods with an EBS volume or a zone selector of us-west-2b never start it; set zones: [a] and add a group for each other zone, or set zones: [a, b] if no pod needs one zone.`,
    ]);
  });

  test('are quiet where the user chose them, and where the group always has a node', () => {
    const chosen = (gpu: object) => {
      const overlay = { cluster: { nodeGroups: { gpu, inference: { zones: ['a', 'b'] } } } };
      const { warnings: found } = parseConfig(merge(environments.production, overlay));
      return found.filter(({ path }) => path.endsWith('.zones'));
    };
    expect(chosen({ zones: ['b'] })).toEqual([]);
    expect(chosen({ zones: ['a', 'us-west-2b'] })).toEqual([]);
    expect(chosen({ min: 1 })).toEqual([]);
    expect(chosen({})).toHaveLength(1);
  });

  test('decide where its types must be sold', () => {
    const sold = (zones: string[]) =>
      problemsOf({
        network: {
          zones: ['a', 'b'].map((name, index) => ({
            name,
            publicCidr: `10.0.${index}.0/24`,
            privateCidr: `10.0.${index + 10}.0/24`,
          })),
        },
        cluster: { nodeGroups: { gpu: { instanceTypes: ['p5en.48xlarge'], zones } } },
      });
    expect(sold(['a'])).toEqual([]);
  });
});

describe('room for the pods of the platform', () => {
  test('is counted over all groups without taints that always have nodes', () => {
    const small = { instanceTypes: ['t3a.small'], min: 1, max: 2 };
    const two = { cluster: { nodeGroups: { cpu: small, more: { ...small, market: 'spot' } } } };
    // Two nodes with 4 free pods each; 5 are needed, since two nodes run two copies.
    expect(problemsOf(two, 'dev')).toEqual([]);
    const tainted = { ...small, taints: [{ key: 'team', value: 'a' }] };
    expect(problemsOf({ cluster: { nodeGroups: { cpu: { min: 0 }, more: tainted } } }, 'dev')).toContainEqual(
      expect.objectContaining({ path: 'cluster.nodeGroups', severity: 'error' }),
    );
  });

  test('of dev is on its one node, with a free pod', () => {
    expect(problemsOf({}, 'dev')).toEqual([]);
  });
});
