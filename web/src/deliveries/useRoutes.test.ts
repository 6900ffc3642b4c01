import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eastward, routeEntries, routeFeature } from '../testing/deliveries';
import type { RouteEntry } from './delivery';
import { useRoutes } from './useRoutes';

let entries: RouteEntry[];
let line: number[][];
let asked: string[];

beforeEach(() => {
  vi.useFakeTimers();
  [entries, line, asked] = [routeEntries, eastward, []];
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path);
    return Promise.resolve(Response.json(path === '/api/routes' ? entries : routeFeature(path.split('/').at(-1) ?? '', line)));
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe('the routes of the page', () => {
  it('follow what is edited: a new one is there within seconds, and a line that changed is asked for again', async () => {
    const { result } = renderHook(() => useRoutes(undefined));
    await pass(0);
    expect(result.current.entries).toEqual(routeEntries);
    const before = asked.filter((path) => path === '/api/routes/1').length;

    const [first, second] = routeEntries as [RouteEntry, RouteEntry];
    entries = [{ ...first, length_m: 999 }, second, { ...second, _id: '3', title: 'Terceiro' }];
    line = [[0, 0], [0.009, 0]];
    await pass(10_000);

    expect(result.current.entries.map((entry) => entry.title)).toEqual(['Primeiro', 'Segundo', 'Terceiro']);
    expect(asked.filter((path) => path === '/api/routes/1')).toHaveLength(before + 1);
    expect(asked.filter((path) => path === '/api/routes/2')).toHaveLength(before);
    expect(result.current.shapes.get('1')?.coordinates).toEqual(line);
  });
});
