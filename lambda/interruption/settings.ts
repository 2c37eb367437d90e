import { readVariables } from '../../lib/contract/function-variables';

/** Name of the Training stack, the first part of the owner of its instances; its table; and its topic. */
export const settings = readVariables('interruption', process.env);
