import { error, type Problem } from './problem';
import { show } from './show';

/** Documented form of the boundary in cdk.json: https://docs.aws.amazon.com/cdk/v2/guide/customize-permissions-boundaries.html */
export const BOUNDARY = '@aws-cdk/core:permissionsBoundary';
export const QUALIFIER = '@aws-cdk/core:bootstrapQualifier';

/** Context of the CDK, as the app must get it. */
export interface CdkContext {
  /** Values that replace those of the command line. */
  readonly context: Readonly<Record<string, object>>;
  readonly problems: readonly Problem[];
}

/**
 * Reads the context of the CDK that decides about every role and every stack. The CDK takes a permissions boundary that is
 * no map, such as any text that comes with `-c`, for none and says nothing. So JSON, a name and an ARN on the command line
 * become that map, and everything else is a problem.
 *
 * @param all - All context of the app.
 */
export function readCdkContext(all: Readonly<Record<string, unknown>>): CdkContext {
  const boundary = all[BOUNDARY];
  const qualifier = all[QUALIFIER];
  const map = typeof boundary === 'string' ? fromText(boundary) : boundary;
  const isWrong = boundary !== undefined && !isBoundary(map);
  return {
    context: boundary === undefined || isWrong ? {} : { [BOUNDARY]: map as object },
    problems: [
      ...(isWrong
        ? [
            error(
              BOUNDARY,
              `${show(boundary)} is no boundary; write {"name": "POLICY"} or {"arn": "arn:aws:iam::111122223333:policy/POLICY"} in ` +
                `the context of cdk.json, or -c ${BOUNDARY}=POLICY; of placeholders only \${Qualifier}, \${AWS::Region} and ${ACCOUNT}.`,
            ),
          ]
        : []),
      ...(qualifier === undefined ||
      (typeof qualifier === 'string' && /^[A-Za-z0-9_-]{1,10}$/.test(qualifier))
        ? []
        : [
            error(
              QUALIFIER,
              `${show(qualifier)} is no qualifier of a bootstrap; use 1 to 10 letters, digits, hyphens and underscores, those of cdk bootstrap --qualifier.`,
            ),
          ]),
    ],
  };
}

function fromText(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return text.startsWith('arn:') ? { arn: text } : { name: text };
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The placeholders that the CDK replaces. It refuses that of the partition. */
const PLACEHOLDER = /\$\{(?:Qualifier|AWS::Region|AWS::AccountId)\}/g;
const ACCOUNT = '${AWS::AccountId}';

function isBoundary(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [[kind, text] = [], ...more] = Object.entries(value) as [string, unknown][];
  if (more.length > 0 || typeof text !== 'string') return false;
  const plain = text.replaceAll(ACCOUNT, '0'.repeat(12)).replaceAll(PLACEHOLDER, 'x');
  if (kind === 'name') return /^[\w+=,.@/-]+$/.test(plain);
  return kind === 'arn' && /^arn:aws[\w-]*:iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/.test(plain);
}

/**
 * Checks that the account is known where the name of the boundary has it: the CDK does not leave it to CloudFormation.
 *
 * @param boundary - The boundary of the app, if it has one.
 */
export function checkBoundaryAccount(boundary: unknown, account: string | undefined): Problem[] {
  if (account !== undefined || !JSON.stringify(boundary ?? '').includes(ACCOUNT)) return [];
  return [
    error(
      BOUNDARY,
      `${show(boundary)} has ${ACCOUNT}, and the account is not known; set account, use the credentials of an account, or write its 12 digits.`,
    ),
  ];
}
