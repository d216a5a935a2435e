import { defineConfig } from 'vitest/config'

/** The stories; with a mode, what bears its name instead: screens.ts takes pictures, crowd.ts has a desk of its own. */
export default defineConfig(({ mode }) => ({
  test: {
    root: import.meta.dirname,
    include: mode === 'test' ? ['*.test.ts'] : [`${mode}.ts`],
    globalSetup: [mode === 'crowd' ? 'crowded.ts' : 'program.ts'],
    // One desk, one browser, one story after the other.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
}))
