import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { CHROMIUM_FLAGS, findChromium } from './tools/browser.ts'

// `node` runs every unit and cross-room test; `worlds` the simulated communities, which take longest;
// `browser`, in a real Chromium, the files that must give the same verdict there; `pages` drives several pages at
// once, and `journeys` the whole app as people use it.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['{src,relay,tools,bench}/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts', 'tests/worlds/**', 'tests/pages/**', 'tests/journeys/**'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'worlds',
          include: ['tests/worlds/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts'],
          testTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'pages',
          include: ['tests/pages/**/*.test.ts'],
          // Two cores hold one mesh of pages at a time, and nothing beside it.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'journeys',
          include: ['tests/journeys/**/*.test.ts'],
          fileParallelism: false,
          // After the others of its stage: it has the machine to itself.
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['src/**/*.{both,browser}.test.ts', 'tests/**/*.{both,browser}.test.ts'],
          testTimeout: 120_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: findChromium(), args: CHROMIUM_FLAGS },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
