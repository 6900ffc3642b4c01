import { describe, expect, it } from 'vitest';
import { draftOf, emptyDraft, faultsOf, hintOf, orderIn, type Draft, type OrderRules } from './kinds';

const year = { type: 'integer', min: 1980, max: 2020, default: undefined } as const;
const rules: OrderRules = {
  kinds: [
    {
      kind: 'top-games',
      title: '',
      description: '',
      parameters: [
        { ...year, name: 'year', description: 'the year of release' },
        { type: 'integer', name: 'limit', description: '', min: 1, max: 200, default: 50 },
      ],
    },
    { kind: 'sales-by-genre', title: '', description: '', parameters: [{ ...year, name: 'from', description: '' }, { ...year, name: 'to', description: '' }] },
    { kind: 'publisher-portfolio', title: '', description: '', parameters: [{ type: 'text', name: 'publisher', description: 'the publisher', min: 1, max: 5 }] },
  ],
  lifetime: { min: 10, max: 1_440, default: 60 },
  titleLength: 10,
};

const draft = (kind: string, values: Draft['values'], title = ''): Draft => ({ ...emptyDraft(rules), kind, values, title });

describe('the faults of a draft', () => {
  it.each([
    ['top-games', { year: '2015' }, []],
    ['top-games', { year: ' 1980 ', limit: '200' }, []],
    ['top-games', {}, ['year']],
    ['top-games', { year: '1979' }, ['year']],
    ['top-games', { year: '2021' }, ['year']],
    ['top-games', { year: '2015.5' }, ['year']],
    ['top-games', { year: '2e3' }, ['year']],
    ['top-games', { year: '2015', limit: '' }, ['limit']],
    ['top-games', { year: '2015', limit: '0' }, ['limit']],
    ['sales-by-genre', { from: '2010', to: '2010' }, []],
    ['sales-by-genre', { from: '2011', to: '2010' }, ['to']],
    ['sales-by-genre', { from: '2011', to: '10' }, ['to']],
    ['publisher-portfolio', { publisher: '  ' }, ['publisher']],
    ['publisher-portfolio', { publisher: ' 任天堂 ' }, []],
    ['publisher-portfolio', { publisher: '123456' }, ['publisher']],
  ])('of %s with %o are those of %o', (kind, values, fields) => {
    expect(Object.keys(faultsOf(draft(kind, values), rules))).toEqual(fields);
  });

  it('are those of its own kind, in the order of the fields, with the title last', () => {
    const wrong = draft('sales-by-genre', { year: 'x', from: '1', to: '2' }, 'much too long');
    expect(faultsOf(wrong, rules)).toEqual({
      from: 'A whole number from 1980 to 2020.',
      to: 'A whole number from 1980 to 2020.',
      title: 'At most 10 characters.',
    });
  });

  it('say what is allowed between two years', () => {
    expect(faultsOf(draft('sales-by-genre', { from: '2016', to: '2010' }), rules)).toEqual({ to: 'Not before the first year, 2016.' });
  });
});

describe('a draft', () => {
  it('makes an order of numbers and trimmed texts, with what is preset', () => {
    expect(orderIn(draft('top-games', { year: ' 2015 ', from: '1' }, ' Mine '), rules)).toEqual({
      kind: 'top-games',
      title: 'Mine',
      parameters: { year: 2015, limit: 50 },
      lifetime_minutes: 60,
    });
  });

  it('of an order makes that order', () => {
    const order = { kind: 'publisher-portfolio', title: 'x', parameters: { publisher: 'Sega' }, lifetime_minutes: 45 };
    expect(orderIn(draftOf(order), rules)).toEqual(order);
  });
});

describe('hints', () => {
  it('say what a field takes', () => {
    expect(rules.kinds.flatMap(({ parameters }) => parameters.map(hintOf))).toEqual(['1980 to 2020', '1 to 200', '1980 to 2020', '1980 to 2020', 'The publisher']);
  });
});
