// What is used of a service worker's scope; the compiler's own account of it cannot stand beside that of a page.
export interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void
}

export interface Fetching extends Lasting {
  readonly request: Request
  respondWith(response: Promise<Response>): void
}

export interface Told extends Lasting {
  readonly data: unknown
  readonly ports: readonly MessagePort[]
}

export interface Scope {
  addEventListener(type: 'install' | 'activate', hear: (event: Lasting) => void): void
  addEventListener(type: 'fetch', hear: (event: Fetching) => void): void
  addEventListener(type: 'message', hear: (event: Told) => void): void
  readonly clients: {
    claim(): Promise<void>
    matchAll(): Promise<readonly { postMessage(message: unknown): void }[]>
  }
}
