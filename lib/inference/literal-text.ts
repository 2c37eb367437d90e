import { Fn } from 'aws-cdk-lib';

/** A part that CloudFormation takes for a reference, such as `${HOME}`. It ends at the first closing brace. */
const REFERENCE = /\$\{([^}]+)\}/g;

/**
 * Text for a property of a template, whose shell variables such as `${HOME}` reach the container as they are written.
 * The validation of CloudFormation refuses them outside of Fn::Sub, where `${!HOME}` stands for the text:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
 */
export function literalText(text: string): string {
  const escaped = text.replaceAll(REFERENCE, '${!$1}');
  return escaped === text ? text : Fn.sub(escaped);
}
