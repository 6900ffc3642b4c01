import type { Page } from '@playwright/test';
import { Server } from './server';
import { expect, test } from './support';

let server: Server;

test.beforeAll(async () => {
  server = await Server.start('--Homing:Demo:Password=chosen');
});

test.afterAll(async () => {
  await server.remove();
});

async function clientId(page: Page): Promise<string | null> {
  await page.getByTestId('connection').click();
  const id = await page.getByRole('dialog', { name: 'Connection' }).locator('dd').last().textContent();
  await page.keyboard.press('Escape');
  return id;
}

test('signs in by keyboard, is told what is wrong, and signs out, each time as another client', async ({ browser }) => {
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto('/');
  const connection = page.getByTestId('connection');
  await expect(connection).toHaveAttribute('data-state', 'connected');
  const guest = await clientId(page);

  await page.getByRole('button', { name: 'Account: Guest' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Sign in…' }).press('Enter');
  await expect(page.getByRole('textbox', { name: 'User' })).toBeFocused();
  await page.keyboard.type('ceo');
  await page.keyboard.press('Tab');
  await page.keyboard.type('wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('The user or the password is wrong.');
  await page.keyboard.type('chosen');
  await page.keyboard.press('Enter');

  const account = page.getByRole('button', { name: 'Account: Signed in as ceo' });
  await expect(account).toBeVisible();
  await expect(connection).toHaveAttribute('data-state', 'connected');
  const user = await clientId(page);
  await page.reload();
  await expect(connection).toHaveAttribute('data-state', 'connected');
  expect(await clientId(page)).toBe(user);

  await account.click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Account: Guest' })).toBeVisible();
  await expect(connection).toHaveAttribute('data-state', 'connected');
  const after = await clientId(page);
  expect(new Set([guest, user, after]).size).toBe(3);
  await context.close();
});
