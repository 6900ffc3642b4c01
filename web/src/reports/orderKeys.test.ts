import { beforeEach, describe, expect, it } from 'vitest';
import { answered, keyOf, unanswered, type Wish } from './orderKeys';

const wish = (more: Partial<Wish['order']> = {}, user = 'analyst'): Wish => ({
  user,
  order: { kind: 'top-games', title: 'x', parameters: { year: 2015, limit: 50 }, lifetime_minutes: 60, ...more },
});

beforeEach(() => {
  sessionStorage.clear();
});

describe('the key of a wish', () => {
  it('is the same until it is answered, whatever the order of its parameters', () => {
    const key = keyOf(wish());
    expect(keyOf(wish())).toBe(key);
    expect(keyOf(wish({ parameters: { limit: 50, year: 2015 } }))).toBe(key);
    answered(wish());
    expect(keyOf(wish())).not.toBe(key);
  });

  it.each([
    ['title', wish({ title: 'y' })],
    ['parameters', wish({ parameters: { year: 2014, limit: 50 } })],
    ['kind', wish({ kind: 'other' })],
    ['life time', wish({ lifetime_minutes: 10 })],
    ['user', wish({}, 'ceo')],
    ['report that is asked for once more', { ...wish(), again: 'r1' }],
  ])('is another with another %s, and each is kept', (_, other) => {
    const key = keyOf(wish());
    const another = keyOf(other);
    expect(another).not.toBe(key);
    answered(other);
    expect(keyOf(wish())).toBe(key);
  });

  it('is kept for the ten newest wishes', () => {
    const first = keyOf(wish({ title: '0' }));
    for (let count = 1; count <= 10; count += 1) {
      keyOf(wish({ title: String(count) }));
    }
    const last = keyOf(wish({ title: '10' }));
    expect(keyOf(wish({ title: '0' }))).not.toBe(first);
    expect(keyOf(wish({ title: '10' }))).toBe(last);
  });

  it('survives what is no list of wishes', () => {
    sessionStorage.setItem('homing.reports.asked', 'nonsense');
    expect(keyOf(wish())).toBe(keyOf(wish()));
  });
});

describe('what was not answered', () => {
  it('is the user’s own last wish from the form', () => {
    expect(unanswered('analyst')).toBeUndefined();
    keyOf(wish({ title: 'a' }));
    keyOf(wish({ title: 'b' }));
    keyOf({ ...wish({ title: 'c' }), again: 'r1' });
    keyOf(wish({ title: 'd' }, 'ceo'));
    expect(unanswered('analyst')?.title).toBe('b');
    answered(wish({ title: 'b' }));
    expect(unanswered('analyst')?.title).toBe('a');
  });
});
