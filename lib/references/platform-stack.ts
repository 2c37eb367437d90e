import { CfnOutput, Stack, type CfnElement } from 'aws-cdk-lib';
import { replacementDigest, resourceOf } from './replacement';

/** Scope in which the CDK publishes the values that other stacks read by `Fn::GetStackOutput`. */
const PUBLISHED = 'Publish';

/**
 * A stack whose published values change their names when their resource is going to be replaced: ADR 0002.
 *
 * A weak reference is a name in the template of its consumer. With the same name a template stays the same, and a deploy
 * of the consumer changes nothing, although the value is another one. So the name carries a digest of what decides on
 * the replacement of the resource. Any other change leaves the names, and the templates of consumers, as they are.
 */
export abstract class PlatformStack extends Stack {
  protected override allocateLogicalId(element: CfnElement): string {
    const id = super.allocateLogicalId(element);
    if (!(element instanceof CfnOutput) || element.node.scope?.node.id !== PUBLISHED) return id;
    const { logicalId, attribute } = referenced(this.resolve(element.value)) ?? {};
    const resource = resourceOf(logicalId, this);
    if (!resource) throw new Error(`${element.node.path} publishes no resource of its stack.`);
    return `${id}v${replacementDigest(resource, attribute)}`;
  }
}

interface Referenced {
  readonly logicalId: string;
  readonly attribute?: string;
}

/** The resource and the attribute of a reference, or of the joined list of one. */
function referenced(value: unknown): Referenced | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { Ref: ref, 'Fn::GetAtt': pair } = value as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  if (ref !== undefined) return { logicalId: ref };
  if (pair) return { logicalId: pair[0], attribute: pair[1] };
  return Object.values(value)
    .flat(2)
    .map(referenced)
    .find((each) => each !== undefined);
}
