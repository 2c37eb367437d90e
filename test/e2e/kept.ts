/** Resources that production and the lesson keep when their stacks are deleted. The runbook has how to delete each. */
export const KEPT: readonly string[] = [
  'AccessLogs8B620ECA',
  'Artifacts82DD59A1',
  'ControlPlaneLogs565FD5C2',
  'Datasets0030EE04',
  'FlowLogsLogGroup9853A85F',
  'InterruptionsLogs31CF9D4B',
  'InterruptionsMachines6FDC5CE5',
  'Key961B73FD',
  'ModelsC55D3500',
  'SecretsKey317DCF94',
  'ServicesmodelLogs3BF47515',
  'WorkstationsdefaultData583F0CAC',
];

/**
 * Kept objects of the cluster, which are in no service of AWS, and gone with the cluster: volumes in use, and
 * namespaces with what is in them.
 */
export const KEPT_IN_CLUSTER = /^(AddOnsS3Volumes|Namespaces)/;
