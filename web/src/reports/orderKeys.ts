import type { Order } from './report';

const storageKey = 'homing.reports.asked';
/** Beyond so many the oldest is forgotten. */
const most = 10;

/** A wish for a report that was sent, or is about to be, and has not been answered. */
export interface Wish {
  user: string;
  order: Order;
  /** The report that is asked for once more. */
  again?: string;
}

interface KeptWish extends Wish {
  key: string;
}

/**
 * The idempotency key of a wish: the same one for the same wish until it is answered, so that a double click, another try
 * or a reload is the same request to the server. Kept with the tab.
 */
export function keyOf(wish: Wish): string {
  const kept = load();
  const known = kept.find((one) => isSame(one, wish));
  if (known) {
    return known.key;
  }
  const key = crypto.randomUUID();
  save([...kept, { ...wish, key }]);
  return key;
}

/** The same wish again is another request from here on. */
export function answered(wish: Wish): void {
  save(load().filter((one) => !isSame(one, wish)));
}

/** What the user last filled in and sent, if no answer to it was seen. */
export function unanswered(user: string): Order | undefined {
  return load().findLast((one) => one.user === user && one.again === undefined)?.order;
}

function isSame(a: Wish, b: Wish): boolean {
  return contentOf(a) === contentOf(b);
}

function contentOf({ user, order, again }: Wish): string {
  const { kind, title, parameters, lifetime_minutes: minutes } = order;
  return JSON.stringify([user, again ?? null, kind, title, Object.entries(parameters).sort(([a], [b]) => a.localeCompare(b)), minutes]);
}

function load(): readonly KeptWish[] {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '[]') as KeptWish[];
  } catch {
    return []; // Nobody of ours wrote that.
  }
}

function save(wishes: readonly KeptWish[]): void {
  if (wishes.length === 0) {
    sessionStorage.removeItem(storageKey);
  } else {
    sessionStorage.setItem(storageKey, JSON.stringify(wishes.slice(-most)));
  }
}
