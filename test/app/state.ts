import { STATEFUL } from '../stateful-types';
import { synthesize, type EnvironmentName } from '../synthesized';

/** Logical ids whose change would make CloudFormation replace, and in dev delete, what holds data. Never change them. */
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
 * Logs of functions that only run during a deploy, or change the size of a group, which its activity history tells:
 * nothing is lost with them.
 */
const FUNCTION_LOGS =
  /Handler|frameworkonEvent|ScaleInRelease|IdleScaleIn|OnDemandFallback|^Training\/AWS679f53fac002430cb0da5b7982bd2287/;

/** What happens to data when a stack changes or goes. */
export function state(environment: EnvironmentName): void {
  const { ofType } = synthesize(environment);

  test('keeps the logical ids of all that holds data', () => {
    const found = ofType(...STATEFUL)
      .map(({ id, resource }) => [id, resource.Type])
      .filter(([id]) => !FUNCTION_LOGS.test(id!));
    const expected = Object.entries(PINNED).filter(
      ([id]) => environment !== 'dev' || !id.startsWith('Training/Workstations'),
    );
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  test('keeps data when a stack goes, except in dev', () => {
    const wanted = environment === 'dev' ? 'Delete' : 'Retain';
    for (const { id, resource } of ofType(...STATEFUL)) {
      if (FUNCTION_LOGS.test(id)) continue;
      if (resource.Type === 'AWS::EKS::Cluster') {
        expect(resource.Properties['DeletionProtection']).toBe(environment !== 'dev');
      } else {
        if (resource.Type === 'AWS::DynamoDB::Table')
          expect(resource.Properties['DeletionProtectionEnabled']).toBe(environment !== 'dev');
        expect([id, resource.DeletionPolicy, resource.UpdateReplacePolicy]).toEqual([id, wanted, wanted]);
      }
    }
  });

  test('leaves no log group behind in dev', () => {
    if (environment !== 'dev') return;
    for (const { resource } of ofType('AWS::Logs::LogGroup')) expect(resource.DeletionPolicy).toBe('Delete');
  });

  test('has a retention on every log group, and a log group for every function', () => {
    for (const { id, resource } of ofType('AWS::Logs::LogGroup')) {
      expect([id, resource.Properties['RetentionInDays']]).toEqual([id, expect.any(Number)]);
    }
    for (const { id, stack, resource } of ofType('AWS::Lambda::Function')) {
      const named = JSON.stringify(
        ofType('AWS::Logs::LogGroup').map(({ resource }) => resource.Properties['LogGroupName']),
      );
      const own =
        resource.Properties['LoggingConfig']?.LogGroup ?? named.includes(id.slice(stack.length + 1));
      expect([id, Boolean(own)]).toEqual([id, true]);
    }
  });
}
