// The journeys that take too long for every change: away for two hundred blocks, killed twenty times, hidden; and by https
// on a local network.

import { buildApp, isBuilt } from '../../tools/app.ts'
import { away } from '../journeys/away.ts'
import { hidden } from '../journeys/hidden.ts'
import { travel } from '../journeys/journey.ts'
import { killed } from '../journeys/killed.ts'
import { lan } from '../journeys/lan.ts'

if (!isBuilt()) buildApp()
for (const journey of [away, killed, hidden, lan]) await travel(journey)
process.exit(0)
