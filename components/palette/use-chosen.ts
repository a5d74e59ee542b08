'use client';

import { useEffect, useRef, useState } from 'react';
import { itemValue } from './palette-group';
import type { Found } from './use-found';

/** Which item Enter takes: also of what a server found, once nothing else in the list has the words. */
export function useChosen({ conversations, documents }: Found) {
  const list = useRef<HTMLDivElement>(null);
  const [chosen, choose] = useState('');
  const [conversation] = conversations;
  const [document] = documents;
  const first = conversation
    ? itemValue('Conversations', conversation.href)
    : document && itemValue('Documents', document.href);
  // After every change of the list, whoever made it.
  useEffect(() => {
    if (first && !list.current?.querySelector('[aria-selected="true"]')) choose(first);
  });
  return { list, chosen, choose };
}
