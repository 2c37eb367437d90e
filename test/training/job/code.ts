import { App, Stack } from 'aws-cdk-lib';
import { JobDocument, jobParameters } from '../../../lib/training/job/job-document';

type Parameters = Record<keyof typeof jobParameters, string>;

export const CODE = 's3://artifacts-bucket/jobs/first/code.tar.gz';
export const encoded = (list: unknown) => Buffer.from(JSON.stringify(list)).toString('base64');

const content = new JobDocument(new Stack(new App(), 'Training'), 'Job').content as {
  mainSteps: [{ inputs: { runCommand: string[] } }];
};

/** The script that Systems Manager creates from the document and these parameters. */
export function jobScript(parameters: Partial<Parameters> = {}): string {
  const values: Parameters = {
    action: jobParameters.action.default,
    job: 'first',
    code: CODE,
    minNodes: '1',
    maxNodes: '2',
    arguments: encoded(['--epochs', '3']),
    ...parameters,
  };
  return content.mainSteps[0].inputs.runCommand.join('\n').replace(/\{\{ (\w+) \}\}/g, (_, name: string) => {
    const value = values[name as keyof Parameters];
    if (!new RegExp(jobParameters[name as keyof Parameters].allowedPattern).test(value)) {
      throw new Error(`Systems Manager refuses ${name}: ${value}`);
    }
    return value;
  });
}

/** Commands of an instance that run that script as the agent does; its status and last line are printed. */
export const startJob = (parameters?: Partial<Parameters>) => `cat >/start-job <<'JOB_SCRIPT'
${jobScript(parameters)}
JOB_SCRIPT
chmod +x /start-job; sh -c /start-job >/start-job.log 2>&1; echo "start-job $? $(sed 's/^[^ ]*Z //' /start-job.log | tail -n 1)"`;

/** Commands that put the code of a job into the bucket. BEHAVIOUR: train, stubborn, finish or fail. */
export const upload = (job: string, behaviour: string) => `mkdir -p /code /s3/artifacts-bucket/jobs/${job}
cat >/code/launch.py <<'LAUNCH'
import os, pwd, signal, sys, time
behaviour = open("behaviour").read().strip()
print(behaviour, pwd.getpwuid(os.getuid()).pw_name, sys.argv[1:], flush=True)
def checkpoint(number, _):
    print("checkpoint", signal.Signals(number).name, int(time.time() * 1000), flush=True)
    if number == signal.SIGTERM and behaviour == "train":
        sys.exit(75)
signal.signal(signal.SIGTERM, checkpoint)
signal.signal(signal.SIGUSR1, checkpoint)
if behaviour == "finish": sys.exit(0)
if behaviour == "fail": sys.exit(3)
if behaviour == "refuse": sys.exit(2)
while True: time.sleep(0.02)
LAUNCH
touch /code/train.py; echo ${behaviour} >/code/behaviour
tar -czf /s3/artifacts-bucket/jobs/${job}/code.tar.gz -C /code .`;

/** Commands that wait until a line of the training log matches, for ten seconds. */
export const waitFor = (pattern: string, file = '/var/log/ml-platform-training.log') =>
  `for ((i = 0; i < 500; i++)); do grep -qs '${pattern}' ${file} && break; /bin/sleep 0.02; done`;
