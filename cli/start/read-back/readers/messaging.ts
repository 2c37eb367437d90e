import type { Reader } from '../reader';
import { ifFound } from '../if-found';
import { tagList } from './answer';

const topic: Reader = {
  async read({ physicalId }, { sns }) {
    const found = (await ifFound(sns.getTopicAttributes({ TopicArn: physicalId })))?.Attributes;
    if (!found) return undefined;
    const { Tags } = await sns.listTagsForResource({ ResourceArn: physicalId });
    return {
      properties: { ...found, Tags },
      attributes: { TopicArn: physicalId, TopicName: physicalId.split(':').at(-1) ?? '' },
    };
  },
};

const topicPolicy: Reader = {
  async read({ properties: { Topics } }, { sns }) {
    const policies = await Promise.all(
      (Topics as string[]).map(async (TopicArn) => ({
        name: TopicArn,
        policy: (await ifFound(sns.getTopicAttributes({ TopicArn })))?.Attributes?.Policy,
      })),
    );
    const found = samePolicy(policies);
    return found && { properties: { PolicyDocument: found.policy, Topics: found.names } };
  },
};

const subscription: Reader = {
  async read({ physicalId }, { sns }) {
    const found = (await ifFound(sns.getSubscriptionAttributes({ SubscriptionArn: physicalId })))?.Attributes;
    return found && { properties: { ...found } };
  },
};

const queue: Reader = {
  async read({ physicalId }, { sqs }) {
    const request = { QueueUrl: physicalId };
    const found = (await ifFound(sqs.getQueueAttributes({ ...request, AttributeNames: ['All'] })))
      ?.Attributes;
    if (!found) return undefined;
    const { Tags } = await sqs.listQueueTags(request);
    const Arn = found.QueueArn ?? '';
    return {
      properties: { ...found, Tags: tagList(Tags) },
      attributes: { Arn, QueueName: Arn.split(':').at(-1) ?? '', QueueUrl: physicalId },
    };
  },
};

const queuePolicy: Reader = {
  async read({ properties: { Queues } }, { sqs }) {
    const policies = await Promise.all(
      (Queues as string[]).map(async (QueueUrl) => ({
        name: QueueUrl,
        policy: (await ifFound(sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['Policy'] })))?.Attributes
          ?.Policy,
      })),
    );
    const found = samePolicy(policies);
    return found && { properties: { PolicyDocument: found.policy, Queues: found.names } };
  },
};

/** The policy of the first topic or queue, and the names of all with the same policy. */
function samePolicy(policies: readonly { readonly name: string; readonly policy: string | undefined }[]) {
  const policy = policies[0]?.policy;
  if (policy === undefined) return undefined;
  return { policy, names: policies.filter((each) => each.policy === policy).map(({ name }) => name) };
}

/** Readers of topics and queues. */
export const messagingReaders: Readonly<Record<string, Reader>> = {
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::Topic': topic,
  'AWS::SNS::TopicPolicy': topicPolicy,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
};
