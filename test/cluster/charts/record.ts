import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { releases } from '../add-ons/manifests';
import { clusterStack } from '../cluster-stack';
import { CONFIGURATIONS } from './configurations';
import { chartFolders } from './folder';
import {
  chartOf,
  digestOf,
  helmTemplate,
  helmVersion,
  podsOf,
  type Release,
  type RenderedPod,
} from './render';

/**
 * What a chart made of the values of the platform when it was last rendered: facts about its pods, not its objects, which
 * belong to its project.
 */
export interface ChartRecord {
  /** Name and version. */
  readonly chart: string;
  readonly helm: string;
  /** By name of the configuration. */
  readonly rendered: Readonly<
    Record<string, { readonly digest: string; readonly pods: readonly RenderedPod[] }>
  >;
}

const FOLDER = join(__dirname, 'records');

export function recordFile(chart: string): string {
  return join(FOLDER, `${chart}.json`);
}

/** The record of a chart; undefined if it was never rendered. */
export function recordOf(chart: string): ChartRecord | undefined {
  const file = recordFile(chart);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** The Helm releases of each configuration. */
export function releasesByConfiguration(): Record<string, Release[]> {
  return Object.fromEntries(
    Object.entries(CONFIGURATIONS).map(([name, { environment, overlay }]) => [
      name,
      releases(clusterStack(overlay, environment)),
    ]),
  );
}

/**
 * Renders every chart of every configuration.
 *
 * @param folder - Has the unpacked charts.
 * @returns The records, and the charts that the folder lacks.
 */
export function renderAll(folder: string): { records: ChartRecord[]; missing: string[] } {
  const folders = chartFolders(folder);
  const rendered = new Map<string, Record<string, ChartRecord['rendered'][string]>>();
  const missing = new Set<string>();
  for (const [configuration, all] of Object.entries(releasesByConfiguration())) {
    for (const release of all) {
      const chart = chartOf(release);
      const source = folders.get(chart);
      if (source === undefined) missing.add(chart);
      else {
        const pods = podsOf(helmTemplate(source, release));
        const known = rendered.get(chart) ?? {};
        rendered.set(chart, { ...known, [configuration]: { digest: digestOf(release), pods } });
      }
    }
  }
  const helm = helmVersion();
  const records = [...rendered].map(([chart, byConfiguration]) => ({
    chart,
    helm,
    rendered: byConfiguration,
  }));
  return { records, missing: [...missing] };
}
