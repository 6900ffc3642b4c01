import { expect, open, rows, searchFromTaksim, test } from './support';

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('fits, and opens details from below', async ({ page }) => {
    await searchFromTaksim(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await rows(page).first().tap();
    const link = page.getByRole('link', { name: 'Directions in Google Maps' });
    await expect(link).toBeInViewport();
    await page.getByRole('button', { name: 'Close details' }).tap();
    await expect(link).toHaveCount(0);
  });
});

test.describe('in the dark', () => {
  test.use({ colorScheme: 'dark' });

  test('follows the system, and the choice that is made is kept', async ({ page }) => {
    await open(page);
    await expect(page.locator('html')).toHaveAttribute('data-scheme', 'dark');
    await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(15, 22, 24)');
    await page.getByRole('button', { name: 'Use light colours' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-scheme', 'light');
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-scheme', 'light');
  });
});

test('works from the keyboard alone', async ({ page }) => {
  await open(page);
  const press = async (name: RegExp) => {
    for (let tab = 0; tab < 40; tab += 1) {
      await page.keyboard.press('Tab');
      const text = await page.evaluate(() => {
        const focused = document.activeElement;
        return focused?.getAttribute('aria-label') ?? focused?.textContent ?? '';
      });
      if (name.test(text)) {
        await page.keyboard.press('Enter');
        return;
      }
    }
    throw new Error(`No way by keyboard to ${String(name)}`);
  };
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#content')).toBeFocused();
  await press(/^Kadıköy$/);
  await expect(rows(page).first()).toBeVisible();
  await rows(page).first().focus();
  await page.keyboard.press('Tab');
  await expect(rows(page).nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#lot-name')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Close details' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Directions in Google Maps' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(rows(page).nth(1)).toBeFocused();
});
