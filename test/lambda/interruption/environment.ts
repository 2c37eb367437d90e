// The environment variables of the function. Imported before its code, which reads them once.
Object.assign(process.env, {
  AWS_REGION: 'us-west-2',
  AWS_LAMBDA_FUNCTION_NAME: 'interruption',
  STACK_NAME: 'ml-test-training',
  TABLE_NAME: 'machines',
  TOPIC_ARN: 'arn:aws:sns:us-west-2:111122223333:interruptions',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});
