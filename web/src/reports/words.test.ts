import { describe, expect, it } from 'vitest';
import { noon } from '../testing/fakes';
import { at, wireReport } from '../testing/reports';
import { reportOf } from './api';
import { newer, states } from './report';
import { durationText, kindName, lifetimeText, parametersText, remainingText, situationText, sizeText, stateText, stepText, timeText } from './words';

describe('words', () => {
  it.each([
    [0, '0 ms'],
    [-5, '0 ms'],
    [432, '432 ms'],
    [999.6, '1.0 s'],
    [1_432, '1.4 s'],
    [9_949, '9.9 s'],
    [9_960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [200_000, '3 min 20 s'],
    [3_600_000, '1 h'],
    [3_605_000, '1 h'],
    [7_500_000, '2 h 5 min'],
    [97_200_000, '1 d 3 h'],
  ])('a duration of %i ms: %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it.each([
    [10, '10 minutes'],
    [60, '1 hour'],
    [120, '2 hours'],
    [150, '2 h 30 min'],
    [1_440, '1 day'],
  ])('a life time of %i minutes: %s', (minutes, text) => {
    expect(lifetimeText(minutes)).toBe(text);
  });

  it.each([
    [-1, undefined],
    [30_000, 'in less than a minute'],
    [119_000, 'in 1 min'],
    [5_400_000, 'in 1 h 30 min'],
  ])('what is due in %i ms: %s', (ms, text) => {
    expect(remainingText(at(ms), noon)).toBe(text);
  });

  it.each([
    [1, '1 byte'],
    [182_344, '182 kB'],
    [2_400_000, '2.4 MB'],
  ])('a size of %i: %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });

  it.each([
    [{ year: 2015, limit: 50 }, '2015, top 50'],
    [{ from: 2010, to: 2016 }, '2010 to 2016'],
    [{ from: 2010, to: 2010 }, '2010'],
    [{ publisher: 'Nintendo' }, 'Nintendo'],
    [{}, ''],
  ])('parameters %o: %s', (parameters, text) => {
    expect(parametersText(parameters)).toBe(text);
  });

  it('name the day where it is another', () => {
    expect(timeText(at(0), noon)).toMatch(/^\d\d:\d\d:\d\d$/);
    expect(timeText(at(-3 * 86_400_000), noon)).toMatch(/^\d May, /);
  });

  it('are there for kinds and steps that nobody knew', () => {
    expect(kindName('sales-by-moon')).toBe('Sales by moon');
    expect(stepText('mail_sung')).toBe('Mail sung');
  });

  it('say how each state stands', () => {
    const texts = states.map((state) => situationText(reportOf(wireReport({ state, expires_at: at(60_000), reason: 'Because.' })), noon));
    expect(new Set(states.map(stateText)).size).toBe(states.length);
    expect(texts.every((text) => text.endsWith('.'))).toBe(true);
    expect(situationText(reportOf(wireReport({ state: 'awaiting_approval', approval: { role: 'boss', until: undefined } })), noon)).toBe(
      'Somebody with the role “boss” has to approve it.',
    );
  });
});

describe('of two words about a report', () => {
  const early = reportOf(wireReport({ progress: 10 }));
  const late = { ...early, progress: 40 };
  const later = { ...early, progress: 0, timeline: [...early.timeline, ...early.timeline] };
  it('the one that knows more counts, whichever comes last', () => {
    expect(newer(early, late)).toBe(late);
    expect(newer(late, early)).toBe(late);
    expect(newer(late, later)).toBe(later);
    expect(newer(undefined, early)).toBe(early);
    expect(newer(early, undefined)).toBe(early);
  });
});
