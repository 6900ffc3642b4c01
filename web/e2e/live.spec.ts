import type { Page } from '@playwright/test';
import { choose, expect, rows, searchFromTaksim, test, updates } from './support';
import { Server } from './server';

/** Free places that no lot has. */
const unheardOf = 1_234;

/** Against a server of its own which replays nothing: a replayed reading could come right behind ours and hide it. */
const fedByUs = test.extend<{ server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start('--Homing:Parking:ReplaySpeed=0');
      await use(server);
      await server.remove();
    },
    { timeout: 90_000 },
  ],
  baseURL: async ({ server }, use) => {
    await use(server.url);
  },
});

async function readingOf(page: Page, reading: object): Promise<void> {
  const answer = await page.request.post('/api/parking/readings', { data: reading });
  expect(answer.status(), await answer.text()).toBe(202);
}

/** The frames that the page sends, by type; requests by their operation. */
function sentBy(page: Page): string[] {
  const sent: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      const frame = JSON.parse(String(payload)) as { type: string; op?: string };
      sent.push(frame.op ?? frame.type);
    });
  });
  return sent;
}

/** Refuses every channel, as a gateway does that knows none. */
async function refuseChannels(page: Page): Promise<void> {
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const frame = JSON.parse(String(message)) as { type: string; channel: string };
      if (frame.type === 'subscribe') {
        const error = { type: 'error', code: 'unknown_channel', detail: 'There is no such channel.', channel: frame.channel, retry: false };
        socket.send(JSON.stringify(error));
      } else {
        server.send(message);
      }
    });
  });
}

const spellings = [
  ['our own names', (id: string, free: number) => ({ lot_id: id, free })],
  ["İSPARK's names", (id: string, free: number) => [{ parkID: Number(id), emptyCapacity: free }]],
] as const;

for (const [spelling, reading] of spellings) {
  fedByUs(`shows a reading as it comes, in ${spelling}, without asking`, async ({ page, watch }) => {
    const sent = sentBy(page);
    await searchFromTaksim(page);
    await expect(updates(page)).toHaveAttribute('data-updates', 'live');
    const row = rows(page).first();
    const id = (await row.getAttribute('data-lot')) ?? '';
    const badge = page.locator(`[data-lot="${id}"] [data-level]`);
    for (const free of [unheardOf, unheardOf + 3]) {
      const changes = Number(await badge.getAttribute('data-changes'));
      await readingOf(page, reading(id, free));
      await expect(badge).toContainText(String(free));
      await expect(badge).toHaveAttribute('data-level', 'free');
      expect(Number(await badge.getAttribute('data-changes'))).toBeGreaterThan(changes);
      await expect(page.locator('.lot-pin', { hasText: String(free) })).toHaveCount(1);
    }
    await expect(badge.locator('[data-step]')).toHaveText('+3');
    expect(sent.filter((frame) => frame === 'parking.nearby')).toEqual([]);
    expect(watch.complaints).toEqual([]);
  });
}

test('changes the channel with the filters, once they have settled', async ({ page }) => {
  const sent = sentBy(page);
  await searchFromTaksim(page);
  await choose(page, 'Within', '500 m');
  await choose(page, 'Within', '5 km');
  await choose(page, 'Free places', 'At least 1');
  await expect(updates(page)).toHaveAttribute('data-updates', 'live');
  await expect(page.locator('[data-lot] [data-level="unknown"]')).toHaveCount(0);
  expect(sent.filter((frame) => frame === 'parking.nearby')).toEqual([]);
  const subscribed = sent.filter((frame) => frame === 'subscribe').length;
  expect(sent.filter((frame) => frame === 'unsubscribe')).toHaveLength(subscribed - 1);
});

test('is quiet while it is paused', async ({ page }) => {
  const sent = sentBy(page);
  await searchFromTaksim(page);
  await expect(updates(page)).toHaveAttribute('data-updates', 'live');
  await page.getByRole('switch', { name: 'Search' }).click();
  await expect(page.getByText(/The search is paused: what you see is from \d\d:\d\d/)).toBeVisible();
  await expect(updates(page)).toHaveAttribute('data-updates', 'none');
  await expect.poll(() => sent).toContain('unsubscribe');
  await page.getByRole('switch', { name: 'Search' }).click();
  await expect(updates(page)).toHaveAttribute('data-updates', 'live');
});

test('asks in periods where the gateway serves no channels, and says so', async ({ page, watch }) => {
  const sent = sentBy(page);
  await refuseChannels(page);
  await page.clock.install();
  await searchFromTaksim(page);
  await expect(updates(page)).toHaveText('Every 5 s');
  const asked = () => sent.filter((frame) => frame === 'parking.nearby').length;
  const first = asked();
  await page.clock.runFor(6_000);
  await expect.poll(asked).toBeGreaterThan(first);
  await page.getByRole('switch', { name: 'Search' }).click();
  await expect(page.getByText('The search is paused')).toBeVisible();
  const paused = asked();
  await page.clock.runFor(20_000);
  expect(asked()).toBe(paused);
  expect(watch.complaints).toEqual([]);
});

fedByUs('leaves the list with its age when the server is killed, and is live again when it comes back', async ({ page, server }) => {
  fedByUs.setTimeout(120_000);
  await searchFromTaksim(page);
  await expect(updates(page)).toHaveAttribute('data-updates', 'live');
  const listed = await rows(page).count();

  await server.kill();
  await expect(page.getByTestId('connection')).not.toHaveAttribute('data-state', 'connected');
  await expect(page.getByText(/Offline\. What you see is from \d\d:\d\d, /)).toBeVisible();
  await expect(updates(page)).toHaveText('Not live');
  await expect(rows(page)).toHaveCount(listed);

  await server.start();
  await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'connected', { timeout: 45_000 });
  await expect(updates(page)).toHaveAttribute('data-updates', 'live');
  await expect(page.getByText(/Offline/)).toHaveCount(0);
  const id = (await rows(page).first().getAttribute('data-lot')) ?? '';
  await readingOf(page, { lot_id: id, free: unheardOf });
  await expect(page.locator(`[data-lot="${id}"] [data-level]`)).toContainText(String(unheardOf));
});
