import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { name: 'search-deploy', include: ['test/**/*.test.ts'], environment: 'node' },
});
