import type { AwsAccount } from '../aws-account';

/** Properties in the names and the nesting of a CloudFormation template. */
export type Properties = Readonly<Record<string, unknown>>;

/** A resource of a deployed stack. */
export interface DeployedResource {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  /** What the template asks for, with every reference replaced by its value. */
  readonly properties: Properties;
}

/** What an account says of a resource. */
export interface Reading {
  readonly properties: Properties;
  /** Values of Fn::GetAtt that templates of the platform use. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** How resources of one type are read back. */
export interface Reader {
  /**
   * Describes a resource by the API of its service.
   *
   * @returns What is there, or undefined if the resource is not.
   */
  read(resource: DeployedResource, account: AwsAccount): Promise<Reading | undefined>;
  /**
   * What a resource asks for without a property of its own: by naming another, such as its launch template, or by
   * leaving something out, such as rules. Compared like its own properties, which take precedence.
   */
  impliedProperties?(resource: DeployedResource, account: AwsAccount): Promise<Properties>;
  /**
   * Properties that are not compared, each with its reason: a path of names, such as `LaunchTemplateData.Monitoring`.
   * Everything else is compared, so what a reader does not return is reported as missing.
   */
  readonly notModelled?: Readonly<Record<string, string>>;
  /** Lists that may hold more than the template asks for, such as rules that other resources add. */
  readonly openLists?: readonly string[];
  /** Lists whose order means something to AWS. All others may come back in any order. */
  readonly orderedLists?: readonly string[];
}
