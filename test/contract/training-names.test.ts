import { App, Stack } from 'aws-cdk-lib';
import { parseEvent } from '../../lambda/interruption/events';
import { CHECKPOINTS_PREFIX, JOBS_PREFIX } from '../../lib/contract/object-prefixes';
import {
  TRAINING_EVENT_SOURCE,
  TRAINING_METRICS,
  TRAINING_STOPPED,
  trainingLogGroupName,
  trainingLogStream,
  type TrainingLog,
} from '../../lib/contract/training-names';
import { gpuUse } from '../../lib/training/gpu-use';
import { awsInstance, bash, functionOf, googleInstance, scriptOf, type Instance } from './instance';

/** First folders below a bucket that the scripts of an instance use. */
const prefixes = ({ boot, files }: Instance, bucket: RegExp) =>
  new Set(
    [boot, ...Object.values(files)]
      .flatMap((text) => [...text.matchAll(new RegExp(`${bucket.source}/([a-z-]+)`, 'g'))])
      .map(([, prefix]) => `${prefix}/`),
  );

describe('the CloudWatch agent of an instance', () => {
  const agent = JSON.parse(
    bash(
      awsInstance.header,
      'instance_id=i-0123456789abcdef0',
      // The first file that the part installs is the configuration.
      'install_file() { cat; exit; }',
      scriptOf('training/boot/ship-logs.sh'),
    ),
  );

  test('publishes the metric of GPU utilization that alarms and dashboards read', () => {
    const { namespace, metrics_collected: collected } = agent.metrics;
    const { measurement, append_dimensions: dimensions } = collected.nvidia_gpu;
    const metric = gpuUse(new Stack(new App(), 'Training'), 'Fleet', 'night-runs', {});

    expect(namespace).toBe(TRAINING_METRICS);
    expect(metric.namespace).toBe(TRAINING_METRICS);
    expect(measurement.map((name: string) => `nvidia_smi_${name}`)).toContain(metric.metricName);
    expect(dimensions).toEqual(metric.dimensions);
  });

  test.each<TrainingLog>(['boot', 'training'])('writes the %s log where npm run train reads it', (log) => {
    const files = agent.logs.logs_collected.files.collect_list as {
      log_group_name: string;
      log_stream_name: string;
    }[];

    expect(files.map(({ log_stream_name: name }) => name)).toContain(
      trainingLogStream('fleet', 'night-runs', 'i-0123456789abcdef0', log),
    );
    for (const { log_group_name: group } of files) expect(group).toBe(trainingLogGroupName('Training'));
  });
});

describe('the event that training has stopped', () => {
  const watcher = awsInstance.files['watch-interruptions.sh']!;
  const reasons = [...watcher.matchAll(/^ +interrupted (\S+) "/gm)].map(([, reason]) => reason!);
  const outcomes = [...functionOf(watcher, 'outcome').matchAll(/echo (\w+)$/gm)].map(([, word]) => word!);
  const events = reasons.flatMap((reason) => outcomes.map((outcome) => [reason, outcome] as const));

  test('has one of two reasons and three outcomes', () => {
    expect([reasons.length, outcomes.length]).toEqual([2, 3]);
  });

  test.each(events)('with %s and %s is one that the interruption function understands', (reason, outcome) => {
    const [entry] = JSON.parse(
      bash(
        'ML_INSTANCE_ID=i-0123456789abcdef0 ML_REGION=us-west-2',
        `outcome() { echo ${outcome}; }`,
        'timeout() { shift; "$@"; }',
        // In place of the AWS CLI; the last argument is the list of events.
        'aws() { echo "${*: -1}" >&3; echo 0; }',
        // There is no job on the computer that runs this test.
        'sed() { :; }',
        functionOf(watcher, 'put_event'),
        `put_event ${reason} 3>&1`,
      ),
    );
    const { Source: source, DetailType: type, Detail: detail } = entry;

    expect([source, type]).toEqual([TRAINING_EVENT_SOURCE, TRAINING_STOPPED]);
    const event = { id: '1', time: '2026-11-28T00:00:00Z', 'detail-type': type, detail: JSON.parse(detail) };
    expect(parseEvent(event)).toMatchObject({ success: true, data: { detail: { reason, outcome } } });
  });
});

test('instances on AWS use the jobs prefix of the artifacts bucket and no other', () => {
  expect(prefixes(awsInstance, /\$ML_ARTIFACTS_BUCKET/)).toEqual(new Set([JOBS_PREFIX]));
});

test('instances on Google Cloud use the same prefixes of their bucket', () => {
  expect(prefixes(googleInstance, /(?:\/mnt\/artifacts|\$artifacts_mount)/)).toEqual(
    new Set([JOBS_PREFIX, CHECKPOINTS_PREFIX]),
  );
});
