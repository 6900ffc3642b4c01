// Adds up what the three runners reported, names what was skipped and why, and last what failed and how: whoever sees only the end of
// a long run sees that. Arguments: the folder of their reports, and 1 where a step failed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const [, , folder, broken] = process.argv;
const mostLines = 30;
const total = { passed: 0, failed: 0, skipped: 0 };
const add = (passed, failed, skipped) => {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
};

const failures = [];
const lines = (words) => stripVTControlCharacters(words).trimEnd().split('\n').slice(0, mostLines).map((line) => `  ${line.trimEnd()}`);
const fail = (test, words) => { failures.push(`failed: ${test}`, ...lines(words)); };
const skip = (test, reason) => { console.log(`skipped: ${test}${reason ? `: ${reason}` : ''}`); };

function count(name, read) {
  try {
    read(readFileSync(join(folder, name), 'utf8'));
  } catch (error) {
    add(0, 1, 0);
    fail(name, `no usable report: ${error.message}`);
  }
}

count('dotnet.log', (text) => {
  const summary = text.slice(text.lastIndexOf('Test run summary:'));
  const number = (name) => Number(new RegExp(`^\\s*${name}: (\\d+)`, 'm').exec(summary)?.[1] ?? NaN);
  const [passed, failed, skipped] = ['succeeded', 'failed', 'skipped'].map(number);
  if ([passed, failed, skipped].some(Number.isNaN)) throw new Error('the runner printed no summary');
  add(passed, failed, skipped);
  for (const [, test, reason] of text.matchAll(/^skipped (.+?)(?: \([^()\n]*\))?\n\s+(\S.*)/gm)) skip(test, reason);

  // The message, its assembly, and the same again with the stack.
  for (const [, test, words] of text.matchAll(/^failed (.+) \([^()\n]*\)\n[^]*?^ {2}from .*\n((?:\s.*\n)*)/gm)) fail(test, words.replace(/^ {2}/gm, ''));
});

count('vitest.json', (text) => {
  const report = JSON.parse(text);
  add(report.numPassedTests, report.numFailedTests, report.numPendingTests + report.numTodoTests);
  for (const { name, status, message, assertionResults } of report.testResults) {
    if (status === 'failed' && assertionResults.length === 0) fail(name, message);
    for (const { fullName, status: outcome, failureMessages } of assertionResults) {
      if (outcome === 'failed') fail(fullName, failureMessages.join('\n'));
      else if (outcome !== 'passed') skip(fullName);
    }
  }
});

count('browser.json', (text) => {
  const { stats: { expected, unexpected, flaky, skipped }, suites, errors } = JSON.parse(text);
  add(expected, unexpected + flaky, skipped);
  for (const { message } of errors) fail('browser tests', message);
  const look = ({ specs = [], suites: inner = [] }, path) => {
    for (const { title, tests } of specs) {
      const results = tests.flatMap((test) => test.results);
      if (tests.some(({ status }) => status === 'unexpected' || status === 'flaky')) {
        fail([...path, title].join(' › '), results.flatMap((result) => result.errors).map(({ message }) => message).join('\n'));
      } else if (tests.some(({ status }) => status === 'skipped')) {
        skip([...path, title].join(' › '), tests.flatMap(({ annotations }) => annotations).map(({ description }) => description).join());
      }
    }
    for (const suite of inner) look(suite, [...path, suite.title]);
  };
  for (const suite of suites) look(suite, [suite.title]);
});

if (broken === '1' && total.failed === 0) total.failed = 1;
for (const line of failures) console.log(line);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
