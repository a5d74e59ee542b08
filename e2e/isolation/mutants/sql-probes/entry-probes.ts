import { PEOPLE, TENANTS } from '../sql-people';
import { type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

/** What a proof of entry hashes, part by part; the context is `$1`. */
const PARTS = [
  'key',
  'int4send(pg_backend_pid())',
  'timestamptz_send(now())',
  '$1::text::bytea',
  'key',
];

export const ENTRY_PROBES: readonly SqlProbe[] = [
  {
    name: 'a genuine context is entered and shows its tenant alone',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const token of [world.ours.owner, world.ours.both, world.worker]) {
        const { rows } = await entered(stage, token, 'select tenant_id from policy_version');
        const tenants = rows.map((row) => row.tenant_id).join();
        problems.push(...unless(tenants === TENANTS.ours, `shows ${tenants || 'nothing'}`));
      }
      return problems;
    },
  },
  {
    name: 'a context that is not genuine shows nothing, entered or not',
    run: async (stage, world) => {
      const problems: string[] = [];
      for (const [what, token] of Object.entries(world.worthless)) {
        const alone = await entered(stage, token, 'select from tenant');
        const after = await stage.attempt(async () => {
          await stage.become('app');
          await enter(stage, world.ours.owner);
          return entered(stage, token, 'select from tenant');
        });
        problems.push(
          ...unless(alone.count === 0, `${what} shows a tenant`),
          ...unless(after.count === 0, `${what} shows a tenant after a genuine one`),
        );
      }
      return problems;
    },
  },
  {
    name: 'what ends a context during a transaction is seen by the next that enters',
    run: (stage, world) =>
      stage.attempt(async () => {
        await stage.query("update tenant set state = 'suspended' where id = $1", [TENANTS.ours]);
        const suspended = await entered(stage, world.ours.owner, 'select from tenant');
        await stage.query("update tenant set state = 'active' where id = $1", [TENANTS.ours]);
        await stage.query(
          "update membership set role = 'member' where tenant_id = $1 and user_id = $2",
          [TENANTS.ours, PEOPLE.owner],
        );
        const demoted = await entered(stage, world.ours.owner, 'select from tenant');
        await stage.query(
          "update membership set role = 'owner' where tenant_id = $1 and user_id = $2",
          [TENANTS.ours, PEOPLE.owner],
        );
        await stage.query('delete from membership where tenant_id = $1 and user_id = $2', [
          TENANTS.ours,
          PEOPLE.owner,
        ]);
        const removed = await entered(stage, world.ours.owner, 'select from tenant');
        return [
          ...unless(suspended.count === 0, 'a suspended tenant was entered'),
          ...unless(demoted.count === 0, 'a role that was taken away was entered'),
          ...unless(removed.count === 0, 'who was removed has entered'),
        ];
      }),
  },
  {
    name: 'a proof of entry counts whole, for its context, backend and transaction, until the context ends',
    run: async (stage, world) => {
      // Its signature is genuine, so that only what is looked up refuses it.
      const paused = world.worthless['one of a suspended tenant'] ?? '';
      const ended = world.worthless['one that has ended'] ?? '';
      const whole = await proof(stage, PARTS, paused);
      const problems = unless(
        (await shownBy(stage, paused, whole)) > 0,
        'a whole proof is not what this probe takes for one',
      );
      const worthless: Record<string, string> = {
        'no proof': '',
        'half a proof': whole.slice(0, 32).padEnd(64, '0'),
        'a proof of another context': await proof(stage, PARTS, world.ours.owner),
      };
      for (const [place, part] of PARTS.entries())
        worthless[`a proof without its ${place + 1}. part, ${part}`] = await proof(
          stage,
          PARTS.filter((_, index) => index !== place),
          paused,
        );
      const [, ...keyless] = PARTS.slice(0, -1);
      worthless['a proof without the key'] = await proof(stage, keyless, paused);
      for (const [what, text] of Object.entries(worthless))
        problems.push(...unless((await shownBy(stage, paused, text)) === 0, `${what} lets in`));
      const over = await shownBy(stage, ended, await proof(stage, PARTS, ended));
      return [...problems, ...unless(over === 0, 'a proof outlives its context')];
    },
  },
  {
    name: 'what is entered ends with the transaction',
    run: (stage, world) =>
      stage.attempt(async () => {
        // A setting that is local to the transaction ends with a function that has it among its own.
        await stage.query(
          `create function public.enclosed(token text) returns boolean language plpgsql
           set tenancy.context = '' set tenancy.entered = '' as 'begin return tenancy.enter(token); end'`,
        );
        const { rows } = await stage.query(
          `select public.enclosed($1) as inside, current_setting('tenancy.context', true) as context,
             current_setting('tenancy.entered', true) as proof`,
          [world.ours.owner],
        );
        return [
          ...unless(rows[0]?.inside === true, 'nothing was entered'),
          ...unless(!rows[0]?.context, 'the context was left behind'),
          ...unless(!rows[0]?.proof, 'the proof was left behind'),
        ];
      }),
  },
];

const enter = (stage: SqlStage, token: string) => stage.query('select tenancy.enter($1)', [token]);

/** What a statement gives to the app that has entered. */
const entered = (stage: SqlStage, token: string, sql: string) =>
  stage.attempt(async () => {
    await stage.become('app');
    await enter(stage, token);
    return stage.query(sql);
  });

/** As only the superuser can write it. */
async function proof(stage: SqlStage, parts: readonly string[], token: string): Promise<string> {
  const { rows } = await stage.query(
    `select encode(sha256(${parts.join(' || ')}), 'hex') as proof, $1::text as token from tenancy.context_key`,
    [token],
  );
  return String(rows[0]?.proof);
}

/** How many tenants the app sees under a context with a proof beside it. */
const shownBy = (stage: SqlStage, token: string, text: string) =>
  stage.attempt(async () => {
    await stage.become('app', token);
    await stage.query("select set_config('tenancy.entered', $1, true)", [text]);
    return (await stage.query('select from tenant')).count;
  });
