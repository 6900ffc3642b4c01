import { act, renderHook, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { FakeClock, lot } from '../testing/fakes';
import type { NearbyAnswer, NearbyQuery } from './lot';
import { useAsking, type Ask } from './useAsking';

const query = (lat: number): NearbyQuery => ({ lat, lng: 29, limit: 10 });
const answer = (name: string): NearbyAnswer => ({ as_of: '2026-05-07T12:00:00Z', lots: [lot({ name })] });

function asking(ask: Ask, clock = new FakeClock()) {
  const initialProps: { asked: NearbyQuery | undefined } = { asked: query(41) };
  const hook = renderHook(({ asked }: typeof initialProps) => useAsking(ask, asked, 5_000, clock), { initialProps });
  return { ...hook, clock };
}

describe('asking', () => {
  it('asks at once, and again in periods', async () => {
    const ask = vi.fn<Ask>().mockResolvedValueOnce(answer('a')).mockResolvedValueOnce(answer('b'));
    const { result, clock } = asking(ask);
    expect(result.current.answer).toBeUndefined();
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

  it('gives the old question up when there is a new one, and its answer with it', async () => {
    const signals: AbortSignal[] = [];
    const ask = vi.fn<Ask>((asked, signal) => {
      signals.push(signal);
      return asked.lat === 41 ? Promise.resolve(answer('a')) : new Promise(() => undefined);
    });
    const { result, rerender } = asking(ask);
    await waitFor(() => {
      expect(result.current.answer).toBeDefined();
    });
    rerender({ asked: query(40) });
    expect(signals[0]?.aborted).toBe(true);
    expect(result.current.answer).toBeUndefined();
  });

  it('stops when there is nothing to ask', () => {
    const ask = vi.fn<Ask>(() => new Promise(() => undefined));
    const { result, rerender, clock } = asking(ask);
    rerender({ asked: undefined });
    clock.advance(60_000);
    expect(ask).toHaveBeenCalledTimes(1);
    expect(ask.mock.calls[0]?.[1].aborted).toBe(true);
    expect(result.current).toEqual({ answer: undefined, error: undefined });
  });

  it('keeps the last answer beside a failure, and goes on', async () => {
    const ask = vi
      .fn<Ask>()
      .mockResolvedValueOnce(answer('a'))
      .mockRejectedValueOnce(new Error('no'))
      .mockResolvedValue(answer('c'));
    const { result, clock } = asking(ask);
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
