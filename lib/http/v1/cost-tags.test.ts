import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { costTags } from './cost-tags';

const read = (tags?: string) =>
  costTags({
    headers: tags === undefined ? {} : { 'tenantry-tags': tags },
  } as unknown as IncomingMessage);

describe('tags of a call', () => {
  it('are names with values', () => {
    expect(read()).toEqual({});
    expect(read('team=research, project=Heron 2')).toEqual({
      team: 'research',
      project: 'Heron 2',
    });
  });

  it.each([
    '',
    'team',
    'Team=a',
    'team=a,team=b',
    'team=<b>',
    `team=${'a'.repeat(81)}`,
    'a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1,j=1,k=1',
  ])('are refused as %j', (tags) => {
    expect(() => read(tags)).toThrowError(expect.objectContaining({ code: 'invalid_input' }));
  });
});
