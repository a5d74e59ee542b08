import { cva, type VariantProps } from 'class-variance-authority';

/** Looks of everything that acts like a button, links included. */
export const buttonVariants = cva(
  [
    'inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-md',
    'border font-medium text-sm transition-colors duration-100',
    'disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55',
    "[&_svg:not([class*='size-'])]:size-4 [&_svg]:shrink-0",
  ],
  {
    variants: {
      variant: {
        primary:
          'border-transparent bg-accent text-on-accent shadow-card enabled:hover:bg-accent-strong [a&]:hover:bg-accent-strong',
        secondary:
          'border-line-firm bg-surface text-ink shadow-card enabled:hover:bg-sunken [a&]:hover:bg-sunken dark:bg-raised dark:enabled:hover:bg-line',
        ghost:
          'border-transparent bg-transparent text-ink-soft enabled:hover:bg-ink/6 enabled:hover:text-ink [a&]:hover:bg-ink/6 [a&]:hover:text-ink data-[state=open]:bg-ink/6',
        danger:
          'border-transparent bg-danger-fill text-on-danger shadow-card enabled:hover:bg-danger-fill-strong [a&]:hover:bg-danger-fill-strong',
        'danger-ghost':
          'border-transparent bg-transparent text-danger enabled:hover:bg-danger-soft [a&]:hover:bg-danger-soft',
        link: 'border-transparent bg-transparent px-0 text-accent-text underline-offset-4 hover:underline',
      },
      size: {
        sm: 'h-8 px-2.5 text-[0.8125rem] touch:h-10',
        md: 'h-9 px-3.5 touch:h-11',
        lg: 'h-11 px-5 text-[0.9375rem]',
        icon: 'size-9 touch:size-11',
        'icon-sm': 'size-8 touch:size-10',
      },
    },
    compoundVariants: [{ variant: 'link', className: 'px-0' }],
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
);

export type ButtonVariants = VariantProps<typeof buttonVariants>;
