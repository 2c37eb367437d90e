import { eksPrices, findEksVersion, HOURS_PER_MONTH } from '../../catalog';
import { MissingPrice, one, type Pricer } from './pricer';

/** An EKS control plane: extended support costs six times as much as standard support. */
export const controlPlane: Pricer = ({ properties }) => {
  const { Version: version } = properties as { Version?: string };
  const release = version === undefined ? undefined : findEksVersion(version);
  if (!release) throw new MissingPrice(`EKS version ${version ?? 'of the day'}`);
  const { controlPlaneHourStandardSupport, controlPlaneHourExtendedSupport } = eksPrices.usd;
  const inStandardSupport = Date.now() <= Date.parse(`${release.standardSupportEnds}T23:59:59Z`);
  const hour = inStandardSupport ? controlPlaneHourStandardSupport : controlPlaneHourExtendedSupport;
  return [
    one(`EKS control plane (${inStandardSupport ? 'standard' : 'extended'} support)`, hour * HOURS_PER_MONTH),
  ];
};
