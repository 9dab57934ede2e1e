// The journeys of every change; `npm run gate -- journeys` has the others.
import { beforeAll, test } from 'vitest'
import { buildApp, isBuilt } from '../../tools/app.ts'
import { beside } from './beside.ts'
import { besieged } from './besieged.ts'
import { travel } from './journey.ts'
import { living } from './living.ts'
import { shared } from './notebook.ts'
import { released } from './released.ts'

beforeAll(() => {
  if (!isBuilt()) buildApp()
}, 60_000)

// Twice as long as it takes on a slow machine, for it may be tried twice.
const MOST_MS = 300_000

test('four pages mesh, elect, produce and finalise, and need no server', () => travel(living), MOST_MS)
test('a stranger, a flood and noise are turned away, and nobody else minds', () => travel(besieged), MOST_MS)
test('opens with network and server gone, and takes only what is signed', () => travel(released), MOST_MS)
test('three meet in a field without a server, and the first can leave', () => travel(beside), MOST_MS)
test('two write apart and read the same, whatever a third makes of it', () => travel(shared), MOST_MS)
