// Hosts under Node in a process of their own, for a page that is measured alone.
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { projectRoot } from '../../tools/chromium.ts'
import type { Wallet } from './founded.ts'

export interface Hosting {
  readonly folder: string
  readonly genesis: string
  readonly relays: readonly string[]
  readonly wallets: readonly Wallet[]
}

/** What is told to the process. */
export type ToHosts =
  | { readonly kind: 'open'; readonly hosting: Hosting }
  /** Signed transfers in hex, to be handed on at a steady pace. */
  | { readonly kind: 'pour'; readonly wires: readonly string[]; readonly perSecond: number }
  | { readonly kind: 'look' }
  | { readonly kind: 'close' }

export type FromHosts =
  | { readonly kind: 'open' }
  | { readonly kind: 'looked'; readonly heights: readonly number[]; readonly links: readonly number[] }

export class Hosts {
  private readonly child: ChildProcess

  private constructor(child: ChildProcess) {
    this.child = child
  }

  static async open(hosting: Hosting): Promise<Hosts> {
    const child = fork(join(projectRoot(), 'tools/run.mjs'), ['bench/mesh/hosts.process.ts'], {
      execArgv: ['--max-semi-space-size=128', '--require', './tools/threads.cjs'],
      cwd: projectRoot(),
    })
    const hosts = new Hosts(child)
    await hosts.answer('ready')
    await hosts.ask({ kind: 'open', hosting }, 'open')
    return hosts
  }

  pour(wires: readonly Uint8Array[], perSecond: number): void {
    this.tell({ kind: 'pour', wires: wires.map(each => Buffer.from(each).toString('hex')), perSecond })
  }

  look(): Promise<Extract<FromHosts, { kind: 'looked' }>> {
    return this.ask({ kind: 'look' }, 'looked') as never
  }

  /** In good order; what has ended already is let be. */
  async close(): Promise<void> {
    if (!this.child.connected) return
    const gone = new Promise(done => this.child.once('close', done))
    this.tell({ kind: 'close' })
    await gone
  }

  private tell(said: ToHosts): void {
    this.child.send(said)
  }

  private ask(said: ToHosts, kind: string): Promise<unknown> {
    const answer = this.answer(kind)
    this.tell(said)
    return answer
  }

  private answer(kind: string): Promise<unknown> {
    return new Promise((done, fail) => {
      const hear = (said: unknown) => {
        if ((said as { kind: string }).kind !== kind) return
        this.child.off('message', hear)
        done(said)
      }
      this.child.on('message', hear)
      this.child.once('close', code => fail(new Error(`the hosts ended with ${code}`)))
    })
  }
}
