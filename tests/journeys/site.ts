// Where the app's built files are served from while relays come and go.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFiles, sendFile } from '../../relay/relay/files.ts'

export interface Site {
  readonly base: string
  /** From now on what another folder has. */
  turn(folder: string): void
  close(): void
}

export async function serveSite(folder: string): Promise<Site> {
  let files = readFiles(folder)
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://here').pathname
    sendFile(files, path === '/' ? '/index.html' : path, '', response)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    turn: other => {
      files = readFiles(other)
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
