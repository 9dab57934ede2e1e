// Where built files are served from while relays come and go, and what a benchmark lays beside them.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
}

export class Site {
  readonly base: string
  private readonly files: Map<string, Uint8Array>
  private readonly stop: () => void

  private constructor(base: string, files: Map<string, Uint8Array>, stop: () => void) {
    this.base = base
    this.files = files
    this.stop = stop
  }

  /** Folders by the address that they appear under. */
  static async open(folders: Readonly<Record<string, string>>): Promise<Site> {
    const files = new Map<string, Uint8Array>()
    for (const [at, folder] of Object.entries(folders))
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        const path = join(folder, name)
        if (statSync(path).isFile()) files.set(`${at}/${name}`, readFileSync(path))
      }
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://here')
      const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname
      const bytes = files.get(path)
      if (!bytes) {
        response.writeHead(404).end()
        return
      }
      const type = TYPES[extname(path)]
      const packed = type !== undefined && bytes.length > 1024
      response.writeHead(200, {
        'Content-Type': type ?? 'application/octet-stream',
        ...(packed && { 'Content-Encoding': 'gzip' }),
      })
      response.end(packed ? gzipSync(bytes) : bytes)
    })
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    const stop = () => {
      server.close()
      server.closeAllConnections()
    }
    return new Site(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, files, stop)
  }

  lay(path: string, bytes: Uint8Array): void {
    this.files.set(path, bytes)
  }

  close(): void {
    this.stop()
  }
}
