import { expect, it } from 'vitest';
import { placeTip } from './place-tip';

const box = (left: number, top: number, width: number, height: number) => ({
  getBoundingClientRect: () => ({ left, top, width, height }),
});
const window = { innerWidth: 360 };

it('stands above the middle of what it is of', () => {
  expect(placeTip(box(0, 0, 100, 30), box(150, 200, 20, 20), window)).toEqual({
    left: '110px',
    top: '164px',
  });
});

it('stands below where there is no room above', () => {
  expect(placeTip(box(0, 0, 100, 30), box(150, 20, 20, 20), window).top).toBe('46px');
});

it('never leaves the window', () => {
  expect(placeTip(box(0, 0, 200, 30), box(0, 200, 20, 20), window).left).toBe('8px');
  expect(placeTip(box(0, 0, 200, 30), box(350, 200, 20, 20), window).left).toBe('152px');
});
