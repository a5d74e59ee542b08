import { now } from '@/lib/clock';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { LOST_MS } from './read-upstreams';
import type { InstanceFacts, InstanceView } from './schema';

const ORDER: InstanceView['state'][] = ['running', 'lost', 'stopped'];

/** Of the last day, running ones first. */
export async function readInstances(sql: PlatformSql): Promise<InstanceView[]> {
  const rows = await sql<{
    id: string;
    roles: string[];
    version: string;
    node: string;
    started_at: Date;
    seen_at: Date;
    stopped_at: Date | null;
    facts: InstanceFacts;
  }>(
    `select id, roles, version, node, started_at, seen_at, stopped_at, facts from platform_instance
     order by seen_at desc, id limit 200`,
  );
  const lost = now().getTime() - LOST_MS;
  return rows
    .map(
      (row): InstanceView => ({
        id: row.id,
        roles: row.roles,
        version: row.version,
        node: row.node,
        startedAt: row.started_at.toISOString(),
        seenAt: row.seen_at.toISOString(),
        state: row.stopped_at ? 'stopped' : row.seen_at.getTime() < lost ? 'lost' : 'running',
        facts: row.facts,
      }),
    )
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
}
