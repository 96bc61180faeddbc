// Zod schemas as JSON Schema, by name, with references between them.

import * as z from "zod";

/** A JSON Schema as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** How a document shows objects. A client must ignore unknown keys, so messages of the service are open. */
export interface SchemaOptions {
  readonly open: boolean;
}

/** The schemas of this map, each under its name. A schema inside another becomes a `$ref`. */
export function schemasOf(
  named: ReadonlyMap<string, z.ZodType>,
  schemaOptions: SchemaOptions,
): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of named) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { ...asyncApiOptions(schemaOptions), uri: refTo });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => [id, withoutOrigin(schema)]),
  );
}

/** One schema without a name. */
export function schemaOf(schema: z.ZodType, schemaOptions: SchemaOptions): JsonSchema {
  return withoutOrigin(z.toJSONSchema(schema, asyncApiOptions(schemaOptions)));
}

/** The reference to a schema of the document. */
export function refTo(name: string): string {
  return `#/components/schemas/${name}`;
}

/** Options of `z.toJSONSchema` for every document. */
export function jsonSchemaOptions({ open }: SchemaOptions) {
  return {
    // A custom check declares its type in its metadata.
    unrepresentable: "any",
    override: ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }) => {
      if (open && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  } as const;
}

/** AsyncAPI 3.0 has a schema object of its own, a superset of draft 7. */
function asyncApiOptions(schemaOptions: SchemaOptions) {
  return { target: "draft-7", io: "input", ...jsonSchemaOptions(schemaOptions) } as const;
}

/** A schema inside a document has neither `$schema` nor `$id`. */
function withoutOrigin(schema: object): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).filter(([key]) => key !== "$schema" && key !== "$id"),
  );
}
