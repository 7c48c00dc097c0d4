import type { IconName } from './icons';

/** An item of a menu, whether a button opens it or a right click. */
export type MenuItem =
  | {
      label: string;
      icon?: IconName;
      keys?: string;
      danger?: boolean;
      disabled?: boolean;
      /** Why it is disabled. */
      tip?: string;
      /** Makes the item a checkbox; the menu stays open when it is toggled. */
      checked?: boolean;
      /** The item's test id. */
      testid?: string;
      onselect: () => void;
    }
  | 'line';
