import { MissingPrice, type Pricer } from './pricer';

/** Tasks on instances are included in the price of the instances; Fargate is billed separately. */
export const ecsService: Pricer = ({ properties }) => {
  const { LaunchType, CapacityProviderStrategy = [] } = properties as {
    LaunchType?: string;
    CapacityProviderStrategy?: readonly { readonly CapacityProvider?: unknown }[];
  };
  const providers = CapacityProviderStrategy.map(({ CapacityProvider }) => CapacityProvider);
  const fargate = [LaunchType, ...providers].find((each) => each === 'FARGATE' || each === 'FARGATE_SPOT');
  if (fargate !== undefined) throw new MissingPrice('ECS service on Fargate');
  return [];
};

/** An on-demand table is billed by use. */
export const table: Pricer = ({ properties }) => {
  const { BillingMode = 'PROVISIONED' } = properties as { BillingMode?: string };
  if (BillingMode !== 'PAY_PER_REQUEST') throw new MissingPrice('DynamoDB table of provisioned capacity');
  return [];
};

/** Standard parameters are free. */
export const parameter: Pricer = ({ properties }) => {
  const { Tier = 'Standard' } = properties as { Tier?: string };
  if (Tier !== 'Standard') throw new MissingPrice(`SSM parameter of tier ${Tier}`);
  return [];
};
