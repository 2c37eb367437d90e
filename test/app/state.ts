import { STATEFUL } from '../stateful-types';
import { STACKS, synthesize, type EnvironmentName } from '../synthesized';

/** Logical ids of resources that hold data. With another id CloudFormation would replace them, and in dev delete them. */
const PINNED: Record<string, string> = {
  'Storage/Key961B73FD': 'AWS::KMS::Key',
  'Storage/AccessLogs8B620ECA': 'AWS::S3::Bucket',
  'Storage/Datasets0030EE04': 'AWS::S3::Bucket',
  'Storage/ModelsC55D3500': 'AWS::S3::Bucket',
  'Storage/Artifacts82DD59A1': 'AWS::S3::Bucket',
  'Training/WorkstationsdefaultData583F0CAC': 'AWS::EC2::Volume',
  'Training/InterruptionsMachines6FDC5CE5': 'AWS::DynamoDB::Table',
  'Training/InterruptionsLogs31CF9D4B': 'AWS::Logs::LogGroup',
  'Cluster/SecretsKey317DCF94': 'AWS::KMS::Key',
  'Cluster/ControlPlaneCluster8AFA2E51': 'AWS::EKS::Cluster',
  'Network/FlowLogsLogGroup9853A85F': 'AWS::Logs::LogGroup',
  'Cluster/ControlPlaneLogs565FD5C2': 'AWS::Logs::LogGroup',
  'Inference/ServicesmodelLogs3BF47515': 'AWS::Logs::LogGroup',
};

/**
 * Logs without data of their own: of functions that run during a deploy only, or change the size of a group, which its
 * activity history shows as well; and metrics in the form of logs, which CloudWatch keeps.
 */
const FUNCTION_LOGS =
  /AddOnVersions|ClusterMetrics|DeletionProtection|Handler|frameworkonEvent|ScaleInRelease|IdleScaleIn|OnDemandFallback|SpotRequests/;

/** Data during updates and deletions of a stack. */
export function state(environment: EnvironmentName): void {
  const platform = synthesize(environment);
  const { ofType } = platform;

  test('keeps the logical ids of all resources that hold data', () => {
    const found = ofType(...STATEFUL)
      .map(({ id, resource }) => [id, resource.Type])
      .filter(([id]) => !FUNCTION_LOGS.test(id!));
    const expected = Object.entries(PINNED).filter(
      ([id]) => environment !== 'dev' || !id.startsWith('Training/Workstations'),
    );
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  test('keeps data when a stack is deleted, except in dev', () => {
    // A failed first deploy has created empty resources only: if they were kept, they would fail the next attempt.
    const [deletion, replacement] =
      environment === 'dev' ? ['Delete', 'Delete'] : ['RetainExceptOnCreate', 'Retain'];
    for (const { id, resource } of ofType(...STATEFUL)) {
      if (FUNCTION_LOGS.test(id)) continue;
      if (resource.Type !== 'AWS::EKS::Cluster') {
        expect([id, resource.DeletionPolicy, resource.UpdateReplacePolicy]).toEqual([
          id,
          deletion,
          replacement,
        ]);
      }
    }
  });

  test('protects the cluster as the last step of a deploy, except in dev', () => {
    expect(ofType('Custom::ClusterDeletionProtection')).toHaveLength(environment === 'dev' ? 0 : 1);
  });

  test('creates nothing that CloudFormation could not delete when a first deploy fails', () => {
    for (const { id, resource } of platform.all) {
      const { DeletionPolicy, Properties: properties = {} } = resource;
      const attributes = (properties['LoadBalancerAttributes'] ?? []) as { Key: string; Value: string }[];
      const refuses = [
        properties['DeletionProtection'],
        properties['DeletionProtectionEnabled'],
        properties['DisableApiTermination'],
        properties['LaunchTemplateData']?.DisableApiTermination,
        attributes.find(({ Key }) => Key === 'deletion_protection.enabled')?.Value === 'true',
      ].includes(true);
      // Retain holds for the rollback as well; RetainExceptOnCreate does not.
      expect([id, refuses, DeletionPolicy === 'Retain']).toEqual([id, false, false]);
    }
  });

  test('protects every stack from deletion, except in dev', () => {
    // Not those with data only: the delete of a stack begins with the stacks that use its values.
    for (const id of STACKS) {
      const { terminationProtection = false } = platform.assembly.getStackArtifact(id);
      expect([id, terminationProtection]).toEqual([id, environment !== 'dev']);
    }
  });

  test('keeps no log of a function that only runs during a deploy', () => {
    for (const { id, resource } of ofType('AWS::Logs::LogGroup')) {
      if (environment === 'dev' || FUNCTION_LOGS.test(id))
        expect([id, resource.DeletionPolicy]).toEqual([id, 'Delete']);
    }
  });

  test('has a retention on every log group, and a log group for every function', () => {
    for (const { id, resource } of ofType('AWS::Logs::LogGroup')) {
      expect([id, resource.Properties['RetentionInDays']]).toEqual([id, expect.any(Number)]);
    }
    // Created before the function and named by the stack. Lambda itself would create one that nothing deletes.
    const logGroups = ofType('AWS::Logs::LogGroup').map(({ id }) => id);
    for (const { id, stack, resource } of ofType('AWS::Lambda::Function')) {
      expect([id, logGroups]).toEqual([
        id,
        expect.arrayContaining([`${stack}/${resource.Properties['LoggingConfig']?.LogGroup?.Ref}`]),
      ]);
    }
  });
}
