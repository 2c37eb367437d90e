import type { AwsAccount } from '../aws-account';

/** Properties in the names and the nesting of a CloudFormation template. */
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

/** A resource as the account describes it. */
export interface Reading {
  readonly properties: Properties;
  /** Values of Fn::GetAtt that templates of the platform use. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Reads resources of one type back. */
export interface Reader {
  /**
   * Describes a resource by the API of its service.
   *
   * @returns Undefined if the resource does not exist.
   */
  read(resource: DeployedResource, account: AwsAccount): Promise<Reading | undefined>;
  /**
   * Finds properties that a resource has without naming them: from another resource, such as its launch template, or
   * by leaving something out, such as rules. Compared like its own properties, which take precedence.
   */
  impliedProperties?(resource: DeployedResource, account: AwsAccount): Promise<Properties>;
  /**
   * Properties that are not compared, each with its reason: a path of names, such as `LaunchTemplateData.Monitoring`.
   * Everything else is compared, so what a reader does not return is reported as missing.
   */
  readonly notModelled?: Readonly<Record<string, string>>;
  /** Lists that may hold more than the template asks for, such as rules that other resources add. */
  readonly openLists?: readonly string[];
  /** Lists whose order matters to AWS. All others may be returned in any order. */
  readonly orderedLists?: readonly string[];
}
