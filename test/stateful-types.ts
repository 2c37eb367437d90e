/** Resource types that hold data. */
export const STATEFUL = [
  'AWS::S3::Bucket',
  'AWS::KMS::Key',
  'AWS::EC2::Volume',
  'AWS::EKS::Cluster',
  'AWS::Logs::LogGroup',
  'AWS::DynamoDB::Table',
];
