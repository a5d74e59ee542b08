import type { MessageRequest, SearchResultBlock } from './request';

/** What may be quoted: search results, and text that a tool returned. */
export interface Passage {
  /** Position among all search results of the request; undefined for a tool's plain text. */
  searchResultIndex?: number;
  citable: boolean;
  source: string;
  title: string;
  blocks: string[];
}

/** Passages of a request in the order in which the API numbers them. */
export function collectPassages(request: MessageRequest): Passage[] {
  const passages: Passage[] = [];
  let next = 0;
  const addResult = (block: SearchResultBlock): void => {
    passages.push({
      searchResultIndex: next++,
      citable: block.citations?.enabled === true,
      source: block.source,
      title: block.title,
      blocks: block.content.map((entry) => entry.text),
    });
  };
  for (const message of request.messages) {
    for (const block of message.content) {
      if (block.type === 'search_result') addResult(block);
      if (block.type !== 'tool_result') continue;
      const content = block.content ?? '';
      const texts = typeof content === 'string' ? [content] : [];
      for (const entry of typeof content === 'string' ? [] : content) {
        if (entry.type === 'search_result') addResult(entry);
        else texts.push(entry.text);
      }
      // Where there are several, the first says what the rest is.
      const told = texts.slice(texts.length > 1 ? 1 : 0);
      const blocks = told.filter((text) => text.trim() !== '');
      if (blocks.length > 0) {
        passages.push({ citable: false, source: block.tool_use_id, title: '', blocks });
      }
    }
  }
  return passages;
}

/** The text of the last user turn that has any; a turn of tool results alone asks nothing. */
export function lastQuestion(request: MessageRequest): string {
  return userTexts(request).at(-1) ?? '';
}

/** The last block of text of every user turn that has one: blocks before it are context. */
export function userTexts(request: MessageRequest): string[] {
  return request.messages.flatMap((message) => {
    if (message.role !== 'user') return [];
    const texts = message.content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
    return texts.slice(-1);
  });
}
