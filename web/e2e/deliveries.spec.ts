import type { Page } from '@playwright/test';
import { expect, test as base } from './support';
import { Server } from './server';

interface Settings {
  /** More of the server's command line. */
  options: string[];
}

/** Against a server of its own: how many rides there are, and how fast they go, is for the test to say. */
const test = base.extend<Settings & { server: Server }>({
  options: [['--Homing:Deliveries:SpeedMps=5'], { option: true }],
  server: [
    async ({ options }, use) => {
      const server = await Server.start('--Homing:Parking:ReplaySpeed=0', ...options);
      await use(server);
      await server.remove();
    },
    { timeout: 90_000 },
  ],
  baseURL: async ({ server }, use) => {
    await use(server.url);
  },
});

test.describe.configure({ timeout: 150_000 });

const card = (page: Page) => page.getByTestId('ride');
const rides = (page: Page) => page.getByRole('list', { name: 'Rides under way' }).locator('[data-ride]');
const fact = (page: Page, name: string) => page.locator(`[data-fact="${name}"]`);
const marks = (page: Page) => page.getByTestId('rides-canvas');

async function openDeliveries(page: Page): Promise<void> {
  await page.goto('/deliveries');
  await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'connected');
  await expect(page.getByRole('tab', { name: 'Routes 3' })).toBeVisible();
}

/** Starts a ride from the box above the list, by keyboard. */
async function start(page: Page, title: string): Promise<void> {
  const route = page.getByRole('combobox', { name: 'Route' });
  await route.fill(title);
  await page.getByRole('option', { name: title }).click();
  await expect(card(page)).toBeVisible();
  await page.getByRole('button', { name: 'Start', exact: true }).press('Enter');
}

