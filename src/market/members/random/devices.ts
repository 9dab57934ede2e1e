// Random commands with which accounts manage their keys.
import { consentBytes } from '../../../chain/kernel/consent.ts'
import { accountOf } from '../../../chain/kernel/keys.ts'
import type { AccountRecord } from '../../../chain/kernel/records.ts'
import { MAX_DEVICES, MAX_DEVICES_EVER } from '../../../chain/limits.ts'
import { ALL_SCOPES, type Draw, SCOPE, type Scene } from '../../../chain/module.ts'
import { addDevice } from '../addDevice.ts'
import { revokeDevice } from '../revokeDevice.ts'
import { rotateDevice } from '../rotateDevice.ts'
import { setThreshold } from '../setThreshold.ts'
import { deed, type Kind, pick, pickActor } from './draws.ts'

/** More would leave little to random walks. */
const FEW = 4

const administering = ({ devices }: AccountRecord) =>
  devices.filter(({ scopes }) => (scopes & SCOPE.administer) !== 0)

/** An actor with a key that administers its account, and the account. */
function keeper(scene: Scene, draw: Draw, fits: (record: AccountRecord) => boolean) {
  const actor = pickActor(scene, draw, 'administer', account => fits(accountOf(scene.state, account)!))
  return actor && { actor, record: accountOf(scene.state, actor.account)! }
}

function consenting(scene: Scene, account: Uint8Array) {
  const { key, sign } = scene.newDevice()
  return { key, consent: sign(consentBytes(scene.genesisHash, account)) }
}

const adding: Kind = (scene, draw) => {
  const found = keeper(
    scene,
    draw,
    ({ devices, everDevices }) =>
      devices.length < FEW && devices.length < MAX_DEVICES && everDevices < MAX_DEVICES_EVER,
  )
  if (!found) return undefined
  const { actor } = found
  const scopes = 1 + draw(ALL_SCOPES)
  return deed(actor, 'addDevice', addDevice, { ...consenting(scene, actor.account), scopes })
}

const revoking: Kind = (scene, draw) => {
  const found = keeper(scene, draw, record => administering(record).length > record.threshold)
  const gone = found && pick(found.record.devices, draw)
  return gone && deed(found!.actor, 'revokeDevice', revokeDevice, { key: gone.key })
}

const rotating: Kind = (scene, draw) => {
  const found = keeper(scene, draw, ({ everDevices }) => everDevices < MAX_DEVICES_EVER)
  const gone = found && pick(found.record.devices, draw)
  if (!gone) return undefined
  const { actor } = found!
  const fresh = consenting(scene, actor.account)
  return deed(actor, 'rotateDevice', rotateDevice, { gone: gone.key, scopes: ALL_SCOPES, ...fresh })
}

const settingThreshold: Kind = (scene, draw) => {
  const found = keeper(scene, draw, () => true)
  if (!found) return undefined
  // Mostly one: of several, all would have to draw the same deed.
  const threshold = draw(4) === 0 ? 1 + draw(administering(found.record).length) : 1
  return deed(found.actor, 'setThreshold', setThreshold, { threshold })
}

export const deviceKinds: readonly Kind[] = [adding, revoking, rotating, settingThreshold]
