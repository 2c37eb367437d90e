import type { AttributeBlock, Block } from './block';
import type { GoogleData, GoogleResources } from './google';
import type { Text, Truth } from './expression';

/** Arguments of every resource and data source. */
export interface MetaArguments {
  /**
   * Blocks that must exist first and that no argument refers to.
   * @default none
   */
  readonly depends_on?: readonly Block[];
  /** @default no special lifecycle */
  readonly lifecycle?: {
    /** Whether a plan that destroys the resource fails. @default false */
    readonly prevent_destroy?: boolean;
    /** Arguments of which later changes are ignored. @default none */
    readonly ignore_changes?: readonly string[];
    /** Whether the replacement is created before the old resource is destroyed. @default false */
    readonly create_before_destroy?: boolean;
  };
}

/** Settings of Terraform itself. */
export interface TerraformSettings {
  readonly required_version: string;
  readonly required_providers: Record<string, { readonly source: string; readonly version: string }>;
  readonly backend:
    | { readonly gcs: { readonly bucket: string; readonly prefix: string } }
    | { readonly local: { readonly path: string } };
}

/** An input variable. */
export interface VariableArguments {
  readonly type: 'string' | 'number' | 'bool';
  readonly description: string;
  /** @default none, so Terraform asks for it */
  readonly default?: string | number | boolean | null;
}

/** An output. */
export interface OutputArguments {
  readonly description: string;
  readonly value: Text | readonly Text[] | Readonly<Record<string, Text>>;
}

/** Settings of the providers in use. */
export interface ProviderTypes {
  readonly google: {
    readonly project: Text;
    readonly region: Text;
    readonly zone: Text;
    /** Whether `billing_project` is the quota project instead of the project of the credentials. @default false */
    readonly user_project_override?: Truth;
    /** Quota project of API calls. @default that of the resource */
    readonly billing_project?: Text;
    /** Labels of every resource that supports labels. @default none */
    readonly default_labels?: Readonly<Record<string, string>>;
  };
}

/** The resource types in use: their arguments, and their attributes. */
export type ResourceTypes = GoogleResources;

/** A resource of a type. */
export type ResourceBlock<T extends keyof ResourceTypes> = AttributeBlock<ResourceTypes[T]['attributes']>;

/** The data sources in use. */
export type DataTypes = GoogleData;
