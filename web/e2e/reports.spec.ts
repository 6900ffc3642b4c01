import type { Browser, Locator, Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { Server } from './server';
import { expect, test } from './support';

/** Reports go through six services and a browser that draws them. */
test.describe.configure({ timeout: 180_000 });
const made = { timeout: 120_000 };

let server: Server;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  server = await Server.start('--Homing:Demo:Password=chosen', '--Homing:Provider:Duration=00:00:03', '--Homing:Parking:ReplaySpeed=0');
});

test.afterAll(async () => {
  await server.remove();
});

interface Person {
  page: Page;
  complaints: string[];
  leave: () => Promise<void>;
}

/** Somebody in a browser of their own, signed in. */
async function signedIn(browser: Browser, user: string, viewport = { width: 1440, height: 900 }): Promise<Person> {
  const context = await browser.newContext({ baseURL: server.url, viewport, locale: 'en-GB' });
  const answer = await context.request.post('/api/sign-in', { data: { user, password: 'chosen' } });
  expect(answer.status()).toBe(200);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') {
      complaints.push(message.text());
    }
  });
  return { page, complaints, leave: () => context.close() };
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'connected');
}

/** Fills in the form; the title tells the reports of the tests from each other. */
async function fill(page: Page, title: string): Promise<void> {
  await open(page, '/reports/new');
  await page.getByRole('textbox', { name: /^Year/ }).fill('2015');
  await page.getByRole('textbox', { name: /^How many games/ }).fill('5');
  await page.getByRole('textbox', { name: 'Title' }).fill(title);
}

/** Asks for a report, and answers its id. */
async function ask(page: Page, title: string): Promise<string> {
  await fill(page, title);
  await page.getByRole('button', { name: 'Ask for it' }).press('Enter');
  await expect(page.getByRole('heading', { name: title })).toBeFocused();
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

const state = (page: Page | Locator) => page.getByTestId('state');
const popup = (page: Page, id: string) => page.locator(`[data-testid="report-popup"][data-report="${id}"]`);

test('is made while its progress is seen, told on another page, shown, downloaded and mailed', async ({ browser }) => {
  const { page, complaints, leave } = await signedIn(browser, 'ceo');
  const title = 'Oyunların en iyileri: Ağrı, São Paulo';
  const id = await ask(page, title);
  await expect(page.getByTestId('updates')).toHaveAttribute('data-updates', 'live');
  await expect(page.getByRole('progressbar', { name: 'Progress' })).toBeVisible();

  await page.getByRole('link', { name: 'Deliveries' }).click();
  await expect(popup(page, id)).toContainText(`Your report “${title}” is here.`, made);
  await expect(popup(page, id)).toHaveCount(1);
  await popup(page, id).getByRole('link', { name: 'Open' }).click();

  await expect(state(page)).toHaveAttribute('data-state', 'delivered', made);
  for (const step of ['requested', 'approved', 'preparing', 'ready', 'fetched', 'popup', 'mail', 'mail_sent', 'delivered']) {
    await expect(page.locator(`li[data-step="${step}"]`)).toHaveCount(1);
  }
  await expect(page.getByTitle(`Preview of ${title}`)).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()]);
  expect(download.suggestedFilename()).toMatch(/\.pdf$/);
  expect((await readFile(await download.path())).subarray(0, 5).toString()).toBe('%PDF-');

  await page.getByRole('link', { name: 'Mails' }).click();
  const mail = page.locator(`[data-mail^="${id}@"]`);
  await mail.getByRole('button').click();
  await expect(mail.getByTestId('mail-text')).toContainText(title);
  await expect(mail.getByRole('list', { name: 'Attachments' }).getByRole('listitem')).toContainText([/\.pdf/]);

  // What was shown once is not shown again in this tab.
  await page.reload();
  await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'connected');
  await expect(page.getByRole('list', { name: 'Mails' })).toBeVisible();
  await expect(popup(page, id)).toHaveCount(0);
  expect(complaints).toEqual([]);
  await leave();
});

