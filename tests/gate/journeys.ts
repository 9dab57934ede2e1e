// The journeys that take too long for every change: away for two hundred blocks, killed twenty times, hidden; by https on a
// local network; a key that is brought back, one that is lost, and one in two communities; codes read by a camera, five in a
// field, and a delegate that is gone for good.

import { buildApp, isBuilt } from '../../tools/app.ts'
import { away } from '../journeys/away.ts'
import { bereft } from '../journeys/bereft.ts'
import { camera } from '../journeys/camera.ts'
import { five } from '../journeys/five.ts'
import { hidden } from '../journeys/hidden.ts'
import { travel } from '../journeys/journey.ts'
import { keys } from '../journeys/keys.ts'
import { killed } from '../journeys/killed.ts'
import { lan } from '../journeys/lan.ts'
import { lost } from '../journeys/lost.ts'
import { several } from '../journeys/several.ts'
import { worn } from '../journeys/worn.ts'

if (!isBuilt()) buildApp()
for (const journey of [away, killed, hidden, worn, lan, keys, lost, several]) await travel(journey)
for (const journey of [camera, five, bereft]) await travel(journey)
process.exit(0)
