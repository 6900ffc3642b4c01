import { choose, distances, expect, open, rows, searchFromTaksim, taksim, test } from './support';

test('loads without a word to anybody else and without an error', async ({ page, watch }) => {
  await open(page);
  await expect(page).toHaveTitle('Parking · Homing');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.locator('.maplibregl-canvas')).toBeVisible();
  await expect(page.locator('.district-label').first()).toBeVisible();
  await expect(page.getByText('Where do you want to park?')).toBeVisible();
  expect(watch).toEqual({ foreign: [], complaints: [] });
});

test('lists what is near the position of the device, nearest first', async ({ page, context }) => {
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation(taksim);
  await open(page);
  await page.getByRole('button', { name: 'My position' }).click();
  await expect(page.getByTestId('position')).toHaveText('You are at 41.0369, 28.9850');
  await expect(rows(page).first()).toBeVisible();
  const metres = await distances(page);
  expect(metres.length).toBeGreaterThan(5);
  expect(metres).toEqual([...metres].sort((a, b) => a - b));
  await expect(page.locator('.lot-pin')).toHaveCount(metres.length);
  await expect(page.getByTestId('result-text')).toHaveText(/car parks\. Nearest: /);
});

test('says so when the device may not tell its position', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'My position' }).click();
  await expect(page.getByText('The browser may not tell your position. Choose one on the map.')).toBeVisible();
});

test('takes a click on the map as my position', async ({ page }) => {
  await searchFromTaksim(page);
  const before = await distances(page);
  await page.locator('.maplibregl-canvas').click({ position: { x: 150, y: 600 } });
  await expect(page.getByTestId('position')).toHaveText(/^Chosen: /);
  await expect.poll(() => distances(page)).not.toEqual(before);
});

test('searches where the map is', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Search here' }).click();
  await expect(page.getByTestId('position')).toHaveText(/^Chosen: 41\.03/);
});

test('never shows a lot that is not known as free or full', async ({ page }) => {
  await searchFromTaksim(page);
  const unknown = rows(page).filter({ has: page.locator('[data-level="unknown"]') });
  await expect(unknown.first()).toBeVisible();
  for (const text of await unknown.locator('[data-places]').allTextContents()) {
    expect(text).toBe('Places not known');
  }
  for (const text of await unknown.locator('[data-level]').allTextContents()) {
    expect(text).toBe('?');
  }
  await choose(page, 'Free places', 'At least 1');
  await expect(page.locator('[data-lot] [data-level="unknown"]')).toHaveCount(0);
});

test('filters change the list, and can be cleared', async ({ page }) => {
  await searchFromTaksim(page);
  await choose(page, 'Within', '500 m');
  await expect.poll(async () => Math.max(0, ...(await distances(page)))).toBeLessThanOrEqual(500);
  await choose(page, 'Within', '5 km');
  await choose(page, 'Kind', 'Covered');
  await expect(rows(page).filter({ hasText: 'On the street' })).toHaveCount(0);
  await expect(rows(page).first()).toContainText('Covered');
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(rows(page).filter({ hasText: 'On the street' }).first()).toBeVisible();
});

test('shows the price of a stay with its year', async ({ page }) => {
  await searchFromTaksim(page);
  await choose(page, 'Stay', '2 h');
  await expect(rows(page).filter({ hasText: /₺\d+(\.\d+)? for 2 h, 2020 tariff/ }).first()).toBeVisible();
});

test('says that nothing fits, and offers a way out', async ({ page }) => {
  await searchFromTaksim(page);
  await choose(page, 'Within', '500 m');
  await choose(page, 'Free places', 'At least 50');
  await choose(page, 'Kind', 'On the street');
  await expect(page.getByText('No car park fits within 500 m')).toBeVisible();
  await page.getByRole('button', { name: 'Show all, at any distance' }).click();
  await expect(rows(page).first()).toBeVisible();
});

test('leads to a lot by car', async ({ page }) => {
  await searchFromTaksim(page);
  await rows(page).nth(1).click();
  const link = page.getByRole('link', { name: 'Directions in Google Maps' });
  await expect(link).toHaveAttribute(
    'href',
    /^https:\/\/www\.google\.com\/maps\/dir\/\?api=1&destination=4\d\.\d+,2\d\.\d+&travelmode=driving$/,
  );
  await expect(link).toHaveAttribute('target', '_blank');
  await expect(link).toHaveAttribute('rel', /noopener/);
});

test('opens a lot from its pin on the map', async ({ page }) => {
  await searchFromTaksim(page);
  const pin = page.locator('.lot-pin').last();
  const name = (await pin.getAttribute('aria-label'))?.split(': ')[0] ?? '';
  await pin.dispatchEvent('click');
  await expect(page.getByRole('heading', { name })).toBeVisible();
});
