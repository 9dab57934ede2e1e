// All journeys: those of every change, which `npm test` walks, and those that take too long for that.
import { away } from './away.ts'
import { bereft } from './bereft.ts'
import { beside } from './beside.ts'
import { besieged } from './besieged.ts'
import { camera } from './camera.ts'
import { five } from './five.ts'
import { hesitant } from './hesitant.ts'
import { hidden } from './hidden.ts'
import { type Journey, type Place, type Travelled, travel } from './journey.ts'
import { keys } from './keys.ts'
import { killed } from './killed.ts'
import { lan } from './lan.ts'
import { living } from './living.ts'
import { lost } from './lost.ts'
import { shared } from './notebook.ts'
import { released } from './released.ts'
import { several } from './several.ts'
import { worn } from './worn.ts'

export interface Walk {
  readonly name: string
  readonly what: string
  travel(): Promise<Travelled>
}

const walk = <P extends Place>(journey: Journey<P>, what: string): Walk => ({
  ...{ name: journey.name, what },
  travel: () => travel(journey),
})

export const OF_EVERY_CHANGE: readonly Walk[] = [
  walk(living, 'four pages mesh, elect, produce and finalise, and need no server'),
  walk(besieged, 'a stranger, a flood and noise are turned away, and nobody else minds'),
  walk(released, 'opens with network and server gone, and takes only what is signed'),
  walk(beside, 'three meet in a field without a server, and the first can leave'),
  walk(hesitant, 'a match is thought over, confirmed or let go, over a cable that is thin'),
  walk(shared, 'two write apart and read the same, whatever a third makes of it'),
]

export const OF_THE_GATE: readonly Walk[] = [
  walk(away, 'a page is away for two hundred blocks, and another joins by snapshot'),
  walk(killed, 'a delegate’s browser is killed twenty times'),
  walk(hidden, 'a delegate that nobody looks at keeps its slots'),
  walk(worn, 'a delegate whose disk is full, that is restored from a copy, and whose storage is cleared'),
  walk(lan, 'by https on a local network, and looking on without it'),
  walk(keys, 'a key is saved, and brought back elsewhere'),
  walk(lost, 'a key is lost, and others help'),
  walk(several, 'one person in two communities'),
  walk(camera, 'codes are read by a camera'),
  walk(five, 'five meet in a field'),
  walk(bereft, 'a delegate is gone for good'),
]
