// The journeys of every change; `npm run gate -- journeys` has the others.
import { beforeAll, test } from 'vitest'
import { buildApp, isBuilt } from '../../tools/app.ts'
import { OF_EVERY_CHANGE } from './walks.ts'

beforeAll(() => {
  if (!isBuilt()) buildApp()
}, 60_000)

// Twice as long as it takes on a slow machine, for it may be tried twice.
const MOST_MS = 300_000

for (const { what, travel } of OF_EVERY_CHANGE)
  test(
    what,
    async () => {
      await travel()
    },
    MOST_MS,
  )
