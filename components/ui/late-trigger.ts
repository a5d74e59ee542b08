import { type ComponentProps, cloneElement, type ReactElement } from 'react';

type ButtonProps = ComponentProps<'button'> & { 'data-state'?: 'open' | 'closed' };
export type Trigger = ReactElement<ButtonProps>;

/** Of the button that opens what has this id. */
export function triggerId(id: string): string {
  return `${id}-button`;
}

interface Opening {
  kind: 'menu' | 'dialog';
  open: boolean;
  /** Of what opens. */
  id: string;
  /** Somebody is near, with the pointer or the focus. */
  onNear: (button: HTMLButtonElement) => void;
  onPress: (button: HTMLButtonElement) => void;
}

/** The button with what opens its late part, beside what it does itself. It is never made anew, so that it keeps the focus. */
export function openingTrigger(trigger: Trigger, opening: Opening): Trigger {
  const { kind, open, id, onNear, onPress } = opening;
  const own = trigger.props;
  return cloneElement(trigger, {
    id: own.id ?? triggerId(id),
    'aria-haspopup': kind,
    'aria-expanded': open,
    'aria-controls': open ? id : undefined,
    'data-state': open ? 'open' : 'closed',
    onPointerEnter(event) {
      own.onPointerEnter?.(event);
      onNear(event.currentTarget);
    },
    onFocus(event) {
      own.onFocus?.(event);
      onNear(event.currentTarget);
    },
    onClick(event) {
      own.onClick?.(event);
      onPress(event.currentTarget);
    },
    onKeyDown(event) {
      own.onKeyDown?.(event);
      if (kind !== 'menu' || event.key !== 'ArrowDown') return;
      event.preventDefault();
      onPress(event.currentTarget);
    },
  });
}