test('of an analyst is approved by who is told of it, with a note', async ({ browser }) => {
  const approver = await signedIn(browser, 'approver');
  await open(approver.page, '/parking');
  const analyst = await signedIn(browser, 'analyst');
  const id = await ask(analyst.page, 'To be approved');
  await expect(state(analyst.page)).toHaveAttribute('data-state', 'awaiting_approval');
  await expect(analyst.page.getByText(/has to approve it by/)).toBeVisible();

  await popup(approver.page, id).getByRole('link', { name: 'Look at it' }).click();
  await approver.page.getByRole('textbox', { name: 'Note' }).fill('Keep it short.');
  await approver.page.getByRole('button', { name: 'Approve To be approved' }).press('Enter');
  await expect(approver.page.getByText('“To be approved” is approved.')).toBeVisible();

  await expect(analyst.page.locator('li[data-step="approved"]')).toContainText('Keep it short.');
  await expect(state(analyst.page)).toHaveAttribute('data-state', 'delivered', made);
  await expect(approver.page.getByRole('link', { name: 'Download' })).toHaveCount(0);
  await approver.leave();
  await analyst.leave();
});

test('is changed and cancelled while it waits, and asked for again as it was', async ({ browser }) => {
  const { page, leave } = await signedIn(browser, 'analyst');
  const id = await ask(page, 'To be changed');
  await page.getByRole('link', { name: 'Change' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Changed');
  await page.getByRole('button', { name: 'Save the change' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Changed' })).toBeVisible();
  await expect(page.locator('li[data-step="edited"]')).toBeVisible();

  await page.getByRole('button', { name: 'Cancel it' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel it' }).press('Enter');
  await expect(state(page)).toHaveAttribute('data-state', 'cancelled');
  await page.getByRole('button', { name: 'Ask again' }).press('Enter');
  await expect(page).not.toHaveURL(new RegExp(id));
  await expect(page.getByRole('heading', { name: 'Changed' })).toBeVisible();
  await page.getByRole('link', { name: 'My reports' }).click();
  await page.getByRole('combobox', { name: 'State' }).press('Enter');
  await page.getByRole('option', { name: 'Cancelled' }).click();
  await expect(page.locator(`li[data-report="${id}"]`)).toBeVisible();
  await leave();
});

test('is made once where its answer is lost and the page is loaded again', async ({ browser }) => {
  const { page, leave } = await signedIn(browser, 'analyst');
  await fill(page, 'Only once');
  await page.route('**/api/reports', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.getByRole('button', { name: 'Ask for it' }).press('Enter');
  await expect(page.getByText('The server cannot be reached.')).toBeVisible();
  await page.unroute('**/api/reports');

  await page.reload();
  await expect(page.getByText(/no answer came/)).toBeVisible();
  await page.getByRole('button', { name: 'Ask for it' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Only once' })).toBeVisible();
  await page.getByRole('link', { name: 'My reports' }).click();
  await expect(page.getByRole('link', { name: /Only once/ })).toHaveCount(1);
  await leave();
});

test('is for who is signed in, whom a phone serves as well', async ({ browser }) => {
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 390, height: 844 }, locale: 'en-GB' });
  const guest = await context.newPage();
  await open(guest, '/reports');
  await guest.getByRole('button', { name: 'Sign in' }).press('Enter');
  await guest.getByRole('textbox', { name: 'User' }).fill('driver');
  await guest.getByLabel(/Password/).fill('chosen');
  await guest.keyboard.press('Enter');
  await expect(guest.getByText('You have asked for no report yet')).toBeVisible();

  for (const path of ['/reports', '/reports/new', '/reports/mails', `/reports/${await ask(guest, 'From a phone, with a title that is longer than the phone is wide')}`]) {
    await open(guest, path);
    await expect(guest.getByRole('progressbar', { name: /^Loading/ })).toHaveCount(0);
    expect(await guest.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  }
  await context.close();
});

test('stays on the page while the server is away, and is renewed when it is back', async ({ browser }) => {
  const { page, leave } = await signedIn(browser, 'analyst');
  const id = await ask(page, 'Through a crash');
  await expect(state(page)).toHaveAttribute('data-state', 'awaiting_approval');
  await server.kill();
  await expect(page.getByText(/Offline\. What you see may have changed since\./)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Through a crash' })).toBeVisible();
  await server.start();
  await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'connected', { timeout: 60_000 });

  const approver = await signedIn(browser, 'approver');
  await open(approver.page, `/reports/${id}`);
  await approver.page.getByRole('button', { name: 'Reject Through a crash' }).press('Enter');
  await expect(state(page)).toHaveAttribute('data-state', 'rejected');
  await expect(popup(page, id)).toContainText('was not approved');
  await approver.leave();
  await leave();
});
