export const STAGES = [
  'received',
  'extracting',
  'chunking',
  'embedding',
  'indexed',
  'failed',
  'cancelled',
] as const;
export type DocumentStage = (typeof STAGES)[number];

/** Stages in which a worker has the document or will take it. */
export const ACTIVE_STAGES = ['received', 'extracting', 'chunking', 'embedding'] as const;

export function isActive(stage: DocumentStage): boolean {
  return (ACTIVE_STAGES as readonly string[]).includes(stage);
}

/** Newest first unless one of these. */
export const SORTS = ['oldest', 'name', 'largest', 'status'] as const;
export type Sort = (typeof SORTS)[number];
