import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';

const { ours, theirs } = TENANTS;
const IN_USE = '23503';
const KINDS = { folder: 'folder', group: 'user_group', tag: 'tag' } as const;
type Kind = keyof typeof KINDS;
const NAMED = id(821);

const hide = (kind: Kind) => `select tenancy.hide_named('${kind}', '${NAMED}', now()) as done`;
const show = (kind: Kind) => `select tenancy.show_named('${kind}', '${NAMED}') as done`;

/** One of each kind in both workspaces, under the same id. */
async function named(stage: SqlStage, removed = 'null'): Promise<void> {
  await stage.becomeRoot();
  for (const tenant of [ours, theirs]) {
    await stage.query(
      `insert into folder (tenant_id, id, created_by, created_at, removed_at)
       values ('${tenant}', '${NAMED}', '${PEOPLE.owner}', now(), ${removed})`,
    );
    for (const table of ['user_group', 'tag'])
      await stage.query(
        `insert into ${table} (tenant_id, id, name_sealed, created_at, removed_at)
         values ('${tenant}', '${NAMED}', '\\x00', now(), ${removed})`,
      );
  }
}

const hiddenOf = async (stage: SqlStage, kind: Kind) =>
  (
    await stage.query(
      `select tenant_id from ${KINDS[kind]} where id = '${NAMED}' and removed_at is not null order by 1`,
    )
  ).rows.map((row) => row.tenant_id);

export const HIDDEN_NAME_PROBES: readonly SqlProbe[] = [
  {
    name: 'folders, groups and tags are hidden and shown by who manages them, their own',
    run: (stage, world) =>
      stage.attempt(async () => {
        const problems: string[] = [];
        for (const [change, removed] of [
          [hide, 'null'],
          [show, 'now()'],
        ] as const) {
          for (const kind of Object.keys(KINDS) as Kind[]) {
            await stage.attempt(async () => {
              await named(stage, removed);
              for (const token of ['', world.ours.member, world.worker]) {
                const { refused, rows } = await stage.as('app', token, change(kind));
                problems.push(
                  ...unless(
                    refused === DENIED || rows[0]?.done === false,
                    `anybody changes a ${kind}`,
                  ),
                );
              }
              await stage.become('app', world.ours.admin);
              const { rows, refused } = await stage.query(change(kind));
              await stage.becomeRoot();
              const left = (await hiddenOf(stage, kind)).join();
              problems.push(
                ...unless(
                  rows[0]?.done === true,
                  `an admin could not change a ${kind} (${refused})`,
                ),
                ...unless(
                  left === (change === hide ? ours : theirs),
                  `another ${kind} was changed`,
                ),
              );
            });
          }
        }
        return problems;
      }),
  },
  {
    name: 'what is hidden is in nobody’s sight, and not ended before its time',
    run: (stage, world) =>
      stage.attempt(async () => {
        const problems: string[] = [];
        await named(stage, 'now()');
        for (const table of Object.values(KINDS)) {
          const { count } = await stage.as(
            'app',
            world.ours.owner,
            `select id from ${table} where id = '${NAMED}'`,
          );
          problems.push(...unless(count === 0, `a deleted ${table} is seen`));
        }
        await stage.query(`select tenancy.end_hidden_names(now() - interval '1 minute')`);
        for (const kind of Object.keys(KINDS) as Kind[])
          problems.push(
            ...unless((await hiddenOf(stage, kind)).length === 2, `a ${kind} was ended too soon`),
          );
        return problems;
      }),
  },
  {
    name: 'a folder with documents is not deleted',
    run: (stage, world) =>
      stage.attempt(async () => {
        await named(stage);
        await stage.query(
          `update document set folder_id = '${NAMED}' where ctid = (select ctid from document where tenant_id = '${ours}' limit 1)`,
        );
        const { refused } = await stage.as('app', world.ours.owner, hide('folder'));
        return unless(refused === IN_USE, 'it was deleted with what is in it');
      }),
  },
];
