import { HOLDS } from '../sql-library';
import { id, PEOPLE, TENANTS } from '../sql-people';
import { type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const { ours, theirs } = TENANTS;
const NOW = '2026-01-01T00:00:00Z';
const BATCH = 'select * from tenancy.budget_batch($1, $2, $3)';

/** What a batch says of its one ending step. */
async function ended(
  stage: SqlStage,
  step: { tenant: string; id: string; kind?: string; secret?: string },
  token?: string,
): Promise<unknown> {
  const { secret, ...rest } = step;
  const proof = token === undefined ? { secret } : { token: 1 };
  const row = { place: 0, kind: 'settle', outcome: 'complete', at: NOW, ...rest, ...proof };
  const tokens = token === undefined ? [] : [token];
  const { rows } = await stage.as('app', '', BATCH, [tokens, null, JSON.stringify([row])]);
  return rows[0]?.outcome;
}

/** What a batch says of its one reserving step. */
async function taken(
  stage: SqlStage,
  token: string,
  kind: string,
  who: string,
  tags: unknown = {},
): Promise<unknown> {
  const row = {
    place: 0,
    token: 1,
    id: id(101),
    requestId: id(102),
    callOrdinal: 0,
    principalKind: kind,
    principalId: who,
    feature: 'chat',
    model: 'm',
    policyVersion: 1,
    costVersion: 1,
    priceVersion: 2,
    inputTokens: 1,
    outputTokens: 1,
    price: 1,
    cost: 1,
    at: NOW,
    documents: [],
    holder: '00',
    account: 'platform',
    productLine: 'assistant',
    environment: 'production',
    tags,
    scopes: [],
  };
  const { rows } = await stage.as('app', '', BATCH, [[token], JSON.stringify([row]), null]);
  return rows[0]?.outcome;
}

async function signed(stage: SqlStage, hold: string): Promise<string> {
  const { rows } = await stage.query(
    "select tenancy.sign_context($1, $2, 'hold', 'hold', interval '1 hour') as token",
    [ours, hold],
  );
  return String(rows[0]?.token);
}

export const BUDGET_PROBES: readonly SqlProbe[] = [
  {
    name: 'a step of a batch ends what its proof names',
    run: async (stage, world) => {
      const token = world.ours.owner;
      const holder = await signed(stage, HOLDS.fresh);
      const forged = token.replace(ours, theirs);
      const own = { tenant: ours, id: HOLDS.fresh };
      const foreign = { tenant: theirs, id: HOLDS.fresh };
      const problems: string[] = [];
      for (const kind of ['settle', 'cancel', 'renew']) {
        const refused: [string, unknown][] = [
          ['another tenant’s', await ended(stage, { ...foreign, kind }, token)],
          ['a forged context’s', await ended(stage, { ...foreign, kind }, forged)],
          ['no context’s', await ended(stage, { ...own, kind }, '')],
          ['a guessed secret’s', await ended(stage, { ...own, kind, secret: 'their secret' })],
          ['another hold’s', await ended(stage, { ...own, kind, id: HOLDS.other }, holder)],
        ];
        for (const [whose, outcome] of refused)
          problems.push(...unless(outcome === 'absent', `${whose} ${kind}: ${outcome}`));
      }
      const settled = { tenant: theirs, id: HOLDS.settled };
      problems.push(
        ...unless((await ended(stage, settled, token)) === 'absent', 'it tells of a settled hold'),
        ...unless((await ended(stage, own, token)) === 'settled', 'the owner settles nothing'),
        ...unless((await ended(stage, own, holder)) === 'settled', 'the hold settles nothing'),
        ...unless(
          (await ended(stage, { ...own, secret: 'our secret' })) === 'settled',
          'the secret settles nothing',
        ),
      );
      return problems;
    },
  },
  {
    name: 'a step of a batch takes holds for who signed in',
    run: async (stage, world) => {
      const { owner } = world.ours;
      const forged = owner.replace(ours, theirs);
      const holder = await signed(stage, HOLDS.fresh);
      return [
        ...unless((await taken(stage, owner, 'user', PEOPLE.owner)) === 'held', 'nothing is held'),
        ...unless(
          (await taken(stage, owner, 'user', PEOPLE.member)) === 'denied',
          'held for another person',
        ),
        ...unless(
          (await taken(stage, forged, 'user', PEOPLE.owner)) === 'denied',
          'held under a forged context',
        ),
        ...unless(
          (await taken(stage, holder, 'hold', HOLDS.fresh)) === 'denied',
          'held under a hold’s context',
        ),
      ];
    },
  },
  {
    name: 'cost tags of a hold are names with values',
    run: async (stage, world) => {
      const { owner } = world.ours;
      const problems: string[] = [];
      for (const tags of [['a'], 'a', 1, null])
        problems.push(
          ...unless(
            (await taken(stage, owner, 'user', PEOPLE.owner, tags)) === undefined,
            `held with the tags ${JSON.stringify(tags)}`,
          ),
        );
      return problems;
    },
  },
  {
    name: 'a batch leaves no context behind',
    run: (stage, world) =>
      stage.attempt(async () => {
        await stage.become('app');
        await stage.query(BATCH, [[world.ours.owner], null, null]);
        const { count } = await stage.query('select from membership');
        return unless(count === 0, 'its transaction sees the workspace');
      }),
  },
  {
    name: 'a call is adjusted by the worker, its own hold and finance',
    run: async (stage, world) => {
      const own = await signed(stage, HOLDS.fresh);
      const other = await signed(stage, HOLDS.other);
      const adjusted = (login: 'app' | 'definer', token: string, tenant: string) =>
        stage.attempt(async () => {
          await booked(stage, tenant);
          if (login === 'app') await stage.become('app', token);
          else await stage.query("select set_config('tenancy.context', $1, true)", [token]);
          const { rows, refused } = await stage.query(
            'select tenancy.adjust_entry($1, $2, $3, $4, $5, $6) as adjusted',
            [tenant, id(103), HOLDS.fresh, JSON.stringify(NOTHING), 'probe', NOW],
          );
          return refused ?? rows[0]?.adjusted;
        });
      return [
        ...unless((await adjusted('app', world.worker, ours)) === true, 'not by the worker'),
        ...unless((await adjusted('app', own, ours)) === true, 'not by its hold'),
        ...unless((await adjusted('app', other, ours)) === false, 'by another hold'),
        ...unless((await adjusted('app', world.ours.owner, ours)) === false, 'by a person'),
        ...unless((await adjusted('app', world.worker, theirs)) === false, 'of another tenant'),
        ...unless(
          (await adjusted('definer', world.platform.operator, ours)) === false,
          'by an operator',
        ),
      ];
    },
  },
];

const NOTHING = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  cost: 0,
  price: 0,
};

/** A call in the ledger, under its hold's id. */
async function booked(stage: SqlStage, tenant: string): Promise<void> {
  await stage.client.query(
    `insert into ledger_entry (tenant_id, id, request_id, call_ordinal, at, principal_kind, principal_id, feature, model,
       outcome, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
       cost_version, price_version, cost_nano, price_nano, estimated)
     values ($1, $2, $3, 0, $4, 'user', $5, 'chat', 'm', 'complete', 1, 1, 0, 0, 0, 1, 2, 1, 1, false)`,
    [tenant, HOLDS.fresh, id(91), NOW, PEOPLE.owner],
  );
}
