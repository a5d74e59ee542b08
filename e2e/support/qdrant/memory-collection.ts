export interface Point {
  id: string;
  vector: number[];
  payload: Record<string, unknown>;
}

interface Condition {
  key?: string;
  match?: { value?: unknown; any?: unknown[] };
  must?: unknown;
}

export interface Filter {
  must?: Condition[];
  should?: Condition[];
  must_not?: Condition[];
}

/** One collection's points, in memory and by exact search. */
export class MemoryCollection {
  readonly size: number;
  readonly points = new Map<string, Point>();
  readonly indexes = new Map<string, object>();

  constructor(size: number) {
    this.size = size;
  }

  /** Points that pass the filter, by id. A key without an index is refused, as in Qdrant's strict mode. */
  select(filter: Filter = {}): Point[] {
    const { must = [], should = [], must_not: mustNot = [] } = filter;
    const passes = (point: Point) =>
      must.every((each) => this.#holds(each, point)) &&
      (should.length === 0 || should.some((each) => this.#holds(each, point))) &&
      !mustNot.some((each) => this.#holds(each, point));
    return [...this.points.values()].filter(passes).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  nearest(vector: number[], filter: Filter | undefined, limit: number) {
    return this.select(filter)
      .map((point) => ({ point, score: dot(point.vector, vector) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, limit);
  }

  #holds(condition: Condition, point: Point): boolean {
    const { key, match } = condition;
    if (key === undefined || !match) throw new Error('The stand-in knows matches of a key only.');
    if (!this.indexes.has(key)) throw new Error(`Index required but not found for "${key}"`);
    const value = point.payload[key];
    return match.any ? match.any.includes(value) : match.value === value;
  }
}

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, component, index) => sum + component * (b[index] ?? 0), 0);
}
