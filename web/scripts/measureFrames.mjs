// Measures how smoothly the built page draws many rides: `npm run build`, then `npm run frames -- 10000 20`, which are the
// rides and the seconds. Prints the frames a second, the time between frames and what a frame's drawing takes.
import { chromium } from '@playwright/test';
import { origin, serve } from './deliveriesFixture.mjs';

const [rides = 10_000, seconds = 20] = process.argv.slice(2).map(Number);
const browser = await chromium.launch({
  executablePath: process.env.HOMING_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await serve(page, { rides, started: { 1: 5_000 } });
await page.goto(`${origin}/deliveries`);
await page.waitForFunction(() => document.querySelector('[data-testid=rides-canvas]')?.dataset.marks > 0);
await page.getByRole('button', { name: 'Show all' }).click();
await page.waitForFunction((most) => Number(document.querySelector('[data-testid=rides-canvas]')?.dataset.marks) > most * 0.95, rides, { timeout: 120_000 });

const session = await page.context().newCDPSession(page);
await session.send('Performance.enable', { timeDomain: 'threadTicks' }); // Processor time, so that a busy machine counts less.
const busy = async () => {
  const { metrics } = await session.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
};
const before = await busy();
const gaps = await page.evaluate(
  (ms) =>
    new Promise((resolve) => {
      const all = [];
      const end = performance.now() + ms;
      let last = performance.now();
      requestAnimationFrame(function next(now) {
        all.push(now - last);
        last = now;
        if (now < end) {
          requestAnimationFrame(next);
        } else {
          resolve(all.slice(1));
        }
      });
    }),
  seconds * 1_000,
);
const after = await busy();
const marks = await page.evaluate(() => document.querySelector('[data-testid=rides-canvas]')?.dataset.marks);
await browser.close();

gaps.sort((a, b) => a - b);
const at = (share) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * share))].toFixed(1);
const spent = ((after.TaskDuration - before.TaskDuration) * 1_000) / gaps.length;
const script = ((after.ScriptDuration - before.ScriptDuration) * 1_000) / gaps.length;
process.stdout.write(
  `${marks} rides drawn, ${(gaps.length / seconds).toFixed(1)} frames/s; between frames: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, 99 % ${at(0.99)} ms, longest ${at(1)} ms; ` +
    `processor time of the main thread ${spent.toFixed(1)} ms a frame, of it ${script.toFixed(1)} ms script\n`,
);
