/** Type of a value, as `terraform providers schema -json` writes it: `"string"`, `["list", "string"]`, `["object", {…}]`. */
export type ValueType =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | readonly ['list' | 'set' | 'map', ValueType]
  | readonly ['object', Readonly<Record<string, ValueType>>];

/** One argument or attribute. */
export interface AttributeSchema {
  readonly type: ValueType;
  readonly required?: true;
  readonly optional?: true;
  readonly computed?: true;
}

/** A nested block and its allowed number. */
export interface NestedBlockSchema {
  readonly nesting_mode: 'list' | 'set' | 'single' | 'map';
  readonly min_items?: number;
  readonly max_items?: number;
  readonly block: BlockSchema;
}

/** The arguments and nested blocks of a block. */
export interface BlockSchema {
  readonly attributes?: Readonly<Record<string, AttributeSchema>>;
  readonly block_types?: Readonly<Record<string, NestedBlockSchema>>;
}

/** The part of the schema of the Google provider that the companion uses. */
export interface ProviderSchema {
  readonly source: string;
  /** Release of the provider. */
  readonly version: string;
  readonly resources: Readonly<Record<string, BlockSchema>>;
  readonly data: Readonly<Record<string, BlockSchema>>;
}

/** The parts of the output of `terraform providers schema -json` that are read here. */
export interface ProviderSchemas {
  readonly provider_schemas: Readonly<
    Record<
      string,
      {
        readonly resource_schemas: Readonly<Record<string, { readonly block: FullBlock }>>;
        readonly data_source_schemas: Readonly<Record<string, { readonly block: FullBlock }>>;
      }
    >
  >;
}

interface FullBlock {
  readonly attributes?: Readonly<Record<string, AttributeSchema & { readonly deprecated?: boolean }>>;
  readonly block_types?: Readonly<
    Record<
      string,
      Omit<NestedBlockSchema, 'block'> & { readonly block: FullBlock & { deprecated?: boolean } }
    >
  >;
}

/**
 * Keeps some types, without descriptions and without deprecated parts.
 *
 * @throws Error if the provider lacks one of the types.
 */
export function trimSchema(
  full: ProviderSchemas,
  version: string,
  types: { readonly resources: readonly string[]; readonly data: readonly string[] },
): ProviderSchema {
  const [source, provider] =
    Object.entries(full.provider_schemas).find(([name]) => name.endsWith('hashicorp/google')) ?? [];
  if (!source || !provider) throw new Error('The schema is not one of hashicorp/google.');
  const pick = (
    schemas: Readonly<Record<string, { readonly block: FullBlock }>>,
    names: readonly string[],
  ): Record<string, BlockSchema> =>
    Object.fromEntries(
      names.map((name) => {
        const schema = schemas[name];
        if (!schema) throw new Error(`hashicorp/google ${version} has no ${name}.`);
        return [name, trimBlock(schema.block)];
      }),
    );
  return {
    source: 'hashicorp/google',
    version,
    resources: pick(provider.resource_schemas, types.resources),
    data: pick(provider.data_source_schemas, types.data),
  };
}

function trimBlock({ attributes = {}, block_types = {} }: FullBlock): BlockSchema {
  const kept = Object.entries(attributes).filter(([, { deprecated }]) => !deprecated);
  const blocks = Object.entries(block_types).filter(([, { block }]) => !block.deprecated);
  return {
    ...(kept.length > 0 && {
      attributes: Object.fromEntries(
        kept.map(([name, { type, required, optional, computed }]) => [
          name,
          {
            type,
            ...(required && { required }),
            ...(optional && { optional }),
            ...(computed && { computed }),
          },
        ]),
      ),
    }),
    ...(blocks.length > 0 && {
      block_types: Object.fromEntries(
        blocks.map(([name, { nesting_mode, min_items, max_items, block }]) => [
          name,
          {
            nesting_mode,
            ...(min_items && { min_items }),
            ...(max_items && { max_items }),
            block: trimBlock(block),
          },
        ]),
      ),
    }),
  };
}

/** The text of the schema file: one type per line, so that an update has a readable diff. */
export function schemaText({ source, version, resources, data }: ProviderSchema): string {
  const group = (types: Readonly<Record<string, BlockSchema>>) =>
    Object.entries(types)
      .map(([name, block]) => `    ${JSON.stringify(name)}: ${JSON.stringify(block)}`)
      .join(',\n');
  return (
    `{\n  "source": ${JSON.stringify(source)},\n  "version": ${JSON.stringify(version)},\n` +
    `  "resources": {\n${group(resources)}\n  },\n  "data": {\n${group(data)}\n  }\n}\n`
  );
}
