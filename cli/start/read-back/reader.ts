import type { AwsAccount } from '../aws-account';

/** Properties with the names and nesting of a CloudFormation template. */
export type Properties = Readonly<Record<string, unknown>>;

/** A resource of a deployed stack. */
export interface DeployedResource {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  /** The properties in the template, with every reference replaced by its value. */
  readonly properties: Properties;
}

/** A resource as it is in the account. */
export interface Reading {
  readonly properties: Properties;
  /** Values of Fn::GetAtt that templates of the platform use. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Reads resources of one type back. */
export interface Reader {
  /**
   * Describes a resource through the API of its service.
   *
   * @returns Undefined if the resource does not exist.
   */
  read(resource: DeployedResource, account: AwsAccount): Promise<Reading | undefined>;
  /**
   * Expected properties that are not in the template of the resource: from another resource, such as its launch
   * template, or implied by an omission, such as no rules. The resource's own properties take precedence.
   */
  impliedProperties?(resource: DeployedResource, account: AwsAccount): Promise<Properties>;
  /**
   * Properties that are not compared, with the reason, by path of names, such as `LaunchTemplateData.Monitoring`. All
   * others are compared, so a property that a reader does not return is reported as missing.
   */
  readonly notModelled?: Readonly<Record<string, string>>;
  /** Lists that can have more members than in the template, such as rules that other resources add. */
  readonly openLists?: readonly string[];
  /** Lists whose order matters to AWS. All others may be returned in any order. */
  readonly orderedLists?: readonly string[];
}
