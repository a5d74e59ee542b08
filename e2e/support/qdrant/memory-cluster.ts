import { type Filter, MemoryCollection, type Point } from './memory-collection';

/** An answer other than 200. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Body = Record<string, never> & {
  vectors: { size: number };
  points: Point[];
  filter?: Filter;
  payload: Record<string, unknown>;
  query: number[];
  limit?: number;
  offset?: string;
  with_vector?: boolean;
  field_name: string;
  field_schema: object;
  actions: {
    create_alias?: { alias_name: string; collection_name: string };
    delete_alias?: { alias_name: string };
  }[];
};

/** Collections and aliases; each method is an operation of Qdrant's OpenAPI document by its id. */
export class MemoryCluster {
  readonly collections = new Map<string, MemoryCollection>();
  readonly aliases = new Map<string, string>();
  #operation = 0;

  /** The `result` of an operation. Throws a `Refusal`. */
  run(operation: string, name: string, body: Body): unknown {
    switch (operation) {
      case 'create_collection':
        if (this.collections.has(name) || this.aliases.has(name))
          throw new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`);
        this.collections.set(name, new MemoryCollection(body.vectors.size));
        return true;
      case 'delete_collection':
        for (const [alias, target] of this.aliases) if (target === name) this.aliases.delete(alias);
        return this.collections.delete(name);
      case 'update_aliases':
        return this.#changeAliases(body);
      case 'create_field_index':
        this.#find(name).indexes.set(body.field_name, body.field_schema);
        return this.#done();
      case 'upsert_points':
        return this.#upsert(this.#find(name), body.points);
      case 'delete_points':
        for (const point of this.#find(name).select(body.filter))
          this.#find(name).points.delete(point.id);
        return this.#done();
      case 'set_payload':
        for (const point of this.#find(name).select(body.filter))
          Object.assign(point.payload, body.payload);
        return this.#done();
      case 'count_points':
        return { count: this.#find(name).select(body.filter).length };
      case 'query_points':
        return this.#query(this.#find(name), body);
      case 'scroll_points':
        return this.#scroll(this.#find(name), body);
      default:
        throw new Refusal(501, `The stand-in knows no ${operation}.`);
    }
  }

  #find(name: string): MemoryCollection {
    const found = this.collections.get(this.aliases.get(name) ?? name);
    if (!found) throw new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`);
    return found;
  }

  #done() {
    return { operation_id: this.#operation++, status: 'completed' };
  }

  #changeAliases({ actions }: Body): boolean {
    for (const { create_alias: create, delete_alias: remove } of actions) {
      if (remove) this.aliases.delete(remove.alias_name);
      if (!create) continue;
      if (!this.collections.has(create.collection_name))
        throw new Refusal(
          404,
          `Not found: Collection \`${create.collection_name}\` doesn't exist!`,
        );
      this.aliases.set(create.alias_name, create.collection_name);
    }
    return true;
  }

  #upsert(collection: MemoryCollection, points: Point[]) {
    for (const point of points) {
      if (point.vector.length !== collection.size)
        throw new Refusal(400, `Wrong input: Vector dimension error: expected ${collection.size}`);
    }
    for (const point of points) collection.points.set(point.id, structuredClone(point));
    return this.#done();
  }

  #query(collection: MemoryCollection, body: Body) {
    const found = collection.nearest(body.query, body.filter, body.limit ?? 10);
    return {
      points: found.map(({ point, score }) => ({
        id: point.id,
        version: 0,
        score,
        payload: point.payload,
      })),
    };
  }

  #scroll(collection: MemoryCollection, body: Body) {
    const limit = body.limit ?? 10;
    const rest = collection
      .select(body.filter)
      .filter((point) => body.offset === undefined || point.id >= body.offset);
    const page = rest.slice(0, limit);
    return {
      points: page.map(({ id, payload, vector }) => ({
        id,
        payload,
        ...(body.with_vector && { vector }),
      })),
      next_page_offset: rest[limit]?.id ?? null,
    };
  }
}
