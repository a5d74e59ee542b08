import type { Types } from '@prisma/client/runtime/client';
import type { Prisma } from './generated/client';

type Models = Prisma.TypeMap['model'];

/** The models that belong to tenants: those with a tenant. */
export type TenantModelName = {
  [M in keyof Models]: 'tenantId' extends keyof Models[M]['payload']['scalars'] ? M : never;
}[keyof Models];

type Args<
  M extends TenantModelName,
  O extends keyof Models[M]['operations'],
> = Models[M]['operations'][O] extends { args: infer A } ? A : never;
type Field<A, K extends string> = A extends { [P in K]?: infer V } ? NonNullable<V> : never;

export type Row<M extends TenantModelName> = Models[M]['payload']['scalars'];

type Select<M extends TenantModelName> = { [K in keyof Row<M>]?: boolean };

/** What a query returns: all columns, or the selected ones; the tenant always, for it is compared. */
type Found<M extends TenantModelName, S> = S extends object
  ? Pick<
      Row<M>,
      | { [K in keyof S & keyof Row<M>]: S[K] extends true ? K : never }[keyof S & keyof Row<M>]
      | ('tenantId' & keyof Row<M>)
    >
  : Row<M>;

/** A filter in which no place, however nested, takes a tenant. */
export type Where<M extends TenantModelName> = Omit<
  Field<Args<M, 'findMany'>, 'where'>,
  'tenantId' | 'AND' | 'OR' | 'NOT'
> & { tenantId?: never; AND?: Where<M> | Where<M>[]; OR?: Where<M>[]; NOT?: Where<M> | Where<M>[] };

type NoTenant<T> = Omit<T, 'tenantId'> & { tenantId?: never };

interface FindArgs<M extends TenantModelName, S> {
  where?: Where<M>;
  select?: S;
  orderBy?: Field<Args<M, 'findMany'>, 'orderBy'>;
  take?: number;
  skip?: number;
}

type AggregateArgs<M extends TenantModelName> = Pick<
  Args<M, 'aggregate'>,
  Extract<keyof Args<M, 'aggregate'>, '_count' | '_sum' | '_avg' | '_min' | '_max'>
> & { where?: Where<M> };

type GroupByArgs<M extends TenantModelName> = AggregateArgs<M> & {
  by: Exclude<keyof Row<M>, 'tenantId'>[];
  orderBy?: Field<Args<M, 'groupBy'>, 'orderBy'>;
};

type Summary<
  M extends TenantModelName,
  A,
  O extends 'aggregate' | 'groupBy',
> = Types.Result.GetResult<Models[M]['payload'], A, O>;

/**
 * One table, for the context's tenant alone. Filters and data take no tenant; the gateway adds it.
 * There is no query by unique key, no upsert and no relation, which would each name one.
 */
export interface TenantModel<M extends TenantModelName> {
  findFirst<const S extends Select<M> | undefined = undefined>(
    args?: FindArgs<M, S>,
  ): Promise<Found<M, S> | null>;
  findMany<const S extends Select<M> | undefined = undefined>(
    args?: FindArgs<M, S>,
  ): Promise<Found<M, S>[]>;
  count(args?: { where?: Where<M> }): Promise<number>;
  aggregate<A extends AggregateArgs<M>>(args: A): Promise<Summary<M, A, 'aggregate'>>;
  groupBy<A extends GroupByArgs<M>>(args: A): Promise<Summary<M, A, 'groupBy'>>;
  create(args: { data: NoTenant<Field<Args<M, 'create'>, 'data'>> }): Promise<Row<M>>;
  /** The number of rows added. */
  createMany(args: {
    data: NoTenant<Field<Args<M, 'create'>, 'data'>>[];
    skipDuplicates?: boolean;
  }): Promise<number>;
  /** The number of rows changed. */
  updateMany(args: {
    where?: Where<M>;
    data: NoTenant<Field<Args<M, 'updateMany'>, 'data'>>;
  }): Promise<number>;
  /** The number of rows removed. */
  deleteMany(args: { where?: Where<M> }): Promise<number>;
}
