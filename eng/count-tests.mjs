// Adds up what the three runners reported, and names what was skipped. Arguments: the folder of their reports, and 1 where a step failed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , folder, broken] = process.argv;
const total = { passed: 0, failed: 0, skipped: 0 };
const add = (passed, failed, skipped) => {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
};

const skip = (test) => { console.log(`skipped: ${test}`); };

function count(name, read) {
  try {
    read(readFileSync(join(folder, name), 'utf8'));
  } catch (error) {
    console.error(`homing: no usable report in ${name}: ${error.message}`);
    add(0, 1, 0);
  }
}

count('dotnet.log', (text) => {
  const summary = text.slice(text.lastIndexOf('Test run summary:'));
  const number = (name) => Number(new RegExp(`^\\s*${name}: (\\d+)`, 'm').exec(summary)?.[1] ?? NaN);
  const [passed, failed, skipped] = ['succeeded', 'failed', 'skipped'].map(number);
  if ([passed, failed, skipped].some(Number.isNaN)) throw new Error('the runner printed no summary');
  add(passed, failed, skipped);
  for (const [, test, reason] of text.matchAll(/^skipped (\S+)[^\n]*\n\s+(\S[^\n]*)/gm)) skip(`${test}: ${reason}`);
});

count('vitest.json', (text) => {
  const report = JSON.parse(text);
  add(report.numPassedTests, report.numFailedTests, report.numPendingTests + report.numTodoTests);
  report.testResults.flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed').forEach(({ fullName }) => skip(fullName));
});

count('browser.json', (text) => {
  const { expected, unexpected, flaky, skipped } = JSON.parse(text).stats;
  add(expected, unexpected + flaky, skipped);
});

if (broken === '1' && total.failed === 0) total.failed = 1;
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
