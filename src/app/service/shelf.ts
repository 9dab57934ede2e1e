// The files of releases, in one cache under the hash that each must have: two releases share what they have in common,
// and what enters has been compared.
import { PrecacheController } from 'workbox-precaching/PrecacheController.js'
import { type Bytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import { GUARD_PATH, type Release, type ReleaseFile } from '../../peer/release.ts'

const CACHE = 'wattle-files'

/** A file is not what was signed. */
export class NotAsSigned extends Error {
  readonly why: 'missing' | 'other'
  constructor(why: 'missing' | 'other', path: string) {
    super(`${path} is ${why === 'missing' ? 'not served' : 'another file than its hash says'}`)
    this.why = why
  }
}

export class Shelf {
  readonly release: Release
  private readonly controller: PrecacheController
  private readonly files = new Map<string, ReleaseFile>()

  constructor(release: Release) {
    this.release = release
    this.controller = new PrecacheController({
      cacheName: CACHE,
      plugins: [{ fetchDidSucceed: async ({ request, response }) => this.compared(request.url, response) }],
    })
    for (const file of release.files) {
      if (file.path === GUARD_PATH) continue
      const url = urlOf(file.path)
      this.files.set(url, file)
      this.controller.addToCacheList([{ url, revision: toHex(file.hash) }])
    }
  }

  has(url: string): boolean {
    return this.files.has(url)
  }

  /** Fetches what is not there yet; a file that is missing or another throws, and nothing is lost by it. */
  async fill(): Promise<void> {
    // Workbox fills only at an event of that name; a release comes at any time.
    const event = { type: 'install', waitUntil: () => {} } as unknown as Event
    await this.controller.install(event as Parameters<PrecacheController['install']>[0])
  }

  /** A file of it; one that the browser has lost meanwhile is fetched, and compared, again. */
  async serve(url: string, event: Event): Promise<Response> {
    const params = { cacheKey: this.controller.getCacheKeyForURL(url) }
    const request = new Request(url, { credentials: 'same-origin' })
    return this.controller.strategy.handle({
      ...{ request, params },
      event: event as Parameters<PrecacheController['install']>[0],
    })
  }

  private async compared(url: string, response: Response): Promise<Response> {
    const { path, size, hash } = this.files.get(url)!
    if (!response.ok) throw new NotAsSigned('missing', path)
    const content = await response.clone().arrayBuffer()
    if (content.byteLength !== size || !equalBytes(await sha256Of(content), hash))
      throw new NotAsSigned('other', path)
    return response
  }

  get keys(): readonly string[] {
    return [...this.controller.getURLsToCacheKeys().values()]
  }
}

/** Lets go of files that are of none of these. */
export async function prune(shelves: readonly Shelf[]): Promise<void> {
  const kept = new Set(shelves.flatMap(({ keys }) => keys))
  const cache = await caches.open(CACHE)
  for (const request of await cache.keys()) if (!kept.has(request.url)) await cache.delete(request)
}

export const urlOf = (path: string): string => new URL(path, location.origin).href

/** By the platform: it has it wherever there are service workers. */
export const sha256Of = async (content: BufferSource): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', content))
