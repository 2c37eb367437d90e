import { keyPrices } from '../../catalog';
import { one, type Pricer } from './pricer';

/** A customer-managed KMS key; its first version, without rotations. */
export const key: Pricer = () => [one('KMS key', keyPrices.usd.keyMonth)];
