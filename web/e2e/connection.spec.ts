import { expect, open, rows, searchFromTaksim, test } from './support';

test('a reload comes back as the same client', async ({ page }) => {
  await open(page);
  const client = () => page.getByRole('dialog', { name: 'Connection' }).locator('dd').last().textContent();
  await page.getByTestId('connection').click();
  const before = await client();
  await page.reload();
  await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'connected');
  await page.getByTestId('connection').click();
  expect(await client()).toBe(before);
  const details = page.getByRole('dialog', { name: 'Connection' });
  for (const fact of ['Gateway', 'Epoch', 'Address', 'Unanswered']) {
    await expect(details.getByRole('term').filter({ hasText: fact })).toBeVisible();
  }
  await expect(details).toContainText(/Resumed\s*Yes/);
});

test('a session that is refused is exchanged for a new ticket', async ({ page }) => {
  await open(page);
  await page.evaluate(() => {
    sessionStorage.setItem('homing.session', 'no such session');
  });
  await page.reload();
  await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'connected');
});

test('shows that it is offline and what it still knows, and recovers by itself', async ({ page }) => {
  // Between page and server, so that the connection can be cut as a network would.
  let cut: () => Promise<void> = () => Promise.resolve();
  let reachable = true;
  await page.routeWebSocket(/\/ws$/, (socket) => {
    if (!reachable) {
      void socket.close();
      return;
    }
    const server = socket.connectToServer();
    cut = async () => {
      await socket.close({ code: 1011 });
      await server.close();
    };
  });
  await searchFromTaksim(page);
  reachable = false;
  await cut();
  await expect(page.getByTestId('connection')).not.toHaveAttribute('data-state', 'connected');
  await expect(page.getByText(/Offline\. What you see is from \d\d:\d\d, /)).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
  reachable = true;
  await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'connected');
  await expect(page.getByText(/Offline/)).toHaveCount(0);
  await expect(page.getByText(/Connected again, to gateway \d+/)).toBeVisible();
});

test('counts down to the next try, and tries at once when asked to', async ({ page }) => {
  let reachable = false;
  await page.addInitScript(() => {
    Math.random = () => 0.99; // The longest waits there can be.
  });
  await page.routeWebSocket(/\/ws$/, (socket) => {
    if (reachable) {
      socket.connectToServer();
    } else {
      void socket.close();
    }
  });
  await page.goto('/');
  const chip = page.getByTestId('connection');
  await expect(chip).toHaveText(/Next try in [5-9] s/);
  await chip.click();
  await expect(page.getByRole('dialog', { name: 'Connection' })).toContainText(/Next try\s*in \d\.\d s/);
  reachable = true;
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect(chip).toHaveAttribute('data-state', 'connected');
});

test('does without the catalogue and the settings', async ({ page }) => {
  await page.route('/api/parking/lots*', (route) => route.fulfill({ status: 503 }));
  await page.route('/api/settings', (route) => route.fulfill({ status: 404 }));
  await searchFromTaksim(page);
  await expect(page.locator('.lot-pin').first()).toBeVisible();
});

test('does without tiles that fail', async ({ page }) => {
  const settings = { maps: { google_key: null, tile_style_url: '/no/such/style.json' }, guests: true };
  await page.route('/api/settings', (route) => route.fulfill({ json: settings }));
  await page.route('/no/such/style.json', (route) => route.fulfill({ status: 404 }));
  await open(page);
  await expect(page.locator('.district-label').first()).toBeVisible();
});

test('lists the gateways and marks mine', async ({ page, watch }) => {
  await open(page);
  await page.getByRole('link', { name: 'Operations' }).click();
  await expect(page).toHaveTitle('Operations · Homing');
  const gateways = page.getByRole('list', { name: 'Gateways' });
  await expect(gateways.getByRole('listitem').filter({ hasText: 'yours' })).toHaveCount(1);
  await expect(page.getByRole('table', { name: 'Processes' }).getByRole('row').filter({ hasText: 'live' })).toHaveCount(1);
  await page.reload();
  await expect(gateways).toBeVisible();
  expect(watch.complaints).toEqual([]);
});
