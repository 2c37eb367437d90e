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
