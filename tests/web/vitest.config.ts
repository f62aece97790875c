import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/web/**/*.test.ts'],
    // Machines that build at the same time are slow; a test that hangs is still found.
    testTimeout: 120_000,
  },
});
