// Profiles of the Workers that peers run in, by the browser’s own protocol: a file each, and what took most of all.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocket } from 'ws'

interface Socket {
  on(event: 'message', hear: (text: unknown) => void): void
  once(event: 'open', done: () => void): void
  send(text: string): void
  close(): void
}
const Dialled = WebSocket as unknown as new (address: string) => Socket

interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Of all Workers of a browser that listens at this port. */
export async function profileWorkers(port: number, folder: string, seconds: number): Promise<void> {
  const { webSocketDebuggerUrl } = (await (await fetch(`http://127.0.0.1:${port}/json/version`)).json()) as {
    webSocketDebuggerUrl: string
  }
  const socket = new Dialled(webSocketDebuggerUrl)
  await new Promise<void>(done => socket.once('open', done))
  let last = 0
  const calls = new Map<number, (result: unknown) => void>()
  const workers: { session: string; title: string }[] = []
  const call = <T>(method: string, params: object = {}, sessionId?: string) =>
    new Promise<T>(done => {
      const id = ++last
      calls.set(id, done as (result: unknown) => void)
      socket.send(JSON.stringify({ id, method, params, sessionId }))
    })
  socket.on('message', text => {
    const said = JSON.parse(String(text))
    if (said.id !== undefined) calls.get(said.id)?.(said.result)
    else if (said.method === 'Target.attachedToTarget') {
      const { sessionId, targetInfo } = said.params
      if (targetInfo.type === 'worker') workers.push({ session: sessionId, title: targetInfo.url })
    }
  })
  const { targetInfos } = await call<{ targetInfos: { targetId: string; type: string }[] }>(
    'Target.getTargets',
  )
  const pages: string[] = []
  for (const { targetId, type } of targetInfos) {
    if (type !== 'page') continue
    const { sessionId } = await call<{ sessionId: string }>('Target.attachToTarget', {
      targetId,
      flatten: true,
    })
    pages.push(sessionId)
    const auto = { autoAttach: true, waitForDebuggerOnStart: false, flatten: true }
    await call('Target.setAutoAttach', auto, sessionId)
  }
  await new Promise(done => setTimeout(done, 500))
  const all = [
    ...workers.map(({ session }, i) => ({ session, name: `worker-${i}` })),
    ...pages.map((session, i) => ({ session, name: `page-${i}` })),
  ]
  for (const { session } of all) {
    await call('Profiler.enable', {}, session)
    await call('Profiler.setSamplingInterval', { interval: 500 }, session)
    await call('Profiler.start', {}, session)
  }
  await new Promise(done => setTimeout(done, seconds * 1000))
  mkdirSync(folder, { recursive: true })
  for (const { session, name } of all) {
    const { profile } = await call<{ profile: Profile }>('Profiler.stop', {}, session)
    writeFileSync(join(folder, `${name}.cpuprofile`), JSON.stringify(profile))
  }
  socket.close()
}
