import { asSuperuser } from '@/e2e/support/as-superuser';
import { transaction } from '@/lib/db/transaction';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { fillPath } from '../targets';
import type { Visitor } from '../visitor';
import { makeBusyTenant } from './held-operations';
import { FIGURES, type GuardedPath } from './path';
import type { MatrixScene } from './scene';
import { makeMember } from './throw-away';

/** Replays a server action and returns its answer as the client would read it. */
export async function callAction(
  scene: MatrixScene,
  action: string,
  person: Visitor,
  args: unknown[],
): Promise<string> {
  const published = scene.actions.get(action);
  if (!published) throw new Error(`The build publishes no ${action}.`);
  const page = fillPath(published.page, {
    name: 'absent',
    slug: scene.attacker.slug,
    id: newId(),
  });
  const received = await person.request(page, {
    method: 'POST',
    headers: {
      'next-action': published.id,
      'content-type': 'text/plain;charset=UTF-8',
      accept: 'text/x-component',
    },
    body: JSON.stringify(args),
  });
  return received.body;
}

/** A throw-away row of the victim and what an attempt at it sends. */
export interface Aim {
  table: string;
  /** Default: the table's own `id`. */
  column?: string;
  id: string;
  input?: Record<string, unknown>;
}

/**
 * An action of the attacker's own tenant, called with the id of a row of the victim. No row comes back
 * from such a statement, so nothing is there to compare or to open: two locks.
 */
export function changes(
  action: string,
  aimAt: (scene: MatrixScene) => Promise<Aim>,
): [string, GuardedPath] {
  return [
    `action ${action}`,
    {
      locks: FIGURES,
      entered: true,
      async prepare(scene) {
        const aim = await aimAt(scene);
        const changed = await watchRow(scene, aim);
        return async () => {
          const args = [scene.attacker.slug, aim.input ?? { id: aim.id }];
          await callAction(scene, action, scene.double, args);
          return changed();
        };
      },
    },
  ];
}

/** The same by a route: the path follows `/api/t/<slug>`. */
export function changesByRoute(
  method: string,
  path: (id: string) => string,
  aimAt: (scene: MatrixScene) => Promise<Aim>,
): GuardedPath {
  return {
    locks: FIGURES,
    entered: true,
    async prepare(scene) {
      const aim = await aimAt(scene);
      const changed = await watchRow(scene, aim);
      return async () => {
        await scene.double.request(`/api/t/${scene.attacker.slug}${path(aim.id)}`, { method });
        return changed();
      };
    },
  };
}

/**
 * Tells whether the row was changed or removed since: every change gives it another `xmin`, which only
 * whoever may read the whole row can see.
 */
export async function watchRow(
  { victim }: MatrixScene,
  { table, column = 'id', id }: Aim,
): Promise<() => Promise<string | undefined>> {
  const version = async () => {
    const rows = await asSuperuser<{ version: string }>(
      `select xmin::text as version from ${table} where tenant_id = $1 and ${column} = $2`,
      [victim.ctx.tenantId, id],
    );
    return rows.map((row) => row.version).join();
  };
  const before = await version();
  if (before === '') throw new Error(`The victim has no such ${table}.`);
  return async () =>
    (await version()) === before ? undefined : `a ${table} of the victim was changed`;
}

/** What an attempt on the platform sends, and a statement that finds nothing once it worked. */
export interface PlatformAim {
  input: Record<string, unknown>;
  untouched: string;
  params: unknown[];
}

export type OperatorSql = (text: string, params: unknown[]) => Promise<Record<string, unknown>[]>;

/** Statements as the operator, under the proof of now: while the locks are off, one that is renewed might be of the careless mint. */
export async function operatorSql(operator: PlatformContext): Promise<OperatorSql> {
  const token = await operator.databaseToken();
  return (text, params) =>
    transaction(
      'operator',
      token,
      async (client) => (await client.query<Record<string, unknown>>(text, params)).rows,
    );
}

/** An action of the platform's people, called by somebody who has no role there. */
export function changesPlatform(
  action: string,
  aimAt: (scene: MatrixScene, operator: PlatformContext, sql: OperatorSql) => Promise<PlatformAim>,
): [string, GuardedPath] {
  return [
    `action ${action}`,
    {
      locks: FIGURES,
      async prepare(scene) {
        const operator = await scene.operator();
        const sql = await operatorSql(operator);
        const { input, untouched, params } = await aimAt(scene, operator, sql);
        return async () => {
          await callAction(scene, action, scene.outsider, [input]);
          const left = await sql(untouched, params);
          return left.length === 0 ? 'something of the platform was changed' : undefined;
        };
      },
    },
  ];
}

/**
 * An action of the platform's people on a tenant, called by somebody who has no role there. Done or in
 * conflict with what the tenant has: both are answers that an operator gets.
 */
export function answersOperators(
  action: string,
  input: (tenantId: string) => Record<string, unknown>,
  answerOfOperators = /"ok":true|"conflict"/,
): [string, GuardedPath] {
  return [
    `action ${action}`,
    {
      locks: FIGURES,
      async prepare(scene) {
        // What is begun on one tenant with all locks off reaches the rows of all.
        const tenantId = await makeBusyTenant(await scene.operator());
        return async () => {
          const answer = await callAction(scene, action, scene.outsider, [input(tenantId)]);
          return answerOfOperators.test(answer) ? 'it answered as to an operator' : undefined;
        };
      },
    },
  ];
}

/** An action of finance, called by somebody who has no role there; its answer gives away whether it was heard. */
export function answersFinance(
  action: string,
  input: (scene: MatrixScene) => Record<string, unknown>,
  answerOfFinance: RegExp,
): [string, GuardedPath] {
  return [
    `action ${action}`,
    {
      locks: FIGURES,
      prepare: (scene) => async () => {
        const answer = await callAction(scene, action, scene.bookkeeper, [input(scene)]);
        return answerOfFinance.test(answer) ? 'it answered as to finance' : undefined;
      },
    },
  ];
}

/** An action of the attacker's tenant about a person, with one of the victim, who must be unknown there. */
export function knowsNobody(
  action: string,
  input: (id: string) => Record<string, unknown>,
  make: (scene: MatrixScene) => Promise<string> = makeMember,
): [string, GuardedPath] {
  return [
    `action ${action}`,
    {
      locks: FIGURES,
      entered: true,
      async prepare(scene) {
        const id = await make(scene);
        return async () => {
          const args = [scene.attacker.slug, input(id)];
          const answer = await callAction(scene, action, scene.double, args);
          return answer.includes('"not_found"') ? undefined : 'it is known at the victim';
        };
      },
    },
  ];
}

/** An action that must find a name free among the workspace's own: the victim's are not to be heard of. */
export function asksForName(
  action: string,
  make: (scene: MatrixScene, name: string) => Promise<unknown>,
): [string, GuardedPath] {
  return [
    `action ${action}`,
    {
      // The rows come without their tenant, their names are sealed.
      locks: ['handle', 'store', 'encryption'],
      entered: true,
      async prepare(scene) {
        const name = `Taken ${newId()}`;
        await make(scene, name);
        return async () => {
          const input = { name };
          const answer = await callAction(scene, action, scene.double, [
            scene.attacker.slug,
            input,
          ]);
          return answer.includes('"conflict"') ? 'a name of the victim is taken' : undefined;
        };
      },
    },
  ];
}
