// A town for a journey: a relay in a process of its own, which serves the built app; a host that founded the community
// and admits whoever applies; and people at their browsers.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { criteriaIn } from '../../relay/host/found.ts'
import { foundAndRun, type Hosts } from '../../relay/host/hosts.ts'
import { welcomeAll } from '../../relay/host/welcome.ts'
import type { Genesis } from '../../src/chain/genesis.ts'
import { type RelayProcess, startRelay } from '../../tools/pages.ts'
import { Person } from './person.ts'

export const CREDIT = 1_000_000
/** What each who is admitted begins with. */
export const WELCOME = 100 * CREDIT
const SEATS = 4

/** Slots of a quarter of a second, so that an election and two hundred blocks pass while somebody waits. */
const QUICK: Partial<Genesis> = { idleSlots: 4, waitSlots: 4, epochBlocks: 40, quotaSlots: 40 }

export class Town {
  readonly folder: string
  readonly people: Person[] = []
  relay: RelayProcess
  readonly hosts: Hosts
  private readonly stopWelcome: () => void

  private constructor(folder: string, relay: RelayProcess, hosts: Hosts) {
    this.folder = folder
    this.relay = relay
    this.hosts = hosts
    this.stopWelcome = welcomeAll(hosts.peers[0]!.peer, criteriaIn(hosts.genesis), WELCOME)
  }

  static async found(genesis: Partial<Genesis> = {}): Promise<Town> {
    const folder = mkdtempSync(join(tmpdir(), 'wattle-town-'))
    const relay = await startRelay('dist/app')
    const plan = { name: 'Linden Lane', hosts: 1, slotMs: 250, delegates: SEATS }
    const hosts = await foundAndRun(
      join(folder, 'host'),
      { ...plan, genesis: { ...QUICK, ...genesis } },
      [relay.base],
    )
    return new Town(folder, relay, hosts)
  }

  async join(name: string, base = this.relay.base, invitation = this.hosts.invitation): Promise<Person> {
    const person = await Person.open({ name, base }, invitation)
    this.people.push(person)
    return person
  }

  /** The same relay, at the same address, after it was killed. */
  async relayAgain(): Promise<void> {
    this.relay = await startRelay('dist/app', this.relay.port)
  }

  async closeHosts(): Promise<void> {
    this.stopWelcome()
    await this.hosts.close()
  }

  async close(): Promise<void> {
    await Promise.all(this.people.map(person => person.leave()))
    await this.closeHosts()
    await this.relay.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
