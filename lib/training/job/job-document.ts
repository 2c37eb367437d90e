import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';

/**
 * Parameters of the document, each with what Systems Manager lets through. They become shell text, so no pattern has a
 * quote, a dollar sign or a line break.
 */
export const jobParameters = {
  action: {
    description: 'start, or stop: after a checkpoint, if it is this job that runs.',
    default: 'start',
    allowedPattern: '^(start|stop)$',
  },
  job: {
    description: 'Id of the job; names its folder in the artifacts bucket.',
    allowedPattern: '^[a-z0-9][a-z0-9-]{0,62}$',
  },
  code: {
    description: 'S3 URI of a .tar.gz with launch.py and train.py.',
    allowedPattern: '^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[A-Za-z0-9!_.*()/-]{1,900}\\.tar\\.gz$',
  },
  minNodes: { description: 'Machines that the job needs.', allowedPattern: '^[1-9][0-9]{0,3}$' },
  maxNodes: { description: 'Machines that the job can use.', allowedPattern: '^[1-9][0-9]{0,3}$' },
  arguments: {
    description: 'Arguments of train.py: base64 of a JSON list of strings.',
    allowedPattern: '^[A-Za-z0-9+/]+={0,2}$',
  },
} as const;

/** Time for a new machine to boot and for a job before this one to make its checkpoint. */
const TIMEOUT_SECONDS = 3600;

const startJob = readFileSync(join(__dirname, 'start-job.sh'), 'utf8').trimEnd();

/**
 * Systems Manager document that makes a training machine work on a job: Run Command and State Manager run it. A job that
 * has finished is not started again, one that runs goes on.
 */
export class JobDocument extends ssm.CfnDocument {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      documentType: 'Command',
      targetType: '/AWS::EC2::Instance',
      // In place, with the new version as default: associations go on with it.
      updateMethod: 'NewVersion',
      content: {
        schemaVersion: '2.2',
        description: 'Makes a training machine work on a job.',
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
    ...startJob.split('\n').filter((line) => !/^\s*(#.*)?$/.test(line)),
  ];
}
