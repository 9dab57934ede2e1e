// A town for a journey: a relay in a process of its own, which serves the built app; a host that founded the community
// and admits whoever applies; and people at their browsers.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { criteriaIn, type HostPlan } from '../../relay/host/found.ts'
import { foundAndRun, type Hosts } from '../../relay/host/hosts.ts'
import { welcomeAll } from '../../relay/host/welcome.ts'
import type { Genesis } from '../../src/chain/genesis.ts'
import { type RelayProcess, startRelay } from '../../tools/pages.ts'
import { until } from '../../tools/until.ts'
import { agree } from './agree.ts'
import { Person } from './person.ts'
import { type Site, serveSite } from './site.ts'

export const CREDIT = 1_000_000
/** What each who is admitted begins with. */
export const WELCOME = 100 * CREDIT
const SEATS = 4

/** Slots of a quarter of a second, so that an election and two hundred blocks pass while somebody waits. */
const QUICK: Partial<Genesis> = { idleSlots: 4, waitSlots: 4, epochBlocks: 40, quotaSlots: 40 }

export class Town {
  readonly folder: string
  readonly people: Person[] = []
  readonly site: Site
  relay: RelayProcess
  readonly hosts: Hosts
  private hostsAreOpen = true
  private readonly stopWelcome: () => void

  private constructor(folder: string, site: Site, relay: RelayProcess, hosts: Hosts) {
    this.folder = folder
    this.site = site
    this.relay = relay
    this.hosts = hosts
    this.stopWelcome = welcomeAll(hosts.peers[0]!.peer, criteriaIn(hosts.genesis), WELCOME)
  }

  static async found(
    genesis: Partial<Genesis> = {},
    rules: HostPlan['rules'] = {},
    members: HostPlan['members'] = {},
    market: Pick<HostPlan, 'book' | 'market'> = {},
    name = 'Linden Lane',
  ): Promise<Town> {
    const folder = mkdtempSync(join(tmpdir(), 'wattle-town-'))
    const site = await serveSite('dist/app')
    const relay = await startRelay('dist/app')
    const plan = { name, hosts: 1, slotMs: 250, delegates: SEATS }
    const founding = { ...plan, rules, members, ...market, genesis: { ...QUICK, ...genesis } }
    const hosts = await foundAndRun(join(folder, 'host'), founding, [relay.base])
    return new Town(folder, site, relay, hosts)
  }

  /** Somebody opens an invitation's link. */
  async join(name: string, invitation = this.hosts.invitation): Promise<Person> {
    const person = new Person({ name, base: this.site.base })
    this.people.push(person)
    await person.begin(invitation)
    return person
  }

  /** Somebody joins and is admitted. */
  async admit(name: string): Promise<Person> {
    const person = await this.join(name)
    await person.until('follows', ({ stage, final }) => stage === 'live' && (final?.height ?? 0) > 0)
    await person.press('Ask to be admitted')
    return person
  }

  /** Somebody at a browser that has never been here. */
  async arrive(name: string, path: string): Promise<Person> {
    const person = new Person({ name, base: this.site.base })
    this.people.push(person)
    await person.arrive(path)
    return person
  }

  /** Four people stand, vote for each other, and are the delegates; the host that founded it all goes. */
  async elect(people: readonly Person[]): Promise<void> {
    for (const person of people) {
      await person.until('is a member', ({ role }) => role !== 'guest')
      await person.press('Run for delegate')
    }
    for (const person of people) await person.until('stands', ({ role }) => role !== 'member')
    const accounts = await Promise.all(people.map(person => person.account()))
    for (const person of people) await person.voteFor(accounts)
    for (const person of people)
      await person.until('is a delegate and votes', ({ delegate }) => delegate?.state === 'voting', 120)
    const [host] = this.hosts.peers
    await until(
      'the host has handed over',
      () => host!.peer.status(),
      ({ role }) => role !== 'delegate',
    )
  }

  readonly agree = agree

  /** The same relay, at the same address, after it was killed. */
  async relayAgain(): Promise<void> {
    this.relay = await startRelay('dist/app', this.relay.port)
  }

  async closeHosts(): Promise<void> {
    if (!this.hostsAreOpen) return
    this.hostsAreOpen = false
    this.stopWelcome()
    await this.hosts.close()
  }

  async close(): Promise<void> {
    await Promise.all(this.people.map(person => person.leave()))
    await this.closeHosts()
    await this.relay.kill()
    this.site.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
