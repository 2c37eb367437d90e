/** What the function is told about its stack. lib/training/interruption-handling.ts sets these variables. */
export interface Settings {
  /** Name of the Training stack, the first part of what its machines are marked with. */
  readonly stack: string;
  /** Name of the table of machines. */
  readonly table: string;
  /** ARN of the topic that people subscribe to. */
  readonly topic: string;
  readonly region: string;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set.`);
  return value;
}

export const settings: Settings = {
  stack: required('STACK_NAME'),
  table: required('TABLE_NAME'),
  topic: required('TOPIC_ARN'),
  region: required('AWS_REGION'),
};
