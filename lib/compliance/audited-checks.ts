import {
  Stack,
  Validations,
  type CfnResource,
  type IPolicyValidationContext,
  type PolicyValidationPluginReport,
  type PolicyViolation,
} from 'aws-cdk-lib';
import { AwsSolutionsChecks, NagRuleCompliance, type IApplyRule } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/** A finding of a rule on a resource, acknowledged or not. */
interface Finding {
  readonly ruleId: string;
  readonly construct: IConstruct;
}

/** An acknowledgement and its construct. */
interface Acknowledgement {
  readonly ruleId: string;
  readonly construct: IConstruct;
}

/**
 * The AwsSolutions rules of cdk-nag, and one more: an acknowledgement that matches no finding is itself a finding.
 * cdk-nag ignores it, so acknowledgements of fixed findings would remain and hide new ones.
 */
export class AuditedChecks extends AwsSolutionsChecks {
  private readonly findings: Finding[] = [];
  private unmatched: PolicyViolation[] = [];

  /** Findings of a stack: how many there are in all, and how many of them are acknowledged. */
  count(stack: Stack): { readonly found: number; readonly acknowledged: number } {
    const here = this.findings.filter(({ construct }) => Stack.of(construct) === stack);
    const acknowledged = here.filter((finding) =>
      acknowledgements(finding.construct).some((entry) => entry.ruleId === finding.ruleId),
    );
    return { found: here.length, acknowledged: acknowledged.length };
  }

  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    this.findings.length = 0;
    const report = super.validate(context);
    this.unmatched = this.staleAcknowledgements(
      (context as unknown as { appConstruct: IConstruct }).appConstruct,
    );
    return {
      success: report.success && this.unmatched.length === 0,
      violations: [...report.violations, ...this.unmatched],
    };
  }

  protected override applyRule(params: IApplyRule): void {
    const suffix = params.ruleSuffixOverride ?? params.rule.name;
    const record = (finding?: string) =>
      this.findings.push({
        ruleId: `${this.readPackName}-${suffix}${finding === undefined ? '' : `[${finding}]`}`,
        construct: params.node,
      });
    super.applyRule({
      ...params,
      ruleSuffixOverride: suffix,
      rule: (node) => {
        const found = this.runRule(params, node, record);
        const result = Array.isArray(found)
          ? found.map((finding) => withoutPlace(finding, Stack.of(node)))
          : found;
        if (Array.isArray(result)) result.forEach((finding) => record(finding));
        else if (result === NagRuleCompliance.NON_COMPLIANT) record();
        return result;
      },
    });
  }

  /** A rule that cannot read a resource throws; cdk-nag reports that as a finding with the rule id only. */
  private runRule(params: IApplyRule, node: CfnResource, record: () => void): ReturnType<IApplyRule['rule']> {
    try {
      return params.rule(node);
    } catch (cause) {
      record();
      throw cause;
    }
  }

  /** Violations for acknowledgements below a construct that match no finding. Valid only after a synthesis. */
  staleAcknowledgements(root: IConstruct): PolicyViolation[] {
    return root.node.findAll().flatMap((construct) =>
      ownAcknowledgements(construct)
        .filter(({ ruleId }) => ruleId.startsWith(`${this.readPackName}-`))
        .filter(
          ({ ruleId }) =>
            !this.findings.some(
              (finding) => finding.ruleId === ruleId && isWithin(finding.construct, construct),
            ),
        )
        .map(({ ruleId }) => ({
          ruleName: 'Platform-StaleAcknowledgement',
          description: `The acknowledgement of ${ruleId} matches no finding any more; remove it.`,
          severity: 'error',
          violatingResources: [
            {
              resourceLogicalId: construct.node.id,
              constructPath: construct.node.path,
              templatePath: '',
              locations: [],
            },
          ],
        })),
    );
  }
}

/**
 * Makes a finding independent of the deployment target, so that an acknowledgement can name it: partition, region and
 * account become `<partition>`, `<region>` and `<account>`. A value of another stack is written like cdk-nag writes
 * values of the same stack, prefixed with the stack id: `<storage.Models.Arn>`.
 */
function withoutPlace(finding: string, { region, account }: Stack): string {
  return (
    finding
      .replace(
        /\{"Fn::GetStackOutput":\{"StackName":"[^"]*-(\w+)"[^}]*"OutputName":"PublishOutputFnGetAtt(\w+?)[0-9A-F]{8}Arn[0-9A-F]{8}v[0-9a-f]{8}"\}\}/g,
        '<$1.$2.Arn>',
      )
      // An Fn::ImportValue, in templates with strong references.
      .replace(/[\w-]*-(\w+):ExportsOutputFnGetAtt(\w+?)[0-9A-F]{8}Arn[0-9A-F]{8}/g, '<$1.$2.Arn>')
      .replace(/arn:(<AWS::Partition>|aws[\w-]*):/g, 'arn:<partition>:')
      .replaceAll(`:${region}:`, ':<region>:')
      .replaceAll('<AWS::Region>', '<region>')
      .replaceAll(`:${account}:`, ':<account>:')
      .replaceAll('<AWS::AccountId>', '<account>')
  );
}

function ownAcknowledgements(construct: IConstruct): Acknowledgement[] {
  return construct.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data as Record<string, string>))
    .map((id) => ({ ruleId: id.replace(/^annotation::/i, ''), construct }));
}

/** The acknowledgements that apply to a construct: its own and those of its scopes. */
function acknowledgements(construct: IConstruct): Acknowledgement[] {
  return construct.node.scopes.flatMap(ownAcknowledgements);
}

function isWithin(construct: IConstruct, ancestor: IConstruct): boolean {
  return construct.node.scopes.includes(ancestor);
}
