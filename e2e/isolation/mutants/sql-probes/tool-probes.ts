import { id, TENANTS } from '../sql-people';
import { type SqlProbe, unless } from '../sql-probe';

const READ = 'select id from tool_secret';
const CHANGE = 'update tool_secret set changed_at = now()';
const END = 'delete from tool_secret';
const ADD = `insert into tool_secret (tenant_id, id, secret_sealed, changed_at)
  values ('${TENANTS.ours}', '${id(341)}', '', now())`;

export const TOOL_PROBES: readonly SqlProbe[] = [
  {
    name: 'secrets of tools are there for whoever asks, and for no worker',
    run: async (stage, world) => {
      const worker = await stage.as('app', world.worker, READ);
      const member = await stage.as('app', world.ours.member, READ);
      return [
        ...unless(worker.count === 0, 'a worker is shown secrets'),
        ...unless(member.count === 1, `a member is shown ${member.count} secrets`),
      ];
    },
  },
  {
    name: 'secrets of tools are the administrators’ to change',
    run: (stage, world) =>
      stage.attempt(async () => {
        const problems: string[] = [];
        for (const sql of [ADD, CHANGE, END]) {
          const { count, refused } = await stage.as('app', world.ours.member, sql);
          problems.push(...unless(refused !== undefined || count === 0, `a member did it: ${sql}`));
        }
        await stage.become('app', world.ours.admin);
        const changed = await stage.query(CHANGE);
        return [...problems, ...unless(changed.count === 1, 'an admin was refused')];
      }),
  },
];
