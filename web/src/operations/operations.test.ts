import { describe, expect, it } from 'vitest';
import { chartsOf, summaryOf } from './charts';
import { progressOf, type Drill } from './drills';
import { changesBetween, gatewaysOf, joined, windowMs, type Gateway } from './operations';
import { gateway, process, sample, view } from '../testing/operations';

describe('the gateways of a picture', () => {
  it('are those of all processes, by address', () => {
    const shown = gatewaysOf(view([process({ gateways: [gateway(10), gateway(9)] }), process({ gateways: [gateway(2)] })]));
    expect(shown.map(({ url }) => url)).toEqual(['http://h:2', 'http://h:9', 'http://h:10']);
  });

  it('are gone with their process', () => {
    const [shown] = gatewaysOf(view([process({ state: 'gone', gateways: [gateway(1, { connections: 7 })] })]));
    expect(shown).toMatchObject({ state: 'gone', connections: 0 });
  });

  it.each([[['gone', 'live']], [['live', 'gone']]] as const)('count once where a process came back: %o', (states) => {
    const shown = gatewaysOf(view(states.map((state) => process({ state, gateways: [gateway(1)] }))));
    expect(shown.map(({ state }) => state)).toEqual(['serving']);
  });
});

describe('changes between two pictures', () => {
  const before = view([process({ gateways: [gateway(1)] })]);
  it.each([
    ['nothing', gateway(1), []],
    ['a new epoch', gateway(1, { epoch: 6 }), ['Gateway 1 took epoch 6']],
    ['a lost id', gateway(1, { state: 'down', api_id: undefined, epoch: undefined }), ['Gateway 1 is down']],
    ['a drain', gateway(1, { state: 'draining' }), ['Gateway 1 drains']],
  ] as const)('%s', (_, is, texts) => {
    expect(changesBetween(before, view([process({ gateways: [is] })])).map(({ text }) => text)).toEqual(texts);
  });

  it('tells of a process that is gone and of a new one', () => {
    const after = view([process({ state: 'gone', gateways: [gateway(1)] }), process({ gateways: [gateway(2)] })]);
    expect(changesBetween(before, after).map(({ text }) => text)).toEqual(['Gateway 1 is gone', 'Gateway 2 took epoch 5']);
  });

  it('is silent while a gateway stays away', () => {
    const down = view([process({ gateways: [gateway(1, { state: 'down', api_id: undefined })] })]);
    expect(changesBetween(down, down)).toEqual([]);
  });
});

describe('samples', () => {
  it('are kept for the window, none twice', () => {
    const first = [sample(0), sample(1_000)];
    expect(joined(first, [sample(1_000), sample(2_000)])).toHaveLength(3);
    expect(joined(first, [sample(windowMs + 500)]).map(({ at }) => at)).toEqual([sample(1_000).at, sample(windowMs + 500).at]);
  });

  it('make charts with a line for each way that was taken and each group', () => {
    const charts = chartsOf([
      sample(0, { answers_per_second: { direct: 4 }, p50_ms: 0.5, p99_ms: 2 }),
      sample(1_000, {
        answers_per_second: { rerouted: 2 },
        lag: [
          { topic: 'client_response_0', group: 'gateway', records: 1 },
          { topic: 'client_response_1', group: 'gateway', records: 2 },
        ],
      }),
    ]);
    const lines = Object.fromEntries(charts.map(({ title, series }) => [title, series.map(({ label, values }) => [label, values])]));
    expect(lines['Answers a second']).toEqual([
      ['direct', [4, 0]],
      ['handed over', [0, 2]],
    ]);
    expect(lines['Records behind, by group']).toEqual([['gateway', [0, 3]]]);
    expect(lines['From question to answer']?.[1]).toEqual(['99th percentile', [2, null]]);
  });

  it('are told in words', () => {
    const [connections, , latency] = chartsOf([sample(0, { connections: 1_200 }), sample(1_000, { connections: 7 })]);
    expect(summaryOf(connections!)).toBe('Connections. connections: now 7, at most 1,200.');
    expect(summaryOf(latency!)).toBe('From question to answer. median: nothing yet; 99th percentile: nothing yet.');
  });
});

describe('a drill', () => {
  const shown: Gateway = { ...gateway(1, { connections: 3 }), process: 'p' };
  const drill: Drill = { kind: 'crash', gateway: shown, connectionsBefore: 10, startedAt: '' };
  it('says how many clients are back while the gateway is away', () => {
    const away = view([process({ gateways: [gateway(1, { state: 'down', api_id: undefined, epoch: undefined })] })], { connections: 8 });
    expect(progressOf(drill, away)).toEqual({ text: 'Gateway 1 was killed. 1 of its 3 clients are connected again. Now it is down.', over: false });
  });

  it('is over when the gateway and its clients are back', () => {
    const back = view([process({ gateways: [gateway(1, { api_id: 4, epoch: 1 })] })], { connections: 10 });
    expect(progressOf(drill, back)).toEqual({
      text: 'Gateway 1 was killed. 3 of its 3 clients are connected again. It is back as gateway 4, epoch 1.',
      over: true,
    });
  });

  it('knows when it has not begun', () => {
    const same = view([process({ gateways: [gateway(1, { connections: 3 })] })], { connections: 10 });
    expect(progressOf(drill, same).text).toContain('3 clients are connected to it.');
  });
});
