/** A resource of a CloudFormation template. */
export interface Resource {
  readonly logicalId: string;
  /** CloudFormation type, such as `AWS::EC2::Volume`. */
  readonly type: string;
  /** Properties with the names of CloudFormation; a caller casts them to those that it needs. */
  readonly properties: object;
}

/** The parts of a synthesized CloudFormation template that are read here. */
export interface TemplateJson {
  readonly Resources?: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: object | undefined }>
  >;
}

/** The resources of one synthesized stack, and the references between them. */
export class Template {
  readonly resources: readonly Resource[];
  private readonly byId: ReadonlyMap<string, Resource>;

  constructor({ Resources = {} }: TemplateJson) {
    this.resources = Object.entries(Resources).map(([logicalId, { Type, Properties = {} }]) => ({
      logicalId,
      type: Type,
      properties: Properties,
    }));
    this.byId = new Map(this.resources.map((resource) => [resource.logicalId, resource]));
  }

  /** The resources of a type. */
  ofType(type: string): Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /**
   * The resource of this template that a `Ref` or `Fn::GetAtt` refers to; undefined for text, and for a resource of
   * another stack.
   */
  referenced(value: unknown): Resource | undefined {
    const id = referencedId(value);
    return id === undefined ? undefined : this.byId.get(id);
  }
}

function referencedId(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { Ref: ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string | string[] };
  return ref ?? (typeof attribute === 'string' ? attribute.split('.')[0] : attribute?.[0]);
}
