import { expect, test as base, type Page } from '@playwright/test';

export const taksim = { latitude: 41.0369, longitude: 28.985 };

export interface Watch {
  foreign: string[];
  complaints: string[];
}

/** Every test also watches the page: no error in the console, and not one request to anybody else. */
export const test = base.extend<{ watch: Watch }>({
  watch: [
    async ({ page, baseURL }, use) => {
      const watch: Watch = { foreign: [], complaints: [] };
      const { host } = new URL(baseURL ?? '');
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (!['blob:', 'data:'].includes(url.protocol) && url.host !== host) {
          watch.foreign.push(request.url());
        }
      });
      page.on('pageerror', (error) => watch.complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') {
          watch.complaints.push(message.text());
        }
      });
      await use(watch);
      expect(watch.foreign).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

export async function open(page: Page): Promise<void> {
  await page.goto('/');
  await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'connected');
}

export const rows = (page: Page) => page.getByRole('list', { name: 'Nearest car parks' }).locator('[data-lot]');

/** How the list is kept up to date. */
export const updates = (page: Page) => page.getByTestId('updates');

export async function searchFromTaksim(page: Page): Promise<void> {
  await open(page);
  await page.getByRole('button', { name: 'Taksim' }).click();
  await expect(rows(page).first()).toBeVisible();
}

/** Chooses in one of the filters, which are unfolded first. */
export async function choose(page: Page, filter: string, choice: string): Promise<void> {
  const filters = page.getByRole('button', { name: 'Filters' });
  if ((await filters.getAttribute('aria-expanded')) !== 'true') {
    await filters.click();
  }
  // By key: a menu that a slow machine opens takes the release of the mouse for a click beside it, and closes.
  await page.getByRole('combobox', { name: filter }).press('Enter');
  await page.getByRole('option', { name: choice, exact: true }).click();
}

export async function distances(page: Page): Promise<number[]> {
  const texts = await rows(page).locator('[data-distance]').evaluateAll((all) => all.map((one) => one.getAttribute('data-distance')));
  return texts.map(Number);
}
