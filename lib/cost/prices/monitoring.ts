import { monitoringPrices } from '../../catalog';
import { one, type Pricer } from './pricer';

const { standardAlarmMonth, dashboardMonth } = monitoringPrices.usd;

/** An alarm is billed for each metric that it reads, including those of an expression. */
export const alarm: Pricer = ({ properties }) => {
  const { Metrics } = properties as { Metrics?: readonly { readonly MetricStat?: object }[] };
  const read = Metrics?.filter(({ MetricStat }) => MetricStat).length;
  return [{ what: 'metric of a CloudWatch alarm', quantity: read ?? 1, usdPerMonth: standardAlarmMonth }];
};

export const dashboard: Pricer = () => [one('CloudWatch dashboard', dashboardMonth)];
