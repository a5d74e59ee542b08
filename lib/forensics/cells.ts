import type { LineEntry, ServedTenant, Sight } from './schema';

export const SIGHT_HEADER = [
  ...['at', 'entry_id', 'actor_kind', 'actor_id', 'actor'],
  ...['action', 'object_kind', 'object_id', 'request_id'],
];

/** In the order of the header, as the others are. */
export function sightCells(row: Sight): string[] {
  return [
    row.at,
    row.id,
    row.actorKind,
    row.actorId,
    row.actor ?? '',
    row.action,
    row.objectKind,
    row.objectId ?? '',
    row.requestId ?? '',
  ];
}

export const LINE_HEADER = [
  ...['at', 'request_id', 'call', 'kind', 'principal_kind', 'principal_id', 'feature'],
  ...['tokens', 'price_nano_usd', 'entry_id'],
];

export function lineCells(row: LineEntry): string[] {
  return [
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
  ];
}

export const SERVED_HEADER = [
  ...['tenant_id', 'tenant', 'requests', 'calls', 'tokens', 'first', 'last'],
];

export function servedCells(row: ServedTenant): string[] {
  return [
    row.tenantId,
    row.slug,
    String(row.requests),
    String(row.calls),
    row.tokens,
    row.first,
    row.last,
  ];
}
