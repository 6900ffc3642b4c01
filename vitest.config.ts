import { defineConfig } from 'vitest/config';

const report = process.env['VITEST_JSON'];

export default defineConfig({
  test: {
    // Many of them wait for programs that they have started.
    maxWorkers: '100%',
    projects: ['clients/typescript', 'web', 'tests/search-deploy', 'tests/deploy', 'tests/observe'],
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
});