test('says how to start where no ride is under way, and starts one from there', async ({ page, watch }) => {
  await openDeliveries(page);
  await expect(page).toHaveTitle('Deliveries · Homing');
  await expect(page.getByText('No ride is under way', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Start Primeiro' }).press('Enter');
  await expect(card(page)).toHaveAttribute('data-look', 'moving');
  await expect(page.getByTestId('ride-state')).toHaveText('Under way');
  await expect(fact(page, 'Length')).toHaveText('1.9 km');
  await expect(fact(page, 'Remaining')).toHaveText(/^1\.\d km$/);
  await expect(fact(page, 'Arrives')).toHaveText(/^\d\d:\d\d:\d\d, in \d+ min/);
  await expect(marks(page)).toHaveAttribute('data-marks', '1');
  await expect(rides(page)).toHaveCount(1);
  await expect(page.getByTestId('updates')).toHaveAttribute('data-updates', 'live');
  await expect(page.getByTestId('rides-text')).toHaveText('1 ride is under way.');
  // A route that was never ridden is told by a 404, of which the browser itself complains.
  expect(watch.complaints.filter((text) => !text.includes('404'))).toEqual([]);
});

test('moves on, for everybody who looks', async ({ page, context }) => {
  await openDeliveries(page);
  await start(page, 'Terceiro');
  const other = await context.newPage();
  await other.goto('/deliveries?route=3');
  for (const one of [page, other]) {
    await expect(card(one)).toHaveAttribute('data-look', 'moving');
    const progress = one.getByRole('progressbar', { name: 'Progress' });
    const before = Number(await progress.getAttribute('aria-valuenow'));
    await expect.poll(async () => Number(await progress.getAttribute('aria-valuenow'))).toBeGreaterThan(before);
  }
});

test('says that a ride is under way already', async ({ page }) => {
  await openDeliveries(page);
  await start(page, 'Segundo');
  await expect(card(page)).toHaveAttribute('data-look', 'moving');
  await page.getByRole('button', { name: 'Start', exact: true }).press('Enter');
  await expect(page.getByText('Segundo: already under way.')).toBeVisible();
});

test('lists, searches and leaves out the rides of the map', async ({ page }) => {
  await openDeliveries(page);
  for (const routeId of ['1', '2', '3']) {
    const answer = await page.request.post('/api/deliveries', { data: { routeId } });
    expect(answer.status(), await answer.text()).toBe(202);
  }
  await expect(rides(page)).toHaveCount(3);
  await expect(marks(page)).toHaveAttribute('data-marks', '3');
  await page.getByRole('searchbox', { name: 'Search rides' }).fill('seg');
  await expect(rides(page)).toHaveCount(1);
  await rides(page).first().press('Enter');
  await expect(page.getByRole('heading', { name: 'Segundo' })).toBeFocused();
  await expect(page.locator('.route-end')).toHaveCount(1);
  await page.getByRole('searchbox', { name: 'Search rides' }).fill('nothing like it');
  await expect(page.getByText('No ride fits “nothing like it”.')).toBeVisible();
});

test.describe('with fast rides', () => {
  test.use({ options: ['--Homing:Deliveries:SpeedMps=200'] });

  test('says that a ride has arrived, and plays it back', async ({ page }) => {
    await openDeliveries(page);
    await start(page, 'Primeiro');
    await expect(card(page)).toHaveAttribute('data-look', 'arrived');
    await expect(page.getByRole('progressbar', { name: 'Progress' })).toHaveAttribute('aria-valuenow', '100');
    await page.getByRole('button', { name: 'Play back' }).press('Enter');
    const at = page.getByTestId('playback-at');
    await expect(at).toHaveAttribute('data-at', '0');
    await page.getByRole('button', { name: '2×', exact: true }).press('Enter');
    await page.getByRole('button', { name: 'Play', exact: true }).press('Enter');
    await expect.poll(async () => Number(await at.getAttribute('data-at'))).toBeGreaterThan(500);
    await page.getByRole('slider', { name: 'Time in the ride' }).press('End');
    await expect(at).toHaveText(/^(\d+:\d\d) of \1 /);
    await page.getByRole('button', { name: 'Close playback' }).press('Enter');
    await expect(page.getByTestId('playback')).toHaveCount(0);
  });

  test('shows insights, and the track of a past ride', async ({ page, watch }) => {
    const answer = await page.request.post('/api/deliveries', { data: { routeId: '2' } });
    expect(answer.status(), await answer.text()).toBe(202);
    await expect.poll(async () => ((await (await page.request.get('/api/deliveries/2')).json()) as { state: string }).state).toBe('finished');
    await page.goto('/insights');
    await expect(page).toHaveTitle('Insights · Homing');
    await expect(page.locator('[data-total="Started"]')).toHaveText('1');
    await expect(page.locator('[data-total="Driven"]')).toHaveText(/^1\.[12] km$/); // Told twice a second, a fast ride cuts its corners.
    await expect(page.getByRole('table', { name: 'Rides an hour' })).toBeAttached();
    await expect(page.getByTestId('heat')).not.toHaveAttribute('data-cells', '0');
    await page.getByRole('button', { name: /^Show the track of Segundo/ }).press('Enter');
    await expect(page.getByTestId('playback-at')).toHaveText(/^0:00 of 0:0\d /);
    await page.getByRole('button', { name: 'Custom' }).press('Enter');
    await page.getByLabel('To', { exact: true }).fill('2020-01-01T00:00');
    await expect(page.getByText('The end must be after the start')).toBeVisible();
    expect(watch.complaints).toEqual([]);
  });
});

test('keeps the rides with their age when the server is killed, and goes on when it comes back', async ({ page, server }) => {
  test.setTimeout(240_000);
  await openDeliveries(page);
  await start(page, 'Terceiro');
  await expect(card(page)).toHaveAttribute('data-look', 'moving');
  await server.kill();
  await expect(page.getByText(/Offline\. What you see is from \d\d:\d\d:\d\d/)).toBeVisible();
  await expect(page.locator('[data-ride="3"]')).toContainText(/no position for \d+ s/, { timeout: 45_000 });
  await expect(card(page)).toHaveAttribute('data-look', 'silent');
  await server.start();
  await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'connected', { timeout: 60_000 });
  await expect(card(page)).toHaveAttribute('data-look', 'moving', { timeout: 60_000 });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('fits', async ({ page }) => {
    await openDeliveries(page);
    await page.getByRole('button', { name: 'Start Segundo' }).press('Enter');
    await expect(card(page)).toHaveAttribute('data-look', 'moving');
    for (const path of ['/deliveries?route=2', '/insights']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    }
  });
});
