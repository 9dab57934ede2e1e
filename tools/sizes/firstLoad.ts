// Which files a first visit loads: the page, what it names, what that imports and starts. An import that is a call is
// counted, too: most of them are made at the start, side by side. What waits for somebody to want it is named here, and
// counts all the same where something that is loaded imports it outright.
import { posix } from 'node:path'

/** Another language; a screen that is not the first, and its autopilot; what comes once the page stands; what pairing and its
 * camera need; what keeps a key, once there is one, the way back to it, and more than one community; how a community is founded, and goes on where delegates are gone; plain code for platforms without Ed25519 or WebAssembly. */
const WHEN_WANTED = [
  ...[
    /\/zh-/,
    /\/Market-/,
    /\/Notebook-/,
    /\/Care-/,
    /\/Spectator-/,
    /\/spectating-/,
    /\/pilot\./,
    /\/running-/,
    /\/page-/,
  ],
  ...[/\/Agreement-/, /\/agreeing-/, /\/Beside-/, /\/Pairing-/, /\/decode-/, /\/founder-/],
  ...[/\/Keys-/, /\/Nag-/, /\/keeper\./, /\/Restore-/, /\/Communities-/, /\/Invited-/],
  ...[/\/plain-/, /\/portable-/, /\/sha2-/, /\/ed25519-/],
]

const CALLED = /\bimport\s*\(\s*["'`]([^"'`]+\.js)["'`]/g
const NAMES: { readonly [ending: string]: readonly RegExp[] } = {
  // What a system takes that installs the app is no part of a visit.
  '.html': [/<(?!link rel="(?:apple-touch-icon|manifest)")[^>]*?(?:src|href)="([^"]+)"/g],
  '.js': [
    /\bfrom\s*["']([^"']+\.js)["']/g,
    /\bimport\s*["']([^"']+\.js)["']/g,
    CALLED,
    /new (?:Shared)?Worker\(new URL\(\s*(?:\/\*.*?\*\/\s*)?["'`]([^"'`]+)["'`]/g,
    /new URL\(\s*(?:\/\*.*?\*\/\s*)?["'`]([^"'`]+\.wasm)["'`]/g,
  ],
  // The common letters alone: a browser takes the others where a page has them.
  '.css': [/url\(["']?([^"')]+figtree-common[^"')]+)["']?\)/g],
}

export function firstLoad(from: string, read: (path: string) => string | undefined): Set<string> {
  const loaded = new Set<string>()
  const waiting = [from]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (loaded.has(path)) continue
    const text = read(path)
    if (text === undefined) continue
    loaded.add(path)
    for (const pattern of NAMES[posix.extname(path)] ?? [])
      for (const [, name] of text.matchAll(pattern)) {
        const next = name!.startsWith('/') ? name!.slice(1) : posix.join(posix.dirname(path), name!)
        if (pattern !== CALLED || !WHEN_WANTED.some(each => each.test(next))) waiting.push(next)
      }
  }
  return loaded
}
