import { act, renderHook, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { FakeClock, lot } from '../testing/fakes';
import type { NearbyAnswer, NearbyQuery } from './lot';
import { useSearch, type Ask } from './useSearch';

const query = (lat: number): NearbyQuery => ({ lat, lng: 29, limit: 10 });
const answer = (name: string): NearbyAnswer => ({ as_of: '2026-05-07T12:00:00Z', lots: [lot({ name })] });

function search(ask: Ask, clock = new FakeClock()) {
  const initialProps: { asked: NearbyQuery | undefined; on: boolean } = { asked: query(41), on: true };
  const hook = renderHook(({ asked, on }: typeof initialProps) => useSearch(ask, asked, on, 5_000, clock), {
    initialProps,
  });
  return { ...hook, clock };
}

describe('a search', () => {
  it('asks at once, and again in periods', async () => {
    const ask = vi.fn<Ask>().mockResolvedValueOnce(answer('a')).mockResolvedValueOnce(answer('b'));
    const { result, clock } = search(ask);
    expect(result.current.loading).toBe(true);
    await waitFor(() => {
      expect(result.current.answer?.lots[0]?.name).toBe('a');
    });
    await waitFor(() => {
      expect(clock.waiting).toBe(1);
    });
    act(() => {
      clock.advance(5_000);
    });
    await waitFor(() => {
      expect(result.current.answer?.lots[0]?.name).toBe('b');
    });
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('gives the old question up when there is a new one, and keeps its answer until then', async () => {
    const signals: AbortSignal[] = [];
    const ask = vi.fn<Ask>((asked, signal) => {
      signals.push(signal);
      return asked.lat === 41 ? Promise.resolve(answer('a')) : new Promise(() => undefined);
    });
    const { result, rerender } = search(ask);
    await waitFor(() => {
      expect(result.current.answer).toBeDefined();
    });
    rerender({ asked: query(40), on: true });
    expect(signals[0]?.aborted).toBe(true);
    expect(result.current.loading).toBe(true);
    expect(result.current.answer?.lots[0]?.name).toBe('a');
  });

  it('asks nothing while it is off, or there is nothing to ask', () => {
    const ask = vi.fn<Ask>(() => new Promise(() => undefined));
    const { result, rerender } = search(ask);
    rerender({ asked: query(41), on: false });
    rerender({ asked: undefined, on: true });
    expect(ask).toHaveBeenCalledTimes(1);
    expect(result.current).toEqual({ answer: undefined, error: undefined, loading: false });
  });

  it('keeps the last answer beside a failure, and goes on', async () => {
    const ask = vi
      .fn<Ask>()
      .mockResolvedValueOnce(answer('a'))
      .mockRejectedValueOnce(new Error('no'))
      .mockResolvedValue(answer('c'));
    const { result, clock } = search(ask);
    for (const [expectedName, failed] of [['a', true], ['c', false]] as const) {
      await waitFor(() => {
        expect(result.current.answer?.lots[0]?.name).toBe(expectedName);
        expect(clock.waiting).toBe(1);
      });
      act(() => {
        clock.advance(5_000);
      });
      if (failed) {
        await waitFor(() => {
          expect(result.current.error).toEqual(new Error('no'));
          expect(clock.waiting).toBe(1);
        });
        expect(result.current.answer?.lots[0]?.name).toBe('a');
        act(() => {
          clock.advance(5_000);
        });
      }
    }
    expect(result.current.error).toBeUndefined();
  });
});
