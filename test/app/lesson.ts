import { Match } from 'aws-cdk-lib/assertions';
import { build, type StackId } from '../synthesized';

/** The templates of the lesson. */
export const lesson = build('lesson');

/** Fails unless a resource of the type has these properties. */
export const has = (stack: StackId, type: string, properties: object) =>
  lesson.template(stack).hasResourceProperties(type, properties);

/** Fails unless a stack has this number of resources of the type. */
export const count = (stack: StackId, type: string, number: number) =>
  lesson.template(stack).resourceCountIs(type, number);

/** Matches tags that include this one. */
export const tag = (Key: string, Value: string) => Match.arrayWith([{ Key, Value }]);
