import type { Acknowledgment } from 'aws-cdk-lib';

/** What holds for every Auto Scaling group that takes its machines from a launch template and a mix of types. */
export const groupAcknowledgements: readonly Acknowledgment[] = [
  {
    id: 'AwsSolutions-AS3',
    reason:
      'Failed launches reach the alarm topic through EventBridge (Observability stack), and interruptions of training ' +
      'machines that of the Training stack; every launch and end is in the activity history of the group.',
  },
  {
    id: 'AwsSolutions-EC26',
    reason:
      'The rule cannot read a launch template through a mixed instances policy; a test asserts that every volume of ' +
      'every launch template is encrypted.',
  },
];
