// A journey: what people do, step by step, each timed; what is known of everybody is kept where it fails.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Person } from './person.ts'
import { Town } from './town.ts'

/** Where people meet. */
export interface Place {
  readonly people: readonly Person[]
  close(): Promise<void>
}

export interface Way<P extends Place = Town> {
  readonly town: P
  step<T>(what: string, walk: () => Promise<T>): Promise<T>
}

export interface Journey<P extends Place = Town> {
  readonly name: string
  found(): Promise<P>
  walk(way: Way<P>): Promise<void>
}

const KEPT = '.cache/journeys'

export interface Travelled {
  /** Of the walk that went well. */
  readonly seconds: number
  readonly retried: boolean
}

/** Walks it in a town of its own; a second time where the first one fails, and says so. */
export async function travel<P extends Place>(journey: Journey<P>): Promise<Travelled> {
  rmSync(join(KEPT, journey.name), { recursive: true, force: true })
  try {
    return { seconds: await once(journey, 1), retried: false }
  } catch (error) {
    console.log(`journey ${journey.name}: FAILED ONCE, tried again. ${(error as Error).message}`)
    return { seconds: await once(journey, 2), retried: true }
  }
}

/** Promises how many seconds it took. */
async function once<P extends Place>({ name, found, walk }: Journey<P>, attempt: number): Promise<number> {
  const began = performance.now()
  const took = () => (performance.now() - began) / 1000
  const seconds = () => `${took().toFixed(1).padStart(6)} s`
  const town = await found()
  console.log(`${seconds()}  ${name}: begun`)
  try {
    await walk({
      town,
      step: async (what, walk) => {
        try {
          const result = await walk()
          console.log(`${seconds()}  ${name}: ${what}`)
          return result
        } catch (error) {
          throw new Error(`${what}: ${(error as Error).message}`, { cause: error })
        }
      },
    })
    console.log(`${seconds()}  ${name}: done; dropped on the way: ${await dropped(town)}`)
    return took()
  } catch (error) {
    await keep(town, join(KEPT, name, `${attempt}`), error as Error)
    throw error
  } finally {
    await town.close()
  }
}

/** What everybody who is still there dropped, by code. */
async function dropped(town: Place): Promise<string> {
  const sums = new Map<string, number>()
  for (const person of town.people.filter(({ isOpen }) => isOpen)) {
    const { drops } = await person.status()
    for (const [code, count] of Object.entries(drops)) sums.set(code, (sums.get(code) ?? 0) + count)
  }
  return [...sums].map(([code, count]) => `${code} ${count}`).join(', ') || 'nothing'
}

/** Screens, flight recorders and what the pages complained of. */
async function keep(town: Place, folder: string, error: Error): Promise<void> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'why.txt'), `${error.stack}\n${error.cause ?? ''}\n`)
  const everybody = [
    ...town.people.map(person => ({ name: person.name, recorder: async () => person.recorder() })),
    ...(town instanceof Town ? [{ name: 'host', recorder: () => town.hosts.peers[0]!.peer.recorder() }] : []),
  ]
  for (const { name, recorder } of everybody)
    writeFileSync(join(folder, `${name}.jsonl`), await recorder().catch(String))
  for (const person of town.people) {
    writeFileSync(join(folder, `${person.name}.txt`), person.errors.join('\n'))
    await person.photograph(join(folder, `${person.name}.png`)).catch(() => {})
  }
  console.log(`what is known of everybody is in ${folder}`)
}
