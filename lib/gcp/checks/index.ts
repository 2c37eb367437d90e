import type { Problem } from '../../config/problem';
import type { GcpConfig } from '../schema';
import { checkMachines } from './machines';

/** Finds what the schema cannot see: settings that contradict each other, the catalog, or the rules of Google Cloud. */
export function checkGcp(gcp: GcpConfig): Problem[] {
  return [...checkMachines(gcp)];
}
