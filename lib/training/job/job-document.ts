import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { assemble, readScript, sharedScript } from '../../boot/assemble';
import { JOB_ID_PATTERN } from '../../contract/job-id';

/**
 * Parameters of the document, each with the pattern that Systems Manager checks. Values become shell text, so no
 * pattern allows a quote, a dollar sign or a line break.
 */
export const jobParameters = {
  action: {
    description: 'start, or stop: after a checkpoint; another job is left alone.',
    default: 'start',
    allowedPattern: '^(start|stop)$',
  },
  job: {
    description: 'Id of the job; names its folder in the artifacts bucket.',
    allowedPattern: JOB_ID_PATTERN,
  },
  code: {
    description: 'S3 URI of a .tar.gz with launch.py and train.py.',
    allowedPattern: '^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[A-Za-z0-9!_.*()/-]{1,900}\\.tar\\.gz$',
  },
  minNodes: { description: 'Instances that the job needs.', allowedPattern: '^[1-9][0-9]{0,3}$' },
  maxNodes: { description: 'Instances that the job can use.', allowedPattern: '^[1-9][0-9]{0,3}$' },
  arguments: {
    description: 'Arguments of train.py: base64 of a JSON list of strings.',
    allowedPattern: '^[A-Za-z0-9+/]+={0,2}$',
  },
} as const;

/** Includes the boot of a new instance, and the last checkpoint of the previous job. */
const TIMEOUT_SECONDS = 3600;

const own = (path: string) => readScript(__dirname, path);

/** start-job.sh: starts or stops a job. Idempotent, because State Manager may run it again. */
const startJob = assemble([
  sharedScript('job/begin.sh'),
  own('stop-job.sh'),
  sharedScript('job/wait-for-boot.sh'),
  own('fetch-job.sh'),
  sharedScript('job/switch-job.sh'),
]);

/**
 * Systems Manager document that starts or stops a job on a training instance, run by Run Command and State Manager. It
 * does not start a job again that has finished or is already running.
 */
export class JobDocument extends ssm.CfnDocument {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      documentType: 'Command',
      targetType: '/AWS::EC2::Instance',
      // Updates in place. Associations ask for the newest version, since it may not become the default.
      updateMethod: 'NewVersion',
      content: {
        schemaVersion: '2.2',
        description: 'Makes a training instance work on a job.',
        parameters: Object.fromEntries(
          Object.entries(jobParameters).map(([name, parameter]) => [name, { type: 'String', ...parameter }]),
        ),
        mainSteps: [
          {
            name: 'startJob',
            action: 'aws:runShellScript',
            precondition: { StringEquals: ['platformType', 'Linux'] },
            inputs: { timeoutSeconds: String(TIMEOUT_SECONDS), runCommand: commands() },
          },
        ],
      },
    });
  }
}

function commands(): string[] {
  return [
    '#!/bin/bash',
    "action='{{ action }}' job='{{ job }}' code='{{ code }}' min_nodes='{{ minNodes }}' max_nodes='{{ maxNodes }}'",
    "arguments='{{ arguments }}'",
    ...startJob.trimEnd().split('\n'),
  ];
}
