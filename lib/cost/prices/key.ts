import { keyPrices } from '../../catalog';
import { one, type Pricer } from './pricer';

/** A customer-managed KMS key before its first rotation. */
export const key: Pricer = () => [one('KMS key', keyPrices.usd.keyMonth)];
