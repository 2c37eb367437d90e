import { join } from 'node:path';
import { JOB_ID_PATTERN } from '../../lib/contract/job-id';
import { jobParameters } from '../../lib/training/job/job-document';
import { run, unless } from '../training/boot/user-data';
import { awsInstance, bash, googleInstance, scriptOf } from './instance';

const workload = join(__dirname, '..', '..', 'workloads', 'training');

/** Output of Python for these lines, with the modules of the training workload. */
function python(lines: string[], ...args: string[]): string {
  const script = [
    'import json, sys',
    'sys.dont_write_bytecode = True',
    `sys.path.insert(0, ${JSON.stringify(workload)})`,
    ...lines,
  ];
  const { status, stdout, stderr } = run('python3', ['-c', script.join('\n'), ...args]);
  if (status !== 0) throw new Error(`python3 ended with ${status}: ${stderr}`);
  return stdout.trim();
}

const hasPython = run('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']).status === 0;
const pythonTest = unless(test, hasPython ? undefined : 'there is no Python 3.10 or later');

pythonTest('launch.py accepts the options that run-job.sh gives to it', () => {
  const command = /^ *launch\.py (.*)$/m.exec(awsInstance.files['run-job.sh']!)![1]!;
  const given = bash('ML_JOB=first ML_MIN_NODES=2 ML_MAX_NODES=4', `printf '%s\\n' ${command}`);
  const options = ['import launch', 'print(json.dumps(vars(launch.parse(sys.argv[1:]))))'];

  expect(JSON.parse(python(options, ...given.trimEnd().split('\n'), '--epochs', '3'))).toMatchObject({
    job: 'first',
    nodes: [2, 4],
    script: 'train.py',
    arguments: ['--epochs', '3'],
  });
});

pythonTest('the service restarts a job for the exit code with which launch.py asks for it', () => {
  const code = python(['from resumable.signals import RESUME_ME', 'print(RESUME_ME)']);

  for (const { boot, files } of [awsInstance, googleInstance]) {
    expect(boot).toContain(`\nSuccessExitStatus=${code}\nRestartForceExitStatus=${code}\n`);
    expect(files['job-status.sh']).toContain(`\n    1,${code}) ;;\n`);
  }
  expect(awsInstance.files['watch-interruptions.sh']).toContain(`'"exitCode":${code},'`);
});

describe('the ids of jobs', () => {
  const good = ['a', '0', 'train-20261124-194500', 'a'.repeat(63)];
  const ids = [...good, '', '-x', 'A', 'a_b', 'a b', '../a', 'a'.repeat(64)];
  const expected = ids.map((id) => good.includes(id));

  test('are the same for the job document', () => {
    expect(jobParameters.job.allowedPattern).toBe(JOB_ID_PATTERN);
    expect(ids.map((id) => new RegExp(JOB_ID_PATTERN).test(id))).toEqual(expected);
  });

  test('are the same for start-job.sh on Google Cloud', () => {
    const script = `fail() { exit 1; }\n${scriptOf('gcp/training/job/options.sh')}`;
    const accepts = (id: string) => run('bash', ['-c', script, 'start-job.sh', id, '/code']).status === 0;

    expect(ids.map(accepts)).toEqual(expected);
  });

  pythonTest('are the same for launch.py', () => {
    const accepted = python(
      [
        'import contextlib, io, launch',
        'def accepts(job):',
        '    try:',
        '        with contextlib.redirect_stderr(io.StringIO()):',
        '            launch.parse([f"--job={job}", "--nodes", "1", "train.py"])',
        '    except SystemExit:',
        '        return False',
        '    return True',
        'print(json.dumps([accepts(job) for job in sys.argv[1:]]))',
      ],
      ...ids,
    );

    expect(JSON.parse(accepted)).toEqual(expected);
  });
});
