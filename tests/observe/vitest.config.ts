import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { name: 'observe', include: ['test/**/*.test.ts'], environment: 'node', testTimeout: 120_000 },
});
