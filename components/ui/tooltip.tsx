'use client';

import {
  type ComponentProps,
  cloneElement,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { createPortal } from 'react-dom';
import { placeTip } from './place-tip';

const OPEN_MS = 250;
/** Long enough to reach the tooltip with the pointer. */
const CLOSE_MS = 150;

interface TooltipProps {
  label: ReactNode;
  /** One button. A tooltip adds to its accessible name, it never is the name. */
  children: ReactElement<ComponentProps<'button'>>;
}

/** Of our own, since answers are full of them: it stays while the pointer is on it, and goes with Escape, a press and scrolling. */
export function Tooltip({ label, children }: TooltipProps) {
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const soon = (ms: number, next: HTMLElement | undefined) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAnchor(next), ms);
  };
  const close = () => {
    clearTimeout(timer.current);
    setAnchor(undefined);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const own = children.props;
  return (
    <>
      {cloneElement(children, {
        'aria-describedby': anchor ? id : own['aria-describedby'],
        onPointerEnter: (event) =>
          event.pointerType !== 'touch' && soon(OPEN_MS, event.currentTarget),
        onPointerLeave: () => soon(CLOSE_MS, undefined),
        onFocus: (event) =>
          event.currentTarget.matches(':focus-visible') && soon(0, event.currentTarget),
        onBlur: close,
        onClick(event) {
          close();
          own.onClick?.(event);
        },
        onKeyDown(event: KeyboardEvent<HTMLButtonElement>) {
          if (event.key === 'Escape' && anchor) {
            event.stopPropagation();
            close();
          }
          own.onKeyDown?.(event);
        },
      } satisfies ComponentProps<'button'>)}
      {anchor && (
        <Tip
          id={id}
          over={anchor}
          onEnter={() => soon(0, anchor)}
          onLeave={() => soon(CLOSE_MS, undefined)}
          onScroll={close}
        >
          {label}
        </Tip>
      )}
    </>
  );
}

interface TipProps {
  id: string;
  over: HTMLElement;
  onEnter: () => void;
  onLeave: () => void;
  onScroll: () => void;
  children: ReactNode;
}

function Tip({ id, over, onEnter, onLeave, onScroll, children }: TipProps) {
  const tip = useRef<HTMLDivElement>(null);
  const scrolled = useRef(onScroll);
  scrolled.current = onScroll;
  useLayoutEffect(() => {
    if (tip.current) Object.assign(tip.current.style, placeTip(tip.current, over));
  }, [over]);
  useEffect(() => {
    const gone = () => scrolled.current();
    window.addEventListener('scroll', gone, { capture: true, passive: true });
    return () => window.removeEventListener('scroll', gone, { capture: true });
  }, []);
  return createPortal(
    <div
      ref={tip}
      id={id}
      role="tooltip"
      onPointerEnter={onEnter}
      onPointerLeave={onLeave}
      className="fixed z-50 w-max max-w-64 animate-fade-in text-balance rounded-md bg-ink px-2.5 py-1.5 text-canvas text-xs leading-snug shadow-float"
    >
      {children}
    </div>,
    document.body,
  );
}
