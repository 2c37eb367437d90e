import { STATEFUL } from '../stateful-types';
import { synthesize, type EnvironmentName } from '../synthesized';

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
 * activity history shows as well.
 */
const FUNCTION_LOGS =
  /Handler|frameworkonEvent|ScaleInRelease|IdleScaleIn|OnDemandFallback|^Training\/AWS679f53fac002430cb0da5b7982bd2287/;

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
      if (resource.Properties['LoggingConfig']?.LogGroup) continue;
      const LogGroupName = { 'Fn::Join': ['', ['/aws/lambda/', { Ref: id.slice(stack.length + 1) }]] };
      platform.template(stack).hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName });
    }
  });
}
