import { expect, test } from './support';
import { freePort } from '../../tests/deploy/test/support/ports';
import { Server } from './server';

test.describe('a gateway that is killed on purpose', () => {
  let server: Server;
  let urls: readonly [string, string];

  test.beforeEach(async () => {
    test.setTimeout(180_000);
    urls = [`http://127.0.0.1:${String(await freePort())}`, `http://127.0.0.1:${String(await freePort())}`];
    server = await Server.start('--urls', urls.join(';'), '--Homing:Gateway:AllowDrills=true');
  });
  test.afterEach(() => server.remove());

  test('goes, and comes back under a new lease; who was on it is back at once', async ({ browser }) => {
    const watching = await browser.newContext({ baseURL: urls[0] });
    const page = await watching.newPage();
    await page.goto('/operations');
    const second = page.locator(`[data-gateway^="${urls[1]}"]`);
    await expect(second).toHaveAttribute('data-state', 'serving');

    const client = await (await browser.newContext({ baseURL: urls[1] })).newPage();
    await client.goto('/operations');
    await expect(client.getByTestId('connection')).toContainText('Gateway 1');
    await expect(second.getByRole('definition').first()).toHaveText('1');

    await second.getByRole('button', { name: 'Kill Gateway 1' }).click();
    const dialog = page.getByRole('dialog', { name: 'Kill gateway 1?' });
    await expect(dialog).toContainText('One client is connected to it.');
    await dialog.getByRole('button', { name: 'Kill it' }).click();

    await expect(second).toHaveAttribute('data-state', 'down');
    await expect(page.getByTestId('drill')).toContainText('1 of its 1 client is connected again.');
    await expect(client.getByTestId('connection')).toContainText('Gateway 0');
    await expect(second).toHaveAttribute('data-state', 'serving', { timeout: 30_000 });
    await expect(page.getByTestId('drill')).toContainText(/It is back as gateway \d+, epoch \d+\./);
    await expect(page.getByRole('list', { name: 'Changes of leases' }).getByRole('listitem')).toContainText([
      /took epoch \d+/,
      'Gateway 1 is down',
    ]);
    await watching.close();
  });

  test('is not asked for by mistake: the charts are there for who cannot see them, and all works by keyboard', async ({ browser }) => {
    const context = await browser.newContext({ baseURL: urls[0], viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    await page.goto('/operations');
    await expect(page.getByRole('img', { name: /^Connections\. connections: now [1-9]/ })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);

    await page.getByRole('button', { name: 'Drain Gateway 1' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'Drain gateway 1?' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Drain Gateway 1' })).toBeFocused();
    await context.close();
  });
});
