import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { REQUEST_COLUMNS, type RequestRow, toRequest } from './request-row';
import type { QuotaRequestView } from './schema';

const LISTED = 30;

/** The workspace's requests, the open one first, then the newest. Throws `forbidden`. */
export async function readOwnRequests(ctx: TenantContext): Promise<QuotaRequestView[]> {
  authorize(ctx, 'limits:edit');
  const rows = await withTenantSql(ctx, (sql) =>
    sql<RequestRow>(
      `select q.tenant_id, ${REQUEST_COLUMNS} from quota_request q left join app_user u on u.id = q.asked_by
       where q.tenant_id = :tenant order by q.state = 'open' desc, q.asked_at desc, q.id limit $1`,
      [LISTED],
    ),
  );
  return rows.map(toRequest);
}
