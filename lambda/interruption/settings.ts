import { readVariables } from '../../lib/contract/function-variables';

/** Name of the Training stack, which is part of the owner tag of its instances, its table and its topic. */
export const settings = readVariables('interruption', process.env);
