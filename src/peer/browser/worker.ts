// The Worker that a page's peer runs in: its timers go on in hidden tabs, and nothing that it does makes the page wait.
import { community } from '../../chain/community.ts'
import { readGenesis } from '../../chain/genesis.ts'
import { pickVerifier } from '../../crypto/verify.ts'
import { ruleBook } from '../../market/registry.ts'
import type { FromLinks, ToLinks } from '../../mesh/port.ts'
import { Core } from '../core/core.ts'
import { realPlatform } from '../core/platform.ts'
import type { Room } from '../core/room.ts'
import { guardedVault } from '../core/vault.ts'
import { portLine } from '../remote/line.ts'
import { servePeer } from '../remote/server.ts'
import { BrowserDisk } from '../storage/browser.ts'
import { Notes } from '../storage/notes.ts'
import { refusalWords } from '../words.ts'
import type { Beginning, Founding, FromWorker, ToWorker } from './place.ts'

const page = self as unknown as {
  postMessage(message: FromWorker, transfer?: Transferable[]): void
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null
}

/** What the links said before the core was there. */
const early: FromLinks[] = []
let core: Core | undefined

page.onmessage = ({ data }) => {
  if (data.kind === 'begin') void begin(data.beginning)
  else if (data.kind === 'found') void found(data.founding)
  else if (core) core.hear(data.message)
  else early.push(data.message)
}
page.postMessage({ kind: 'ready' })

async function begin({ name, genesis, token, checkpoint, mode, port }: Beginning): Promise<void> {
  try {
    const read = readGenesis(genesis)
    if (typeof read === 'string') throw new Error(read)
    const { disk, pairs, room } = isSecureContext
      ? await keeping(name)
      : (await import('./spectating.ts')).spectating()
    const notes = new Notes(disk)
    const opened = await Core.open({
      ...{ community: community(read, ruleBook), disk, room },
      vault: await guardedVault(pairs, notes, realPlatform.random),
      verifier: await pickVerifier(),
      post,
      ...(mode && { mode }),
      ...(token && { token }),
      ...(checkpoint && { checkpoint }),
    })
    if ('refused' in opened) {
      page.postMessage({ kind: 'refused', why: refusalWords(opened) })
      return
    }
    core = opened
    servePeer(core, portLine(port))
    for (const message of early.splice(0)) core.hear(message)
    page.postMessage({ kind: 'begun' })
  } catch (error) {
    page.postMessage({ kind: 'refused', why: error instanceof Error ? error.message : String(error) })
  }
}

async function keeping(name: string) {
  const disk = await BrowserDisk.open(`wattle/${name}`, () => page.postMessage({ kind: 'lost' }))
  return { disk, pairs: disk, room: ROOM }
}

async function found(founding: Founding): Promise<void> {
  try {
    // Few who open this page found a community.
    const { foundHere } = await import('./founder.ts')
    page.postMessage({ kind: 'founded', ...(await foundHere(founding)) })
  } catch (error) {
    page.postMessage({ kind: 'refused', why: error instanceof Error ? error.message : String(error) })
  }
}

function post(message: ToLinks): void {
  // Bytes change hands: whoever sends them keeps none.
  const bytes = 'bytes' in message ? message.bytes : 'body' in message ? message.body : undefined
  const whole = bytes !== undefined && bytes.byteLength === bytes.buffer.byteLength
  page.postMessage({ kind: 'links', message }, whole ? [bytes.buffer] : [])
}

const ROOM: Room = {
  kind: 'browser',
  async estimate() {
    const { usage, quota } = await navigator.storage.estimate()
    return { usedBytes: usage ?? null, quotaBytes: quota ?? null }
  },
  persisted: () => navigator.storage.persisted(),
  // Only a page may ask for it: see the tab.
  persist: () => navigator.storage.persisted(),
}
