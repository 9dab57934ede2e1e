// The guard of the app's files: serves the release in use, network or none, and looks at every other before it lets it
// in. It decides by itself and is asked by pages; nothing changes under a page that runs.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { pickVerifier } from '../../crypto/verify.ts'
import { faultOf, GUARD_PATH, RELEASE_PATH, readRelease, type SignedRelease } from '../../peer/release.ts'
import { keysOf, type Memory, type Pin, pinned, recall, remember } from './memory.ts'
import type { GuardSight, Refusal, ReleaseSight } from './said.ts'
import { NotAsSigned, prune, Shelf, sha256Of, urlOf } from './shelf.ts'

/** What is remembered, and what follows from it. */
interface State {
  readonly memory: Memory
  readonly current: SignedRelease
  readonly shelf: Shelf
  readonly before: Shelf | undefined
}

export class Guard {
  private state: Promise<State | undefined> | undefined
  /** One thing after the other. */
  private last: Promise<unknown> = Promise.resolve()

  private known(): Promise<State | undefined> {
    this.state ??= recall().then(memory => memory && stateOf(memory))
    return this.state
  }

  private async write(memory: Memory): Promise<void> {
    await remember(memory)
    this.state = Promise.resolve(stateOf(memory))
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work)
    this.last = done.catch(() => {})
    return done
  }

  /** The browser has this script for the first time, or another script than before: then what is in use stays. */
  begin(): Promise<void> {
    return this.inTurn(async () => {
      if (await this.known()) return
      const wire = await fetched(RELEASE_PATH)
      const offered = wire && readRelease(wire)
      if (!wire || !offered) throw new Error('whoever serves the app does not say which files it is made of')
      await new Shelf(offered.release).fill()
      await this.write({
        ...{ format: 1, current: wire, before: null, ready: null, refused: null, foreign: null, pins: [] },
      })
    })
  }

  /** An address within the app, whatever the server would say to it. */
  async page(request: Request, event: Event): Promise<Response> {
    const state = await this.known()
    return state ? state.shelf.serve(urlOf('index.html'), event) : fetch(request)
  }

  /** A file: of the release in use, or of the one before, which a page may still run. Undefined where it is of neither. */
  async file(url: string, event: Event): Promise<Response | undefined> {
    const state = await this.known()
    const shelf = [state?.shelf, state?.before].find(each => each?.has(url))
    return shelf?.serve(url, event)
  }

  /** Whether there is anything that is served here. */
  async isReady(): Promise<boolean> {
    return (await this.known()) !== undefined
  }

  look(): Promise<GuardSight | undefined> {
    return this.inTurn(async () => {
      const state = await this.known()
      if (!state) return undefined
      await this.judge(state)
      return this.sight()
    })
  }

  private async judge({ memory, current }: State): Promise<void> {
    let wire: Bytes | undefined
    try {
      wire = await fetched(RELEASE_PATH)
    } catch {
      // Nobody answers: everything stays as it is.
      return
    }
    const offered = wire && readRelease(wire)
    const same = offered !== undefined && equalBytes(offered.message, current.message)
    if (!wire || !offered) await this.refuse(memory, 'form', '')
    else if (same) await this.settle({ ...memory, current: wire, ready: null, refused: null })
    else {
      const why = await this.whyNot(offered, current, keysOf(memory.pins))
      if (why === 'unreached') return
      if (why) await this.refuse(memory, why, offered.release.version)
      else await this.settle({ ...memory, ready: wire, refused: null })
    }
  }

  private async whyNot(
    offered: SignedRelease,
    current: SignedRelease,
    keys: readonly Bytes[],
  ): Promise<Refusal | 'unreached' | undefined> {
    const fault = await faultOf(offered, current, keys, await pickVerifier())
    if (fault) return fault
    try {
      await new Shelf(offered.release).fill()
      return undefined
    } catch (error) {
      if (error instanceof NotAsSigned) return error.why
      return (error as Error).name === 'QuotaExceededError' ? 'full' : 'unreached'
    }
  }

  private async refuse(memory: Memory, why: Refusal, version: string): Promise<void> {
    const again = memory.refused?.why === why && memory.refused.version === version
    await this.settle(again ? memory : { ...memory, refused: { why, version, atMs: Date.now() } })
  }

  /** With a word on the script that the server has for the next service worker. */
  private async settle(memory: Memory): Promise<void> {
    await this.write({ ...memory, foreign: await foreignIn(memory) })
  }

  take(): Promise<boolean> {
    return this.inTurn(async () => {
      const state = await this.known()
      const { ready = null } = state?.memory ?? {}
      if (!state || !ready) return false
      await this.write({ ...state.memory, current: ready, before: state.memory.current, ready: null })
      const { shelf, before } = (await this.known())!
      await prune(before ? [shelf, before] : [shelf])
      return true
    })
  }

  pin(pin: Pin): Promise<GuardSight | undefined> {
    return this.inTurn(async () => {
      const state = await this.known()
      if (!state) return undefined
      const pins = pinned(state.memory.pins, pin)
      // What waits was judged by who was named before.
      if (pins !== state.memory.pins) await this.write({ ...state.memory, pins, ready: null })
      return this.sight()
    })
  }

  private async sight(): Promise<GuardSight> {
    const { memory, current } = (await this.known())!
    const ready = memory.ready && readRelease(memory.ready)
    const keys = keysOf(memory.pins)
    const fault = await faultOf(current, undefined, keys, await pickVerifier())
    return {
      current: sightOf(current),
      signed: keys.length === 0 ? 'unnamed' : fault ? 'no' : 'yes',
      ready: ready ? sightOf(ready) : null,
      refused: memory.refused,
      foreign: memory.foreign !== null && keys.length > 0,
    }
  }
}

function stateOf(memory: Memory): State | undefined {
  const current = readRelease(memory.current)
  const before = memory.before && readRelease(memory.before)
  return (
    current && {
      ...{ memory, current, shelf: new Shelf(current.release) },
      before: before ? new Shelf(before.release) : undefined,
    }
  )
}

const sightOf = ({ release: { version, timeMs } }: SignedRelease): ReleaseSight => ({ version, timeMs })

/** The hash of the script that the server has for the service worker, where it is in no release that is in use or waits. */
async function foreignIn(memory: Memory): Promise<Bytes | null> {
  const script = await fetched(GUARD_PATH).catch(() => undefined)
  if (!script) return memory.foreign
  const hash = await sha256Of(script as BufferSource)
  const isOf = (wire: Bytes | null) =>
    wire !== null &&
    readRelease(wire)?.release.files.some(file => file.path === GUARD_PATH && equalBytes(file.hash, hash))
  return isOf(memory.current) || isOf(memory.ready) ? null : hash
}

/** Past every cache; undefined where there is no such file. */
async function fetched(path: string): Promise<Bytes | undefined> {
  const response = await fetch(urlOf(path), { cache: 'no-store' })
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined
}
