import { newId } from '@/lib/ids';
import { NO_SETUP, type Setup } from '@/lib/tools/schema';

/** One tool, which asks before it calls a host that is nowhere. */
export const VICTIMS_SETUP: Setup = {
  ...NO_SETUP,
  tools: ['http'],
  hosts: ['tools.matrix.invalid'],
  httpTools: [
    {
      ...{ id: newId(), name: 'ring_the_bell', description: 'Rings the bell of the lighthouse.' },
      ...{ method: 'POST', url: 'https://tools.matrix.invalid/bell', headers: [] },
      ...{ secretHeader: null, confirm: true, enabled: true },
      input: { type: 'object', properties: {} },
    },
  ],
};
