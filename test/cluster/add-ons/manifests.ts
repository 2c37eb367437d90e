import type { StackTemplate } from '../../single-stack';

/** A Kubernetes object of a template, with the logical id of its resource. */
export interface AppliedObject {
  readonly id: string;
  readonly [field: string]: any;
}

/** The Kubernetes objects of a kind that a template applies. */
export function objects({ ofType }: StackTemplate, kind: string): AppliedObject[] {
  return ofType('Custom::AWSCDK-EKS-KubernetesResource')
    .flatMap(({ id, resource }) =>
      (JSON.parse(text(resource.Properties['Manifest'])) as object[]).map((each) => ({ id, ...each })),
    )
    .filter((each: AppliedObject) => each['kind'] === kind);
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
export function release({ ofType }: StackTemplate, name: string) {
  const found = ofType('Custom::AWSCDK-EKS-HelmChart').find(
    ({ resource }) => resource.Properties['Release'] === name,
  );
  return (
    found && {
      id: found.id,
      dependsOn: found.resource.DependsOn,
      properties: found.resource.Properties,
      values: JSON.parse(text(found.resource.Properties['Values'])),
    }
  );
}
