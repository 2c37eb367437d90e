import { dotted, type Path } from './path';
import { error, type Problem } from './problem';
import { show } from './show';

/** How the CDK writes a value into text that it only knows at deploy: `${Token[AWS.Region.4]}`, and `#{…}` for lists. */
const TOKEN = /[$#]\{Token\[[\w:.-]+\]\}/;

/** What CloudFormation takes for a reference. */
const REFERENCE = /\$\{[^}]+\}/;

/** Settings for a shell, whose references are escaped in the template. Terraform has no other text with braces. */
const FOR_A_SHELL = /^(inference\.services\.[^.]+\.(command|environment)\.|gcp\.)/;

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
  const [reference] = REFERENCE.exec(text) ?? [];
  if (reference === undefined || FOR_A_SHELL.test(path)) return [];
  return [
    error(
      path,
      `${show(text)} has ${show(reference)}, which CloudFormation takes for a reference; write it without braces.`,
      [],
    ),
  ];
}
