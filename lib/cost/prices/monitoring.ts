import { METRICS_OF_DETAILED_MONITORING, monitoringPrices } from '../../catalog';
import { one, type Pricer } from './pricer';

const { customMetricMonth, standardAlarmMonth, dashboardMonth } = monitoringPrices.usd;

/** Seven metrics of an instance, every minute, at the price of custom metrics. Those of Auto Scaling groups are free. */
export const detailedMonitoring = {
  what: 'detailed monitoring of an instance',
  usdPerMonth: METRICS_OF_DETAILED_MONITORING * customMetricMonth,
} as const;

/** An alarm is billed for each metric that it reads, including those of an expression. */
export const alarm: Pricer = ({ properties }) => {
  const { Metrics } = properties as { Metrics?: readonly { readonly MetricStat?: object }[] };
  const read = Metrics?.filter(({ MetricStat }) => MetricStat).length;
  return [{ what: 'metric of a CloudWatch alarm', quantity: read ?? 1, usdPerMonth: standardAlarmMonth }];
};

export const dashboard: Pricer = () => [one('CloudWatch dashboard', dashboardMonth)];
