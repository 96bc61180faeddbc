// Schemas of the code as JSON Schema, by name, referring to one another.

import * as z from "zod";

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface SchemaOptions {
  /** OpenAPI 3.1 speaks 2020-12, AsyncAPI 3.0's own schema object is a superset of draft 7. */
  readonly target: "draft-2020-12" | "draft-7";
  /** A client must ignore keys it doesn't know: what the service says is documented as open. */
  readonly open: boolean;
}

/** The schemas of this map, each under its name; where one holds another there is a `$ref`. */
export function schemasOf(
  named: ReadonlyMap<string, z.ZodType>,
  schemaOptions: SchemaOptions,
): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of named) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { ...options(schemaOptions), uri: refTo });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => [id, withoutOrigin(schema)]),
  );
}

/** One schema that nothing refers to. */
export function schemaOf(schema: z.ZodType, schemaOptions: SchemaOptions): JsonSchema {
  return withoutOrigin(z.toJSONSchema(schema, options(schemaOptions)));
}

export function refTo(name: string): string {
  return `#/components/schemas/${name}`;
}

/** Inside of a document a schema has no dialect and no address of its own. */
function withoutOrigin(schema: object): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).filter(([key]) => key !== "$schema" && key !== "$id"),
  );
}

function options({ target, open }: SchemaOptions) {
  return {
    target,
    io: "input",
    // A check of our own has its type in its meta data.
    unrepresentable: "any",
    override: ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }) => {
      if (open && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  } as const;
}
