import type { StackTemplate } from '../../single-stack';

/** A Kubernetes object of a template, with the logical id of its resource. */
export interface AppliedObject {
  readonly id: string;
  readonly [field: string]: any;
}

/** The Kubernetes objects of a kind that a template applies. */
export function objects(template: StackTemplate, kind: string): AppliedObject[] {
  return allObjects(template).filter((each) => each['kind'] === kind);
}

/** All Kubernetes objects that a template applies. */
export function allObjects({ ofType }: StackTemplate): AppliedObject[] {
  return ofType('Custom::AWSCDK-EKS-KubernetesResource').flatMap(({ id, resource }) =>
    (JSON.parse(text(resource.Properties['Manifest'])) as object[]).map((each) => ({ id, ...each })),
  );
}

/** A value that may be joined from references, which stand here as their JSON in brackets. */
function text(value: any): string {
  if (typeof value === 'string') return value;
  const parts = value['Fn::Join'][1] as unknown[];
  return parts
    .map((part) => (typeof part === 'string' ? part : `<${JSON.stringify(part).replaceAll('"', "'")}>`))
    .join('');
}

/** The add-ons of a template by their names in EKS. */
export function addOns({ properties }: StackTemplate): Record<string, Record<string, any>> {
  return Object.fromEntries(properties('AWS::EKS::Addon').map((each) => [each['AddonName'] as string, each]));
}

/** The Helm release of a name, with its values; undefined without one. */
export function release(template: StackTemplate, name: string) {
  return releases(template).find(({ properties }) => properties['Release'] === name);
}

/** The Helm releases of a template, with their values. */
export function releases({ ofType }: StackTemplate) {
  return ofType('Custom::AWSCDK-EKS-HelmChart').map(({ id, resource }) => ({
    id,
    dependsOn: resource.DependsOn,
    properties: resource.Properties,
    values: JSON.parse(text(resource.Properties['Values'])),
  }));
}
