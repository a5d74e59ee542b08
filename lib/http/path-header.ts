/** Request header in which `proxy.ts` tells pages their own path: for the way back, never for a decision. */
export const PATH_HEADER = 'x-tenantry-path';
