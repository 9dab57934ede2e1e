// The built app, read into memory at the start: what is not in there cannot be asked for.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { gzipSync } from 'node:zlib'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}
const SMALL = 1024

interface File {
  readonly type: string
  readonly bytes: Buffer
  readonly packed?: Buffer
  /** Its name carries a hash of what is in it. */
  readonly lasting: boolean
}

export type Files = ReadonlyMap<string, File>

export function readFiles(folder: string): Files {
  const files = new Map<string, File>()
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name)
    if (!statSync(path).isFile()) continue
    const type = TYPES[extname(path)] ?? 'application/octet-stream'
    const lasting = /[-.][A-Za-z0-9_-]{8,}\.\w+$/.test(name) && name.includes('assets')
    files.set(`/${relative(folder, path).split(sep).join('/')}`, file(type, readFileSync(path), lasting))
  }
  return files
}

function file(type: string, bytes: Buffer, lasting: boolean): File {
  const text = /^(text|application\/(json|manifest)|image\/svg|application\/wasm)/.test(type)
  const packed = text && bytes.length > SMALL ? gzipSync(bytes, { level: 9 }) : undefined
  return { type, bytes, packed, lasting }
}

/** Sends a file, or the app's first page for an address within the app. */
export function sendFile(files: Files, path: string, accepts: string, response: ServerResponse): void {
  const file = files.get(path) ?? (extname(path) === '' ? files.get('/index.html') : undefined)
  if (!file) {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('There is nothing here.')
    return
  }
  const packed = /\bgzip\b/.test(accepts) ? file.packed : undefined
  response.writeHead(200, {
    'Content-Type': file.type,
    'Content-Length': (packed ?? file.bytes).length,
    'Cache-Control': file.lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    Vary: 'Accept-Encoding',
    ...(packed ? { 'Content-Encoding': 'gzip' } : {}),
  })
  response.end(packed ?? file.bytes)
}
