import type { LineEntry, ServedTenant, Sight } from './schema';

/** Rows of a file, the names of the columns first. */
export function sightCells(rows: readonly Sight[]): string[][] {
  return [
    [
      'at',
      'entry_id',
      'actor_kind',
      'actor_id',
      'actor',
      'action',
      'object_kind',
      'object_id',
      'request_id',
    ],
    ...rows.map((row) => [
      row.at,
      row.id,
      row.actorKind,
      row.actorId,
      row.actor ?? '',
      row.action,
      row.objectKind,
      row.objectId ?? '',
      row.requestId ?? '',
    ]),
  ];
}

export function lineCells(rows: readonly LineEntry[]): string[][] {
  return [
    [
      'at',
      'request_id',
      'call',
      'kind',
      'principal_kind',
      'principal_id',
      'feature',
      'tokens',
      'price_nano_usd',
      'entry_id',
    ],
    ...rows.map((row) => [
      row.at,
      row.requestId,
      String(row.callOrdinal),
      row.kind,
      row.principalKind,
      row.principalId,
      row.feature,
      row.tokens,
      row.priceNano,
      row.id,
    ]),
  ];
}

export function servedCells(rows: readonly ServedTenant[]): string[][] {
  return [
    ['tenant_id', 'tenant', 'requests', 'calls', 'tokens', 'first', 'last'],
    ...rows.map((row) => [
      row.tenantId,
      row.slug,
      String(row.requests),
      String(row.calls),
      row.tokens,
      row.first,
      row.last,
    ]),
  ];
}
