import { isZoneOf } from '../../gcp/node-pools';
import { error, type Problem } from '../../problem';
import type { GcpConfig } from '../../schema/gcp';

/** Checks the settings that all resources share: the zone, the state of Terraform, and how instances boot. */
export function checkFoundation(gcp: GcpConfig): Problem[] {
  return [...checkZone(gcp), ...checkState(gcp), ...checkSecureBoot(gcp)];
}

function checkZone({ region, zone }: GcpConfig): Problem[] {
  if (isZoneOf(zone, region)) return [];
  return [
    error(
      'gcp.zone',
      `"${zone}" is not a zone of ${region}; use one such as ${region}-a, or change gcp.region.`,
    ),
  ];
}

function checkState({ state }: GcpConfig): Problem[] {
  // The path is relative to cdk.out/gcp, and users delete cdk.out.
  if (state.backend === 'gcs' || /^(\/|\.\.\/\.\.\/)/.test(state.path)) return [];
  return [
    error(
      'gcp.state.path',
      `"${state.path}" is inside the output of cdk synth; use a path that starts with ../../ or /.`,
    ),
  ];
}

function checkSecureBoot({ secureBoot, shieldedVm }: GcpConfig): Problem[] {
  if (!secureBoot || shieldedVm) return [];
  return [
    error('gcp.secureBoot', 'true needs gcp.shieldedVm; set shieldedVm to true or secureBoot to false.'),
  ];
}
