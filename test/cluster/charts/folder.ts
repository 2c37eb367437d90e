import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../control-plane/control-plane';

/** Folder with unpacked charts, one in each folder, and definitions of kinds in `crds`. Tests do not reach their repositories. */
export const chartsFolder = process.env['CHARTS'] ?? '';

/** Why no chart can be rendered, if so. */
export function chartsObstacle(folder = chartsFolder): string | undefined {
  if (folder === '') return 'CHARTS does not name a folder with unpacked Helm charts';
  if (!existsSync(folder)) return `${folder}, which CHARTS names, does not exist`;
  return undefined;
}

/** Folders of the charts in a folder, by `name-version`. */
export function chartFolders(folder: string): Map<string, string> {
  const found = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((each) => existsSync(join(each, 'Chart.yaml')));
  return new Map(
    found.map((each) => {
      const { name, version } = parse(readFileSync(join(each, 'Chart.yaml'), 'utf8'));
      // Some charts write their version with a v, which Helm does not need to find it.
      return [`${name}-${String(version).replace(/^v/, '')}`, each];
    }),
  );
}

/** Objects in YAML files of a folder; none if there is no such folder. */
export function objectsIn(folder: string): KubernetesObject[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => documents(readFileSync(join(folder, name), 'utf8')));
}

/** The objects of a text in YAML; empty documents are left out. A list stands for its items, as for kubectl. */
export function documents(text: string): KubernetesObject[] {
  return parseAllDocuments(text, { uniqueKeys: true })
    .map((each) => each.toJS() as KubernetesObject | null)
    .filter((each): each is KubernetesObject => typeof each?.kind === 'string')
    .flatMap((each: any) => (each.kind === 'List' ? each.items : [each]));
}
