// The journeys of every change; `npm run gate -- journeys` has the others.
import { test } from 'vitest'
import { travel } from './journey.ts'
import { living } from './living.ts'

test('four pages mesh, elect, produce and finalise, and need no server', () => travel(living), 200_000)
