import { dotted, type Path } from './path';
import { error, type Problem } from './problem';
import { show } from './show';

/** How the CDK writes a value into text that it only knows at deploy: `${Token[AWS.Region.4]}`, and `#{…}` for lists. */
const TOKEN = /[$#]\{Token\[[\w:.-]+\]\}/;

/** What CloudFormation takes for a reference. */
const REFERENCE = /\$\{[^}]+\}/;

/**
 * What CloudFormation looks up in another service, and writes in its place:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
const DYNAMIC_REFERENCE = /\{\{resolve:[^}]*\}\}/;

/** Settings for a shell, whose references are escaped in the template. Terraform takes none where its state is. */
const FOR_A_SHELL = /^(inference\.services\.[^.]+\.(command|environment)\.|gcp\.(?!state\.))/;

/**
 * Finds text that the CDK or CloudFormation would take for a value of their own, and fail to find.
 *
 * @param input - Settings, without circles.
 */
export function checkPlaceholders(input: unknown, path: Path = []): Problem[] {
  if (typeof input === 'string') return checkText(dotted(path), input);
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([key, value]) => checkPlaceholders(value, [...path, key]));
}

function checkText(path: string, text: string): Problem[] {
  const [token] = TOKEN.exec(text) ?? [];
  if (token !== undefined) {
    return [
      error(path, `${show(text)} has ${show(token)}, which the CDK replaces; write it without Token.`, []),
    ];
  }
  const [dynamic] = DYNAMIC_REFERENCE.exec(text) ?? [];
  if (dynamic !== undefined && !path.startsWith('gcp.')) {
    return [
      error(
        path,
        `${show(text)} has ${show(dynamic)}, which CloudFormation replaces by a value of another service; write the value, or text without double braces.`,
        [],
      ),
    ];
  }
  const [reference] = REFERENCE.exec(text) ?? [];
  if (reference === undefined || FOR_A_SHELL.test(path)) return [];
  return [
    error(
      path,
      `${show(text)} has ${show(reference)}, which ${path.startsWith('gcp.') ? 'Terraform' : 'CloudFormation'} takes for a reference; write it without braces.`,
      [],
    ),
  ];
}
