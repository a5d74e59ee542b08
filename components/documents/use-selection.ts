'use client';

import { type ComponentProps, type KeyboardEvent, useCallback, useRef, useState } from 'react';

export interface Selection {
  chosen: ReadonlySet<string>;
  toggle: (id: string) => void;
  setAll: (on: boolean) => void;
  clear: () => void;
  rowProps: (id: string) => ComponentProps<'tr'>;
}

interface Keys {
  onOpen: (id: string) => void;
  /** Of the chosen rows, or of the one that has the focus. */
  onDelete: (ids: string[]) => void;
}

/**
 * Rows that are walked through and chosen by keyboard as in a file manager: arrows, Home and End move, with Shift they
 * choose, Space toggles, Control-A takes all, Enter opens, Delete removes, Escape lets go. One row is in the tab order.
 */
export function useSelection(ids: readonly string[], { onOpen, onDelete }: Keys): Selection {
  const [all, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState<string>();
  const rows = useRef(new Map<string, HTMLTableRowElement>());
  // What left the list is not changed by what is done to the chosen.
  const chosen = new Set(ids.filter((id) => all.has(id)));
  const reachable = current !== undefined && ids.includes(current) ? current : ids[0];
  const toggle = useCallback((id: string) => {
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const move = (to: number, choosing: boolean, from: string) => {
    const id = ids[Math.min(ids.length - 1, Math.max(0, to))];
    if (id === undefined) return;
    setCurrent(id);
    rows.current.get(id)?.focus();
    if (choosing) setChosen((before) => new Set([...before, from, id]));
  };
  const onKeyDown = (id: string) => (event: KeyboardEvent<HTMLTableRowElement>) => {
    // Links and buttons of the row have keys of their own.
    if (event.target !== event.currentTarget || event.altKey) return;
    const doing = doingOf(event);
    if (!doing) return;
    event.preventDefault();
    if (doing === 'toggle') toggle(id);
    else if (doing === 'open') onOpen(id);
    else if (doing === 'delete') onDelete(chosen.size > 0 ? [...chosen] : [id]);
    else if (doing === 'none') setChosen(new Set());
    else if (doing === 'all') setChosen(new Set(ids));
    else move(place(doing, ids.indexOf(id), ids.length), event.shiftKey, id);
  };
  return {
    chosen,
    toggle,
    setAll: (on) => setChosen(on ? new Set(ids) : new Set()),
    clear: () => setChosen(new Set()),
    rowProps: (id) => ({
      ref: (row) => {
        if (row) rows.current.set(id, row);
        else rows.current.delete(id);
      },
      tabIndex: id === reachable ? 0 : -1,
      'aria-selected': chosen.has(id),
      onFocus: () => setCurrent(id),
      onKeyDown: onKeyDown(id),
      className: chosen.has(id)
        ? 'bg-accent-soft focus-visible:outline-offset-[-2px]'
        : 'focus-visible:outline-offset-[-2px]',
    }),
  };
}

type Move = 'next' | 'previous' | 'first' | 'last';
type Doing = Move | 'toggle' | 'open' | 'delete' | 'none' | 'all';

const DOINGS = new Map<string, Doing>([
  ['ArrowDown', 'next'],
  ['ArrowUp', 'previous'],
  ['Home', 'first'],
  ['End', 'last'],
  [' ', 'toggle'],
  ['Enter', 'open'],
  ['Delete', 'delete'],
  ['Escape', 'none'],
]);

function doingOf({ key, ctrlKey, metaKey }: KeyboardEvent): Doing | undefined {
  if (ctrlKey || metaKey) return key === 'a' ? 'all' : undefined;
  return DOINGS.get(key);
}

function place(move: Move, at: number, rows: number): number {
  if (move === 'first') return 0;
  if (move === 'last') return rows - 1;
  return move === 'next' ? at + 1 : at - 1;
}
